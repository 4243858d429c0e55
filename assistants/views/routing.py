"""Routing rules of a workspace's assistants."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from accounts.selectors import members_of
from assistants.models import Assistant, Channel, Enquiry, RoutingRule, Topic
from assistants.services import macros, routing
from assistants.views.macros import steps_of
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

LONGEST_NAME = 80


def _mine(request: MemberRequest) -> "QuerySet[RoutingRule]":
    kept = Assistant.objects.in_workspace(request.workspace).kept()
    return RoutingRule.objects.filter(assistant__in=kept).select_related("assistant__workspace")


@require_safe
@login_required
def rule_list(request: MemberRequest) -> HttpResponse:
    people = macros.names_of(request.workspace)
    rows = [(rule, _conditions(rule), _actions(rule, people)) for rule in _mine(request)]
    assistants = Assistant.objects.in_workspace(request.workspace).kept()
    context = {"rows": rows, "can_edit": can_edit(request.membership), "has_assistant": assistants.exists()}
    return render(request, "assistants/inbox/routing.html", context)


def _conditions(rule: RoutingRule) -> list[str]:
    return [routing.words_of_condition(one) for one in rule.conditions]


def _actions(rule: RoutingRule, people: dict[str, str]) -> list[str]:
    said = []
    for one in rule.actions:
        step = macros.Step(str(one["action"]), str(one.get("value", "")))
        is_person = step.action == "person"
        said.append(_("Leaves it to people") if is_person else macros.words_of(step, people))
    return said


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Make a rule, or change one."""
    rule = get_object_or_404(_mine(request), pk=pk) if pk else None
    require_edit(request.membership)
    assistants = list(Assistant.objects.in_workspace(request.workspace).kept())
    asked = _asked(request) if request.method == "POST" else _as_kept(rule)
    problem = ""
    if request.method == "POST":
        assistant = next((one for one in assistants if one.slug == request.POST.get("assistant")), None)
        problem = "" if asked["name"] and assistant else _("Give it a name and an assistant.")
        try:
            if assistant and asked["name"]:
                kept = routing.save(assistant=assistant, actor=request.user, rule=rule, **asked)
                _tell(request, kept)
                return redirect("assistants:routing")
        except LumenError as error:
            problem = error.detail
    context = {
        "rule": rule,
        "asked": asked,
        "conditions": asked["conditions"] or [{"field": "text", "op": "contains", "value": ""}],
        "actions": asked["actions"] or [{"action": "person", "value": ""}],
        "problem": problem,
        "assistants": assistants,
        "topics": Topic.objects.filter(assistant__in=assistants, is_active=True),
        "channels": [choice for choice in Channel.Kind.choices if choice[0] != Channel.Kind.HISTORY],
        "people": [member.user for member in members_of(request.workspace) if can_edit(member)],
        "priorities": Enquiry.Priority.choices,
    }
    return render(request, "assistants/inbox/routing_edit.html", context, status=422 if problem else 200)


def _asked(request: MemberRequest) -> dict[str, Any]:
    named = (request.POST.getlist(name) for name in ("field", "op", "wanted"))
    conditions = [
        {"field": field, "op": op, "value": value.strip()} for field, op, value in zip(*named, strict=False)
    ]
    return {
        "name": request.POST.get("name", "").strip()[:LONGEST_NAME],
        "conditions": conditions,
        "actions": steps_of(request),
        "is_active": request.POST.get("is_active") == "1",
    }


def _as_kept(rule: RoutingRule | None) -> dict[str, Any]:
    if rule is None:
        return {"name": "", "conditions": [], "actions": [], "is_active": True}
    return {
        "name": rule.name,
        "conditions": rule.conditions,
        "actions": rule.actions,
        "is_active": rule.is_active,
    }


def _tell(request: MemberRequest, rule: RoutingRule) -> None:
    fitting = routing.count_fitting(rule=rule, now=timezone.now())
    said = _("Saved. Of the latest 200 messages it would have fitted %(n)d.")
    messages.success(request, said % {"n": fitting})


@require_POST
@login_required
def rule_turn(request: MemberRequest, pk: UUID) -> HttpResponse:
    rule = get_object_or_404(_mine(request), pk=pk)
    require_edit(request.membership)
    routing.turn(rule=rule, is_active=request.POST.get("is_active") == "1", actor=request.user)
    return redirect("assistants:routing")


@require_POST
@login_required
def rule_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    rule = get_object_or_404(_mine(request), pk=pk)
    require_edit(request.membership)
    routing.delete(rule=rule, actor=request.user)
    messages.success(request, _("“%(name)s” is gone.") % {"name": rule.name})
    return redirect("assistants:routing")
