"""How money looks to other programs: decimal strings with their currency, nulls never left out."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from accounts.gstin import GstinError, clean_gstin
from transactions.enrichment.categories import fits
from transactions.forms.fields import EARLIEST
from transactions.models import Account, Category, Merchant, Transaction
from transactions.services import catalog
from transactions.services.changes import Edit
from transactions.services.tags import clean_tag

_SIGNS = {"debit": -1, "credit": 1}


class Named(serializers.Serializer[Any]):
    """Another object, by id and name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class TransactionOut(serializers.ModelSerializer[Transaction]):
    amount = serializers.DecimalField(
        max_digits=16, decimal_places=2, help_text="Signed: negative is money out"
    )
    base_amount = serializers.DecimalField(max_digits=16, decimal_places=2, allow_null=True)
    base_currency = serializers.CharField(source="workspace.base_currency")
    direction = serializers.SerializerMethodField()
    account = Named()
    merchant = Named(allow_null=True)
    category = Named(allow_null=True)
    category_source = serializers.SerializerMethodField()
    source = serializers.ChoiceField(  # type: ignore[assignment]
        choices=Transaction.Origin.choices, source="origin"
    )
    has_receipt = serializers.BooleanField(source="receipt")

    class Meta:
        model = Transaction
        fields = [
            *(
                "id",
                "booked_on",
                "booked_at",
                "amount",
                "currency",
                "base_amount",
                "base_currency",
                "direction",
            ),
            *("kind", "account", "merchant", "category", "category_source", "description", "method"),
            *("reference", "note", "tags", "invoice_number", "gstin", "hsn_sac", "tax_amount", "has_receipt"),
            *("source", "external_id", "split_of", "is_split", "created_at", "updated_at", "edited_at"),
        ]

    def get_direction(self, row: Transaction) -> str:
        return "debit" if row.amount < 0 else "credit"

    def get_category_source(self, row: Transaction) -> str | None:
        return row.category_source or None


