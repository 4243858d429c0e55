"""What a movement is called and filed under before it is recorded: rules, then habits, then keywords."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from transactions.enrichment import categories, kinds, merchants
from transactions.enrichment.categories import Choice
from transactions.enrichment.merchants import NamedMerchant
from transactions.models import Merchant, Transaction
from transactions.rules.engine import Outcome, RuleBook
from transactions.rules.facts import Facts, facts_of
from transactions.services import catalog, rule_books

if TYPE_CHECKING:
    from accounts.models import Workspace
    from transactions.services.drafts import TransactionDraft

Origin = Transaction.Origin
AS_WRITTEN = {Origin.FORM, Origin.API, Origin.LEDGER}  # who wrote it down meant what it says
SOURCES = {Origin.CSV: "file", Origin.LEDGER: "file"}  # how conditions call an origin; others as they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfiled:
    """A movement as far as its source tells it.

    Attributes:
        told: a category that the source or a person named, and `told_by` who did.
        is_merchant_fixed, is_kind_fixed: a person said so; no rule changes it.
    """

    description: str
    named: NamedMerchant | None
    kind: str
    amount: Decimal
    currency: str
    booked_on: date
    booked_at: time | None = None
    account: str = ""
    method: str = ""
    note: str = ""
    origin: str = Origin.CSV
    told: str = ""
    told_by: str = categories.FILE
    is_merchant_fixed: bool = False
    is_kind_fixed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What was decided, and by which rules.

    Attributes:
        category: its name; empty for none.
        source: who chose the category: user, rule, file, history, keyword.
        confidence: how sure the chooser is, from 0 to 1.
    """

    named: NamedMerchant | None
    kind: str
    category: str
    source: str
    outcome: Outcome
    confidence: float | None = None

    @property
    def rule_key(self) -> str | None:
        """The rule that chose the category."""
        by = self.outcome.category_by
        return by.key if by and self.source == categories.RULE else None


def unfiled_of(draft: "TransactionDraft", origin: str) -> Unfiled:
    """Whom a draft is about and what kind of movement, as far as it does not say so itself."""
    is_written = origin in AS_WRITTEN
    if draft.merchant and is_written:
        named: NamedMerchant | None = NamedMerchant(name=" ".join(draft.merchant.split()))
    else:
        named = merchants.named_merchant(draft.description, told=draft.merchant)
    return Unfiled(
        description=draft.description,
        named=named,
        kind=draft.kind or kinds.detect_kind(draft.description or draft.merchant, draft.amount),
        amount=draft.amount,
        currency=draft.currency,
        booked_on=draft.booked_on,
        booked_at=draft.booked_at,
        account=str(draft.account.pk),
        method=draft.method,
        note=draft.note,
        origin=origin,
        told=draft.category,
        told_by=draft.category_source or _told_by(origin),
        is_merchant_fixed=is_written and bool(draft.merchant),
        is_kind_fixed=is_written and bool(draft.kind),
    )


def _told_by(origin: str) -> str:
    return categories.USER if origin in {Origin.FORM, Origin.API} else categories.FILE


def file_all(*, workspace: "Workspace", movements: Sequence[Unfiled]) -> list[Filed]:
    """Decide about every movement, in a constant number of queries and with rules compiled once.

    What a ledger file says is trusted: no rule is asked about it.
    """
    book = rule_books.book_of(workspace)
    named = [one.named for one in movements if one.named]
    targets = [NamedMerchant(name=name) for name in book.new_names]
    known = catalog.merchants_by_key(workspace, {key for one in [*named, *targets] for key in one.keys})
    return [_file(one, book, known) for one in movements]


def _file(movement: Unfiled, book: RuleBook, known: dict[str, Merchant]) -> Filed:
    if book.is_empty or movement.origin == Origin.LEDGER:
        choice = _choose(movement, known)
        return _filed(movement, choice, Outcome())
    outcome = book.judge(facts_about(movement, _choose(movement, known).name))
    if outcome.rename_by and not movement.is_merchant_fixed:
        movement = replace(movement, named=NamedMerchant(name=outcome.rename_to))
    if outcome.transfer_by and not movement.is_kind_fixed:
        is_users = movement.told_by == categories.USER
        movement = replace(movement, kind=kinds.TRANSFER, told=movement.told if is_users else "")
    return _filed(movement, _ruled(movement, outcome) or _choose(movement, known), outcome)


def _filed(movement: Unfiled, choice: Choice, outcome: Outcome) -> Filed:
    return Filed(
        named=movement.named,
        kind=movement.kind,
        category=choice.name,
        source=choice.source,
        outcome=outcome,
        confidence=choice.confidence,
    )


def _ruled(movement: Unfiled, outcome: Outcome) -> Choice | None:
    """The category of a rule, unless a person named one or it does not fit what the movement is."""
    by = outcome.category_by
    is_users = movement.told.strip() and movement.told_by == categories.USER
    if by is None or is_users or not categories.fits(by.category_kind, movement.kind):
        return None
    return Choice(by.category, categories.RULE, categories.CERTAIN)


def _choose(movement: Unfiled, known: dict[str, Merchant]) -> Choice:
    """The category without rules."""
    merchant = merchant_of(movement.named, known)
    return categories.choose(
        text=movement.description,
        merchant=movement.named.name if movement.named else "",
        kind=movement.kind,
        told=movement.told,
        told_by=movement.told_by,
        habit=merchant.category if merchant else None,
    )


def merchant_of(named: NamedMerchant | None, known: dict[str, Merchant]) -> Merchant | None:
    return next((known[key] for key in named.keys if key in known), None) if named else None


def facts_about(movement: Unfiled, category: str) -> Facts:
    """What rules see of a movement that is not recorded yet."""
    return facts_of(
        description=movement.description,
        merchant=movement.named.name if movement.named else "",
        note=movement.note,
        method=movement.method,
        amount=movement.amount,
        currency=movement.currency,
        account=movement.account,
        category=category,
        source=SOURCES.get(Origin(movement.origin), movement.origin),
        booked_on=movement.booked_on,
        booked_at=movement.booked_at,
        kind=movement.kind,
    )
