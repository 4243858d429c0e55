"""The words a widget and Lumen exchange, the same over a socket and over plain HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from assistants.selectors import visits as selectors
from assistants.selectors.visits import Visit
from assistants.services import live, visits
from assistants.services.visits import Claim
from assistants.widget import frames, limits
from lumen.common import events
from lumen.common.errors import LumenError

Frame = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reply:
    """What one word of the widget changes, and what is answered to that window alone."""

    visit: Visit
    frame: Frame | None = None


def ready(visit: Visit, *, after: int | None) -> Frame:
    """The first answer: who the visitor is here, where the numbers stand, and the conversation.

    With `after` only what was missed is to be replayed, so the conversation is left out, unless the kept
    events do not reach back that far.
    """
    last = last_number(visit)
    seen = last if after is None else min(after, last)
    has_gap = after is None or after > last or _is_forgotten(visit, seen, last)
    conversation = (
        [frames.of_message(message) for message in selectors.messages_of(visit)] if has_gap else None
    )
    return {
        "type": "ready",
        "token": visit.token,
        "seq": last if has_gap else seen,
        "me": {"name": visit.contact.name if visit.contact else "", "verified": visit.is_verified},
        "messages": conversation,
        "standing": standing(visit),
    }


def standing(visit: Visit) -> Frame:
    found = selectors.standing_of(visit)
    return {
        "enquiry": found.enquiry_id,
        "state": found.state,
        "with_person": found.is_with_person,
        "asked": found.is_asked_for_rating,
    }


def last_number(visit: Visit) -> int:
    if visit.contact is None:
        return 0
    key = live.visitor_key(visit.contact)
    return events.last_seq(workspace_id=visit.channel.workspace_id, user_id=key)


def missed(visit: Visit, *, after: int) -> list[Frame]:
    """The frames of all events after a number."""
    if visit.contact is None:
        return []
    key = live.visitor_key(visit.contact)
    found = events.events_after(workspace_id=visit.channel.workspace_id, user_id=key, seq=after)
    return [frame for event in found if (frame := frames.of_event(event))]


def answer(visit: Visit, word: Frame, *, address: str, now: datetime) -> Reply:
    """Do what the widget asks; a refusal is an answer too, with a sentence for the visitor."""
    act = WORDS.get(str(word.get("type")))
    if act is None:
        return Reply(visit)
    try:
        if act is _identify:
            limits.check_opening(address)
        return act(visit, word, now)
    except LumenError as error:
        return Reply(visit, refusal(error, word))


def refusal(error: LumenError, word: Frame) -> Frame:
    return {
        "type": "refused",
        "what": str(word.get("type"))[:20],
        "id": str(word.get("id", ""))[:64],
        "status": error.status,
        "code": error.code,
        "text": error.detail,
        "wait": error.extra.get("wait"),
    }


def _text(visit: Visit, word: Frame, now: datetime) -> Reply:
    client_id = _words(word, "id")
    visit, message = visits.say(visit=visit, text=_words(word, "text"), client_id=client_id, now=now)
    return Reply(visit, {**frames.of_message(message), "type": "sent", "id": client_id})


def _person(visit: Visit, word: Frame, now: datetime) -> Reply:
    client_id = _words(word, "id")
    visit = visits.ask_for_person(visit=visit, client_id=client_id, now=now)
    return Reply(visit, {"type": "standing", **standing(visit)})


def _typing(visit: Visit, word: Frame, now: datetime) -> Reply:
    visits.note_typing(visit=visit)
    return Reply(visit)


def _seen(visit: Visit, word: Frame, now: datetime) -> Reply:
    try:
        until = parse_datetime(_words(word, "until"))
    except ValueError:
        until = None
    if until is not None and until.tzinfo is not None:
        visits.note_seen(visit=visit, until=until, now=now)
    return Reply(visit)


def _identify(visit: Visit, word: Frame, now: datetime) -> Reply:
    claim = Claim(
        external_id=_words(word, "user"),
        signature=_words(word, "hash"),
        name=_words(word, "name"),
        email=_words(word, "email"),
    )
    visit = visits.identify(visit=visit, claim=claim, now=now)
    return Reply(visit, {**ready(visit, after=None), "what": "identify"})


def _rate(visit: Visit, word: Frame, now: datetime) -> Reply:
    score = word.get("score")
    number = score if isinstance(score, int) and not isinstance(score, bool) else 0
    visits.rate(visit=visit, score=number, comment=_words(word, "comment"), now=now)
    return Reply(visit, {"type": "rated", "id": _words(word, "id")})


def _words(word: Frame, name: str) -> str:
    """A field as text; numbers as sites like to send them, nothing for anything else."""
    value = word.get(name, "")
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return ""
    return str(value).encode(errors="replace").decode().replace("\x00", "")


def _is_forgotten(visit: Visit, seen: int, last: int) -> bool:
    if seen >= last or visit.contact is None:
        return False
    key = live.visitor_key(visit.contact)
    kept = events.events_after(workspace_id=visit.channel.workspace_id, user_id=key, seq=seen)
    return not kept or kept[0].seq != seen + 1


WORDS: dict[str, Callable[[Visit, Frame, datetime], Reply]] = {
    "text": _text,
    "person": _person,
    "typing": _typing,
    "seen": _seen,
    "identify": _identify,
    "rate": _rate,
}
