"""Papers as they are shown beside a question: what they are, how far they are, where to open them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from documents.models import Document

if TYPE_CHECKING:
    from accounts.models import Workspace

READING, READY, FAILED = "reading", "ready", "failed"
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """One paper. `kind`: picture, sound, video or paper; `state`: reading, ready or failed.

    `said` is how far it is, as people read it; `thumbnail` is empty while it has no picture.
    """

    id: str
    name: str
    kind: str
    content_type: str
    state: str
    said: str
    url: str
    file: str
    thumbnail: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def attached(*, workspace: "Workspace", document_ids: Sequence[str]) -> list[Attached]:
    """These papers of the library in the order given, in one query; those that are gone are left out."""
    wanted = list(dict.fromkeys(ids_of(document_ids)))[:MOST]
    rows = Document.objects.in_workspace(workspace).live().in_bulk(wanted) if wanted else {}
    return [describe(rows[key]) for key in wanted if key in rows]


def ids_of(texts: Iterable[str]) -> Iterable[UUID]:
    """The ids among these texts, however they are written; what is none is left out."""
    for text in texts:
        try:
            yield UUID(str(text))
        except ValueError:
            continue


def describe(document: Document) -> Attached:
    """One paper as it is now."""
    key = document.pk
    is_shown = document.has_thumbnail and document.pages_done > 0
    return Attached(
        id=str(key),
        name=str(document),
        kind=_kind(document.content_type),
        content_type=document.content_type,
        state=_state(document),
        said=_said(document),
        url=reverse("documents:detail", args=[key]),
        file=reverse("documents:file", args=[key]),
        thumbnail=reverse("documents:thumbnail", args=[key, 1]) if is_shown else "",
    )


def _kind(content_type: str) -> str:
    family = content_type.partition("/")[0]
    return {"image": "picture", "audio": "sound", "video": "video"}.get(family, "paper")


def _state(document: Document) -> str:
    if not document.is_finished:
        return READING
    return READY if document.is_readable else FAILED


def _said(document: Document) -> str:
    if document.is_readable:
        return _("ready")
    if document.status == Document.Status.CANCELLED:
        return _("reading was stopped")
    if document.status == Document.Status.FAILED:
        return document.problem or _("could not be read")
    return _("reading: %(step)s") % {"step": document.step} if document.step else _("reading…")
