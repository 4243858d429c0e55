"""Replies to customers in Slack."""

import json

from django.utils.translation import gettext as _

from assistants.channels.base import DeliveryError
from assistants.channels.slack import client
from assistants.models import Channel, EnquiryMessage
from lumen.common.crypto import decrypt

LONGEST = 12_000  # characters that Slack shows in one message
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class SlackOutlet:
    """Writes a reply below what it answers."""

    def deliver(self, message: EnquiryMessage) -> str:
        where = _where(message)
        told = {"channel": where["place"], "text": message.text[:LONGEST].translate(_ESCAPES)}
        if where.get("thread_ts"):
            told["thread_ts"] = where["thread_ts"]
        answer = client.call(
            token=token_of(message.enquiry.channel),
            method="chat.postMessage",
            **told,
            unfurl_links=False,
            metadata={"event_type": "lumen_reply", "event_payload": {"message": str(message.pk)}},
        )
        return f"{where['place']}:{answer.get('ts', '')}"[:300]


def token_of(channel: Channel) -> str:
    """The bot token, in the clear."""
    if not channel.credentials:
        return ""
    return str(json.loads(decrypt(channel.credentials)).get("bot_token", ""))


def _where(message: EnquiryMessage) -> dict[str, str]:
    theirs = message.enquiry.messages.filter(
        author=EnquiryMessage.Author.CUSTOMER, seq__lt=message.seq, details__has_key="slack"
    )
    last = theirs.order_by("-seq").first()
    if last is None:
        raise DeliveryError(
            _("Nothing of this conversation is in Slack."), is_lasting=True, is_channels=False
        )
    where: dict[str, str] = last.details["slack"]
    return where
