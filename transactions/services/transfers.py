"""Pairing money that left one own account with what arrived on another."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Membership
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.text import slug_key
from transactions.enrichment.kinds import transfer_category
from transactions.linking.transfers import Movement, OwnAccount, Pair, find_pairs
from transactions.models import Account, Category, Transaction, TransferPair
from transactions.services import catalog, linked_rows, matching
from transactions.services.announcing import announce_changed
from transactions.services.linked_rows import Days, ReconciledRowError, file_as, may_change, remembered

if TYPE_CHECKING:
    from accounts.models import User, Workspace

State = TransferPair.State
AROUND_DAYS = 30  # new rows may make pairs that were found before look worse; those near are judged anew
_FEW, _ABOUT = 20, Decimal("0.04")
OWN_TRANSFER, CARD_PAYMENT = "Own Transfer", "Card Payment"
_ENDS = ("outgoing", "incoming")
_KEPT = ("account", "category", "merchant")


class NotAPairError(LumenError):
    status, code, title = 409, "not-a-pair", "These are not two ends of one transfer"


def link(*, workspace: "Workspace", days: Days, ids: Sequence[str] = ()) -> int:
    """Find pairs among rows of these days and near; what persons decided stays. Returns how many changed.

    Certain ones are confirmed, others proposed. Pairs found earlier are judged anew, so the order in which
    rows arrive does not matter. For few `ids`, only rows of their size are looked at.
    """
    window = days.wider(AROUND_DAYS)
    rows = _rows(workspace, window, _of_size(ids))
    pairs = _pairs_touching(workspace, window, rows)
    broken = [pair for pair in pairs if pair.state != State.REJECTED and _is_broken(pair)]
    _mend(broken)
    automatic = [pair for pair in pairs if _is_free(pair, rows)]
    fixed = [pair for pair in pairs if pair not in automatic]
    found = _found(workspace, rows, automatic, fixed)
    return len(broken) + _keep(workspace, rows, {_key(pair): pair for pair in automatic}, found)


def _of_size(ids: Sequence[str]) -> Q:
    """Rows about as large as one of these, or worth about as much; all when they are many."""
    wanted = Q()
    if len(ids) > _FEW:
        return wanted
    rows = Transaction.objects.filter(pk__in=ids)
    for amount, worth in rows.values_list("amount", "base_amount"):
        for name, size in (("amount", abs(amount)), ("base_amount", abs(worth or amount))):
            low, high = size * (1 - _ABOUT), size * (1 + _ABOUT)
            wanted |= Q(**{f"{name}__range": (low, high)}) | Q(**{f"{name}__range": (-high, -low)})
    return wanted


def _rows(workspace: "Workspace", window: Days, size: Q) -> dict[str, Transaction]:
    rows = window.of(Transaction.objects.in_workspace(workspace).entries())
    kept = rows.filter(size, is_split=False).select_related(*_KEPT).order_by()
    return {str(row.pk): row for row in kept}


def _pairs_touching(workspace: "Workspace", window: Days, rows: dict[str, Transaction]) -> list[TransferPair]:
    pairs = TransferPair.objects.in_workspace(workspace)
    if window.first is not None:
        outgoing = Q(outgoing__booked_on__range=(window.first, window.last))
        pairs = pairs.filter(outgoing | Q(incoming__booked_on__range=(window.first, window.last)))
    found = list(pairs)
    for pair, outgoing, incoming in zip(found, *_ends_of(found, rows), strict=True):
        pair.outgoing, pair.incoming = outgoing, incoming
    return found


def _ends_of(pairs: Sequence[TransferPair], rows: dict[str, Transaction]) -> list[list[Transaction]]:
    """Outgoing and incoming rows of pairs: one object for each row, so that nothing is written twice.

    Not joined to the pairs: before the table's first statistics such a join may take minutes.
    """
    keys = [[str(getattr(pair, f"{end}_id")) for pair in pairs] for end in _ENDS]
    missing = {key for side in keys for key in side if key not in rows}
    others = Transaction.objects.filter(pk__in=missing).select_related(*_KEPT).order_by() if missing else ()
    known = rows | {str(row.pk): row for row in others}
    return [[known[key] for key in side] for side in keys]


def _is_free(pair: TransferPair, rows: dict[str, Transaction]) -> bool:
    """Whether linking made it and may take it back: both ends are looked at, no person decided."""
    is_inside = str(pair.outgoing_id) in rows and str(pair.incoming_id) in rows
    return is_inside and not pair.is_by_hand and pair.state != State.REJECTED


def _is_broken(pair: TransferPair) -> bool:
    """An end was deleted, moved to the other's account, or a person said that it is no transfer."""
    ends = (pair.outgoing, pair.incoming)
    if any(end.deleted_at for end in ends) or pair.outgoing.account_id == pair.incoming.account_id:
        return True
    is_confirmed = pair.state == State.CONFIRMED
    return is_confirmed and any(end.kind != Transaction.Kind.TRANSFER for end in ends)


