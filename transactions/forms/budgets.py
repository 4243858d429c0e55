"""What a category may cost, for every month or for one."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from transactions.forms.fields import AmountField, choices_of
from transactions.models import Category

if TYPE_CHECKING:
    from django.http import QueryDict

    from accounts.models import Workspace
    from transactions.budgeting import Proposal

EVERY, ONLY = "every", "only"
SCOPES = [(EVERY, _("Every month")), (ONLY, _("Only this month"))]
_ERRORS = {
    "invalid": _("Write the budget in digits, such as 12,000."),
    "min_value": _("A budget cannot be negative. Leave it empty for none."),
}


class BudgetForm(forms.Form):
    """An amount and how long it holds; empty takes it away."""

    amount = AmountField(
        label=_("Amount"),
        required=False,
        min_value=0,
        max_digits=14,
        decimal_places=2,
        error_messages=_ERRORS,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    scope = forms.ChoiceField(label=_("Holds for"), choices=SCOPES, required=False)

    @property
    def is_only_this_month(self) -> bool:
        return bool(self.cleaned_data["scope"] == ONLY)


class NewBudgetForm(BudgetForm):
    """A budget for a category that has none."""

    field_order = ["category", "amount", "scope"]
    category = forms.ModelChoiceField(
        label=_("Category"), queryset=Category.objects.none(), empty_label=_("Choose a category")
    )

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spending = Category.objects.in_workspace(workspace).filter(kind=Category.Kind.EXPENSE)
        choices_of(self, "category", spending.filter(budgets=None))
        self.fields["amount"].required = True


class ProposalForm(BudgetForm):
    """One line of a preview: whether to take it, and the amount as the person left it."""

    def __init__(self, data: "QueryDict | None", *, proposal: "Proposal") -> None:
        self.proposal = proposal
        start = {"take": True, "amount": proposal.amount}
        super().__init__(data, prefix=str(proposal.category.pk), initial=start)
        self.fields["take"] = forms.BooleanField(required=False, initial=True)
        del self.fields["scope"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("take") and not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("Write an amount, or leave this category out."))
        return cleaned

    @property
    def taken(self) -> Decimal | None:
        """The amount, if the person takes this line."""
        return self.cleaned_data["amount"] if self.cleaned_data["take"] else None
