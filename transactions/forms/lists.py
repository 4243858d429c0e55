"""The filters of the list, and what to do with many rows."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from lumen.common.money import CURRENCIES
from transactions.models import Category, Transaction
from transactions.selectors import LedgerFilters
from transactions.services.tags import clean_tag

if TYPE_CHECKING:
    from accounts.models import Workspace

from transactions.forms.fields import AmountField, choices_of
from transactions.selectors import IN, OUT


class FilterForm(forms.Form):
    """The filters of the list and of the API, as they stand in the URL."""

    q = forms.CharField(required=False, max_length=200)
    category = forms.MultipleChoiceField(required=False)
    merchant = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    account = forms.MultipleChoiceField(required=False)
    min = AmountField(required=False, min_value=0, max_digits=14, label=_("At least"))
    max = AmountField(required=False, min_value=0, max_digits=14, label=_("At most"))
    currency = forms.CharField(required=False, max_length=3, label=_("Currency"))
    direction = forms.ChoiceField(
        required=False,
        choices=[("", _("Both")), (OUT, _("Money out")), (IN, _("Money in"))],
        label=_("Direction"),
    )
    kind = forms.ChoiceField(
        required=False, choices=[("", _("Any")), *Transaction.Kind.choices], label=_("Kind")
    )
    source = forms.ChoiceField(
        required=False, choices=[("", _("Any")), *Transaction.Origin.choices], label=_("Source")
    )
    tag = forms.CharField(required=False, max_length=40, label=_("Tag"))
    flagged = forms.NullBooleanField(required=False)

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("from", "to"):
            self.fields[name] = forms.DateField(
                required=False,
                label=_("From") if name == "from" else _("To"),
                widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
                error_messages={"invalid": _("Write the date as year-month-day, such as 2025-11-14.")},
            )
        for name in ("category", "merchant", "account"):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
            named = data.getlist(name) if data else []
            field.choices = [(value, value) for value in named]

    def clean_currency(self) -> str:
        code: str = self.cleaned_data["currency"].upper()
        if code and code not in CURRENCIES:
            raise forms.ValidationError(_("Currencies are three letters such as INR, USD or EUR."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("min"), cleaned.get("max")
        if low is not None and high is not None and low > high:
            self.add_error("max", _("“At most” is less than “at least”. Swap the two amounts."))
        start, end = cleaned.get("from"), cleaned.get("to")
        if start and end and start > end:
            self.add_error("to", _("The last day is before the first. Swap the two dates."))
        return cleaned

    def to_filters(self) -> LedgerFilters:
        """The filters that make sense; a field with an error filters nothing."""
        self.is_valid()
        cleaned = self.cleaned_data
        return LedgerFilters(
            q=cleaned.get("q", ""),
            start=cleaned.get("from"),
            end=cleaned.get("to"),
            categories=_given(cleaned.get("category")),
            merchants=_given(cleaned.get("merchant")),
            accounts=_given(cleaned.get("account")),
            low=cleaned.get("min"),
            high=cleaned.get("max"),
            currency=cleaned.get("currency", ""),
            direction=cleaned.get("direction", ""),
            kind=cleaned.get("kind", ""),
            source=cleaned.get("source", ""),
            tag=clean_tag(cleaned.get("tag", "")),
            flagged=cleaned.get("flagged"),
        )


def _given(values: list[str] | None) -> tuple[str, ...]:
    return tuple(value.strip() for value in values or () if value.strip())


def filter_data(query: "QueryDict | MultiValueDict[str, str]") -> QueryDict:
    """A query string with the words programs use for the same thing: debit is out, credit is in."""
    data = QueryDict(mutable=True)
    data.update(query)  # type: ignore[arg-type]
    spoken = {"debit": OUT, "credit": IN}
    if (direction := data.get("direction")) in spoken:
        data["direction"] = spoken[direction]
    return data


class BulkForm(forms.Form):
    """What to do with many rows."""

    action = forms.ChoiceField(
        choices=[("category", ""), ("tag", ""), ("delete", "")],
        error_messages={"required": _("Choose what to do with the rows.")},
    )
    category = forms.ModelChoiceField(queryset=Category.objects.none(), required=False)
    tag = forms.CharField(required=False, max_length=40)
    ids = forms.TypedMultipleChoiceField(required=False)
    matching = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict, *, workspace: "Workspace") -> None:
        super().__init__(data)
        choices_of(self, "category", Category.objects.in_workspace(workspace))
        field = self.fields["ids"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [(value, value) for value in data.getlist("ids")]

    def clean_tag(self) -> str:
        return clean_tag(self.cleaned_data["tag"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("ids") and not cleaned.get("matching"):
            raise forms.ValidationError(_("Select at least one row first."))
        if cleaned.get("action") == "category" and not cleaned.get("category"):
            self.add_error("category", _("Choose the category to set."))
        if cleaned.get("action") == "tag" and not cleaned.get("tag"):
            self.add_error("tag", _("Write the tag to add."))
        return cleaned
