"""Keeping people's own rules: writing, switching, deleting and bringing back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Workspace
from anomalies.models import Finding, FindingRule
from anomalies.rules import reading, wording
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from transactions.rules import conditions
from transactions.services.rule_books import known_to, names_of

if TYPE_CHECKING:
    from accounts.models import User

MOST_RULES = 100
NAME_LENGTH = 120
_MOST = Decimal(10) ** 13
Measure, Window = FindingRule.Measure, FindingRule.Window


class BadFindingRuleError(LumenError):
    status, code, title = 422, "bad-finding-rule", "This rule cannot be kept as it is"


class TooManyFindingRulesError(LumenError):
    status, code, title = 409, "too-many-finding-rules", "There are too many rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as a person or a program writes it. Without a name Lumen writes what it says."""

    name: str = ""
    conditions: Sequence[Mapping[str, Any]] = ()
    measure: str = Measure.EACH
    window: str = Window.MONTH
    threshold: Decimal | None = None
    level: str = Finding.Level.LOOK
    is_active: bool = True


def checked(*, workspace: Workspace, draft: Draft, rule: FindingRule | None = None) -> FindingRule:
    """A rule that says what the draft says, not saved.

    Raises:
        BadConditionError, BadFindingRuleError: with a sentence that says what to write instead.
    """
    rule = rule or FindingRule(workspace=workspace)
    wanted = list(draft.conditions)
    rule.conditions = conditions.clean(wanted, known_to(workspace)) if wanted else []
    for value, choices in ((draft.measure, Measure), (draft.window, Window), (draft.level, Finding.Level)):
        if value not in choices.values:
            raise BadFindingRuleError(_("Choose one of: %(all)s.") % {"all": ", ".join(choices.values)})
    rule.measure, rule.window, rule.level = draft.measure, draft.window, draft.level
    rule.threshold = _threshold(draft)
    rule.is_active = draft.is_active
    rule.name = " ".join(draft.name.split())[:NAME_LENGTH] or said_by(workspace, rule)
    return rule


def _threshold(draft: Draft) -> Decimal | None:
    limit = draft.threshold
    if limit is None:
        if draft.measure != Measure.EACH:
            raise BadFindingRuleError(_("Say above which limit: an amount, or a number of payments."))
        if not draft.conditions:
            raise BadFindingRuleError(
                _("This would speak of every payment. Say above which amount, or add a condition.")
            )
        return None
    if not limit.is_finite() or limit < 0 or limit >= _MOST:
        raise BadFindingRuleError(_("Write the limit without a sign, such as 10,000."))
    if draft.measure == Measure.COUNT and limit != limit.to_integral_value():
        raise BadFindingRuleError(_("A number of payments is whole: write 10, not 10.5."))
    return limit


def said_by(workspace: Workspace, rule: FindingRule) -> str:
    """The rule in words, as long as a name may be."""
    names = names_of(workspace)
    spec = reading.spec_of(rule, names)
    return wording.sentence(spec, names, base_currency=workspace.base_currency)[:NAME_LENGTH]


@transaction.atomic
def save_rule(*, workspace: Workspace, actor: "User", rule: FindingRule | None, draft: Draft) -> FindingRule:
    """Make a rule or change one. It speaks about what comes from now on.

    Raises:
        BadConditionError, BadFindingRuleError, TooManyFindingRulesError: nothing is saved.
    """
    _lock(workspace)
    is_new = rule is None
    rule = checked(workspace=workspace, draft=draft, rule=rule)
    if is_new:
        _require_room(workspace)
        rule.created_by = actor
    rule.name = _free_name(workspace, rule)
    rule.save()
    _audit(rule, actor, "finding_rule.created" if is_new else "finding_rule.changed")
    return rule


def _lock(workspace: Workspace) -> None:
    """One writer at a time, so that no two rules get one name."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)


def _require_room(workspace: Workspace) -> None:
    if FindingRule.objects.in_workspace(workspace).kept().count() >= MOST_RULES:
        raise TooManyFindingRulesError(
            _("You have %(most)d rules, as many as there can be. Delete one that you do not need.")
            % {"most": MOST_RULES}
        )


def _free_name(workspace: Workspace, rule: FindingRule) -> str:
    """The name, with a number behind it when another rule has it."""
    others = FindingRule.objects.in_workspace(workspace).kept().exclude(pk=rule.pk)
    taken = set(others.values_list("name", flat=True))
    name, number = rule.name, 2
    while name in taken:
        name = f"{rule.name[: NAME_LENGTH - 6]} ({number})"
        number += 1
    return name


@transaction.atomic
def switch_rule(*, actor: "User", rule: FindingRule, is_active: bool) -> None:
    """Turn a rule on or off; what it noticed stays."""
    rule.is_active = is_active
    rule.save(update_fields=["is_active", "updated_at"])
    _audit(rule, actor, "finding_rule.changed")


@transaction.atomic
def delete_rule(*, actor: "User", rule: FindingRule, now: datetime) -> None:
    """Take a rule away; what it noticed stays, and it can be brought back."""
    rule.deleted_at = now
    rule.save(update_fields=["deleted_at", "updated_at"])
    _audit(rule, actor, "finding_rule.deleted")


@transaction.atomic
def restore_rule(*, workspace: Workspace, actor: "User", rule: FindingRule) -> None:
    """Bring a deleted rule back, under another name if its own was given away since.

    Raises:
        TooManyFindingRulesError: nothing is changed.
    """
    _lock(workspace)
    _require_room(workspace)
    rule.deleted_at, rule.name = None, _free_name(workspace, rule)
    rule.save(update_fields=["deleted_at", "name", "updated_at"])
    _audit(rule, actor, "finding_rule.restored")


def _audit(rule: FindingRule, actor: "User", action: str) -> None:
    audit.record(workspace=rule.workspace, actor=actor, action=action, finding_rule_id=rule.pk)
