"""What the list and the detail page show around the rows: chips, links, facts, history."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumen.audit import selectors as audit_log
from lumen.audit.models import AuditEvent
from transactions import keyset
from transactions.models import Account, Category, Change, Merchant, Transaction, TransactionQuerySet
from transactions.selectors import IN, NONE, OUT, is_uuid
from transactions.services import changes

if TYPE_CHECKING:
    from accounts.models import User, Workspace

HISTORY_ROWS = 20
INITIALS = {"upi", "imps", "neft", "rtgs", "nach", "ach", "ecs", "atm", "pos", "emi"}
_WORDS: dict[str, str | Promise] = {
    "q": gettext_lazy("Contains “{value}”"),
    "from": gettext_lazy("From {value}"),
    "to": gettext_lazy("To {value}"),
    "min": gettext_lazy("At least {value}"),
    "max": gettext_lazy("At most {value}"),
    "currency": gettext_lazy("In {value}"),
    "tag": gettext_lazy("Tag {value}"),
    "flagged": gettext_lazy("Unusual: {value}"),
}
_DIRECTIONS = {
    OUT: gettext_lazy("Money out"),
    IN: gettext_lazy("Money in"),
    "debit": gettext_lazy("Money out"),
    "credit": gettext_lazy("Money in"),
}
_SORT_WORDS = {
    keyset.NEWEST: gettext_lazy("Newest first"),
    keyset.OLDEST: gettext_lazy("Oldest first"),
    keyset.LARGEST: gettext_lazy("Largest first"),
    keyset.SMALLEST: gettext_lazy("Smallest first"),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter that is on, and the address without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class SortLink:
    value: str
    text: str | Promise
    is_current: bool


def query_string(query: QueryDict) -> str:
    """The filters and the sort order without empty ones and without the page."""
    kept = [(k, v) for k, v in query.lists() if k not in {"cursor", "undo"}]
    pairs = [(key, value) for key, values in kept for value in values if value]
    return f"?{urlencode(pairs)}" if pairs else ""


def with_cursor(query: QueryDict, cursor: str | None) -> str:
    if cursor is None:
        return ""
    here = query_string(query)
    return f"{here}{'&' if here else '?'}{urlencode({'cursor': cursor})}"


def sort_links(query: QueryDict, current: str) -> list[SortLink]:
    chosen = current if current in keyset.SORTS else keyset.NEWEST
    return [SortLink(value, text, value == chosen) for value, text in _SORT_WORDS.items()]


def chips(
    query: QueryDict,
    *,
    workspace: "Workspace",
    categories: list[Category],
    accounts: list[Account],
) -> list[Chip]:
    """The filters that are on, in the order of the URL."""
    names = {str(row.pk): row.name for row in categories} | {str(row.pk): row.name for row in accounts}
    if merchants := [value for value in query.getlist("merchant") if is_uuid(value)]:
        rows = Merchant.objects.in_workspace(workspace).filter(pk__in=merchants)
        names |= {str(pk): name for pk, name in rows.values_list("pk", "name")}
    return [
        Chip(_chip_text(key, value, names), _without(query, key, value))
        for key, values in query.lists()
        for value in values
        if value and (key in _WORDS or key in _NAMED)
    ]


_NAMED = {"category", "merchant", "account", "direction", "kind", "source"}


def _chip_text(key: str, value: str, names: dict[str, str]) -> str:
    if key == "direction":
        return str(_DIRECTIONS.get(value, value))
    if key == "kind":
        return str(dict(Transaction.Kind.choices).get(value, value))
    if key == "source":
        return str(dict(Transaction.Origin.choices).get(value, value))
    if key in _NAMED:
        return _("No category") if value == NONE else names.get(value, value)
    return str(_WORDS[key]).format(value=value)


def _without(query: QueryDict, key: str, value: str) -> str:
    rest = [
        (name, each)
        for name, values in query.lists()
        for each in values
        if each and name not in {"cursor", "undo"} and (name, each) != (key, value)
    ]
    return f"?{urlencode(rest)}" if rest else "?"


def apply_bulk(
    cleaned: dict[str, Any],
    *,
    workspace: "Workspace",
    actor: "User",
    rows: TransactionQuerySet,
    now: datetime,
) -> Change:
    """Call the service for what a checked bulk form asks."""
    shared: dict[str, Any] = {"workspace": workspace, "actor": actor, "rows": rows, "now": now}
    if cleaned["action"] == "category":
        return changes.set_category(category=cleaned["category"], **shared)
    if cleaned["action"] == "tag":
        return changes.add_tag(tag=cleaned["tag"], **shared)
    return changes.delete_transactions(**shared)


def history_of(row: Transaction) -> list[audit_log.Entry]:
    """What the audit log says about this row, newest first."""
    events = AuditEvent.objects.filter(workspace_id=row.workspace_id).filter(
        Q(facts__transaction_id=str(row.pk)) | Q(facts__transaction_ids__contains=[str(row.pk)])
    )
    return audit_log.described(events.order_by("-sequence")[:HISTORY_ROWS])


def method_in_words(method: str) -> str:
    """A way of paying as people write it: UPI, NEFT, Card."""
    return method.upper() if method.casefold() in INITIALS else method[:1].upper() + method[1:]


def facts_of(row: Transaction) -> list[tuple[str, str]]:
    """Names and values of what is filled in beyond the headline."""
    pairs = [
        (_("Account"), row.account.name),
        (_("Payment method"), method_in_words(row.method)),
        (_("As the source wrote it"), row.description),
        (_("Reference"), row.reference),
        (_("Invoice number"), row.invoice_number),
        (_("GSTIN"), row.gstin),
        (_("HSN or SAC"), row.hsn_sac),
        (_("Came from"), row.get_origin_display()),
        (_("External id"), row.external_id),
    ]
    return [(name, value) for name, value in pairs if value]
