"""Recognising a payment that the ledger already knows from somewhere else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Exists, OuterRef

from lumen.common.text import slug_key
from transactions.models import Account, Evidence, Source, Transaction

if TYPE_CHECKING:
    from accounts.models import Workspace

CERTAIN_DAYS, POSSIBLE_DAYS = 1, 3
_SIMILAR = 85
_MIN_REFERENCE = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a source says about one payment, as far as recognising it goes."""

    account_id: object
    booked_on: date
    amount: Decimal
    currency: str
    merchant: str = ""
    description: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A ledger row that may be the same payment, and whether that is certain."""

    transaction: Transaction
    is_certain: bool


def lock_ledger(workspace: "Workspace") -> None:
    """Until the end of the transaction nobody else decides what is new in this workspace."""
    _lock(f"ledger:{workspace.pk}")


def lock_entries(workspace: "Workspace") -> None:
    """Until the end of the transaction nobody else enters payments by hand.

    Not the same as the ledger's lock: a person who enters a payment does not wait for a long import.
    """
    _lock(f"entries:{workspace.pk}")


def _lock(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def find_known(*, workspace: "Workspace", told: Sequence[Told], kind: str) -> list[Known | None]:
    """For each payment told, the ledger row it is; no row is given out twice, sure matches go first.

    Args:
        kind: `sms`, `mail` or `file`. A row that a source of this kind has already told is another
            payment, unless its reference is the same; the bank's message and the shop's mail about
            one payment are two kinds.
    """
    if not told:
        return []
    rows = _candidates(workspace, told, kind)
    by_amount: dict[tuple[object, Decimal, str], list[Transaction]] = {}
    for row in rows:
        by_amount.setdefault((row.account_id, row.amount, row.currency), []).append(row)
    pairs = [
        (score, index, row)
        for index, one in enumerate(told)
        for row in by_amount.get((one.account_id, one.amount, one.currency), [])
        if (score := _score(one, row))
    ]
    return _assign(pairs, len(told))


def _assign(pairs: list[tuple[int, int, Transaction]], count: int) -> list[Known | None]:
    found: list[Known | None] = [None] * count
    taken: set[object] = set()
    for score, index, row in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
        if found[index] is None and row.pk not in taken:
            found[index] = Known(row, is_certain=score >= 4)
            taken.add(row.pk)
    return found


def _candidates(workspace: "Workspace", told: Sequence[Told], kind: str) -> Iterable[Transaction]:
    days = [one.booked_on for one in told]
    margin = timedelta(days=POSSIBLE_DAYS)
    lookup = _evidence_of(kind)
    return (
        Transaction.objects.in_workspace(workspace)
        .entries()
        .filter(account__in={one.account_id for one in told})
        .between(min(days) - margin, max(days) + margin + timedelta(days=1))
        .filter(amount__in={one.amount for one in told})
        .annotate(is_told=Exists(Evidence.objects.filter(transaction=OuterRef("pk"), **lookup)))
        .select_related("merchant")
    )


def _evidence_of(kind: str) -> dict[str, object]:
    if kind == "file":
        return {"import_row__isnull": False}
    kinds = Source.MAIL_KINDS if kind == "mail" else (Source.Kind.SMS,)
    return {"raw_item__source__kind__in": kinds}


def _score(told: Told, row: Transaction) -> int:
    """0 another payment, 1-2 perhaps the same, 4 and more certainly the same."""
    apart = abs((told.booked_on - row.booked_on).days)
    if apart > POSSIBLE_DAYS:
        return 0
    same_reference = _same_reference(told, row)
    if same_reference and apart <= CERTAIN_DAYS + 1:
        return 6
    is_other = bool(same_reference is False or getattr(row, "is_told", False))
    if is_other:
        return 0
    if apart <= CERTAIN_DAYS and _same_party(told, row):
        return 5 if apart == 0 else 4
    return 2 if apart == 0 else 1


def _same_reference(told: Told, row: Transaction) -> bool | None:
    """Whether both name the same reference; `None` when one of them names none."""
    mine = references(told.reference, told.description)
    theirs = references(row.reference, row.description)
    if not mine or not theirs:
        return None
    return bool(mine & theirs)


def references(*texts: str) -> set[str]:
    """Codes of a payment that texts name: long enough, with digits."""
    found = re.findall(r"(?=\w*\d{5})[A-Za-z]*\d[A-Za-z0-9]{4,}", " ".join(texts))
    return {code.upper().lstrip("0") for code in found if len(code.lstrip("0")) >= _MIN_REFERENCE}


def _same_party(told: Told, row: Transaction) -> bool:
    names = [row.merchant.name if row.merchant else "", row.description]
    return is_same_party(told.merchant or told.description, names)


def is_same_party(text: str, others: Iterable[str]) -> bool:
    """Whether `text` names whom one of the others names."""
    from rapidfuzz import fuzz

    mine = slug_key(text)
    return any(
        len(mine) > 2
        and len(name) > 2
        and (mine in name or name in mine or fuzz.token_set_ratio(mine, name) >= _SIMILAR)
        for name in map(slug_key, others)
    )


def account_told(*, workspace: "Workspace", institution: str, last4: str) -> Account | None:
    """The one account of the workspace with these digits, at this bank if both name one."""
    if not last4:
        return None
    fitting = [
        account
        for account in Account.objects.in_workspace(workspace).exclude(last4="")
        if account.last4.endswith(last4) or last4.endswith(account.last4)
    ]
    same_bank = [a for a in fitting if same_institution(a.institution, institution)]
    return same_bank[0] if len(same_bank) == 1 else next(iter(same_bank), None)


def same_institution(one: str, other: str) -> bool:
    """Two names of one bank, or a name that is not known."""
    first, second = short_institution(one), short_institution(other)
    return not first or not second or first == second


def short_institution(name: str) -> str:
    """`HDFC Bank` is HDFC to the people who use it."""
    return re.sub(r"\s+(?:bank|bank ltd\.?|limited|ltd\.?)$", "", " ".join(name.split()), flags=re.IGNORECASE)
