"""How much a visitor, an address and a whole workspace may write."""

import math
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from lumen.common import limits
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from assistants.models import Channel

LONGEST_MESSAGE = 4_000
MINUTE = 60


class TooFastError(LumenError):
    status, code, title = 429, "slow-down", "Too many at once"

    def __init__(self, detail: str, *, wait: int) -> None:
        super().__init__(detail, wait=wait)
        self.wait = wait


def check_writing(channel: "Channel", value: str) -> None:
    """Count one message of a visitor.

    Raises:
        TooFastError: the visitor, or all visitors of the workspace together, write too fast.
    """
    _take(f"visitor:{channel.pk}:{value}", settings.WIDGET_VISITOR_A_MINUTE)
    _take(f"workspace:{channel.workspace_id}", settings.WIDGET_WORKSPACE_A_MINUTE)


def check_opening(address: str) -> None:
    """Count one opened widget, or one try to prove who somebody is, of a network address.

    Raises:
        TooFastError: too many from there.
    """
    _take(f"address:{address}", settings.WIDGET_ADDRESS_A_MINUTE)


def address_of(forwarded: str, peer: str) -> str:
    """The visitor's address; what proxies say counts only as far as they are trusted."""
    trusted = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
    return hops[-min(trusted, len(hops))] if trusted and hops else peer


def _take(name: str, calls: int) -> None:
    milliseconds = limits.wait_milliseconds(f"lumen:widget:{name}", calls=calls, seconds=MINUTE)
    if milliseconds:
        wait = math.ceil(milliseconds / 1_000)
        raise TooFastError(
            _("That was a lot at once. Please try again in %(wait)s seconds.") % {"wait": wait}, wait=wait
        )
