"""The raw inbox: keep what arrives, read it, record it once."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
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
from lumen.common.crypto import decrypt, encrypt
from lumen.common.money import format_money
from lumen.common.tasks import enqueue
from lumen.notifications.services import notify
from transactions.models import Account, Evidence, RawItem, Source, Transaction
from transactions.parsing import Reading, read_message
from transactions.parsing.banks import identify, institution_in
from transactions.parsing.mail import read_mail
from transactions.parsing.merchants import CHANNEL_NAMES
from transactions.services import ledger, matching
from transactions.services.matching import Told

if TYPE_CHECKING:
    from accounts.models import User, Workspace

NEWS = timedelta(days=3)  # an older message is history, not news
_OPPOSITE = "transfer"


@dataclass(frozen=True, slots=True)
class Received:
    """The stored item, and whether it is new."""

    item: RawItem
    is_new: bool


@transaction.atomic
def receive(
    *, source: Source, sender: str, text: str, received_at: datetime, stamp: str = "", channel_id: str = ""
) -> Received:
    """Store one message unchanged and have it read. The same message again is the same item.

    Args:
        stamp: the time the message itself carries, as written; without one the day of arrival
            tells two equal messages apart.
    """
    told_when = stamp or received_at.date().isoformat()
    digest = hashlib.sha256(f"{sender}\x1f{text}\x1f{told_when}".encode()).hexdigest()
    item, is_new = RawItem.objects.get_or_create(
        source=source,
        body_hash=digest,
        defaults={
            "workspace": source.workspace,
            "sender": sender[:200],
            "channel_id": channel_id[:200],
            "received_at": received_at,
            "body": encrypt(text),
        },
    )
    if is_new:
        Source.objects.filter(pk=source.pk).update(last_item_at=timezone.now())
        enqueue("transactions.tasks.read_item", item_id=str(item.pk))
    return Received(item, is_new)


def receive_mail(*, source: Source, raw: bytes, received_at: datetime) -> Received:
    """Store one mail (RFC 5322) unchanged and have it read; its Message-ID makes it the same mail."""
    headers = raw.decode("utf-8", errors="replace").partition("\n\n")[0]
    message_id = re.search(r"^message-id:\s*(\S+)", headers, re.IGNORECASE | re.MULTILINE)
    author = re.search(r"^from:\s*(.+)$", headers, re.IGNORECASE | re.MULTILINE)
    return receive(
        source=source,
        sender=author[1].strip()[:200] if author else "",
        text=raw.decode("utf-8", errors="surrogateescape").encode("utf-8", errors="replace").decode(),
        received_at=received_at,
        stamp=message_id[1] if message_id else "",
        channel_id=message_id[1] if message_id else "",
    )


def text_of(item: RawItem) -> str:
    """The message as it arrived."""
    return decrypt(item.body)


def read(item: RawItem) -> Reading:
    """What a stored item says; nothing is written."""
    if item.source.channel == "mail":
        return read_mail(text_of(item), received_at=item.received_at).reading
    return read_message(item.sender, text_of(item), item.received_at)


@transaction.atomic
def read_item(*, item_id: str) -> RawItem:
    """Read a waiting item and record what it says. A second call finds it read and does nothing."""
    item = (
        RawItem.objects.select_for_update(of=("self",))
        .select_related("source__account", "workspace")
        .get(pk=item_id)
    )
    if item.outcome != RawItem.Outcome.WAITING:
        return item
    matching.lock_ledger(item.workspace)
    _apply(item, read(item))
    return item


def _apply(item: RawItem, reading: Reading) -> None:
    _keep(item, reading)
    account = account_for(item=item, reading=reading)
    if account is not None:
        _tell_balance(account, reading, item)
    if reading.is_transaction and account is not None:
        _record(item, reading, account)
    audit.record(
        workspace=item.workspace, actor=None, action="message.read", raw_item_id=item.pk, outcome=item.outcome
    )
    _announce(item)


def _keep(item: RawItem, reading: Reading) -> None:
    item.outcome = reading.outcome
    item.reason = reading.reason[:200]
    item.confidence = reading.confidence
    item.parser = reading.parser[:60]
    item.reading = reading.as_dict()
    item.save(update_fields=["outcome", "reason", "confidence", "parser", "reading"])


def _record(item: RawItem, reading: Reading, account: Account) -> None:
    draft = draft_of(item=item, reading=reading, account=account)
    told = Told(
        account_id=account.pk,
        booked_on=draft.booked_on,
        amount=draft.amount,
        currency=draft.currency,
        merchant=draft.merchant,
        description=draft.description,
        reference=draft.reference,
    )
    known = matching.find_known(workspace=item.workspace, told=[told], kind=item.source.channel)[0]
    if known is not None and known.is_certain:
        row = known.transaction
    else:
        origin = Transaction.Origin.MAIL if item.source.channel == "mail" else Transaction.Origin.SMS
        row = ledger.record_transactions(workspace=item.workspace, actor=None, drafts=[draft], origin=origin)[
            0
        ]
        _notify(item, row)
    Evidence.objects.get_or_create(transaction=row, raw_item=item)


def draft_of(*, item: RawItem, reading: Reading, account: Account) -> ledger.TransactionDraft:
    """The ledger row a reading asks for; money out is negative."""
    zone = ZoneInfo(item.workspace.time_zone)
    moment = (reading.occurred_at or item.received_at).astimezone(zone)
    amount = reading.amount or Decimal(0)
    is_channel = reading.merchant in CHANNEL_NAMES
    return ledger.TransactionDraft(
        account=account,
        kind=Transaction.Kind.TRANSFER if reading.direction == _OPPOSITE else "",
        booked_on=moment.date(),
        booked_at=moment.time().replace(microsecond=0),
        amount=amount if reading.direction == "credit" else -amount,
        currency=reading.currency or account.currency,
        merchant="" if is_channel else reading.merchant or "",
        description=reading.merchant or item.sender,
        method=reading.payment_method or "",
        reference=reading.reference or "",
    )


def account_for(*, item: RawItem, reading: Reading) -> Account | None:
    """The account a message is about; one is opened when a payment names a new one."""
    institution = _institution_of(item)
    last4 = reading.account_last4 or ""
    known = matching.account_told(workspace=item.workspace, institution=institution, last4=last4)
    if known is None and not last4:
        known = item.source.account or _only_account_at(item.workspace, institution)
    if known is not None or not reading.is_transaction:
        return known
    return _open_account(item, reading, institution=institution, last4=last4)


def _institution_of(item: RawItem) -> str:
    """The bank that wrote; a mail's author is a name, in which only a bank's full name counts."""
    if item.source.channel == "mail":
        return institution_in(item.sender)
    bank = identify(item.sender, text_of(item))
    return bank.name if bank else ""


def _only_account_at(workspace: "Workspace", institution: str) -> Account | None:
    if not institution:
        return None
    accounts = list(Account.objects.in_workspace(workspace).filter(institution=institution)[:2])
    return accounts[0] if len(accounts) == 1 else None


def _open_account(item: RawItem, reading: Reading, *, institution: str, last4: str) -> Account:
    short = matching.short_institution(institution or item.sender or str(_("Messages")))
    name = f"{short} ••{last4}" if last4 else short
    bank = identify(item.sender, text_of(item))
    account, _made = Account.objects.get_or_create(
        workspace=item.workspace,
        name=name[:100],
        defaults={
            "kind": _account_kind(text_of(item), reading),
            "institution": institution,
            "last4": last4,
            "currency": bank.currency if bank else item.workspace.base_currency,
        },
    )
    return account


def _account_kind(text: str, reading: Reading) -> str:
    if re.search(r"credit\s*card", text, re.IGNORECASE):
        return Account.Kind.CARD
    return Account.Kind.WALLET if reading.payment_method == "wallet" else Account.Kind.BANK


def _tell_balance(account: Account, reading: Reading, item: RawItem) -> None:
    told_at = reading.occurred_at or item.received_at
    is_newer = account.told_balance_at is None or account.told_balance_at <= told_at
    if reading.balance is not None and is_newer:
        account.told_balance, account.told_balance_at = reading.balance, told_at
        account.save(update_fields=["told_balance", "told_balance_at", "updated_at"])


def _notify(item: RawItem, row: Transaction) -> None:
    if timezone.localdate() - row.booked_on > NEWS:
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


def _announce(item: RawItem) -> None:
    transaction.on_commit(
        partial(
            events.publish,
            workspace_id=item.workspace_id,
            user_ids=people.member_ids(item.workspace),
            type="progress",
            kind="inbox",
            id=str(item.pk),
            outcome=item.outcome,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What reading the whole inbox again changed."""

    read: int
    changed: int
    recorded: int


