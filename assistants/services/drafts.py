"""What members decide about a draft: send it, change it, refuse it. One decides; others are told who did."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assistants.drafting.slots import SLOT
from assistants.models import Draft, Enquiry, EnquiryMessage
from assistants.services import drafting, handover, hooks, live, messages
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

if TYPE_CHECKING:
    from accounts.models import User

LONGEST_REMARK = 500
State = Draft.State


class DraftTakenError(LumenError):
    """Somebody decided before, or the draft is not what it was when it was read."""

    status, code, title = 409, "draft-taken", "Somebody was faster"


class EmptyDraftError(LumenError):
    status, code, title = 422, "empty-draft", "There is nothing to send"


class UnfinishedDraftError(LumenError):
    status, code, title = 422, "unfinished-draft", "Something is still to be filled in"


class BlockedCustomerError(LumenError):
    status, code, title = 409, "contact-blocked", "This customer is blocked"


@transaction.atomic
def accept(*, draft: Draft, actor: "User", version: int | None, now: datetime) -> Draft:
    """Send a draft as it is.

    Args:
        version: of the draft as it was read; nothing when that does not matter.

    Raises:
        DraftTakenError: it is not open any more, or not as it was read.
        EmptyDraftError: it has no words.
        UnfinishedDraftError: a `{slot}` is left in them.
        BlockedCustomerError: nothing is sent to a blocked customer.
    """
    mine = _taken(draft, version)
    return _send(mine, actor, mine.text, now)


@transaction.atomic
def edit(*, draft: Draft, actor: "User", version: int | None, text: str, now: datetime) -> Draft:
    """Send a draft in a member's words; how much they changed is kept.

    Raises:
        DraftTakenError, EmptyDraftError, UnfinishedDraftError, BlockedCustomerError: as for `accept`.
    """
    return _send(_taken(draft, version), actor, text.strip(), now)


@transaction.atomic
def reject(
    *, draft: Draft, actor: "User", version: int | None, reason: str, remark: str = "", now: datetime
) -> Draft:
    """Do not send a draft, and say why.

    Raises:
        DraftTakenError: it is not open any more, or not as it was read.
    """
    mine = _taken(draft, version)
    fields = {"reject_reason": Draft.Reason(reason).value, "remark": remark.strip()[:LONGEST_REMARK]}
    _decide(mine, actor, State.REJECTED, now, **fields)
    _record(mine, actor, reason=mine.reject_reason)
    return mine


@transaction.atomic
def undo_reject(*, draft: Draft, actor: "User", version: int | None = None) -> Draft:
    """Propose a refused draft again, unless the enquiry has gone on since.

    Raises:
        DraftTakenError: something else happened meanwhile.
    """
    mine = _locked(draft)
    is_mine = mine.state == State.REJECTED and (version is None or version == mine.version)
    if not is_mine or not _still_fits(mine):
        raise _taken_by(mine)
    nothing: dict[str, Any] = {"reject_reason": "", "remark": "", "decided_by": None, "decided_at": None}
    _set(mine, state=State.PROPOSED, version=mine.version + 1, **nothing)
    try:
        with transaction.atomic():
            mine.save()
    except IntegrityError:  # another one is proposed by now
        raise _taken_by(draft) from None
    audit.record(workspace=_workspace(mine), actor=actor, action="draft.restored", draft=mine.pk)
    _announce(mine)
    return mine


@transaction.atomic
def ask_again(*, draft: Draft, actor: "User", version: int | None, style: str = "") -> None:
    """Have the assistant find other words, in another style where one is named.

    Raises:
        DraftTakenError: it is not open any more, or not as it was read.
    """
    mine = _taken(draft, version)
    messages.overtake_drafts(mine.enquiry)
    audit.record(
        workspace=_workspace(mine),
        actor=actor,
        action="draft.asked_again",
        draft=mine.pk,
        enquiry=mine.enquiry_id,
    )
    enqueue("assistants.tasks.respond", message_id=str(mine.message_id), style=style)
    live.tell_members(mine.enquiry, what="draft", draft=str(mine.pk), state=State.SUPERSEDED)


def distance(proposed: str, sent: str) -> float:
    """How much was changed: 0 sent as it was .. 1 nothing left, in letters."""
    from rapidfuzz.distance import Levenshtein

    before, after = " ".join(proposed.split()), " ".join(sent.split())
    return round(float(Levenshtein.normalized_distance(before, after)), 4)


def _taken(draft: Draft, version: int | None) -> Draft:
    """The draft for us alone.

    The enquiry is locked first, as everybody does who writes to it.
    """
    mine = _locked(draft)
    if mine.state != State.PROPOSED or (version is not None and version != mine.version):
        raise _taken_by(mine)
    return mine


def _locked(draft: Draft) -> Draft:
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related(
        "workspace", "contact", "channel", "assistant"
    )
    locked = enquiry.get(pk=draft.enquiry_id)
    rows = Draft.objects.select_for_update(of=("self",)).select_related("decided_by", "message")
    mine = rows.get(pk=draft.pk)
    mine.enquiry = locked
    return mine


def _taken_by(draft: Draft) -> DraftTakenError:
    """Who was faster, and when."""
    who = draft.decided_by.display_name if draft.decided_by else ""
    at = draft.decided_at.isoformat() if draft.decided_at else None
    sentences = {
        State.ACCEPTED: _("%(who)s has sent this draft already."),
        State.EDITED: _("%(who)s has sent this draft with changes already."),
        State.REJECTED: _("%(who)s has refused this draft already."),
        State.SUPERSEDED: _("The conversation has gone on. Look at the latest message."),
        State.AUTOMATED: _("The assistant has sent this already."),
    }
    text = sentences.get(State(draft.state), _("This draft has changed since you read it. Look at it again."))
    if "%(who)s" in text:
        text %= {"who": who or _("Somebody")}
    return DraftTakenError(
        text, state=draft.state, version=draft.version, decided_by=who or None, decided_at=at
    )


def _send(draft: Draft, actor: "User", text: str, now: datetime) -> Draft:
    """Words of the machine that a member released stay the machine's; changed ones are the member's."""
    if not text.strip():
        raise EmptyDraftError(_("Write what should be sent."))
    if missing := SLOT.search(text):
        raise UnfinishedDraftError(_("Fill in %(slot)s before you send this.") % {"slot": missing[0]})
    if draft.enquiry.contact.blocked_at:
        raise BlockedCustomerError(_("Unblock the customer before you write to them."))
    changed = distance(draft.text, text)
    state = State.EDITED if changed else State.ACCEPTED
    author = EnquiryMessage.Author.HUMAN if changed else EnquiryMessage.Author.AI
    sent = messages.send(
        enquiry=draft.enquiry,
        author=author,
        text=text,
        now=now,
        user=actor,
        action=drafting.ANSWER,
        citations=draft.citations,
    )
    _decide(draft, actor, state, now, sent_text=text, sent_message=sent, edit_distance=changed)
    _take(draft.enquiry, actor)
    if not changed:
        drafting.count_use(draft)
    _record(draft, actor, edit_distance=changed, problems=len(draft.problems))
    return draft


def _decide(draft: Draft, actor: "User", state: str, now: datetime, **fields: Any) -> None:
    _set(draft, state=state, decided_by=actor, decided_at=now, version=draft.version + 1, **fields)
    draft.save()
    enqueue("assistants.tasks.learn_from_decision", draft_id=str(draft.pk))
    _announce(draft)


def _take(enquiry: Enquiry, actor: "User") -> None:
    """Whoever answers has it from here on."""
    fields: dict[str, Any] = {} if enquiry.assignee_id else {"assignee_id": actor.pk}
    if enquiry.state != Enquiry.State.OPEN:
        fields |= {"state": Enquiry.State.OPEN, "snoozed_until": None, "resolved_at": None, "resolution": ""}
    for name, value in fields.items():
        setattr(enquiry, name, value)
    enquiry.save(update_fields=[*fields, "updated_at"])


def _record(draft: Draft, actor: "User", **facts: Any) -> None:
    workspace = _workspace(draft)
    about = {"draft": draft.pk, "enquiry": draft.enquiry_id}
    audit.record(workspace=workspace, actor=actor, action=f"draft.{draft.state}", **about, **facts)
    payload = {"draft": str(draft.pk), "enquiry": str(draft.enquiry_id), "state": draft.state}
    hooks.emit(
        workspace=workspace, event="draft.decided", key=f"draft:{draft.pk}:{draft.version}", payload=payload
    )


def _announce(draft: Draft) -> None:
    live.tell_members(draft.enquiry, what="draft", draft=str(draft.pk), state=draft.state)


def _still_fits(draft: Draft) -> bool:
    """Whether nobody has written to or from the customer since, but for words of a handover."""
    later = EnquiryMessage.objects.for_customer().filter(enquiry=draft.enquiry_id, seq__gt=draft.message.seq)
    is_over = draft.enquiry.state == Enquiry.State.RESOLVED
    return not is_over and not later.exclude(action=handover.ACTION).exists()


def _set(draft: Draft, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(draft, name, value)


def _workspace(draft: Draft) -> Any:
    return draft.enquiry.workspace
