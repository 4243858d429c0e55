"""The process that opens a stranger's file: `python -m documents.pipeline.child TYPE AFTER`.

Reads the file from standard input and prints a JSON line for the outline and one for each page but the
first AFTER ones; with `probe` for AFTER, only the outline. It has
limits on memory and on processor time per page, so a file made to break readers breaks only this.
"""

import json
import os
import resource
import sys
from dataclasses import asdict
from typing import Any

MAX_MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS_PER_PAGE = 60
NICENESS = 5


def main() -> int:
    content_type, probe_only = sys.argv[1], sys.argv[2] == "probe"
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _allow_more_cpu()
    from documents.pipeline.parsed import UnreadableDocumentError
    from documents.pipeline.parsers.base import parser_for

    if not probe_only:
        os.nice(NICENESS)
    content = sys.stdin.buffer.read()
    try:
        parser = parser_for(content_type, content)
        _emit(outline=asdict(parser.outline))
        if not probe_only:
            for page in parser.pages(after=int(sys.argv[2])):
                _emit(page=page.as_dict())
                _allow_more_cpu()
    except UnreadableDocumentError as error:
        _emit(problem=str(error))
    return 0


def _emit(**message: Any) -> None:
    print(json.dumps(message), flush=True)  # noqa: T201  this is how it answers


def _allow_more_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + CPU_SECONDS_PER_PAGE
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main())
