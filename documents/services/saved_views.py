"""Saved views of the library: a search with its filters under a name."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.permissions import require_edit
from documents.models import SavedView
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Membership, Workspace

MOST_VIEWS = 50
LONGEST_QUERY = 1_000


class CannotSaveViewError(LumenError):
    code, title = "cannot-save-view", "This view could not be saved"


@transaction.atomic
def save_view(
    *, workspace: "Workspace", membership: "Membership", name: str, query: str, is_shared: bool
) -> SavedView:
    """Keep a view under a name; one of the same name is replaced.

    Args:
        query: the address of the list after its question mark.

    Raises:
        CannotSaveViewError: too long, or too many already.
        PermissionDenied: a viewer keeps views for themselves only.
    """
    if is_shared:
        require_edit(membership)
    mine = SavedView.objects.in_workspace(workspace).filter(owner=membership.user)
    if len(query) > LONGEST_QUERY:
        raise CannotSaveViewError("There are too many filters in it. Take some away, then save it.")
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise CannotSaveViewError(f"You have {MOST_VIEWS} views. Delete one, then save this one.")
    view, _made = SavedView.objects.update_or_create(
        workspace=workspace,
        owner=membership.user,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
    )
    audit.record(
        workspace=workspace,
        actor=membership.user,
        action="paper_view.saved",
        view_id=view.pk,
        is_shared=is_shared,
    )
    return view


@transaction.atomic
def delete_view(*, view: SavedView) -> None:
    """Forget a view; the papers in it stay."""
    audit.record(workspace=view.workspace, actor=view.owner, action="paper_view.deleted", view_id=view.pk)
    view.delete()
