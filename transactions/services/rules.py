"""Keeping the user's rules: writing, ordering, copying, deleting and bringing back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.models import Category, Rule
from transactions.rules import conditions, wording
from transactions.rules.shares import FEWEST, MOST, BadSplitError, Share, read_share
from transactions.services import rule_books
from transactions.services.tags import clean_tag

if TYPE_CHECKING:
    from accounts.models import User, Workspace

MOST_RULES = 500
MOST_TAGS = 10
UP, DOWN = "up", "down"


class BadRuleError(LumenError):
    status, code, title = 422, "bad-rule", "This rule cannot be kept as it is"


class TooManyRulesError(LumenError):
    status, code, title = 409, "too-many-rules", "There are too many rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as a person or a program writes it.

    Attributes:
        splits: `{"category": id or "", "share": "60%" or "250" or "", "note": ""}` a part.
    """

    name: str = ""
    match: str = Rule.Match.ALL
    conditions: Sequence[Mapping[str, Any]] = ()
    category: Category | None = None
    rename_to: str = ""
    add_tags: Sequence[str] = ()
    splits: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    marks_transfer: bool = False
    ignores: bool = False
    stops: bool = False
    is_active: bool = True


def checked(*, workspace: "Workspace", draft: Draft, rule: Rule | None = None) -> Rule:
    """A rule that says what the draft says, not saved.

    Raises:
        BadConditionError, BadSplitError, BadRuleError: with a sentence that says what to write instead.
    """
    known = rule_books.known_to(workspace)
    rule = rule or Rule(workspace=workspace)
    if draft.match not in Rule.Match.values:
        raise BadRuleError(_("Say whether all or any of the conditions must hold."))
    rule.match = draft.match
    rule.conditions = conditions.clean(draft.conditions, known)
    rule.category = draft.category
    rule.rename_to = " ".join(draft.rename_to.split())[:200]
    rule.add_tags = _tags(draft.add_tags)
    rule.splits = _splits(draft.splits, known)
    rule.marks_transfer, rule.ignores = draft.marks_transfer, draft.ignores
    rule.stops, rule.is_active = draft.stops, draft.is_active
    _require_sense(rule)
    rule.name = " ".join(draft.name.split())[:120] or _name_of(workspace, rule)
    return rule


