"""Numbers and dates as a spreadsheet shows them, by its format codes."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00",
    12: "General", 13: "General", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm",
    37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "0.0E+0", 49: "@",
}  # fmt: skip
LITERAL = 0xF0000  # a sign of private use stands for each literal text
LAST_SERIAL = 2_958_466  # the day after 31 December 9999
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[\$([^\]-]*)(?:-[^\]]*)?\]|\[[^\]hms][^\]]*\]')
_DATE_PART = re.compile(r"\[h+\]|\[m+\]|\[s+\]|y+|m+|d+|h+|s+(?:\.0+)?|am/pm|a/p|.", re.IGNORECASE)
_PATTERN = re.compile(r"[#0?][#0?,.]*")
_BETWEEN_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_GROUPED_BY_SPACE = re.compile(r"#\\?[ \u00a0\u202f]##0")
_ELAPSED = {"h": 3_600, "m": 60, "s": 1}


@lru_cache(maxsize=16_384)  # a column repeats its dates and amounts
def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """A number as the cell shows it: `1,234.50`, `12%`, `3 May 2026`."""
    sections = _sections(code)
    if _is_date(sections[0]):
        return _date(value, sections[0], from_1904=from_1904)
    section = sections[0]
    if len(sections) > 1 and value < 0:
        section, value = sections[1], -value
    elif len(sections) > 2 and value == 0:
        section = sections[2]
    return _number(value, section)


@lru_cache(maxsize=1024)
def _sections(code: str) -> list[str]:
    """Formats for positive, negative and zero; a `;` inside quotes separates nothing."""
    return _BETWEEN_SECTIONS.split(_GROUPED_BY_SPACE.sub("#,##0", code or "General"))


@lru_cache(maxsize=1024)
def _is_date(section: str) -> bool:
    bare = re.sub(r"general|e[+-]", "", _LITERAL.sub("", section), flags=re.IGNORECASE)
    return bool(re.search(r"[ymdhs]", bare, re.IGNORECASE)) and not re.search(
        r"[#?]|0(?!s?\.0*$)(?!0*$)", bare
    )


@lru_cache(maxsize=1024)
def _parts(section: str) -> tuple[str, tuple[str, ...]]:
    """The section with its literal text taken out replaced by a sign each, and that text."""
    literals: list[str] = []

    def keep(found: re.Match[str]) -> str:
        text = next((group for group in found.groups() if group is not None), "")
        literals.append(text)
        return chr(LITERAL + len(literals) - 1) if text else ""

    return _LITERAL.sub(keep, section), tuple(literals)


def _restored(text: str, literals: tuple[str, ...]) -> str:
    for at, literal in enumerate(literals):
        text = text.replace(chr(LITERAL + at), literal)
    return text


@dataclass(frozen=True, slots=True)
class _NumberFormat:
    """A section of a format code, ready for use."""

    before: str
    after: str
    spec: str = ""  # of `format()`; empty where the whole number is shown as it is
    factor: float = 1.0
    fewest_digits: int = 0
    drops_zeros: bool = False
    has_number: bool = True


@lru_cache(maxsize=1024)
def _number_format(section: str) -> _NumberFormat:
    bare, literals = _parts(section)
    if general := re.search("general|@", bare, re.IGNORECASE):
        start, end = general.span()
        return _NumberFormat(_restored(bare[:start], literals), _restored(bare[end:], literals))
    if re.search(r"e[+-]", bare, re.IGNORECASE):
        return _NumberFormat("", "", spec=f".{len(bare.partition('.')[2].lower().partition('e')[0])}E")
    found = _PATTERN.search(bare)
    if not found:
        return _NumberFormat(_restored(bare, literals), "", has_number=False)
    digits = found.group().rstrip(",")
    left_out = len(found.group()) - len(digits)  # each comma at the end leaves three digits out
    whole, _, fraction = digits.partition(".")
    return _NumberFormat(
        before=_restored(bare[: found.start()], literals),
        after=_restored(bare[found.end() :], literals),
        spec=f"{',' if ',' in whole else ''}.{min(len(fraction), 15)}f",
        factor=100.0 ** bare.count("%") / 1000.0**left_out,
        fewest_digits=0 if "," in whole else whole.count("0"),
        drops_zeros=bool(fraction) and set(fraction) <= {"#", "?"},
    )


def _number(value: float, section: str) -> str:
    if not section:
        return ""
    known = _number_format(section)
    if not known.has_number:
        return known.before.strip() or plain(value)
    value *= known.factor
    text = format(abs(value), known.spec) if known.spec else plain(abs(value))
    if known.drops_zeros:
        text = text.rstrip("0").rstrip(".")
    if known.fewest_digits > 1:
        whole, dot, fraction = text.partition(".")
        text = f"{whole.zfill(known.fewest_digits)}{dot}{fraction}"
    sign = "-" if value < 0 and text.strip("0.,") else ""
    return f"{sign}{known.before}{text}{known.after}".strip()


def plain(value: float) -> str:
    """As a person would write it: without the traces of binary fractions."""
    if value == int(value) and abs(value) < 10**15:
        return str(int(value))
    return f"{value:.10g}"


def _date(value: float, section: str, *, from_1904: bool) -> str:
    if not 0 <= value < LAST_SERIAL:
        return plain(value)
    bare, literals = _parts(section)
    moment = _moment(value, from_1904=from_1904)
    tokens = _tokens(bare)
    has_half = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    shown_parts = []
    before = ""
    for at, token in enumerate(tokens):
        lower = token.lower()
        is_minute = lower in ("m", "mm") and (
            before.startswith(("h", "[h")) or _comes_seconds(tokens[at + 1 :])
        )
        shown_parts.append(_date_part(token, moment, value, is_minute=is_minute, has_half=has_half))
        before = lower if lower[0] in "ymdhs[" else before
    return _restored("".join(shown_parts), literals).strip()


@lru_cache(maxsize=1024)
def _tokens(bare: str) -> list[str]:
    return _DATE_PART.findall(bare)


def _moment(value: float, *, from_1904: bool) -> datetime:
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 31 if value < 60 else 30)  # noqa: DTZ001
    return start + timedelta(seconds=round(value * 86_400))


def _comes_seconds(tokens: list[str]) -> bool:
    return next((token.lower()[0] == "s" for token in tokens if token.lower()[0] in "ymdhs"), False)


def _date_part(token: str, moment: datetime, value: float, *, is_minute: bool, has_half: bool) -> str:
    lower, size = token.lower(), len(token)
    if lower[0] == "[":
        return str(int(round(value * 86_400) // _ELAPSED[lower[1]]))
    if lower in ("am/pm", "a/p"):
        return "AM" if moment.hour < 12 else "PM"
    if lower[0] in "ymd" and not is_minute:
        return _day_part(lower[0], size, moment)
    hour = (moment.hour % 12 or 12) if has_half else moment.hour
    numbers = {"m": moment.minute, "h": hour, "s": moment.second}
    if lower[0] not in numbers:
        return token
    return f"{numbers[lower[0]]:0{2 if size > 1 else 1}}"


def _day_part(letter: str, size: int, moment: datetime) -> str:
    if letter == "y":
        return f"{moment.year:04}" if size > 2 else f"{moment.year % 100:02}"
    number, name = (
        (moment.month, _MONTHS[moment.month - 1]) if letter == "m" else (moment.day, _DAYS[moment.weekday()])
    )
    if size < 3:
        return f"{number:0{size}}"
    return {3: name[:3], 5: name[0]}.get(size, name)
