"""From what a message was understood to say to the ledger: account, row, evidence, balance, news."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import selectors as people
from accounts.models import Membership
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.money import format_money
from lumen.notifications.services import notify
from transactions.models import Account, Evidence, RawItem, Source, ToldBalance, Transaction
from transactions.parsing.banks import identify
from transactions.parsing.merchants import CHANNEL_NAMES
from transactions.services import evidence, expectations, ledger, left_out, mandates, matching, recognising
from transactions.services.drafts import TransactionDraft
from transactions.services.evidence import Attachment, Facts, Kind
from transactions.services.recognising import Word
from transactions.services.understanding import BY_HAND, Understood, items_as_json, words_of

if TYPE_CHECKING:
    from accounts.models import Workspace

NEWS = timedelta(days=3)  # an older message is history, not news
NOTIFY_ALL, NOTIFY_UNUSUAL = "all", "unusual"
_OPPOSITE = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The row a message is about, and whether it is new."""

    transaction: Transaction
    is_new: bool


def apply(item: RawItem, understood: Understood) -> Booked | None:
    """Keep what was understood and do what it asks for; the ledger is locked by the caller.

    Returns:
        The payment it is about, if the ledger has it now.
    """
    return apply_all([(item, understood)])[0]


def apply_all(told: Sequence[tuple[RawItem, Understood]]) -> list[Booked | None]:
    """The same for several messages of one workspace, told to open pages and judged together."""
    booked = [_apply(item, understood) for item, understood in told]
    new = [str(one.transaction.pk) for one in booked if one and one.is_new]
    if new:
        ledger.announce_recorded(told[0][0].workspace, new)
    announce(*(item for item, _understood in told))
    return booked


def _apply(item: RawItem, understood: Understood) -> Booked | None:
    booked = None
    keep(item, understood)
    reading = understood.reading
    account = account_for(item=item, understood=understood)
    if reading.is_transaction:
        booked = _book(item, understood, account)
        account = booked.transaction.account if booked and booked.is_new else account
    elif understood.expects is not None:
        _expect(item, understood)
    elif reading.outcome == RawItem.Outcome.MANDATE:
        mandates.note_mandate(item=item, reading=reading, text=words_of(item))
    if account is not None and reading.balance is not None:
        _tell_balance(account, understood, item, reading.balance)
    audit.record(
        workspace=item.workspace, actor=None, action="message.read", raw_item_id=item.pk, outcome=item.outcome
    )
    return booked


def keep(item: RawItem, understood: Understood) -> None:
    """Store what was understood with the item."""
    reading = understood.reading
    item.outcome = reading.outcome
    item.reason = reading.reason[:200]
    item.confidence = reading.confidence
    item.parser = reading.parser[:60]
    item.reading = understood.as_dict()
    item.save(update_fields=["outcome", "reason", "confidence", "parser", "reading"])


def _book(item: RawItem, understood: Understood, account: Account | None) -> Booked | None:
    """Find the row or make it; a receipt without an account waits for the bank's word instead."""
    draft = draft_of(item=item, understood=understood, account=account)
    is_said = understood.reading.parser == BY_HAND
    if not is_said and (reason := _left_out(item, draft)):
        _set_aside(item, reason)
        return None
    is_named = bool(understood.reading.account_last4)
    if account is None and is_named and not understood.is_receipt:
        account = _open_account(item, understood)
    word = _word(item, understood, draft, account)
    known = recognising.find_same(workspace=item.workspace, word=word)
    if known is not None:
        _attach(known, word, draft, understood)
        return Booked(transaction=known, is_new=False)
    if account is None and understood.is_receipt and not is_named and not is_said:
        _set_aside(item, _("A receipt; it waits for the bank's own word"))
        _expect(item, understood)
        return None
    return Booked(transaction=_record(item, understood, account), is_new=True)


def _attach(row: Transaction, word: Word, draft: TransactionDraft, understood: Understood) -> None:
    """Make the message evidence of a row; an account nothing is booked on any more is put away."""
    before = row.account
    facts = _facts(word, draft, understood)
    [settled] = evidence.attach(
        workspace=word.item.workspace,
        told=[Attachment(transaction=row, facts=facts, raw_item=word.item)],
    )
    if "account" in settled.changes and not before.transactions.exists():
        before.is_archived = True
        before.save(update_fields=["is_archived", "updated_at"])


