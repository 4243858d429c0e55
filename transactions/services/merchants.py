"""Merchants by the names people use: renaming, merging, their spellings, and taking it back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.text import fold, slug_key
from transactions.models import Category, Change, Merchant, MerchantAlias, Recurring, Rule, Transaction
from transactions.services.announcing import announce_changed
from transactions.services.upkeep import CannotMergeError, NameTakenError

if TYPE_CHECKING:
    from accounts.models import User, Workspace

_RENAME, _MERGE, _FORGET = "rename", "merge", "forget"


class OwnSpellingError(LumenError):
    code, title = "own-spelling", "This spelling is its name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What a change of a merchant's name touches.

    Attributes:
        rules: the user's rules that ask for this merchant by name.
    """

    rows: int
    aliases: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergePreview(Reach):
    """What merging two merchants would do."""

    merchant: Merchant
    into: Merchant


def reach_of(*, workspace: "Workspace", merchant: Merchant) -> Reach:
    """Count what a new name would touch, without touching it. Three queries."""
    return Reach(
        rows=Transaction.objects.in_workspace(workspace).live().filter(merchant=merchant).count(),
        aliases=merchant.aliases.count(),
        rules=_rules_about(workspace, merchant),
    )


def _rules_about(workspace: "Workspace", merchant: Merchant) -> tuple[str, ...]:
    name = fold(merchant.name)
    return tuple(
        rule.name
        for rule in Rule.objects.in_workspace(workspace).kept()
        if fold(rule.rename_to) == name
        or any(
            each.get("field") == "merchant" and fold(str(each.get("value", ""))) in name
            for each in rule.conditions
        )
    )


def preview_merge(*, workspace: "Workspace", merchant: Merchant, into: Merchant) -> MergePreview:
    """Count what would move, without moving it.

    Raises:
        CannotMergeError: a merchant cannot be merged with itself.
    """
    if merchant.pk == into.pk:
        raise CannotMergeError("Choose another merchant to merge with.")
    reach = reach_of(workspace=workspace, merchant=merchant)
    return MergePreview(
        merchant=merchant, into=into, rows=reach.rows, aliases=reach.aliases, rules=reach.rules
    )


@transaction.atomic
def rename_merchant(
    *,
    workspace: "Workspace",
    actor: "User",
    merchant: Merchant,
    name: str,
    category: Category | None = None,
) -> Change:
    """Give a merchant the name people use; the old spelling keeps meaning it.

    Raises:
        NameTakenError: another merchant has this name; merge the two instead.
    """
    name = " ".join(name.split())[:200]
    key = slug_key(name)[:200]
    _require_free(workspace, key, but=merchant.pk)
    before = _state_of(merchant)
    made = _keep_spellings(workspace, merchant, merchant.key) if key != merchant.key else []
    others = MerchantAlias.objects.in_workspace(workspace).filter(key=key).exclude(merchant=merchant)
    taken = [[alias.key, str(alias.merchant_id)] for alias in others]
    others.delete()
    merchant.name, merchant.key, merchant.category = name, key, category
    merchant.save()
    rows = Transaction.objects.in_workspace(workspace).live().filter(merchant=merchant).count()
    audit.record(workspace=workspace, actor=actor, action="merchant.renamed", merchant_id=merchant.pk)
    announce_changed(workspace, count=rows)
    return _note(workspace, actor, rows, {"did": _RENAME, "merchant": before, "made": made, "taken": taken})


def _require_free(workspace: "Workspace", key: str, *, but: UUID | str) -> None:
    taken = Merchant.objects.in_workspace(workspace).filter(key=key).exclude(pk=but).first()
    if taken is not None:
        raise NameTakenError(f"There already is a merchant “{taken.name}”. Merge the two instead.")


@transaction.atomic
def merge_merchants(*, workspace: "Workspace", actor: "User", merchant: Merchant, into: Merchant) -> Change:
    """Make `merchant` another spelling of `into`; its regular payments go along."""
    preview = preview_merge(workspace=workspace, merchant=merchant, into=into)
    rows = Transaction.objects.in_workspace(workspace).filter(merchant=merchant)
    facts: dict[str, Any] = {
        "did": _MERGE,
        "merchant": _state_of(merchant),
        "into": _state_of(into),
        "rows": [str(pk) for pk in rows.order_by().values_list("pk", flat=True)],
        "aliases": list(merchant.aliases.values_list("key", flat=True)),
        "recurring": _move_regular(merchant, into),
    }
    rows.update(merchant=into)
    MerchantAlias.objects.in_workspace(workspace).filter(merchant=merchant).update(merchant=into)
    if into.category_id is None and merchant.category_id:
        into.category_id = merchant.category_id
        into.save(update_fields=["category"])
    audit.record(
        workspace=workspace,
        actor=actor,
        action="merchant.merged",
        merchant_id=merchant.pk,
        into_id=into.pk,
        count=preview.rows,
    )
    merchant.delete()
    facts["made"] = _keep_spellings(workspace, into, facts["merchant"]["key"])
    announce_changed(workspace, count=preview.rows)
    return _note(workspace, actor, preview.rows, facts)


