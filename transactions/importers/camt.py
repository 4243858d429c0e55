"""CAMT.052, 053 and 054 in every version: elements are known by their local names."""

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from transactions.importers import structured
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.text import UnreadableFileError
from transactions.parsing.banks import institution_in

_KINDS = {"Rpt": "camt.052", "Stmt": "camt.053", "Ntfctn": "camt.054"}
_XML = re.compile(rb"^[\s\xef\xbb\xbf\xff\xfe]*+<(?:\?xml|(?:\w+:)?Document[\s>])")
_MARKS = re.compile(rb"camt\.05[234]|BkToCstmr|<(?:\w+:)?(?:Stmt|Rpt|Ntfctn|Ntry)[\s>]")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>\s*")
_NOT_BOOKED = {
    "PDNG": "This payment is still pending. It will be in a later statement.",
    "FUTR": "This payment is only announced. It will be in a later statement.",
    "INFO": "This entry is for information only; no money moved.",
}


@dataclass(frozen=True, slots=True)
class _Document:
    root: Element
    broken_line: int = 0


def detects(content: bytes, _filename: str) -> bool:
    """Any XML: what is no CAMT is told so here, since no later format reads XML."""
    bare = content[:65536].replace(b"\x00", b"")
    return bool(_XML.match(bare)) or (
        bare.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") and bool(_MARKS.search(bare))
    )


def read(content: bytes, asked: Asked) -> Statement:
    """Every statement of the file; an entry that cannot be read becomes a row that says so.

    Raises:
        UnreadableFileError: it is no CAMT, or an XML that sets traps.
    """
    text, encoding = structured.decode(content, _declared(content))
    document = _parse(_DECLARATION.sub("", text.lstrip("\ufeff \r\n\t\x00")))
    found = [node for node in document.root.iter() if node.tag in _KINDS and _is_statement(node)]
    if not found and document.broken_line:
        raise _damaged(document.broken_line)
    if not found:
        raise UnreadableFileError(
            "This XML file is not a bank statement that is known here. Download the statement as "
            "CAMT.053, OFX or CSV and try again."
        )
    sections, rows = structured.Sections(), []
    for statement in found:
        section = _section(statement, asked)
        place = sections.place_of(section)
        for entry in statement.findall("Ntry"):
            rows += _rows(entry, section, place)
    rows = [replace(row, line=number) for number, row in enumerate(rows, 1)]
    if document.broken_line:
        rows.append(_broken_row(document.broken_line, len(rows)))
    return Statement(
        format=_KINDS[found[0].tag],
        encoding=encoding,
        sections=sections.as_tuple(),
        rows=structured.checked(rows, asked),
        note="" if rows else structured.NOTHING_IN_IT,
    )


def _declared(content: bytes) -> str:
    told = re.search(rb"^[^>]*encoding=[\"']([\w-]+)", content[:200])
    return told[1].decode("ascii") if told else ""


def _is_statement(node: Element) -> bool:
    return node.find("Acct") is not None or node.find("Ntry") is not None or node.find("Bal") is not None


def _parse(text: str) -> _Document:
    """The tree with local names. What stands before a break is kept; the place of the break is told."""
    root: Element | None = None
    entry: Element | None = None
    broken_line = 0
    source = io.BytesIO(text.encode("utf-8", errors="replace"))
    try:
        for event, node in iterparse(source, events=("start", "end"), forbid_dtd=True):
            root = node if root is None else root
            if event == "start":
                node.tag = node.tag.rsplit("}", 1)[-1]
            if node.tag == "Ntry":
                entry = node if event == "start" else None
    except DefusedXmlException as error:
        raise UnreadableFileError(
            "This file defines entities or a document type of its own, which no bank does. "
            "Download the statement again."
        ) from error
    except (ParseError, ValueError) as error:
        broken_line = getattr(error, "position", (1, 0))[0]
    if root is None:
        raise _damaged(broken_line)
    if entry is not None:
        entry.clear()
        entry.tag = "broken"
    return _Document(root, broken_line)


def _damaged(line: int) -> UnreadableFileError:
    return UnreadableFileError(f"This XML file is damaged in line {line}. Download the statement again.")


