"""What is known of a paper, each fact with the place it was read from and what is offered instead."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from documents.forms import SIMPLE, PaperForm
from documents.models import Correspondent, Document, PaperTag

if TYPE_CHECKING:
    from django.forms import BoundField

SURE_FROM = 0.6
MOST_TAGS = 24
MOST_NAMES = 300


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a page's text."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion that one tap takes over."""

    label: str
    value: str  # `field:value`


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the panel; `is_unsure` asks the person to look."""

    name: str
    field: "BoundField"
    place: Place | None
    is_unsure: bool
    is_by_hand: bool
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class TagChoice:
    tag: PaperTag
    is_on: bool
    is_offered: bool


def facts_of(document: Document, form: PaperForm) -> list[Fact]:
    """The lines of the panel, in the order people check a paper."""
    offers = offers_of(document)
    return [_fact(document, form, name, offers.get(name, [])) for name in SIMPLE]


def _fact(document: Document, form: PaperForm, name: str, offers: list[Offer]) -> Fact:
    read = document.fields.get(name) or {}
    is_by_hand = name in document.edited_fields
    return Fact(
        name=name,
        field=form[name],
        place=place_of(read),
        is_unsure=not is_by_hand and 0 < float(read.get("confidence") or 0) < SURE_FROM,
        is_by_hand=is_by_hand,
        offers=[] if is_by_hand else offers,
    )


def place_of(read: dict[str, Any]) -> Place | None:
    """Where a value was read, or nothing where it was not read from a page."""
    page, start, end = read.get("page"), read.get("start"), read.get("end")
    if not page or start is None or not end:
        return None
    return Place(page, start, end)


def tag_choices(document: Document) -> list[TagChoice]:
    """The tags of a paper, those offered, then others in use: two queries."""
    on = {tag.pk for tag in document.tags.all()}
    offered = {str(each) for each in _suggested(document, "tags")}
    tags = PaperTag.objects.in_workspace(document.workspace).order_by("name")
    choices = [TagChoice(tag, tag.pk in on, str(tag.pk) in offered and tag.pk not in on) for tag in tags]
    choices.sort(key=lambda choice: (not choice.is_on, not choice.is_offered))
    fixed = sum(choice.is_on or choice.is_offered for choice in choices)
    return choices[: max(MOST_TAGS, fixed)]


def correspondent_names(document: Document) -> list[str]:
    """Names to complete while typing."""
    rows = Correspondent.objects.in_workspace(document.workspace).order_by("name")
    return list(rows.values_list("name", flat=True)[:MOST_NAMES])


def offers_of(document: Document) -> dict[str, list[Offer]]:
    """What the tagger suggests for kind and correspondent and the paper does not say already."""
    kinds = dict(Document.Kind.choices)
    wanted = [pk for pk in _suggested(document, "correspondent") if pk != str(document.correspondent_id)]
    names = Correspondent.objects.in_workspace(document.workspace).filter(pk__in=wanted) if wanted else []
    return {
        "kind": [
            Offer(str(kinds[value]), f"kind:{value}")
            for value in _suggested(document, "kind")
            if value in kinds and value != document.kind
        ],
        "correspondent": [Offer(row.name, f"correspondent:{row.name}") for row in names],
    }


def _suggested(document: Document, name: str) -> list[str]:
    given = document.suggestions.get(name) or []
    return [str(each) for each in given] if isinstance(given, list) else [str(given)]
