"""Alive, ready, metrics: for load balancers, process managers and Prometheus."""

import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import structlog
from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError

from lumen.ai.tools import breakers, metering, registry
from lumen.common.redis import client

log = structlog.get_logger(__name__)

_BREAKER = {breakers.State.CLOSED: 0, breakers.State.HALF_OPEN: 1, breakers.State.OPEN: 2}
QUEUES = ("default", "interactive", "papers")
PING_SECONDS = 0.5
WORKERS_KNOWN_SECONDS = 10
WORKERS_KEY = "health:workers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing Lumen cannot work without."""

    name: str
    state: str
    ms: float


@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """The process answers; says nothing about what it leans on."""
    return JsonResponse({"status": "ok", "version": settings.VERSION})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Every part with its state and the milliseconds it took; 503 when one is down."""
    parts = [
        check_part("database", lambda: database_state("default")),
        check_part("audit_database", lambda: database_state("audit")),
        check_part("redis", redis_state),
        check_part("workers", worker_state),
        check_part("models", model_state),
    ]
    is_ready = all(part.state == "ok" for part in parts)
    body = {
        "status": "ok" if is_ready else "unavailable",
        "parts": {part.name: {"state": part.state, "ms": part.ms} for part in parts},
        "tools": tool_states(),  # one that rests is told of, but nothing to take the process out for
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def check_part(name: str, check: Callable[[], str]) -> Part:
    """Run one check; whatever it raises means "down" and is logged."""
    started = time.perf_counter()
    try:
        state = check()
    except Exception as error:  # noqa: BLE001  a process boundary: any failure is the answer
        log.warning("ready.part_down", part=name, error=type(error).__name__)
        state = "down"
    ms = round((time.perf_counter() - started) * 1000, 1)
    return Part(name=name, state=state, ms=ms)


def database_state(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def redis_state() -> str:
    return "ok" if client().ping() else "down"


def worker_state() -> str:
    """Whether a Celery worker answers; asked at most every ten seconds."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return "ok"
    known: str | None = cache.get(WORKERS_KEY)
    if known is None:
        known = "ok" if current_app.control.inspect(timeout=PING_SECONDS).ping() else "down"
        cache.set(WORKERS_KEY, known, WORKERS_KNOWN_SECONDS)
    return known


def model_state() -> str:
    """Whether the weights of the sentence model are on this machine; loads nothing."""
    if settings.AI_EMBEDDER != "sentence":
        return "ok"
    from lumen.ai.embeddings.sentence import model_folder

    return "ok" if any(model_folder().glob("*.safetensors")) else "down"


def tool_states() -> dict[str, str]:
    """Whether each tool of the chat works (`closed`), rests after failures (`open`) or has just rested."""
    try:
        return dict(breakers.states_of(tool.name for tool in registry.all_tools()))
    except RedisError:
        return {}


def tool_families(
    figures: Iterable[metering.Figures], standings: Mapping[str, breakers.Standing]
) -> list[Metric]:
    """The metrics of tools; `lumen_tool_breaker` is 0 closed, 1 half-open, 2 open."""
    seconds = HistogramMetricFamily("lumen_tool_seconds", "Time a tool worked.", labels=["tool"])
    calls = CounterMetricFamily(
        "lumen_tool_calls",
        "Calls by how they ended; kept: answered from the cache.",
        labels=["tool", "outcome"],
    )
    tokens = CounterMetricFamily("lumen_tool_tokens", "Language model tokens inside tools.", labels=["tool"])
    dollars = CounterMetricFamily("lumen_tool_dollars", "Their money, by AI_PRICES.", labels=["tool"])
    breaker = GaugeMetricFamily("lumen_tool_breaker", "Whether a tool rests.", labels=["tool"])
    for one in figures:
        limits = [*map(str, metering.BUCKETS), "+Inf"]
        buckets = list(zip(limits, map(float, (*one.within, one.timed)), strict=True))
        seconds.add_metric([one.tool], buckets=buckets, sum_value=one.seconds)
        for outcome, count in one.outcomes.items():
            calls.add_metric([one.tool, outcome], count)
        tokens.add_metric([one.tool], one.tokens)
        dollars.add_metric([one.tool], one.dollars)
        breaker.add_metric([one.tool], _BREAKER[standings[one.tool].state])
    return [seconds, calls, tokens, dollars, breaker]


class QueueCollector(Collector):
    """How many tasks wait in each queue, asked when Prometheus asks."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("lumen_queue_length", "Waiting tasks.", labels=["queue"])
        for queue in QUEUES:
            waiting.add_metric([queue], float(client().llen(queue)))
        return [waiting]

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return []


class ToolCollector(Collector):
    """What the tools of the chat did in all processes, and which of them rest."""

    def collect(self) -> Iterable[Metric]:
        try:
            names = [tool.name for tool in registry.all_tools()]
            return tool_families(metering.figures_of(names), breakers.standings_of(names))
        except RedisError:
            return []

    def describe(self) -> Iterable[Metric]:
        return []


REGISTRY.register(QueueCollector())
REGISTRY.register(ToolCollector())


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text; with `METRICS_TOKEN` set, only for those who send it as a bearer token."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and not hmac.compare_digest(given.encode(), expected.encode()):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
