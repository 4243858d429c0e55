"""Reading a recording: its film shot by shot, what is said, and what stands on the screen."""

import io
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from documents.pipeline import frames, stretches
from documents.pipeline.parsed import ParsedPage, UnreadableDocumentError
from documents.pipeline.stretches import Said, Stretch
from lumen.ai.video import probing
from lumen.ai.video.frames import frame_at
from lumen.ai.video.probing import BadClipError, Clip
from lumen.ai.video.shots import Watched, watch
from lumen.common import children
from lumen.common.errors import LumenError
from lumen.common.text import clock

if TYPE_CHECKING:
    from lumen.ai.speech.vocabulary import Vocabulary

NO_FILM = "The film in this recording could not be played, so only its sound was read."
NOT_HEARD = "Its sound was not turned into words: {why}"
NOTHING_HEARD = "No words could be made out in its sound."
SHORTEST_SOUND_MS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What is known before the first page comes."""

    duration_ms: int
    page_count: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedPage:
    """A stretch of a recording: its text, its key frame as JPEG, and what is seen in it."""

    page: ParsedPage
    starts_ms: int
    ends_ms: int
    picture: bytes = b""
    seen: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Listener:
    """Who reads along.

    Args:
        on_wait: called five times a second; what it raises ends the reading at once.
        on_step: called with how far it is, in words.
    """

    on_wait: Callable[[], None] = children.keep_waiting
    on_step: Callable[[str], None] = lambda step: None


def read(
    path: Path, *, words: "Vocabulary", most_seconds: int, listener: Listener
) -> Generator[Beginning | TimedPage, None, None]:
    """The beginning first, then the stretches in order.

    Args:
        path: of a file that nobody changes meanwhile.
        words: what the workspace speaks of.

    Raises:
        UnreadableDocumentError: damaged, too long, too large, or neither sound nor film in it.
    """
    try:
        clip = probing.probe(path, most_seconds=most_seconds, on_wait=listener.on_wait)
        watched, film_warning = _watched(path, clip, listener)
    except BadClipError as error:
        raise UnreadableDocumentError(error.detail, code=error.kind) from error
    except LumenError as error:
        raise UnreadableDocumentError(error.detail, code="unsupported") from error
    said, sound_warning = _heard(path, clip, words, listener, most_seconds)
    duration_ms = max([clip.duration_ms, *(one.shot.end_ms for one in watched)])
    parts = stretches.stretches_of(duration_ms, said, watched)
    warnings = tuple(filter(None, (film_warning, sound_warning)))
    yield Beginning(duration_ms=duration_ms, page_count=len(parts), warnings=warnings)
    yield from _pages(path, parts, said, listener)


def _watched(path: Path, clip: Clip, listener: Listener) -> tuple[Sequence[Watched], str]:
    """The shots of the film, and a sentence when it cannot be played but heard."""
    if not clip.has_film:
        return (), ""
    of_all = clock(clip.duration_ms)
    try:
        found = watch(
            path,
            duration_ms=clip.duration_ms,
            on_wait=listener.on_wait,
            on_progress=lambda at: listener.on_step(f"watching, {clock(at)} of {of_all}"),
        )
    except BadClipError:
        if not clip.has_sound:
            raise
        return (), NO_FILM
    last = found[-1]
    whole = replace(last, shot=replace(last.shot, end_ms=max(last.shot.end_ms, clip.duration_ms)))
    return (*found[:-1], whole), ""


def _heard(
    path: Path, clip: Clip, words: "Vocabulary", listener: Listener, most_seconds: int
) -> tuple[list[Said], str]:
    """What is said, and a sentence when that cannot be told."""
    if not clip.has_sound or clip.duration_ms < SHORTEST_SOUND_MS:
        return [], ""
    from lumen.ai.speech.hearing import hear

    listener.on_step(f"listening to {clock(clip.duration_ms)} of sound")
    try:
        heard = hear(path, words=words, longest_seconds=most_seconds + 1, on_wait=listener.on_wait)
    except LumenError as error:
        return [], NOT_HEARD.format(why=error.detail)
    spoken = [Said(one.start_ms, one.end_ms, one.text) for one in heard.segments if one.text.strip()]
    said = stretches.in_pieces(spoken)
    is_sound_alone = not clip.has_film and not said
    return said, NOTHING_HEARD if is_sound_alone else ""


def _pages(
    path: Path, parts: Sequence[Stretch], said: Sequence[Said], listener: Listener
) -> Iterator[TimedPage]:
    spoken = stretches.spread(parts, said)
    if not parts[0].is_film:
        for number, (part, words) in enumerate(zip(parts, spoken, strict=True), start=1):
            yield _timed(part, stretches.page(number, part, words))
        return
    with TemporaryDirectory() as folder:
        shown = [
            _key_frame(path, part, Path(folder) / f"{number}.jpg", listener)
            for number, part in enumerate(parts, start=1)
        ]
        taken = [picture for picture in shown if picture.exists()]
        with closing(frames.look_at_frames(taken, on_wait=listener.on_wait)) as looked:
            for number, (part, words, picture) in enumerate(zip(parts, spoken, shown, strict=True), start=1):
                listener.on_step(f"shot {number} of {len(parts)}")
                if not picture.exists():
                    yield _timed(part, stretches.page(number, part, words))
                    continue
                screen, seen = next(looked)
                found = stretches.page(number, part, words, screen)
                yield _timed(part, found, picture=picture.read_bytes(), seen=seen)


def _key_frame(path: Path, part: Stretch, target: Path, listener: Listener) -> Path:
    content = frame_at(path, part.key_ms or 0, on_wait=listener.on_wait)
    if content:
        target.write_bytes(content)
    return target


def _timed(
    part: Stretch, page: ParsedPage, *, picture: bytes = b"", seen: dict[str, Any] | None = None
) -> TimedPage:
    told = dict(seen or {})
    if picture:
        width, height = _size(picture)
        page = replace(page, width=width, height=height)
    if part.is_film:
        told |= {
            "key_ms": part.key_ms,
            "motion": part.motion,
            "tracks": part.tracks,
            "shots": [[shot.start_ms, shot.end_ms] for shot in part.shots],
        }
    return TimedPage(page=page, starts_ms=part.start_ms, ends_ms=part.end_ms, picture=picture, seen=told)


def _size(picture: bytes) -> tuple[int, int]:
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
        return opened.size
