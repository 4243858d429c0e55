"""Prompts are text files with a version in their names."""

from functools import cache
from pathlib import Path


@cache
def load(name: str) -> str:
    """The text of `<name>.txt` beside this module."""
    return (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").strip()
