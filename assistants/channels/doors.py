"""The doors that outside programs knock at: which channel an address names, and whether it takes anything."""

from django.utils.translation import gettext as _

from assistants.models import Channel
from lumen.common.errors import LumenError

MAX_BYTES = 64 * 1024


class UnknownChannelError(LumenError):
    status, code, title = 404, "unknown-channel", "There is no such channel"


class PausedChannelError(LumenError):
    status, code, title = 403, "paused-channel", "This channel is turned off"


class TooLargeError(LumenError):
    status, code, title = 413, "too-large", "This message is too large"


class UnreadableMessageError(LumenError):
    status, code, title = 400, "unreadable-message", "This is no message"


def channel_at(*, public_key: str, kind: str) -> Channel:
    """
    Raises:
        UnknownChannelError: the address names none, or one that was deleted.
    """
    kept = Channel.objects.kept().filter(public_key=public_key, kind=kind, assistant__deleted_at__isnull=True)
    channel = kept.select_related("workspace", "assistant").first()
    if channel is None:
        raise UnknownChannelError(_("Copy the address again from the channel's page."))
    return channel


def require_active(channel: Channel) -> None:
    """
    Raises:
        PausedChannelError: a member turned it off.
    """
    if not channel.is_active:
        raise PausedChannelError(_("Turn it on again on its page, then send once more."))


def require_fitting(size: int) -> None:
    """
    Raises:
        TooLargeError: more than one message may hold.
    """
    if size > MAX_BYTES:
        raise TooLargeError(_("A message may hold up to %(kb)s KB.") % {"kb": MAX_BYTES // 1024})
