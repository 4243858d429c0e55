"""RTF by its control words: text, headings, tables, notes. Pictures and what programs keep is left out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from documents.pipeline.parsed import COMMENT, LIST, NOTE, Line
from documents.pipeline.parsers.base import Paper
from documents.pipeline.parsers.tables import table_lines

DEEPEST = 2_000
_TOKEN = re.compile(
    rb"\\bin(\d{1,10}) ?|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|"
    rb"([{}])|([^\\{}\r\n]+)|[\r\n]",
    re.DOTALL,
)
_LEFT_OUT = frozenset(
    {
        "colortbl", "pict", "objdata", "fldinst", "listtable", "listoverridetable", "rsidtbl",
        "generator", "themedata", "colorschememapping", "datastore", "latentstyles", "xmlnstbl",
        "filetbl", "revtbl", "shprslt", "sn", "sv", "bkmkstart", "bkmkend", "pnseclvl", "nonshppict",
        "htmltag", "background", "ud", "atrfstart", "atrfend", "atnid", "atndate", "atnref", "atnicn",
        "atnparent", "nesttableprops", "docvar", "mmathPr", "operator", "company", "comment", "keywords",
        "category", "manager", "hlinkbase", "subject", "userprops", "ftnsep", "ftnsepc", "ftncn",
        "aftnsep", "aftnsepc", "aftncn", "objclass", "objname", "protusertbl", "passwordhash",
        "wgrffmtfilter", "xe", "tc", "tcn", "rxe", "falt", "panose"
    }
)  # fmt: skip
_KEPT_STARRED = frozenset({"shpinst", "shptxt", "footnote", "annotation", "atnauthor", "listtext", "shppict"})
_MARGINS = frozenset({"header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"})
_NOTES = {"footnote": NOTE, "annotation": COMMENT}
_SIGNS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "tab": "\t", "line": "\n", "emspace": " ", "enspace": " ", "qmspace": " ", "lbr": "\n",
}  # fmt: skip
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_HEADING = re.compile(r"(heading|überschrift|titre|título|titolo|заголовок)\s*\d|title$", re.IGNORECASE)


def read(content: bytes) -> Paper:
    """A rich text as one flow, cut where its author began a page.

    A file that ends too early is read as far as it goes.
    """
    reader = _Reader(content)
    reader.run()
    reader.end_paragraph()
    reader.end_table()
    pages = [page for page in reader.pages if page] or [[]]
    pages[0] = reader.margins("header") + pages[0]
    pages[-1] = pages[-1] + reader.margins("footer")
    heading = next((line.text for page in pages for line in page if line.is_heading), "")
    return Paper(
        sections=pages,
        title=reader.facts.get("title", "") or heading,
        author=reader.facts.get("author", ""),
    )


@dataclass(frozen=True, slots=True)
class _State:
    """What a brace closes again."""

    place: str = "body"  # body, skip, a margin, a note, or a table of the head
    encoding: str = ""
    skip_after_unicode: int = 1
    is_hidden: bool = False


@dataclass(slots=True)
class _Reader:
    content: bytes
    state: _State = field(default_factory=_State)
    stack: list[_State] = field(default_factory=list)
    pages: list[list[Line]] = field(default_factory=lambda: [[]])
    facts: dict[str, str] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)  # of places beside the body
    encoding: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    _text: list[str] = field(default_factory=list)
    _raw: bytearray = field(default_factory=bytearray)
    _cells: list[str] = field(default_factory=list)
    _rows: list[list[str]] = field(default_factory=list)
    _beside: list[Line] = field(default_factory=list)
    _below_table: list[Line] = field(default_factory=list)
    _number: int = 0  # of the font or style a table of the head tells about
    _is_heading: bool = False
    _is_item: bool = False
    _has_header: bool = False
    _is_starred: bool = False
    _to_skip: int = 0

    def run(self) -> None:
        at = 0
        while found := _TOKEN.match(self.content, at):
            at = found.end()
            binary, word, number, code, sign, brace, text = found.groups()
            if binary:
                at += int(binary)
            elif word:
                self.word(word.decode(), int(number) if number else None)
            elif code:
                self.byte(int(code, 16))
            elif sign:
                self.sign(sign)
            elif brace:
                self.brace(brace)
            elif text:
                self.plain(text)

    def plain(self, text: bytes) -> None:
        skipped = min(self._to_skip, len(text))
        self._to_skip -= skipped
        self._raw += text[skipped:]
        self._is_starred = False

    def byte(self, code: int) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._raw.append(code)

    def sign(self, sign: bytes) -> None:
        if sign == b"*":
            self._is_starred = True
        elif sign in b"\r\n":
            self.end_paragraph()
        elif said := {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}.get(sign, ""):
            self.say(said)

    def brace(self, brace: bytes) -> None:
        self._to_skip = 0
        self._is_starred = False
        if brace == b"{":
            self.decode()
            if len(self.stack) < DEEPEST:
                self.stack.append(self.state)
            return
        self.decode()
        if self.stack:
            before, self.state = self.state, self.stack.pop()
            if before.place in _NOTES and self.state.place != before.place:
                self.note(before.place)

    def word(self, word: str, number: int | None) -> None:
        is_starred, self._is_starred = self._is_starred, False
        if word == "u" and number is not None:
            self.decode()
            self.say(chr(number % 0x10000))
            self._to_skip = self.state.skip_after_unicode
            return
        if self._to_skip and word not in ("uc", "par"):
            self._to_skip -= 1
            return
        if word in _SIGNS:
            self.say(_SIGNS[word])
        elif word in _LEFT_OUT or (is_starred and word not in _KEPT_STARRED):
            self.go("skip")
        elif word in _PLACES:
            self.go(word)
        elif word in _CODE_PAGES:
            self.encoding = _CODE_PAGES[word]
        elif action := _ACTIONS.get(word):
            self.decode()
            action(self, number)

    def go(self, place: str) -> None:
        self.decode()
        if self.state.place != "skip":
            self.state = replace(self.state, place=place)

    def say(self, text: str) -> None:
        self.decode()
        self.keep(text)

    def decode(self) -> None:
        """Bytes gathered so far become letters of the font's encoding."""
        if self._raw:
            encoding = self.state.encoding or self.encoding
            text = self._raw.decode(encoding, "replace")
            self._raw.clear()
            self.keep(text)

    def keep(self, text: str) -> None:
        place = self.state.place
        if place == "skip" or self.state.is_hidden:
            return
        if place == "body":
            self._text.append(text)
        elif place == "stylesheet":
            if _HEADING.match(text.strip(" ;\r\n")):
                self.headings.add(self._number)
        elif place in ("title", "author"):
            self.facts[place] = self.facts.get(place, "") + text
        elif place != "fonttbl":
            self.texts.setdefault(place, []).append(text)

    def end_paragraph(self) -> None:
        self.decode()
        if self.state.place != "body":
            self.keep("\n")
            return
        text = _whole(self._text)
        self._text = []
        if self._cells:  # a paragraph of a cell
            self._cells[-1] += f"{text} "
            return
        if text.strip():
            self.end_table()
            for at, piece in enumerate(filter(str.strip, text.split("\n"))):
                starts = not at and not self._is_item
                self.pages[-1].append(
                    Line(
                        text=piece,
                        is_heading=self._is_heading,
                        starts_paragraph=starts,
                        kind=LIST if self._is_item else "",
                    )
                )
        self.pages[-1] += self._beside
        self._beside = []
        self._is_item = False

    def end_cell(self) -> None:
        self._cells = self._cells or [""]
        self._cells[-1] += _whole(self._text)
        self._cells.append("")
        self._text = []

    def end_row(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
            self._below_table += self._beside
            self._beside = []
        self._cells = []

    def end_table(self) -> None:
        self.pages[-1] += table_lines(self._rows, has_header=self._has_header or None) + self._below_table
        self._rows, self._below_table, self._has_header = [], [], False

    def begin_page(self) -> None:
        if self.state.place == "body":
            self.end_paragraph()
            self.end_table()
            self.pages.append([])

    def note(self, place: str) -> None:
        said = " ".join(_whole(self.texts.pop(place, [])).split())
        author = " ".join(self.texts.pop("atnauthor", []))
        if place == "annotation":
            said = f"Comment by {author}: {said}" if author else f"Comment: {said}"
        self._beside.append(Line(text=said, kind=_NOTES[place], starts_paragraph=True))

    def margins(self, side: str) -> list[Line]:
        """Headers or footers, each text once."""
        found = [
            line.strip()
            for place, texts in self.texts.items()
            if place.startswith(side)
            for line in _whole(texts).split("\n")
        ]
        kept = (line for line in dict.fromkeys(found) if any(letter.isalpha() for letter in line))
        return [Line(text=line, starts_paragraph=True) for line in kept]

    def set_font(self, number: int | None) -> None:
        if self.state.place == "fonttbl":
            self._number = number or 0
        else:
            self.state = replace(self.state, encoding=self.fonts.get(number or 0, ""))

    def set_charset(self, number: int | None) -> None:
        if self.state.place == "fonttbl" and number in _CHARSETS:
            self.fonts[self._number] = _CHARSETS[number]

    def set_style(self, number: int | None) -> None:
        if self.state.place == "stylesheet":
            self._number = number or 0
        else:
            self._is_heading = (number or 0) in self.headings

    def set_code_page(self, number: int | None) -> None:
        name = {65001: "utf-8", 10000: "mac_roman", 936: "gb18030"}.get(number or 0, f"cp{number}")
        try:
            b"".decode(name)
        except LookupError:
            return
        self.encoding = name

    def set_outline(self, number: int | None) -> None:
        if self.state.place == "stylesheet":
            self.headings.add(self._number)
        else:
            self._is_heading = (number or 0) < 9

    def reset(self, _number: int | None) -> None:
        if self.state.place == "body":
            self._is_heading = False

    def hide(self, number: int | None) -> None:
        self.state = replace(self.state, is_hidden=number != 0)

    def reset_letters(self, _number: int | None) -> None:
        self.state = replace(self.state, is_hidden=False, encoding="")

    def set_skipping(self, number: int | None) -> None:
        self.state = replace(self.state, skip_after_unicode=min(max(number or 0, 0), 16))

    def mark_item(self, _number: int | None) -> None:
        self._is_item = True

    def mark_header(self, _number: int | None) -> None:
        self._has_header = self._has_header or not self._rows


_Action = Callable[[_Reader, int | None], None]
_PLACES = (
    frozenset({"fonttbl", "stylesheet", "info", "title", "author", "atnauthor"})
    | _MARGINS
    | frozenset(_NOTES)
)
_ACTIONS: dict[str, _Action] = {
    "par": lambda reader, _: reader.end_paragraph(),
    "sect": lambda reader, _: reader.end_paragraph(),
    "page": lambda reader, _: reader.begin_page(),
    "cell": lambda reader, _: reader.end_cell(),
    "nestcell": lambda reader, _: reader.keep(" "),
    "row": lambda reader, _: reader.end_row(),
    "f": _Reader.set_font,
    "fcharset": _Reader.set_charset,
    "s": _Reader.set_style,
    "ansicpg": _Reader.set_code_page,
    "outlinelevel": _Reader.set_outline,
    "pard": _Reader.reset,
    "plain": _Reader.reset_letters,
    "v": _Reader.hide,
    "deleted": _Reader.hide,
    "uc": _Reader.set_skipping,
    "listtext": _Reader.mark_item,
    "pntext": _Reader.mark_item,
    "trhdr": _Reader.mark_header,
}


def _whole(pieces: list[str]) -> str:
    """Pieces as one text; halves of a sign beyond the basic plane find each other."""
    return "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
