"""Keeping accounts and categories in order."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.models import (
    Account,
    Category,
    Merchant,
    Transaction,
)
from transactions.reconciliation import moved_before
from transactions.services import budgets, rules
from transactions.services.announcing import announce_changed

if TYPE_CHECKING:
    from accounts.models import User, Workspace


class NameTakenError(LumenError):
    status, code, title = 409, "name-taken", "This name is taken"


class CannotMergeError(LumenError):
    code, title = "cannot-merge", "These cannot be merged"


class AccountInUseError(LumenError):
    status, code, title = 409, "account-in-use", "This account has transactions"


@transaction.atomic
def save_account(
    *,
    workspace: "Workspace",
    actor: "User",
    account: Account | None,
    opening_on: date | None = None,
    **fields: Any,
) -> Account:
    """Make an account or change one.

    Args:
        opening_on: the day on whose morning the account held `opening_balance`; what was booked before
            is taken off, so that the account holds exactly that then.

    Raises:
        NameTakenError: the workspace has another account of this name.
    """
    is_new = account is None
    account = account or Account(workspace=workspace)
    for name, value in fields.items():
        setattr(account, name, value)
    if opening_on and not is_new:
        account.opening_balance -= moved_before(account, opening_on)
    _require_free(Account, workspace, account.name, but=account.pk)
    account.save()
    action = "account.created" if is_new else "account.changed"
    audit.record(workspace=workspace, actor=actor, action=action, account_id=account.pk)
    return account


@transaction.atomic
def delete_account(*, workspace: "Workspace", actor: "User", account: Account) -> None:
    """Remove an account nothing was ever booked on.

    Raises:
        AccountInUseError: it has transactions; archive it instead.
    """
    if Transaction.objects.in_workspace(workspace).filter(account=account).exists():
        raise AccountInUseError("Archive it instead: its history stays, and lists stop offering it.")
    audit.record(workspace=workspace, actor=actor, action="account.deleted", account_id=account.pk)
    account.delete()


@transaction.atomic
def save_category(
    *, workspace: "Workspace", actor: "User", category: Category | None, **fields: Any
) -> Category:
    """Make a category or change one.

    Raises:
        NameTakenError: the workspace has another category of this name.
        CannotMergeError: it would become its own ancestor, or a third level.
    """
    is_new = category is None
    category = category or Category(workspace=workspace)
    for name, value in fields.items():
        setattr(category, name, value)
    _require_free(Category, workspace, category.name, but=category.pk)
    _require_two_levels(category)
    category.save()
    action = "category.created" if is_new else "category.changed"
    audit.record(workspace=workspace, actor=actor, action=action, category_id=category.pk)
    return category


def _require_two_levels(category: Category) -> None:
    parent = category.parent
    if parent is None:
        return
    if parent.pk == category.pk or parent.parent_id or category.children.exists():
        raise CannotMergeError("Categories have two levels. Choose a top-level category as the group.")
    if parent.kind != category.kind:
        raise CannotMergeError("A category and its group must be of the same kind.")


def _require_free(
    model: type[Account] | type[Category], workspace: "Workspace", name: str, *, but: Any
) -> None:
    taken = model.objects.in_workspace(workspace).filter(name__iexact=name).exclude(pk=but)
    if taken.exists():
        raise NameTakenError(f"You already have “{name}”. Choose another name, or merge the two.")


@transaction.atomic
def merge_categories(*, workspace: "Workspace", actor: "User", category: Category, into: Category) -> int:
    """Move everything filed under `category` to `into` and remove it; returns how many rows moved.

    Raises:
        CannotMergeError: they are the same, or of different kinds.
    """
    if category.pk == into.pk or category.kind != into.kind:
        raise CannotMergeError("Choose another category of the same kind.")
    moved = Transaction.objects.in_workspace(workspace).filter(category=category).update(category=into)
    Merchant.objects.in_workspace(workspace).filter(category=category).update(category=into)
    rules.replace_category(workspace=workspace, category=category, into=into)
    children = Category.objects.in_workspace(workspace).filter(parent=category).exclude(pk=into.pk)
    children.update(parent=into if into.parent_id is None else into.parent)
    budgets.merge(workspace=workspace, category=category, into=into)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="category.merged",
        category_id=category.pk,
        into_id=into.pk,
        count=moved,
    )
    category.delete()
    announce_changed(workspace, count=moved)
    return moved
