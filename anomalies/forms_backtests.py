"""A history to try the watch on."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anomalies.services import backtests

MOST_MONTHS = 24


class BacktestForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("History"),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("This file is empty. Choose one with payments in it."),
        },
    )
    warmup_months = forms.IntegerField(
        label=gettext_lazy("Months to learn from first"),
        initial=6,
        min_value=0,
        max_value=MOST_MONTHS,
        help_text=gettext_lazy("They are read, but nothing is said about them."),
        error_messages={
            "required": gettext_lazy("Say how many months, 0 if none."),
            "invalid": gettext_lazy("Write a whole number of months, such as 6."),
            "min_value": gettext_lazy("Write 0 or more."),
            "max_value": gettext_lazy("Write 24 or less."),
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > backtests.MAX_BYTES:
            most = backtests.MAX_BYTES // 2**20
            raise forms.ValidationError(
                _("This file is larger than %(most)d MB. Send a part of it.") % {"most": most}
            )
        return file
