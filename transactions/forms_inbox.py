"""What people type on the pages of the inbox."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from transactions.forms.fields import amount_field, choices_of, day_field, require_past
from transactions.models import Account, Category, RawItem, Transaction
from transactions.parsing.dates import find_dates
from transactions.services import understanding
from transactions.services.verdicts import Correction
from transactions.sources.payloads import MAX_TEXT

PAYMENT, NO_PAYMENT = RawItem.Outcome.TRANSACTION.value, RawItem.Outcome.NOT_MONEY.value


class MessageForm(forms.Form):
    sender = forms.CharField(
        label=_("From"),
        max_length=200,
        required=False,
        help_text=_("The sender as the phone shows it."),
        widget=forms.TextInput(attrs={"placeholder": "VM-HDFCBK-S"}),
    )
    text = forms.CharField(
        label=_("Message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Paste the text of a bank message.")},
    )


class CorrectionForm(forms.Form):
    """What a message really means."""

    outcome = forms.ChoiceField(
        label=_("This message is"),
        choices=[(PAYMENT, _("a payment")), (NO_PAYMENT, _("not a payment"))],
        widget=forms.RadioSelect,
    )
    amount = amount_field(_("Amount"), required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, min_length=3, required=False)
    direction = forms.ChoiceField(
        label=_("Direction"),
        required=False,
        choices=[
            ("debit", _("Money out")),
            ("credit", _("Money in")),
            ("transfer", _("Between my accounts")),
        ],
    )
    merchant = forms.CharField(
        label=_("Merchant or person"),
        max_length=200,
        required=False,
        help_text=_("As it stands in the message, or as you would call it."),
    )
    account = forms.ModelChoiceField(
        Account.objects.none(), label=_("Account"), required=False, empty_label=_("As the message says")
    )
    category = forms.ModelChoiceField(
        Category.objects.none(), label=_("Category"), required=False, empty_label=_("As usual")
    )
    learn = forms.BooleanField(
        label=_("Read the next messages of this kind the same way"), required=False, initial=True
    )

    def __init__(self, *args: Any, item: RawItem, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item, self.today = item, today
        self.fields["booked_on"] = day_field(today, required=False)
        choices_of(self, "account", Account.objects.in_workspace(item.workspace).filter(is_archived=False))
        choices_of(self, "category", Category.objects.in_workspace(item.workspace))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("outcome") != PAYMENT:
            return cleaned
        if not cleaned.get("amount") and "amount" not in self.errors:
            self.add_error("amount", _("How much was it? Write the amount in digits."))
        if day := cleaned.get("booked_on"):
            try:
                require_past(day, self.today)
            except forms.ValidationError as error:
                self.add_error("booked_on", error)
        if len(cleaned.get("currency") or "INR") != 3:
            self.add_error("currency", _("Use three letters such as INR, USD or EUR."))
        return cleaned

    def to_correction(self) -> Correction:
        cleaned = self.cleaned_data
        if cleaned["outcome"] != PAYMENT:
            return Correction(outcome=NO_PAYMENT)
        return Correction(
            outcome=PAYMENT,
            amount=cleaned["amount"] or Decimal(0),
            currency=(cleaned["currency"] or self.item.workspace.base_currency).upper(),
            direction=cleaned["direction"] or "debit",
            occurred_at=self._moment(cleaned.get("booked_on")),
            merchant=" ".join(cleaned["merchant"].split()),
            account=cleaned["account"],
            category=cleaned["category"],
        )

    def _moment(self, day: date | None) -> datetime:
        """The day the person says, with the message's own clock when it is the same day."""
        zone = ZoneInfo(self.item.workspace.time_zone)
        told = self.item.reading.get("occurred_at")
        moment = datetime.fromisoformat(told) if told else self.item.received_at
        local = moment.astimezone(zone)
        if day is None or local.date() == day:
            return local
        return datetime.combine(day, time(12), tzinfo=zone)


def correction_initial(item: RawItem, row: Transaction | None) -> dict[str, Any]:
    """What the form begins with: the payment as booked, else what was read."""
    reading = item.reading
    zone = ZoneInfo(item.workspace.time_zone)
    told = reading.get("occurred_at")
    moment = datetime.fromisoformat(told) if told else item.received_at
    initial: dict[str, Any] = {
        "outcome": PAYMENT,
        "amount": reading.get("amount") or "",
        "currency": reading.get("currency") or item.workspace.base_currency,
        "direction": reading.get("direction") or "debit",
        "merchant": reading.get("merchant") or "",
        "booked_on": moment.astimezone(zone).date() if told else _day_in(item, zone),
        "learn": True,
    }
    if row is None:
        return initial
    return initial | {
        "amount": f"{abs(row.amount):.2f}",
        "currency": row.currency,
        "direction": _direction_of(row),
        "merchant": row.merchant.name if row.merchant else initial["merchant"],
        "booked_on": row.booked_on,
        "account": row.account_id,
        "category": row.category_id if row.category_source == "user" else None,
    }


def _day_in(item: RawItem, zone: ZoneInfo) -> date:
    """The first day a message names, else that of its arrival."""
    arrived = item.received_at.astimezone(zone).date()
    found = next(find_dates(understanding.words_of(item)[:2_000], near=arrived), None)
    return found.day if found else arrived


def _direction_of(row: Transaction) -> str:
    if row.kind == Transaction.Kind.TRANSFER:
        return "transfer"
    return "credit" if row.amount > 0 else "debit"
