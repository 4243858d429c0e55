"""The words of an HTML mail as a person sees them: a line for each row, its cells beside each other."""

import html
import re
from dataclasses import dataclass, field

MAX_HTML = 1_500_000  # characters; mails larger than this are pictures and style sheets
MAX_DEPTH = 300

_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_SILENT = frozenset(["style", "script", "head", "title", "template", "noscript", "svg"])
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "section",
        "article",
        "header",
        "footer",
        "center",
        "hr",
        "blockquote",
        "pre",
        "dl",
        "dt",
        "dd",
        "table",
        "tr",
        "tbody",
        "thead",
        "tfoot",
    ]
)
_TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<attrs>(?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+'|[\"'])*+)>"
    r"|<[!?][^<>]*>"
)
_ATTR = re.compile(r"([a-zA-Z][\w:-]{0,30}+)\s{0,5}=\s{0,5}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]{1,2000}))")
_HIDDEN_STYLE = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|mso-hide\s{0,3}:\s{0,3}all|max-height\s{0,3}:\s{0,3}0(?![.\d]*[1-9])"
    r"|opacity\s{0,3}:\s{0,3}0(?![.\d])",
    re.IGNORECASE,
)
_FONT = re.compile(r"font-size\s{0,3}:\s{0,3}([\d.]{1,8})", re.IGNORECASE)
_HIDDEN_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_FILLERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2060-\u2064\ufeff\u2800]"
)
_CELL_LINES, _CELL_WIDTH = 3, 220


@dataclass(slots=True)
class _Cell:
    """What stands in one table cell, or in the whole document."""

    lines: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def end_line(self) -> None:
        line = " ".join("".join(self.parts).split())
        self.parts.clear()
        if line:
            self.lines.append(line)


@dataclass(slots=True)
class _Row:
    cells: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """An element that has not been closed yet."""

    name: str
    is_hidden: bool
    is_tiny: bool


class _Page:
    """Builds lines from tags and words."""

    def __init__(self, hidden_names: frozenset[str]) -> None:
        self.hidden_names = hidden_names
        self.open: list[_Open] = []
        self.cells: list[_Cell] = [_Cell()]
        self.rows: list[_Row] = []
        self.silent = ""

    def start(self, name: str, attrs: str) -> None:
        if name in _BLOCKS:
            self.cells[-1].end_line()
        if name in _VOID or len(self.open) >= MAX_DEPTH:
            return
        self._close_before(name)
        self.silent = name if name in _SILENT else ""
        above = self.open[-1] if self.open else _Open("", is_hidden=False, is_tiny=False)
        is_hidden, is_tiny = (above.is_hidden, above.is_tiny) if not attrs else self._looks(attrs, above)
        self.open.append(_Open(name, is_hidden=is_hidden, is_tiny=is_tiny))
        if name == "tr":
            self.rows.append(_Row())
        elif name in {"td", "th"}:
            self.cells.append(_Cell())

    def _close_before(self, name: str) -> None:
        """A cell ends the cell before it, a row the row before it, also where nobody closed them."""
        ended = {"td": {"td", "th"}, "th": {"td", "th"}, "tr": {"tr"}}.get(name, set())
        for element in reversed(self.open if ended else []):
            if element.name == "table":
                return
            if element.name in ended:
                self.end(element.name)
                return

    def _looks(self, attrs: str, above: _Open) -> tuple[bool, bool]:
        told = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTR.finditer(attrs)}
        style = told.get("style", "")
        names = {told.get("id", ""), *told.get("class", "").split()}
        is_hidden = bool(
            above.is_hidden
            or _HIDDEN_STYLE.search(style)
            or names & self.hidden_names
            or re.search(r"\shidden(?:\s|$)", f"{attrs} ", re.IGNORECASE)
        )
        font = _FONT.search(style)
        return is_hidden, not font[1].strip("0.") if font else above.is_tiny

    def end(self, name: str) -> None:
        if name in _BLOCKS:
            self.cells[-1].end_line()
        depth = next((n for n in range(len(self.open) - 1, -1, -1) if self.open[n].name == name), None)
        if depth is None:
            return
        while len(self.open) > depth:
            self._closed(self.open.pop().name)

    def _closed(self, name: str) -> None:
        if name in {"td", "th"} and len(self.cells) > 1:
            cell = self.cells.pop()
            cell.end_line()
            if self.rows:
                self.rows[-1].cells.append(cell.lines)
            else:
                self.cells[-1].lines += cell.lines
        elif name == "tr" and self.rows:
            self.cells[-1].lines += _row_lines(self.rows.pop().cells)

    def words(self, text: str) -> None:
        if not text or (self.open and (self.open[-1].is_hidden or self.open[-1].is_tiny)):
            return
        if any(element.name in _SILENT for element in self.open[-3:]):
            return
        self.cells[-1].parts.append(text if len(text) < 20_000 else text[:20_000])

    def lines(self) -> list[str]:
        while self.open:
            self._closed(self.open.pop().name)
        self.cells[0].end_line()
        return self.cells[0].lines


