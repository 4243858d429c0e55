"""How a widget looks and what it says of itself: settings of its channel over those of its assistant."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assistants import hours
from assistants.models import Channel
from assistants.services import sla

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
LIGHT_INK, DARK_INK = "#ffffff", "#14171a"
HOUR, DAY = 60, 1_440


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    colour: str
    ink: str  # words on the colour
    position: str
    title: str
    greeting: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    is_open: bool
    opens_at: datetime | None  # when closed
    answer_within: str  # in words; empty when nothing is promised


def looks_of(channel: Channel) -> Looks:
    chosen: dict[str, Any] = channel.settings if isinstance(channel.settings, dict) else {}
    assistant = channel.assistant
    colour = str(chosen.get("colour") or assistant.colour)
    colour = colour if COLOUR.fullmatch(colour) else "#4f46e5"
    return Looks(
        colour=colour,
        ink=ink_on(colour),
        position="start" if chosen.get("position") == "start" else "end",
        title=str(chosen.get("title") or assistant.name),
        greeting=str(chosen.get("greeting") or assistant.greeting),
    )


def availability_of(channel: Channel, now: datetime) -> Availability:
    """Whether the team is there, when it is again, and how soon it means to answer."""
    opening = sla.hours_of(channel.assistant)
    is_open = hours.is_open(opening, now)
    minutes = (channel.assistant.response_minutes or {}).get("normal") or [0]
    return Availability(
        is_open=is_open,
        opens_at=None if is_open else hours.shift(opening, now, 0),
        answer_within=_within(int(minutes[0])),
    )


def ink_on(colour: str) -> str:
    """White or nearly black, whichever reads better on a colour (WCAG contrast)."""
    light = _luminance(colour)
    return LIGHT_INK if 1.05 / (light + 0.05) >= (light + 0.05) / (_luminance(DARK_INK) + 0.05) else DARK_INK


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _within(minutes: int) -> str:
    if minutes <= 0:
        return ""
    if minutes < HOUR:
        return ngettext(
            "We usually answer within %(n)d minute.", "We usually answer within %(n)d minutes.", minutes
        ) % {"n": minutes}
    if minutes < DAY:
        whole = -(-minutes // HOUR)
        return ngettext(
            "We usually answer within an hour.", "We usually answer within %(n)d hours.", whole
        ) % {"n": whole}
    return _("We usually answer within a few days.")
