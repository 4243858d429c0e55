"""Pages of people's own rules: the list, and the editor that tries a rule while one writes it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from anomalies import forms_rules as forms
from anomalies import wording
from anomalies.models import FindingRule
from anomalies.rules import asking, presets, reading
from anomalies.rules.wording import sentence
from anomalies.services import rules
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import selectors as money
from transactions.forms.rules import shown_rows, with_place
from transactions.services.catalog import ensure_catalog
from transactions.services.rule_books import names_of

BUILDER = "rule-builder"
OFTEN = 24  # in a year; more often a rule says little
_BUTTONS = {"add_condition", "remove_condition", "refresh"}


@require_safe
@login_required
def rule_list(request: MemberRequest) -> HttpResponse:
    """The rules in words, and how often each spoke in the last twelve months."""
    mine = FindingRule.objects.in_workspace(request.workspace)
    since = _today(request) - asking.LOOKS_BACK
    spoke = Count("findings", filter=Q(findings__happened_on__gt=since))
    names = names_of(request.workspace)
    rows = mine.kept().annotate(spoke=spoke, last=Max("findings__happened_on"))
    context = {
        "lines": [_line(request, rule, names) for rule in rows],
        "presets": _presets(),
        "may_edit": can_edit(request.membership),
        "deleted": _deleted(request),
    }
    return render(request, "anomalies/rules/list.html", context)


def _line(request: MemberRequest, rule: FindingRule, names: dict[str, str]) -> dict[str, Any]:
    said = sentence(reading.spec_of(rule, names), names, base_currency=request.workspace.base_currency)
    is_named = not rule.name.startswith(said[: rules.NAME_LENGTH - 6])
    return {"rule": rule, "said": said, "name": rule.name if is_named else ""}


def _presets() -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "icon": presets.ICONS[code],
            "url": f"{reverse('anomalies:rule-new')}?preset={code}",
        }
        for code, name in presets.NAMES.items()
    ]


def _deleted(request: MemberRequest) -> FindingRule | None:
    """The rule that was just taken away, to offer it back."""
    try:
        pk = UUID(request.GET.get("deleted", ""))
    except ValueError:
        return None
    mine = FindingRule.objects.in_workspace(request.workspace)
    return mine.filter(pk=pk, deleted_at__isnull=False).first()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Write a rule or change one; `?preset=` starts with one that many people want."""
    require_edit(request.membership)
    ensure_catalog(request.workspace)
    rule = _rule_or_404(request, pk) if pk else None
    if request.method != "POST":
        return _show(request, _editor(request, rule), rule)
    editor = forms.editor_posted(request.POST)
    if _BUTTONS & request.POST.keys() or request.htmx.target == BUILDER:
        return _show(request, editor, rule)
    if not editor.form.is_valid():
        return _show(request, editor, rule, status=422)
    try:
        rules.save_rule(workspace=request.workspace, actor=request.user, rule=rule, draft=editor.draft())
    except LumenError as error:
        editor.form.add_error(None, with_place(error))
        return _show(request, editor, rule, status=422)
    messages.success(request, _("Rule saved. It speaks about what comes from now on."))
    return redirect("anomalies:rules")


def _rule_or_404(request: MemberRequest, pk: UUID) -> FindingRule:
    return get_object_or_404(FindingRule.objects.in_workspace(request.workspace).kept(), pk=pk)


def _editor(request: MemberRequest, rule: FindingRule | None) -> forms.Editor:
    if rule is not None:
        return forms.editor_of(rule, said=rules.said_by(request.workspace, rule))
    code = request.GET.get("preset", "")
    return forms.editor_new(presets.preset(code, request.workspace, today=_today(request)))


def _show(
    request: MemberRequest, editor: forms.Editor, rule: FindingRule | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": editor.form,
        "measure": editor.measure,
        "conditions": shown_rows(editor.rows, request.workspace),
        "merchant_names": money.merchant_names(request.workspace),
        "rule": rule,
        "presets": [] if rule or request.method == "POST" else _presets(),
        "builder_url": request.path,
        "above_label": _("Above, in %(currency)s") % {"currency": request.workspace.base_currency},
    }
    return render_page(request, "anomalies/rules/edit.html", context, fragment=BUILDER, status=status)


@require_POST
@login_required
def rule_try(request: MemberRequest) -> HttpResponse:
    """When the rule as it is written so far would have spoken in the last year, or what it still lacks."""
    require_edit(request.membership)
    editor = forms.editor_posted(request.POST)
    if not editor.form.is_valid():
        return _tried(request, {"problem": editor.form.problem()})
    try:
        rule = rules.checked(workspace=request.workspace, draft=editor.draft())
    except LumenError as error:
        return _tried(request, {"problem": with_place(error)})
    found = asking.preview(request.workspace, rule, today=_today(request), shown=20)
    fired = [{"row": one.row, "text": wording.describe(one.notice.facts).text} for one in found.fired]
    context = {
        "preview": found,
        "fired": fired,
        "said": rules.said_by(request.workspace, rule),
        "is_each": rule.measure == FindingRule.Measure.EACH,
        "is_often": found.count > OFTEN,
    }
    return _tried(request, context)


def _tried(request: MemberRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "anomalies/rules/_preview.html", context)


def _today(request: MemberRequest) -> date:
    return today_in(request.workspace.time_zone, _now())


def _now() -> datetime:
    return timezone.now()


@require_POST
@login_required
def rule_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a rule away; the page offers to bring it back."""
    require_edit(request.membership)
    rule = _rule_or_404(request, pk)
    rules.delete_rule(actor=request.user, rule=rule, now=_now())
    return redirect(f"{reverse('anomalies:rules')}?deleted={rule.pk}")


@require_POST
@login_required
def rule_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """On, off or restore."""
    require_edit(request.membership)
    rule = get_object_or_404(FindingRule.objects.in_workspace(request.workspace), pk=pk)
    if action not in {"on", "off", "restore"} or (rule.deleted_at is None) == (action == "restore"):
        raise Http404
    if action == "restore":
        try:
            rules.restore_rule(workspace=request.workspace, actor=request.user, rule=rule)
        except LumenError as error:
            messages.error(request, error.detail)
            return redirect("anomalies:rules")
        messages.success(request, _("The rule is back."))
    else:
        rules.switch_rule(actor=request.user, rule=rule, is_active=action == "on")
    return redirect(f"{reverse('anomalies:rules')}#rule-{rule.pk}")
