"""Exchange rates by hand and by file."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import Workspace

MAX_FILE_BYTES = 20 * 1024 * 1024


class RateForm(forms.Form):
    """What one unit of a currency was worth on a day."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, widget=forms.TextInput({"placeholder": "USD", "size": 4})
    )
    on = forms.DateField(label=_("Day"), widget=forms.DateInput({"type": "date"}))
    rate = forms.DecimalField(
        label=_("One unit is worth"), min_value=Decimal("0.00000001"), max_digits=18, decimal_places=8
    )

    def __init__(self, *args: Any, workspace: "Workspace", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace, self.today = workspace, today
        self.fields["rate"].label = _t("One unit is worth, in %s") % workspace.base_currency

    def clean_currency(self) -> str:
        try:
            code = catalog.resolve_currency(self.cleaned_data["currency"])
        except catalog.UnknownCurrencyError as error:
            raise forms.ValidationError(error.detail, code=error.code) from error
        if code == self.workspace.base_currency:
            raise forms.ValidationError(
                _t("%s is the currency of this workspace; it needs no rate.") % code, code="base-currency"
            )
        return code

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_t("This day is still to come."), code="future")
        return day


class RateFileForm(forms.Form):
    file = forms.FileField(label=_("File of rates"), widget=forms.FileInput({"accept": ".csv,text/csv"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_FILE_BYTES:
            raise forms.ValidationError(_t("A file of rates may be up to 20 MB."), code="too-large")
        return file
