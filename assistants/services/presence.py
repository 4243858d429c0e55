"""Who else is looking at an enquiry, and who is writing there now."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from accounts.selectors import member_ids
from assistants.models import Enquiry
from assistants.services import live
from lumen.common import events
from lumen.common.redis import client

if TYPE_CHECKING:
    from accounts.models import User

HERE_SECONDS = 45  # without a sign they are gone
QUIET_SECONDS = 4  # one event for so long, however fast somebody types


@dataclass(frozen=True, slots=True)
class Company:
    """A colleague at the same enquiry."""

    name: str
    is_writing: bool


def note(*, enquiry: Enquiry, user: "User", is_writing: bool, now: datetime) -> None:
    """Remember for a moment that a member is here, and tell the others when it is news."""
    state = "writing" if is_writing else "looking"
    key = _key(enquiry)
    pipe = client().pipeline()
    pipe.hget(key, str(user.pk))
    pipe.hset(key, str(user.pk), f"{now.timestamp():.0f} {state} {user.display_name}")
    pipe.expire(key, HERE_SECONDS)
    before = pipe.execute()[0]
    is_news = not before or before.split(" ")[1] != state
    fresh = client().set(f"{key}:{user.pk}:{state}", "1", nx=True, ex=QUIET_SECONDS)
    if is_writing and (is_news or fresh):
        live.tell_contact(enquiry.contact, type="typing", enquiry=str(enquiry.pk), author="human")
    if is_news or (is_writing and fresh):
        events.publish(
            workspace_id=enquiry.workspace_id,
            user_ids=[pk for pk in member_ids(enquiry.workspace) if pk != user.pk],
            type="progress",
            kind="presence",
            id=str(enquiry.pk),
            name=user.display_name,
            state=state,
            at=now.isoformat(),
        )


def company(*, enquiry: Enquiry, user: "User", now: datetime) -> list[Company]:
    """The others who are at this enquiry."""
    found = cast("dict[str, str]", client().hgetall(_key(enquiry)))
    signs = {pk: text.split(" ", 2) for pk, text in found.items() if pk != str(user.pk)}
    here = [sign for sign in signs.values() if now.timestamp() - float(sign[0]) < HERE_SECONDS]
    return [Company(name, state == "writing") for _at, state, name in here]


def _key(enquiry: Enquiry) -> str:
    return f"lumen:enquiry-presence:{enquiry.pk}"