@transaction.atomic
def forget_spelling(*, workspace: "Workspace", actor: "User", merchant: Merchant, key: str) -> Change:
    """Let a spelling no longer mean this merchant; payments already filed stay with it.

    Raises:
        OwnSpellingError: it is the merchant's own name, or none of its spellings.
    """
    found = MerchantAlias.objects.in_workspace(workspace).filter(merchant=merchant, key=key)
    if key == merchant.key or not found.exists():
        raise OwnSpellingError("Rename the merchant instead; its own name always means it.")
    found.delete()
    audit.record(
        workspace=workspace, actor=actor, action="merchant.spelling_removed", merchant_id=merchant.pk
    )
    return _note(workspace, actor, 0, {"did": _FORGET, "merchant": _state_of(merchant), "aliases": [key]})


def _note(workspace: "Workspace", actor: "User", count: int, facts: dict[str, Any]) -> Change:
    return Change.objects.create(
        workspace=workspace, created_by=actor, action=Change.Action.MERCHANT, count=count, before=facts
    )


def _state_of(merchant: Merchant) -> dict[str, str]:
    category = str(merchant.category_id or "")
    return {"id": str(merchant.pk), "name": merchant.name, "key": merchant.key, "category": category}


def _move_regular(merchant: Merchant, into: Merchant) -> list[list[str | int]]:
    """Regular payments follow; two that look alike stay apart by their number in the series."""
    taken = {_series_key(each) for each in Recurring.objects.filter(merchant=into)}
    before: list[list[str | int]] = []
    for each in Recurring.objects.filter(merchant=merchant):
        before.append([str(each.pk), each.series])
        while _series_key(each) in taken:
            each.series += 1
        taken.add(_series_key(each))
        each.merchant = into
        each.save(update_fields=["merchant", "series"])
    return before


def _series_key(each: Recurring) -> tuple[str, str, str, int]:
    return each.kind, each.currency, each.cadence, each.series


def _keep_spellings(workspace: "Workspace", merchant: Merchant, key: str) -> list[str]:
    """Let these words mean the merchant from now on; those that are new are returned."""
    spellings = {key, key.replace(" ", "")}
    known = MerchantAlias.objects.in_workspace(workspace).filter(key__in=spellings)
    made = sorted(spellings - set(known.values_list("key", flat=True)))
    MerchantAlias.objects.bulk_create(
        [MerchantAlias(workspace=workspace, merchant=merchant, key=text) for text in made],
        ignore_conflicts=True,
    )
    return made


def put_back(*, workspace: "Workspace", change: Change) -> int:
    """Undo what was done to a merchant; returns how many payments are called as before.

    Raises:
        NameTakenError: another merchant has taken its name since.
    """
    facts = change.before
    _require_free(workspace, facts["merchant"]["key"], but=facts["merchant"]["id"])
    _forget(workspace, facts.get("made", []))
    if facts["did"] == _MERGE:
        return _split_again(workspace, facts)
    merchant = _restore(workspace, facts["merchant"]) if facts["did"] == _RENAME else None
    owner = merchant or Merchant.objects.in_workspace(workspace).filter(pk=facts["merchant"]["id"]).first()
    if owner is not None:
        _teach(workspace, owner, facts.get("aliases", []))
    for key, merchant_id in facts.get("taken", []):
        if other := Merchant.objects.in_workspace(workspace).filter(pk=merchant_id).first():
            _teach(workspace, other, [key])
    return change.count


def _split_again(workspace: "Workspace", facts: dict[str, Any]) -> int:
    merchant = _restore(workspace, facts["merchant"])
    rows = Transaction.objects.in_workspace(workspace).filter(
        pk__in=facts["rows"], merchant_id=facts["into"]["id"]
    )
    moved = rows.update(merchant=merchant)
    _forget(workspace, facts["aliases"])
    _teach(workspace, merchant, facts["aliases"])
    for pk, series in facts["recurring"]:
        Recurring.objects.in_workspace(workspace).filter(pk=pk).update(merchant=merchant, series=series)
    into = Merchant.objects.in_workspace(workspace).filter(pk=facts["into"]["id"])
    if facts["merchant"]["category"] and not facts["into"]["category"]:
        into.filter(category_id=facts["merchant"]["category"]).update(category=None)
    return moved


def _restore(workspace: "Workspace", state: dict[str, str]) -> Merchant:
    known = Category.objects.in_workspace(workspace)
    category = known.filter(pk=state["category"]).first() if state["category"] else None
    merchant, _made = Merchant.objects.in_workspace(workspace).update_or_create(
        pk=state["id"],
        defaults={"workspace": workspace, "name": state["name"], "key": state["key"], "category": category},
    )
    return merchant


def _forget(workspace: "Workspace", keys: Iterable[str]) -> None:
    MerchantAlias.objects.in_workspace(workspace).filter(key__in=keys).delete()


def _teach(workspace: "Workspace", merchant: Merchant, keys: Iterable[str]) -> None:
    MerchantAlias.objects.bulk_create(
        [MerchantAlias(workspace=workspace, merchant=merchant, key=key) for key in keys],
        ignore_conflicts=True,
    )
