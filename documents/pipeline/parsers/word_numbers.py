"""The numbers Word writes before paragraphs ("4.2", "b)"): they are counted, not stored as text."""

import re
from dataclasses import dataclass, field

from documents.pipeline.parsers.markup import Element, attribute, child, children

MOST_REPEATS = 6  # "zzzzzz" is where letters stop making sense
_LEVEL = re.compile(r"%([1-9])")
_BULLETS = frozenset({"bullet", "none"})
_ROMAN = (
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
    (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
)  # fmt: skip


@dataclass(slots=True)
class _Level:
    format: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)  # the list a paragraph names -> its pattern
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> "Numbering":
        """From the part `numbering.xml`."""
        found = cls()
        for pattern in children(root, "abstractNum"):
            key = attribute(pattern, "abstractNumId")
            found.levels[key] = {_number(one, "ilvl", 0): _level(one) for one in children(pattern, "lvl")}
        for one in children(root, "num"):
            key = attribute(one, "numId")
            found.lists[key] = _value(one, "abstractNumId")
            for changed in children(one, "lvlOverride"):
                if (start := child(changed, "startOverride")) is not None:
                    found.starts[key, _number(changed, "ilvl", 0)] = _number(start, "val", 1)
        return found

    def next(self, number_id: str, level: int) -> str:
        """The next number of a list as it is shown, empty for bullets."""
        pattern = self.lists.get(number_id, "")
        levels = self.levels.get(pattern, {})
        if level not in levels:
            return ""
        counted = self.counts.setdefault(pattern, {})
        if (number_id, level) in self.starts:
            counted[level] = self.starts.pop((number_id, level)) - 1
        counted[level] = counted.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counted if one > level]:
            del counted[deeper]
        if levels[level].format in _BULLETS:
            return ""
        return _LEVEL.sub(lambda found: self._shown(pattern, int(found.group(1)) - 1), levels[level].text)

    def _shown(self, pattern: str, level: int) -> str:
        known = self.levels[pattern].get(level, _Level())
        return shown(self.counts[pattern].get(level, known.start), known.format)


def _level(element: Element) -> _Level:
    return _Level(
        format=_value(element, "numFmt") or "decimal",
        text=_value(element, "lvlText"),
        start=_number(child(element, "start"), "val", 1),
    )


def _value(element: Element, name: str) -> str:
    found = child(element, name)
    return attribute(found, "val") if found is not None else ""


def _number(element: Element | None, name: str, default: int) -> int:
    value = attribute(element, name) if element is not None else ""
    return int(value) if value.lstrip("-").isdigit() and len(value) < 9 else default


def shown(count: int, format_: str) -> str:
    """A count as a list shows it: 4, 04, d, D, iv, IV."""
    if format_ in ("lowerLetter", "upperLetter") and count > 0:
        letter = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, MOST_REPEATS)
        return letter if format_ == "lowerLetter" else letter.upper()
    if format_ in ("lowerRoman", "upperRoman") and 0 < count < 4000:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (count // value)
            count %= value
        return roman if format_ == "upperRoman" else roman.lower()
    return f"{count:02}" if format_ == "decimalZero" else str(count)
