from django import forms
from django.utils.translation import gettext_lazy as _

from lumen.notifications.kinds import KINDS


class EmailKindsForm(forms.Form):
    """Which kinds go out by mail too."""

    kinds = forms.MultipleChoiceField(
        label=_("Also send me by e-mail"),
        required=False,
        choices=[(kind.code, kind.label) for kind in KINDS],
        widget=forms.CheckboxSelectMultiple,
    )
