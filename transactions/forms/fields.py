"""Fields and checks that several forms share."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

EARLIEST = date(1970, 1, 1)


def amount_field(label: Any, **extra: Any) -> forms.DecimalField:
    """A positive amount that people may write with separators: 1,23,456.50."""
    return AmountField(
        label=label,
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "min_value": _(
                "The amount must be more than zero. Say beside it whether it was spent or received."
            ),
            "invalid": _("Write the amount in digits, such as 1,250 or 99.50."),
            "required": _("How much was it? Write the amount in digits."),
        },
        **extra,
    )


class AmountField(forms.DecimalField):
    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]
        if isinstance(value, str):
            value = value.replace(",", "").replace(" ", "").lstrip("₹$€£").replace("−", "-")
        return super().to_python(value)


def day_field(today: date, **extra: Any) -> forms.DateField:
    return forms.DateField(
        label=_("Date"),
        initial=today,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "max": today.isoformat()}),
        error_messages={
            "invalid": _("Write the date as year-month-day, such as 2025-11-14."),
            "required": _("When was it? Choose a date."),
        },
        **extra,
    )


def require_past(day: date, today: date) -> None:
    if day > today:
        raise forms.ValidationError(_("Choose today or an earlier date."), code="future")
    if day < EARLIEST:
        raise forms.ValidationError(_("Choose a date after 1969."), code="ancient")


def choices_of(form: forms.BaseForm, name: str, queryset: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
    field.queryset = queryset
