"""How a recording is laid out as pages: stretches of time with what is said and what stands on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from documents.pipeline.parsed import EMBEDDED, OCR, Line, ParsedPage, page_of
from lumen.ai.video.shots import Shot, Watched

SPEECH = "speech"  # origin of a page, and kind of a line
SCREEN = "screen"  # kind of a line that stands on the screen
PAGE_MS = 45_000  # a stretch of sound is about this long
LONGEST_MS = 75_000
PAUSE_MS = 600
PIECE_MS, LONGEST_PIECE_MS, FEWEST_WORDS = 4_000, 6_000, 4  # of speech
MOST_PAGES = 300


@dataclass(frozen=True, slots=True)
class Said:
    """Words and when they are said; `goes_on`: with what the piece before began."""

    start_ms: int
    end_ms: int
    text: str
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """From one moment to another; of a film, one shot, several short ones or a part of a long one."""

    start_ms: int
    end_ms: int
    key_ms: int | None = None
    shots: tuple[Shot, ...] = ()
    motion: float = 0.0
    tracks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_film(self) -> bool:
        return self.key_ms is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenLine:
    """A line that was read from a key frame; the box is in 0..1 of it."""

    text: str
    box: list[float] | None = None


def stretches_of(duration_ms: int, said: Sequence[Said], watched: Sequence[Watched] = ()) -> list[Stretch]:
    """The pages of a recording: of a film its shots, of sound stretches that end at pauses."""
    if not watched:
        ends = _breaks(0, duration_ms, said)
        return [Stretch(start_ms=a, end_ms=b) for a, b in zip([0, *ends], [*ends, duration_ms], strict=True)]
    whole = [part for one in watched for part in _parts(one, said)]
    return _grouped(whole)


def _parts(watched: Watched, said: Sequence[Said]) -> list[Stretch]:
    """A shot, in pieces where it is long."""
    shot = watched.shot
    ends = _breaks(shot.start_ms, shot.end_ms, said)
    starts = [shot.start_ms, *ends]
    parts = []
    for start, end in zip(starts, [*ends, shot.end_ms], strict=True):
        has_key = start <= watched.key_ms < end or not ends
        part = Stretch(
            start_ms=start,
            end_ms=end,
            key_ms=watched.key_ms if has_key else (start + end) // 2,
            shots=(shot,),
            motion=watched.motion,
            tracks=[track for track in watched.tracks if start <= track["starts_ms"] < max(end, start + 1)],
        )
        parts.append(part)
    return parts


def _breaks(start_ms: int, end_ms: int, said: Sequence[Said]) -> list[int]:
    """Where a long stretch is cut: at pauses if there are any, in any case before it gets too long."""
    found: list[int] = []
    at = start_ms
    while end_ms - at > LONGEST_MS:
        lowest, highest = at + PAGE_MS // 2, at + LONGEST_MS
        starts = [
            one.start_ms
            for before, one in zip([None, *said], said, strict=False)
            if lowest <= one.start_ms <= highest
            and (before is None or one.start_ms - before.end_ms >= PAUSE_MS)
        ] or [one.start_ms for one in said if lowest <= one.start_ms <= highest]
        at = min(starts, key=lambda ms: abs(ms - at - PAGE_MS)) if starts else at + PAGE_MS
        found.append(at)
    return found


def _grouped(parts: list[Stretch]) -> list[Stretch]:
    """Neighbours joined where a film has more shots than anyone looks through."""
    if len(parts) <= MOST_PAGES:
        return parts
    size = -(-len(parts) // MOST_PAGES)
    return [_joined(parts[at : at + size]) for at in range(0, len(parts), size)]


def _joined(parts: list[Stretch]) -> Stretch:
    longest = max(parts, key=lambda part: part.end_ms - part.start_ms)
    shots = tuple(dict.fromkeys(shot for part in parts for shot in part.shots))
    tracks = [track for part in parts for track in part.tracks]
    return replace(longest, start_ms=parts[0].start_ms, end_ms=parts[-1].end_ms, shots=shots, tracks=tracks)


def in_pieces(said: Sequence[Said]) -> list[Said]:
    """Long stretches of speech cut between words, each piece with its share of the time.

    A recogniser tells when a stretch begins and ends, not each word: the times inside are as even as letters.
    """
    return [piece for one in said for piece in _pieces(one)]


def _pieces(one: Said) -> list[Said]:
    words, length = one.text.split(), one.end_ms - one.start_ms
    count = min(len(words) // FEWEST_WORDS, -(-length // PIECE_MS)) if length > LONGEST_PIECE_MS else 1
    if count < 2:
        return [one]
    letters = sum(len(word) + 1 for word in words)
    groups: list[list[str]] = [[] for _ in range(count)]
    starts = [one.start_ms] * count
    before = 0
    for word in words:
        index = min(count - 1, before * count // letters)
        if not groups[index]:
            starts[index] = one.start_ms + before * length // letters
        groups[index].append(word)
        before += len(word) + 1
    kept = [(start, " ".join(group)) for start, group in zip(starts, groups, strict=True) if group]
    ends = [*(start for start, _ in kept[1:]), one.end_ms]
    return [
        Said(start, end, text, goes_on=index > 0)
        for index, ((start, text), end) in enumerate(zip(kept, ends, strict=True))
    ]


def spread(stretches: Sequence[Stretch], said: Sequence[Said]) -> list[list[Said]]:
    """What is said in each stretch: words belong to the one in which most of them are said."""
    found: list[list[Said]] = [[] for _ in stretches]
    for one in said:
        best = max(range(len(stretches)), key=lambda index: _shared(stretches[index], one))
        start = min(max(one.start_ms, stretches[best].start_ms), max(stretches[best].end_ms - 1, 0))
        found[best].append(replace(one, start_ms=start))
    return found


def _shared(stretch: Stretch, one: Said) -> int:
    """Milliseconds in common; negative for how far they are apart."""
    return min(stretch.end_ms, one.end_ms) - max(stretch.start_ms, one.start_ms)


def page(
    number: int, stretch: Stretch, said: Sequence[Said], screen: Sequence[ScreenLine] = ()
) -> ParsedPage:
    """Text and blocks of a stretch: what stands on the screen first, then what is said."""
    lines = [
        Line(text=line.text, kind=SCREEN, starts_paragraph=not index) for index, line in enumerate(screen)
    ]
    lines += [
        Line(text=one.text, kind=SPEECH, starts_paragraph=not one.goes_on or one is said[0]) for one in said
    ]
    laid = page_of(number, lines)
    seen = [line for line in screen if _has_text(line.text)]
    heard = [one for one in said if _has_text(one.text)]
    for block, line in zip(laid.blocks, seen, strict=False):
        block["ms"] = stretch.start_ms
        block.update({"box": line.box} if line.box else {})
    for block, one in zip(laid.blocks[len(seen) :], heard, strict=True):
        block["ms"], block["end_ms"] = one.start_ms, one.end_ms
    origin = SPEECH if heard else OCR if seen else EMBEDDED
    return replace(laid, origin=origin)


def _has_text(text: str) -> bool:
    return bool(text.replace("\x00", "").split())