def _origin(item: RawItem) -> str:
    return Transaction.Origin.MAIL if item.source.channel == "mail" else Transaction.Origin.SMS


def _left_out(item: RawItem, draft: TransactionDraft) -> str:
    return left_out.reason_to_leave_out(workspace=item.workspace, draft=draft, origin=_origin(item))


def _set_aside(item: RawItem, reason: str) -> None:
    item.outcome, item.reason = RawItem.Outcome.NOT_MONEY, reason[:200]
    item.save(update_fields=["outcome", "reason"])


def _record(item: RawItem, understood: Understood, account: Account | None) -> Transaction:
    home = account or _open_account(item, understood)
    draft = draft_of(item=item, understood=understood, account=home)
    [row] = ledger.record_transactions(
        workspace=item.workspace, actor=None, drafts=[draft], origin=_origin(item), is_part=True
    )
    expectations.fulfil_open(workspace=item.workspace)  # before this very receipt counts as told
    if understood.items:
        row.items = items_as_json(understood.items)
        row.save(update_fields=["items"])
    Evidence.objects.get_or_create(transaction=row, raw_item=item)
    _notify(item, row)
    return row


def draft_of(*, item: RawItem, understood: Understood, account: Account | None) -> TransactionDraft:
    """The ledger row a reading asks for; money out is negative."""
    reading = understood.reading
    moment = (reading.occurred_at or item.received_at).astimezone(ZoneInfo(item.workspace.time_zone))
    amount = reading.amount or Decimal(0)
    is_channel = reading.merchant in CHANNEL_NAMES
    home = account or Account(workspace=item.workspace, currency=item.workspace.base_currency)
    return TransactionDraft(
        account=home,
        kind=Transaction.Kind.TRANSFER if reading.direction == _OPPOSITE else "",
        booked_on=moment.date(),
        booked_at=moment.time().replace(microsecond=0),
        amount=amount if reading.direction == "credit" else -amount,
        currency=reading.currency or home.currency,
        merchant="" if is_channel else reading.merchant or "",
        category=_category(understood),
        category_source="user" if _category(understood) else "",
        description=reading.merchant or item.sender,
        method=reading.payment_method or "",
        reference=reading.reference or "",
    )


def _category(understood: Understood) -> str:
    """Only a category that a person gave; what the reader guesses is left to enrichment."""
    is_taught = understood.reading.parser.startswith(("own:", BY_HAND))
    return (understood.reading.category or "") if is_taught else ""


def facts_of(*, item: RawItem, understood: Understood) -> Facts:
    """What a message says about a payment, for attaching it as evidence."""
    account = account_for(item=item, understood=understood)
    draft = draft_of(item=item, understood=understood, account=account)
    return _facts(_word(item, understood, draft, account), draft, understood)


def _word(item: RawItem, understood: Understood, draft: TransactionDraft, account: Account | None) -> Word:
    moment = understood.reading.occurred_at or item.received_at
    return Word(
        item=item,
        kind=evidence.kind_of(item),
        account=account,
        booked_on=draft.booked_on,
        moment=moment if moment.tzinfo else timezone.make_aware(moment),
        amount=draft.amount,
        currency=draft.currency,
        merchant=draft.merchant,
        reference=draft.reference,
        balance=understood.reading.balance,
    )


def _facts(word: Word, draft: TransactionDraft, understood: Understood) -> Facts:
    is_named = word.account is not None and bool(word.account.last4) and word.kind != Kind.RECEIPT
    return Facts(
        kind=word.kind,
        booked_on=draft.booked_on,
        booked_at=draft.booked_at,
        amount=draft.amount,
        currency=draft.currency,
        account=word.account if is_named else None,
        merchant=draft.merchant,
        items=tuple(items_as_json(understood.items)),
        reference="" if word.is_receipt else draft.reference,
        method=draft.method,
    )


