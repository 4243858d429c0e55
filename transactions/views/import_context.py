"""What the pages about imports show, as plain values."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Count, DecimalField, Max, Min, Q, QuerySet, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import can_edit
from lumen.common.http import MemberRequest
from lumen.common.money import group_digits
from transactions.forms_imports import DATE_ORDERS, LayoutForm, SectionsForm
from transactions.importers.columns import Layout
from transactions.models import ImportBatch, ImportRow, Transaction
from transactions.services import imports

ROWS_PER_PAGE = 100
KEPT = "kept"
State = ImportBatch.State
Status = ImportRow.Status
_TONES = {
    Status.NEW: ("positive", ""),
    Status.ERROR: ("negative", "alert"),
    Status.SUSPICIOUS: ("warning", "alert"),
    Status.DUPLICATE: ("", "check"),
    Status.PREVIOUSLY_DELETED: ("", "trash"),
}


def max_megabytes() -> int:
    return int(settings.IMPORT_MAX_BYTES) // (1024 * 1024)


def rows_of(batch: ImportBatch) -> "QuerySet[ImportRow]":
    """Lines with what showing them needs."""
    return batch.rows.select_related("transaction__merchant", "transaction__account", "account")


def import_page(request: MemberRequest, batch: ImportBatch, form: LayoutForm | None) -> dict[str, Any]:
    """The whole page: what it is waiting for, and a page of its rows."""
    is_busy = batch.state in {State.READING, State.COMMITTING}
    context: dict[str, Any] = {"batch": batch, "can_edit": can_edit(request.membership), "is_busy": is_busy}
    if is_busy:
        done, total = imports.progress_of(batch)
        return context | {"done": done, "total": total}
    if batch.state == State.FAILED:
        return context
    return context | summary(request, batch) | _reading(request, batch, form) | _page(request, batch)


def summary(request: MemberRequest, batch: ImportBatch) -> dict[str, Any]:
    """Counts, sums and tabs, without the rows."""
    counts = imports.counts_of([batch])[batch.pk]
    wanted = request.GET.get("status", "")
    return {
        "batch": batch,
        "can_edit": can_edit(request.membership),
        "counts": counts,
        "counted": [
            (counts[status], str(label).lower()) for status, label in Status.choices if counts[status]
        ],
        "tabs": _status_tabs(batch, counts, wanted),
        "wanted": wanted,
        "account_name": account_name(batch),
        "totals": totals(batch),
    }


def _reading(request: MemberRequest, batch: ImportBatch, form: LayoutForm | None) -> dict[str, Any]:
    layout = Layout.from_dict(batch.layout) if batch.layout.get("headers") else None
    is_preview = batch.state == State.PREVIEW
    sections = batch.reading.get("sections", [])
    chosen = SectionsForm(workspace=request.workspace, sections=sections) if is_preview else None
    return {
        "layout": layout,
        "form": form or (LayoutForm(layout=layout) if layout and is_preview else None),
        "date_order": dict(DATE_ORDERS)[layout.date_order] if layout else "",
        "sections": _sections(batch, chosen),
        "needs_review": batch.reading.get("needs_review", ""),
        "note": batch.reading.get("note", ""),
        "is_remembered": batch.reading.get("is_remembered", False),
        "earlier": imports.earlier_import(batch) if is_preview else None,
        "undo": batch.outcome.get("undo"),
        "kept_words": _kept_words(batch.outcome.get("undo") or {}),
    }


def _kept_words(undo: dict[str, int]) -> list[str]:
    """Why rows stayed, with how many for each reason."""
    told = (
        (undo.get("edited", 0), _("%(n)d changed by you")),
        (undo.get("reconciled", 0), _("%(n)d agreed with the bank")),
        (undo.get("told", 0), _("%(n)d told by another source too")),
    )
    return [words % {"n": n} for n, words in told if n]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """An account of the file with how much it tells."""

    name: str
    hint: str
    currency: str
    opening: Decimal | None
    closing: Decimal | None
    rows: int
    field: Any


def _sections(batch: ImportBatch, form: SectionsForm | None) -> list[ShownSection]:
    kept = batch.reading.get("sections", [])
    counted = batch.rows.order_by().values_list("fields__section").annotate(n=Count("pk"))
    rows = dict(counted) if len(kept) > 1 else {}
    return [
        ShownSection(
            name=section["called"] if section["account"] is None else section["name"],
            hint=" ".join(
                part
                for part in (section["institution"], section["last4"] and f"••{section['last4']}")
                if part
            ),
            currency=section["currency"] or batch.workspace.base_currency,
            opening=Decimal(section["opening_balance"]) if section["opening_balance"] else None,
            closing=Decimal(section["closing_balance"]) if section["closing_balance"] else None,
            rows=rows.get(number, 0),
            field=form[f"section_{number}"] if form else None,
        )
        for number, section in enumerate(kept)
    ]


def _digits(section: dict[str, Any]) -> str:
    last4 = f"••{section['last4']}" if section["last4"] else ""
    return f"{section['institution']} {last4}".strip()


def _page(request: MemberRequest, batch: ImportBatch) -> dict[str, Any]:
    wanted = request.GET.get("status", "")
    rows = rows_of(batch).order_by("line")
    if wanted in Status.values:
        rows = rows.filter(status=wanted)
    elif wanted == KEPT:
        rows = rows.filter(transaction__isnull=False)
    page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {"page": page, "rows": [shown_row(batch, row) for row in page]}


def _status_tabs(batch: ImportBatch, counts: dict[str, int], wanted: str) -> list[dict[str, Any]]:
    url = reverse("transactions:import-detail", args=[batch.pk])
    total = sum(counts[status] for status in Status.values)
    grouped = partial(_grouped, batch)
    tabs = [{"text": _("All"), "url": url, "current": not wanted, "count": grouped(total)}]
    labels = {
        Status.NEW: _("New"),
        Status.DUPLICATE: _("Known"),
        Status.SUSPICIOUS: _("To decide"),
        Status.PREVIOUSLY_DELETED: _("Deleted before"),
        Status.ERROR: _("Problems"),
    }
    tabs += [
        {
            "text": label,
            "url": f"{url}?status={status}",
            "current": wanted == status,
            "count": grouped(counts[status]),
        }
        for status, label in labels.items()
        if counts[status]
    ]
    kept = (batch.outcome.get("undo") or {}).get("kept", 0)
    if kept:
        tabs.append(
            {
                "text": _("Kept"),
                "url": f"{url}?status={KEPT}",
                "current": wanted == KEPT,
                "count": grouped(kept),
            }
        )
    return tabs


def _grouped(batch: ImportBatch, number: int) -> str:
    return group_digits(str(number), indian=batch.workspace.base_currency == "INR")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRow:
    """A line of a file with its values, and the ledger row it is or may be."""

    row: ImportRow
    day: date | None
    amount: Decimal | None
    tone: str
    icon: str
    why: str
    other: Transaction | None
    is_open: bool  # a person may still decide about it
    splits: list[tuple[str, Decimal]]


def shown_row(batch: ImportBatch, row: ImportRow) -> ShownRow:
    day, amount = row.fields.get("booked_on"), row.fields.get("amount")
    tone, icon = _TONES[Status(row.status)]
    return ShownRow(
        row=row,
        day=date.fromisoformat(day) if day else None,
        amount=Decimal(amount) if amount else None,
        tone=tone,
        icon=icon,
        why=_why(row),
        other=row.transaction,
        is_open=batch.state == State.PREVIEW,
        splits=[
            (part["category"] or part["note"], Decimal(part["amount"]))
            for part in row.fields.get("splits", [])
        ],
    )


def _why(row: ImportRow) -> str:
    """How a line was recognised, in words."""
    if row.status not in {Status.DUPLICATE, Status.PREVIOUSLY_DELETED}:
        return ""
    words = {
        "id": _("same number at the bank"),
        "content": _("imported before"),
        "likeness": _("told by another source"),
        "person": _("as you said"),
    }
    return words.get(row.fields.get("known_by", ""), "")


def account_name(batch: ImportBatch) -> str:
    """The account the rows go to; one that will be opened is called by its coming name."""
    sections = batch.reading.get("sections", [])
    if len(sections) > 1:
        return ngettext("%(n)d account", "%(n)d accounts", len(sections)) % {"n": len(sections)}
    if batch.account:
        return batch.account.name
    return sections[0]["called"] if sections else ""


@dataclass(frozen=True, slots=True)
class Totals:
    money_out: Decimal
    money_in: Decimal
    currency: str
    first: date
    last: date


def totals(batch: ImportBatch) -> list[Totals]:
    """Sums and dates of the included rows by currency, as a check against the paper statement."""
    value = Cast(KT("fields__amount"), DecimalField(max_digits=18, decimal_places=2))
    rows = (
        batch.rows.filter(is_included=True)
        .order_by()
        .annotate(currency=KT("fields__currency"), value=value, day=KT("fields__booked_on"))
        .values("currency")
        .annotate(
            money_out=Sum("value", filter=Q(value__lt=0), default=Decimal(0)),
            money_in=Sum("value", filter=Q(value__gt=0), default=Decimal(0)),
            first=Min("day"),
            last=Max("day"),
        )
        .order_by("currency")
    )
    return [
        Totals(
            row["money_out"],
            row["money_in"],
            row["currency"],
            date.fromisoformat(row["first"]),
            date.fromisoformat(row["last"]),
        )
        for row in rows
    ]
