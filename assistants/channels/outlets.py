"""Which outlet brings the replies of a kind of channel."""

from typing import cast

from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from assistants.channels.base import DeliveryError, Outlet
from assistants.models import Channel

_OUTLETS: dict[str, str] = {
    Channel.Kind.WIDGET: "assistants.channels.widget.WidgetOutlet",
    Channel.Kind.EMAIL: "assistants.channels.mail.outlet.MailOutlet",
    Channel.Kind.WEBHOOK: "assistants.channels.program.ProgramOutlet",
    Channel.Kind.SLACK: "assistants.channels.slack.outlet.SlackOutlet",
}


def outlet_of(channel: Channel) -> Outlet:
    """
    Raises:
        DeliveryError: nothing goes out through this channel.
    """
    if channel.deleted_at or not channel.is_active:
        told = _("The channel %(name)s is turned off or deleted.") % {"name": channel.name}
        raise DeliveryError(told, is_lasting=True, is_channels=False)
    path = _OUTLETS.get(channel.kind)
    if path is None:
        told = _("This conversation was imported: there is no way to answer it from here.")
        raise DeliveryError(told, is_lasting=True, is_channels=False)
    return cast("Outlet", import_string(path)())
