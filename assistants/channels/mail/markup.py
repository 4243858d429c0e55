"""The words of an HTML mail as a person sees them, with what was quoted marked as quoted."""

import re
from html.parser import HTMLParser

MAX_HTML = 1_500_000  # characters; what is longer is pictures and style sheets
MAX_DEPTH = 2_000
QUOTED_FROM_HERE = "\x02"  # a line of its own: what follows is an earlier mail

_SILENT = {"style", "script", "head", "title", "template", "noscript", "svg", "select", "textarea", "object"}
_VOID = {"br", "img", "hr", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"}
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
}  # fmt: skip
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:gmail_quote|gmail_attr|yahoo_quoted|moz-cite-prefix|protonmail_quote|zmail_extra|divRplyFwdMsg|"
    r"appendonsend|OLK_SRC_BODY_SECTION|mail-editor-reference-message-container|ms-outlook-mobile-reference-message)\b"
)
_SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
_FILLERS = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)


def to_text(source: str) -> str:
    """The visible words, a line a block; lines of earlier mails begin with `>`."""
    reader = _Reader()
    reader.feed(source[:MAX_HTML])
    reader.close()
    return reader.text()


def without_fillers(text: str) -> str:
    """Without signs that show nothing, which hide words and turn them round."""
    return _FILLERS.sub("", text).replace("\x00", "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line = ""
        self._open: list[tuple[str, bool, bool]] = []  # name, silent, quote
        self._silent = self._quotes = 0
        self._is_earlier = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._break(always=True)
            return
        if tag in _BLOCKS:
            self._break()
        told = {name: value or "" for name, value in attrs}
        if _EARLIER.search(f"{told.get('class', '')} {told.get('id', '')}") and not self._silent:
            self._mark_earlier()
        if tag in _VOID or len(self._open) >= MAX_DEPTH:
            return
        is_silent = tag in _SILENT or "hidden" in told or bool(_HIDDEN.search(told.get("style", "")))
        is_quote = tag == "blockquote"
        self._open.append((tag, is_silent, is_quote))
        self._silent += is_silent
        self._quotes += is_quote

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if not any(name == tag for name, _silent, _quote in self._open):
            return
        while self._open:
            name, is_silent, is_quote = self._open.pop()
            self._silent -= is_silent
            self._quotes -= is_quote
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = _SPACES.sub(" ", data.replace("\n", " "))
        if words.strip() or self._line:
            self._line += words if self._line else words.lstrip()

    def _break(self, *, always: bool = False) -> None:
        if self._line.strip() or always:
            mark = "> " * min(self._quotes, 3)
            self._lines.append(f"{mark}{self._line.strip()}".rstrip())
        elif self._lines and self._lines[-1]:
            self._lines.append("")
        self._line = ""

    def _mark_earlier(self) -> None:
        if not self._is_earlier:
            self._break()
            self._lines.append(QUOTED_FROM_HERE)
            self._is_earlier = True

    def text(self) -> str:
        self._break()
        return re.sub(r"\n{3,}", "\n\n", without_fillers("\n".join(self._lines))).strip()
