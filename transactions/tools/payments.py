"""From a bill in hand to the ledger: was it paid, is it the usual amount, was this payee paid before."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents.models import Document
from lumen.ai.answers import Answer, ProposedWrite
from lumen.ai.tools.registry import Done, Effect, Permission, Tool, ToolContext, Write
from lumen.common.dates import today_in
from lumen.common.money import format_money
from transactions import paying
from transactions.models import PaperMatch, Transaction
from transactions.paying import Paid, Usual
from transactions.services import papers
from transactions.tools import bill_words

FIND, BEFORE, USUAL, RECORD = "find_payment", "payments_before", "usual_payment", "record_bill"
FRESH_DAYS = 2


def find_payment(context: ToolContext, *, bills: list[dict[str, Any]]) -> Answer:
    """Say of each bill whether the ledger holds its payment, and which."""
    today = _today(context)
    found = [paying.payment_of(paper, today) for paper in paying.papers_of(context.workspace, bills)]
    if not found:
        return _gone(FIND)
    rows = [row for paid in found for row in paid.rows]
    sure = [paid for paid in found if paid.is_sure]
    return Answer(
        status="ok",
        text="\n".join(_verdict(paid, today, name=len(found) > 1) for paid in found),
        value=None if any(paid.rows and not paid.is_sure for paid in found) else len(sure) == len(found),
        ids=[row.external_id for row in rows if row.external_id] or None,
        transactions=[str(row.pk) for row in rows],
        source=FIND,
        given={"payment": str(sure[0].rows[0].pk)} if sure else {},
    )


def _verdict(paid: Paid, today: date, *, name: bool) -> str:
    said = _paid(paid) if paid.rows else _unpaid(paid, today)
    return f"{paid.paper}: {said}" if name else said


def _paid(paid: Paid) -> str:
    each = "; ".join(_described(row) for row in paid.rows)
    if paid.is_twice:
        return _("Yes, and perhaps more than once: these payments fit as well as each other: %(rows)s.") % {
            "rows": each
        }
    if not paid.is_sure:
        return _("Perhaps: I am not sure that one of these is its payment: %(rows)s.") % {"rows": each}
    difference = abs(paid.rows[0].amount) - (paid.paper.amount or Decimal(0))
    is_other = paid.rows[0].currency == paid.paper.currency and difference
    more = (
        " " + _("That is %(sum)s more than the paper says.")
        if difference > 0
        else " " + _("That is %(sum)s less than the paper says.")
    )
    extra = more % {"sum": format_money(abs(difference), paid.paper.currency)} if is_other else ""
    return _("Yes, you paid it: %(row)s.") % {"row": each} + extra


def _described(row: Transaction) -> str:
    facts = {
        "sum": format_money(abs(row.amount), row.currency),
        "to": row.title,
        "day": _day(row.booked_on),
        "account": row.account.name,
    }
    return _("%(sum)s to %(to)s on %(day)s from %(account)s") % facts


def _unpaid(paid: Paid, today: date) -> str:
    """Not found, between which days, and whether the ledger could know at all."""
    paper = paid.paper
    facts = {"sum": format_money(paper.amount or Decimal(0), paper.currency), "to": paper.correspondent or "",
             "first": _day(paid.first_day), "last": _day(paid.last_day)}  # fmt: skip
    if paper.correspondent:
        text = _("No: I find no payment of %(sum)s to %(to)s between %(first)s and %(last)s.") % facts
    else:
        text = _("No: I find no payment of %(sum)s between %(first)s and %(last)s.") % facts
    if paid.newest is None:
        text += " " + _("Your ledger is empty so far.")
    elif (today - paid.newest).days > FRESH_DAYS and paid.newest < paid.last_day:
        newest = _day(paid.newest)
        text += " " + _("The newest payment I know is of %(day)s, so a later one would not be here yet.") % {
            "day": newest
        }
    if paper.due_on:
        due = {"day": _day(paper.due_on)}
        text += (
            " " + (_("It is due on %(day)s.") if paper.due_on >= today else _("It was due on %(day)s.")) % due
        )
    return text


def payments_before(context: ToolContext, *, payee: dict[str, str]) -> Answer:
    """What was paid to the one a paper or code names."""
    name, address = payee["name"], payee["address"]
    who = f"{name} ({address})" if name and address else name or address
    rows = paying.payments_to(context.workspace, name=name, address=address)
    if not rows:
        text = _("No: I find no payment to %(who)s in your ledger.") % {"who": who}
        return Answer(status="ok", text=text, value=False, source=BEFORE)
    last = rows[0]
    sums = _sums(rows)
    facts = {
        "count": len(rows),
        "who": who,
        "sum": " + ".join(format_money(total, currency) for currency, total in sums.items()),
        "last": format_money(abs(last.amount), last.currency),
        "day": _day(last.booked_on),
    }
    text = ngettext(
        "Yes: one payment to %(who)s, %(last)s on %(day)s.",
        "Yes: %(count)d payments to %(who)s, %(sum)s in all, the last of %(last)s on %(day)s.",
        len(rows),
    )
    return Answer(
        status="ok",
        text=text % facts,
        value=True,
        transactions=[str(row.pk) for row in rows],
        source=BEFORE,
    )


def _sums(rows: Sequence[Transaction]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.currency] = sums.get(row.currency, Decimal(0)) - row.amount
    return sums


def usual_payment(context: ToolContext, *, bills: list[dict[str, Any]]) -> Answer:
    """How the amount of a bill compares with what is usually paid to its sender."""
    today = _today(context)
    paper = next(iter(paying.papers_of(context.workspace, bills)), None)
    if paper is None:
        return _gone(USUAL)
    if paper.correspondent is None:
        text = _("I cannot tell who this is from, so I do not know what is usual there.")
        return Answer(status="no_data", text=text, source=USUAL)
    usual = paying.usual_of(paper, today)
    if usual is None:
        text = _("I know too few payments to %(who)s to say what is usual there.") % {
            "who": paper.correspondent
        }
        return Answer(status="no_data", text=text, source=USUAL)
    return Answer(
        status="ok",
        text=_compared(paper, usual),
        value=usual.least <= (paper.amount or 0) <= usual.most,
        transactions=[str(row.pk) for row in usual.rows],
        source=USUAL,
    )


def _compared(paper: Document, usual: Usual) -> str:
    amount, currency = paper.amount or Decimal(0), paper.currency
    difference = amount - usual.middle
    facts = {
        "who": paper.correspondent,
        "middle": format_money(usual.middle, currency),
        "least": format_money(usual.least, currency),
        "most": format_money(usual.most, currency),
        "count": len(usual.rows),
        "amount": format_money(amount, currency),
        "difference": format_money(abs(difference), currency),
        "percent": f"{abs(difference) * 100 / usual.middle:.0f}" if usual.middle else "0",
    }
    paid = _("You usually pay %(who)s about %(middle)s: %(count)d payments in a year, %(least)s to %(most)s.")
    if usual.least <= amount <= usual.most:
        verdict = _("So %(amount)s is in the usual range.")
    elif difference > 0:
        verdict = _("So %(amount)s is %(difference)s (%(percent)s%%) more than usual.")
    else:
        verdict = _("So %(amount)s is %(difference)s (%(percent)s%%) less than usual.")
    return f"{paid % facts} {verdict % facts}"


def propose_record(context: ToolContext, *, bills: list[dict[str, Any]]) -> Answer:
    """Say what would be put into the ledger for a bill; nothing is changed yet."""
    today = _today(context)
    stored = (
        Document.objects.in_workspace(context.workspace).live().select_related("correspondent", "workspace")
    )
    paper = stored.filter(pk=bills[0]["document"]).first()
    if paper is None:
        return _gone(RECORD)
    if not papers.is_payable(paper):
        text = _(
            "I cannot add “%(name)s” by itself. On its page, say that it is a receipt and write its amount."
        )
        return Answer(status="unanswerable", text=text % {"name": paper}, source=RECORD)
    paid = paying.payment_of(paper, today)
    if paid.is_sure:
        text = _("It is in your ledger already: %(row)s.") % {"row": _described(paid.rows[0])}
        return Answer(status="ok", text=text, transactions=[str(paid.rows[0].pk)], source=RECORD)
    return _asking(paper, paid, today)


def _asking(paper: Document, paid: Paid, today: date) -> Answer:
    money = format_money(paper.amount or Decimal(0), paper.currency or paper.workspace.base_currency)
    facts = {"sum": money, "to": paper.correspondent or paper, "day": _day(paper.issued_on or today)}
    sentence = (
        _("Add an expense of %(sum)s at %(to)s on %(day)s to your ledger, with this paper as its receipt.")
        % facts
    )
    proposed = ProposedWrite(
        tool=RECORD,
        arguments={"document": str(paper.pk)},
        sentence=sentence,
        facts=[(_("Amount"), money), (_("Paid to"), str(facts["to"])), (_("Day"), str(facts["day"]))],
    )
    near = " " + _paid(paid) if paid.rows else ""
    text = f"{sentence}{near} {_('Nothing has changed yet: shall I?')}"
    return Answer(status="ok", text=text, source=RECORD, proposals=[proposed])


def record_bill(context: ToolContext, *, document: str) -> Done:
    """Book the payment that this paper tells of.

    Raises:
        AlreadyAttachedError: it got its payment meanwhile.
        NotPayableError: it names no amount any more.
    """
    paper = Document.objects.in_workspace(context.workspace).live().get(pk=document)
    row = papers.book(actor=context.membership.user, document=paper, now=context.now)
    match = PaperMatch.objects.get(document=paper, transaction=row)
    return Done(text=_("Added: %(row)s.") % {"row": _described(row)}, undo={"match": str(match.pk)})


def undo_record(context: ToolContext, *, match: str) -> str:
    """Take the booked payment out of the ledger again.

    Raises:
        AlreadyUndoneError: it was taken back before.
    """
    found = PaperMatch.objects.in_workspace(context.workspace).get(pk=match)
    papers.unbook(actor=context.membership.user, match=found, now=context.now)
    return _("The expense is out of your ledger again.")


def _gone(source: str) -> Answer:
    return Answer(status="no_data", text=_("The paper was deleted a moment ago."), source=source)


def _today(context: ToolContext) -> date:
    return today_in(context.workspace.time_zone, context.now)


def _day(day: date) -> str:
    return date_format(day, "j F Y")


_BILLS: dict[str, Any] = {
    "type": "array",
    "minItems": 1,
    "description": "what read_bill gave",
    "items": {
        "type": "object",
        "required": ["document", "amount", "currency", "sender"],
        "properties": {
            "document": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
            "amount": {"type": "string", "pattern": r"^\d+(\.\d+)?$"},
            "currency": {"type": "string"},
            "sender": {"type": "string"},
        },
    },
}
_PAYEE: dict[str, Any] = {
    "type": "object",
    "required": ["name", "address"],
    "properties": {"name": {"type": "string"}, "address": {"type": "string"}},
}


def _schema(name: str, shape: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "additionalProperties": False, "properties": {name: shape}}


TOOLS = (
    Tool(
        name=FIND,
        description="Finds the payment of bills or receipts that read_bill read, in the ledger.",
        parameters=_schema("bills", _BILLS),
        effect=Effect.READ,
        run=find_payment,
        claim=bill_words.claim_of(bill_words.PAID, "bills", "asks for the payment of a paper"),
        timeout_seconds=10.0,
        gives=("payment",),
        lacks=gettext_lazy("whether it is paid"),
        title=gettext_lazy("Looked for its payment"),
    ),
    Tool(
        name=BEFORE,
        description="Payments to the one whom a bill or a payment code names.",
        parameters=_schema("payee", _PAYEE),
        effect=Effect.READ,
        run=payments_before,
        claim=bill_words.claim_of(
            bill_words.BEFORE, "payee", "asks for earlier payments to whom a paper names"
        ),
        timeout_seconds=10.0,
        lacks=gettext_lazy("whether you paid them before"),
        title=gettext_lazy("Looked for earlier payments"),
    ),
    Tool(
        name=USUAL,
        description="Compares the amount of a bill with what is usually paid to its sender.",
        parameters=_schema("bills", _BILLS),
        effect=Effect.READ,
        run=usual_payment,
        claim=bill_words.claim_of(bill_words.USUAL, "bills", "asks whether a paper's amount is usual"),
        timeout_seconds=10.0,
        lacks=gettext_lazy("what you usually pay there"),
        title=gettext_lazy("Compared with what you usually pay"),
    ),
    Tool(
        name=RECORD,
        description="Proposes to record the payment that a bill or receipt tells of; the person confirms.",
        parameters=_schema("bills", _BILLS),
        effect=Effect.WRITE,
        permission=Permission.EDIT,
        run=propose_record,
        claim=bill_words.claim_of(bill_words.RECORD, "bills", "wants a paper in the ledger"),
        timeout_seconds=10.0,
        lacks=gettext_lazy("the new expense"),
        title=gettext_lazy("Prepared a new expense"),
        write=Write(
            parameters=_schema("document", {"type": "string", "pattern": "^[0-9a-f-]{36}$"}),
            carry_out=record_bill,
            undo=undo_record,
        ),
    ),
)
