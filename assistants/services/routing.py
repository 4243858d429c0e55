"""The owner's own rules for what comes in: to whom it goes, how much it matters, whether a person answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from assistants import hours
from assistants.models import Assistant, Enquiry, EnquiryMessage, RoutingRule
from assistants.services import enquiries, macros, sla
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

FIELDS: dict[str, tuple[str, ...]] = {
    "text": ("contains", "lacks"),
    "topic": ("is", "is_not"),
    "channel": ("is", "is_not"),
    "language": ("is", "is_not"),
    "domain": ("is", "is_not"),
    "anger": ("at_least",),
    "urgency": ("at_least",),
    "hours": ("is",),
}
ACTIONS = ("person", "assign", "priority", "label")
MOST = 8
LEVELS = {"low": 0.3, "middle": 0.5, "high": 0.75}


class BrokenRuleError(LumenError):
    status, code, title = 422, "broken-rule", "This rule cannot work"


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What the rules said of a message."""

    rules: tuple[str, ...] = ()  # names of those that fit
    needs_person: bool = False


@dataclass(frozen=True, slots=True)
class _Facts:
    text: str
    topic: str
    channel: str
    language: str
    domain: str
    anger: float
    urgency: float
    hours: str


def read(conditions: Sequence[Any], actions: Sequence[Any], *, assistant: Assistant) -> None:
    """Check a rule.

    Raises:
        BrokenRuleError: a condition or an action makes no sense.
    """
    if not 1 <= len(conditions) <= MOST or not 1 <= len(actions) <= MOST:
        raise BrokenRuleError("A rule has at least one condition and one action.")
    for one in conditions:
        _check_condition(one)
    for one in actions:
        _check_action(one, assistant)


def _check_condition(one: Mapping[str, str]) -> None:
    if one.get("op") not in FIELDS.get(one.get("field", ""), ()) or not one.get("value"):
        raise BrokenRuleError("Fill in every condition.")
    if one["op"] == "at_least" and one["value"] not in LEVELS:
        raise BrokenRuleError("Choose low, middle or high.")


def _check_action(one: Mapping[str, str], assistant: Assistant) -> None:
    if one.get("action") not in ACTIONS:
        raise BrokenRuleError("Choose what the rule does.")
    value = one.get("value", "")
    if one["action"] == "assign" and macros.member_of(value, assistant.workspace) is None:
        raise BrokenRuleError("Choose who gets it.")
    if one["action"] != "person":
        macros.read_steps([one], workspace=assistant.workspace)


@transaction.atomic
def save(
    *,
    assistant: Assistant,
    actor: "User",
    name: str,
    conditions: Sequence[dict[str, str]],
    actions: Sequence[dict[str, str]],
    is_active: bool = True,
    rule: RoutingRule | None = None,
) -> RoutingRule:
    """Make a rule, or change one.

    Raises:
        BrokenRuleError: a condition or an action makes no sense.
    """
    read(conditions, actions, assistant=assistant)
    is_new = rule is None
    row = rule or RoutingRule(assistant=assistant, position=assistant.routing_rules.count())
    row.assistant, row.name, row.is_active = assistant, name.strip(), is_active
    row.conditions, row.actions = list(conditions), list(actions)
    row.save()
    action = "routing_rule.created" if is_new else "routing_rule.changed"
    audit.record(workspace=assistant.workspace, actor=actor, action=action, routing_rule=row.pk)
    return row


@transaction.atomic
def turn(*, rule: RoutingRule, is_active: bool, actor: "User") -> None:
    rule.is_active = is_active
    rule.save(update_fields=["is_active", "updated_at"])
    workspace = rule.assistant.workspace
    audit.record(workspace=workspace, actor=actor, action="routing_rule.changed", routing_rule=rule.pk)


@transaction.atomic
def delete(*, rule: RoutingRule, actor: "User") -> None:
    pk, workspace = rule.pk, rule.assistant.workspace
    rule.delete()
    audit.record(workspace=workspace, actor=actor, action="routing_rule.deleted", routing_rule=pk)