def _broken_row(line: int, count: int) -> StatementRow:
    return StatementRow(
        line=count + 1,
        problem=f"The file breaks off in line {line}; what follows is missing. Download the statement again.",
    )


def _text(node: Element | None, *paths: str) -> str:
    """The first of these elements that has text."""
    for path in paths if node is not None else ():
        found = node.find(path) if node is not None else None
        if found is not None and (told := (found.text or "").strip()):
            return told
    return ""


def _section(statement: Element, asked: Asked) -> Section:
    account = statement.find("Acct")
    number = re.sub(
        r"\s", "", _text(account, "Id/IBAN", "Id/Othr/Id", "Id/BBAN", "Id/PrtryAcct/Id", "Id/UPIC")
    )
    bank = _text(account, "Svcr/FinInstnId/Nm", "Svcr/FinInstnId/CmbndId/Nm")
    code = _text(account, "Svcr/FinInstnId/BICFI", "Svcr/FinInstnId/BIC", "Svcr/FinInstnId/CmbndId/BIC")
    opening = _balance(statement, "OPBD", "PRCD", "OPAV")
    closing = _balance(statement, "CLBD", "ITBD", "CLAV")
    amount = statement.find(".//Amt[@Ccy]")
    told = _text(account, "Ccy") or (amount.get("Ccy", "") if amount is not None else "")
    return Section(
        key=number,
        name=_text(account, "Nm"),
        institution=institution_in(bank) or (bank or code)[:100],
        last4=structured.last4_of(number),
        currency=structured.currency_or(told, asked.currency),
        kind="card" if _text(account, "Tp/Cd").upper() == "CARD" else "bank",
        opening_balance=_signed(opening),
        closing_balance=_signed(closing),
        closing_on=structured.read_day(_text(closing, "Dt/Dt", "Dt/DtTm")),
    )


def _balance(statement: Element, *codes: str) -> Element | None:
    told = {
        _text(one, "Tp/CdOrPrtry/Cd", "Tp/Cd", "Tp/CdOrPrtry/Prtry"): one for one in statement.findall("Bal")
    }
    return next((told[code] for code in codes if code in told), None)


def _signed(node: Element | None) -> Decimal | None:
    value = structured.read_figure(_text(node, "Amt"))
    return -value if value is not None and _text(node, "CdtDbtInd") == "DBIT" else value


def _rows(entry: Element, section: Section, place: int) -> list[StatementRow]:
    """One row; a collective entry gives one for each payment where these add up to it."""
    details = [*entry.iterfind("NtryDtls/TxDtls"), *entry.iterfind("TxDtls")]
    whole = _row(entry, details[0] if len(details) == 1 else None, section, place)
    if len(details) < 2:
        return [whole]
    amounts = [_part_amount(entry, one, whole.currency) for one in details]
    if (
        whole.amount is None
        or sum(one for one in amounts if one is not None) != whole.amount
        or None in amounts
    ):
        return [_collective(whole, entry, details)]
    parts = [_row(entry, one, section, place) for one in details]
    return [
        replace(part, amount=amount, external_id=_part_id(whole, one, number))
        for number, (part, amount, one) in enumerate(zip(parts, amounts, details, strict=True), 1)
    ]


def _part_amount(entry: Element, details: Element, currency: str) -> Decimal | None:
    for path in ("Amt", "AmtDtls/TxAmt/Amt", "AmtDtls/InstdAmt/Amt"):
        found = details.find(path)
        if found is not None and found.get("Ccy", currency) == currency:
            value = structured.read_figure(found.text or "")
            direction = _text(details, "CdtDbtInd") or _text(entry, "CdtDbtInd")
            return -value if value is not None and direction == "DBIT" else value
    return None


def _part_id(whole: StatementRow, details: Element, number: int) -> str:
    own = _text(details, "Refs/AcctSvcrRef", "Refs/TxId", "Refs/EndToEndId")
    return f"{whole.external_id}/{_given(own) or number}" if whole.external_id else ""


def _collective(whole: StatementRow, entry: Element, details: list[Element]) -> StatementRow:
    names = _distinct(_party(entry, one) for one in details)
    return replace(
        whole,
        description=whole.description or ", ".join(names)[:300] or f"{len(details)} payments",
        note=f"{len(details)} payments in one entry: {', '.join(names)}." if names else whole.note,
    )


