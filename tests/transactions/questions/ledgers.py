"""A ledger put straight into the tables: fast, and exactly what its file says."""

import csv
import hashlib
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import Workspace
from lumen.common.text import slug_key
from transactions.models import Account, Budget, Category, Merchant, Transaction


def load(
    workspace: Workspace, rows: list[dict[str, Any]], budgets: list[dict[str, Any]] | None = None
) -> None:
    """Rows have the columns of the ledger layout; kinds and converted amounts are taken as they are."""
    accounts = _named(Account, workspace, {row["account"] for row in rows})
    categories = _named(Category, workspace, {row["category"] for row in rows})
    merchants = _merchants(workspace, {row["merchant"] for row in rows})
    Transaction.objects.bulk_create(
        [
            _transaction(
                workspace,
                row,
                accounts[row["account"]],
                categories[row["category"]],
                merchants[row["merchant"]],
            )
            for row in rows
        ],
        batch_size=2000,
    )
    for row in budgets or []:
        Budget.objects.create(
            workspace=workspace,
            category=categories[row["category"]],
            monthly_amount=Decimal(str(row["monthly_budget_inr"])),
        )


def load_files(workspace: Workspace, ledger: Path, budgets: Path | None = None) -> None:
    load(workspace, _read(ledger), _read(budgets) if budgets else None)


def _read(path: Path) -> list[dict[str, Any]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def _named(model: Any, workspace: Workspace, names: set[str]) -> dict[str, Any]:
    return {name: model.objects.get_or_create(workspace=workspace, name=name)[0] for name in sorted(names)}


def _merchants(workspace: Workspace, names: set[str]) -> dict[str, Merchant]:
    return {
        name: Merchant.objects.get_or_create(
            workspace=workspace, key=slug_key(name), defaults={"name": name}
        )[0]
        for name in sorted(names)
    }


def _transaction(
    workspace: Workspace, row: dict[str, Any], account: Any, category: Any, merchant: Any
) -> Transaction:
    sign = -1 if row["direction"] == "debit" else 1
    return Transaction(
        workspace=workspace,
        account=account,
        category=category,
        merchant=merchant,
        kind=row["kind"],
        booked_on=date.fromisoformat(row["date"]),
        booked_at=time.fromisoformat(row["time"]) if row.get("time") else None,
        amount=sign * Decimal(str(row["amount"])),
        currency=row["currency"],
        base_amount=sign * Decimal(str(row["amount_inr"])),
        description=row.get("description", ""),
        method=row.get("method", ""),
        external_id=row["id"],
        fingerprint=hashlib.sha256(f"{workspace.pk}{row['id']}".encode()).hexdigest(),
        origin=Transaction.Origin.LEDGER,
    )
