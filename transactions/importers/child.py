"""The process that opens a stranger's workbook or PDF: `python -m transactions.importers.child KIND`.

Reads the file from standard input and prints a JSON line for each part. It has limits on memory and on
processor time, so a file made to break readers breaks only this.
"""

import json
import resource
import sys
from collections.abc import Iterator
from typing import Any

MAX_MEMORY_BYTES = 2 * 1024**3
CPU_SECONDS = 90


def main() -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    content = sys.stdin.buffer.read()
    for part in _parts(sys.argv[1], content):
        print(json.dumps(part), flush=True)  # noqa: T201  this is how it answers
    return 0


def _parts(kind: str, content: bytes) -> Iterator[dict[str, Any]]:
    if kind == "workbook":
        from transactions.importers import cellbook

        return cellbook.parts(content)
    from transactions.importers.pdf import words

    return words.parts(content)


if __name__ == "__main__":
    sys.exit(main())
