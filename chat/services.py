"""Every change to conversations."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from chat import branches, pulse
from chat.models import Conversation, Message, ModelConsent, Proposal
from lumen.audit import services as audit
from lumen.common import events
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import Membership, User, Workspace

MAX_QUESTION = 4_000
TITLE_LENGTH = 60
DEFAULT_QUESTION = "What is this?"  # of papers that are given without words
WORKER_WAIT = timedelta(seconds=10)
FORGOTTEN = {"forgotten": True}  # the memory of an open answer that follow-ups must not refer to


class EmptyQuestionError(LumenError):
    status, code, title = 422, "empty-question", "There is no question yet"


class QuestionTooLongError(LumenError):
    status, code, title = 422, "question-too-long", "This question is too long"


class StillAnsweringError(LumenError):
    status, code, title = 409, "still-answering", "Lumen is still answering"


class DeletedConversationError(LumenError):
    status, code, title = 409, "conversation-deleted", "This conversation was deleted"


class NoWorkerError(LumenError):
    status, code, title = 503, "no-worker", "Nobody is there to answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A question and the place of its answer."""

    conversation: Conversation
    question: Message
    reply: Message


@transaction.atomic
def start_conversation(*, workspace: "Workspace", user: "User", title: str = "") -> Conversation:
    conversation = Conversation.objects.create(workspace=workspace, user=user, title=_shortened(title))
    audit.record(workspace=workspace, actor=user, action="conversation.started", conversation=conversation.pk)
    return conversation


@transaction.atomic
def start_turn(
    *,
    workspace: "Workspace",
    membership: "Membership",
    conversation: Conversation | None,
    text: str,
    document_ids: Sequence[str] | None = (),
    refines: Message | None = None,
    edits: Message | None = None,
    now: datetime,
) -> Turn:
    """Store a question and queue its answer; a conversation is made when there is none.

    Args:
        document_ids: look only at these papers; `None` keeps to those of the question before.
        refines: the answer of this conversation that the question changes, if not the last one.
        edits: the question of this conversation that is asked differently. It and what followed stay as
            an earlier version.

    Raises:
        EmptyQuestionError, QuestionTooLongError: nothing was stored.
        StillAnsweringError: the conversation's last answer is still being made.
        DeletedConversationError: it was deleted a moment ago.
    """
    question_text = _checked(text)
    if conversation is None:
        conversation = start_conversation(workspace=workspace, user=membership.user, title=question_text)
    _require_quiet(conversation, now)
    before = branches.path_before(edits) if edits else branches.path_of(conversation)
    if edits is not None:
        conversation.memory = branches.memory_after(before)
        _versions_of(edits).update(is_current=False)
    question = Message.objects.create(
        conversation=conversation,
        role=Message.Role.USER,
        text=question_text,
        previous=edits.previous if edits else branches.last_answer(before),
        documents=_papers(document_ids, before),
    )
    reply = Message(conversation=conversation, role=Message.Role.ASSISTANT, question=question)
    _queue(reply, now)
    if not conversation.title:
        conversation.title = _shortened(question_text)
    if refines is not None:
        conversation.memory = refines.memory
    conversation.save(update_fields=["title", "memory", "updated_at"])
    return Turn(conversation=conversation, question=question, reply=reply)


def _papers(document_ids: Sequence[str] | None, before: Sequence[Message]) -> list[str]:
    """The papers a question is limited to."""
    if document_ids is not None:
        return [str(document_id) for document_id in document_ids]
    asked = [message for message in before if message.role == Message.Role.USER]
    return list(asked[-1].documents) if asked else []


@transaction.atomic
def retry_turn(*, reply: Message, now: datetime) -> Message:
    """Answer the same question again, in the same place, knowing what was known then.

    Raises:
        StillAnsweringError: an answer of this conversation is still being made.
    """
    _require_quiet(reply.conversation, now)
    before = branches.path_before(reply.question) if reply.question else []
    reply.conversation.memory = branches.memory_after(before)
    reply.conversation.save(update_fields=["memory"])
    reply.citations.all().delete()
    reply.tool_runs.all().delete()
    reply.proposals.filter(state=Proposal.State.WAITING).delete()
    reply.text, reply.answer, reply.plan, reply.problem = "", {}, [], ""
    reply.model, reply.rating, reply.milliseconds, reply.memory = "", 0, None, {}
    reply.reason, reply.remark = "", ""
    _queue(reply, now)
    return reply


