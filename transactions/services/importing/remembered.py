"""How files with these headings were read the last time."""

from typing import TYPE_CHECKING

from transactions.importers.columns import Layout, header_key
from transactions.models import Account, ImportBatch, ImportMapping

if TYPE_CHECKING:
    from accounts.models import Workspace

_CHOICES = ("columns", "date_order", "decimal_mark", "sign")


def find(*, workspace: "Workspace", layout: Layout, account: Account | None) -> ImportMapping | None:
    """What a person settled for such files: for this account, else the last time for any."""
    if not layout.headers or not layout.header_line:
        return None
    kept = ImportMapping.objects.in_workspace(workspace).filter(header_key=header_key(layout))
    if account is not None:
        return kept.filter(account=account).first() or kept.filter(account=None).first()
    return kept.select_related("account").first()


def applied(layout: Layout, mapping: ImportMapping) -> Layout:
    """The layout with the choices of the last time."""
    return layout.changed(**mapping.layout, is_date_certain=True)


def account_of(mapping: ImportMapping) -> Account | None:
    """The account such files were for, if they were always for one."""
    others = ImportMapping.objects.filter(workspace_id=mapping.workspace_id, header_key=mapping.header_key)
    return mapping.account if others.count() == 1 else None


def keep(batch: ImportBatch) -> None:
    """Remember the choices of a person for the next file with these headings."""
    if not batch.reading.get("is_corrected") or not batch.layout.get("headers"):
        return
    layout = Layout.from_dict(batch.layout)
    ImportMapping.objects.update_or_create(
        workspace=batch.workspace,
        account_id=batch.reading["sections"][0]["account"],
        header_key=header_key(layout),
        defaults={"layout": {name: batch.layout[name] for name in _CHOICES}},
    )


def forget(batch: ImportBatch) -> int:
    """Forget what was kept for files with these headings; says how many choices that were."""
    key = header_key(Layout.from_dict(batch.layout))
    forgotten, _by_model = ImportMapping.objects.in_workspace(batch.workspace).filter(header_key=key).delete()
    return forgotten