def _row(entry: Element, details: Element | None, section: Section, place: int) -> StatementRow:
    amount = structured.read_figure(_text(entry, "Amt"))
    direction = _text(entry, "CdtDbtInd").upper()
    party = _party(entry, details)
    text = _remittance(details)
    further = _text(details, "AddtlTxInf") or _text(entry, "AddtlNtryInf")
    named = entry.find("Amt")
    code = named.get("Ccy", "") if named is not None else ""
    status = (_text(entry, "Sts", "Sts/Cd", "Sts/Prtry") or "BOOK").upper()
    return StatementRow(
        line=0,
        section=place,
        booked_on=_day(entry, details),
        amount=-amount if amount is not None and direction == "DBIT" else amount,
        currency=structured.currency_or(code, section.currency),
        description=text or further or party or _reference(entry, details),
        merchant=party,
        reference=_reference(entry, details),
        note=_note(entry, details, further if text else "", code),
        external_id=_given(_text(entry, "AcctSvcrRef") or _text(details, "Refs/AcctSvcrRef", "Refs/TxId")),
        problem=_NOT_BOOKED.get(status, "") or _problem(entry, direction),
    )


def _problem(entry: Element, direction: str) -> str:
    told = _text(entry, "Amt")
    if told and structured.read_figure(told) is None:
        return f"“{told[:30]}” is not an amount."
    if direction not in {"CRDT", "DBIT"}:
        return "The entry does not say whether money came or went."
    return ""


def _day(entry: Element, details: Element | None) -> date | None:
    paths = ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm", "BookgDt", "ValDt")
    told = _text(entry, *paths) or _text(
        details, "RltdDts/AccptncDtTm", "RltdDts/TxDtTm", "RltdDts/IntrBkSttlmDt"
    )
    return structured.read_day(told)


def _party(entry: Element, details: Element | None) -> str:
    """Whom the money went to or came from; of a reversal, the parties of the first payment are told."""
    is_out = _text(entry, "CdtDbtInd").upper() == "DBIT"
    is_reversal = _text(entry, "RvslInd").lower() in {"true", "1"}
    side = "Cdtr" if is_out != is_reversal else "Dbtr"
    roles = [f"RltdPties/{role}" for role in (f"Ultmt{side}", side, "TradgPty")]
    paths = [f"{role}{tail}" for role in roles for tail in ("/Nm", "/Pty/Nm", "/Pty/OrgId/Nm")]
    return _text(details, *paths)


def _remittance(details: Element | None) -> str:
    if details is None:
        return ""
    plain = [(node.text or "").strip() for node in details.findall("RmtInf/Ustrd")]
    found = _distinct(one for one in plain if one)
    if not found:
        kept = ("AddtlRmtInf", "CdtrRefInf/Ref", "RfrdDocInf/Nb")
        found = _distinct(
            _text(one, path) for one in details.findall("RmtInf/Strd") for path in kept if _text(one, path)
        )
    return " ".join(found)


def _reference(entry: Element, details: Element | None) -> str:
    refs = ("EndToEndId", "TxId", "InstrId", "AcctSvcrRef", "ChqNb", "MsgId")
    told = (_given(_text(details, f"Refs/{name}")) for name in refs)
    return next((one for one in told if one), "") or _given(_text(entry, "AcctSvcrRef", "NtryRef"))


def _given(reference: str) -> str:
    return "" if reference.upper() in {"NOTPROVIDED", "NONREF", "NOREF", "UNKNOWN"} else reference


def _note(entry: Element, details: Element | None, further: str, code: str) -> str:
    parts = ["A reversal."] if _text(entry, "RvslInd").lower() in {"true", "1"} else []
    for holder in (details, entry):
        first = holder.find("AmtDtls/InstdAmt/Amt") if holder is not None else None
        if first is not None and first.get("Ccy", code) != code:
            parts.append(f"Originally {first.text} {first.get('Ccy')}.")
            break
    charges = entry.find("Chrgs")
    told = _text(charges, "TtlChrgsAndTaxAmt", "Amt", "Rcrd/Amt")
    parts += [f"Charges {told}."] if structured.read_figure(told) else []
    return " ".join([*parts, further] if further else parts)


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