def _versions_of(question: Message) -> QuerySet[Message]:
    same = {"conversation": question.conversation_id, "role": Message.Role.USER}
    return Message.objects.filter(**same, previous=question.previous_id)


@transaction.atomic
def choose_version(*, question: Message, now: datetime) -> None:
    """Show this version of an edited question, with what followed it.

    Raises:
        StillAnsweringError: an answer of this conversation is still being made.
    """
    conversation = question.conversation
    _require_quiet(conversation, now)
    _versions_of(question).update(is_current=False)
    question.is_current = True
    question.save(update_fields=["is_current"])
    conversation.memory = branches.memory_after(branches.path_of(conversation))
    conversation.save(update_fields=["memory"])


def _queue(reply: Message, now: datetime) -> None:
    reply.state, reply.run, reply.queued_at = Message.State.WAITING, uuid.uuid4(), now
    reply.save()
    events.register_run(reply.run, reply.conversation.user_id)
    enqueue("chat.tasks.run_turn", reply_id=str(reply.pk), run_id=str(reply.run))


def _checked(text: str) -> str:
    question = text.strip()
    if not question:
        raise EmptyQuestionError(_("Type a question first."))
    if len(question) > MAX_QUESTION:
        sentence = _("Ask in at most %(limit)s characters; long texts go into Documents.")
        raise QuestionTooLongError(sentence % {"limit": MAX_QUESTION})
    return question


