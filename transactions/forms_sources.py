"""What people type on the pages of the ways in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from transactions.models import Source


class SourceForm(forms.Form):
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        help_text=_("For example the phone it runs on."),
        widget=forms.TextInput(attrs={"placeholder": _("My phone")}),
    )
    kind = forms.ChoiceField(label=_("What it sends"), choices=Source.Kind.choices, initial=Source.Kind.SMS)
