"""MT940 and MT942, SWIFT's statements, in the dialects of many banks.

Our own reader rather than the library `mt-940`: a line that cannot be read becomes a row with a
sentence here, where the library gives up on the file.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from transactions.importers import structured
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.remittance import Remittance, read_remittance
from transactions.importers.rows import StatementRow
from transactions.parsing.banks import institution_in

_MARKS = re.compile(rb"(?m)^[ \t]*(?:\{1:F|\{4:|:(?:20|25P?|28C?|60[FM]|61|62[FM]|34F|NS):)")
_ENDINGS = (".sta", ".940", ".942", ".mt940", ".mt942")
_TABLE = re.compile(rb"[;\t]|,.*,")
_FIELD = re.compile(r"^\s*:(?P<tag>\d{2}[A-Z]?|NS):(?P<text>.*)$")
_END = re.compile(r"^\s*-(?:\}.*|XXX)?\s*$")
_BLOCK = re.compile(r"^\s*(?:\{[1235]:[^{}]*(?:\{[^{}]*\})*\}\s*)*\{4:\s*$|^\s*\{[1235]:.*$")
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?\s*(?P<mark>R[CD]|E[CD]|[CD])(?P<funds>[A-Z])?\s?"
    r"(?P<amount>\d[\d.]*,?\d*|,\d+)\s?(?P<kind>[NSF][A-Z0-9 ]{3})?(?P<rest>.*)",
    re.DOTALL,
)
_BALANCE = re.compile(r"(?P<mark>R?[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})(?P<amount>[\d.,]+)")
_DETAILS = re.compile(r"\d{3}[?<>~^].?\d{2}")
_EXPECTED = "This payment is only announced. It will be in a later statement."
_NO_REFERENCE = {"NONREF", "NOTPROVIDED", "UNKNOWN", "EREF", "MARF", "PREF", "KREF", "X"}
_NEGATIVE = {"D", "RC", "ED"}


@dataclass(slots=True)
class _Entry:
    """A statement line with the details that follow it, each with its lines still apart."""

    line: int
    told: str
    details: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Message:
    """One statement of an account."""

    account: str = ""
    currency: str = ""
    is_interim: bool = False
    opening: str = ""
    closing: str = ""
    entries: list[_Entry] = field(default_factory=list)
    has_fields: bool = False


def detects(content: bytes, filename: str) -> bool:
    """By its fields; a file that is only named so must at least not be a table."""
    head = content[:16384].replace(b"\x00", b"")
    is_named = filename.lower().endswith(_ENDINGS) and not _TABLE.search(head)
    return is_named or _MARKS.search(head) is not None


def read(content: bytes, asked: Asked) -> Statement:
    """Every statement of the file; an entry that cannot be read becomes a row that says so."""
    text, encoding = structured.decode(content)
    messages = list(_messages(text.replace("{4::", "{4:\n:")))
    sections, rows = structured.Sections(), []
    if not messages:
        rows += [_no_field(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    for message in messages:
        section = _section(message, asked)
        place = sections.place_of(section)
        rows += [_row(entry, section, place) for entry in message.entries]
    is_interim = all(message.is_interim for message in messages)
    return Statement(
        format="mt942" if is_interim else "mt940",
        encoding=encoding,
        sections=sections.as_tuple(),
        rows=structured.checked(rows, asked),
        note="" if rows else structured.NOTHING_IN_IT,
    )


def _messages(text: str) -> Iterator[_Message]:
    """One message after the other; entries after an end mark belong to the account before."""
    message = _Message()
    for number, tag, told in _fields(text):
        if tag == "20" and message.has_fields:
            yield message
            message = _Message()
        if tag:
            message.has_fields = True
            _take(message, number, tag, told)
    if message.has_fields:
        yield message


def _fields(text: str) -> Iterator[tuple[int, str, str]]:
    """Line number, tag and text of every field; its lines are kept apart by line breaks."""
    number, tag, lines = 0, "", list[str]()
    for at, raw in enumerate(text.splitlines(), 1):
        if found := _FIELD.match(raw):
            yield number, tag, "\n".join(lines)
            number, tag, lines = at, found["tag"], [found["text"]]
        elif _END.match(raw) or _BLOCK.match(raw):
            yield number, tag, "\n".join(lines)
            number, tag, lines = at, "", []
        elif tag and raw.strip():
            lines.append(raw)
    yield number, tag, "\n".join(lines)


def _take(message: _Message, number: int, tag: str, told: str) -> None:
    current = message.entries[-1] if message.entries else None
    is_details = tag == "86" or (tag in {"25", "20"} and _DETAILS.match(told))
    if tag == "61":
        message.entries.append(_Entry(number, told))
    elif is_details and current and not message.closing:
        current.details.append(told)
    elif tag == "NS" and current and not message.closing:
        current.extras.append(told)
    elif tag in {"25", "25P"} and not message.account:
        message.account = told.splitlines()[0].strip() if told.strip() else ""
    elif tag in {"60F", "60M"}:
        message.opening = message.opening or told
    elif tag in {"62F", "62M"}:
        message.closing = told
    elif tag in {"34F", "13D", "90C", "90D"}:
        message.is_interim = True
        message.currency = message.currency or told[:3]


def _section(message: _Message, asked: Asked) -> Section:
    number = re.sub(r"\s+", "", message.account).upper()
    opening, closing = _BALANCE.match(message.opening), _BALANCE.match(message.closing)
    trailing = re.search(r"\d[ /]?([A-Z]{3})$", number)
    told = (opening or closing or {"currency": message.currency})["currency"]
    currency = structured.currency_or(told, structured.currency_or(trailing[1] if trailing else "", ""))
    key = number.removesuffix(trailing[1]).rstrip("/") if trailing and trailing[1] == currency else number
    return Section(
        key=key,
        institution=institution_in(message.account),
        last4=structured.last4_of(key),
        currency=currency or asked.currency,
        kind="bank",
        opening_balance=_signed_balance(opening),
        closing_balance=_signed_balance(closing),
        closing_on=_day(closing["day"]) if closing else None,
    )


def _signed_balance(found: "re.Match[str] | None") -> Decimal | None:
    value = structured.read_figure(found["amount"], ",") if found else None
    return None if found is None or value is None else -value if found["mark"] in _NEGATIVE else value


def _day(told: str) -> date | None:
    """YYMMDD. Banks that count 30 days a month write 30 February and mean its last day."""
    year, month, day = 2000 + int(told[:2]), int(told[2:4]), int(told[4:6])
    year -= 100 if year > 2069 else 0
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _row(entry: _Entry, section: Section, place: int) -> StatementRow:
    found = _LINE.match(entry.told.strip())
    told = read_remittance("\n".join(entry.details), entry.extras)
    if found is None:
        return StatementRow(
            line=entry.line,
            section=place,
            currency=section.currency,
            description=told.text or entry.told,
            problem=f"“{structured.clean(entry.told)[:40]}” is not a statement line that can be read.",
        )
    head, _, further = found["rest"].partition("\n")
    reference, mark, bank_reference = head.partition("//")
    reference, named = _named_behind(reference) if not mark else (reference, "")
    value = structured.read_figure(found["amount"], "," if "," in found["amount"] else ".")
    amount = -value if value is not None and found["mark"] in _NEGATIVE else value
    day = _day(found["value"])
    return StatementRow(
        line=entry.line,
        section=place,
        booked_on=day,
        amount=amount,
        currency=section.currency,
        description=_description(told, further, reference),
        merchant=told.party or named,
        method=told.kind,
        reference=told.reference or _meant(reference) or _meant(bank_reference),
        external_id=_own_id(bank_reference, day, amount),
        note=_note(told, further, is_reversal=found["mark"].startswith("R")),
        problem=_problem(found["mark"], found["value"], day),
    )


def _no_field(number: int, line: str) -> StatementRow:
    told = structured.clean(line)[:40]
    return StatementRow(line=number, problem=f"“{told}” is not a line of an MT940 statement.")


def _named_behind(reference: str) -> tuple[str, str]:
    """Rabobank writes the name behind the reference, after the blanks that fill it."""
    bare, *names = re.split(r"\s{2,}", reference.strip(), maxsplit=1)
    return bare, structured.clean(" ".join(names))


def _problem(mark: str, told: str, day: date | None) -> str:
    if mark.startswith("E"):
        return _EXPECTED
    return "" if day else f"“{told}” is not a date."


def _description(told: Remittance, further: str, reference: str) -> str:
    return told.text or told.party or structured.clean(further) or told.kind or _meant(reference)


def _note(told: Remittance, further: str, *, is_reversal: bool) -> str:
    parts = ["A reversal."] if is_reversal else []
    further = structured.clean(further)
    return " ".join([*parts, further] if told.text and further not in told.text else parts)


def _meant(reference: str) -> str:
    bare = reference.strip()
    return "" if bare.upper() in _NO_REFERENCE else bare


def _own_id(reference: str, day: date | None, amount: Decimal | None) -> str:
    """The bank's reference with day and amount: alone, some banks use it again."""
    bare = _meant(reference)
    return f"{bare}/{day}/{amount}" if bare else ""
