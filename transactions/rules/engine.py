"""Rules in their order, compiled once, and what they decide about a payment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from transactions.enrichment.categories import fits
from transactions.enrichment.kinds import TRANSFER
from transactions.rules.conditions import Known, Predicate, compile_condition
from transactions.rules.facts import Facts

ALL, ANY = "all", "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A rule without its database row."""

    key: str = ""
    name: str = ""
    match: str = ALL
    conditions: Sequence[Mapping[str, Any]] = ()
    category: str = ""  # its name
    category_kind: str = ""
    rename_to: str = ""
    add_tags: tuple[str, ...] = ()
    splits: tuple[Mapping[str, Any], ...] = ()
    marks_transfer: bool = False
    ignores: bool = False
    stops: bool = False


@dataclass(frozen=True, slots=True)
class _Compiled:
    spec: Spec
    holds: Predicate


@dataclass(slots=True)
class Outcome:
    """What the rules decide about one payment; of each kind of decision the first rule's counts, tags add up.

    Each `…_by` is the rule that decided, or `None`.
    """

    category_by: Spec | None = None
    rename_by: Spec | None = None
    split_by: Spec | None = None
    transfer_by: Spec | None = None
    ignored_by: Spec | None = None
    tags: list[str] = field(default_factory=list)
    matched: list[Spec] = field(default_factory=list)

    @property
    def category(self) -> str:
        return self.category_by.category if self.category_by else ""

    @property
    def rename_to(self) -> str:
        return self.rename_by.rename_to if self.rename_by else ""

    @property
    def splits(self) -> tuple[Mapping[str, Any], ...]:
        return self.split_by.splits if self.split_by else ()


class RuleBook:
    """Compiled rules, asked in their order."""

    def __init__(self, specs: Sequence[Spec], known: Known) -> None:
        self._rules = [_Compiled(spec, _compile(spec, known)) for spec in specs]

    @property
    def is_empty(self) -> bool:
        return not self._rules

    @property
    def new_names(self) -> set[str]:
        """The merchants that rules rename to."""
        return {rule.spec.rename_to for rule in self._rules if rule.spec.rename_to}

    def judge(self, facts: Facts) -> Outcome:
        """What the rules decide. A payment that one of them ignores is asked no further."""
        outcome = Outcome()
        for rule in self._rules:
            if not rule.holds(facts):
                continue
            _decide(outcome, rule.spec, facts)
            if rule.spec.stops or outcome.ignored_by:
                break
        return outcome


def _compile(spec: Spec, known: Known) -> Predicate:
    predicates = [compile_condition(condition, known) for condition in spec.conditions]
    if not predicates:
        return lambda _facts: False
    if len(predicates) == 1:
        return predicates[0]
    join: Callable[[Any], bool] = any if spec.match == ANY else all
    return lambda facts: join(holds(facts) for holds in predicates)


def _decide(outcome: Outcome, spec: Spec, facts: Facts) -> None:
    outcome.matched.append(spec)
    if spec.ignores and outcome.ignored_by is None:
        outcome.ignored_by = spec
    if spec.marks_transfer and outcome.transfer_by is None:
        outcome.transfer_by = spec
    kind = TRANSFER if outcome.transfer_by else facts.kind
    if spec.category and outcome.category_by is None and fits(spec.category_kind, kind):
        outcome.category_by = spec
    if spec.rename_to and outcome.rename_by is None:
        outcome.rename_by = spec
    if spec.splits and outcome.split_by is None:
        outcome.split_by = spec
    outcome.tags += [tag for tag in spec.add_tags if tag not in outcome.tags]