def _found(
    workspace: "Workspace",
    rows: dict[str, Transaction],
    automatic: Sequence[TransferPair],
    fixed: Sequence[TransferPair],
) -> list[Pair]:
    before = {
        str(getattr(pair, f"{end}_id")): told
        for pair in automatic
        for end in _ENDS
        if (told := pair.kinds_before.get(end))
    }
    settled = {
        str(getattr(pair, f"{end}_id")) for pair in fixed if pair.state != State.REJECTED for end in _ENDS
    }
    rejected = {_key(pair) for pair in fixed if pair.state == State.REJECTED}
    accounts = {
        str(account.pk): OwnAccount(
            kind=account.kind, last4=account.last4, bank=slug_key(account.institution)
        )
        for account in Account.objects.in_workspace(workspace)
    }
    names = _category_names(before)
    movements = [
        _movement(row, before.get(key), names)
        for key, row in rows.items()
        if key not in settled and not _is_settled_refund(row)
    ]
    return find_pairs(movements, accounts=accounts, people=_people(workspace), rejected=rejected)


def _is_settled_refund(row: Transaction) -> bool:
    """A refund that its source or a person calls one, not only linking."""
    return row.kind == Transaction.Kind.REFUND and (not row.refund_before or "refund_of" in row.locked)


def _category_names(before: dict[str, dict[str, Any]]) -> dict[str, Category]:
    wanted = {told["category"] for told in before.values() if told["category"]}
    return {str(one.pk): one for one in Category.objects.filter(pk__in=wanted)} if wanted else {}


def _movement(row: Transaction, before: dict[str, Any] | None, names: dict[str, Category]) -> Movement:
    kind, category = row.kind, row.category
    told = before or row.refund_before
    if told:
        kind = told["kind"]
        category = names.get(told["category"] or "") if before else None
    return Movement(
        key=str(row.pk),
        account=str(row.account_id),
        on=row.booked_on,
        at=row.booked_at,
        amount=row.amount,
        currency=row.currency,
        worth=row.base_amount,
        kind=kind,
        text=slug_key(f"{row.description} {row.merchant.name if row.merchant else ''} {row.note}"),
        references=frozenset(matching.references(row.reference, row.description)),
        category=category.name if category else "",
        is_filed=category is not None and category.kind != Category.Kind.TRANSFER,
        label=f"{row.reference}|{row.method}|{row.external_id}|{row.fingerprint}",
    )


def _people(workspace: "Workspace") -> list[str]:
    """First and last names of members; one word alone is too common."""
    members = Membership.objects.filter(workspace=workspace).values_list(
        "user__first_name", "user__last_name"
    )
    names = [slug_key(f"{first} {last}") for first, last in members]
    return [name for name in names if " " in name]


def _key(pair: TransferPair) -> tuple[str, str]:
    return str(pair.outgoing_id), str(pair.incoming_id)


