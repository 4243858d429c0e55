"""Which parts of an interpretation a person may change: the chips under an answer and their menus."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

_PARTS = {"group": "groups"}  # chips whose part has another name
_FIXED = frozenset(("budget", "recurring", "duplicates"))  # what they measure and when is theirs to say
_KEPT = frozenset(("measure", "of", "period", "groups"))  # can be changed but not taken away
_GROUPED = frozenset(("aggregate", "list", "extreme"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChipShown:
    """One part of the interpretation; without `part` it only says how it was understood."""

    label: str
    part: str = ""
    index: int = 0
    may_go: bool = False
    is_new: bool = False  # nothing yet: the menu adds something

    @property
    def removal(self) -> str:
        """The choice that takes this part away."""
        return json.dumps({"part": self.part, "value": None})


def chips_shown(answer: dict[str, Any]) -> list[ChipShown]:
    """The chips of an answer, and what may be added."""
    query = answer.get("query") or {}
    seen: dict[str, int] = {}
    chips = []
    for chip in answer.get("chips", []):
        if chip.get("label"):
            part = _PARTS.get(str(chip.get("kind", "")), str(chip.get("kind", "")))
            chips.append(_shown(chip["label"], part, seen.get(part, 0), query))
            seen[part] = seen.get(part, 0) + 1
    return chips + (_additions(query) if chips else [])


def _shown(label: str, part: str, index: int, query: dict[str, Any]) -> ChipShown:
    if (
        not query
        or part == "like_for_like"
        or (query.get("intent") in _FIXED and part in {*_KEPT, "group_by"})
    ):
        return ChipShown(label=label)
    two_periods = part == "period" and len(query.get("periods") or []) > 1
    may_go = part not in _KEPT or two_periods
    return ChipShown(label=label, part=part, index=index, may_go=may_go)


def _additions(query: dict[str, Any]) -> list[ChipShown]:
    found = []
    if query:
        found.append(ChipShown(label=_("Filter"), part="add", is_new=True))
    if query.get("intent") in _GROUPED and not query.get("group_by"):
        found.append(ChipShown(label=_("Group"), part="group_by", is_new=True))
    return found


def hint_of(part: str) -> str:
    """What may be typed into the menu of a part."""
    hints = {
        "period": _("or type a time: 1 to 15 March"),
        "add": _("type a name, or above 500"),
        "measure": _("type to narrow the list"),
        "group_by": _("type to narrow the list"),
    }
    if "amount" in part:
        return _("type an amount: above 2k")
    return hints.get(part, _("type a name"))
