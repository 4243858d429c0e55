"""How an assistant does: figures for a time, as a page and as a file."""

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import can_administer
from assistants.models import Assistant
from assistants.selectors import analytics as selector
from assistants.selectors import decisions
from assistants.selectors.analytics import PERIODS, USUAL, Analytics
from assistants.views.common import assistant_or_404
from lumen.common import charts
from lumen.common.http import MemberRequest

COUNTED = ("total", "resolved", "handed_over", "decided", "kept")


@require_safe
@login_required
def assistant_analytics(request: MemberRequest, slug: str) -> HttpResponse:
    """Figures of the last days, charts with their tables, and what switching topics on would have done."""
    assistant = assistant_or_404(request, slug)
    chosen = _chosen(request)
    now = timezone.now()
    found = selector.analytics(assistant, selector.span_of(chosen, now))
    context = {
        "assistant": assistant,
        "tab": "analytics",
        "found": found,
        "periods": _periods(chosen),
        "chosen": chosen,
        "questions": [{"row": one, "url": _suggestions(assistant, one)} for one in found.questions],
        "replays": decisions.replays(assistant, now=now),
        "weeks": [{"label": f"{one.key:%-d %b}", "value": one.total} for one in found.weeks if one.key],
        "handovers": [{"label": label, "value": n} for label, n in found.handovers],
        "dots": charts.dots([(b.confidence, b.accuracy, b.count) for b in found.reliability.bins]),
        "may_administer": can_administer(request.membership),
    }
    return render(request, "assistants/owner/analytics.html", context)


@require_safe
@login_required
def assistant_analytics_file(request: MemberRequest, slug: str) -> HttpResponse:
    """The same figures as a CSV file: section, name, figure, value."""
    assistant = assistant_or_404(request, slug)
    found = selector.analytics(assistant, selector.span_of(_chosen(request), timezone.now()))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{assistant.slug}-analytics.csv"'
    writer = csv.writer(response)
    writer.writerow(["section", "name", "figure", "value"])
    writer.writerows([_harmless(cell) for cell in line] for line in lines_of(found))
    return response


def _chosen(request: MemberRequest) -> str:
    asked = request.GET.get("days", USUAL)
    return asked if asked in PERIODS or asked == "all" else USUAL


def _periods(chosen: str) -> list[dict[str, Any]]:
    names = {"7": _("7 days"), "30": _("30 days"), "90": _("90 days"), "365": _("12 months"), "all": _("All")}
    return [{"text": text, "url": f"?days={key}", "current": key == chosen} for key, text in names.items()]


def _suggestions(assistant: Assistant, suggestion: Any) -> str:
    page = reverse("assistants:suggestions", args=[assistant.slug])
    return f"{page}?{urlencode({'kind': suggestion.kind})}#suggestion-{suggestion.pk}"


def lines_of(found: Analytics) -> Iterator[list[Any]]:
    """Every figure as section, name, figure, value."""
    totals: dict[str, Any] = {
        "conversations": found.conversations,
        "drafts": found.drafts,
        "satisfaction": found.contentment,
    }
    for section, values in totals.items():
        yield from ([section, "", name, getattr(values, name)] for name in values.__slots__)
    yield ["conversations", "", "cost_each_usd", found.cost_per_conversation]
    yield from (["handovers", label, "count", count] for label, count in found.handovers)
    for section, groups in (("topic", found.topics), ("channel", found.channels), ("week", found.weeks)):
        yield from (
            [section, group.label, name, getattr(group, name)] for group in groups for name in COUNTED
        )
    yield from _learning_lines(found)


def _learning_lines(found: Analytics) -> Iterator[list[Any]]:
    for style in found.styles:
        yield from (
            ["style", style.name, "decided", style.decided],
            ["style", style.name, "kept", style.accepted],
        )
    yield from (["unanswered", one.title, "count", one.count] for one in found.questions)
    for one in found.reliability.bins:
        name = f"{one.confidence:.2f}"
        yield from (
            ["reliability", name, "accuracy", f"{one.accuracy:.4f}"],
            ["reliability", name, "count", one.count],
        )


def _harmless(cell: Any) -> Any:
    """A spreadsheet must not take a customer's words for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell else cell