def _shortened(text: str) -> str:
    title = " ".join(text.split())
    if len(title) <= TITLE_LENGTH:
        return title
    return title[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"


def _require_quiet(conversation: Conversation, now: datetime) -> None:
    """One answer at a time: a follow-up needs to know what came before."""
    locked = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if locked.deleted_at is not None:
        raise DeletedConversationError(
            _("This conversation was deleted. Bring it back first, or start another.")
        )
    conversation.memory, conversation.title = locked.memory, locked.title  # as of now, not of the page
    for reply in Message.objects.filter(conversation=locked).open():
        if settle(reply=reply, now=now).is_open:
            raise StillAnsweringError(_("Wait for the answer before, or stop it."))


def settle(*, reply: Message, now: datetime) -> Message:
    """Mark an answer as failed when nobody works on it any more. Returns it as it now is."""
    if not reply.is_open or reply.run is None or reply.queued_at is None:
        return reply
    waited = now - reply.queued_at
    if reply.state == Message.State.WAITING and events.stop_requested(reply.run):
        stop_turn(reply=reply)  # asked for on the live channel, before a worker was free
        reply.refresh_from_db()
        return reply
    if reply.state == Message.State.WAITING and waited > WORKER_WAIT:
        return _give_up(
            reply,
            NoWorkerError.code,
            _(
                "Nobody was free to answer within 10 seconds. Is Lumen's worker running? "
                "Your question is kept: try again."
            ),
        )
    is_overdue = waited > timedelta(seconds=pulse.DEAD_AFTER_SECONDS)
    if reply.state == Message.State.RUNNING and is_overdue and not pulse.is_alive(reply.run):
        return _give_up(
            reply,
            "worker-died",
            _("The answer broke off because its worker ended. Your question is kept: try again."),
        )
    return reply


def _give_up(reply: Message, code: str, problem: str) -> Message:
    same = Message.objects.filter(pk=reply.pk, run=reply.run, state=reply.state)
    if same.update(state=Message.State.FAILED, problem=problem):
        transaction.on_commit(lambda: _tell_failed(reply, code, problem))
    reply.refresh_from_db()
    return reply


def _tell_failed(reply: Message, code: str, problem: str) -> None:
    tell(reply, "error", code=code, detail=problem)
    tell(reply, "done", state=Message.State.FAILED, answer=None)


def tell(reply: Message, event: str, **payload: object) -> None:
    """Send a live event of this answer's run to the person who asked."""
    events.publish(
        workspace_id=reply.conversation.workspace_id,
        user_ids=[reply.conversation.user_id],
        type=event,
        run=reply.run,
        conversation=reply.conversation_id,
        message=reply.pk,
        **payload,
    )


def stop_turn(*, reply: Message) -> None:
    """Ask the run to stop; one that has not begun is stopped here."""
    if reply.run is None:
        return
    events.request_stop(reply.run, reply.conversation.user_id)
    waiting = Message.objects.filter(pk=reply.pk, run=reply.run, state=Message.State.WAITING)
    if waiting.update(state=Message.State.STOPPED):
        tell(reply, "done", state=Message.State.STOPPED, answer=None)


def rename_conversation(*, conversation: Conversation, title: str) -> None:
    conversation.title = " ".join(title.split())[:120] or conversation.title
    conversation.save(update_fields=["title"])


@transaction.atomic
def delete_conversation(*, conversation: Conversation, now: datetime) -> None:
    """Hide a conversation; `restore_conversation` brings it back."""
    for reply in conversation.messages.all():
        if reply.is_open:
            stop_turn(reply=reply)
    conversation.deleted_at = now
    conversation.save(update_fields=["deleted_at"])
    audit.record(
        workspace=conversation.workspace,
        actor=conversation.user,
        action="conversation.deleted",
        conversation=conversation.pk,
    )


@transaction.atomic
def restore_conversation(*, conversation: Conversation) -> None:
    conversation.deleted_at = None
    conversation.save(update_fields=["deleted_at"])
    audit.record(
        workspace=conversation.workspace,
        actor=conversation.user,
        action="conversation.restored",
        conversation=conversation.pk,
    )


@transaction.atomic
def forget_memory(*, conversation: Conversation) -> None:
    """Start afresh: the next question refers to nothing before it, nor to an answer still being made."""
    Message.objects.filter(conversation=conversation).open().update(memory=FORGOTTEN)
    conversation.memory = {}
    conversation.save(update_fields=["memory"])


def rate_message(*, message: Message, rating: int) -> None:
    """Thumbs up (1), down (-1) or neither; the same thumb again takes it back."""
    message.rating = 0 if message.rating == rating else rating
    message.reason, message.remark = "", ""
    message.save(update_fields=["rating", "reason", "remark"])


def explain_rating(*, message: Message, reason: str, remark: str) -> None:
    """Why a thumb is down."""
    message.rating, message.reason, message.remark = -1, reason, remark
    message.save(update_fields=["rating", "reason", "remark"])


@transaction.atomic
def give_consent(
    *,
    workspace: "Workspace",
    user: "User",
    model: str,
    uses_tools: bool = False,
    reads_mails: bool = False,
    sees_pictures: bool = False,
    speech_model: str = "",
) -> ModelConsent:
    """Allow questions and found passages of this workspace to be sent to the model.

    Args:
        uses_tools: also questions that Lumen did not understand, with what its reading tools find for them.
        reads_mails: also mails that no rule could read.
        sees_pictures: also pictures that somebody asks about, to say what they show.
        speech_model: also recordings, to this recogniser and its address.
    """
    scope = {
        "uses_tools": uses_tools,
        "reads_mails": reads_mails,
        "sees_pictures": sees_pictures,
        "speech_model": speech_model,
    }
    consent, _created = ModelConsent.objects.update_or_create(
        workspace=workspace, defaults={"given_by": user, "model": model, **scope}
    )
    audit.record(workspace=workspace, actor=user, action="model_consent.given", model=model, **scope)
    return consent


@transaction.atomic
def withdraw_consent(*, workspace: "Workspace", user: "User") -> None:
    ModelConsent.objects.filter(workspace=workspace).delete()
    audit.record(workspace=workspace, actor=user, action="model_consent.withdrawn")
