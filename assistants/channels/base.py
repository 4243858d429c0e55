"""What every channel can do: bring a reply to the customer."""

from typing import TYPE_CHECKING, Protocol

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from assistants.models import EnquiryMessage


class DeliveryError(LumenError):
    """A reply that was not taken.

    Attributes:
        is_lasting: trying again would not help.
        seconds: how long the other side asks to wait (0: it does not say).
        is_channels: the channel is what fails, not this one message.
    """

    status, code, title = 502, "delivery-failed", "The reply was not delivered"

    def __init__(
        self, detail: str, *, is_lasting: bool = False, seconds: int = 0, is_channels: bool = True
    ) -> None:
        super().__init__(detail)
        self.is_lasting, self.seconds, self.is_channels = is_lasting, seconds, is_channels


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
