"""What rules would do, or do, to payments that are in the ledger already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from transactions.enrichment import categories as filing_order
from transactions.enrichment import kinds
from transactions.enrichment.merchants import NamedMerchant
from transactions.models import Category, Change, Merchant, Rule, Transaction, TransactionQuerySet
from transactions.rules.engine import Outcome, RuleBook
from transactions.rules.facts import Facts, facts_of
from transactions.services import catalog, filing, matching, row_values, rule_books, splits
from transactions.services.announcing import announce_changed

if TYPE_CHECKING:
    from accounts.models import User, Workspace

LOOKS_BACK = timedelta(days=365)
SAMPLE = 8
BATCH = 1_000
_ASKED = (
    *("pk", "description", "merchant__name", "note", "method", "amount", "currency", "account_id"),
    *("category__name", "origin", "booked_on", "booked_at", "kind"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a rule would have matched in the last year."""

    matched: int
    would_change: int
    sample: list[Transaction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One row before and after.

    Attributes:
        before, after: words by what they are about: category, name, tags, kind, parts.
    """

    row: Transaction
    outcome: Outcome
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        return [(self.before[name], self.after[name]) for name in self.after]

    @property
    def by(self) -> str:
        return ", ".join(spec.name for spec in self.outcome.matched)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A dry run: what would change, and what a person or the bank has decided already."""

    matched: int
    changes: list[Planned]
    kept_out: int


def preview(*, workspace: "Workspace", rule: Rule, today: date) -> Preview:
    """How many payments of the last year a rule (saved or not) fits, and how many it would change."""
    found = _matching(workspace, _book(workspace, [rule]), since=today - LOOKS_BACK)
    plan = _plan(workspace, found)
    newest = Transaction.objects.in_workspace(workspace).filter(pk__in=list(found)[-SAMPLE:])
    return Preview(matched=len(found), would_change=len(plan.changes), sample=list(newest.for_lists()))


def plan(*, workspace: "Workspace", rule: Rule | None, since: date | None) -> Plan:
    """What one rule, or all that are switched on, would change in what is recorded; nothing is written.

    Leaving payments out is about what comes: a rule that does only that changes nothing here.
    """
    book = rule_books.book_of(workspace) if rule is None else _book(workspace, [rule])
    return _plan(workspace, _matching(workspace, book, since=since))


def _book(workspace: "Workspace", rules: Sequence[Rule]) -> RuleBook:
    return RuleBook([rule_books.spec_of(rule) for rule in rules], rule_books.known_to(workspace))


def _matching(workspace: "Workspace", book: RuleBook, *, since: date | None) -> dict[UUID, Outcome]:
    """Payments that a rule fits, oldest first, with what is decided; one query."""
    rows = Transaction.objects.in_workspace(workspace).entries().between(since, None)
    found = {}
    for pk, facts in _facts(rows.order_by("booked_on", "day_time", "pk")):
        outcome = book.judge(facts)
        if outcome.matched:
            found[pk] = outcome
    return found


def _facts(rows: TransactionQuerySet) -> Iterator[tuple[UUID, Facts]]:
    for told in rows.values_list(*_ASKED).iterator(chunk_size=BATCH):
        values = dict(zip(_ASKED, told, strict=True))
        yield (
            values.pop("pk"),
            facts_of(
                description=values["description"],
                merchant=values["merchant__name"] or "",
                note=values["note"],
                method=values["method"],
                amount=values["amount"],
                currency=values["currency"],
                account=str(values["account_id"]),
                category=values["category__name"] or "",
                source=filing.SOURCES.get(values["origin"], values["origin"]),
                booked_on=values["booked_on"],
                booked_at=values["booked_at"],
                kind=values["kind"],
            ),
        )


def _plan(workspace: "Workspace", found: Mapping[UUID, Outcome], *, locked: bool = False) -> Plan:
    categories = {row.name: row for row in Category.objects.in_workspace(workspace)}
    changes, kept_out = [], 0
    for row in _rows(workspace, list(found), locked=locked):
        outcome = found[row.pk]
        wanted = _wanted(row, outcome, categories)
        allowed = {name: value for name, value in wanted.items() if is_free(row, name)}
        kept_out += len(allowed) < len(wanted)
        if allowed:
            before, after = _words(row, allowed)
            changes.append(Planned(row=row, outcome=outcome, before=before, after=after))
    return Plan(matched=len(found), changes=changes, kept_out=kept_out)


def _rows(workspace: "Workspace", pks: list[UUID], *, locked: bool) -> Iterator[Transaction]:
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=pks).for_lists()
    rows = rows.select_related("account", "category", "merchant", "workspace")
    if locked:
        rows = rows.select_for_update(of=("self",))
    yield from rows.order_by("-booked_on", "-day_time", "-pk")


