"""Accounts, categories and merchants."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from transactions import selectors
from transactions.models import Account, Category, Merchant
from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import Workspace

from transactions.forms.fields import AmountField, choices_of


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]
    opening_on = forms.DateField(
        label=_("Held on the morning of"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty for the day of the first transaction. Earlier entries are taken into account."),
    )

    class Meta:
        model = Account
        fields = ["name", "kind", "institution", "last4", "currency", "opening_balance"]
        labels = {
            "institution": _("Bank or provider"),
            "last4": _("Last four digits"),
            "opening_balance": _("Opening balance"),
        }

    def clean_currency(self) -> str:
        try:
            return catalog.resolve_currency(self.cleaned_data["currency"])
        except catalog.UnknownCurrencyError as error:
            raise forms.ValidationError(error.detail, code=error.code) from error

    def clean_last4(self) -> str:
        digits: str = self.cleaned_data["last4"]
        if digits and not (digits.isdecimal() and len(digits) == 4):
            raise forms.ValidationError(_("Write exactly the last four digits, or leave it empty."))
        return digits


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    budget = AmountField(
        label=_("Budget a month"), required=False, min_value=0, max_digits=14, decimal_places=2
    )

    class Meta:
        model = Category
        fields = ["name", "kind", "parent"]
        labels = {"parent": _("Group")}

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tops = Category.objects.in_workspace(workspace).filter(parent=None).exclude(pk=self.instance.pk)
        choices_of(self, "parent", tops)
        self.fields["budget"].help_text = _t("In {currency}; empty for no budget.").format(
            currency=workspace.base_currency
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("budget") and cleaned.get("kind") != Category.Kind.EXPENSE:
            self.add_error("budget", _("A budget is for spending. Leave it empty for income and transfers."))
        return cleaned


class MergeForm(forms.Form):
    """Which other category or merchant to merge with."""

    into = forms.ModelChoiceField(
        label=_("Merge into"), queryset=Category.objects.none(), empty_label=_("Choose a category")
    )

    def __init__(self, *args: Any, others: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "into", others)


class MerchantForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    category = forms.ModelChoiceField(
        label=_("Usual category"), queryset=Category.objects.none(), required=False, empty_label=_("None")
    )

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "category", Category.objects.in_workspace(workspace))


class MergeMerchantForm(forms.Form):
    """The other merchant by name, since there may be thousands."""

    into = forms.CharField(
        label=_("Merge into"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "known-merchants", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_into(self) -> Merchant:
        name = " ".join(self.cleaned_data["into"].split())
        found = selectors.merchant_called(self.workspace, name)
        if found is None:
            raise forms.ValidationError(_("There is no merchant of this name. Choose one from the list."))
        return found
