"""Macros of a workspace."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from accounts.selectors import members_of
from assistants import snoozes
from assistants.models import Enquiry, Macro
from assistants.services import canned, macros
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

LONGEST_NAME = 80


@require_safe
@login_required
def macro_list(request: MemberRequest) -> HttpResponse:
    people = macros.names_of(request.workspace)
    rows = [(macro, _words(macro, people)) for macro in Macro.objects.in_workspace(request.workspace)]
    context = {"rows": rows, "can_edit": can_edit(request.membership)}
    return render(request, "assistants/inbox/macros.html", context)


def _words(macro: Macro, people: dict[str, str]) -> list[str]:
    steps = [macros.Step(str(one["action"]), str(one["value"])) for one in macro.steps]
    return [macros.words_of(step, people) for step in steps]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def macro_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Make a macro, or change one; a step is a pair of `action` and `value`."""
    mine = Macro.objects.in_workspace(request.workspace)
    macro = get_object_or_404(mine, pk=pk) if pk else None
    require_edit(request.membership)
    name, steps, problem = (macro.name, macro.steps, "") if macro else ("", [], "")
    if request.method == "POST":
        name, steps = request.POST.get("name", "").strip()[:LONGEST_NAME], steps_of(request)
        problem = "" if name else _("Give it a name.")
        try:
            if name:
                macros.save(
                    workspace=request.workspace, actor=request.user, name=name, steps=steps, macro=macro
                )
                messages.success(request, _("Saved."))
                return redirect("assistants:macros")
        except LumenError as error:
            problem = error.detail
    context = {
        "macro": macro,
        "name": name,
        "steps": steps or [{"action": "reply", "value": ""}],
        "problem": problem,
        "people": [member.user for member in members_of(request.workspace) if can_edit(member)],
        "priorities": Enquiry.Priority.choices,
        "snoozes": snoozes.CHOICES,
        "variables": canned.VARIABLES,
    }
    status = 422 if problem else 200
    return render(request, "assistants/inbox/macro_edit.html", context, status=status)


def steps_of(request: MemberRequest) -> list[dict[str, str]]:
    """Pairs as the form sends them, one `value` for each `action`."""
    actions, values = request.POST.getlist("action"), request.POST.getlist("value")
    return [
        {"action": action, "value": value.strip()} for action, value in zip(actions, values, strict=False)
    ]


@require_POST
@login_required
def macro_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    macro = get_object_or_404(Macro.objects.in_workspace(request.workspace), pk=pk)
    require_edit(request.membership)
    macros.delete(macro=macro, actor=request.user)
    messages.success(request, _("“%(name)s” is gone.") % {"name": macro.name})
    return redirect("assistants:macros")