def is_free(row: Transaction, name: str) -> bool:
    """Whether no person decided about this field, and no statement settled the row."""
    if row.reconciled_at is not None or name in row.locked:
        return False
    if name == "tags":
        return True
    if name == "category" and row.category_source == filing_order.USER:
        return False
    return row.edited_at is None or bool(row.locked)


def _wanted(row: Transaction, outcome: Outcome, categories: Mapping[str, Category]) -> dict[str, Any]:
    """The fields that the rules would have otherwise."""
    wanted: dict[str, Any] = {}
    kind = row.kind
    if outcome.transfer_by and row.kind != Transaction.Kind.TRANSFER and not row.is_split:
        wanted["kind"] = kind = Transaction.Kind.TRANSFER
    category = _category(row, outcome, kind, categories)
    if category is not None and category.pk != row.category_id and not row.is_split:
        wanted["category"] = category
    if outcome.rename_to and (row.merchant is None or row.merchant.name != outcome.rename_to):
        wanted["merchant"] = outcome.rename_to
    if missing := [tag for tag in outcome.tags if tag not in row.tags]:
        wanted["tags"] = missing
    if splits.parts_by_rule(row, outcome, {}):
        wanted["split"] = len(outcome.splits)
    return wanted


def _category(
    row: Transaction, outcome: Outcome, kind: str, categories: Mapping[str, Category]
) -> Category | None:
    if outcome.category_by and filing_order.fits(outcome.category_by.category_kind, kind):
        return categories.get(outcome.category)
    if kind != row.kind:  # a transfer now: what it was filed under does not fit any more
        return categories.get(kinds.transfer_category(row.description) or "Own Transfer")
    return None


