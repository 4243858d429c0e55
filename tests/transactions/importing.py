"""Uploading and committing statement files in tests, as the worker would."""

from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.test import TestCase

from transactions.models import Evidence, ImportBatch, Merchant, MerchantAlias, ToldBalance, Transaction
from transactions.services import imports

PLAIN = "Date,Merchant,Amount,Category,Payment Method,Notes\n"
BANK = "Date,Narration,Ref No.,Debit,Credit,Balance\n"


def upload(workspace: Any, content: str | bytes, name: str = "statement.csv", **extra: Any) -> ImportBatch:
    """Keep a file and read it for the preview."""
    raw = content.encode() if isinstance(content, str) else content
    file = ContentFile(raw, name=name)
    with TestCase.captureOnCommitCallbacks(execute=True):
        batch = imports.start_import(workspace=workspace, actor=None, file=file, **extra)
    batch.refresh_from_db()
    return batch


def commit(batch: ImportBatch) -> ImportBatch:
    with TestCase.captureOnCommitCallbacks(execute=True):
        imports.start_commit(batch=batch, actor=None)
    batch.refresh_from_db()
    return batch


def undo(batch: ImportBatch) -> ImportBatch:
    with TestCase.captureOnCommitCallbacks(execute=True):
        return imports.undo_import(batch=batch, actor=None)


def statuses(batch: ImportBatch) -> list[str]:
    return list(batch.rows.order_by("line").values_list("status", flat=True))


def an_ofx(*payments: tuple[str, str, str, str], account: str = "000044174417") -> str:
    """An OFX statement; each payment is (fitid, date, amount, name)."""
    rows = "".join(
        f"<STMTTRN><TRNTYPE>OTHER<DTPOSTED>{day}<TRNAMT>{amount}<FITID>{fitid}<NAME>{name}</STMTTRN>\n"
        for fitid, day, amount, name in payments
    )
    return (
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS>"
        f"<STMTRS><CURDEF>INR<BANKACCTFROM><BANKID>TESTBANK<ACCTID>{account}<ACCTTYPE>SAVINGS</BANKACCTFROM>"
        f"<BANKTRANLIST>\n{rows}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    )


def amounts(workspace: Any) -> list[Decimal]:
    rows = Transaction.objects.in_workspace(workspace).live()
    return sorted(rows.values_list("amount", flat=True))


def whole_state(workspace: Any) -> dict[str, Any]:
    """Everything an import may touch, for comparing before and after."""
    rows = Transaction.objects.in_workspace(workspace)
    names = [f.attname for f in Transaction._meta.concrete_fields if f.attname != "updated_at"]
    return {
        "rows": sorted(map(str, rows.values_list(*names))),
        "evidence": sorted(
            map(str, Evidence.objects.filter(transaction__in=rows).values_list("pk", "changes"))
        ),
        "accounts": sorted(
            workspace_accounts(workspace).values_list(
                "name", "last4", "number_key", "told_balance", "told_balance_at"
            ),
            key=str,
        ),
        "merchants": sorted(Merchant.objects.in_workspace(workspace).values_list("name", flat=True)),
        "aliases": sorted(MerchantAlias.objects.in_workspace(workspace).values_list("key", flat=True)),
        "balances": sorted(ToldBalance.objects.in_workspace(workspace).values_list("at", "balance")),
    }


def workspace_accounts(workspace: Any) -> Any:
    from transactions.models import Account

    return Account.objects.in_workspace(workspace)
