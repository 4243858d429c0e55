"""The shots of a film, each with what moves in it, watched in a process of its own."""

import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lumen.ai.video import probing
from lumen.ai.video.probing import BadClipError
from lumen.common import children
from lumen.common.children import ChildDiedError

SILENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True, order=True)
class Shot:
    """A stretch of film without a cut; it ends where the next begins."""

    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """A shot that was looked at.

    Args:
        key_ms: its sharpest frame near the middle.
        motion: how much changes from frame to frame, 0..1 of what could.
        tracks: what moved through it: `{"starts_ms", "ends_ms", "path": [{"ms", "box"}]}`, boxes in 0..1.
    """

    shot: Shot
    key_ms: int
    motion: float
    tracks: list[dict[str, Any]] = field(default_factory=list)


def watch(
    path: Path,
    *,
    duration_ms: int = 0,
    on_wait: Callable[[], None] = children.keep_waiting,
    on_progress: Callable[[int], None] = lambda at_ms: None,
) -> tuple[Watched, ...]:
    """The shots of a film, to the frame, and what moves in them.

    Args:
        duration_ms: how long it is as far as known; the process gets time by it.
        on_progress: called with how far it has been watched.

    Raises:
        BadClipError: it cannot be played.
    """
    late_ms = probing.late_ms(path, on_wait=on_wait)
    lines = children.lines_of(
        [sys.executable, "-m", "lumen.ai.video.child", str(path), str(duration_ms), str(late_ms)],
        silence_seconds=SILENCE_SECONDS,
        on_wait=on_wait,
    )
    found: list[Watched] = []
    try:
        with closing(lines):
            for line in lines:
                message = json.loads(line)
                if "at_ms" in message:
                    on_wait()
                    on_progress(message["at_ms"])
                else:
                    found.append(_watched(message))
    except ChildDiedError as error:
        raise BadClipError("The film in this recording is damaged and cannot be played.") from error
    if not found:
        raise BadClipError("The film in this recording is damaged and cannot be played.")
    return tuple(found)


def _watched(message: dict[str, Any]) -> Watched:
    shot = Shot(message["start_ms"], message["end_ms"])
    return Watched(shot=shot, key_ms=message["key_ms"], motion=message["motion"], tracks=message["tracks"])
