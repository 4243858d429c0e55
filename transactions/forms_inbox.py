"""What people type on the page of the inbox."""

from django import forms
from django.utils.translation import gettext_lazy as _

from transactions.sources.payloads import MAX_TEXT


class MessageForm(forms.Form):
    sender = forms.CharField(
        label=_("From"),
        max_length=200,
        required=False,
        help_text=_("The sender as the phone shows it."),
        widget=forms.TextInput(attrs={"placeholder": "VM-HDFCBK-S"}),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Paste the text of a bank message.")},
    )
