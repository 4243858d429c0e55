"""What people, and rules of theirs, decide about papers: kind, correspondent, tags, fields; and undo."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from accounts import selectors as people
from accounts.gstin import GstinError, clean_gstin
from documents.models import Correspondent, Document, DocumentQuerySet, PaperChange, PaperTag
from documents.signals import understood
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.money import CURRENCIES

if TYPE_CHECKING:
    from accounts.models import User, Workspace

UNDO_WITHIN = timedelta(minutes=10)
TAGS = "tags"
LARGEST = Decimal(10) ** 14
YEARS = range(1000, 3000)  # days near the ends of the calendar have no day before or after to look at
OF_PAYMENT = frozenset({"kind", "amount", "currency", "issued_on", "due_on", "correspondent", "number"})
MOST_TOLD = 200
EDITABLE = (
    *("kind", "title", "correspondent", "issued_on", "due_on", "amount", "tax", "currency", "number"),
    *("gstin", "items"),
)
_LENGTHS = {"title": 255, "number": 80}


class UnknownFieldError(LumenError):
    code, title = "unknown-field", "Papers have no such field"


class MisfitValueError(LumenError):
    code, title = "misfit-value", "This value does not fit"


class TooLateToUndoError(LumenError):
    status, code, title = 409, "too-late-to-undo", "This can no longer be undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperEdit:
    """What is decided about papers; what is left out stays as it is.

    `values` holds names of `EDITABLE` with their new values: dates, decimals, a `Correspondent` or `None`.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    add_tags: Sequence[PaperTag] = ()
    remove_tags: Sequence[PaperTag] = ()


@transaction.atomic
def file_papers(
    *,
    workspace: "Workspace",
    actor: "User | None",
    documents: DocumentQuerySet,
    edit: PaperEdit,
    action: str = PaperChange.Action.EDIT,
) -> PaperChange:
    """Change one paper or many, in a constant number of queries; what a person set stays set.

    Args:
        action: `RULE` when a rule decided: then reading the paper again may decide anew.

    Raises:
        UnknownFieldError, MisfitValueError: nothing is changed.
    """
    values = {name: _clean(workspace, name, value) for name, value in edit.values.items()}
    for tag in (*edit.add_tags, *edit.remove_tags):
        _require_own(workspace, tag)
    papers = list(documents.filter(workspace=workspace).order_by("pk").select_for_update(of=("self",)))
    tags = _tags_of(papers)
    is_by_hand = action == PaperChange.Action.EDIT
    before: dict[str, Any] = {}
    for paper in papers:
        if state := _set(paper, values, tags[paper.pk], edit, is_by_hand=is_by_hand):
            before[str(paper.pk)] = state
    changed = [paper for paper in papers if str(paper.pk) in before]
    _save(changed, {*values, "edited_fields"})
    _retag(changed, add=edit.add_tags, remove=edit.remove_tags)
    if is_by_hand and OF_PAYMENT & set(values):
        transaction.on_commit(partial(_tell, [str(paper.pk) for paper in changed[:MOST_TOLD]]))
    return _note(workspace, actor, action, before)


def _tell(ids: Iterable[str]) -> None:
    """Other apps may find more in papers whose sums or days are known now."""
    for document_id in ids:
        understood.send(sender=Document, document_id=document_id)


def _clean(workspace: "Workspace", name: str, value: Any) -> Any:
    """Raises: UnknownFieldError, MisfitValueError."""
    if name not in EDITABLE:
        raise UnknownFieldError(f"There is no field called {name} to change.")
    if name == "correspondent" and value is not None:
        _require_own(workspace, value)
    if name in _CHECKS and value not in {None, ""} and not _CHECKS[name](value):
        raise MisfitValueError(_MISFITS[name])
    if name == "gstin" and value:
        return _gstin(value)
    if name in _LENGTHS:
        return " ".join(str(value).split())[: _LENGTHS[name]]
    return value


def _gstin(text: str) -> str:
    try:
        return clean_gstin(text)
    except GstinError as error:
        raise MisfitValueError(str(error)) from error


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and value.year in YEARS


def _is_sum(value: Any) -> bool:
    return abs(Decimal(value)) < LARGEST


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "kind": Document.Kind.values.__contains__,
    "issued_on": _is_day,
    "due_on": _is_day,
    "amount": _is_sum,
    "tax": _is_sum,
    "currency": CURRENCIES.__contains__,
}
_DAY = f"Write the date as year, month and day, from the year {YEARS[0]} to {YEARS[-1]}."
_SUM = "This amount is too large."
_MISFITS = {
    "kind": "Choose one of the kinds there are.",
    "issued_on": _DAY,
    "due_on": _DAY,
    "amount": _SUM,
    "tax": _SUM,
    "currency": "Lumen does not know this currency. Use three letters like INR.",
}


def _require_own(workspace: "Workspace", label: Correspondent | PaperTag) -> None:
    if label.workspace_id != workspace.pk:
        raise MisfitValueError("This label belongs to another workspace.")


def _tags_of(papers: Sequence[Document]) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = {paper.pk: [] for paper in papers}
    through = Document.tags.through.objects.filter(document_id__in=found)
    for paper_id, tag_id in through.values_list("document_id", "papertag_id"):
        found[paper_id].append(str(tag_id))
    return found


