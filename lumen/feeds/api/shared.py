"""What the REST views of this app share."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.response import Response

from accounts.models import Membership, Workspace
from lumen.api.pagination import CursorPages


class ByAge(CursorPages):
    ordering: Any = ("created_at", "id")


class ByDay(CursorPages):
    ordering: Any = ("-published_at", "-id")


class FeedsView(GenericAPIView[Any]):
    """Objects of the caller's workspace."""

    pagination_class: type[CursorPages] = ByAge

    @property
    def workspace(self) -> Workspace:
        return self.request.workspace  # type: ignore[attr-defined,no-any-return]

    @property
    def membership(self) -> Membership:
        return self.request.membership  # type: ignore[attr-defined,no-any-return]

    @property
    def who(self) -> dict[str, Any]:
        return {"workspace": self.workspace, "actor": self.request.user}

    def listed(self, rows: "QuerySet[Any]") -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)
