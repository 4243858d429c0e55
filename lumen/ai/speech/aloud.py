"""Written text as it is said: amounts, dates and marks in words, no markup.

The text is data: nothing in it may steer the voice, so tags and the brackets of phonemes go.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from lumen.ai.speech import spoken_names
from lumen.common.money import CURRENCIES, SYMBOLS

KANA_ONLY = "ja"  # dates in words would need signs its voice cannot read
DJANGO_LANGUAGES = {"zh": "zh-hans", "en": "en-gb"}
LONG_NUMBER = 10  # digits; longer ones are read one by one

_TAG = re.compile(r"</?[A-Za-z!?][^<>]{0,500}>")
_CITATION = re.compile(r"\s*\[\d{1,3}\]")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)(?P<host>[^\s/?#]+)[^\s]*")
_HEADING = re.compile(r"(?m)^[ \t]*(?:#{1,6}|[-*•>]|\d{1,2}[.)])[ \t]+")
_EMPHASIS = re.compile(r"(?<!\w)[*_`~]+|[*_`~]+(?!\w)")
_LINE_END = re.compile(r"(?<![.!?:;,।。؟۔\s])[ \t]*\n+\s*")
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_SIGN = r"(?P<sign>[-−]\s?)?"
_SCALE = r"(?:\s?(?P<scale>lakh|crore|thousand|million|[kKmMLCB]|Cr)\b)?"
_SYMBOLS = {symbol.strip(): code for code, symbol in SYMBOLS.items()} | {"Rs.": "INR", "Rs": "INR"}
_MARK = "|".join(
    [*(re.escape(symbol) for symbol in sorted(_SYMBOLS, key=len, reverse=True)), r"\b[A-Z]{3}\b"]
)
_BEFORE = re.compile(rf"{_SIGN}(?P<mark>{_MARK})\s?(?P<number>{_NUMBER}){_SCALE}")
_AFTER = re.compile(rf"{_SIGN}(?P<number>{_NUMBER}){_SCALE}\s?(?P<mark>₹|€|£|\b[A-Z]{{3}}\b)")
_DAY = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)(?:-(?P<day>\d\d))?\b")
_SHORT_MONTH = re.compile(r"\b(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?(?=\s\d)")
_MONTHS = {
    month[:3]: month
    for month in (
        *("January", "February", "March", "April", "June", "July", "August", "September", "October"),
        *("November", "December"),
    )
} | {"Sept": "September"}
_GROUPED = re.compile(r"\b\d{1,3}(?:,\d{2,3})+(?![\d,])")
_DIGITS = re.compile(rf"\b\d{{{LONG_NUMBER},}}\b")
_MINUS = re.compile(r"(?<![\w.])[-−](?=\d)")
_RANGE = re.compile(r"(?<=\d)\s?[–—]\s?(?=\d)")
_ELLIPSIS = re.compile(r"…|\.{3,}")
_SPACES = re.compile(r"[ \t ]+")
_SCALES = {name: name for name in ("thousand", "million", "lakh", "crore")} | {
    "k": "thousand",
    "m": "million",
    "b": "billion",
    "l": "lakh",
    "c": "crore",
    "cr": "crore",
}


def said(text: str, language: str = "en") -> str:
    """What a voice reads for a written text; nothing when there are no words in it."""
    plain = _without_marks(text)
    plain = _DAY.sub(lambda found: _day(found, language), plain)
    plain = _BEFORE.sub(lambda found: _amount(found, language), plain)
    plain = _AFTER.sub(lambda found: _amount(found, language), plain)
    if language == "en":
        plain = _SHORT_MONTH.sub(lambda found: _MONTHS[found[1]], plain)
    plain = _GROUPED.sub(lambda found: found[0].replace(",", ""), plain)
    plain = _DIGITS.sub(lambda found: " ".join(found[0]), plain)
    words = spoken_names.words_of(language)
    plain = _MINUS.sub(f"{words.minus} ", plain)
    plain = _RANGE.sub(f" {words.to} ", plain)
    spoken = _SPACES.sub(" ", _readable(plain)).strip()
    return spoken if any(letter.isalnum() for letter in spoken) else ""


def _without_marks(text: str) -> str:
    """No tags, citations, addresses or emphasis; a line's end is a sentence's end."""
    plain = _TAG.sub(" ", text.replace("\r\n", "\n"))
    plain = _CITATION.sub("", plain)
    plain = _ADDRESS.sub(lambda found: found["host"], plain)
    plain = _EMPHASIS.sub("", _HEADING.sub("", plain))
    plain = _ELLIPSIS.sub(". ", plain)
    return _LINE_END.sub(". ", plain).replace("\n", " ")


def _readable(text: str) -> str:
    """Without characters that are pictures or steer: control characters, emoji, brackets, bars."""
    return "".join(" " if _is_mute(letter) else letter for letter in text.replace("·", ","))


def _is_mute(letter: str) -> bool:
    return letter in "[]{}<>|\\^" or unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn", "So", "Sk")


def _day(found: re.Match[str], language: str) -> str:
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return found[0]
    if language == KANA_ONLY:
        return found[0].replace("-", " ")
    with translation.override(DJANGO_LANGUAGES.get(language, language)):
        if found["day"]:
            return date_format(day, "j F Y" if language == "en" else "DATE_FORMAT")
        return date_format(day, "F Y" if language == "en" else "YEAR_MONTH_FORMAT")


def _amount(found: re.Match[str], language: str) -> str:
    """`₹1,234.50` as `1234 rupees 50`."""
    code = _SYMBOLS.get(found["mark"], found["mark"])
    if code not in CURRENCIES:
        return found[0]
    words = spoken_names.words_of(language)
    whole, _, fraction = found["number"].replace(",", "").partition(".")
    sign = f"{words.minus} " if found["sign"] else ""
    if found["scale"]:
        scale = _SCALES[found["scale"].lower()]
        number = f"{whole}.{fraction}" if fraction else whole
        return f"{sign}{number} {scale} {spoken_names.currency(code, language, is_one=False)}"
    cents = int((fraction + "00")[:2]) if fraction else 0
    name = spoken_names.currency(code, language, is_one=whole == "1" and not cents)
    return f"{sign}{int(whole)} {name}{f' {cents}' if cents else ''}"


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that is no longer than asked for."""

    text: str
    is_cut: bool


_SENTENCE_END = re.compile(r"[.!?।。！？؟۔](?=\s|$)|[。！？]")


def shortened(text: str, most: int) -> Cut:
    """The whole sentences that fit; whole words when the first sentence is longer."""
    if len(text) <= most:
        return Cut(text, is_cut=False)
    head = text[:most]
    ends = [found.end() for found in _SENTENCE_END.finditer(head)]
    end = ends[-1] if ends and ends[-1] > most // 4 else head.rfind(" ")
    return Cut(head[: end if end > 0 else most].rstrip(), is_cut=True)
