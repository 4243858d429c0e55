"""Files of mails: kept, read in a worker chunk by chunk, and forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import policy, utils
from email.parser import BytesHeaderParser
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import selectors as people
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.mailboxes.base import FetchedMail
from lumen.common.tasks import enqueue
from transactions.mailboxes.archives import Found, mails_in
from transactions.mailboxes.storing import store
from transactions.models import MailUpload, RawItem, Source
from transactions.services import inbox

if TYPE_CHECKING:
    from django.core.files.base import File

    from accounts.models import User, Workspace

CHUNK = 20
State = MailUpload.State


class LargeUploadError(LumenError):
    status = 413
    code, title = "too-large", "This file is too large"


@transaction.atomic
def start(*, workspace: "Workspace", actor: "User", source: Source, file: "File[bytes]") -> MailUpload:
    """Keep a file and have it read.

    Raises:
        LargeUploadError: it is empty or over the limit; nothing is kept.
    """
    if not file.size or file.size > settings.MAIL_UPLOAD_MAX_BYTES:
        limit = settings.MAIL_UPLOAD_MAX_BYTES // (1024 * 1024)
        raise LargeUploadError(f"A file of mails may be up to {limit} MB, and not empty.")
    upload = MailUpload.objects.create(
        workspace=workspace,
        source=source,
        created_by=actor,
        file=file,
        filename=(file.name or "mail.eml").rsplit("/", 1)[-1][:200],
        size=file.size,
    )
    audit.record(workspace=workspace, actor=actor, action="mail_upload.started", upload_id=upload.pk)
    enqueue("transactions.tasks.read_mail_upload", upload_id=str(upload.pk))
    return upload


def read_upload(*, upload_id: str) -> None:
    """Read a waiting file to its end; after a crash it begins anew, and what was kept is known then."""
    upload = MailUpload.objects.select_related("workspace", "source").filter(pk=upload_id).first()
    if upload is None or upload.state != State.READING:
        return
    _begin_anew(upload)
    try:
        with upload.file.open("rb") as stream:
            _read_all(upload, mails_in(stream))
    except LumenError as error:
        _finish(upload, State.FAILED, problem=error.detail)
    except Exception:
        _finish(upload, State.FAILED, problem="Lumen met a mail it cannot handle. Those before it are kept.")
        raise
    else:
        _finish(upload, State.DONE)


def _begin_anew(upload: MailUpload) -> None:
    zero = dict.fromkeys(("position", "mails", "known", "payments", "unreadable", "too_large"), 0)
    MailUpload.objects.filter(pk=upload.pk).update(**zero)


def _read_all(upload: MailUpload, found: Iterator[Found]) -> None:
    wanted = islice(found, settings.MAIL_UPLOAD_MAX_MAILS)
    while chunk := list(islice(wanted, CHUNK)):
        _keep(upload, chunk)
    if next(found, None) is not None:
        limit = settings.MAIL_UPLOAD_MAX_MAILS
        raise LargeUploadError(f"The first {limit:,} mails were read. Split the file to bring in the rest.")


def _keep(upload: MailUpload, chunk: list[Found]) -> None:
    now = timezone.now()
    mails = [FetchedMail(raw=one.raw, received_at=sent_at(one.raw, now)) for one in chunk if one.raw]
    stored = store(source=upload.source, mails=mails)
    outcomes = [item.outcome for item in inbox.read_all(stored.items)]
    MailUpload.objects.filter(pk=upload.pk).update(
        position=chunk[-1].position,
        mails=F("mails") + len(chunk),
        known=F("known") + stored.known,
        payments=F("payments") + outcomes.count(RawItem.Outcome.TRANSACTION),
        unreadable=F("unreadable") + outcomes.count(RawItem.Outcome.UNREADABLE),
        too_large=F("too_large") + len(chunk) - len(mails),
        updated_at=now,
    )
    _announce(upload)


def sent_at(raw: bytes, now: datetime) -> datetime:
    """When a mail says it was sent; now when it does not say, or says a time to come."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(raw[:65_536])
    try:
        told = utils.parsedate_to_datetime(str(headers.get("Date") or ""))
    except ValueError:
        return now
    aware = told if told.tzinfo else told.replace(tzinfo=UTC)
    return aware if datetime(1990, 1, 1, tzinfo=UTC) < aware < now else now


@transaction.atomic
def _finish(upload: MailUpload, state: str, *, problem: str = "") -> None:
    upload.refresh_from_db()
    transaction.on_commit(partial(upload.file.storage.delete, upload.file.name or ""))
    upload.state, upload.problem, upload.file = state, problem[:300], ""
    upload.finished_at = timezone.now()
    upload.save()
    audit.record(
        workspace=upload.workspace,
        actor=upload.created_by,
        action="mail_upload.finished",
        upload_id=upload.pk,
        mails=upload.mails,
        known=upload.known,
    )
    transaction.on_commit(partial(_announce, upload))


def _announce(upload: MailUpload) -> None:
    events.publish(
        workspace_id=upload.workspace_id,
        user_ids=people.member_ids(upload.workspace),
        type="progress",
        kind="inbox",
        id=str(upload.pk),
    )