def _words(row: Transaction, wanted: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    before, after = {}, {}
    for name, value in wanted.items():
        if name == "category":
            before[name], after[name] = (row.category.name if row.category else _("No category")), value.name
        elif name == "merchant":
            before[name], after[name] = row.title, value
        elif name == "tags":
            before[name] = " ".join(f"#{tag}" for tag in row.tags) or _("No tags")
            after[name] = " ".join(f"#{tag}" for tag in [*row.tags, *value])
        elif name == "kind":
            before[name], after[name] = row.get_kind_display(), str(Transaction.Kind(value).label)
        else:
            before[name], after[name] = _("One payment"), _("%(n)d parts") % {"n": value}
    return before, after


@transaction.atomic
def run(
    *, workspace: "Workspace", actor: "User", rule: Rule | None, since: date | None, now: datetime
) -> Change:
    """Do what the plan says; it can be undone."""
    matching.lock_ledger(workspace)
    book = rule_books.book_of(workspace) if rule is None else _book(workspace, [rule])
    planned = _plan(workspace, _matching(workspace, book, since=since), locked=True).changes
    before = _write(workspace, planned, now)
    change = Change.objects.create(
        workspace=workspace, created_by=actor, action=Change.Action.RULE, count=len(before), before=before
    )
    audit.record(
        workspace=workspace,
        actor=actor,
        action="rule.applied",
        change_id=change.pk,
        rule_id=rule.pk if rule else None,
        count=len(before),
        transaction_ids=[pk for pk, _fields in before[:50]],
    )
    announce_changed(workspace, count=len(before))
    return change


def _write(workspace: "Workspace", planned: list[Planned], now: datetime) -> list[list[Any]]:
    """Change the rows; returns what each was."""
    categories = {row.name: row for row in Category.objects.in_workspace(workspace)}
    by_id = {str(row.pk): row for row in categories.values()}
    names = {one.outcome.rename_to for one in planned if "merchant" in one.after}
    named = {name: NamedMerchant(name=name) for name in names}
    merchants = catalog.resolve_merchants(workspace=workspace, wanted=named.values())
    by_name = {name: merchants[one] for name, one in named.items()}
    before: list[list[Any]] = []
    after: dict[UUID, dict[str, Any]] = {}
    parts: list[Transaction] = []
    for one in planned:
        values = _values(one, categories, by_name)
        row = one.row
        before.append([str(row.pk), {name: _plain(getattr(row, name)) for name in values}])
        for name, value in values.items():
            setattr(row, name, value)
        if "split" in one.after and (made := splits.parts_by_rule(row, one.outcome, by_id)):
            before[-1][1]["split"] = row.is_split = values["is_split"] = True
            parts += made
        after[row.pk] = values
    _update(after, now)
    Transaction.objects.bulk_create(parts, batch_size=BATCH)
    splits.follow_all([one.row for one in planned if one.row.is_split and "split" not in one.after])
    return before


def _values(
    one: Planned, categories: Mapping[str, Category], merchants: Mapping[str, Merchant]
) -> dict[str, Any]:
    """The columns of a row that change, with their new values."""
    outcome, values = one.outcome, dict[str, Any]()
    if "kind" in one.after:
        values["kind"] = Transaction.Kind.TRANSFER.value
    if "category" in one.after:
        by = outcome.category_by or outcome.transfer_by
        values["category_id"] = categories[one.after["category"]].pk
        values["category_source"], values["category_confidence"] = filing_order.RULE, None
        values["category_rule_id"] = UUID(by.key) if by else None
    if "merchant" in one.after:
        values["merchant_id"] = merchants[outcome.rename_to].pk
    if "tags" in one.after:
        values["tags"] = [*one.row.tags, *(tag for tag in outcome.tags if tag not in one.row.tags)]
    return values


def _update(values: Mapping[UUID, Mapping[str, Any]], now: datetime) -> None:
    """Set columns of many rows: one statement for all rows that get the same."""
    groups: dict[str, list[UUID]] = {}
    for pk, wanted in values.items():
        groups.setdefault(repr(sorted(wanted.items())), []).append(pk)
    for pks in groups.values():
        wanted = {name: list(value) if name == "tags" else value for name, value in values[pks[0]].items()}
        Transaction.objects.filter(pk__in=pks).update(**wanted, updated_at=now)


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def put_back(*, workspace: "Workspace", change: Change, now: datetime) -> int:
    """Undo a run; rows that a person changed or a statement settled since stay. Returns how many are back."""
    told: dict[str, dict[str, Any]] = dict(change.before)
    rows = Transaction.objects.in_workspace(workspace).filter(pk__in=told).select_for_update(of=("self",))
    stay = _settled_since(workspace, change, told)
    back = [row for row in rows if row.pk not in stay]
    split = [row.pk for row in back if told[str(row.pk)].pop("split", False)]
    Transaction.objects.filter(split_of__in=split).delete()
    Transaction.objects.filter(pk__in=split).update(is_split=False, updated_at=now)
    values = {row.pk: told[str(row.pk)] for row in back}
    _without_what_is_gone(workspace, list(values.values()))
    _update({pk: was for pk, was in values.items() if was}, now)
    still = set(split)
    splits.follow_all(list(rows.filter(is_split=True).exclude(pk__in=still)))
    return len(back)


def _settled_since(
    workspace: "Workspace", change: Change, told: Mapping[str, Mapping[str, Any]]
) -> set[UUID]:
    """Rows that a person edited or a statement settled after the run, also in the parts the run made."""
    rows = Transaction.objects.in_workspace(workspace)
    edited = Q(edited_at__gte=change.created_at)
    found = rows.filter(edited | Q(reconciled_at__isnull=False), pk__in=told).values_list("pk", flat=True)
    made = [UUID(pk) for pk, was in told.items() if was.get("split")]
    parts = rows.filter(edited, split_of__in=made).values_list("split_of", flat=True)
    return {pk for pk in (*found, *parts) if pk is not None}


def _without_what_is_gone(workspace: "Workspace", values: Sequence[dict[str, Any]]) -> None:
    """Categories merged away and merchants removed since the run cannot come back."""
    for name, model in (("category_id", Category), ("merchant_id", Merchant)):
        wanted = {was.get(name) for was in values}
        known = row_values.still_there(model.objects.filter(workspace=workspace), wanted)
        for was in values:
            if was.get(name) and was[name] not in known:
                was[name] = None
                if name == "category_id":
                    was["category_source"] = ""
