"""What a Word paragraph is by its style: a heading, a title, an item of a list."""

import re
from dataclasses import dataclass, field, replace

from documents.pipeline.parsers.markup import Element, attribute, child, children

DEEPEST = 20  # styles based on styles
LAST_HEADING_LEVEL = 8
_HEADING = re.compile(
    r"(heading|título|titre|überschrift|titolo|заголовок|rubrik|overskrift|kop)\s*\d", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    is_heading: bool = False
    is_title: bool = False
    list_id: str = ""
    list_level: int = 0


@dataclass(slots=True)
class Styles:
    known: dict[str, Style] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> "Styles":
        """From the part `styles.xml`; a style has what the one it is based on has."""
        elements = {attribute(one, "styleId"): one for one in children(root, "style")}
        return cls({key: _style(key, elements, DEEPEST) for key in elements})

    def of_paragraph(self, paragraph: Element) -> Style:
        facts = child(paragraph, "pPr")
        if facts is None:
            return Style()
        named = child(facts, "pStyle")
        style_id = attribute(named, "val") if named is not None else ""
        style = self.known.get(style_id) or _by_name(style_id)
        return _changed(style, facts)


def _style(key: str, elements: dict[str, Element], depth: int) -> Style:
    element = elements.get(key)
    if element is None or not depth:
        return Style()
    base = child(element, "basedOn")
    style = _style(attribute(base, "val"), elements, depth - 1) if base is not None else Style()
    name = child(element, "name")
    named = _by_name(attribute(name, "val") if name is not None else key)
    style = replace(
        style, is_heading=style.is_heading or named.is_heading, is_title=style.is_title or named.is_title
    )
    facts = child(element, "pPr")
    return _changed(style, facts) if facts is not None else style


def _by_name(name: str) -> Style:
    is_title = name.lower() in ("title", "titel", "titre", "título", "titolo")
    return Style(is_heading=is_title or bool(_HEADING.match(name)), is_title=is_title)


def _changed(style: Style, facts: Element) -> Style:
    """With what the paragraph (or a style) says of itself."""
    outline = child(facts, "outlineLvl")
    if outline is not None:
        level = attribute(outline, "val", "9")
        style = replace(style, is_heading=level.isdigit() and int(level) <= LAST_HEADING_LEVEL)
    numbers = child(facts, "numPr")
    if numbers is not None:
        list_mark, level_mark = child(numbers, "numId"), child(numbers, "ilvl")
        own = attribute(list_mark, "val") if list_mark is not None else style.list_id
        depth = attribute(level_mark, "val") if level_mark is not None else ""
        style = replace(
            style,
            list_id="" if own == "0" else own,
            list_level=int(depth) if depth.isdigit() and len(depth) < 3 else style.list_level,
        )
    return style
