from django import forms
from django.utils.translation import gettext_lazy as _

from lumen.notifications.kinds import KINDS
from lumen.notifications.outgoing import HookAddressError, check_address
from lumen.notifications.phones import clean_phone


class EmailKindsForm(forms.Form):
    """Which kinds go out by mail too."""

    kinds = forms.MultipleChoiceField(
        label=_("Also send me by e-mail"),
        required=False,
        choices=[(kind.code, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )


class HookForm(forms.Form):
    """Where a program of the workspace's own is called."""

    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Lumen calls it by POST. In your own network, whoever runs Lumen has to allow the host."),
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        try:
            check_address(url)
        except HookAddressError as error:
            raise forms.ValidationError(error.detail) from error
        return url


class TestForm(forms.Form):
    """Whom a test message goes to."""

    to = forms.CharField(
        label=_("Send a test to"), max_length=32, widget=forms.TextInput(attrs={"type": "tel"})
    )

    def clean_to(self) -> str:
        return clean_phone(self.cleaned_data["to"])
