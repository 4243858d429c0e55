"""The chips above the library: what papers can be narrowed to, and how many there would be."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.conf.locale import LANG_INFO
from django.db.models import Count
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.filters import NEWEST, NONE, SORT_WORDS, STATE_WORDS, STATES, Filters
from documents.models import Correspondent, Document, DocumentQuerySet, PaperTag
from lumen.common.dates import add_months, month_of

if TYPE_CHECKING:
    from accounts.models import Workspace

MOST_OPTIONS = 60
NOT_KEPT = ("page", "deleted", "undo", "at", "view")
_STATE_OF = {status: state for state, statuses in STATES.items() for status in statuses}
_DIMENSIONS = {  # facet -> the column that is counted
    "kinds": "kind",
    "correspondents": "correspondent_id",
    "states": "status",
    "languages": "language",
    "sources": "source",
}
_LABELS: dict[str, Promise] = {
    "kinds": gettext_lazy("Kind"),
    "correspondents": gettext_lazy("Correspondent"),
    "tags": gettext_lazy("Tag"),
    "states": gettext_lazy("State"),
    "languages": gettext_lazy("Language"),
    "sources": gettext_lazy("Source"),
}
_PARAMETERS = {
    "kinds": "kind",
    "correspondents": "correspondent",
    "tags": "tag",
    "states": "state",
    "languages": "language",
    "sources": "source",
}
_WITHOUT: dict[str, Promise] = {
    "kinds": gettext_lazy("No kind"),
    "correspondents": gettext_lazy("No correspondent"),
    "tags": gettext_lazy("No tag"),
    "languages": gettext_lazy("Not known"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet; its address turns it on or off."""

    label: str
    count: int
    is_on: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A chip with a menu; `chosen` names what is on."""

    name: str
    label: str
    options: list[Option]
    chosen: str
    clear_url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of a menu with one choice."""

    label: str
    url: str
    is_on: bool


def with_query(query: QueryDict, **changes: Any) -> str:
    """The address of the list with some parameters replaced; it starts at the first page again.

    Args:
        changes: a text, a list of texts, or nothing to take the parameter away. `from_` is `from`.
    """
    kept = query.copy()
    for name in NOT_KEPT:
        kept.pop(name, None)
    for name, value in changes.items():
        values = value if isinstance(value, list) else [value] if value else []
        kept.setlist(name.rstrip("_"), values)
    for name in [name for name, values in kept.lists() if not any(values)]:
        del kept[name]
    return f"?{kept.urlencode()}"


def facets(
    *, workspace: "Workspace", papers: DocumentQuerySet, filters: Filters, query: QueryDict
) -> list[Facet]:
    """The facets of a list with their counts, in three queries.

    Args:
        papers: what is counted, not narrowed yet.
    """
    counts = _counts(papers, filters)
    names: dict[str, dict[str, str]] = {
        "kinds": _words(Document.Kind.choices),
        "correspondents": _names(workspace, counts["correspondents"]),
        "states": {state: str(words) for state, words in STATE_WORDS.items()},
        "languages": {code: language_name(code) for code in counts["languages"]},
        "sources": _words(Document.Source.choices),
    }
    counts["tags"], names["tags"] = _tags(filters.apply(papers, leave_out="tags"), filters, workspace)
    return [_facet(name, counts[name], names[name], getattr(filters, name), query) for name in _LABELS]


def _counts(papers: DocumentQuerySet, filters: Filters) -> dict[str, Counter[str]]:
    """For each facet how many papers a value has among those that fit all the others."""
    others = replace(filters, kinds=(), correspondents=(), states=(), languages=(), sources=())
    rows = others.apply(papers).order_by().values_list(*_DIMENSIONS.values()).annotate(n=Count("pk"))
    counts: dict[str, Counter[str]] = {name: Counter() for name in _DIMENSIONS}
    for *columns, number in rows:
        values = dict(zip(_DIMENSIONS, columns, strict=True))
        values["states"] = _STATE_OF[values["states"]]
        shown = {name: str(value or NONE) for name, value in values.items()}
        misfits = [
            name for name in shown if getattr(filters, name) and shown[name] not in getattr(filters, name)
        ]
        for name in shown if not misfits else misfits if len(misfits) == 1 else ():
            counts[name][shown[name]] += number
    return counts


def _words(choices: Any) -> dict[str, str]:
    return {value: str(label) for value, label in choices}


def _names(workspace: "Workspace", counts: Counter[str]) -> dict[str, str]:
    wanted = [value for value, _count in counts.most_common(MOST_OPTIONS) if value != NONE]
    rows = Correspondent.objects.in_workspace(workspace).filter(pk__in=wanted)
    return {str(pk): name for pk, name in rows.values_list("pk", "name")}


def _tags(
    papers: DocumentQuerySet, filters: Filters, workspace: "Workspace"
) -> tuple[Counter[str], dict[str, str]]:
    rows = PaperTag.objects.in_workspace(workspace).filter(documents__in=papers.order_by())
    found = rows.annotate(n=Count("documents", distinct=True)).order_by().values_list("pk", "name", "n")
    counts, names = Counter[str](), {}
    for pk, name, number in found:
        counts[str(pk)], names[str(pk)] = number, name
    return counts, names


def language_name(code: str) -> str:
    """The English name of a language; the code where none is known."""
    known = LANG_INFO.get(code) or {}
    return str(known.get("name", code.upper() if code != NONE else _("Not known")))


def _facet(
    name: str, counts: Counter[str], names: dict[str, str], chosen: tuple[str, ...], query: QueryDict
) -> Facet:
    parameter = _PARAMETERS[name]
    values = [value for value, _count in counts.most_common(MOST_OPTIONS)]
    values += [value for value in chosen if value not in values]
    shown = {
        value: str(_WITHOUT.get(name, value)) if value == NONE else names.get(value, value)
        for value in values
    }
    options = [
        Option(
            shown[value],
            counts[value],
            value in chosen,
            with_query(query, **{parameter: _toggled(chosen, value)}),
        )
        for value in values
    ]
    return Facet(
        name=parameter,
        label=str(_LABELS[name]),
        options=options,
        chosen=", ".join(shown[value] for value in chosen),
        clear_url=with_query(query, **{parameter: ""}),
    )


def _toggled(chosen: tuple[str, ...], value: str) -> list[str]:
    return [each for each in chosen if each != value] if value in chosen else [*chosen, value]


def periods(query: QueryDict, filters: Filters, today: date) -> list[Choice]:
    """Usual stretches of time for the dates of papers."""
    month, year = month_of(today), date(today.year, 1, 1)
    before = add_months(today.replace(day=1), -1)
    stretches = [
        (_("This month"), month.start, _day_before(month.end)),
        (_("Last month"), before, _day_before(month.start)),
        (_("This year"), year, date(today.year, 12, 31)),
        (_("Last year"), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    ]
    return [
        Choice(
            words,
            with_query(query, from_=str(start), to=str(end)),
            (filters.start, filters.end) == (start, end),
        )
        for words, start, end in stretches
    ]


def _day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


def sorts(query: QueryDict, current: str) -> list[Choice]:
    """The orders of the list."""
    chosen = current if current in SORT_WORDS else NEWEST
    return [
        Choice(str(words), with_query(query, sort="" if value == NEWEST else value), value == chosen)
        for value, words in SORT_WORDS.items()
    ]