def _keep(
    workspace: "Workspace",
    rows: dict[str, Transaction],
    known: dict[tuple[str, str], TransferPair],
    found: Sequence[Pair],
) -> int:
    """Make the stored pairs the found ones, changing only what differs."""
    wanted = {(one.outgoing.key, one.incoming.key): one for one in found}
    stale = [
        pair
        for key, pair in known.items()
        if key not in wanted or (pair.state == State.CONFIRMED and not wanted[key].is_certain)
    ]
    _put_back(stale)
    TransferPair.objects.filter(pk__in=[pair.pk for pair in stale]).delete()
    for pair in stale:
        del known[_key(pair)]
    filer = _Filer(workspace)
    made: list[TransferPair] = []
    raised: list[TransferPair] = []
    changed: list[Transaction] = []
    for key, likely in wanted.items():
        stored = known.get(key)
        if stored is not None and stored.state == State.CONFIRMED:
            continue
        outgoing, incoming = rows[key[0]], rows[key[1]]
        is_settled = likely.is_certain and all(map(filer.may_file, (outgoing, incoming)))
        if stored is not None and not is_settled:
            continue
        target = stored or TransferPair(workspace=workspace, outgoing=outgoing, incoming=incoming)
        (made if stored is None else raised).append(target)
        if is_settled:
            changed += filer.confirm(target)
    TransferPair.objects.bulk_create(made, ignore_conflicts=True)
    TransferPair.objects.bulk_update(raised, ["state", "kinds_before"])
    linked_rows.save(changed)
    _audit(workspace, [pair for pair in [*made, *raised] if pair.state == State.CONFIRMED])
    return len(stale) + len(made) + len(raised)


def _audit(workspace: "Workspace", pairs: Sequence[TransferPair]) -> None:
    if pairs:
        ids = [key for pair in pairs for key in _key(pair)]
        audit.record(
            workspace=workspace,
            actor=None,
            action="transfer.paired",
            count=len(pairs),
            transaction_ids=ids[:50],
        )


class _Filer:
    """Makes both ends transfers; the categories are looked up once."""

    def __init__(self, workspace: "Workspace") -> None:
        self.workspace = workspace
        self.categories: dict[str, Category] = {}

    def may_file(self, row: Transaction) -> bool:
        return row.kind == Transaction.Kind.TRANSFER or may_change(row)

    def confirm(self, pair: TransferPair) -> list[Transaction]:
        """Both ends become transfers; what they were is kept. Returns the rows that changed."""
        pair.state, pair.kinds_before = State.CONFIRMED, {}
        changed = []
        is_card = Account.Kind.CARD in {pair.outgoing.account.kind, pair.incoming.account.kind}
        for end in _ENDS:
            row: Transaction = getattr(pair, end)
            if row.kind == Transaction.Kind.TRANSFER and (row.category_id or not may_change(row)):
                continue
            pair.kinds_before[end] = row.refund_before or remembered(row)
            row.refund_of, row.refund_before = None, None
            name = transfer_category(row.description) or (CARD_PAYMENT if is_card else OWN_TRANSFER)
            file_as(row, kind=Transaction.Kind.TRANSFER, category=self._category(name))
            changed.append(row)
        return changed

    def _category(self, name: str) -> Category:
        if name not in self.categories:
            known = catalog.categories_named(
                workspace=self.workspace, wanted={name: Category.Kind.TRANSFER.value}
            )
            self.categories[name] = next(one for one in known.values() if one.name.lower() == name.lower())
        return self.categories[name]


def _put_back(pairs: Iterable[TransferPair]) -> None:
    ends = [
        (getattr(pair, end), pair.kinds_before.get(end, {}))
        for pair in pairs
        if pair.state == State.CONFIRMED
        for end in _ENDS
    ]
    linked_rows.put_back(ends, was=Transaction.Kind.TRANSFER)


def _mend(broken: list[TransferPair]) -> None:
    """Take apart pairs that are none any more; a person's "this is no transfer" is remembered."""
    _put_back(broken)
    denied = [
        pair
        for pair in broken
        if pair.state == State.CONFIRMED and not (pair.outgoing.deleted_at or pair.incoming.deleted_at)
    ]
    TransferPair.objects.filter(pk__in=[pair.pk for pair in broken if pair not in denied]).delete()
    for pair in broken:
        pair.state, pair.kinds_before, pair.is_by_hand = State.REJECTED, {}, True
    TransferPair.objects.bulk_update(denied, ["state", "kinds_before", "is_by_hand"])


