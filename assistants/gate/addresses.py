"""E-mail addresses, links, telephone numbers and streets."""

import re

from assistants.gate.facts import Reading
from lumen.common.text import fold

_MAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'”’)\]]+|(?<![\w.-])(?:[a-z0-9-]{1,40}\.){1,4}[a-z]{2,12}/[^\s<>\"'”’)\]]+|"
    r"(?<![\w.-])(?:[a-z0-9-]{1,40}\.){1,4}(?:com|org|net|io|co|de|fr|es|it|nl|pt|in|uk|eu|at|ch|app|shop|store|"
    r"info|dev|me|br|us|ai|"
    r"example|test)/?(?![\w@])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w.,/-])(?:\+\d{1,3}[\s().-]*(?:\d[\s().-]{0,2}){6,13}|"
    r"\(?0\d{1,5}\)?[\s/-]+(?:\d[\s-]?){4,10}|\(?\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}|"
    r"1?-?[89]00[\s-]\d{3}[\s-]\d{3,4}|0\d{9,11})(?!\w)"
)
_STREET_WORD = (
    r"Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Boulevard|Blvd|Square|Sq|Court|Ct|Place|Pl|"
    r"Way|Terrace|Highway|Hwy|Parkway|Row|Quay|Crescent|Close|Gardens|Walk|Wharf|Marg|Nagar"
)
_STREETS = (
    re.compile(rf"\b\d{{1,5}}[a-z]?,?\s+(?:[A-Z][\w.'’-]*\s+){{1,4}}?(?:{_STREET_WORD})\b\.?"),
    re.compile(
        r"\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|allee|gasse|platz|ring|damm|ufer|straat|laan|"
        r"plein|gracht)\s+\d{1,4}\s?[a-z]?\b"
    ),
    re.compile(
        r"\b(?:\d{1,4},?\s+)?(?i:rue|avenue|boulevard|place|calle|avenida|plaza|paseo|via|viale|piazza|"
        r"corso|rua|praça|largo)\s+"
        r"(?:(?:de|del|della|des|du|da|do|la|los|las|di|dos|"
        r"l['’])\s*)*[A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+)*(?:,?\s+\d{1,4}\b)?"
    ),
    re.compile(r"\bP\.?\s?O\.?\s+Box\s+\d+\b", re.IGNORECASE),
)
_LEAST_PHONE_DIGITS = 7
_COMPARED_DIGITS = 9


def read_addresses(reading: Reading) -> None:
    """Note e-mail addresses, links, streets and telephone numbers."""
    for match in _MAIL.finditer(reading.rest):
        mail = match.group().rstrip(".").lower()
        end = match.start() + len(mail)
        reading.found(
            "address", match.start(), end, needs={("mail", mail)}, offers={("site", mail.partition("@")[2])}
        )
    for match in _LINK.finditer(reading.rest):
        link = match.group().rstrip(".,;:!?…")
        plain = _plain_link(link)
        reading.found(
            "address",
            match.start(),
            match.start() + len(link),
            needs={("site", plain)},
            offers=_parents(plain),
        )
    for pattern in _STREETS:
        for match in pattern.finditer(reading.rest):
            reading.found(
                "address", match.start(), match.end(), needs={("street", _plain_street(match.group()))}
            )
    for match in _PHONE.finditer(reading.rest):
        number = match.group().rstrip(" .-(")
        digits = re.sub(r"\D", "", number)
        if len(digits) >= _LEAST_PHONE_DIGITS:
            key = ("phone", digits.lstrip("0")[-_COMPARED_DIGITS:])
            reading.found(
                "address", match.start(), match.start() + len(number), needs={key}, offers={("code", digits)}
            )


def _plain_link(link: str) -> str:
    plain = re.sub(r"^https?://", "", link, flags=re.IGNORECASE)
    plain = re.sub(r"^www\.", "", plain, flags=re.IGNORECASE).rstrip("/")
    host, slash, path = plain.partition("/")
    return host.lower() + slash + path


def _parents(plain: str) -> set[tuple[str | int | None, ...]]:
    """A page vouches for its site, never for another page."""
    return {("site", plain.partition("/")[0])}


def _plain_street(street: str) -> str:
    words = re.findall(r"\w+", fold(street))
    short = {
        "street": "st",
        "strasse": "str",
        "road": "rd",
        "avenue": "ave",
        "drive": "dr",
        "lane": "ln",
        "boulevard": "blvd",
    }
    return " ".join(short.get(word, word) for word in words).replace("strasse", "str")
