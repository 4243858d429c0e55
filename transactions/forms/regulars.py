"""Entering and changing regular payments."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lumen.common.money import CURRENCIES
from transactions.forms.fields import amount_field, require_past
from transactions.models import Recurring

if TYPE_CHECKING:
    from accounts.models import Workspace


def _expected_field() -> forms.DateField:
    return forms.DateField(
        label=_("Next one expected on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the date as year-month-day, such as 2025-11-14.")},
    )


class RegularForm(forms.Form):
    """A regular payment nobody could find in the rows yet."""

    merchant = forms.CharField(label=_("Whom it goes to or comes from"), max_length=200)
    label = forms.CharField(
        label=_("Name"), max_length=120, required=False, help_text=_("If the merchant's does not say enough.")
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=[("out", _("Money out")), ("in", _("Money in"))], initial="out"
    )
    amount = amount_field(_("Amount"))
    currency = forms.CharField(label=_("Currency"), max_length=3)
    cadence = forms.ChoiceField(
        label=_("How often"), choices=Recurring.Cadence.choices, initial=Recurring.Cadence.MONTHLY
    )
    next_on = _expected_field()

    def __init__(self, *args: Any, workspace: "Workspace", today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["currency"].initial = workspace.base_currency

    def clean_currency(self) -> str:
        code = str(self.cleaned_data["currency"]).strip().upper()
        if code not in CURRENCIES:
            raise forms.ValidationError(_("Use a currency code of three letters such as INR, USD or EUR."))
        return code

    def clean_next_on(self) -> date:
        day: date = self.cleaned_data["next_on"]
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later date."))
        return day

    def values(self) -> dict[str, Any]:
        """What the service takes; money out is negative."""
        cleaned = {**self.cleaned_data}
        sign = -1 if cleaned.pop("direction") == "out" else 1
        return {**cleaned, "amount": sign * cleaned["amount"]}


class RegularChangeForm(forms.Form):
    """Another name, rhythm, amount or day."""

    label = forms.CharField(label=_("Name"), max_length=120, required=False)
    amount = amount_field(_("Amount"))
    cadence = forms.ChoiceField(label=_("How often"), choices=Recurring.Cadence.choices)
    next_on = _expected_field()

    def __init__(self, *args: Any, row: Recurring, **kwargs: Any) -> None:
        start = {
            "label": row.label,
            "amount": abs(row.amount),
            "cadence": row.cadence,
            "next_on": row.next_on,
        }
        kwargs.setdefault("initial", start)
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["next_on"].required = False

    def values(self) -> dict[str, Any]:
        cleaned = {**self.cleaned_data}
        sign = -1 if self.row.amount < 0 else 1
        return {**cleaned, "amount": sign * cleaned["amount"]}


class CancelledForm(forms.Form):
    """When a regular payment was cancelled."""

    cancelled_on = forms.DateField(
        label=_("You cancelled it on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": _("Write the date as year-month-day, such as 2025-11-14."),
            "required": _("When was it? Choose a date."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"cancelled_on": today})
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["cancelled_on"].widget.attrs["max"] = today.isoformat()

    def clean_cancelled_on(self) -> date:
        day: date = self.cleaned_data["cancelled_on"]
        require_past(day, self.today)
        return day
