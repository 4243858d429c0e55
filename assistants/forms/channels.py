"""What is asked of a person who sets a channel up."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assistants.channels.mail.smtp import STARTTLS, TLS, Server
from assistants.models import Channel
from assistants.services.hooks import EVENTS
from lumen.common.errors import LumenError
from lumen.common.mailboxes.imap import Login
from lumen.common.mailboxes.presets import preset_for
from lumen.notifications import outgoing

IMAP_PORT, SMTP_PORT, SMTP_TLS_PORT = 993, 587, 465
KEEP = _("Kept encrypted; leave it empty to keep what is there.")
PLUS_SERVICES = {"Gmail", "Outlook", "Fastmail", "iCloud"}  # that take name+anything@


class EmailForm(forms.Form):
    """A mailbox that customers write to. With a `channel`, what is empty stays as it is."""

    address = forms.EmailField(
        label=_("Address customers write to"),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "support@example.com"}),
    )
    password = forms.CharField(
        label=_("App password"),
        strip=False,
        max_length=300,
        help_text=_("Most services want one made for Lumen, not the one you sign in with."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    from_name = forms.CharField(
        label=_("Sender’s name"), required=False, max_length=80, help_text=_("As customers see it.")
    )
    imap_host = forms.CharField(label=_("Server for reading (IMAP)"), required=False, max_length=200)
    imap_port = forms.IntegerField(
        label=_("Port"), required=False, min_value=1, max_value=65_535, initial=IMAP_PORT
    )
    folder = forms.CharField(label=_("Folder"), required=False, max_length=200, initial="INBOX")
    smtp_host = forms.CharField(label=_("Server for sending (SMTP)"), required=False, max_length=200)
    smtp_port = forms.IntegerField(
        label=_("Port"), required=False, min_value=1, max_value=65_535, initial=SMTP_PORT
    )
    smtp_security = forms.ChoiceField(
        label=_("Encryption"),
        required=False,
        choices=[(STARTTLS, _("STARTTLS, mostly port 587")), (TLS, _("TLS, mostly port 465"))],
    )
    user = forms.CharField(
        label=_("User name"), required=False, max_length=200, help_text=_("Empty: the address.")
    )
    uses_plus = forms.BooleanField(
        label=_("The service delivers name+anything to name"),
        required=False,
        help_text=_("Then answers find their conversation even when a mail program loses the thread."),
    )

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            kwargs["initial"] = _initial(channel)
        super().__init__(*args, **kwargs)
        self.channel = channel
        if channel is not None:
            self.fields["password"].required = False
            self.fields["password"].help_text = KEEP

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        preset = preset_for(cleaned.get("address", ""))
        for name, known in (("imap_host", "host"), ("smtp_host", "smtp_host")):
            told = cleaned.get(name) or (getattr(preset, known) if preset else "")
            cleaned[name] = told.strip().lower()
            if not cleaned[name] and "address" in cleaned:
                self.add_error(name, _("Lumen does not know this service. Enter its server."))
        if preset and not self.channel and preset.name in PLUS_SERVICES:
            cleaned["uses_plus"] = True
        return cleaned

    @property
    def name(self) -> str:
        return str(self.cleaned_data["address"])[:80]

    def settings(self) -> dict[str, Any]:
        """What the channel's row keeps; never the password."""
        told = self.cleaned_data
        security = told.get("smtp_security") or STARTTLS
        return {
            "address": told["address"].lower(),
            "from_name": told.get("from_name", ""),
            "host": told["imap_host"],
            "port": told.get("imap_port") or IMAP_PORT,
            "folder": told.get("folder") or "INBOX",
            "smtp_host": told["smtp_host"],
            "smtp_port": told.get("smtp_port") or (SMTP_TLS_PORT if security == TLS else SMTP_PORT),
            "smtp_security": security,
            "user": told.get("user") or told["address"],
            "uses_plus": bool(told.get("uses_plus")),
        }

    def credentials(self) -> dict[str, str]:
        password = str(self.cleaned_data.get("password") or "").replace("\u00a0", " ")
        return {"password": password} if password else {}

    def servers(self, password: str) -> tuple[Login, Server]:
        """Where mail would be read and sent."""
        told = self.settings()
        login = Login(
            host=told["host"],
            port=told["port"],
            user=told["user"],
            password=password,
            folder=told["folder"],
        )
        server = Server(
            host=told["smtp_host"],
            port=told["smtp_port"],
            user=told["user"],
            password=password,
            security=told["smtp_security"],
        )
        return login, server


def _initial(channel: Channel) -> dict[str, Any]:
    told = channel.settings
    return {**told, "imap_host": told.get("host", ""), "imap_port": told.get("port")}


class SlackForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, initial="Slack")
    bot_token = forms.CharField(
        label=_("Bot token"),
        max_length=300,
        help_text=_("Begins with xoxb-. From “OAuth & Permissions” of your Slack app."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    signing_secret = forms.CharField(
        label=_("Signing secret"),
        max_length=200,
        help_text=_("From “Basic Information” of your Slack app."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    places = forms.CharField(
        label=_("Only these Slack channels"),
        required=False,
        max_length=1_000,
        help_text=_(
            "Ids such as C0123ABCD, with commas between them. Empty: wherever the app is told of messages."
        ),
    )

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            places = ", ".join(channel.settings.get("places") or [])
            kwargs["initial"] = {"name": channel.name, "places": places}
        super().__init__(*args, **kwargs)
        for name in ("bot_token", "signing_secret") if channel else ():
            self.fields[name].required = False
            self.fields[name].help_text = KEEP

    def clean_places(self) -> list[str]:
        told = str(self.cleaned_data["places"]).replace(",", " ").upper().split()
        if any(not one.isalnum() for one in told):
            raise forms.ValidationError(_("Ids consist of letters and digits: C0123ABCD."), code="place")
        return told[:50]

    def settings(self) -> dict[str, Any]:
        return {"places": self.cleaned_data["places"]}

    def credentials(self) -> dict[str, str]:
        token = str(self.cleaned_data.get("bot_token") or "").strip()
        return {"bot_token": token} if token else {}

    @property
    def secret(self) -> str:
        return str(self.cleaned_data.get("signing_secret") or "").strip()


class ProgramForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    url = forms.CharField(
        label=_("Address of your program"),
        required=False,
        max_length=2_000,
        help_text=_("Replies and events go there, signed. Empty: your program asks by REST."),
        widget=forms.URLInput(attrs={"placeholder": "https://shop.example.com/lumen"}),
    )
    events = forms.MultipleChoiceField(
        label=_("Events it wants"),
        required=False,
        choices=list(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, channel: Channel | None = None, **kwargs: Any) -> None:
        if channel is not None:
            kwargs["initial"] = {"name": channel.name, **channel.settings}
        super().__init__(*args, **kwargs)

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url:
            try:
                outgoing.check_address(url)
            except LumenError as error:
                raise forms.ValidationError(error.detail, code="address") from error
        return url

    def settings(self) -> dict[str, Any]:
        return {"url": self.cleaned_data["url"], "events": list(self.cleaned_data["events"])}
