"""REST for accounts, categories and merchants."""

from typing import Any
from uuid import UUID

from django.db import models
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Workspace
from lumen.api.idempotency import IdempotentMixin
from lumen.api.pagination import CursorPages
from transactions import selectors
from transactions.api.lookups import category_given
from transactions.api.serializers import (
    AccountSerializer,
    CategorySerializer,
    MerchantPatch,
    MerchantSerializer,
)
from transactions.models import Account, Category, Merchant
from transactions.services import catalog, merchants, upkeep


class ByName(CursorPages):
    ordering: Any = ("name", "id")
    page_size = 200


class ByAge(CursorPages):
    ordering: Any = ("created_at", "id")
    page_size = 200


class CatalogView(GenericAPIView[Any]):
    """Objects of the caller's workspace."""

    pagination_class: type[CursorPages] = ByName

    @property
    def workspace(self) -> Workspace:
        return self.request.workspace  # type: ignore[attr-defined,no-any-return]

    @property
    def who(self) -> dict[str, Any]:
        return {"workspace": self.workspace, "actor": self.request.user}

    def get_serializer_context(self) -> dict[str, Any]:
        context = super().get_serializer_context()
        return {**context, "workspace": getattr(self.request, "workspace", None)}

    def listed(self, rows: "models.QuerySet[Any]") -> Response:
        page = self.paginate_queryset(rows)
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def checked(self, **options: Any) -> dict[str, Any]:
        serializer = self.get_serializer(data=self.request.data, **options)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)


class AccountList(IdempotentMixin, CatalogView):
    serializer_class = AccountSerializer
    queryset = Account.objects.none()

    @extend_schema(responses=AccountSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Accounts with their balances."""
        catalog.ensure_catalog(self.workspace)
        return self.listed(selectors.account_balances(self.workspace))

    @extend_schema(responses={201: AccountSerializer})
    def post(self, request: Request) -> Response:
        account = upkeep.save_account(account=None, **self.who, **self.checked())
        account = selectors.account_balances(self.workspace).get(pk=account.pk)
        return Response(self.get_serializer(account).data, status=status.HTTP_201_CREATED)


class AccountDetail(CatalogView):
    serializer_class = AccountSerializer
    queryset = Account.objects.none()

    def _account(self, pk: UUID) -> Account:
        return get_object_or_404(selectors.account_balances(self.workspace), pk=pk)

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.get_serializer(self._account(pk)).data)

    def patch(self, request: Request, pk: UUID) -> Response:
        account = get_object_or_404(Account.objects.in_workspace(self.workspace), pk=pk)
        upkeep.save_account(account=account, **self.who, **self.checked(partial=True))
        return self.get(request, pk)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Only an account nothing was booked on can be deleted; archive others."""
        account = get_object_or_404(Account.objects.in_workspace(self.workspace), pk=pk)
        upkeep.delete_account(account=account, **self.who)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CategoryList(IdempotentMixin, CatalogView):
    serializer_class = CategorySerializer
    queryset = Category.objects.none()

    @extend_schema(responses=CategorySerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every category; `parent` is the id of its group."""
        catalog.ensure_catalog(self.workspace)
        return self.listed(Category.objects.in_workspace(self.workspace))

    @extend_schema(responses={201: CategorySerializer})
    def post(self, request: Request) -> Response:
        category = upkeep.save_category(category=None, **self.who, **self.checked())
        return Response(self.get_serializer(category).data, status=status.HTTP_201_CREATED)


class CategoryDetail(CatalogView):
    serializer_class = CategorySerializer
    queryset = Category.objects.none()

    def _category(self, pk: UUID) -> Category:
        return get_object_or_404(Category.objects.in_workspace(self.workspace), pk=pk)

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.get_serializer(self._category(pk)).data)

    def patch(self, request: Request, pk: UUID) -> Response:
        category = self._category(pk)
        upkeep.save_category(category=category, **self.who, **self.checked(partial=True))
        return self.get(request, pk)

    @extend_schema(
        parameters=[OpenApiParameter("into", OpenApiTypes.STR, required=True, description="Id or name")],
        responses={204: None},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Merge the category into another one, which takes over everything filed under it."""
        category = self._category(pk)
        into = category_given(self.workspace, request.query_params.get("into"))
        if into is None:
            raise upkeep.CannotMergeError("Say with ?into= which category takes over.")
        upkeep.merge_categories(category=category, into=into, **self.who)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MerchantList(CatalogView):
    serializer_class = MerchantSerializer
    queryset = Merchant.objects.none()

    @extend_schema(
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description="Part of a name")],
        responses=MerchantSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Merchants with every spelling that means them."""
        rows = Merchant.objects.in_workspace(self.workspace)
        if q := request.query_params.get("q", "").strip():
            rows = rows.filter(name__icontains=q)
        return self.listed(rows.select_related("category").prefetch_related("aliases"))


class MerchantDetail(CatalogView):
    serializer_class = MerchantSerializer
    queryset = Merchant.objects.none()

    def _merchant(self, pk: UUID) -> Merchant:
        rows = Merchant.objects.in_workspace(self.workspace).select_related("category")
        return get_object_or_404(rows, pk=pk)

    def get(self, request: Request, pk: UUID) -> Response:
        return Response(self.get_serializer(self._merchant(pk)).data)

    @extend_schema(request=MerchantPatch)
    def patch(self, request: Request, pk: UUID) -> Response:
        """Rename, set the usual category, or merge into another merchant (answers that one)."""
        merchant = self._merchant(pk)
        given = MerchantPatch(data=request.data)
        given.is_valid(raise_exception=True)
        sent = given.validated_data
        if "merge_into" in sent:
            into = self._merchant(sent["merge_into"])
            merchants.merge_merchants(merchant=merchant, into=into, **self.who)
            return self.get(request, into.pk)
        category = merchant.category
        if "category" in sent:
            category = category_given(self.workspace, sent["category"])
        name = sent.get("name", merchant.name)
        merchants.rename_merchant(merchant=merchant, name=name, category=category, **self.who)
        return self.get(request, pk)
