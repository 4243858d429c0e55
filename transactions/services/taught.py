"""What a workspace taught its reader: learning from corrections, and reading earlier messages so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count

from lumen.audit import services as audit
from transactions.enrichment.merchants import named_merchant
from transactions.models import OwnTemplate, RawItem, Transaction
from transactions.parsing import own
from transactions.parsing.mail import open_mail
from transactions.parsing.places import Taught
from transactions.services import catalog, inbox, matching, recording, row_values, understanding, verdicts
from transactions.services.announcing import announce_changed
from transactions.services.understanding import Reader, Understood

if TYPE_CHECKING:
    from accounts.models import User, Workspace
    from transactions.services.verdicts import Correction

MIN_LETTERS = 8
AT_MOST = 500
_FOLLOWED = ("amount", "currency", "booked_on", "merchant")


@dataclass(frozen=True, slots=True)
class Learnt:
    """A template, and whether it is new or was there already."""

    template: OwnTemplate
    is_new: bool


def learn(*, item: RawItem, actor: "User", correction: "Correction") -> Learnt | None:
    """Keep how messages of this shape are to be read; `None` when it cannot be told from the text."""
    shape = _shape(item, correction)
    if shape is None or sum(len(text) for text, gap in own.shown(shape) if not gap) < MIN_LETTERS:
        return None
    author = understanding.author_of(item)
    facts = _facts(item, correction, shape)
    draft = own.Template(
        id="draft",
        sender_key=own.sender_key(author),
        shape=shape,
        outcome=correction.outcome,
        facts=facts,
    )
    if not _reads_right(draft, item, correction):
        return None
    template, is_new = OwnTemplate.objects.update_or_create(
        workspace=item.workspace,
        sender_key=draft.sender_key,
        shape=shape,
        defaults={
            "outcome": correction.outcome,
            "facts": facts,
            "learnt_from": item,
            "created_by": actor,
            "is_active": True,
        },
    )
    audit.record(workspace=item.workspace, actor=actor, action="template.learnt", template_id=template.pk)
    return Learnt(template, is_new)


def _shape(item: RawItem, correction: "Correction") -> str | None:
    near = item.received_at.astimezone(ZoneInfo(item.workspace.time_zone)).date()
    day = correction.occurred_at
    last4 = str(item.reading.get("account_last4") or "")
    told = Taught(
        amount=correction.amount if correction.is_payment else None,
        merchant=correction.merchant,
        told_merchant=str(item.reading.get("merchant") or ""),
        day=day.astimezone(ZoneInfo(item.workspace.time_zone)).date() if day else None,
        last4=(correction.account.last4 if correction.account else "") or last4,
    )
    text = understanding.text_of(item)
    if item.source.channel == "mail":
        mail = open_mail(text)
        return own.learn_mail(mail.subject, mail.text, told, near=near)
    return own.learn(text, told, near=near)


def _facts(item: RawItem, correction: "Correction", shape: str) -> dict[str, Any]:
    """What does not change from message to message."""
    if not correction.is_payment:
        return {}
    facts: dict[str, Any] = {"direction": correction.direction, "currency": correction.currency}
    if "{merchant}" not in shape:
        facts["merchant"] = correction.merchant
        facts["category"] = correction.category.name if correction.category else ""
    elif (name := _written_name(item, shape)) and name.casefold() != correction.merchant.casefold():
        facts["names"] = {name.casefold(): correction.merchant}
    if "{last4}" not in shape and correction.account is not None:
        facts["account"] = str(correction.account.pk)
        facts["account_last4"] = correction.account.last4
    return facts


def _written_name(item: RawItem, shape: str) -> str:
    """The other party as the message itself writes it."""
    bare = own.Template(
        id="bare", sender_key=own.sender_key(item.sender), shape=shape, outcome=RawItem.Outcome.TRANSACTION
    )
    reading = _read(bare, item)
    return (reading.reading.merchant or "") if reading else ""


def _read(template: own.Template, item: RawItem) -> Understood | None:
    """What one template makes of an item; `None` when it does not fit."""
    understood = Reader((template,)).read_unsaid(item)
    return understood if understood.reading.parser.startswith(f"own:{template.id}/") else None


def _reads_right(template: own.Template, item: RawItem, correction: "Correction") -> bool:
    found = _read(template, item)
    if found is None:
        return False
    if not correction.is_payment:
        return True
    is_named = (found.reading.merchant or "").casefold() == correction.merchant.casefold()
    return found.reading.amount == correction.amount and is_named


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """An earlier message of a taught shape, and what reading it anew would do.

    `effect` is recorded, changed, removed or none.
    """

    item: RawItem
    understood: Understood
    transaction: Transaction | None
    effect: str


def earlier(*, template: OwnTemplate) -> list[Earlier]:
    """Messages of this shape that were read otherwise, newest first; nothing is written."""
    own_template = understanding.template_of(template)
    found = []
    for item in _of_sender(template).iterator(chunk_size=100):
        understood = _read(own_template, item)
        if understood is None or not inbox.differs(item, understood):
            continue
        row = inbox.transaction_of(item)
        found.append(
            Earlier(item=item, understood=understood, transaction=row, effect=_effect(understood, row))
        )
        if len(found) >= AT_MOST:
            break
    return found


def _of_sender(template: OwnTemplate) -> Any:
    items = RawItem.objects.in_workspace(template.workspace).filter(correction__isnull=True)
    senders = items.order_by().values_list("sender", flat=True).distinct()
    same = [sender for sender in senders if own.sender_key(sender) == template.sender_key]
    return items.filter(sender__in=same).select_related("source__account", "workspace")


def _effect(understood: Understood, row: Transaction | None) -> str:
    is_there = row is not None and row.deleted_at is None
    if understood.reading.is_transaction:
        return "changed" if is_there else "recorded"
    return "removed" if is_there else "none"


@transaction.atomic
def apply_to_earlier(*, template: OwnTemplate, actor: "User", now: datetime) -> int:
    """Read earlier messages of this shape anew; what a person set or the bank agreed stays."""
    matching.lock_ledger(template.workspace)
    found = earlier(template=template)
    for one in found:
        item = inbox.locked_item(one.item.pk)
        row = one.transaction
        if row is None or row.deleted_at is not None:
            if row is None:
                recording.apply(item, one.understood)
            else:
                recording.keep(item, one.understood)
            continue
        if one.understood.reading.is_transaction:
            _follow(item, row, one.understood)
        else:
            verdicts.remove(item, row, now)
        recording.keep(item, one.understood)
    audit.record(
        workspace=template.workspace,
        actor=actor,
        action="template.applied",
        template_id=template.pk,
        count=len(found),
    )
    announce_changed(template.workspace, count=len(found))
    return len(found)


def _follow(item: RawItem, row: Transaction, understood: Understood) -> None:
    """Change what the row took from the old reading to what the new one says."""
    if row.reconciled_at is not None or row.is_split:
        return
    draft = recording.draft_of(item=item, understood=understood, account=row.account)
    before = row_values.snapshot(row, _FOLLOWED)
    is_free = row.edited_at is None or bool(row.locked)
    if is_free and not {"amount", "kind"} & set(row.locked) and draft.amount * row.amount > 0:
        row.amount, row.currency = draft.amount, draft.currency
        if row.currency == row.workspace.base_currency:
            row.base_amount = row.amount
    if is_free and "merchant" not in row.locked and draft.merchant:
        named = named_merchant("", told=draft.merchant)
        row.merchant = catalog.merchant_called(row.workspace, named.name if named else draft.merchant)
    if is_free and "booked_on" not in row.locked:
        row.booked_on, row.booked_at = draft.booked_on, draft.booked_at
    if row_values.differences(before, row):
        row.save()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A template as its page shows it: its shape in pieces, an example and how often it was used."""

    template: OwnTemplate
    pieces: list[tuple[str, str]]
    uses: int


def templates(workspace: "Workspace") -> Iterator[Shown]:
    """What this workspace taught, newest first. Two queries."""
    counted = (
        RawItem.objects.in_workspace(workspace)
        .filter(parser__startswith="own:")
        .order_by()
        .values_list("parser")
        .annotate(n=Count("pk"))
    )
    uses = {parser.removeprefix("own:").partition("/")[0]: n for parser, n in counted}
    for row in OwnTemplate.objects.in_workspace(workspace).select_related("learnt_from__source"):
        yield Shown(template=row, pieces=list(own.shown(row.shape)), uses=uses.get(str(row.pk), 0))


@transaction.atomic
def set_active(*, template: OwnTemplate, actor: "User", active: bool) -> None:
    template.is_active = active
    template.save(update_fields=["is_active", "updated_at"])
    action = "template.resumed" if active else "template.paused"
    audit.record(workspace=template.workspace, actor=actor, action=action, template_id=template.pk)


@transaction.atomic
def forget(*, template: OwnTemplate, actor: "User") -> None:
    """Read such messages as before; those read so far stay as they are."""
    audit.record(
        workspace=template.workspace, actor=actor, action="template.deleted", template_id=template.pk
    )
    template.delete()