def _row_lines(cells: list[list[str]]) -> list[str]:
    """One line with the cells beside each other, or the cells one after another when they hold much."""
    filled = [cell for cell in cells if cell]
    if len(filled) < 2:
        return filled[0] if filled else []
    counts = {len(cell) for cell in filled}
    is_columns = len(counts) == 1 and counts != {1}  # "Order | 12" written as label over value, side by side
    is_large = any(
        len(cell) > _CELL_LINES or sum(map(len, cell)) > _CELL_WIDTH or any(" | " in line for line in cell)
        for cell in filled
    )
    if is_columns or is_large:
        return [line for cell in filled for line in cell]
    return [" | ".join(" ".join(cell) for cell in filled)]


def html_to_text(source: str) -> str:
    """The visible words of an HTML document, hidden preheaders and fillers left out."""
    source = source[:MAX_HTML]
    page = _Page(_hidden_names(source))
    source = _without(_without(_without(source, "<!--", "-->"), "<style", "</style"), "<script", "</script")
    at = 0
    for tag in _TAG.finditer(source):
        page.words(_plain(source[at : tag.start()]))
        at = tag.end()
        if tag["name"]:
            (page.end(tag["name"].lower()) if tag["close"] else page.start(tag["name"].lower(), tag["attrs"]))
    page.words(_plain(source[at:]))
    return "\n".join(page.lines())


def _plain(text: str) -> str:
    if not text.strip():
        return " " if text else ""
    return without_fillers(html.unescape(text) if "&" in text else text)


def without_fillers(text: str) -> str:
    """The text without the invisible characters that pad preheaders and split words."""
    return _FILLERS.sub("", text)


def _without(source: str, opening: str, closing: str) -> str:
    """The source without everything from each `opening` to its `closing`."""
    lower, kept, at = source.lower(), [], 0
    while (start := lower.find(opening, at)) >= 0:
        kept.append(source[at:start])
        end = lower.find(closing, start)
        if end < 0:
            return "".join(kept)
        at = lower.find(">", end) + 1 or len(source)
    kept.append(source[at:])
    return "".join(kept)


def _hidden_names(source: str) -> frozenset[str]:
    """Classes and ids that the mail's own style sheet never shows, outside of media queries."""
    names: set[str] = set()
    for sheet in re.findall(r"<style[^>]{0,500}>(.{0,60000}?)</style", source, re.IGNORECASE | re.DOTALL)[
        :10
    ]:
        for rule in _HIDDEN_RULE.finditer(_without_media(sheet)):
            if re.search(r"display\s{0,3}:\s{0,3}none", rule[2], re.IGNORECASE):
                names.update(re.findall(r"(?:^|,)\s*\w*[.#]([\w-]+)\s*(?=,|$)", rule[1]))
    return frozenset(names)


def _without_media(sheet: str) -> str:
    """The style sheet without its `@media` blocks, which show and hide for other screens."""
    kept, depth = [], 0
    for piece in re.split(r"(@media[^{]{0,300}\{|[{}])", sheet):
        if piece.startswith("@media"):
            depth = 1
        elif depth:
            depth += (piece == "{") - (piece == "}")
        else:
            kept.append(piece)
    return "".join(kept)
