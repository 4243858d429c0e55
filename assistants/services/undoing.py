"""Taking a change of enquiries back: what stood before travels signed with the offer to undo."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from assistants.models import Enquiry
from assistants.services import messages
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

VALID_SECONDS = 120  # the page offers it for ten
SALT = "assistants.enquiry-change"


class UndoTooLateError(LumenError):
    status, code, title = 409, "undo-too-late", "This can no longer be undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The fields of one enquiry that a service changed."""

    enquiry: UUID
    before: dict[str, Any]
    after: dict[str, Any]


class _Signer:
    """JSON with moments and ids as Django writes them."""

    @staticmethod
    def dumps(obj: Any) -> bytes:
        return DjangoJSONEncoder(separators=(",", ":")).encode(obj).encode()

    @staticmethod
    def loads(data: bytes) -> Any:
        return signing.JSONSerializer().loads(data)


def token_of(*, workspace: "Workspace", changes: Sequence[Change]) -> str:
    """What the page sends back to undo; nobody else can make one."""
    rows = [[str(change.enquiry), change.before, change.after] for change in changes if change.before]
    if not rows:
        return ""
    return signing.dumps([str(workspace.pk), rows], salt=SALT, serializer=_Signer, compress=True)


@transaction.atomic
def undo(*, workspace: "Workspace", actor: "User", token: str, now: datetime) -> int:
    """Put back what stood before, where nobody has changed it since.

    Raises:
        UndoTooLateError: the offer is old or not of this workspace, or all of it was changed since.
    """
    try:
        owner, rows = signing.loads(token, salt=SALT, serializer=_Signer, max_age=VALID_SECONDS)
    except signing.BadSignature as error:
        raise UndoTooLateError("The offer to undo is over. Change it by hand.") from error
    if owner != str(workspace.pk):
        raise UndoTooLateError("The offer to undo is over. Change it by hand.")
    wanted = {UUID(pk): (before, after) for pk, before, after in rows}
    locked = Enquiry.objects.in_workspace(workspace).select_for_update(of=("self",)).order_by("pk")
    back = [enquiry for enquiry in locked.filter(pk__in=wanted) if _put_back(enquiry, *wanted[enquiry.pk])]
    if not back:
        raise UndoTooLateError("Somebody changed this in the meantime; nothing was undone.")
    for enquiry in back:
        messages.note_event(enquiry=enquiry, what="undone", now=now, user=actor)
        audit.record(workspace=workspace, actor=actor, action="enquiry.change_undone", enquiry=enquiry.pk)
    return len(back)


def _put_back(enquiry: Enquiry, before: dict[str, Any], after: dict[str, Any]) -> bool:
    if any(_as_json(getattr(enquiry, name)) != value for name, value in after.items()):
        return False
    for name, value in before.items():
        setattr(enquiry, name, _field(name).to_python(value))
    enquiry.save(update_fields=[*before, "updated_at"])
    return True


def _field(name: str) -> "models.Field[Any, Any]":
    field: Any = Enquiry._meta.get_field(name.removesuffix("_id"))
    target: models.Field[Any, Any] = getattr(field, "target_field", field)
    return target


def _as_json(value: Any) -> Any:
    return signing.JSONSerializer().loads(_Signer.dumps(value))
