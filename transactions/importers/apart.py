"""Opening a file in a child process, so that a crash, a loop or a bomb costs that file only."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from transactions.importers.text import UnreadableFileError

TIMEOUT_SECONDS = 120
PROJECT = Path(__file__).resolve().parents[2]


def parts_of(kind: str, content: bytes, *, gave_up: str) -> list[dict[str, Any]]:
    """What the child process tells about a file.

    Args:
        kind: `workbook` or `pdf`.
        gave_up: the sentence when the file breaks the reader or its limits.

    Raises:
        UnreadableFileError: the file is locked, damaged, or breaks the reader.
    """
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "transactions.importers.child", kind],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            cwd=PROJECT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(gave_up) from error
    told = [json.loads(line) for line in done.stdout.splitlines()] if done.returncode == 0 else []
    if problem := next((part["problem"] for part in told if "problem" in part), None):
        raise UnreadableFileError(problem)
    if not told:
        raise UnreadableFileError(gave_up)
    return told
