"""What a person may change about how a question was understood, as the words that change it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Change:
    """One tap: what the button says, and the follow-up it sends."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class ChipShown:
    label: str
    changes: tuple[Change, ...] = ()


def chip_shown(chip: dict[str, Any]) -> ChipShown:
    """A part of the interpretation with the changes that are offered for it."""
    offered = {"period": _periods, "measure": _measures}.get(str(chip.get("kind", "")))
    changes = tuple(Change(label, text) for label, text in offered()) if offered else ()
    label = str(chip.get("label", ""))
    return ChipShown(label, tuple(change for change in changes if change.label != label))


def _periods() -> list[tuple[str, str]]:
    return [
        (_("This month"), "what about this month?"),
        (_("Last month"), "what about last month?"),
        (_("Last 3 months"), "what about the last 3 months?"),
        (_("This year"), "what about this year?"),
        (_("Last year"), "what about last year?"),
        (_("Compare to the time before"), "compare to the month before"),
    ]


def _measures() -> list[tuple[str, str]]:
    return [
        (_("Count"), "how many?"),
        (_("Average"), "what was the average?"),
        (_("Largest"), "what was the biggest?"),
        (_("List"), "list them"),
        (_("By month"), "by month"),
        (_("By category"), "by category"),
        (_("By merchant"), "by merchant"),
    ]
