"""Tesseract where it is installed: for scripts that the models of rapidocr do not know."""

import csv
import io
import shutil
import subprocess
from functools import lru_cache
from itertools import groupby
from typing import Any

import cv2
import numpy as np

from documents.pipeline.ocr_engine import SeenLine
from documents.pipeline.parsed import Word

SECONDS = 60
LOWEST_CONFIDENCE = 30.0
NOT_LANGUAGES = frozenset({"osd", "equ"})
MOST_LANGUAGES = 6


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """What the installed Tesseract can read; nothing when there is none."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    listed = subprocess.run(
        [program, "--list-langs"], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    return tuple(sorted({line.strip() for line in listed.stdout.splitlines()[1:]} - NOT_LANGUAGES - {""}))


def read(picture: Any, *, better_than: float) -> list[SeenLine]:
    """The lines of an upright picture; nothing when Tesseract is no surer than `better_than` (0..1)."""
    program, known = shutil.which("tesseract"), languages()
    if program is None or not known:
        return []
    _, packed = cv2.imencode(".png", picture)
    arguments = ["stdin", "stdout", "-l", "+".join(known[:MOST_LANGUAGES]), "--psm", "3", "tsv"]
    try:
        told = subprocess.run(
            [program, *arguments], input=packed.tobytes(), capture_output=True, timeout=SECONDS, check=True
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        return []
    lines = _lines(told.stdout.decode("utf-8", errors="replace"), picture.shape[1], picture.shape[0])
    sure = [word.confidence for line in lines for word in line.words]
    return lines if sure and sum(sure) / len(sure) > better_than else []


def _lines(table: str, width: int, height: int) -> list[SeenLine]:
    rows = csv.DictReader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = [row for row in rows if row["level"] == "5" and float(row["conf"]) >= LOWEST_CONFIDENCE]
    found = []
    for _, group in groupby(words, key=lambda row: (row["block_num"], row["par_num"], row["line_num"])):
        boxes, seen = [], []
        for row in group:
            x, y, across, down = (int(row[name]) for name in ("left", "top", "width", "height"))
            boxes.append((x, y, x + across, y + down))
            box = (x / width, y / height, (x + across) / width, (y + down) / height)
            seen.append(Word(row["text"], box, float(row["conf"]) / 100))
        x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
        x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
        quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
        found.append(SeenLine(quad, seen))
    return found
