"""REST for the raw inbox."""

from typing import Any

from rest_framework import serializers
from rest_framework.generics import ListAPIView

from lumen.api.pagination import CursorPages
from transactions.models import RawItem


class RawItemSerializer(serializers.ModelSerializer[RawItem]):
    transaction = serializers.SerializerMethodField()

    class Meta:
        model = RawItem
        fields = (
            "id", "source", "sender", "received_at", "outcome", "reason", "confidence", "parser",
            "reading", "transaction",
        )  # fmt: skip

    def get_transaction(self, item: RawItem) -> str | None:
        told = list(item.evidence.all())
        return str(told[0].transaction_id) if told else None


class RawItemList(ListAPIView[RawItem]):
    serializer_class = RawItemSerializer
    pagination_class = CursorPages

    def get_queryset(self) -> Any:
        items = RawItem.objects.in_workspace(self.request.workspace)  # type: ignore[attr-defined]
        outcome = self.request.query_params.get("outcome")
        return (items.filter(outcome=outcome) if outcome else items).prefetch_related("evidence")
