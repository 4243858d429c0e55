"""Trying the watch on a history: upload, how far it is, and what Lumen would have said."""

import gzip
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from anomalies.forms_backtests import BacktestForm
from anomalies.models import Backtest, BacktestQuerySet
from anomalies.services import backtests
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

PAGE_SIZE = 50


def _mine(request: MemberRequest) -> BacktestQuerySet:
    """What this person tried here; nobody else sees it."""
    return Backtest.objects.in_workspace(request.workspace).of(request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def backtest_home(request: MemberRequest) -> HttpResponse:
    """Upload a history; those of the last day below. Every member may: it touches nothing."""
    form = BacktestForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            test = backtests.start(
                workspace=request.workspace,
                user=request.user,
                filename=form.cleaned_data["file"].name,
                content=form.cleaned_data["file"].read(),
                warmup_months=form.cleaned_data["warmup_months"],
                now=timezone.now(),
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            return redirect("anomalies:backtest", pk=test.pk)
    context = {"form": form, "tests": _mine(request).light(), "most_mb": backtests.MAX_BYTES // 2**20}
    status = 422 if request.method == "POST" else 200
    return render(request, "anomalies/backtest/home.html", context, status=status)


@require_safe
@login_required
def backtest_detail(request: MemberRequest, pk: UUID) -> HttpResponse:
    """How far it is, then what Lumen would have said."""
    test = get_object_or_404(_mine(request).light(), pk=pk)
    context: dict[str, Any] = {"test": test}
    if test.is_done:
        context |= _report(request, test.report)
    return render_page(request, "anomalies/backtest/detail.html", context, fragment="backtest-result")


def _report(request: MemberRequest, report: dict[str, Any]) -> dict[str, Any]:
    entries = [{**one, "day": date.fromisoformat(one["date"])} for one in report["entries"]]
    bars = [{"label": _when(one["when"]), "value": one["notices"]} for one in report["months"]]
    return {
        "report": report,
        "judged_from": date.fromisoformat(report["from"]),
        "judged_until": date.fromisoformat(report["until"]),
        "page": Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page")),
        "bars": bars,
        "figures": _figures(report["summary"]),
        "not_shown": report["said"] - len(report["entries"]),
    }


def _when(told: str) -> str:
    """A month of the report in words, or a year as it is."""
    return date_format(date.fromisoformat(f"{told}-01"), "M Y") if "-" in told else told


def _figures(summary: dict[str, float] | None) -> list[tuple[str, str, str]]:
    """Figures against the labels: name, value, and what it means."""
    if summary is None:
        return []
    return [
        (_("Precision"), f"{summary['precision']:.2f}", _("of what was told, so much was labelled")),
        (_("Recall"), f"{summary['recall']:.2f}", _("of what was labelled, so much was told")),
        (_("F1"), f"{summary['f1']:.2f}", _("the two in one number")),
        (_("PR-AUC"), f"{summary['pr_auc']:.2f}", _("over all thresholds")),
        (
            _("Alerts"),
            f"{summary['alerts_per_user_month']:.2f}",
            _("for each user and month"),
        ),
        (_("Incidents"), f"{summary['incident_recall']:.0%}", _("of the days with a label, noticed")),
    ]


@require_POST
@login_required
def backtest_stop(request: MemberRequest, pk: UUID) -> HttpResponse:
    backtests.stop(test=get_object_or_404(_mine(request).light(), pk=pk), now=timezone.now())
    return redirect("anomalies:backtest", pk=pk)


@require_POST
@login_required
def backtest_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Throw the result away before its day is over."""
    get_object_or_404(_mine(request).light(), pk=pk).delete()
    messages.success(request, _("Thrown away."))
    return redirect("anomalies:backtests")


@require_safe
@login_required
def backtest_lines(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The result lines, as the command prints them."""
    test = get_object_or_404(_mine(request), pk=pk)
    if not test.is_done or test.lines is None:
        raise Http404
    name = slugify(test.filename.rsplit(".", 1)[0]) or "history"
    return HttpResponse(
        gzip.decompress(bytes(test.lines)),
        content_type="application/x-ndjson; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}-result.jsonl"'},
    )
