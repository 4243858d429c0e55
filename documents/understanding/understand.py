"""Understanding a stored paper: kind, correspondent, fields, tags by rules, and what is suggested."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from documents.models import Correspondent, Document, MatchAlgorithm, PaperTag
from documents.signals import understood
from documents.understanding import VERSION, filing, labels, learning
from documents.understanding.fields import FIRST_PAGES, Fields, PageText, read_fields
from documents.understanding.kinds import Kind, kind_of
from documents.understanding.senders import sender_of
from lumen.audit import services as audit

SIMPLE = ("issued_on", "due_on", "amount", "tax", "currency", "number", "gstin")
OTHERS = (
    *("kind", "correspondent", "title", "items", "fields", "suggestions", "understood_by", "updated_at"),
)
_EMPTY = {"issued_on": None, "due_on": None, "amount": None, "tax": None}
LARGEST = Decimal(10) ** 14


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read of a paper; `text` is what rules and the tagger look at."""

    kind: Kind
    fields: Fields
    text: str


@transaction.atomic
def understand(*, document_id: str, now: datetime) -> list[str]:
    """Read what a paper says and file it; safe to repeat. What a person set stays.

    Returns:
        The names of the fields that changed.
    """
    document = (
        Document.objects.readable()
        .select_for_update(of=("self",))
        .select_related("workspace", "correspondent")
        .filter(pk=document_id)
        .first()
    )
    if document is None:
        return []
    found = read(document, today=now.astimezone(ZoneInfo(document.workspace.time_zone)).date())
    changed = _apply(document, found)
    document.save(update_fields=[*SIMPLE, *OTHERS])
    changed += _tag_by_rules(document, found.text)
    audit.record(
        workspace=document.workspace,
        actor=None,
        action="document.understood",
        document_id=document.pk,
        fields=changed,
    )
    filing.announce(document.workspace, [str(document.pk)])
    transaction.on_commit(partial(_tell, str(document.pk)))
    return changed


def _tell(document_id: str) -> None:
    understood.send(sender=Document, document_id=document_id)


def read(document: Document, *, today: date) -> Understood:
    """Read the stored pages of a paper, without changing anything. Two queries."""
    wanted = Q(number__lte=FIRST_PAGES) | Q(number=document.page_count)
    rows = document.pages.filter(wanted).order_by("number")
    pages = [PageText(page.number, page.text, page.blocks) for page in rows]
    text = "\n".join(page.text for page in pages)
    kind = kind_of(text, title=f"{document.title} {document.filename}", pages=len(pages))
    chosen = document.kind if "kind" in document.edited_fields and document.kind else kind.name
    fields = read_fields(pages, kind=chosen, today=today)
    return Understood(kind, fields, f"{document.title}\n{document.filename}\n{text}")


def _apply(document: Document, found: Understood) -> list[str]:
    values = _values(document, found)
    edited = set(document.edited_fields)
    changed = [
        name for name, value in values.items() if name not in edited and getattr(document, name) != value
    ]
    for name in changed:
        setattr(document, name, values[name])
    document.fields = {name: one.as_dict() for name, one in found.fields.found.items()} | {
        "kind": {"value": found.kind.name, "page": None, "start": None, "end": None,
                 "confidence": found.kind.confidence, "reasons": list(found.kind.reasons)}
    }  # fmt: skip
    document.suggestions = learning.suggest(document, found.text)
    document.understood_by = f"fields {VERSION}"
    return changed


def _values(document: Document, found: Understood) -> dict[str, Any]:
    """The values of the paper's columns; what it does not say is empty."""
    told = found.fields.found
    values: dict[str, Any] = {
        name: told[name].value if name in told else _EMPTY.get(name, "") for name in SIMPLE
    }
    for name in ("amount", "tax"):
        if values[name] is not None and not 0 <= values[name] < LARGEST:
            values[name] = None
    values["number"] = values["number"][:80]
    values["kind"] = found.kind.name
    values["items"] = found.fields.items
    values["correspondent"] = _correspondent(document, found)
    if title := _title(document, found, values["correspondent"]):
        values["title"] = title
    return values


def _correspondent(document: Document, found: Understood) -> Correspondent | None:
    """By a rule first, then whom the paper itself names."""
    if "correspondent" in document.edited_fields:
        return document.correspondent
    known = list(Correspondent.objects.in_workspace(document.workspace).order_by("created_at", "pk"))
    if matching := labels.whose_rule_matches(known, found.text):
        return matching[0]
    told = found.fields.found.get("correspondent")
    if told is None:
        return None
    return sender_of(
        workspace=document.workspace, name=str(told.value), known=known, may_create=told.confidence >= 0.6
    )


def _title(document: Document, found: Understood, sender: Correspondent | None) -> str:
    """A name for a paper that has none: what it is, and from whom."""
    if document.title or sender is None or found.kind.name == Document.Kind.OTHER:
        return ""
    return f"{Document.Kind(found.kind.name).label}: {sender.name}"[:255]


def _tag_by_rules(document: Document, text: str) -> list[str]:
    """Put on the tags whose rules match, unless a person decided about this paper's tags."""
    if filing.TAGS in document.edited_fields:
        return []
    tags = PaperTag.objects.in_workspace(document.workspace).exclude(
        match_algorithm__in=[MatchAlgorithm.NONE, MatchAlgorithm.LEARNED]
    )
    matching = labels.whose_rule_matches(tags, text)
    document.tags.add(*matching)
    return [filing.TAGS] if matching else []


def differences(document: Document, *, now: datetime) -> Mapping[str, list[str]]:
    """What reading a paper again would change: the old and the new value of each field, as text."""
    found = read(document, today=now.astimezone(ZoneInfo(document.workspace.time_zone)).date())
    told = {name: one.value for name, one in found.fields.found.items()} | {"kind": found.kind.name}
    known = {name: getattr(document, name) for name in (*SIMPLE, "kind", "correspondent")}
    return {
        name: [str(known[name] or ""), str(told.get(name) or "")]
        for name in known
        if name not in document.edited_fields and not _is_same(known[name], told.get(name))
    }


def _is_same(known: Any, told: Any) -> bool:
    if isinstance(known, Decimal) and told is not None:
        return known == Decimal(told)
    return str(known or "") == str(told or "")
