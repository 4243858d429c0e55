"""What people type on the pages of the ways in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lumen.common.mailboxes.imap import Login
from lumen.common.mailboxes.presets import preset_for
from transactions.mailboxes import worth
from transactions.services import sources
from transactions.sources.payloads import MAX_TEXT

READS = [
    (worth.MONEY, _("Only mails whose sender or subject speaks of money (recommended)")),
    (worth.EVERYTHING, _("Every mail in it")),
]
IMAP_PORT = 993


class SourceForm(forms.Form):
    name = forms.CharField(
        label=_("Name"), max_length=80, widget=forms.TextInput(attrs={"placeholder": _("My phone")})
    )
    kind = forms.ChoiceField(choices=[("sms", "sms"), ("mail", "mail")], required=False)
    app = forms.CharField(max_length=20, required=False)


class RenameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)


class ChecksForm(forms.Form):
    takes_key = forms.BooleanField(
        label=_("Accept the key itself in the header X-Lumen-Key"),
        required=False,
        help_text=_("For apps that cannot sign. Weaker: whoever reads the header once knows the key."),
    )
    twilio_token = forms.CharField(
        label=_("Twilio’s auth token"),
        required=False,
        max_length=100,
        help_text=_("Kept encrypted; leave it empty to keep what is there."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class DisconnectForm(forms.Form):
    keep = forms.ChoiceField(
        label=_("What it brought"),
        required=False,
        initial=sources.EVERYTHING,
        choices=[
            (sources.EVERYTHING, _("Keep its messages and payments")),
            (sources.BOOKED, _("Delete the messages that booked nothing")),
            (sources.PAYMENTS, _("Delete all its messages; the payments stay")),
            (sources.NOTHING, _("Delete its messages, and the payments only it told about")),
        ],
        widget=forms.RadioSelect,
    )

    def clean_keep(self) -> str:
        return str(self.cleaned_data["keep"] or sources.PAYMENTS)


class GmailForm(forms.Form):
    reads = forms.ChoiceField(
        label=_("Which mails Lumen fetches"), choices=READS, initial=worth.MONEY, widget=forms.RadioSelect
    )


class ImapForm(forms.Form):
    address = forms.EmailField(
        label=_("Your mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "placeholder": "maria@fastmail.com"}),
    )
    password = forms.CharField(
        label=_("App password"),
        strip=False,
        max_length=200,
        help_text=_("Most services want one made for Lumen, not the one you sign in with."),
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    host = forms.CharField(
        label=_("IMAP server"),
        required=False,
        max_length=200,
        help_text=_("Known for Gmail, Yahoo, iCloud, Zoho and Fastmail."),
        widget=forms.TextInput(attrs={"placeholder": "imap.example.com", "autocapitalize": "none"}),
    )
    port = forms.IntegerField(
        label=_("Port"), required=False, min_value=1, max_value=65_535, initial=IMAP_PORT
    )
    user = forms.CharField(
        label=_("User name"), required=False, max_length=200, help_text=_("Empty: the address.")
    )
    folder = forms.CharField(label=_("Folder"), required=False, max_length=200, initial="INBOX")
    reads = forms.ChoiceField(
        label=_("Which mails Lumen fetches"), choices=READS, initial=worth.MONEY, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        preset = preset_for(cleaned.get("address", ""))
        cleaned["host"] = (cleaned.get("host") or (preset.host if preset else "")).strip().lower()
        if not cleaned["host"] and "address" in cleaned:
            self.add_error("host", _("Lumen does not know this service. Enter its IMAP server."))
        return cleaned

    def login(self) -> Login:
        cleaned = self.cleaned_data
        return Login(
            host=cleaned["host"],
            port=cleaned["port"] or IMAP_PORT,
            user=cleaned["user"] or cleaned["address"],
            password=cleaned["password"].replace("\u00a0", " "),
            folder=cleaned["folder"] or "INBOX",
        )


class MailUploadForm(forms.Form):
    file = forms.FileField(
        label=_("File of mails"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".eml,.mbox,.zip,message/rfc822,application/zip"}),
        error_messages={"required": _("Choose an .eml, .mbox or .zip file.")},
    )


class TestMessageForm(forms.Form):
    sender = forms.CharField(
        label=_("From"),
        max_length=200,
        required=False,
        help_text=_("The sender as the phone or mailbox shows it."),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Paste the text of a bank message.")},
    )
