"""Words of strangers' markup: text without tags, and links that lead to the web."""

import re
import unicodedata
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from lumen.common.reaching import NoWebAddressError, parsed

_HIDDEN = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "head", "select"}
_JOINERS = "\u200c\u200d"  # they shape the letters of many scripts
_MARKUP = re.compile(r"<[a-zA-Z/!?]")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: str = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN and not self._hidden:
            self._hidden = tag
        self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden:
            self._hidden = ""
        self.pieces.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def text_of(markup: str, *, most: int) -> str:
    """The words of HTML or plain text in one line, cut at a word where they are more than `most` letters."""
    markup = markup[: most * 20 + 10_000]
    if _MARKUP.search(markup):
        reader = _Text()
        reader.feed(markup)
        reader.close()
        text = "".join(reader.pieces)
    else:
        text = unescape(markup)
    words = " ".join(_printable(text).split())
    if len(words) <= most:
        return words
    return f"{words[: most - 1].rsplit(' ', 1)[0][: most - 1]}…"


def _printable(text: str) -> str:
    """Without control characters, and without those that turn the direction of a line."""
    kept = (c for c in text if c in _JOINERS or unicodedata.category(c) != "Cf")
    return "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in kept)


def link_of(said: str, base: str) -> str:
    """A link of the web as an address of its own, empty when it is none."""
    try:
        url = urljoin(base, said.strip().replace(" ", "%20"))
        return parsed(url).geturl() if said.strip() else ""
    except (NoWebAddressError, ValueError):
        return ""
