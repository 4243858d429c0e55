"""The process that plays a stranger's film: `python -m lumen.ai.video.child FILE DURATION_MS LATE_MS`.

Prints a JSON line now and then with how far it is, and at the end one for each shot. It has limits on memory
and processor time, so a file made to break players breaks only this.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from typing import Any

from lumen.ai.video.ffmpeg import CONTAINERS

MEMORY_BYTES = 2 * 1024**3  # of address space
START_SECONDS = 60  # of processor time
TIMES_DURATION = 6  # more for each second of film
SAY_SECONDS = 0.5
NICENESS = 5
ANALYSED_SIDE = 480  # pixels; larger frames are made smaller before they are looked at
USUAL_RATE = 25.0


def main() -> int:
    path, duration_ms, late_ms = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    _confine(duration_ms)
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = (
        f"threads;1|protocol_whitelist;file,pipe|format_whitelist;{CONTAINERS}"
    )
    for message in messages(path, duration_ms, late_ms):
        sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
        sys.stdout.flush()
    return 0


def _confine(duration_ms: int) -> None:
    seconds = START_SECONDS + TIMES_DURATION * (duration_ms // 1_000 or 600)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICENESS)


def messages(path: str, duration_ms: int, late_ms: int = 0) -> Iterator[dict[str, Any]]:
    """What this process prints; `late_ms`: when its first frame is shown."""
    from lumen.ai.video.cuts import CutDetector
    from lumen.ai.video.watching import Samples, sharpness

    detector, samples, sharp = CutDetector(), Samples.of(duration_ms), []
    said_at = 0.0
    for after_ms, frame in _frames(path):
        at_ms, small = after_ms + late_ms, _smaller(frame)
        detector.add(small, at_ms=at_ms)
        samples.add(small, at_ms)
        sharp.append(sharpness(small))
        if time.monotonic() - said_at > SAY_SECONDS:
            said_at = time.monotonic()
            yield {"at_ms": round(at_ms)}
    yield from _shots(detector, samples, sharp)


def _frames(path: str) -> Iterator[tuple[float, Any]]:
    """Every frame with when it is shown, as PySceneDetect plays it."""
    from scenedetect import open_video
    from scenedetect.video_stream import FrameRateUnavailable

    try:
        video = open_video(path, backend="opencv")
    except FrameRateUnavailable:
        video = open_video(path, frame_rate=USUAL_RATE, backend="opencv")
    last = -1.0
    while (frame := video.read()) is not False:
        last = max(last + 0.001, video.position.seconds * 1_000)
        yield last, frame


def _smaller(frame: Any) -> Any:
    import cv2

    height, width = frame.shape[:2]
    scale = ANALYSED_SIDE / max(height, width)
    if scale >= 1:
        return frame
    size = (max(2, round(width * scale)), max(2, round(height * scale)))
    return cv2.resize(frame, size, interpolation=cv2.INTER_AREA)


def _shots(detector: Any, samples: Any, sharp: list[float]) -> Iterator[dict[str, Any]]:
    from lumen.ai.video.watching import key_frame, tracks_of

    steps = detector.steps
    if not len(steps):
        return
    frame_ms = (steps.at_ms[-1] - steps.at_ms[0]) / max(1, len(steps) - 1) or 1_000 / USUAL_RATE
    firsts = [0, *detector.cuts()]
    for first, after in zip(firsts, [*firsts[1:], len(steps)], strict=True):
        start = steps.at_ms[first] if first else 0.0
        end = steps.at_ms[after] if after < len(steps) else steps.at_ms[-1] + frame_ms
        changes = steps.change[first + 1 : after]
        yield {
            "start_ms": round(start),
            "end_ms": round(end),
            "key_ms": round(key_frame(steps.at_ms[first:after], sharp[first:after])),
            "motion": round(sum(changes) / len(changes) / 255, 4) if changes else 0.0,
            "tracks": [track.as_dict() for track in tracks_of(samples.between(start, end))],
        }


if __name__ == "__main__":
    sys.exit(main())
