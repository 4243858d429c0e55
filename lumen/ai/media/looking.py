"""Everything that can be said of a picture without asking anybody: three pipelines, each step timed.

`quick`: size, camera, codes at first sight, colours. `standard`: also faces, codes looked for, and the
text where a reader is given. `enhanced`: the same again on a straightened, calmed and evenly lit copy; of
codes and text the better reading is kept. What a model says of it (labels, a caption) is added by others.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from PIL import Image

from lumen.ai.media import colours, enhancing, faces
from lumen.ai.media.codes import Code, read_codes
from lumen.ai.media.exif import Exif
from lumen.common.children import keep_waiting

Pipeline = Literal["quick", "standard", "enhanced"]
PIPELINES: tuple[Pipeline, ...] = ("quick", "standard", "enhanced")
VERSION = 1  # of what is looked for: older looks are done anew
WORKING_SIDE = 2_400  # pixels of the copy that is read and enhanced
LONGEST_CODE = 4_000  # characters that are kept


@dataclass(frozen=True, slots=True)
class Text:
    """What a reader made out, and how much of it is believed: letters times confidence."""

    text: str
    worth: float


Reader = Callable[[Image.Image], Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen. Places are boxes [x0, y0, x1, y1] in 0..1 of the upright picture."""

    pipeline: Pipeline
    size: tuple[int, int]
    codes: list[dict[str, Any]] = field(default_factory=list)
    faces: list[list[float]] = field(default_factory=list)
    colours: list[dict[str, Any]] = field(default_factory=list)
    exif: dict[str, Any] = field(default_factory=dict)
    text: str | None = None
    labels: list[str] = field(default_factory=list)
    caption: str | None = None
    captioned_by: str | None = None
    enhanced: dict[str, Any] = field(default_factory=dict)  # what was done, and what it was good for
    milliseconds: dict[str, int] = field(default_factory=dict)
    version: int = VERSION

    def as_dict(self) -> dict[str, Any]:
        """JSON, as `Page.seen` keeps it."""
        return asdict(self) | {"size": list(self.size)}


@dataclass(slots=True)
class _Watch:
    """Times each step, and asks before each whether anybody still wants it."""

    on_wait: Callable[[], None]
    milliseconds: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self.on_wait()
        began = time.perf_counter()
        yield
        self.milliseconds[name] = round((time.perf_counter() - began) * 1000)


def look(
    picture: Image.Image,
    *,
    pipeline: Pipeline = "standard",
    exif: Exif | None = None,
    read: Reader | None = None,
    on_wait: Callable[[], None] = keep_waiting,
) -> Look:
    """Look at an upright picture in RGB.

    Args:
        exif: the camera's notes, read before the picture was turned upright.
        read: reads text; without it the text is left to whoever has it already.
        on_wait: called before each step; what it raises ends the look.
    """
    watch = _Watch(on_wait)
    seen = _first(picture, pipeline, exif or Exif(), watch)
    if pipeline != "quick":
        seen = _standard(seen, picture, read, watch)
    return replace(seen, milliseconds=watch.milliseconds)


def _first(picture: Image.Image, pipeline: Pipeline, exif: Exif, watch: _Watch) -> Look:
    with watch.step("codes"):
        codes = read_codes(picture, is_thorough=pipeline != "quick")
    with watch.step("colours"):
        shades = [asdict(colour) for colour in colours.dominant(picture)]
    return Look(
        pipeline=pipeline,
        size=picture.size,
        codes=[_code(code, picture) for code in codes],
        colours=shades,
        exif=exif.as_dict(),
    )


def _standard(seen: Look, picture: Image.Image, read: Reader | None, watch: _Watch) -> Look:
    working = _working(picture)
    with watch.step("faces"):
        boxes = [list(face.box) for face in faces.find(working)]
    text = Text("", 0.0)
    if read is not None:
        with watch.step("text"):
            text = read(working)
    seen = replace(seen, faces=boxes, text=text.text if read is not None else None)
    return _again(seen, working, text, read, watch) if seen.pipeline == "enhanced" else seen


def _again(seen: Look, working: Image.Image, text: Text, read: Reader | None, watch: _Watch) -> Look:
    """Codes and text once more, on the clearer copy; what is better is kept."""
    with watch.step("enhancing"):
        clear = enhancing.enhance(working)
    done: dict[str, Any] = {"turned": clear.turned, "grain": clear.grain, "is_calmed": clear.is_calmed}
    with watch.step("codes_again"):
        known = {code["text"] for code in seen.codes}
        more = [code for code in read_codes(clear.picture) if code.text not in known]
    seen = replace(seen, codes=[*seen.codes, *(_code(code, None) for code in more)])
    if read is not None:
        with watch.step("text_again"):
            again = read(clear.picture)
        done["reads_better"] = again.worth > text.worth
        seen = replace(seen, text=max(again, text, key=lambda each: each.worth).text)
    return replace(seen, enhanced=done | {"more_codes": len(more)})


def _working(picture: Image.Image) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return copy


def _code(code: Code, picture: Image.Image | None) -> dict[str, Any]:
    """As it is kept; one that only the turned copy shows has no box."""
    return {
        "symbology": code.symbology,
        "text": code.text[:LONGEST_CODE].replace("\x00", "�"),
        "kind": code.kind,
        "fields": {name: value.replace("\x00", "�") for name, value in code.fields.items()},
        "box": _box(code, picture) if picture is not None else None,
    }


def _box(code: Code, picture: Image.Image) -> list[float]:
    across = [x / picture.width for x, _y in code.corners]
    down = [y / picture.height for _x, y in code.corners]
    return [round(min(max(value, 0.0), 1.0), 4) for value in (min(across), min(down), max(across), max(down))]
