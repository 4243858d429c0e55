"""Keeping accounts, categories and merchants in order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.text import slug_key
from transactions.models import (
    Account,
    Category,
    Merchant,
    MerchantAlias,
    Transaction,
)
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
def save_account(*, workspace: "Workspace", actor: "User", account: Account | None, **fields: Any) -> Account:
    """Make an account or change one.

    Raises:
        NameTakenError: the workspace has another account of this name.
    """
    is_new = account is None
    account = account or Account(workspace=workspace)
    for name, value in fields.items():
        setattr(account, name, value)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview:
    """What merging two merchants would do."""

    merchant: Merchant
    into: Merchant
    rows: int
    aliases: int


def preview_merge(*, workspace: "Workspace", merchant: Merchant, into: Merchant) -> MergePreview:
    """Count what would move, without moving it.

    Raises:
        CannotMergeError: a merchant cannot be merged with itself.
    """
    if merchant.pk == into.pk:
        raise CannotMergeError("Choose another merchant to merge with.")
    return MergePreview(
        merchant=merchant,
        into=into,
        rows=Transaction.objects.in_workspace(workspace).live().filter(merchant=merchant).count(),
        aliases=MerchantAlias.objects.in_workspace(workspace).filter(merchant=merchant).count(),
    )


@transaction.atomic
def rename_merchant(
    *,
    workspace: "Workspace",
    actor: "User",
    merchant: Merchant,
    name: str,
    category: Category | None = None,
) -> Merchant:
    """Give a merchant the name people use; the old spelling keeps meaning it.

    Raises:
        NameTakenError: another merchant has this name; merge the two instead.
    """
    name = " ".join(name.split())[:200]
    key = slug_key(name)[:200]
    if Merchant.objects.in_workspace(workspace).filter(key=key).exclude(pk=merchant.pk).exists():
        raise NameTakenError(f"There already is a merchant “{name}”. Merge the two instead.")
    if key != merchant.key:
        _keep_spellings(workspace, merchant, merchant.key)
    MerchantAlias.objects.in_workspace(workspace).filter(key=key).exclude(merchant=merchant).delete()
    merchant.name, merchant.key, merchant.category = name, key, category
    merchant.save()
    audit.record(workspace=workspace, actor=actor, action="merchant.renamed", merchant_id=merchant.pk)
    announce_changed(workspace, count=1)
    return merchant


@transaction.atomic
def merge_merchants(*, workspace: "Workspace", actor: "User", merchant: Merchant, into: Merchant) -> int:
    """Make `merchant` another spelling of `into`; returns how many rows moved."""
    preview = preview_merge(workspace=workspace, merchant=merchant, into=into)
    Transaction.objects.in_workspace(workspace).filter(merchant=merchant).update(merchant=into)
    MerchantAlias.objects.in_workspace(workspace).filter(merchant=merchant).update(merchant=into)
    if into.category_id is None and merchant.category_id:
        into.category_id = merchant.category_id
        into.save(update_fields=["category"])
    old_key = merchant.key
    audit.record(
        workspace=workspace,
        actor=actor,
        action="merchant.merged",
        merchant_id=merchant.pk,
        into_id=into.pk,
        count=preview.rows,
    )
    merchant.delete()
    _keep_spellings(workspace, into, old_key)
    announce_changed(workspace, count=preview.rows)
    return preview.rows


def _keep_spellings(workspace: "Workspace", merchant: Merchant, key: str) -> None:
    spellings = {key, key.replace(" ", "")}
    MerchantAlias.objects.bulk_create(
        [MerchantAlias(workspace=workspace, merchant=merchant, key=text) for text in spellings],
        ignore_conflicts=True,
    )
