"""What people in Slack are called."""

from assistants.channels.base import DeliveryError
from assistants.channels.slack import client
from assistants.channels.slack.outlet import token_of
from assistants.models import Contact, Identity


def name(*, identity_id: str) -> None:
    """Give a contact the name and address Slack knows; without the permission to ask it stays as it is."""
    rows = Identity.objects.select_related("channel", "contact").filter(pk=identity_id)
    identity = rows.first()
    if identity is None or identity.contact.name:
        return
    try:
        answer = client.call(token=token_of(identity.channel), method="users.info", user=identity.value)
    except DeliveryError:
        return
    user = answer.get("user")
    profile = user.get("profile") if isinstance(user, dict) else None
    told = profile if isinstance(profile, dict) else {}
    shown = str(told.get("display_name") or told.get("real_name") or "").strip()
    changes = {"name": shown[:120], "email": str(told.get("email") or "")[:254]}
    known = {key: value for key, value in changes.items() if value and not getattr(identity.contact, key)}
    if known:
        Contact.objects.filter(pk=identity.contact_id).update(**known)


def check(token: str) -> str:
    """The name of the Slack workspace a bot token belongs to.

    Raises:
        DeliveryError: it opens none, and why.
    """
    return str(client.call(token=token, method="auth.test").get("team", ""))[:80]
