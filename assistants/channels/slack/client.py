"""Slack's web API, as far as a channel needs it."""

from typing import Any

import httpx
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistants.channels.base import DeliveryError

SECONDS = 10.0
MAX_ANSWER = 1_000_000
_FOR_A_WHILE = {
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited", "rate_limited",
}  # fmt: skip
_TOKEN = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
_SENTENCES = {
    "channel_not_found": gettext_lazy("Slack does not find this conversation any more."),
    "not_in_channel": gettext_lazy("The Slack app is not in this channel. Invite it there, then try again."),
    "is_archived": gettext_lazy("This Slack channel is archived."),
    "msg_too_long": gettext_lazy("This reply is too long for Slack."),
    "missing_scope": gettext_lazy("The Slack app lacks a permission: it needs chat:write."),
    "restricted_action": gettext_lazy("The Slack workspace does not let the app write here."),
}


def call(*, token: str, method: str, **arguments: Any) -> dict[str, Any]:
    """Call one method of the API.

    Raises:
        DeliveryError: it was not taken, and why.
    """
    url = f"{settings.SLACK_API_URL.rstrip('/')}/{method}"
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "Lumen"}
    try:
        writes = method.startswith("chat.")  # only these take JSON
        body: dict[str, Any] = {"json": arguments} if writes else {"data": arguments}
        answer = httpx.post(url, headers=headers, timeout=SECONDS, follow_redirects=False, **body)
    except (httpx.HTTPError, ValueError) as error:
        raise DeliveryError(_("Slack cannot be reached.")) from error
    return _taken(answer)


def _taken(answer: httpx.Response) -> dict[str, Any]:
    if answer.status_code == httpx.codes.TOO_MANY_REQUESTS:
        told = answer.headers.get("Retry-After", "")
        seconds = min(int(told), 3_600) if told.isascii() and told.isdigit() else 30
        raise DeliveryError(_("Slack asks to write less often."), seconds=seconds)
    if answer.status_code != httpx.codes.OK:
        told = _("Slack answered “%(status)s”.") % {"status": answer.status_code}
        raise DeliveryError(told, is_lasting=400 <= answer.status_code < 500)
    try:
        body = answer.json() if len(answer.content) <= MAX_ANSWER else None
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise DeliveryError(_("Slack answered something that is no answer."))
    if body.get("ok") is not True:
        raise _refused(str(body.get("error", "unknown"))[:60])
    return body


def _refused(code: str) -> DeliveryError:
    if code in _TOKEN:
        return DeliveryError(_("Slack does not accept the bot token any more. Enter a new one."))
    told = str(_SENTENCES.get(code, "")) or _("Slack refused: %(code)s.") % {"code": code}
    return DeliveryError(told, is_lasting=code not in _FOR_A_WHILE)
