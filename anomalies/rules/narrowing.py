"""Leaving rows in the database that no rule can fit. It may let too many through, never too few."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q

from anomalies.rules.engine import EACH, Spec
from transactions.rules.conditions import Known

MOST_RULES = 5  # for more of them reading everything is quicker


def narrowed(specs: Sequence[Spec], known: Known) -> Q:
    """What a row must be like so that one of these rules may fit it."""
    if not specs or len(specs) > MOST_RULES:
        return Q()
    wanted = [_of(spec, known) for spec in specs]
    return reduce(or_, wanted) if all(wanted) else Q()


def _of(spec: Spec, known: Known) -> Q:
    parts = [part for condition in spec.conditions if (part := _of_condition(condition, known))]
    if spec.measure == EACH and spec.threshold is not None:
        parts.append(_at_least(spec.threshold))
    return reduce(and_, parts, Q())


def _of_condition(condition: Mapping[str, Any], known: Known) -> Q:
    field, op, value = (condition.get(name) for name in ("field", "op", "value"))
    if not value:
        return Q()
    if field in {"account", "currency"} and op == "is":
        named = Q(**{f"{field}__in": value if isinstance(value, list) else [value]})
        return ~named if condition.get("not") else named
    if condition.get("not"):
        return Q()
    if field == "category" and op == "is":
        return Q(category__in=_categories(value if isinstance(value, list) else [value], known))
    if field == "amount" and op in {"more", "between"}:
        return _at_least(value[0] if isinstance(value, list) else value)
    return Q()


def _categories(wanted: Iterable[str], known: Known) -> list[str]:
    """Those that share a name with what is wanted: sub-categories, and groups of such."""
    names = frozenset[str]().union(*(known.categories.get(str(pk), frozenset()) for pk in wanted))
    return [pk for pk, own in known.categories.items() if own & names]


def _at_least(limit: object) -> Q:
    try:
        size = Decimal(str(limit))
    except InvalidOperation:
        return Q()
    return Q(base_amount__lte=-size) | Q(base_amount__gte=size)
