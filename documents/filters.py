"""What the library can be narrowed to: read from an address, applied to papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Self
from uuid import UUID

from django.db.models import DateField, F, Q, Value
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce, Lower, NullIf
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from documents.models import Document, DocumentQuerySet

NONE = "none"  # papers without a correspondent, a tag, a kind
NEWEST = "newest"
LONGEST_TEXT = 500
MOST_VALUES = 20
MOST_AMOUNT = Decimal(10) ** 14
SMALLEST = Decimal("0.0001")
YEARS = range(1000, 3000)
STATES = {
    "ready": Document.READABLE,
    "working": Document.AT_WORK,
    "failed": (Document.Status.FAILED,),
    "cancelled": (Document.Status.CANCELLED,),
}
STATE_WORDS = {
    "ready": _("Ready"),
    "working": _("Being read"),
    "failed": _("Could not be read"),
    "cancelled": _("Cancelled"),
}
SORT_WORDS = {
    NEWEST: _("Added last"),
    "oldest": _("Added first"),
    "date": _("Newest paper"),
    "date-up": _("Oldest paper"),
    "amount": _("Largest amount"),
    "amount-up": _("Smallest amount"),
    "title": _("Title"),
    "correspondent": _("Correspondent"),
}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty ones do not narrow. Dates are both in; a paper without a date counts from when it was added."""

    text: str = ""
    kinds: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()  # papers with every one of them
    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    folder: str = ""
    start: date | None = None
    end: date | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    to_review: bool = False

    @classmethod
    def of(cls, query: QueryDict | Mapping[str, Any]) -> Self:
        """Read the address of a list; what makes no sense is passed over."""
        many = query.getlist if isinstance(query, QueryDict) else lambda name: _listed(query.get(name))
        one = {name: _text(query.get(name)) for name in _SINGLE}
        return cls(
            text=one["q"][:LONGEST_TEXT],
            kinds=_known(many("kind"), {*Document.Kind.values, NONE}),
            correspondents=_ids(many("correspondent")),
            tags=_ids(many("tag")),
            states=_known(many("state"), STATES),
            languages=tuple(value for value in many("language") if value.isalpha())[:MOST_VALUES],
            sources=_known(many("source"), set(Document.Source.values)),
            folder=one["folder"][:LONGEST_TEXT],
            start=_day(one["from"]),
            end=_day(one["to"]),
            least=_number(one["min"]),
            most=_number(one["max"]),
            to_review=one["review"] == "1",
        )

    @property
    def narrows(self) -> bool:
        """Whether anything but the words is asked for."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "text") or any(
            value is not None for value in (self.least, self.most)
        )

    def apply(self, papers: DocumentQuerySet, *, leave_out: str = "") -> DocumentQuerySet:
        """Papers that fit everything but the words.

        Args:
            leave_out: a field that does not narrow, to count what its other values would give.
        """
        for name, narrow in _NARROW.items():
            if name != leave_out and (chosen := getattr(self, name)):
                papers = narrow(papers, chosen)
        return self._between(papers)

    def _between(self, papers: DocumentQuerySet) -> DocumentQuerySet:
        if self.start or self.end:
            papers = papers.alias(paper_day=PAPER_DAY)
        limits = {
            "paper_day__gte": self.start,
            "paper_day__lte": self.end,
            "amount__gte": self.least,
            "amount__lte": self.most,
        }
        return papers.filter(**{name: value for name, value in limits.items() if value is not None})


_SINGLE = ("q", "folder", "from", "to", "min", "max", "review")
PAPER_DAY = Coalesce("issued_on", Cast("created_at", DateField()))


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(each) for each in value] if isinstance(value, list | tuple) else [str(value)]


def _known(values: Sequence[str], known: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value in known))


def _ids(values: Sequence[str]) -> tuple[str, ...]:
    kept = dict.fromkeys(value for value in values if value == NONE or _is_uuid(value))
    return tuple(kept)[:MOST_VALUES]


def _day(text: str) -> date | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and day.year in YEARS else None


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", "")) if text else None
    except InvalidOperation:
        return None
    if number is None or not number.is_finite() or abs(number) >= MOST_AMOUNT:
        return None
    rounded = number.quantize(SMALLEST)
    return number if number == rounded else rounded  # a tiny one is no number for the database


def _with_kinds(papers: DocumentQuerySet, chosen: Sequence[str]) -> DocumentQuerySet:
    return papers.filter(kind__in=["" if value == NONE else value for value in chosen])


def _with_correspondents(papers: DocumentQuerySet, chosen: Sequence[str]) -> DocumentQuerySet:
    found = Q(correspondent__in=[value for value in chosen if value != NONE])
    return papers.filter(found | Q(correspondent=None) if NONE in chosen else found)


def _with_tags(papers: DocumentQuerySet, chosen: Sequence[str]) -> DocumentQuerySet:
    for value in chosen:
        papers = papers.filter(tags=None) if value == NONE else papers.filter(tags=UUID(value))
    return papers


def _in_states(papers: DocumentQuerySet, chosen: Sequence[str]) -> DocumentQuerySet:
    return papers.filter(status__in=[status for state in chosen for status in STATES[state]])


def _in_languages(papers: DocumentQuerySet, chosen: Sequence[str]) -> DocumentQuerySet:
    return papers.filter(language__in=["" if value == NONE else value for value in chosen])


def _to_review(papers: DocumentQuerySet, _chosen: object) -> DocumentQuerySet:
    return papers.to_triage()


_NARROW: dict[str, Any] = {
    "kinds": _with_kinds,
    "correspondents": _with_correspondents,
    "tags": _with_tags,
    "states": _in_states,
    "languages": _in_languages,
    "sources": lambda papers, chosen: papers.filter(source__in=chosen),
    "folder": lambda papers, chosen: papers.filter(folder=chosen),
    "to_review": _to_review,
}


def sorted_by(papers: DocumentQuerySet, sort: str) -> DocumentQuerySet:
    """Papers in one of the orders of `SORT_WORDS`; the newest first otherwise."""
    return papers.order_by(*_ORDERS.get(sort, _ORDERS[NEWEST]))


def _last(name: str, *, descending: bool = True) -> OrderBy:
    """By a field that may be empty, the empty ones at the end."""
    return F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)


_NAME = Lower(Coalesce(NullIf("title", Value("")), "filename"))
_ORDERS: dict[str, tuple[Any, ...]] = {
    NEWEST: ("-created_at", "-pk"),
    "oldest": ("created_at", "pk"),
    "date": (_last("issued_on"), "-created_at", "pk"),
    "date-up": (_last("issued_on", descending=False), "created_at", "pk"),
    "amount": (_last("amount"), "-created_at", "pk"),
    "amount-up": (_last("amount", descending=False), "-created_at", "pk"),
    "title": (_NAME, "pk"),
    "correspondent": (_last("correspondent__name", descending=False), _last("issued_on"), "pk"),
}
