"""Whether a customer's own payment has arrived: one narrow question, for who proved who they are."""

from django.utils import translation
from django.utils.formats import date_format

from assistants.drafting import payments, phrases
from assistants.drafting.base import MONEY, Asked, Source, Words
from assistants.drafting.payments import Payment
from assistants.services.knowledge import Reach
from lumen.ai.answers import Answer
from lumen.ai.tools import calling, registry
from lumen.ai.tools.registry import ToolContext
from lumen.common.dates import today_in
from lumen.common.money import format_money

LEDGER, ROWS = "run_ledger_query", "describe_transactions"


def arrived(asked: Asked, reach: Reach) -> list[Words]:
    """An answer to "has my payment arrived?", or nothing where that was not asked or may not be read.

    Only payments that name the customer count, and only amounts that they named are said: somebody who
    goes by another's name learns nothing they did not know.
    """
    if not _may_look(asked, reach) or reach.context is None:
        return []
    customer = asked.customer
    keys = payments.keys_of(name=customer.name, email=customer.email, signed=customer.keys)
    found = _own(keys, reach.context)
    amounts = payments.amounts_named(asked.entities)
    one = payments.meant(found, amounts)
    if one is None:
        return [_not_seen(asked)]
    is_proved = payments.names(one, customer.keys)
    return [_said(one, asked, names_amount=bool(amounts), may_send=is_proved)]


def _may_look(asked: Asked, reach: Reach) -> bool:
    is_allowed = reach.topic is not None and reach.topic.may_read_money and asked.customer.is_verified
    return is_allowed and payments.asks_for_own_payment(asked.text)


def _own(keys: list[str], context: ToolContext) -> list[Payment]:
    """What the ledger's own tools find for each key, those rows only that name it."""
    found: dict[tuple[object, ...], Payment] = {}
    for key in keys:
        for payment in payments.own(_rows(key, context), keys):
            found.setdefault((payment.booked_on, payment.amount, payment.title), payment)
    return sorted(found.values(), key=lambda payment: payment.booked_on, reverse=True)


def _rows(key: str, context: ToolContext) -> list[object]:
    today = today_in(context.workspace.time_zone, context.now)
    asked = {"query": payments.query_for(key, today), "question": key}
    answer = calling.call(registry.get(LEDGER), context, asked).result
    if not isinstance(answer, Answer) or answer.status != "ok" or not answer.transactions:
        return []
    shown = {"ids": answer.transactions[: payments.MOST_ROWS]}
    rows: list[object] = calling.call(registry.get(ROWS), context, shown).result
    return rows


def _said(one: Payment, asked: Asked, *, names_amount: bool, may_send: bool) -> Words:
    language = asked.language if asked.language in phrases.LANGUAGES else phrases.FALLBACK
    with translation.override(language):
        day = date_format(one.booked_on, "DATE_FORMAT")
    amount = format_money(one.amount, one.currency)
    phrase = phrases.said(phrases.PAYMENT_OF if names_amount else phrases.PAYMENT, language)
    evidence = f"{one.booked_on.isoformat()} ({day}): {one.title}, {amount}"
    return Words(
        origin=MONEY,
        text=phrase.format(amount=amount, day=day),
        sources=(Source(kind="money", title=one.title, text=evidence),),
        may_send=may_send,
    )


def _not_seen(asked: Asked) -> Words:
    """Not seen is not the same as not sent: a person looks before this goes out."""
    text = phrases.said(phrases.NO_PAYMENT, asked.language)
    return Words(origin=MONEY, text=text, sources=(Source(kind="money", text=text),), may_send=False)
