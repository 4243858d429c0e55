"""The process that reads a stranger's feed: `python -m lumen.feeds.child < what was answered`.

The first line of its input says in JSON how the address called it, the rest is what it answered. It prints
one JSON object: the feed, or what is wrong. It has limits on memory and processor time, so a feed made to
break readers breaks only this. The address, which may hold a secret, stands in no list of processes.
"""

import json
import os
import resource
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from lumen.feeds import parsing

MEMORY_BYTES = 512 * 1024 * 1024  # of address space
CPU_SECONDS = 10
NICENESS = 5


def main() -> int:
    """Read the feed of the standard input."""
    _confine()
    told, content = json.loads(sys.stdin.buffer.readline()), sys.stdin.buffer.read()
    sys.stdout.write(json.dumps(_answer(parsing.Said(content=content, **told)), default=_moment))
    return 0


def _confine() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def _answer(said: parsing.Said) -> dict[str, Any]:
    try:
        return {"feed": asdict(parsing.parse(said))}
    except parsing.OwnEntitiesError:
        return {"problem": "entities"}
    except parsing.NotAFeedError as error:
        return {"problem": "no-feed", "named": error.named}


def _moment(at: datetime) -> str:
    return at.isoformat()


if __name__ == "__main__":
    sys.exit(main())
