"""What a paper in hand says about a payment: the first step of "did I pay this?"."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents import bill_words, bills, waiting
from documents.bills import Bill
from documents.models import Document
from documents.tools.reading import answer_documents
from lumen.ai.answers import Answer, Citation
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.common.dates import today_in
from lumen.common.money import format_money

SOURCE = "read_bill"
MOST_PAPERS = 5


def read_bill(
    context: ToolContext, *, document_ids: Sequence[str], about: str = "", text: str = ""
) -> Answer:
    """Wait until the papers are read; then say what they ask to be paid, and give it to other tools.

    Args:
        about: the one fact that is asked for; what only the words of the paper know is looked up there.

    Raises:
        NothingGivenError, StillReadingError: see `documents.waiting`.
    """
    papers = waiting.read_papers(
        workspace=context.workspace,
        document_ids=document_ids[:MOST_PAPERS],
        should_stop=context.should_stop,
        tell=context.on_progress,
    )
    found = [bills.bill_of(_looked_at(paper, about)) for paper in papers]
    said = [_answer(bill, about, today_in(context.workspace.time_zone, context.now)) for bill in found]
    if about and not any(one.status == "ok" for one in said):
        return answer_documents(context, text=text or about, document_ids=list(document_ids))
    return _together(found, said)


def _looked_at(paper: Document, about: str) -> Document:
    """With its codes: a picture that names no amount, or whose code is asked for, is looked at first."""
    needs_code = paper.is_readable and paper.is_picture and (about == "code" or paper.amount is None)
    if needs_code and not bills.codes_of(paper):
        from documents import looking

        looking.look_at(paper)
    return paper


def _together(found: Sequence[Bill], said: Sequence[Answer]) -> Answer:
    """The facts of all papers below each other, their citations counted through, and what they come to."""
    texts: list[str] = []
    citations: list[Citation] = []
    for answer in said:
        texts.append(answer.text.replace("[1]", f"[{len(citations) + 1}]"))
        citations += answer.citations
    fine = next((one for one in said if one.status == "ok"), said[0])
    return Answer(
        status=fine.status,
        text="\n".join(texts),
        value=fine.value,
        unit=fine.unit,
        rows=fine.rows if len(said) == 1 else None,
        citations=citations,
        source=SOURCE,
        given=_given(found),
    )


def _given(found: Sequence[Bill]) -> dict[str, Any]:
    """What tools after this one may take: the bills, their money in one currency, who is paid."""
    given: dict[str, Any] = {}
    priced = [bill for bill in found if bill.amount is not None]
    if priced:
        given["bills"] = [bill.as_dict() for bill in priced]
    if len({bill.currency for bill in priced}) == 1:
        total = sum((bill.amount for bill in priced if bill.amount is not None), Decimal(0))
        given["money"] = {"amount": f"{total:f}", "currency": priced[0].currency}
    named = next((bill for bill in found if bill.sender or bill.payee), None)
    if named is not None:
        given["payee"] = {"name": named.sender, "address": named.payee}
    return given


def _answer(bill: Bill, about: str, today: date) -> Answer:
    facts = {
        "due": _due,
        "number": _number,
        "tax": _tax,
        "items": _items,
        "code": _code,
        "sender": _sender,
        "issued": _issued,
    }
    if about in facts and (bill.document.kind in bills.PAYABLE or bill.codes):
        return facts[about](bill, today)
    if about and bill.amount is None:
        return _not_there(bill)
    return _whole(bill, today)


def _whole(bill: Bill, today: date) -> Answer:
    """The amount first: what almost every question is about."""
    paper = bill.document
    if bill.amount is None:
        if bill.codes:
            return _code(bill, today)
        is_broken = paper.status == Document.Status.FAILED and paper.problem
        problem = (
            paper.problem if is_broken else _("I could not read an amount on “%(name)s”.") % {"name": paper}
        )
        return Answer(status="ok" if bill.sender else "no_data", text=problem, source=SOURCE)
    if bill.is_code_only:
        return _code(bill, today)
    words = _read(bill)
    if bill.due_on:
        words += ", " + _("due on %(day)s") % {"day": _day(bill.due_on)}
    return _ok(bill, words, "amount", float(bill.amount), bill.currency)


def _read(bill: Bill) -> str:
    said = {
        "amount": _money(bill),
        "sender": bill.sender,
        "day": _day(bill.issued_on) if bill.issued_on else "",
    }
    if bill.document.is_recording:
        return _("I heard %(amount)s in your recording") % said
    if bill.sender and bill.issued_on:
        return _("I read %(amount)s at %(sender)s, %(day)s") % said
    if bill.sender:
        return _("I read %(amount)s at %(sender)s") % said
    return _("I read %(amount)s, %(day)s") % said if bill.issued_on else _("I read %(amount)s") % said


def _due(bill: Bill, today: date) -> Answer:
    if bill.due_on is None:
        return _not_there(bill)
    days = (bill.due_on - today).days
    day = _day(bill.due_on)
    if days < 0:
        late = ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}
        words = _("%(amount)s was due on %(day)s, %(late)s") % {
            "amount": _asked(bill),
            "day": day,
            "late": late,
        }
    elif days == 0:
        words = _("%(amount)s is due today, %(day)s") % {"amount": _asked(bill), "day": day}
    else:
        soon = ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
        words = _("%(amount)s is due on %(day)s, %(soon)s") % {
            "amount": _asked(bill),
            "day": day,
            "soon": soon,
        }
    return _ok(bill, words, "due_on", bill.due_on.isoformat())


def _asked(bill: Bill) -> str:
    return str(_("It")) if bill.amount is None else _money(bill)


def _number(bill: Bill, today: date) -> Answer:
    if not bill.number:
        return _not_there(bill)
    return _ok(bill, _("Its number is %(number)s") % {"number": bill.number}, "number", bill.number)


def _tax(bill: Bill, today: date) -> Answer:
    tax = bill.document.tax
    if tax is None:
        return _not_there(bill)
    words = _("%(tax)s of it is tax") % {"tax": format_money(tax, bill.currency)}
    return _ok(bill, words, "tax", float(tax), bill.currency)


def _items(bill: Bill, today: date) -> Answer:
    items = bill.document.items
    if not items:
        return _not_there(bill)
    lines = [f"{item['name']}: {format_money(Decimal(item['amount']), bill.currency)}" for item in items]
    rows = [(str(item["name"]), float(item["amount"])) for item in items]
    head = ngettext("It lists %(count)d item", "It lists %(count)d items", len(items)) % {"count": len(items)}
    text = "\n".join([f"{head}:", *lines])
    return Answer(status="ok", text=text, rows=rows, unit=bill.currency, source=SOURCE)


def _code(bill: Bill, today: date) -> Answer:
    if not bill.codes:
        text = _("I see no payment code on “%(name)s”.") % {"name": bill.document}
        return Answer(status="no_data", text=text, source=SOURCE)
    fields = bill.codes[0].get("fields", {})
    name, address = fields.get("name") or bill.sender, fields.get("payee", "")
    who = f"{name} ({address})" if name and address else name or address or fields.get("seller_gstin", "")
    if bill.amount is None:
        words = _("The code pays %(who)s and names no amount") % {"who": who}
        return Answer(status="ok", text=f"{words}.", value=address or name, source=SOURCE)
    words = _("The code asks for %(amount)s to %(who)s") % {"amount": _money(bill), "who": who}
    return Answer(status="ok", text=f"{words}.", value=float(bill.amount), unit=bill.currency, source=SOURCE)


def _sender(bill: Bill, today: date) -> Answer:
    if not bill.sender:
        return _not_there(bill)
    return _ok(bill, _("It is from %(sender)s") % {"sender": bill.sender}, "correspondent", bill.sender)


def _issued(bill: Bill, today: date) -> Answer:
    if bill.issued_on is None:
        return _not_there(bill)
    words = _("It is dated %(day)s") % {"day": _day(bill.issued_on)}
    return _ok(bill, words, "issued_on", bill.issued_on.isoformat())


def _not_there(bill: Bill) -> Answer:
    text = _("“%(name)s” does not say that where I can read it.") % {"name": bill.document}
    return Answer(status="no_data", text=text, source=SOURCE)


def _ok(bill: Bill, words: str, name: str, value: float | str, unit: str | None = None) -> Answer:
    """A sentence with the line it was read from."""
    citation = bills.cited(bill.document, name)
    unsure = " " + _("I am not sure of that, so check it.") if bill.is_unsure and name == "amount" else ""
    return Answer(
        status="ok",
        text=f"{words}{' [1]' if citation else ''}.{unsure}",
        value=value,
        unit=unit,
        citations=[citation] if citation else [],
        source=SOURCE,
    )


def _money(bill: Bill) -> str:
    return format_money(bill.amount or Decimal(0), bill.currency)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


TOOLS = (
    Tool(
        name=SOURCE,
        description="Reads what bills, receipts and payment codes given with a question ask to be paid.",
        parameters={
            "type": "object",
            "required": ["document_ids"],
            "additionalProperties": False,
            "properties": {
                "document_ids": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"type": "string", "pattern": "^[0-9a-fA-F-]{32,36}$"},
                },
                "about": {"enum": ["", *bill_words.FACTS]},
                "text": {"type": "string", "description": "the question as the person asked it"},
            },
        },
        effect=Effect.READ,
        run=read_bill,
        claim=bill_words.claim,
        timeout_seconds=60.0,
        attempts=1,
        priority=6,
        gives=("bills", "money", "payee"),
        lacks=gettext_lazy("what the paper says"),
        title=gettext_lazy("Read what you attached"),
    ),
)
