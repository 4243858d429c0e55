"""What the inbox's list shows: filters and counts."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from transactions.models import Evidence, RawItem

if TYPE_CHECKING:
    from accounts.models import Workspace

SURE_ENOUGH = 0.65
ATTENTION, DOUBTED, CORRECTED = "attention", "doubted", "corrected"
Outcome = RawItem.Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a person asked the list for; empty means everything."""

    outcome: str = ""
    source: str = ""
    state: str = ""
    sender: str = ""

    @property
    def is_active(self) -> bool:
        return bool(self.outcome or self.source or self.state or self.sender)


def doubted() -> Q:
    """The ledger has a payment of it, and the reader now says that it is none."""
    has_payment = Exists(
        Evidence.objects.filter(raw_item=OuterRef("pk"), transaction__deleted_at__isnull=True)
    )
    return (
        Q(has_payment)
        & ~Q(outcome__in=[Outcome.TRANSACTION, Outcome.WAITING])
        & Q(correction__isnull=True, expectation__isnull=True)
    )


def needs_attention() -> Q:
    """Not understood, hardly understood, or the reader changed its mind."""
    unsure = Q(outcome=Outcome.TRANSACTION, confidence__lt=SURE_ENOUGH, correction__isnull=True)
    return Q(outcome=Outcome.UNREADABLE, correction__isnull=True) | unsure | doubted()


def listed(workspace: "Workspace", filters: Filters) -> "QuerySet[RawItem]":
    """The items that fit, newest first, with what a row shows."""
    items = _narrowed(RawItem.objects.in_workspace(workspace), filters)
    if filters.outcome in Outcome.values:
        items = items.filter(outcome=filters.outcome)
    return items.select_related("source", "expectation").prefetch_related("evidence__transaction__merchant")


def _narrowed(items: "QuerySet[RawItem]", filters: Filters) -> "QuerySet[RawItem]":
    if filters.source:
        items = items.filter(source__pk=filters.source)
    if filters.sender:
        items = items.filter(sender__icontains=filters.sender)
    states = {
        ATTENTION: needs_attention(),
        DOUBTED: doubted(),
        CORRECTED: Q(correction__isnull=False),
    }
    return items.filter(states[filters.state]) if filters.state in states else items


def counts(workspace: "Workspace", filters: Filters) -> dict[str, int]:
    """How many there are of each outcome, within the other filters."""
    items = _narrowed(RawItem.objects.in_workspace(workspace), filters)
    return dict(items.order_by().values_list("outcome").annotate(n=Count("pk")))


def state_counts(workspace: "Workspace") -> dict[str, Any]:
    """How many need attention, and how many the reader changed its mind about. One query."""
    return RawItem.objects.in_workspace(workspace).aggregate(
        total=Count("pk"),
        attention=Count("pk", filter=needs_attention()),
        doubted=Count("pk", filter=doubted()),
        corrected=Count("pk", filter=Q(correction__isnull=False)),
    )