def _set(
    paper: Document, values: Mapping[str, Any], tags: list[str], edit: PaperEdit, *, is_by_hand: bool
) -> dict[str, Any] | None:
    """Write the values into the paper; what it was before, or `None` when nothing changes."""
    added = [str(tag.pk) for tag in edit.add_tags if str(tag.pk) not in tags]
    removed = [str(tag.pk) for tag in edit.remove_tags if str(tag.pk) in tags]
    differing = [name for name, value in values.items() if getattr(paper, name) != value]
    touched = {*values} | ({TAGS} if edit.add_tags or edit.remove_tags else set())
    edited = sorted({*paper.edited_fields, *touched}) if is_by_hand else paper.edited_fields
    if not (added or removed or differing or edited != paper.edited_fields):
        return None
    state = {
        "values": {name: [_plain(getattr(paper, name)), _plain(values[name])] for name in differing},
        "added": added,
        "removed": removed,
        "edited": paper.edited_fields,
    }
    for name in differing:
        setattr(paper, name, values[name])
    paper.edited_fields = edited
    return state


def _plain(value: Any) -> Any:
    if isinstance(value, Correspondent):
        return str(value.pk)
    return str(value) if isinstance(value, date | Decimal) else value


def _save(papers: Sequence[Document], names: Iterable[str]) -> None:
    if papers:
        Document.objects.bulk_update(papers, sorted(names), batch_size=500)


def _retag(papers: Sequence[Document], *, add: Sequence[PaperTag], remove: Sequence[PaperTag]) -> None:
    through = Document.tags.through
    if add:
        rows = [through(document_id=paper.pk, papertag_id=tag.pk) for paper in papers for tag in add]
        through.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)
    if remove:
        through.objects.filter(document__in=papers, papertag__in=remove).delete()


def _note(
    workspace: "Workspace", actor: "User | None", action: str, before: Mapping[str, Any]
) -> PaperChange:
    change = PaperChange.objects.create(
        workspace=workspace, created_by=actor, action=action, count=len(before), before=before
    )
    if before:
        audit.record(
            workspace=workspace,
            actor=actor,
            action="document.filed",
            change_id=change.pk,
            count=len(before),
            document_ids=list(before)[:50],
            by=action,
        )
        announce(workspace, list(before))
    return change


def announce(workspace: "Workspace", ids: Sequence[str]) -> None:
    """Tell open pages that papers are filed otherwise; one event, with the id when it is one paper."""
    transaction.on_commit(
        partial(
            events.publish,
            workspace_id=workspace.pk,
            user_ids=people.member_ids(workspace),
            type="progress",
            kind="document",
            id=ids[0] if len(ids) == 1 else "",
            filed=len(ids),
        )
    )


@transaction.atomic
def mark_reviewed(
    *, workspace: "Workspace", actor: "User", documents: DocumentQuerySet, now: datetime
) -> int:
    """Note that a person looked papers through: they leave the triage and teach the tagger."""
    waiting = documents.filter(workspace=workspace, reviewed_at__isnull=True)
    ids = [str(pk) for pk in waiting.values_list("pk", flat=True)]
    waiting.update(reviewed_at=now, reviewed_by=actor)
    if ids:
        audit.record(
            workspace=workspace,
            actor=actor,
            action="document.reviewed",
            count=len(ids),
            document_ids=ids[:50],
        )
        announce(workspace, ids)
    return len(ids)


@transaction.atomic
def undo(*, workspace: "Workspace", actor: "User", change: PaperChange, now: datetime) -> int:
    """Put back what a change did, where nobody decided otherwise since; says on how many papers.

    Raises:
        TooLateToUndoError: it is undone already, or older than ten minutes.
    """
    from documents.understanding import labels

    change = PaperChange.objects.in_workspace(workspace).select_for_update().get(pk=change.pk)
    if change.undone_at or now - change.created_at > UNDO_WITHIN:
        raise TooLateToUndoError("Changes of papers can be undone for ten minutes, once.")
    is_of_label = change.action in {PaperChange.Action.MERGE, PaperChange.Action.DELETE}
    ids = labels.put_back(workspace, change.before) if is_of_label else _put_back(workspace, change.before)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    audit.record(
        workspace=workspace, actor=actor, action="document.filing_undone", change_id=change.pk, count=len(ids)
    )
    announce(workspace, ids)
    return len(ids)


def _put_back(workspace: "Workspace", before: Mapping[str, Any]) -> list[str]:
    papers = list(
        Document.objects.in_workspace(workspace).filter(pk__in=before).select_for_update(of=("self",))
    )
    known = {str(pk) for pk in Correspondent.objects.in_workspace(workspace).values_list("pk", flat=True)}
    tags = {str(pk) for pk in PaperTag.objects.in_workspace(workspace).values_list("pk", flat=True)}
    through = Document.tags.through
    for paper in papers:
        state = before[str(paper.pk)]
        for name, (was, became) in state["values"].items():
            if _plain(getattr(paper, name)) == became:
                _write(paper, name, was, known)
        paper.edited_fields = state["edited"]
        through.objects.filter(document=paper, papertag__in=state["added"]).delete()
        lost = [pk for pk in state["removed"] if pk in tags]
        through.objects.bulk_create(
            [through(document_id=paper.pk, papertag_id=pk) for pk in lost], ignore_conflicts=True
        )
    names = {name for state in before.values() for name in state["values"]}
    _save(papers, {*names, "edited_fields"})
    return [str(paper.pk) for paper in papers]


def _write(paper: Document, name: str, value: Any, correspondents: set[str]) -> None:
    if name == "correspondent":
        paper.correspondent_id = UUID(value) if value in correspondents else None
    else:
        column: Any = Document._meta.get_field(name)
        setattr(paper, name, column.to_python(value))
