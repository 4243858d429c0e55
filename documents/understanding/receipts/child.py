"""The process that opens strangers' receipts: `python -m documents.understanding.receipts.child`.

Reads paths from standard input, a line each, and answers each with a JSON line: the pages' text and
blocks, or a problem. The models of the reader of pictures are loaded once for all of them.
"""

import json
import sys
from pathlib import Path
from typing import Any

MOST_PAGES = 4  # of one receipt


def main() -> int:
    from documents.pipeline import limits

    limits.confine(is_urgent=True)
    for line in sys.stdin:
        limits.allow_page()
        answer = json.dumps(_read(Path(line.rstrip("\n"))), separators=(",", ":"))
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()
    return 0


def _read(path: Path) -> dict[str, Any]:
    from documents.pipeline import sniff
    from documents.pipeline.parsed import UnreadableDocumentError
    from documents.pipeline.parsers.base import parser_for

    try:
        content = path.read_bytes()
        parser = parser_for(sniff.sniff(content, path.name), content)
        pages = []
        for page in parser.pages():
            pages.append({"number": page.number, "text": page.text, "blocks": page.blocks})
            if len(pages) == MOST_PAGES:
                break
    except UnreadableDocumentError as error:
        return {"problem": str(error)}
    except OSError as error:
        return {"problem": f"{path.name} cannot be opened: {error.strerror}."}
    return {"pages": pages}


if __name__ == "__main__":
    sys.exit(main())
