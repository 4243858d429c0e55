"""What people say when they mean a tool and no rule hears it: a sentence a line, in a file a tool."""

from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=64)
def read(path: Path) -> tuple[str, ...]:
    """The sentences of a file."""
    return tuple(line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def of(tool: str) -> tuple[str, ...]:
    """The sentences of a built-in tool."""
    return read(Path(__file__).parent / f"{tool}.txt")
