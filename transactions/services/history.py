"""Loading a whole ledger file, trusting what it says."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from accounts import services as people
from accounts.models import Membership, User, Workspace
from lumen.common.errors import LumenError
from lumen.common.text import fold
from transactions.models import Account, Category, Transaction
from transactions.services import budgets, catalog, ledger
from transactions.services.drafts import TransactionDraft

if TYPE_CHECKING:
    from collections.abc import Mapping

COLUMNS = {
    *("id", "date", "merchant", "description", "category", "amount", "currency", "kind", "direction"),
    *("account", "method"),
}
OWNER_DOMAIN = "lumen.invalid"  # a reserved name: no mail can ever go there
_ACCOUNT_WORDS = {
    Account.Kind.CARD: ("card",),
    Account.Kind.WALLET: ("wallet", "paytm", "phonepe", "mobikwik"),
    Account.Kind.CASH: ("cash",),
    Account.Kind.LOAN: ("loan",),
}


class UnreadableLedgerError(LumenError):
    code, title = "unreadable-ledger", "This ledger file could not be read"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What loading did: rows added, rows that were there already, budgets set."""

    added: int
    known: int
    budgets: int


def load_ledger(*, path: Path, slug: str, budgets: Path | None = None) -> LoadReport:
    """Load a file in the layout of the ledger conventions; all of it or nothing.

    Raises:
        UnreadableLedgerError: columns are missing, or a line makes no sense.
    """
    lines = _read(path, COLUMNS)
    planned = _read(budgets, {"category"}) if budgets else []
    with transaction.atomic():
        workspace, owner = _workspace_called(slug)
        added = _record(workspace, owner, lines)
        for line in planned:
            _set_budget(workspace, owner, line)
    return LoadReport(added=added, known=len(lines) - added, budgets=len(planned))


def _read(path: Path, required: set[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = sorted(required - set(reader.fieldnames or ()))
        if missing:
            raise UnreadableLedgerError(f"Columns are missing in {path.name}: {', '.join(missing)}.")
        return list(reader)


def _workspace_called(slug: str) -> tuple[Workspace, User]:
    """The workspace and somebody in it, both made if need be."""
    workspace = Workspace.objects.filter(slug=slug).first()
    if workspace is None:
        owner, is_new = User.objects.get_or_create(email=f"{slug}@{OWNER_DOMAIN}")
        if is_new:
            owner.set_unusable_password()
            owner.save(update_fields=["password"])
        workspace = people.create_workspace(owner=owner, name=slug, slug=slug)
    member = Membership.objects.filter(workspace=workspace).select_related("user").first()
    if member is None:
        raise UnreadableLedgerError(f"The workspace {slug} has no member. Invite somebody first.")
    return workspace, member.user


def _record(workspace: Workspace, owner: User, lines: list[dict[str, str]]) -> int:
    known = set(
        Transaction.objects.in_workspace(workspace)
        .filter(external_id__in={line["id"] for line in lines})
        .values_list("external_id", flat=True)
    )
    fresh = [line for line in lines if line["id"] not in known]
    _trust_categories(workspace, fresh)
    accounts = {
        name: catalog.account_named(workspace=workspace, name=name, kind=_account_kind(name))
        for name in {line["account"] for line in fresh}
    }
    drafts = list(_drafts(workspace, fresh, accounts))
    ledger.record_transactions(
        workspace=workspace, actor=owner, drafts=drafts, origin=Transaction.Origin.LEDGER
    )
    return len(drafts)


def _trust_categories(workspace: Workspace, lines: list[dict[str, str]]) -> None:
    """Make the file's categories first: in a new workspace they stay as flat as the file has them.

    The starter tree would file Fuel under Transport, and a file that keeps them apart means it.
    """
    kinds = {line["category"]: catalog.category_kind_for(line["kind"]) for line in lines}
    catalog.categories_named(workspace=workspace, wanted=kinds)


def _account_kind(name: str) -> str:
    words = fold(name)
    return next(
        (kind for kind, telling in _ACCOUNT_WORDS.items() if any(word in words for word in telling)),
        Account.Kind.BANK,
    )


def _drafts(
    workspace: Workspace, lines: list[dict[str, str]], accounts: "Mapping[str, Account]"
) -> Iterator[TransactionDraft]:
    for number, line in enumerate(lines, start=1):
        try:
            yield _draft(workspace, line, accounts[line["account"]])
        except (ValueError, InvalidOperation, KeyError) as error:
            raise UnreadableLedgerError(
                f"Row {line.get('id') or number} cannot be read: {error}. Nothing was loaded."
            ) from error


def _draft(workspace: Workspace, line: dict[str, str], account: Account) -> TransactionDraft:
    kind = Transaction.Kind(line["kind"])
    sign = -1 if line["direction"] == "debit" else 1
    base = line.get(f"amount_{workspace.base_currency.lower()}", "")
    clock = line.get("time", "")
    return TransactionDraft(
        account=account,
        kind=kind,
        booked_on=date.fromisoformat(line["date"]),
        booked_at=time.fromisoformat(clock) if clock else None,
        amount=sign * Decimal(line["amount"]),
        currency=catalog.resolve_currency(line["currency"]),
        base_amount=sign * Decimal(base) if base else None,
        merchant=line["merchant"],
        category=line["category"],
        category_source="file",
        description=line["description"],
        method=line["method"],
        external_id=line["id"],
    )


def _set_budget(workspace: Workspace, owner: User, line: dict[str, str]) -> None:
    amount = line.get(f"monthly_budget_{workspace.base_currency.lower()}") or line.get("monthly_budget")
    if not amount:
        raise UnreadableLedgerError("The budgets file needs a column monthly_budget_inr.")
    wanted = {line["category"]: Category.Kind.EXPENSE.value}
    category = catalog.categories_named(workspace=workspace, wanted=wanted)[fold(line["category"])]
    budgets.set_budget(workspace=workspace, actor=owner, category=category, monthly_amount=Decimal(amount))