def _expect(item: RawItem, understood: Understood) -> None:
    """Wait for the bank's row of an order, or of a receipt that names no account."""
    told, reading = understood.expects, understood.reading
    day = item.received_at.astimezone(ZoneInfo(item.workspace.time_zone)).date()
    items = items_as_json(told.items if told and told.items else understood.items)
    if told is not None:
        announced = expectations.Announced(
            merchant=told.merchant,
            amount=told.amount if told.direction == "credit" else -told.amount,
            currency=told.currency,
            expected_on=told.expected_on or day,
            reference=told.reference or "",
            items=items,
        )
    else:
        draft = draft_of(item=item, understood=understood, account=None)
        announced = expectations.Announced(
            merchant=reading.merchant or item.sender,
            amount=draft.amount,
            currency=draft.currency,
            expected_on=draft.booked_on,
            reference=reading.reference or "",
            items=items,
        )
    if announced.amount and abs(announced.amount) < Decimal(10) ** 14:
        expectations.expect(item=item, announced=announced)


def account_for(*, item: RawItem, understood: Understood) -> Account | None:
    """The account a message is about, as far as the workspace has it."""
    own = Account.objects.in_workspace(item.workspace)
    if understood.account_id and (chosen := own.filter(pk=understood.account_id).first()):
        return chosen
    last4 = understood.reading.account_last4 or ""
    known = matching.account_told(workspace=item.workspace, institution=understood.institution, last4=last4)
    if known is not None or last4:
        return known
    return item.source.account or _only_account_at(item.workspace, understood.institution)


def _only_account_at(workspace: "Workspace", institution: str) -> Account | None:
    if not institution:
        return None
    accounts = list(Account.objects.in_workspace(workspace).filter(institution=institution)[:2])
    return accounts[0] if len(accounts) == 1 else None


def _open_account(item: RawItem, understood: Understood) -> Account:
    reading, institution = understood.reading, understood.institution
    last4 = reading.account_last4 or ""
    text = words_of(item)
    short = matching.short_institution(institution or item.sender)
    name = f"{short} ••{last4}" if last4 else short or _("Messages")
    bank = identify(item.sender, text)
    account, _made = Account.objects.get_or_create(
        workspace=item.workspace,
        name=name[:100],
        defaults={
            "kind": _account_kind(text, reading.payment_method or ""),
            "institution": institution,
            "last4": last4,
            "currency": bank.currency if bank else item.workspace.base_currency,
        },
    )
    if account.is_archived and not account.last4:
        account.is_archived = False
        account.save(update_fields=["is_archived", "updated_at"])
    return account


def _account_kind(text: str, method: str) -> str:
    if re.search(r"credit\s*card", text, re.IGNORECASE):
        return Account.Kind.CARD
    return Account.Kind.WALLET if method == "wallet" else Account.Kind.BANK


def _tell_balance(account: Account, understood: Understood, item: RawItem, balance: Decimal) -> None:
    """Keep every balance told, and the latest with the account."""
    told_at = understood.reading.occurred_at or item.received_at
    if told_at.tzinfo is None:
        told_at = timezone.make_aware(told_at)
    ToldBalance.objects.get_or_create(
        account=account,
        at=told_at,
        balance=balance,
        defaults={"workspace": item.workspace, "raw_item": item},
    )
    if account.told_balance_at is None or account.told_balance_at <= told_at:
        account.told_balance, account.told_balance_at = balance, told_at
        account.save(update_fields=["told_balance", "told_balance_at", "updated_at"])


def wants_news(source: Source) -> bool:
    """Whether each payment of this source is told, or only what stands out."""
    return bool(source.settings.get("notify", NOTIFY_ALL) == NOTIFY_ALL)


def _notify(item: RawItem, row: Transaction) -> None:
    if timezone.localdate() - row.booked_on > NEWS or not wants_news(item.source):
        return
    facts = {"amount": format_money(row.amount, row.currency, sign=False), "name": row.title}
    if row.amount < 0:
        title = _("%(amount)s paid to %(name)s") % facts
    else:
        title = _("%(amount)s received from %(name)s") % facts
    members = Membership.objects.filter(workspace=item.workspace).select_related("user")
    notify(
        workspace=item.workspace,
        users=[member.user for member in members],
        kind="transaction.arrived",
        title=title[:200],
        body=row.account.name,
        url=reverse("transactions:detail", args=[row.pk]),
        key=f"item:{item.pk}",
    )


def announce(*items: RawItem) -> None:
    """Tell open pages about items of one workspace."""
    members = people.member_ids(items[0].workspace) if items else []
    for item in items:
        transaction.on_commit(
            partial(
                events.publish,
                workspace_id=item.workspace_id,
                user_ids=members,
                type="progress",
                kind="inbox",
                id=str(item.pk),
                outcome=item.outcome,
            )
        )
