"""What a person does with papers by hand: one form, many rows, into the bin and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from documents import services
from documents.models import Correspondent, Document, DocumentQuerySet, PaperChange, PaperTag
from documents.understanding import filing, labels
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorting:
    """What is decided about papers; labels by name are made when there are none of that name.

    `values` holds names of `filing.EDITABLE` but the correspondent; `correspondent` is a name, empty to
    take it away, and `None` to leave it as it is.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    correspondent: str | None = None
    add_tags: Sequence[UUID] = ()
    remove_tags: Sequence[UUID] = ()
    new_tags: Sequence[str] = ()


@transaction.atomic
def sort_papers(
    *, workspace: "Workspace", actor: "User", documents: DocumentQuerySet, sorting: Sorting
) -> PaperChange:
    """Decide about one paper or many; `filing.undo` takes it back.

    Raises:
        UnknownFieldError, MisfitValueError, EmptyLabelError: nothing is changed.
    """
    values = dict(sorting.values)
    if sorting.correspondent is not None:
        values["correspondent"] = _correspondent(workspace, actor, sorting.correspondent)
    tags = PaperTag.objects.in_workspace(workspace)
    edit = filing.PaperEdit(
        values=values,
        add_tags=[
            *tags.filter(pk__in=sorting.add_tags),
            *(_tag(workspace, actor, name) for name in sorting.new_tags),
        ],
        remove_tags=list(tags.filter(pk__in=sorting.remove_tags)),
    )
    return filing.file_papers(workspace=workspace, actor=actor, documents=documents, edit=edit)


def _correspondent(workspace: "Workspace", actor: "User", name: str) -> Correspondent | None:
    name = " ".join(name.split())
    if not name:
        return None
    found = Correspondent.objects.in_workspace(workspace).filter(name__iexact=name[:120]).first()
    return found or labels.create_correspondent(workspace=workspace, actor=actor, name=name)


def _tag(workspace: "Workspace", actor: "User", name: str) -> PaperTag:
    name = " ".join(name.split())
    found = PaperTag.objects.in_workspace(workspace).filter(name__iexact=name[:120]).first()
    return found or labels.create_tag(workspace=workspace, actor=actor, name=name)


@transaction.atomic
def bin_papers(
    *, workspace: "Workspace", actor: "User", documents: DocumentQuerySet, now: datetime
) -> list[UUID]:
    """Put many papers into the bin; the ids are what `restore_papers` takes back."""
    papers = list(documents.in_workspace(workspace).live().select_related("workspace")[:MOST_AT_ONCE])
    for paper in papers:
        services.delete(document=paper, actor=actor, now=now)
    return [paper.pk for paper in papers]


@transaction.atomic
def restore_papers(*, workspace: "Workspace", actor: "User", ids: Iterable[UUID]) -> int:
    """Take many papers out of the bin; says how many."""
    binned = Document.objects.in_workspace(workspace).filter(pk__in=list(ids), deleted_at__isnull=False)
    papers = list(binned.select_related("workspace"))
    for paper in papers:
        services.restore(document=paper, actor=actor)
    return len(papers)


@transaction.atomic
def back_to_triage(*, document: Document, actor: "User") -> None:
    """Let a paper be looked through once more."""
    document.reviewed_at, document.reviewed_by = None, None
    document.save(update_fields=["reviewed_at", "reviewed_by", "updated_at"])
    audit.record(
        workspace=document.workspace,
        actor=actor,
        action="document.review_undone",
        document_id=document.pk,
    )
