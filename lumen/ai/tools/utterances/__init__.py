"""What people say when they mean a tool and no rule hears it: a sentence a line, in a file a tool.

The folder `nobody` holds, a file a theme, what no tool here can answer.
"""

from functools import lru_cache
from pathlib import Path

HERE = Path(__file__).parent


@lru_cache(maxsize=64)
def read(path: Path) -> tuple[str, ...]:
    """The sentences of a file, or of every file of a folder."""
    files = sorted(path.glob("*.txt")) if path.is_dir() else [path]
    lines = (line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def of(tool: str) -> tuple[str, ...]:
    """The sentences of a built-in tool."""
    return read(HERE / f"{tool}.txt")


def of_nobody() -> tuple[str, ...]:
    """What people ask that no tool answers."""
    return read(HERE / "nobody")
