"""What every channel can do: bring a reply to the customer."""

from typing import TYPE_CHECKING, Protocol

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from assistants.models import EnquiryMessage


class DeliveryError(LumenError):
    """A reply that was not taken; `is_lasting` when trying again would not help."""

    status, code, title = 502, "delivery-failed", "The reply was not delivered"

    def __init__(self, detail: str, *, is_lasting: bool = False) -> None:
        super().__init__(detail)
        self.is_lasting = is_lasting


class Outlet(Protocol):
    """One kind of channel, towards the customer."""

    def deliver(self, message: "EnquiryMessage") -> str:
        """Hand a reply over.

        Returns:
            The channel's own name of it (Message-ID, Slack `ts`), empty when it has none.

        Raises:
            DeliveryError: it was not taken, and why.
        """
        ...
