"""Reading receipt files: one child process opens them all, one after the other."""

import json
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from documents.pipeline.extract import GAVE_UP, SILENCE_SECONDS
from documents.understanding.receipts.reader import Receipt, read_rows
from documents.understanding.receipts.rows import Row, rows_of_page
from lumen.common.children import PROJECT, environment

FILES_A_CHILD = 15  # its memory is limited, and does not all come back


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """What became of one file: a receipt, or a sentence saying why not."""

    path: Path
    receipt: Receipt | None
    problem: str
    seconds: float


def read_files(paths: Iterable[Path], *, today: date) -> Iterator[ReadFile]:
    """Read receipts in the order given; a file that breaks the child costs that file only."""
    child: subprocess.Popen[str] | None = None
    asked = 0  # of this child
    try:
        for path in paths:
            started = time.perf_counter()
            if child is None or asked >= FILES_A_CHILD:
                child, asked = _fresh(child), 0
            answer = _ask(child, path)
            asked += 1
            if child.poll() is not None:  # a tired child may die of what a fresh one can read
                child, was_first = _fresh(child), asked == 1
                answer, asked = (answer, 0) if was_first else (_ask(child, path), 1)
            receipt = _receipt(answer["pages"], today) if "pages" in answer else None
            seconds = round(time.perf_counter() - started, 3)
            problem = answer.get("problem", "")
            yield ReadFile(path=path, receipt=receipt, problem=problem, seconds=seconds)
    finally:
        if child is not None:
            child.kill()
            child.wait()


def _fresh(child: "subprocess.Popen[str] | None") -> "subprocess.Popen[str]":
    if child is not None:
        child.kill()
        child.wait()
    return _start()


def _start() -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "documents.understanding.receipts.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=PROJECT,
        env=environment(),
        text=True,
    )


def _ask(child: "subprocess.Popen[str]", path: Path) -> dict[str, Any]:
    if "\n" in str(path) or child.stdin is None or child.stdout is None:
        return {"problem": f"{path.name} has a name that cannot be read."}
    try:
        child.stdin.write(f"{path.resolve()}\n")
        child.stdin.flush()
        is_answered = select.select([child.stdout], [], [], SILENCE_SECONDS)[0]
        line = child.stdout.readline() if is_answered else ""
    except BrokenPipeError:
        line = ""
    if not line:
        child.kill()
        child.wait()
        return {"problem": GAVE_UP}
    answer: dict[str, Any] = json.loads(line)
    return answer


def _receipt(pages: list[dict[str, Any]], today: date) -> Receipt:
    rows: list[Row] = []
    for page in pages:
        rows += rows_of_page(page["number"], page["text"], page["blocks"])
    return read_rows(rows, today=today)
