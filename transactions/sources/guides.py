"""The apps and services that bring messages, and how each is set up."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """One card of the Sources page. `takes_key`: it cannot sign, so it shows the key in a header."""

    code: str
    kind: str
    icon: str
    name: Text
    summary: Text
    steps: tuple[Text, ...]
    takes_key: bool = False
    example: str = "curl"  # curl, key_curl, headers, n8n, twilio, worker


GUIDES = (
    Guide(
        code="sms-to-url",
        kind="sms",
        icon="phone",
        name=_("SMS to URL Forwarder"),
        summary=_("Android, free and open. The shortest way for a phone."),
        takes_key=True,
        example="headers",
        steps=(
            _("Install “Incoming SMS to URL forwarder” from F-Droid and let it read messages."),
            _("Add a rule: sender * (every sender), and the address below as its URL."),
            _("Paste the headers below into “Headers” and the body below into “JSON payload template”."),
            _("Exempt the app from battery saving, then press its Test button."),
        ),
    ),
    Guide(
        code="sms-forwarder",
        kind="sms",
        icon="phone",
        name=_("SMS Forwarder"),
        summary=_("Android. Can choose which senders to forward."),
        takes_key=True,
        example="headers",
        steps=(
            _("In SMS Forwarder add a sender channel of the kind “Webhook”, method POST."),
            _("Give it the address below, and the headers below one by one."),
            _("As the body use the JSON below, with the app’s own placeholders."),
            _("Add a forwarding rule for your banks’ senders and press Test."),
        ),
    ),
    Guide(
        code="macrodroid",
        kind="sms",
        icon="phone",
        name=_("MacroDroid or Tasker"),
        summary=_("Android automation, if you use it already."),
        takes_key=True,
        example="headers",
        steps=(
            _("Make a macro with the trigger “SMS received”, from any number."),
            _("Add the action “HTTP request”: POST, the address below, content type application/json."),
            _("Add the headers below, and the JSON below as the body with the app’s variables."),
            _("Run the macro once by hand to try it."),
        ),
    ),
    Guide(
        code="shortcuts",
        kind="sms",
        icon="phone",
        name=_("iPhone Shortcuts"),
        summary=_("iOS 17 and later: an automation for each message that comes in."),
        takes_key=True,
        example="headers",
        steps=(
            _("Make a personal automation “Message” containing the word debited; run immediately."),
            _("Add “Get Contents of URL” with the address below, method POST, request body JSON."),
            _("Add the headers below. In the body: from = Sender, body = Message."),
            _("Make a second automation for the word credited, in the same way."),
        ),
    ),
    Guide(
        code="n8n",
        kind="sms",
        icon="repeat",
        name=_("n8n"),
        summary=_("For flows of your own: three nodes that sign and send."),
        example="n8n",
        steps=(
            _("Copy the nodes below and paste them onto the canvas of a workflow (Ctrl+V)."),
            _("Put the key into a credential of the kind Crypto or into the node “Sign”."),
            _("Connect what brings your messages to “Message”; it expects from, body and timestamp."),
        ),
    ),
    Guide(
        code="twilio",
        kind="sms",
        icon="chat",
        name=_("Twilio"),
        summary=_("A number that gets the messages. Its own signature is checked."),
        example="twilio",
        steps=(
            _("In Twilio open the number, and under “A message comes in” choose Webhook, HTTP POST."),
            _("Paste the address below; it names this source."),
            _("Enter your account’s auth token on this page, so that Twilio’s signature can be checked."),
        ),
    ),
    Guide(
        code="mail-worker",
        kind="mail",
        icon="mail",
        name=_("A forwarding address"),
        summary=_("Forward mails to an address of your domain: Cloudflare Email Routing, free."),
        example="worker",
        steps=(
            _("In Cloudflare open Email Routing, Email Workers, and make one with the lines below."),
            _("Add the key as a secret called LUMEN_KEY."),
            _("Route an address such as money@your-domain to the worker."),
            _("In your mailbox make a filter that forwards the mails of banks and shops to that address."),
        ),
    ),
    Guide(
        code="mail-server",
        kind="mail",
        icon="mail",
        name=_("A mail server or service"),
        summary=_("Mailgun, SendGrid, Postmark or your own server, with a step that signs."),
        example="mail_curl",
        steps=(
            _("Let the server hand each mail to a script, as it is (for example with a pipe transport)."),
            _("The lines below sign and send it. What Mailgun, SendGrid and Postmark post is read too."),
        ),
    ),
    Guide(
        code="other",
        kind="sms",
        icon="link",
        name=_("Something else"),
        summary=_("Any program that can send a web request and sign it."),
        steps=(
            _("Send a POST request to the address below, the message as JSON or as a form."),
            _("Sign it: the HMAC-SHA256, in hex, of the time stamp, a dot and the raw body."),
        ),
    ),
)
_BY_CODE = {guide.code: guide for guide in GUIDES}


def guide_of(code: str, *, kind: str) -> Guide:
    """The guide of an app; one for any program of that kind when it is not known."""
    return _BY_CODE.get(code) or _BY_CODE["other" if kind == "sms" else "mail-server"]
