"""Asking rules about the ledger: when a payment comes in, over a stretch of the past, and before saving."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from anomalies.facts import Notice
from anomalies.learned import Learned
from anomalies.models import Finding, FindingRule
from anomalies.rules import reading
from anomalies.rules.engine import EACH, RuleBook, RulePayment, Spec
from transactions.models import Transaction
from transactions.rules.conditions import Known
from transactions.services.rule_books import known_to, names_of

if TYPE_CHECKING:
    from accounts.models import Workspace

LOOKS_BACK = timedelta(days=365)
SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """One time a rule would have spoken: about this payment, with these words."""

    notice: Notice
    row: Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """How often a rule would have spoken in the last year; the latest of it, newest first."""

    count: int
    months: tuple[int, ...]  # how often in each of the last twelve months, oldest first
    fired: Sequence[Fired]

    @property
    def more(self) -> int:
        return self.count - len(self.fired)


def notices_about(
    workspace: "Workspace", *, keys: Iterable[str], oldest: date, learned: Learned
) -> list[Notice]:
    """What the workspace's rules say about payments that just came in.

    Payments that no rule fits cost one query beside that of the rules themselves.
    """
    wanted = set(keys)
    rules = reading.active_rules(workspace) if wanted else []
    if not rules:
        return []
    specs, known = _specs(workspace, rules), known_to(workspace)
    fresh = list(reading.payments_of(workspace, specs, known=known, since=oldest, keys=wanted))
    fitting = RuleBook(specs, known, base_currency=workspace.base_currency).fitting(fresh)
    by_window = [spec for spec in fitting if spec.measure != EACH]
    found = _judged(workspace, [spec for spec in fitting if spec.measure == EACH], known, fresh)
    if by_window:
        since = reading.since_of(by_window, fresh[0].day)
        past = reading.payments_of(workspace, by_window, known=known, since=since)
        found += _judged(workspace, by_window, known, past)
    return [
        notice
        for notice in found
        if (notice.key in wanted or wanted.intersection(notice.others)) and not silenced(notice, learned)
    ]


def notices_since(workspace: "Workspace", *, since: date, learned: Learned | None = None) -> list[Notice]:
    """Every notice the rules that are switched on give from `since` on, oldest first."""
    specs = _specs(workspace, reading.active_rules(workspace))
    if not specs:
        return []
    known = known_to(workspace)
    payments = reading.payments_of(workspace, specs, known=known, since=reading.since_of(specs, since))
    return [
        notice
        for notice in _judged(workspace, specs, known, payments)
        if notice.day >= since and not (learned and silenced(notice, learned))
    ]


def _specs(workspace: "Workspace", rules: Iterable[FindingRule]) -> list[Spec]:
    found = list(rules)
    names = names_of(workspace) if found else {}
    return [reading.spec_of(rule, names) for rule in found]


def _judged(
    workspace: "Workspace", specs: Sequence[Spec], known: Known, payments: Iterable[RulePayment]
) -> list[Notice]:
    return RuleBook(specs, known, base_currency=workspace.base_currency).judge(payments) if specs else []


def silenced(notice: Notice, learned: Learned) -> bool:
    """Whether somebody muted this rule or, for single payments, this merchant."""
    merchant = notice.merchant if notice.facts.words["measure"] in {"", EACH} else ""
    return learned.silences(f"{notice.kind}:{notice.rule}", merchant)


def unsaid(workspace: "Workspace", notices: Sequence[Notice]) -> list[Notice]:
    """Without those whose rule spoke about the same window and limit before, at another payment."""
    windows = [n for n in notices if n.rule and n.facts.words["measure"] not in {"", EACH}]
    if not windows:
        return list(notices)
    rows = Finding.objects.in_workspace(workspace).filter(rule__in={UUID(n.rule) for n in windows})
    rows = rows.filter(happened_on__gte=min(_start(n) for n in windows))
    told = {
        (str(rule), words["words"]["from"], words["numbers"]["threshold"]): str(key)
        for rule, key, words in rows.values_list("rule_id", "transaction_id", "features")
    }
    return [n for n in notices if not n.rule or told.get(_window_of(n), n.key) == n.key]


def _start(notice: Notice) -> date:
    return date.fromisoformat(notice.facts.words["from"])


def _window_of(notice: Notice) -> tuple[str, str, float]:
    return notice.rule, notice.facts.words["from"], notice.facts.numbers["threshold"]


# Before saving


def preview(workspace: "Workspace", rule: FindingRule, *, today: date, shown: int = SHOWN) -> Preview:
    """When a rule, saved or not, would have spoken in the last year. Nothing is written."""
    specs, known = _specs(workspace, [rule]), known_to(workspace)
    first = today - LOOKS_BACK
    payments = reading.payments_of(workspace, specs, known=known, since=reading.since_of(specs, first))
    found = [n for n in _judged(workspace, specs, known, payments) if n.day > first]
    latest = found[-shown:][::-1]
    rows = Transaction.objects.in_workspace(workspace).for_lists().in_bulk([UUID(n.key) for n in latest])
    return Preview(
        count=len(found),
        months=_by_month(found, today),
        fired=[Fired(notice=n, row=rows[UUID(n.key)]) for n in latest],
    )


def _by_month(notices: Iterable[Notice], today: date) -> tuple[int, ...]:
    counts = [0] * 12
    for notice in notices:
        age = (today.year - notice.day.year) * 12 + today.month - notice.day.month
        counts[11 - min(11, max(0, age))] += 1
    return tuple(counts)
