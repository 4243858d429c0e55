"""A recording as its page and programs show it: stretches of time, shots, lines and captions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from documents.models import Document, Page
from documents.pipeline.stretches import SCREEN
from lumen.common.text import clock

SHORTEST_CAPTION_MS = 700
LONGEST_CAPTION_MS = 7_000
STILL, LIVELY = 0.004, 0.06  # of `seen["motion"]`


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """A line that is said or stands on the screen."""

    at_ms: int
    text: str
    is_screen: bool
    page: int
    start: int
    end: int
    is_marked: bool = False

    @property
    def clock(self) -> str:
        return clock(self.at_ms)

    @property
    def seconds(self) -> str:
        return f"{self.at_ms / 1_000:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of a recording."""

    page: Page
    lines: list[TimedLine]

    @property
    def clock(self) -> str:
        return clock(self.page.starts_ms or 0)

    @property
    def seconds(self) -> str:
        return f"{(self.page.starts_ms or 0) / 1_000:g}"

    @property
    def faces(self) -> int:
        return len(self.page.seen.get("faces", []))

    @property
    def things(self) -> int:
        return len(self.page.seen.get("tracks", []))

    @property
    def is_lively(self) -> bool:
        return float(self.page.seen.get("motion", 0)) >= LIVELY

    @property
    def is_still(self) -> bool:
        return self.page.seen.get("motion") is not None and float(self.page.seen["motion"]) < STILL

    @property
    def codes(self) -> list[str]:
        """What QR and bar codes on its key frame say."""
        return [str(code.get("text", "")) for code in self.page.seen.get("codes", []) if code.get("text")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A whole recording; `at_ms` is where the address wants its player."""

    parts: list[Part]
    at_ms: int
    page: int

    @property
    def has_pictures(self) -> bool:
        return any(part.page.picture for part in self.parts)

    @property
    def has_words(self) -> bool:
        return any(part.lines for part in self.parts)

    @property
    def has_speech(self) -> bool:
        return any(not line.is_screen for part in self.parts for line in part.lines)

    @property
    def at_seconds(self) -> str:
        return f"{self.at_ms / 1_000:.3f}"


def timeline(
    document: Document,
    *,
    page: int = 1,
    start: int | None = None,
    end: int | None = None,
    seconds: float | None = None,
) -> Timeline:
    """All stretches of a recording with the asked passage marked; one query."""
    pages = list(Page.objects.filter(document=document).order_by("number"))
    parts = [
        Part(page=one, lines=lines_of(one, *((start, end) if one.number == page else ()))) for one in pages
    ]
    return Timeline(parts=parts, at_ms=_asked(parts, page, seconds), page=page)


def _asked(parts: Sequence[Part], page: int, seconds: float | None) -> int:
    """Where the marked line begins, else the second or the page that is asked for."""
    marked = [line.at_ms for part in parts for line in part.lines if line.is_marked]
    starts = [part.page.starts_ms or 0 for part in parts if part.page.number == page]
    return (marked or ([] if seconds is None else [round(seconds * 1_000)]) or starts or [0])[0]


def lines_of(page: Page, start: int | None = None, end: int | None = None) -> list[TimedLine]:
    """What is said and shown in a stretch, in its order."""
    return [
        TimedLine(
            at_ms=int(block.get("ms", page.starts_ms or 0)),
            text=page.text[block["start"] : block["end"]],
            is_screen=block.get("kind") == SCREEN,
            page=page.number,
            start=block["start"],
            end=block["end"],
            is_marked=bool(end) and block["start"] < (end or 0) and block["end"] > (start or 0),
        )
        for block in page.blocks
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotShown:
    """A shot with its page and its words."""

    starts_ms: int
    ends_ms: int
    page: int
    text: str
    has_picture: bool
    motion: float | None
    faces: int


def shots(document: Document) -> list[ShotShown]:
    """Of a film every shot, of sound every stretch; a long shot over several pages is one."""
    found: dict[tuple[int, int], ShotShown] = {}
    for page in Page.objects.filter(document=document).order_by("number"):
        spans = page.seen.get("shots") or [[page.starts_ms or 0, page.ends_ms or 0]]
        for start, end in spans:
            shot = _shot(page, start, end, is_alone=len(spans) == 1)
            before = found.get((start, end))
            found[start, end] = shot if before is None else _with(before, shot.text)
    return list(found.values())


def _with(shot: ShotShown, text: str) -> ShotShown:
    return replace(shot, text="\n".join(filter(None, (shot.text, text))))


def _shot(page: Page, start: int, end: int, *, is_alone: bool) -> ShotShown:
    lines = [line for line in lines_of(page) if is_alone or start <= line.at_ms < end]
    return ShotShown(
        starts_ms=start,
        ends_ms=end,
        page=page.number,
        text="\n".join(line.text for line in lines),
        has_picture=bool(page.picture),
        motion=page.seen.get("motion"),
        faces=len(page.seen.get("faces", [])),
    )


def as_text(document: Document) -> str:
    """The transcript with the time before each line; what stands on the screen in brackets."""
    lines = (line for page in document.pages.order_by("number") for line in lines_of(page))
    return "".join(f"{line.clock}\t{f'[{line.text}]' if line.is_screen else line.text}\n" for line in lines)


def as_srt(document: Document) -> str:
    captions = enumerate(_captions(document), start=1)
    return "\n".join(f"{n}\n{_stamp(a, ',')} --> {_stamp(b, ',')}\n{text}\n" for n, (a, b, text) in captions)


def as_vtt(document: Document) -> str:
    captions = "\n".join(
        f"{_stamp(a, '.')} --> {_stamp(b, '.')}\n{_escaped(text)}\n" for a, b, text in _captions(document)
    )
    return f"WEBVTT\n\n{captions}"


TRANSCRIPTS = {
    "txt": (as_text, "text/plain"),
    "srt": (as_srt, "application/x-subrip"),
    "vtt": (as_vtt, "text/vtt"),
}


def _captions(document: Document) -> Iterator[tuple[int, int, str]]:
    """What is said, from when to when; none stands over the next."""
    said: list[tuple[int, int, str]] = []
    for page in document.pages.order_by("number"):
        blocks: list[dict[str, Any]] = [block for block in page.blocks if block.get("kind") != SCREEN]
        for block in blocks:
            start = int(block.get("ms", 0))
            end = min(
                max(int(block.get("end_ms", 0)), start + SHORTEST_CAPTION_MS), start + LONGEST_CAPTION_MS
            )
            said.append((start, end, page.text[block["start"] : block["end"]]))
    said.sort()
    ends = [min(one[1], after[0]) for one, after in pairwise(said)]
    for (start, end, text), least in zip(said, [*ends, *(one[1] for one in said[-1:])], strict=True):
        yield start, max(least, start + 1) if least < end else end, text


def _stamp(ms: int, mark: str) -> str:
    seconds, rest = divmod(ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{mark}{rest:03}"


def _escaped(text: str) -> str:
    """Captions may hold marks; words of strangers may not."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
