"""HTML as a reader sees it: no scripts, no styles, nothing hidden; headings, lists, tables known as such."""

import re
from dataclasses import dataclass, field

from lxml import etree

from documents.pipeline.encodings import decode
from documents.pipeline.parsed import LIST, Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.markup import Element, damaged
from documents.pipeline.parsers.tables import table_lines

HEAD_BYTES = 4_096
LONGEST_CELL = 1_000  # a table with longer ones lays a page out and holds no values
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LEFT_OUT = frozenset(
    {
        "script", "style", "head", "template", "noscript", "iframe", "object", "embed", "applet",
        "canvas", "audio", "video", "select", "textarea", "button", "datalist", "rp", "rt"
    }
)  # fmt: skip
_INLINE = frozenset(
    {
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em",
        "font", "i", "img", "input", "ins", "kbd", "label", "mark", "nobr", "output", "picture", "q",
        "ruby", "s", "samp", "small", "source", "span", "strike", "strong", "sub", "sup", "time", "tt",
        "u", "var", "wbr", "o:p", "rb"
    }
)  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_BLANK = re.compile(r"[\s\u00ad\u200b\u200c\u2060\ufeff]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u034f]")


def read(content: bytes) -> Paper:
    """A page of the web as one flow.

    Raises:
        UnreadableDocumentError: no encoding gives readable text.
    """
    return page_of_html(decode(content, declared_encoding(content)))


def declared_encoding(content: bytes) -> str:
    """What the page says of its own encoding."""
    found = _DECLARED.search(content[:HEAD_BYTES])
    return found.group(1).decode("ascii", "replace") if found else ""


def page_of_html(text: str) -> Paper:
    """A page from its source."""
    root = _tree(text)
    if root is None:
        return Paper(sections=[[]])
    walk = _Walk()
    walk.through(root)
    named = {
        (one.get("name") or one.get("property") or "").lower(): one.get("content", "")
        for one in root.iter("meta")
    }
    title = next((one.text for one in root.iter("title") if one.text), "") or named.get("og:title", "")
    heading = next((line.text for line in walk.lines if line.is_heading), "")
    return Paper(
        sections=[walk.lines],
        title=title.strip() or heading,
        author=named.get("author", ""),
        language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "",
    )


def lines_of_html(text: str) -> list[Line]:
    """The lines of a page or of a part of one."""
    return page_of_html(text).sections[0]


def _tree(text: str) -> Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False
    )
    try:
        return etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if "empty" in str(error).lower():
            return None
        raise damaged("web page") from error


@dataclass(slots=True)
class _Walk:
    """A walk without recursion: pages nest as deep as they like."""

    lines: list[Line] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    is_apart: bool = True
    is_item: bool = False
    heading: str = ""
    preformatted: int = 0

    def through(self, root: Element) -> None:
        skipped: Element | None = None
        for event, element in etree.iterwalk(root, events=("start", "end")):
            if skipped is not None:
                if event == "end" and element is skipped:
                    skipped = None
                    self.say(element.tail)
                continue
            if event == "end":
                self.leave(_name(element))
                self.say(element.tail)
            elif _is_left_out(element):
                skipped = element
            elif _is_of_values(element):
                self.table(element)
                skipped = element
            else:
                self.enter(_name(element))
                self.say(element.text)
        self.flush()

    def say(self, words: str | None) -> None:
        if not words:
            return
        if not self.preformatted:
            self.text.append(_BLANK.sub(" ", words) if not words.isspace() else " ")
            return
        for at, line in enumerate(words.split("\n")):
            if at:
                self.flush(is_apart=False)
            self.text.append(line)

    def enter(self, name: str) -> None:
        if name == "br":
            self.flush(is_apart=False)
        elif name not in _INLINE:
            self.flush(is_apart=True)
            self.is_item = self.is_item or name in ("li", "dt", "dd")
            self.heading = name if name in _HEADINGS else self.heading
            self.preformatted += name in ("pre", "listing", "xmp")

    def leave(self, name: str) -> None:
        if name in _INLINE or name == "br":
            return
        self.flush(is_apart=name not in ("li", "dt", "dd", "tr"))
        self.heading = "" if name == self.heading else self.heading
        self.is_item = False if name in ("li", "ul", "ol", "dl") else self.is_item
        self.preformatted -= name in ("pre", "listing", "xmp")

    def table(self, element: Element) -> None:
        self.flush(is_apart=True)
        caption = next((_words(one) for one in element.iter("caption")), "")
        if caption:
            self.lines.append(Line(text=caption, starts_paragraph=True))
        rows = list(element.iter("tr"))
        cells = [[_words(cell) for cell in row if _name(cell) in ("td", "th")] for row in rows]
        first = next((row for row, texts in zip(rows, cells, strict=True) if any(texts)), None)
        names = [_name(cell) for cell in first if _name(cell) in ("td", "th")] if first is not None else []
        is_named = len(names) > 1 and names.count("th") == len(names)
        self.lines += table_lines(cells, has_header=True if is_named and len(rows) > 1 else None)
        self.is_apart = True

    def flush(self, *, is_apart: bool = False) -> None:
        text = _INVISIBLE.sub("", "".join(self.text)).strip()
        self.text.clear()
        if text:
            is_item, self.is_item = self.is_item, False
            self.lines.append(
                Line(
                    text=text,
                    is_heading=bool(self.heading),
                    starts_paragraph=self.is_apart
                    and not (is_item and self.lines and self.lines[-1].kind == LIST),
                    kind=LIST if is_item else "",
                )
            )
            self.is_apart = False
        self.is_apart = self.is_apart or is_apart


def _name(element: Element) -> str:
    return element.tag if isinstance(element.tag, str) else ""


def _is_left_out(element: Element) -> bool:
    return (
        _name(element) in _LEFT_OUT
        or element.get("hidden") is not None
        or bool(_HIDDEN.search(element.get("style", "")))
    )


def _is_of_values(element: Element) -> bool:
    """Whether a table holds rows of values; most tables of mails only lay them out."""
    if _name(element) != "table" or element.get("role") == "presentation":
        return False
    if next(element.iterdescendants("table"), None) is not None:
        return False
    widths = [sum(_name(cell) in ("td", "th") for cell in row) for row in element.iter("tr")]
    if sum(width > 1 for width in widths) * 2 < len(widths) or not widths:
        return False
    return all(len(_words(cell)) <= LONGEST_CELL for cell in element.iter("td"))


def _words(element: Element) -> str:
    """The visible words of a cell."""
    pieces, skipped = [], None
    for event, one in etree.iterwalk(element, events=("start", "end")):
        if skipped is not None:
            if event == "end" and one is skipped:
                skipped = None
                pieces.append(one.tail or "")
        elif event == "end":
            if one is not element:
                pieces.append(("" if _name(one) in _INLINE else " ") + (one.tail or ""))
        elif one is not element and _is_left_out(one):
            skipped = one
        else:
            pieces.append(("" if _name(one) in _INLINE else " ") + (one.text or ""))
    return " ".join(_INVISIBLE.sub("", "".join(pieces)).split())
