"""Importing old conversations: looked at first, learnt in a worker, undone with all that came of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assistants.history import base, reading, table
from assistants.history.base import UnreadableHistoryError, Wanted
from assistants.learning import stripping
from assistants.learning.rows import rows_of
from assistants.models import Assistant, LearningSource
from assistants.services import education, learning
from assistants.services.unlearning import remove_file
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User

MOST_SOURCES = 200
SHOWN = 12  # exchanges of a preview
STUCK_AFTER = timedelta(hours=3)
CHOICES = "columns"  # beside the own addresses, in `own_addresses`
State = LearningSource.State


class TooManySourcesError(LumenError):
    status, code, title = 409, "too-many-sources", "There are too many imports"


class SourceBusyError(LumenError):
    status, code, title = 409, "source-busy", "This import is being read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One exchange as it stands in the file and as it would be learnt."""

    customer: str
    reply: str
    question: str
    answer: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What learning a file would bring, from its beginning; `problem` says why it cannot be read yet."""

    rows: Sequence[Shown] = ()
    stripped: Mapping[str, int] = field(default_factory=dict)  # {"name": 12}
    columns: Sequence[str] = ()
    chosen: Mapping[str, str] = field(default_factory=dict)
    problem: str = ""


@transaction.atomic
def upload(*, assistant: Assistant, actor: "User", file: "UploadedFile[bytes]") -> LearningSource:
    """Keep a file until somebody has looked at what it would teach.

    Raises:
        UnreadableHistoryError: it is too large, empty, or of no known format.
        TooManySourcesError: one has to be undone first.
    """
    if assistant.sources.count() >= MOST_SOURCES:
        raise TooManySourcesError(_("Undo an import first."))
    if not file.size:
        raise UnreadableHistoryError(_("This file is empty."))
    if file.size > base.MAX_BYTES:
        raise UnreadableHistoryError(_("Files up to %(most)d MB can be read. Split it.") % {"most": 100})
    head = file.read(4_096)
    file.seek(0)
    name = (file.name or "history").replace("\x00", "")[-255:]
    source = LearningSource(assistant=assistant, name=name, created_by=actor)
    source.format = reading.detect(name, head)
    source.file.save(f"{source.pk}.bin", file, save=False)
    source.save()
    return source


def preview(source: LearningSource) -> Preview:
    """Read the beginning of a waiting file; nothing is kept."""
    with source.file.open("rb") as file:
        content = file.read(base.PREVIEW_BYTES)
    is_cut = source.file.size > len(content)
    wanted = _wanted(source, is_preview=is_cut)
    columns = table.columns_of(content) if source.format == "csv" else []
    chosen = {**table.guessed(columns), **wanted.columns}
    try:
        found = reading.read(content, format=source.format, wanted=wanted)
    except UnreadableHistoryError as error:
        return Preview(columns=columns, chosen=chosen, problem=error.detail)
    return _preview(found.rows[: base.PREVIEW_ROWS * 5], columns, chosen)


def _preview(
    exchanges: Sequence[base.Exchange], columns: Sequence[str], chosen: Mapping[str, str]
) -> Preview:
    rows = list(rows_of(exchanges))
    facts = stripping.facts_of((row.customer, row.reply) for row in rows)
    counts: Counter[str] = Counter()
    shown = []
    for row in rows:
        question = stripping.strip_question(row.customer, names=row.names)
        answer = stripping.strip_reply(row.reply, question=row.customer, names=row.names, facts=facts)
        counts += stripping.summary(row.customer, question) + stripping.summary(row.reply, answer)
        shown.append(
            Shown(customer=row.customer, reply=row.reply, question=question, answer=answer, label=row.label)
        )
    answered_first = sorted(shown, key=lambda one: not one.reply)
    return Preview(
        rows=answered_first[:SHOWN], stripped=dict(counts.most_common()), columns=columns, chosen=chosen
    )


@transaction.atomic
def choose(
    *, source: LearningSource, own: Sequence[str] = (), columns: Mapping[str, str] | None = None
) -> None:
    """How a waiting file is to be read: who "we" are in a mailbox, which column is what."""
    mine = _waiting(source)
    cleaned = [address.strip().lower()[:254] for address in own if "@" in address][:50]
    mine.own_addresses = {"own": cleaned, CHOICES: dict(columns or {})}
    mine.save(update_fields=["own_addresses", "updated_at"])
    source.own_addresses = mine.own_addresses


@transaction.atomic
def start(*, source: LearningSource, actor: "User") -> LearningSource:
    """Have a worker learn a file that was looked at.

    Raises:
        SourceBusyError: it is being read, or was.
    """
    mine = _waiting(source)
    mine.state = State.RUNNING
    mine.save(update_fields=["state", "updated_at"])
    audit.record(
        workspace=mine.assistant.workspace,
        actor=actor,
        action="history.started",
        source_id=mine.pk,
        format=mine.format,
    )
    enqueue("assistants.tasks.read_history", source_id=str(mine.pk))
    return mine


@transaction.atomic
def discard(*, source: LearningSource) -> None:
    """Throw a file away that was not learnt."""
    mine = _waiting(source)
    remove_file(mine)
    mine.delete()


def run(*, source: LearningSource) -> None:
    """In a worker: read, learn, fit. All rows of a file are learnt, or none."""
    if source.state != State.RUNNING:
        return
    try:
        with source.file.open("rb") as file:
            content = file.read(base.MAX_BYTES + 1)
        found = reading.read(content, format=source.format, wanted=_wanted(source, is_preview=False))
    except (LumenError, OSError) as error:
        _fail(source, error.detail if isinstance(error, LumenError) else _("The file is not there any more."))
        return
    LearningSource.objects.filter(pk=source.pk).update(rows=len(found.rows))
    _learn(source, found)
    education.refit(assistant=source.assistant)


@transaction.atomic
def _learn(source: LearningSource, found: base.History) -> None:
    learnt = learning.learn_rows(
        assistant=source.assistant, rows=found.rows, source=source, actor=source.created_by
    )
    mine = LearningSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    mine.state, mine.rows, mine.learnt = State.DONE, learnt.rows, learnt.learnt
    mine.skipped = dict(found.skipped + Counter(learnt.skipped))
    mine.finished_at = timezone.now()
    remove_file(mine)
    mine.save()


def fail_stuck(*, now: datetime) -> int:
    """Imports whose worker is gone say so, instead of running for ever."""
    stuck = LearningSource.objects.filter(state=State.RUNNING, updated_at__lt=now - STUCK_AFTER)
    for source in stuck.select_related("assistant__workspace"):
        _fail(source, _("Reading was interrupted. Upload the file again."))
    return len(stuck)


@transaction.atomic
def _fail(source: LearningSource, problem: str) -> None:
    mine = LearningSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    mine.state, mine.problem, mine.finished_at = State.FAILED, problem[:300], timezone.now()
    remove_file(mine)
    mine.save()
    audit.record(
        workspace=source.assistant.workspace, actor=None, action="history.failed", source_id=source.pk
    )


def _waiting(source: LearningSource) -> LearningSource:
    mine = LearningSource.objects.select_for_update(of=("self",)).select_related("assistant__workspace")
    found = mine.get(pk=source.pk)
    if found.state != State.WAITING:
        raise SourceBusyError(_("This file is being read already, or was."))
    return found


def _wanted(source: LearningSource, *, is_preview: bool) -> Wanted:
    told: Any = source.own_addresses if isinstance(source.own_addresses, dict) else {}
    columns = {name: header for name, header in told.get(CHOICES, {}).items() if header}
    return Wanted(own=tuple(told.get("own", ())), columns=columns, is_preview=is_preview)