@transaction.atomic
def apply(*, message: EnquiryMessage, now: datetime) -> Routed:
    """Look at a customer's message, read before, with every rule of its assistant, in their order.

    The caller hands over when a rule asks for a person; everything else is done here.
    """
    enquiry = message.enquiry
    rules = list(enquiry.assistant.routing_rules.filter(is_active=True))
    if not rules:
        return Routed()
    facts = _facts(enquiry, message, now)
    fitting = [rule for rule in rules if fits(rule, facts)]
    asked = [action for rule in fitting for action in rule.actions]
    for action in asked:
        _do(enquiry, action, now)
    return Routed(
        rules=tuple(rule.name for rule in fitting),
        needs_person=any(action["action"] == "person" for action in asked),
    )


def count_fitting(*, rule: RoutingRule, now: datetime, latest: int = 200) -> int:
    """How many of the latest customers' messages the rule would have fitted."""
    said = EnquiryMessage.objects.filter(
        enquiry__assistant=rule.assistant,
        author=EnquiryMessage.Author.CUSTOMER,
        kind=EnquiryMessage.Kind.REPLY,
    )
    found = said.select_related(
        "enquiry__assistant__workspace", "enquiry__topic", "enquiry__channel", "enquiry__contact"
    )
    newest = found.order_by("-created_at")[:latest]
    return sum(fits(rule, _facts(one.enquiry, one, one.created_at)) for one in newest)


def fits(rule: RoutingRule, facts: Any) -> bool:
    """Whether all conditions of a rule hold."""
    return all(_holds(one, getattr(facts, one["field"])) for one in rule.conditions)


def _holds(condition: dict[str, str], known: Any) -> bool:
    wanted = condition["value"].casefold()
    tests: dict[str, Callable[[], bool]] = {
        "contains": lambda: any(word.strip() in known for word in wanted.split(",") if word.strip()),
        "lacks": lambda: not any(word.strip() in known for word in wanted.split(",") if word.strip()),
        "is": lambda: known == wanted,
        "is_not": lambda: known != wanted,
        "at_least": lambda: known >= LEVELS[wanted],
    }
    return tests[condition["op"]]()


def _facts(enquiry: Enquiry, message: EnquiryMessage, now: datetime) -> _Facts:
    is_open = hours.is_open(sla.hours_of(enquiry.assistant), now)
    return _Facts(
        text=f"{enquiry.subject} {message.text}".casefold(),
        topic=enquiry.topic.label.casefold() if enquiry.topic else "",
        channel=enquiry.channel.kind,
        language=enquiry.language.casefold(),
        domain=enquiry.contact.email.rpartition("@")[2].casefold(),
        anger=enquiry.anger,
        urgency=enquiry.urgency,
        hours="open" if is_open else "closed",
    )


def _do(enquiry: Enquiry, action: dict[str, str], now: datetime) -> None:
    value = action.get("value", "")
    if action["action"] == "priority":
        enquiries.set_priority(enquiry=enquiry, priority=value, actor=None, now=now)
    elif action["action"] == "label":
        enquiries.add_labels(enquiry=enquiry, labels=[value], actor=None, now=now)
    elif action["action"] == "assign" and enquiry.assignee_id is None:
        member = macros.member_of(value, enquiry.workspace)
        if member:
            enquiries.assign(enquiry=enquiry, assignee=member, actor=None, now=now)


def words_of_condition(condition: dict[str, str]) -> str:
    """A condition as people read it."""
    fields = {
        "text": _("the text"),
        "topic": _("the topic"),
        "channel": _("the channel"),
        "language": _("the language"),
        "domain": _("the sender's domain"),
        "anger": _("the anger"),
        "urgency": _("the urgency"),
        "hours": _("the business"),
    }
    sentences = {
        "contains": _("%(field)s contains “%(value)s”"),
        "lacks": _("%(field)s lacks “%(value)s”"),
        "is": _("%(field)s is “%(value)s”"),
        "is_not": _("%(field)s is not “%(value)s”"),
        "at_least": _("%(field)s is at least %(value)s"),
    }
    return sentences[condition["op"]] % {"field": fields[condition["field"]], "value": condition["value"]}