def dissolve(*, workspace: "Workspace", rows: Iterable[UUID]) -> None:
    """Before rows are removed: the other ends of their pairs become what they were."""
    ids = set(rows)
    pairs = list(
        TransferPair.objects.in_workspace(workspace)
        .filter(Q(outgoing__in=ids) | Q(incoming__in=ids))
        .select_related("outgoing", "incoming")
    )
    _put_back(pairs)
    TransferPair.objects.filter(pk__in=[pair.pk for pair in pairs]).delete()


@transaction.atomic
def confirm(*, workspace: "Workspace", actor: "User", pair: TransferPair) -> TransferPair:
    """A person says that these are two ends of one transfer.

    Raises:
        NotAPairError: one of them is paired with another row, or split.
        ReconciledRowError: it would change a row that agrees with a statement.
    """
    pair = _locked(workspace, pair.pk)
    if pair.state == State.CONFIRMED:
        return pair
    _require_single(workspace, pair)
    if any(
        end.reconciled_at and end.kind != Transaction.Kind.TRANSFER for end in (pair.outgoing, pair.incoming)
    ):
        raise ReconciledRowError(
            _("One of these was reconciled with a statement. Take it out of the reconciliation first.")
        )
    changed = _Filer(workspace).confirm(pair)
    pair.is_by_hand = True
    pair.save()
    linked_rows.save(changed)
    _drop_other_proposals(workspace, pair)
    _told(workspace, actor, pair, "transfer.confirmed")
    return pair


def _require_single(workspace: "Workspace", pair: TransferPair) -> None:
    ends = {pair.outgoing_id, pair.incoming_id}
    others = TransferPair.objects.in_workspace(workspace).filter(state=State.CONFIRMED)
    if others.filter(Q(outgoing__in=ends) | Q(incoming__in=ends)).exists():
        raise NotAPairError(_("One of these is paired with another payment. Take that pair apart first."))
    if pair.outgoing.account_id == pair.incoming.account_id:
        raise NotAPairError(_("Both are on the same account."))
    if pair.outgoing.is_split or pair.incoming.is_split:
        raise NotAPairError(_("One of these is split. Take the split back first."))


def _drop_other_proposals(workspace: "Workspace", pair: TransferPair) -> None:
    ends = {pair.outgoing_id, pair.incoming_id}
    others = TransferPair.objects.in_workspace(workspace).filter(state=State.PROPOSED)
    others.filter(Q(outgoing__in=ends) | Q(incoming__in=ends)).delete()


@transaction.atomic
def pair_up(*, workspace: "Workspace", actor: "User", one: Transaction, other: Transaction) -> TransferPair:
    """Two rows a person chose become the ends of one transfer.

    Raises:
        NotAPairError: they do not go out and in, or are on one account.
    """
    outgoing, incoming = (one, other) if one.amount < other.amount else (other, one)
    if not outgoing.amount < 0 < incoming.amount:
        raise NotAPairError(_("A transfer has money out at one end and money in at the other."))
    pair, _made = TransferPair.objects.get_or_create(
        outgoing=outgoing, incoming=incoming, defaults={"workspace": workspace, "is_by_hand": True}
    )
    return confirm(workspace=workspace, actor=actor, pair=pair)


@transaction.atomic
def reject(*, workspace: "Workspace", actor: "User", pair: TransferPair) -> TransferPair:
    """Not a pair: both ends become what they were, and it is never proposed again."""
    pair = _locked(workspace, pair.pk)
    _put_back([pair])
    pair.state, pair.kinds_before, pair.is_by_hand = State.REJECTED, {}, True
    pair.save()
    _told(workspace, actor, pair, "transfer.rejected")
    return pair


def _locked(workspace: "Workspace", pk: UUID) -> TransferPair:
    pairs = TransferPair.objects.in_workspace(workspace).select_for_update(
        of=("self", "outgoing", "incoming")
    )
    return pairs.select_related("outgoing__account", "incoming__account").get(pk=pk)


def _told(workspace: "Workspace", actor: "User", pair: TransferPair, action: str) -> None:
    audit.record(
        workspace=workspace, actor=actor, action=action, pair_id=pair.pk, transaction_ids=list(_key(pair))
    )
    announce_changed(workspace, count=2)
