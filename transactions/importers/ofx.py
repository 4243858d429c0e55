"""OFX and QFX, 1.x and 2.x: what banks write in it, well-formed or not.

One tolerant reader for both: SGML of banks leaves tags open, and their XML is often no XML.
Nothing a file defines is ever expanded, so there is no parser to attack.
"""

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from transactions.importers import structured
from transactions.importers.formats import Asked, Section, Statement
from transactions.importers.rows import StatementRow
from transactions.importers.text import UnreadableFileError
from transactions.parsing.banks import institution_in

_MARKS = re.compile(
    rb"(?im)^[ \t\xef\xbb\xbf]*OFXHEADER\s*[:=]|<\?OFX\b"
    rb"|<(?:\w+:)?OFX\s*>|<(?:CC|INV)?STMT(?:TRN)?RS\s*>|<STMTTRN\s*>"
)
_CUT_OFF = (
    "This file breaks off before its end, so payments may be missing. "
    "Download the statement again, or compare the rows before you import them."
)
_TAG = re.compile(
    r"<(?P<close>/?)(?:\w+:)?(?P<name>[A-Za-z][\w.]*)[^<>]*>(?P<text>[^<]*(?:<(?!/?[A-Za-z!])[^<]*)*)"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_TRADES = re.compile(
    r"(?:BUY|SELL)(?:DEBT|MF|OPT|OTHER|STOCK)|INCOME|INVEXPENSE|MARGININTEREST|RETOFCAP|JRNLFUND"
)
_AGGREGATES = {
    *_STATEMENTS, *_ACCOUNTS, "STMTTRNRS", "CCSTMTTRNRS", "INVSTMTTRNRS", "BANKACCTTO", "CCACCTTO", "SONRS",
    "STATUS", "FI", "STMTTRN", "STMTTRNP", "PAYEE", "CURRENCY", "ORIGCURRENCY", "LEDGERBAL", "AVAILBAL",
    "INVBAL", "BAL", "BANKTRANLIST", "INVTRANLIST", "INVPOSLIST", "INVBANKTRAN", "INVTRAN", "SECID",
    "SECINFO", "ACCTINFO",
}  # fmt: skip
_OUT = {"DEBIT", "CHECK", "ATM", "POS", "FEE", "SRVCHG"}
_TELLS_NOTHING = re.compile(
    r"(?:(?:pos|ach|atm|web|card|debit|credit|check|cheque|direct|purchase|withdrawal|deposit|payment|transfer|other|dep|"
    r"transaction|fee|int|div|cash|xfer|online|electronic|recurring|sepa|lastschrift|gutschrift|null|n/a)[\s./*#:-]*|\d+\s*)+",
    re.IGNORECASE,
)  # fmt: skip
_WORDS = {
    "INT": "Interest", "DIV": "Dividend", "FEE": "Fee", "SRVCHG": "Service charge", "DEP": "Deposit",
    "ATM": "Cash machine", "POS": "Card payment", "XFER": "Transfer", "CHECK": "Cheque", "PAYMENT": "Payment",
    "CASH": "Cash withdrawal", "DIRECTDEP": "Direct deposit", "DIRECTDEBIT": "Direct debit",
    "REPEATPMT": "Standing order", "CREDIT": "Credit", "DEBIT": "Debit", "OTHER": "Other",
}  # fmt: skip


@dataclass(slots=True)
class _Node:
    """An aggregate: its own values, and the aggregates within it."""

    tag: str
    line: int
    values: dict[str, str] = field(default_factory=dict)
    children: list["_Node"] = field(default_factory=list)

    def every(self, *tags: str) -> Iterator["_Node"]:
        for child in self.children:
            if child.tag in tags:
                yield child
            yield from child.every(*tags)

    def first(self, *tags: str) -> "_Node":
        return next(self.every(*tags), _Node("", 0))

    def value(self, *tags: str) -> str:
        return next((self.values[tag] for tag in tags if self.values.get(tag)), "")

    def anywhere(self, tag: str) -> str:
        return self.value(tag) or next(
            (found for child in self.children if (found := child.anywhere(tag))), ""
        )


def detects(content: bytes, _filename: str) -> bool:
    return _MARKS.search(content[:65536].replace(b"\x00", b"")) is not None


def read(content: bytes, asked: Asked) -> Statement:
    """Every account and payment of the file.

    Raises:
        UnreadableFileError: it defines entities.
    """
    head = content[:2000]
    text, encoding = structured.decode(content, _declared(head))
    if re.search(r"<!ENTITY", text, re.IGNORECASE):
        raise UnreadableFileError(
            "This file defines entities of its own, which no bank does. Download the statement again."
        )
    root = _tree(text)
    sections, rows = structured.Sections(), []
    bank = _institution(root)
    names = _security_names(root)
    for statement in _statements(root):
        section = _section(statement, bank, asked)
        place = sections.place_of(section)
        rows += _rows(statement, section, place, names)
    if not sections.as_tuple():
        _listed(root, sections, bank, asked)
    is_quicken = "<INTU." in text[:20000].upper() or asked.filename.lower().endswith(".qfx")
    return Statement(
        format="qfx" if is_quicken else "ofx",
        encoding=encoding,
        sections=sections.as_tuple(),
        rows=structured.checked(rows, asked),
        needs_review=_CUT_OFF if rows and not _ends(text) else "",
        note="" if rows else _why_nothing(root),
    )


def _ends(text: str) -> bool:
    """Whether the file is whole: what opens its largest block also ends it."""
    has_head = re.search(r"<(?:\w+:)?OFX\s*>", text[:65536], re.IGNORECASE)
    return not has_head or re.search(r"</(?:\w+:)?OFX\b", text[-65536:], re.IGNORECASE) is not None


def _declared(head: bytes) -> str:
    told = re.search(rb"(?i)CHARSET\s*[:=]\s*[\"']?([\w-]+)|<\?xml[^>]*encoding=[\"']([\w-]+)", head)
    name = (told[1] or told[2]).decode("ascii", errors="ignore") if told else ""
    return f"cp{name}" if re.fullmatch(r"1?\d{3,4}", name) else name


def _tree(text: str) -> _Node:
    """The aggregates by name; a tag of no known aggregate and without text adds nothing."""
    text = _CDATA.sub(lambda found: html.escape(found[1], quote=False), _COMMENT.sub(" ", text))
    root = _Node("", 0)
    open_nodes, line, position = [root], 1, 0
    for found in _TAG.finditer(text):
        line += text.count("\n", position, found.start())
        position = found.start()
        name, told = found["name"].upper(), found["text"].strip()
        if found["close"]:
            _close(open_nodes, name)
        elif told and (name not in _AGGREGATES or name == "CURRENCY"):
            open_nodes[-1].values.setdefault(name, _plain(told))
        elif name in _AGGREGATES or _TRADES.fullmatch(name):
            _close(open_nodes, name)
            node = _Node(name, line)
            open_nodes[-1].children.append(node)
            open_nodes.append(node)
    return root


def _close(open_nodes: list[_Node], name: str) -> None:
    """Close an aggregate with all that was left open within it."""
    for depth in range(len(open_nodes) - 1, 0, -1):
        if open_nodes[depth].tag == name:
            del open_nodes[depth:]
            return


def _plain(text: str) -> str:
    if "&" not in text:
        return text
    for _ in range(2):  # some banks escape twice
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return text


def _statements(root: _Node) -> list[_Node]:
    found = list(root.every(*_STATEMENTS))
    is_fragment = not found and next(root.every("STMTTRN"), None) is not None
    return [root] if is_fragment else found


def _institution(root: _Node) -> str:
    told = root.first("FI").value("ORG") or root.anywhere("INTU.ORG")
    return institution_in(told) or told[:100]


def _security_names(root: _Node) -> dict[str, str]:
    return {
        one.first("SECID").value("UNIQUEID"): one.value("SECNAME", "TICKER") for one in root.every("SECINFO")
    }


def _section(statement: _Node, bank: str, asked: Asked) -> Section:
    holder = statement.first(*_ACCOUNTS)
    number = holder.value("ACCTID")
    bank_id = holder.value("BANKID", "BROKERID")
    balance = statement.first("LEDGERBAL")
    closing = structured.read_figure(balance.value("BALAMT") or statement.first("INVBAL").value("AVAILCASH"))
    day = (
        balance.value("DTASOF") or statement.value("DTASOF") or statement.first("BANKTRANLIST").value("DTEND")
    )
    return Section(
        key="/".join(part for part in (bank_id, number) if part),
        institution=bank,
        last4=structured.last4_of(number),
        currency=structured.currency_or(statement.value("CURDEF"), asked.currency),
        kind=_kind(statement, holder),
        closing_balance=closing,
        closing_on=structured.read_day(day) if closing is not None else None,
    )


def _kind(statement: _Node, holder: _Node) -> str:
    told = holder.value("ACCTTYPE").upper()
    if statement.tag == "CCSTMTRS" or holder.tag == "CCACCTFROM" or told == "CREDITCARD":
        return "card"
    if statement.tag == "INVSTMTRS" or holder.tag == "INVACCTFROM":
        return "investment"
    return "loan" if told == "CREDITLINE" else "bank"


def _listed(root: _Node, sections: structured.Sections, bank: str, asked: Asked) -> None:
    """A file without a statement may still list the accounts one has."""
    for listed in root.every(*_ACCOUNTS):
        sections.place_of(_section(_Node("", 0, children=[listed]), bank, asked))


def _why_nothing(root: _Node) -> str:
    for status in root.every("STATUS"):
        if status.value("SEVERITY").upper() == "ERROR":
            told = status.value("MESSAGE") or f"error {status.value('CODE')}"
            return (
                f"Your bank put an error into this file instead of payments: “{told[:150]}”. "
                "Sign in at your bank and download the statement again."
            )
    return structured.NOTHING_IN_IT


def _rows(statement: _Node, section: Section, place: int, names: dict[str, str]) -> list[StatementRow]:
    rows = [_row(entry, section, place) for entry in statement.every("STMTTRN")]
    rows = _signed(list(statement.every("STMTTRN")), rows)
    for trade in statement.first("INVTRANLIST").children:
        if _TRADES.fullmatch(trade.tag):
            rows.append(_trade(trade, section, place, names))
    return sorted(rows, key=lambda row: row.line)


def _row(entry: _Node, section: Section, place: int) -> StatementRow:
    name = entry.value("NAME", "NAME2") or entry.first("PAYEE").value("NAME") or entry.value("EXTDNAME")
    name, memo = structured.clean(name), structured.clean(entry.value("MEMO", "MEMO2"))
    kind = entry.value("TRNTYPE").upper()
    cheque = entry.value("CHECKNUM")
    label = f"{_WORDS.get(kind, 'Payment')} {cheque}" if cheque.strip("0") else _WORDS.get(kind, "")
    is_payee = not _TELLS_NOTHING.fullmatch(name)
    original = entry.first("ORIGCURRENCY").value("CURSYM")
    amount, problem = _amount(entry.value("TRNAMT"))
    day = structured.read_day(entry.value("DTPOSTED")) or structured.read_day(
        entry.value("DTUSER", "DTAVAIL")
    )
    return StatementRow(
        line=entry.line,
        section=place,
        booked_on=day,
        amount=amount,
        currency=structured.currency_or(
            entry.first("CURRENCY").value("CURSYM") or entry.value("CURRENCY"), section.currency
        ),
        description=_together(name, memo) or label,
        merchant=name if is_payee else "",
        reference=cheque or entry.value("REFNUM"),
        external_id=entry.value("FITID"),
        note=f"Paid in {original}." if original and original != section.currency else "",
        problem=problem or ("" if day else _bad_day(entry.value("DTPOSTED"))),
    )


def _together(name: str, memo: str) -> str:
    """Name and memo, of which banks often repeat one in the other."""
    if memo.lower().startswith(name.lower()):
        return memo
    return name if memo.lower() in name.lower() else f"{name} {memo}"


def _amount(told: str) -> tuple[Decimal | None, str]:
    amount = structured.read_figure(told)
    if amount is None:
        return None, f"“{told[:30]}” is not an amount." if told else "There is no amount in this entry."
    return amount, ""


def _bad_day(told: str) -> str:
    return f"“{told[:30]}” is not a date." if told else "There is no date in this entry."


def _signed(entries: list[_Node], rows: list[StatementRow]) -> list[StatementRow]:
    """Banks that write no sign at all mean the kind of the entry to tell the direction."""
    kinds = Counter(entry.value("TRNTYPE").upper() for entry in entries)
    has_signs = any(row.amount is not None and row.amount < 0 for row in rows) or any(
        entry.value("TRNAMT").startswith("+") for entry in entries
    )
    if has_signs or not any(kinds[kind] for kind in _OUT):
        return rows
    return [
        replace(row, amount=-row.amount)
        if row.amount is not None and entry.value("TRNTYPE").upper() in _OUT
        else row
        for entry, row in zip(entries, rows, strict=True)
    ]


def _trade(trade: _Node, section: Section, place: int, names: dict[str, str]) -> StatementRow:
    """What a purchase, a sale or a dividend did to the cash of an investment account."""
    told = trade.first("INVTRAN")
    security = names.get(trade.anywhere("UNIQUEID"), "") or trade.anywhere("UNIQUEID")
    verb = "Bought" if trade.tag.startswith("BUY") else "Sold" if trade.tag.startswith("SELL") else ""
    verb = verb or {"DIV": "Dividend", "INTEREST": "Interest"}.get(trade.anywhere("INCOMETYPE"), "")
    amount, problem = _amount(trade.anywhere("TOTAL"))
    if amount is not None and verb == "Bought":
        amount = -abs(amount)
    day = told.value("DTTRADE", "DTSETTLE")
    return StatementRow(
        line=trade.line,
        section=place,
        booked_on=structured.read_day(day),
        amount=amount,
        currency=section.currency,
        description=f"{verb} {security}".strip() or told.value("MEMO") or trade.tag.title(),
        merchant=security,
        category="Investments" if verb in {"Bought", "Sold"} else "",
        note=told.value("MEMO"),
        external_id=told.value("FITID"),
        problem=problem or ("" if structured.read_day(day) else _bad_day(day)),
    )