class TransactionIn(serializers.Serializer[Any]):
    """One movement. `amount` is positive; `direction` says which way it went."""

    amount = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=Decimal("0.01"),
        error_messages={
            "min_value": "The amount must be more than zero; `direction` says which way it went."
        },
    )
    direction = serializers.ChoiceField(choices=list(_SIGNS), default="debit")
    currency = serializers.CharField(max_length=3, required=False)
    base_amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, min_value=Decimal("0.01")
    )
    kind = serializers.ChoiceField(choices=Transaction.Kind.choices, required=False)
    booked_on = serializers.DateField()
    booked_at = serializers.TimeField(required=False, allow_null=True)
    merchant = serializers.CharField(max_length=200)
    account = serializers.CharField(max_length=100, required=False, help_text="Id or name")
    category = serializers.CharField(max_length=80, required=False, allow_null=True, help_text="Id or name")
    description = serializers.CharField(max_length=500, required=False, allow_blank=True)
    method = serializers.CharField(max_length=40, required=False, allow_blank=True)
    reference = serializers.CharField(max_length=80, required=False, allow_blank=True)
    note = serializers.CharField(max_length=5000, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    external_id = serializers.CharField(max_length=120, required=False, allow_blank=True)
    invoice_number = serializers.CharField(max_length=60, required=False, allow_blank=True)
    gstin = serializers.CharField(max_length=20, required=False, allow_blank=True)
    hsn_sac = serializers.RegexField(r"^(\d{4}|\d{6}|\d{8})?$", required=False, allow_blank=True)
    tax_amount = serializers.DecimalField(
        max_digits=14, decimal_places=2, required=False, allow_null=True, min_value=Decimal(0)
    )

    def validate_booked_on(self, day: Any) -> Any:
        if day > timezone.localdate(timezone=self.context["zone"]):
            raise serializers.ValidationError("Choose today or an earlier date.")
        if day < EARLIEST:
            raise serializers.ValidationError("Choose a date after 1969.")
        return day

    def validate_currency(self, code: str) -> str:
        return catalog.resolve_currency(code)

    def validate_gstin(self, text: str) -> str:
        try:
            return clean_gstin(text) if text.strip() else ""
        except GstinError as error:
            raise serializers.ValidationError(str(error)) from error

    def validate_tags(self, tags: list[str]) -> list[str]:
        return list(dict.fromkeys(tag for each in tags if (tag := clean_tag(each))))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        kind, direction = attrs.get("kind"), attrs.get("direction")
        if kind == Transaction.Kind.EXPENSE and direction == "credit":
            raise serializers.ValidationError({"kind": "Money in is a refund, income or a transfer."})
        if kind in {Transaction.Kind.INCOME, Transaction.Kind.REFUND} and direction == "debit":
            raise serializers.ValidationError({"direction": "Income and refunds are money in: credit."})
        return attrs

    @staticmethod
    def sign_of(attrs: dict[str, Any]) -> int:
        return _SIGNS[attrs.get("direction", "debit")]


class TransactionPatch(TransactionIn):
    """Only what is sent changes."""

    def to_edit(self, row: Transaction, account: Account | None, category: Category | None) -> Edit:
        """The changes, with amounts signed by the new or the old direction."""
        sent = dict(self.validated_data)
        merchant = sent.pop("merchant", None)
        direction = sent.pop("direction", None)
        sign = _SIGNS[direction] if direction else (-1 if row.amount < 0 else 1)
        for name in ("description", "external_id"):
            sent.pop(name, None)
        if account:
            sent["account"] = account
        if "category" in sent:
            sent["category"] = category
        self._resign(sent, row, sign)
        return Edit(values=sent, merchant=merchant)

    def _resign(self, sent: dict[str, Any], row: Transaction, sign: int) -> None:
        if (
            not {"amount", "currency", "base_amount", "booked_on"} & sent.keys()
            and "direction" not in self.initial_data
        ):
            return
        base = sent.pop("base_amount", None)
        amount = sign * sent.get("amount", abs(row.amount))
        currency = sent.get("currency", row.currency)
        day = sent.get("booked_on", row.booked_on)
        if base is None:
            base = catalog.rates_of(row.workspace, {currency}).to_base(abs(amount), currency, day)
        if base is None and currency == row.currency and amount == row.amount:
            base = abs(row.base_amount) if row.base_amount is not None else None
        sent |= {"amount": amount, "base_amount": None if base is None else sign * base}


class BulkIn(serializers.Serializer[Any]):
    """What to do with these rows."""

    ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=5000)
    action = serializers.ChoiceField(choices=["category", "tag", "delete"])
    category = serializers.CharField(required=False, help_text="Id or name, for `category`")
    tag = serializers.CharField(max_length=40, required=False, help_text="For `tag`")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["action"] in {"category", "tag"} and not attrs.get(attrs["action"]):
            raise serializers.ValidationError({attrs["action"]: "Say which."})
        return attrs


class BulkOut(serializers.Serializer[Any]):
    change_id = serializers.UUIDField()
    count = serializers.IntegerField()


class AccountSerializer(serializers.ModelSerializer[Account]):
    balance = serializers.DecimalField(max_digits=16, decimal_places=2, read_only=True)

    class Meta:
        model = Account
        fields = [
            *("id", "name", "kind", "institution", "last4", "currency", "opening_balance", "balance"),
            *("told_balance", "told_balance_at", "is_archived"),
        ]
        read_only_fields = ["told_balance", "told_balance_at"]

    def validate_currency(self, code: str) -> str:
        return catalog.resolve_currency(code)


class CategorySerializer(serializers.ModelSerializer[Category]):
    class Meta:
        model = Category
        fields = ["id", "name", "kind", "parent"]

    def validate_parent(self, parent: Category | None) -> Category | None:
        if parent and parent.workspace_id != self.context["workspace"].pk:
            raise serializers.ValidationError("There is no such category.")
        return parent


class MerchantSerializer(serializers.ModelSerializer[Merchant]):
    aliases: Any = serializers.SlugRelatedField(many=True, read_only=True, slug_field="key")
    category = Named(allow_null=True)

    class Meta:
        model = Merchant
        fields = ["id", "name", "key", "category", "aliases"]


class MerchantPatch(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=200, required=False)
    category = serializers.CharField(required=False, allow_null=True, help_text="Id or name")
    merge_into = serializers.UUIDField(required=False, help_text="Make this merchant a spelling of another")


def fitting(category: Category | None, kind: str) -> Category | None:
    """The category, if it is for this kind of movement.

    Raises:
        rest_framework.serializers.ValidationError: it is for another kind.
    """
    if category and kind and not fits(category.kind, kind):
        raise serializers.ValidationError({"category": "This category is for another kind of transaction."})
    return category
