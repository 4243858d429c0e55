"""The process that opens a stranger's file: `python -m documents.pipeline.child TYPE AFTER [second]`.

Reads the file from standard input and prints a JSON line for the outline and one for each page but the
first AFTER ones; with `probe` for AFTER, only the outline. `second` leaves pdfium out, for a file that
broke it. A password comes in the environment. It has limits on memory and processor time, so a file
made to break readers breaks only this.
"""

import gc
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from documents.pipeline import limits
from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError

PASSWORD = "LUMEN_FILE_PASSWORD"  # noqa: S105  the name of a variable
SECOND = "second"


def main() -> int:
    content_type, after = sys.argv[1], sys.argv[2]
    limits.confine(is_urgent=after == "probe")
    gc.set_threshold(50_000, 20, 100)  # a short life with many small things: a tenth faster
    content = sys.stdin.buffer.read()
    try:
        parser = _parser(content_type, content, password=os.environ.pop(PASSWORD, ""))
        _emit(outline=asdict(parser.outline))
        if after != "probe":
            limits.allow_page()
            for page in parser.pages(after=int(after)):
                _emit(page=_as_message(page))
                limits.allow_page()
    except UnreadableDocumentError as error:
        _emit(problem=str(error), code=error.code)
    return 0


def _parser(content_type: str, content: bytes, *, password: str) -> Any:
    if SECOND in sys.argv[3:]:
        from documents.pipeline.parsers.pdf_second import SecondPdfParser

        return SecondPdfParser(content, password=password)
    from documents.pipeline.parsers.base import parser_for

    return parser_for(content_type, content, password=password)


def _as_message(page: ParsedPage) -> dict[str, Any]:
    return page.as_dict() | {"warning": page.warning}


def _emit(**message: Any) -> None:
    sys.stdout.buffer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())