def checked_conditions(
    *, workspace: "Workspace", written: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Only the conditions, to try them before anything is decided.

    Raises:
        BadConditionError: with a sentence that says what to write instead.
    """
    return conditions.clean(written, rule_books.known_to(workspace))


def _tags(written: Sequence[str]) -> list[str]:
    tags = list(dict.fromkeys(tag for text in written if (tag := clean_tag(str(text)))))
    if len(tags) > MOST_TAGS:
        raise BadRuleError(_("A rule may add up to %(most)d tags.") % {"most": MOST_TAGS})
    return tags


def _splits(parts: Sequence[Mapping[str, Any]], known: conditions.Known) -> list[dict[str, str]]:
    if not parts:
        return []
    if not FEWEST <= len(parts) <= MOST:
        raise BadSplitError(_("Split a payment into two to fifty parts."))
    cleaned, shares = [], []
    for part in parts:
        category = str(part.get("category") or "")
        if category and category not in known.categories:
            raise BadSplitError(_("Choose one of your categories for each part."))
        written = str(part.get("share") or "").strip()
        shares.append(read_share(written))
        cleaned.append({"category": category, "share": written, "note": str(part.get("note") or "")[:500]})
    _require_shares(shares)
    return cleaned


def _require_shares(shares: Sequence[Share]) -> None:
    """The last part takes what is left, so those before it need a size and may not use up the whole."""
    if any(share.is_rest or (share.amount is not None and share.amount <= 0) for share in shares[:-1]):
        raise BadSplitError(_("Write an amount or a percentage for every part but the last."))
    if sum(share.percent or 0 for share in shares[:-1]) >= 100:
        raise BadSplitError(_("The percentages leave nothing for the last part. Make one of them smaller."))


def _require_sense(rule: Rule) -> None:
    does = (rule.category, rule.rename_to, rule.add_tags, rule.splits, rule.marks_transfer, rule.ignores)
    if not any(does) and not rule.stops:
        raise BadRuleError(_("Say what to do with such a payment: a category, a tag, a name…"))
    if rule.marks_transfer and rule.category and rule.category.kind != Category.Kind.TRANSFER:
        raise BadRuleError(_("A transfer takes a category for transfers. Choose another category."))
    if rule.ignores and any(does[:-1]):
        raise BadRuleError(
            _("A payment that is left out needs no category, tag or name. Choose one or the other.")
        )


def _name_of(workspace: "Workspace", rule: Rule) -> str:
    return wording.sentence(rule_books.spec_of(rule), rule_books.names_of(workspace))[:120]


@transaction.atomic
def save_rule(*, workspace: "Workspace", actor: "User", rule: Rule | None, draft: Draft) -> Rule:
    """Make a rule (asked after those there are) or change one. It decides about what comes from now on.

    Raises:
        BadConditionError, BadSplitError, BadRuleError, TooManyRulesError: nothing is saved.
    """
    is_new = rule is None
    rule = checked(workspace=workspace, draft=draft, rule=rule)
    if is_new:
        rule.position = _next_position(workspace)
    rule.save()
    action = "rule.created" if is_new else "rule.changed"
    audit.record(workspace=workspace, actor=actor, action=action, rule_id=rule.pk)
    return rule


def _next_position(workspace: "Workspace") -> int:
    mine = Rule.objects.in_workspace(workspace).kept()
    if mine.count() >= MOST_RULES:
        raise TooManyRulesError(
            _("You have %(most)d rules, as many as there can be. Delete one that you do not need.")
            % {"most": MOST_RULES}
        )
    return int(mine.aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def copy_rule(*, workspace: "Workspace", actor: "User", rule: Rule) -> Rule:
    """The same rule once more, switched off, so that it can be changed first.

    Raises:
        TooManyRulesError: nothing is saved.
    """
    twin = Rule.objects.get(pk=rule.pk)
    twin.pk = Rule._meta.pk.get_default()
    twin._state.adding = True
    twin.name = (_("%(name)s (copy)") % {"name": rule.name})[:120]
    twin.position, twin.is_active = _next_position(workspace), False
    twin.save(force_insert=True)
    audit.record(workspace=workspace, actor=actor, action="rule.created", rule_id=twin.pk)
    return twin


@transaction.atomic
def switch_rule(*, workspace: "Workspace", actor: "User", rule: Rule, is_active: bool) -> None:
    """Turn a rule on or off."""
    rule.is_active = is_active
    rule.save(update_fields=["is_active", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="rule.changed", rule_id=rule.pk)


@transaction.atomic
def move_rule(*, workspace: "Workspace", actor: "User", rule: Rule, direction: str) -> None:
    """One place up or down; the first stays first and the last stays last."""
    order = list(Rule.objects.in_workspace(workspace).kept().values_list("pk", flat=True))
    at = order.index(rule.pk)
    to = max(0, at - 1) if direction == UP else min(len(order) - 1, at + 1)
    order.insert(to, order.pop(at))
    order_rules(workspace=workspace, actor=actor, order=order)


@transaction.atomic
def order_rules(*, workspace: "Workspace", actor: "User", order: Sequence[UUID]) -> None:
    """Ask the rules in this order; those that are not named keep theirs behind them."""
    rules = list(Rule.objects.in_workspace(workspace).kept().select_for_update())
    places = {pk: place for place, pk in enumerate(order)}
    rules.sort(key=lambda rule: places.get(rule.pk, len(places)))
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    Rule.objects.bulk_update(rules, ["position"])
    audit.record(workspace=workspace, actor=actor, action="rule.ordered", count=len(rules))


@transaction.atomic
def delete_rule(*, workspace: "Workspace", actor: "User", rule: Rule, now: datetime) -> None:
    """Take a rule away; what it filed stays and keeps naming it, and it can be brought back."""
    rule.deleted_at = now
    rule.save(update_fields=["deleted_at", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="rule.deleted", rule_id=rule.pk)


@transaction.atomic
def restore_rule(*, workspace: "Workspace", actor: "User", rule: Rule) -> None:
    """Bring a deleted rule back to its place."""
    rule.deleted_at = None
    rule.save(update_fields=["deleted_at", "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="rule.restored", rule_id=rule.pk)


def replace_category(*, workspace: "Workspace", category: Category, into: Category) -> None:
    """Where rules name a category that is merged away, in what they ask and do, they name the other."""
    old, new = str(category.pk), str(into.pk)
    for rule in Rule.objects.in_workspace(workspace):
        before = (rule.conditions, rule.splits)
        rule.conditions = [_renamed(each, "value", old, new) for each in rule.conditions]
        rule.splits = [_renamed(each, "category", old, new) for each in rule.splits]
        if rule.category_id == category.pk:
            rule.category = into
        if (rule.conditions, rule.splits) != before or rule.category_id == into.pk:
            rule.save(update_fields=["conditions", "splits", "category", "updated_at"])


def _renamed(told: dict[str, Any], key: str, old: str, new: str) -> dict[str, Any]:
    value = told.get(key)
    if isinstance(value, list):
        return {**told, key: [new if each == old else each for each in value]}
    return {**told, key: new} if value == old else told
