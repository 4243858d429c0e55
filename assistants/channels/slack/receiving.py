"""Slack's events: which of them are a customer's message, and to which conversation it belongs."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from assistants.channels.doors import require_active
from assistants.models import Channel, Identity
from assistants.services import messages
from assistants.services.contacts import Person, contact_for
from assistants.services.messages import Incoming
from lumen.common.tasks import enqueue

WRITTEN = {"message", "app_mention"}
SAID = {"", "file_share", "thread_broadcast", "me_message"}  # other subtypes are edits, joins and the like
_TS = re.compile(r"\d{6,12}\.\d{1,8}")
_USER = re.compile(r"<@[UW][A-Z0-9]+(?:\|([^<>]*))?>")
_CHANNEL = re.compile(r"<#C[A-Z0-9]+(?:\|([^<>]*))?>")
_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]+)(?:\|([^<>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^[A-Z0-9]+|[a-z]+)(?:[|^][^<>]*)?>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message in Slack. `ts` names it within its conversation `place`."""

    member: str
    place: str
    ts: str
    thread_ts: str
    is_direct: bool
    text: str
    event_id: str


def said_in(body: dict[str, Any]) -> Said | None:
    """The message a person wrote, if the event is one; those of bots and of Lumen itself are none."""
    event = body.get("event")
    if body.get("type") != "event_callback" or not isinstance(event, dict):
        return None
    words = {name: value for name, value in event.items() if isinstance(value, str)}
    if words.get("type") not in WRITTEN or words.get("subtype", "") not in SAID or _is_bots(event, body):
        return None
    text = readable(words.get("text", ""))
    ts, place, member = words.get("ts", ""), words.get("channel", ""), words.get("user", "")
    if not (_TS.fullmatch(ts) and place and member and text):
        return None
    return Said(
        member=member[:40],
        place=place[:40],
        ts=ts,
        thread_ts=words.get("thread_ts", "")[:24],
        is_direct=words.get("channel_type") == "im" or place.startswith("D"),
        text=text,
        event_id=str(body.get("event_id", ""))[:60],
    )


def _is_bots(event: dict[str, Any], body: dict[str, Any]) -> bool:
    own = [one.get("user_id") for one in body.get("authorizations") or [] if isinstance(one, dict)]
    return (
        bool(event.get("bot_id") or event.get("bot_profile") or event.get("hidden"))
        or event.get("user") in own
    )


def readable(text: str) -> str:
    """Slack's markup as words."""
    plain = _USER.sub(lambda found: f"@{found[1]}" if found[1] else "", text)
    plain = _CHANNEL.sub(lambda found: f"#{found[1]}" if found[1] else "", plain)
    plain = _LINK.sub(lambda found: _link(found[1], found[2]), plain)
    plain = html.unescape(_SPECIAL.sub("", plain)).replace("\x00", "")
    return re.sub(r"[ \t]{2,}", " ", plain).strip()


def _link(url: str, label: str | None) -> str:
    bare = url.removeprefix("mailto:").removeprefix("tel:")
    return bare if not label or label in {url, bare} else f"{label} ({bare})"


@transaction.atomic
def take(*, channel: Channel, body: dict[str, Any], now: datetime) -> bool:
    """Keep what a person wrote; whether anything was kept. An event that comes again changes nothing."""
    require_active(channel)
    said = said_in(body)
    listens_to = channel.settings.get("places") or []
    if said is None or (listens_to and not said.is_direct and said.place not in listens_to):
        return False
    person = Person(value=said.member, external_id=said.member)
    contact = contact_for(channel=channel, person=person, now=now)
    incoming = Incoming(
        text=said.text,
        at=min(datetime.fromtimestamp(float(said.ts), tz=UTC), now),
        external_id=f"{said.place}:{said.ts}",
        thread=_thread(said),
        details={"slack": _answer_to(said), "event_id": said.event_id},
    )
    messages.receive(channel=channel, contact=contact, incoming=incoming)
    Channel.objects.filter(pk=channel.pk).update(worked_at=now)
    if not contact.name:
        identity = Identity.objects.get(channel=channel, value=said.member)
        enqueue("assistants.tasks.name_slack_member", identity_id=str(identity.pk))
    return True


def _thread(said: Said) -> str:
    """A direct conversation without threads goes on by itself, as in a chat."""
    if said.is_direct and not said.thread_ts:
        return ""
    return f"{said.place}:{said.thread_ts or said.ts}"


def _answer_to(said: Said) -> dict[str, str]:
    """Where the reply belongs: under the message, in a direct conversation simply below it."""
    under = said.thread_ts if said.is_direct else said.thread_ts or said.ts
    return {"place": said.place, "thread_ts": under}
