"""Key frames of a film, read and looked at in a process with limits.

`python -m documents.pipeline.frames FILE...` prints a JSON line for each picture: the lines on it, each
with its box, and what is seen. A picture that is the same as the one before is not read again.
"""

import json
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from documents.pipeline.stretches import ScreenLine
from lumen.common import children
from lumen.common.children import ChildDiedError

SILENCE_SECONDS = 120.0
SURE = 0.72  # mean confidence of a line's words; textures look like letters now and then
FEWEST_SIGNS = 2
SAME, SAME_STROKES = 1.5, 0.00002  # of 255, and of the picture: one digit is more
COMPARED_SIDE = 960

Frame = tuple[list[ScreenLine], dict[str, Any]]


def look_at_frames(
    paths: Sequence[Path], *, on_wait: Callable[[], None] = children.keep_waiting
) -> Generator[Frame, None, None]:
    """What stands and is seen on each picture, in order; nothing for those that break the reader."""
    done = 0
    while done < len(paths):
        lines = children.lines_of(
            [sys.executable, "-m", "documents.pipeline.frames", *map(str, paths[done:])],
            silence_seconds=SILENCE_SECONDS,
            on_wait=on_wait,
        )
        try:
            with closing(lines):
                for line in lines:
                    done += 1
                    message = json.loads(line)
                    yield [ScreenLine(**one) for one in message["lines"]], message["seen"]
        except ChildDiedError:
            done += 1
            yield [], {}


def main() -> int:
    from documents.pipeline import limits

    limits.confine()
    last: tuple[Any, dict[str, Any]] | None = None
    for path in sys.argv[1:]:
        limits.allow_page()
        last = _looked(Path(path), last)
        sys.stdout.write(json.dumps(last[1], separators=(",", ":")) + "\n")
        sys.stdout.flush()
    return 0


def _looked(path: Path, last: tuple[Any, dict[str, Any]] | None) -> tuple[Any, dict[str, Any]]:
    import numpy as np
    from PIL import Image

    with Image.open(path, formats=["JPEG"]) as opened:
        image = opened.convert("RGB")
    small = image.convert("L")
    small.thumbnail((COMPARED_SIDE, COMPARED_SIDE))
    grey = np.asarray(small)
    if last is not None and _is_same(last[0], grey):
        return grey, last[1]
    return grey, {"lines": _lines(image), "seen": _seen(image)}


def _is_same(last: Any, new: Any) -> bool:
    import cv2

    from lumen.ai.video.measures import strokes

    share, _gathered = strokes(last, new)
    return share < SAME_STROKES and float(cv2.absdiff(last, new).mean()) < SAME


def _lines(image: Any) -> list[dict[str, Any]]:
    from documents.pipeline import ocr

    found = []
    for line in ocr.read(image):
        words = [word for part in line.parts for word in part.words]
        text = line.text or line.joint.join(part.text for part in line.parts)
        sure = sum(word.confidence for word in words) / len(words) if words else 0.0
        if sure < SURE or sum(sign.isalnum() for sign in text) < FEWEST_SIGNS:
            continue
        boxes = [word.box for word in words]
        box = [
            min(b[0] for b in boxes),
            min(b[1] for b in boxes),
            max(b[2] for b in boxes),
            max(b[3] for b in boxes),
        ]
        found.append({"text": text, "box": [round(value, 4) for value in box]})
    return found


def _seen(image: Any) -> dict[str, Any]:
    from lumen.ai.media import faces
    from lumen.ai.media.looking import look

    seen = dict(look(image, pipeline="quick").as_dict())
    seen["faces"] = seen["faces"] or [list(face.box) for face in faces.find(image)]
    return seen


if __name__ == "__main__":
    sys.exit(main())
