"""What a statement says: its day and its closing balance."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from transactions.forms.fields import AmountField, require_past
from transactions.models import Account

if TYPE_CHECKING:
    from django.http import QueryDict

    from transactions.reconciliation import Suggested

_OWED = {Account.Kind.CARD, Account.Kind.LOAN}


class StatementForm(forms.Form):
    """The last line of a statement."""

    statement_on = forms.DateField(
        label=_("Day of the statement"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Which day does the statement end? Choose a date.")},
    )
    statement_balance = AmountField(
        label=_("Closing balance"),
        max_digits=16,
        decimal_places=2,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("What does the statement say at the end? Write the amount in digits."),
            "invalid": _("Write the amount in digits, such as 12,450.75 or -3,200."),
        },
    )

    def __init__(
        self,
        data: "QueryDict | None" = None,
        *,
        account: Account,
        today: date,
        suggested: "Suggested | None" = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        start = initial or {"statement_on": today}
        if suggested and "statement_balance" not in start:
            start = {"statement_on": suggested.on, "statement_balance": suggested.balance}
        super().__init__(data, initial=start)
        self.today = today
        self.fields["statement_on"].widget.attrs["max"] = today.isoformat()
        help_text = _t("In %(currency)s.") % {"currency": account.currency}
        if account.kind in _OWED:
            help_text += " " + _t("What you owe is negative: -12,000.")
        self.fields["statement_balance"].help_text = help_text

    def clean_statement_on(self) -> date:
        day: date = self.cleaned_data["statement_on"]
        require_past(day, self.today)
        return day
