"""Recording, changing and deleting transactions."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Left

from lumen.audit import services as audit
from lumen.common.bulk import copy_in
from lumen.common.tasks import enqueue
from lumen.common.text import fold, slug_key
from transactions.models import Category, Merchant, Transaction
from transactions.services import catalog, expectations, filing, linking, matching, splits
from transactions.services.announcing import announce_changed
from transactions.services.drafts import TransactionDraft
from transactions.services.filing import Filed

if TYPE_CHECKING:
    from accounts.models import User, Workspace

BATCH = 1_000
KEEP_RECEIPT = "transactions.tasks.keep_receipt"
JUDGE_AT_MOST = 2_000  # larger imports are history, not news
JUDGE_CHUNK = 200
_BASE_LENGTH = 56


@transaction.atomic
def record_transactions(
    *,
    workspace: "Workspace",
    actor: "User | None",
    drafts: Sequence[TransactionDraft],
    origin: str,
    is_part: bool = False,
) -> list[Transaction]:
    """Put movements into the ledger, in a constant number of queries a thousand rows.

    Every draft is recorded: one that equals an earlier row counts as the next occurrence. Whoever reads
    a source that may repeat itself asks `content_keys` first.

    Args:
        actor: who did it; `None` when a source delivered it.
        origin: a value of `Transaction.Origin`.
        is_part: the caller records more, and calls `announce_recorded` for all of it.
    """
    if not drafts:
        return []
    if not is_part:
        matching.lock_entries(workspace)
    catalog.ensure_catalog(workspace)
    movements = [filing.unfiled_of(draft, origin) for draft in drafts]
    filed = filing.file_all(workspace=workspace, movements=movements)
    rows = _build_rows(workspace, actor, drafts, filed, origin)
    parts = _split_by_rules(workspace, rows, filed)
    copy_in(rows)
    Transaction.objects.bulk_create(parts, batch_size=BATCH)
    _remember_stated_rates(workspace, drafts, origin)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="transaction.recorded",
        origin=origin,
        count=len(rows),
        transaction_ids=[str(row.pk) for row in rows[:50]],
    )
    for row in rows:
        if row.receipt:
            enqueue(KEEP_RECEIPT, transaction_id=str(row.pk))
    if not is_part:
        announce_recorded(workspace, [str(row.pk) for row in rows])
    return rows


def content_keys(workspace: "Workspace", drafts: Sequence[TransactionDraft]) -> list[str]:
    """A fingerprint for each draft: its content, and which occurrence of it this is within the batch.

    Two equal coffees on one day get two keys; the same file read twice gets the same keys twice.
    """
    seen: Counter[str] = Counter()
    keys = []
    for draft in drafts:
        base = _content_base(workspace, draft)
        seen[base] += 1
        keys.append(f"{base}-{seen[base]}")
    return keys


def _content_base(workspace: "Workspace", draft: TransactionDraft) -> str:
    content = (
        str(workspace.pk),
        str(draft.account.pk),
        draft.booked_on.isoformat(),
        f"{draft.amount:.3f}",
        draft.currency,
        slug_key(draft.description or draft.reference or draft.merchant),
    )
    return hashlib.sha256("\x1f".join(content).encode()).hexdigest()[:_BASE_LENGTH]


def _free_keys(workspace: "Workspace", drafts: Sequence[TransactionDraft]) -> list[str]:
    """Fingerprints nobody has: each draft gets the first occurrence number that is free."""
    bases = [_content_base(workspace, draft) for draft in drafts]
    taken = set(
        Transaction.objects.in_workspace(workspace)
        .filter(booked_on__in={draft.booked_on for draft in drafts})
        .annotate(base=Left("fingerprint", _BASE_LENGTH))
        .filter(base__in=set(bases))
        .values_list("fingerprint", flat=True)
    )
    while clashes := _taken_of(workspace, keys := _numbered(bases, taken)):
        taken |= clashes  # rows whose day or amount was changed since keep their first fingerprint
    return keys


def _numbered(bases: list[str], taken: set[str]) -> list[str]:
    used, keys = set(taken), []
    for base in bases:
        key = next(key for n in count(1) if (key := f"{base}-{n}") not in used)
        used.add(key)
        keys.append(key)
    return keys


def _taken_of(workspace: "Workspace", keys: list[str]) -> set[str]:
    rows = Transaction.objects.in_workspace(workspace).filter(fingerprint__in=keys)
    return set(rows.values_list("fingerprint", flat=True))


def _build_rows(
    workspace: "Workspace",
    actor: "User | None",
    drafts: Sequence[TransactionDraft],
    filed: list[Filed],
    origin: str,
) -> list[Transaction]:
    known_merchants = catalog.resolve_merchants(
        workspace=workspace, wanted=[one.named for one in filed if one.named]
    )
    by_name = _categories(workspace, filed)
    rates = catalog.rates_of(workspace, {draft.currency for draft in drafts})
    keys = _free_keys(workspace, drafts)
    return [
        _row(
            workspace=workspace,
            actor=actor,
            draft=draft,
            filed=one,
            merchant=known_merchants.get(one.named) if one.named else None,
            category=by_name.get(fold(one.category)),
            rates=rates,
            key=key,
            origin=origin,
        )
        for draft, one, key in zip(drafts, filed, keys, strict=True)
    ]


def _categories(workspace: "Workspace", filed: list[Filed]) -> dict[str, Category]:
    wanted = {one.category: catalog.category_kind_for(one.kind) for one in filed if one.category}
    return catalog.categories_named(workspace=workspace, wanted=wanted) if wanted else {}


def _split_by_rules(workspace: "Workspace", rows: list[Transaction], filed: list[Filed]) -> list[Transaction]:
    """The parts that rules ask for; their wholes are marked."""
    categories = splits.categories_of(workspace, [one.outcome for one in filed])
    parts = []
    for row, one in zip(rows, filed, strict=True):
        made = splits.parts_by_rule(row, one.outcome, categories)
        row.is_split = bool(made)
        parts += made
    return parts


def _row(
    *,
    workspace: "Workspace",
    actor: "User | None",
    draft: TransactionDraft,
    filed: Filed,
    merchant: Merchant | None,
    category: Category | None,
    rates: catalog.Rates,
    key: str,
    origin: str,
) -> Transaction:
    base = draft.base_amount
    if base is None:
        base = rates.to_base(draft.amount, draft.currency, draft.booked_on)
    return Transaction(
        workspace=workspace,
        account=draft.account,
        kind=filed.kind,
        booked_on=draft.booked_on,
        booked_at=draft.booked_at,
        amount=draft.amount,
        currency=draft.currency,
        base_amount=base,
        merchant=merchant,
        category=category,
        category_source=filed.source if category else "",
        category_rule_id=filed.rule_key,
        category_confidence=filed.confidence if category else None,
        description=draft.description[:500],
        method=draft.method[:40],
        reference=draft.reference[:80],
        note=draft.note,
        tags=list(dict.fromkeys([*draft.tags, *filed.outcome.tags])),
        origin=origin,
        external_id=draft.external_id[:120],
        fingerprint=key,
        created_by=actor,
        invoice_number=draft.invoice_number,
        gstin=draft.gstin,
        hsn_sac=draft.hsn_sac,
        tax_amount=draft.tax_amount,
        receipt=draft.receipt or "",
    )


def _remember_stated_rates(workspace: "Workspace", drafts: Sequence[TransactionDraft], origin: str) -> None:
    """A foreign amount told together with its worth in the base currency teaches that day's rate."""
    stated = {
        (draft.currency, draft.booked_on): (draft.base_amount / draft.amount).quantize(Decimal("1e-8"))
        for draft in drafts
        if draft.base_amount and draft.amount and draft.currency != workspace.base_currency
    }
    if stated:
        catalog.remember_rates(workspace=workspace, rates=stated, source=origin)


def announce_recorded(workspace: "Workspace", ids: list[str], *, batch_id: str = "") -> None:
    """Tell open pages, and have new rows judged unless they are a whole history.

    Args:
        batch_id: the import they came with; it is judged as one, however large.
    """
    expectations.fulfil_open(workspace=workspace)
    announce_changed(workspace, count=len(ids))
    linking.enqueue_linking(workspace, ids)
    if batch_id:
        enqueue("anomalies.tasks.judge_import", batch_id=batch_id)
    elif len(ids) < JUDGE_AT_MOST:
        for start in range(0, len(ids), JUDGE_CHUNK):
            chunk = ",".join(ids[start : start + JUDGE_CHUNK])
            enqueue("anomalies.tasks.judge_transactions", transaction_ids=chunk)