def reread(*, workspace: "Workspace", apply: bool) -> Reread:
    """Read everything again with today's parser; a payment already recorded stays as it is.

    Args:
        apply: write the new outcomes; without it only count them.
    """
    read_count = changed = recorded = 0
    items = RawItem.objects.in_workspace(workspace).select_related("source__account", "workspace")
    for item in items.iterator(chunk_size=200):
        read_count += 1
        reading = read(item)
        if reading.as_dict() == item.reading:
            continue
        changed += 1
        has_row = item.evidence.exists()
        recorded += reading.is_transaction and not has_row
        if apply:
            _reread_one(item, reading, has_row=has_row)
    return Reread(read=read_count, changed=changed, recorded=recorded)


@transaction.atomic
def _reread_one(item: RawItem, reading: Reading, *, has_row: bool) -> None:
    matching.lock_ledger(item.workspace)
    if has_row:
        _keep(item, reading)
    else:
        _apply(item, reading)


def paste(*, workspace: "Workspace", actor: "User", sender: str, text: str, now: datetime) -> Received:
    """A message a person typed or pasted in, through the workspace's own source for that."""
    from transactions.services import sources

    source = sources.manual_source(workspace=workspace, actor=actor)
    return receive(source=source, sender=sender, text=text, received_at=now)


def transaction_of(item: RawItem) -> Transaction | None:
    """The ledger row an item told about."""
    evidence = item.evidence.select_related("transaction").first()
    return evidence.transaction if evidence else None
