"""How the tools of the chat do, for staff: times, failures, cost, and which of them rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Aggregate, Count, FloatField, Max, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from chat.models import Message, ModelUse, ToolRun
from lumen.ai.tools import breakers, registry
from lumen.ai.tools.breakers import Standing, State

log = structlog.get_logger(__name__)
PERMISSION = "chat.view_toolrun"
SPANS = {"day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
_COUNTED = ("calls", "failures", "kept", "middle", "slow", "tokens", "money")
WORKED = Q(as_of="")  # an answer from the cache says nothing about a tool's time


class Percentile(Aggregate):
    """`percentile_cont` of PostgreSQL: the value below which so large a share of the rows lies."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: str, *, share: float, **extra: Any) -> None:
        super().__init__(expression, share=share, **extra)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolLine:
    """One tool within a span of time; `middle` and `slow` are p50 and p95 in milliseconds."""

    name: str
    title: str
    standing: Standing
    calls: int = 0
    failures: int = 0
    kept: int = 0
    middle: float | None = None
    slow: float | None = None
    tokens: int = 0
    money: Decimal = Decimal(0)
    last_error: str = ""
    last_error_at: datetime | None = None

    @property
    def is_resting(self) -> bool:
        return self.standing.state is not State.CLOSED


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """All answers within a span of time; money is in US dollars."""

    answers: int
    tools_each: float
    middle: float | None
    slow: float | None
    money: Decimal
    tokens: int


def lines_of(*, since: datetime) -> list[ToolLine]:
    """Every tool, those that were called first; two queries and one question to Redis."""
    counted = _counted(since)
    errors = _errors(since)
    names = sorted({tool.name for tool in registry.all_tools()} | counted.keys())
    standings = _standings(names)
    lines = [
        ToolLine(
            name=name,
            title=_title(name),
            standing=standings.get(name, Standing(state=State.CLOSED)),
            **counted.get(name, {}),
            **errors.get(name, {}),
        )
        for name in names
    ]
    return sorted(lines, key=lambda line: (not line.is_resting, -line.calls, line.name))


def _counted(since: datetime) -> dict[str, dict[str, Any]]:
    rows = ToolRun.objects.filter(created_at__gte=since).order_by().values("tool")
    told = rows.annotate(
        calls=Count("pk"),
        failures=Count("pk", filter=Q(is_ok=False)),
        kept=Count("pk", filter=~WORKED),
        middle=Percentile("milliseconds", share=0.5, filter=WORKED),
        slow=Percentile("milliseconds", share=0.95, filter=WORKED),
        tokens=Sum("tokens"),
        money=Sum("money"),
    )
    return {str(row["tool"]): {name: row[name] for name in _COUNTED} for row in map(dict, told)}


def _errors(since: datetime) -> dict[str, dict[str, Any]]:
    failed = ToolRun.objects.filter(created_at__gte=since, is_ok=False)
    newest = failed.order_by("tool", "-created_at").distinct("tool")
    return {run.tool: {"last_error": run.summary, "last_error_at": run.created_at} for run in newest}


def _standings(names: Sequence[str]) -> dict[str, Standing]:
    try:
        return breakers.standings_of(names)
    except RedisError:
        return {}


def _title(name: str) -> str:
    return str(registry.get(name).title) if registry.knows(name) else ""


def plans_of(*, since: datetime) -> PlanLine:
    """What answering took and cost altogether; three queries."""
    answers = Message.objects.filter(
        role=Message.Role.ASSISTANT, created_at__gte=since, milliseconds__isnull=False
    )
    told = answers.aggregate(
        count=Count("pk"),
        middle=Percentile("milliseconds", share=0.5),
        slow=Percentile("milliseconds", share=0.95),
    )
    runs = ToolRun.objects.filter(message__in=answers).count()
    used = ModelUse.objects.filter(day__gte=since.date()).aggregate(
        money=Sum("money"), tokens=Sum("tokens"), newest=Max("day")
    )
    return PlanLine(
        answers=told["count"],
        tools_each=runs / told["count"] if told["count"] else 0.0,
        middle=told["middle"],
        slow=told["slow"],
        money=used["money"] or Decimal(0),
        tokens=used["tokens"] or 0,
    )


@require_safe
def page(request: HttpRequest, site: dict[str, Any]) -> HttpResponse:
    """The page; the admin site has seen to it that staff ask."""
    _require(request)
    span = request.GET.get("span", "week")
    since = timezone.now() - SPANS.get(span, SPANS["week"])
    context = {
        **site,
        "title": "Tools of the chat",
        "lines": lines_of(since=since),
        "plans": plans_of(since=since),
        "spans": list(SPANS),
        "span": span if span in SPANS else "week",
    }
    return render(request, "admin/chat/tool_figures.html", context)


@require_POST
def close(request: HttpRequest, tool: str) -> HttpResponse:
    """Let everybody through to a resting tool at once."""
    _require(request)
    if not registry.knows(tool):
        raise Http404
    breakers.close(tool)
    log.info("breaker.closed_by_hand", tool=tool, user_id=request.user.pk)
    messages.success(request, f"{tool} is let through again.")
    return redirect("admin:chat_tool_figures")


def _require(request: HttpRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
