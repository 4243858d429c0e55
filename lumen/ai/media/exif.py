"""What a camera wrote into a photo: when, with what, and where. The place is told only to who asks for it."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PIL import Image

MAKE, MODEL, TAKEN, TAKEN_FIRST, OFFSET = 0x010F, 0x0110, 0x0132, 0x9003, 0x9011
MORE, PLACE = 0x8769, 0x8825
SOUTH_WEST = {"S", "W"}
LONGEST = 80
_MOMENT = re.compile(r"(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_ZONE = re.compile(r"[+-]\d{2}:\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exif:
    """`taken_at` is local time where the camera was, with its zone where the camera says it."""

    taken_at: str | None = None  # ISO 8601
    camera: str | None = None
    place: tuple[float, float] | None = None  # degrees north and east

    def as_dict(self) -> dict[str, Any]:
        """What is kept: that there is a place, not where."""
        return {"taken_at": self.taken_at, "camera": self.camera, "has_place": self.place is not None}


def read(picture: Image.Image) -> Exif:
    """The camera's notes in an opened picture; nothing where there are none or they are broken."""
    try:
        found = picture.getexif()
        more = dict(found.get_ifd(MORE))
        where = dict(found.get_ifd(PLACE))
    except (OSError, ValueError, KeyError, TypeError, SyntaxError, AttributeError, ArithmeticError):
        return Exif()
    said = more.get(TAKEN_FIRST) or found.get(TAKEN)
    return Exif(
        taken_at=_moment(said, more.get(OFFSET)),
        camera=_camera(found.get(MAKE), found.get(MODEL)),
        place=_place(where),
    )


def _moment(said: Any, zone: Any) -> str | None:
    match = _MOMENT.match(str(said or ""))
    if match is None:
        return None
    try:
        moment = datetime(*map(int, match.groups())).isoformat()  # type: ignore[arg-type]  # noqa: DTZ001  no zone is said
    except ValueError:
        return None
    return moment + (str(zone) if zone and _ZONE.fullmatch(str(zone)) else "")


def _camera(make: Any, model: Any) -> str | None:
    maker, name = _words(make), _words(model)
    whole = name if maker and name.lower().startswith(maker.lower()) else f"{maker} {name}".strip()
    return whole or None


def _words(said: Any) -> str:
    text = said.decode("ascii", "ignore") if isinstance(said, bytes) else str(said or "")
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())[:LONGEST]


def _place(where: dict[int, Any]) -> tuple[float, float] | None:
    """Latitude and longitude where both are there and lie on Earth."""
    try:
        north = _degrees(where[2], str(where[1]))
        east = _degrees(where[4], str(where[3]))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None
    is_on_earth = abs(north) <= 90 and abs(east) <= 180 and (north, east) != (0.0, 0.0)
    return (round(north, 5), round(east, 5)) if is_on_earth else None


def _degrees(parts: Any, side: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    whole = degrees + minutes / 60 + seconds / 3600
    if whole != whole:  # noqa: PLR0124  0/0 of a camera without a fix
        raise ValueError(side)
    return -whole if side.strip("\x00 ").upper() in SOUTH_WEST else whole
