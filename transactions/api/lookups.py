"""Accounts and categories as callers name them: by id or by name, in their workspace only."""

from typing import TYPE_CHECKING

from rest_framework.serializers import ValidationError

from transactions.models import Account, Category
from transactions.selectors import is_uuid
from transactions.services import catalog

if TYPE_CHECKING:
    from accounts.models import Workspace


def category_given(workspace: "Workspace", text: str | None) -> Category | None:
    """The category of this id or name; `None` for none.

    Raises:
        ValidationError: there is no such category.
    """
    if not text:
        return None
    rows = Category.objects.in_workspace(workspace)
    found = rows.filter(pk=text).first() if is_uuid(text) else rows.filter(name__iexact=text).first()
    if found is None:
        raise ValidationError({"category": "There is no such category. GET /categories lists them."})
    return found


def account_given(workspace: "Workspace", text: str | None) -> Account:
    """The account of this id or name; the one used last without one.

    Raises:
        ValidationError: there is no such account.
    """
    if not text:
        catalog.ensure_catalog(workspace)
        return catalog.usual_account(workspace)
    rows = Account.objects.in_workspace(workspace)
    found = rows.filter(pk=text).first() if is_uuid(text) else rows.filter(name__iexact=text).first()
    if found is None:
        raise ValidationError({"account": "There is no such account. GET /accounts lists them."})
    return found


def category_required(workspace: "Workspace", text: str) -> Category:
    """The category of this id or name.

    Raises:
        ValidationError: there is none, or nothing was said.
    """
    category = category_given(workspace, text)
    if category is None:
        raise ValidationError({"category": "Say which category."})
    return category
