"""Pages for the user's rules: the list, the editor that tries while one writes, and running them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from transactions import selectors
from transactions.forms import rules as forms
from transactions.models import Change, Rule, Transaction
from transactions.rules import wording
from transactions.rules.shares import BadSplitError
from transactions.services import catalog, rule_books, rule_runs, rules
from transactions.views.ledger import said_about

BUILDER = "rule-builder"
SHOWN_CHANGES = 100
_BUTTONS = {"add_condition", "remove_condition", "add_part", "remove_part", "refresh"}
_PERIODS = {"year": timedelta(days=365), "quarter": timedelta(days=92), "all": None}


@require_safe
@login_required
def rule_list(request: MemberRequest) -> HttpResponse:
    """The rules in the order in which they are asked, each in words."""
    mine = Rule.objects.in_workspace(request.workspace)
    kept = list(mine.kept().select_related("category"))
    names = rule_books.names_of(request.workspace)
    context: dict[str, Any] = {
        "lines": [_line(rule, names) for rule in kept],
        "may_edit": can_edit(request.membership),
    }
    if pk := _uuid(request.GET.get("deleted")):
        context["deleted"] = mine.filter(pk=pk, deleted_at__isnull=False).first()
    if pk := _uuid(request.GET.get("undo")):
        context |= _undo_offer(request, pk)
    return render(request, "transactions/rules.html", context)


def _undo_offer(request: MemberRequest, pk: UUID) -> dict[str, Any]:
    """After a run: the change and a sentence about it."""
    change = Change.objects.in_workspace(request.workspace).filter(pk=pk, undone_at__isnull=True).first()
    return {"change": change, "said": said_about(change)} if change else {}


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _line(rule: Rule, names: dict[str, str]) -> dict[str, Any]:
    spec = rule_books.spec_of(rule)
    asks, does = wording.conditions_words(spec, names), wording.actions_words(spec)
    is_named = rule.name != wording.sentence(spec, names)[:120]
    return {"rule": rule, "asks": asks, "does": does, "name": rule.name if is_named else ""}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_edit(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """Write a rule or change one; `?from=` starts with what fits a payment."""
    require_edit(request.membership)
    catalog.ensure_catalog(request.workspace)
    rule = _rule_or_404(request, pk) if pk else None
    if request.method != "POST":
        return _show(request, _editor(request, rule), rule)
    editor = forms.editor_posted(request.POST, workspace=request.workspace)
    if _BUTTONS & request.POST.keys() or request.htmx.target == BUILDER:
        return _show(request, editor, rule)
    if not editor.actions.is_valid():
        return _show(request, editor, rule, status=422)
    try:
        rules.save_rule(workspace=request.workspace, actor=request.user, rule=rule, draft=editor.draft())
    except LumenError as error:
        editor.actions.add_error(None, forms.with_place(error))
        return _show(request, editor, rule, status=422)
    messages.success(request, _("Rule saved. It decides about what comes from now on."))
    return redirect("transactions:rules")


def _rule_or_404(request: MemberRequest, pk: UUID) -> Rule:
    return get_object_or_404(Rule.objects.in_workspace(request.workspace).kept(), pk=pk)


def _editor(request: MemberRequest, rule: Rule | None) -> forms.Editor:
    if rule is not None:
        return forms.editor_of(rule, workspace=request.workspace)
    rows: list[forms.ConditionRow] = []
    category = None
    if pk := _uuid(request.GET.get("from")):
        mine = Transaction.objects.in_workspace(request.workspace).filter(deleted_at__isnull=True)
        payment = get_object_or_404(mine.for_lists(), pk=pk)
        rows, category = forms.start_from(payment), payment.category
    return forms.editor_new(rows, category=category, workspace=request.workspace)


def _show(
    request: MemberRequest, editor: forms.Editor, rule: Rule | None, *, status: int = 200
) -> HttpResponse:
    context = {
        "editor": editor,
        "form": editor.actions,
        "conditions": forms.shown_rows(editor.rows, request.workspace),
        "categories": selectors.categories_of(request.workspace),
        "merchant_names": selectors.merchant_names(request.workspace),
        "rule": rule,
        "builder_url": request.path,
    }
    return render_page(request, "transactions/rules_edit.html", context, fragment=BUILDER, status=status)


@require_POST
@login_required
def rule_try(request: MemberRequest) -> HttpResponse:
    """What the rule as it is written so far would have matched in the last year, or what it still lacks."""
    require_edit(request.membership)
    editor = forms.editor_posted(request.POST, workspace=request.workspace)
    context: dict[str, Any] = {}
    try:
        context["preview"] = rule_runs.preview(
            workspace=request.workspace, rule=_tried(request, editor), today=_today(request)
        )
    except LumenError as error:
        context["problem"] = forms.with_place(error)
    return render(request, "transactions/_rule_preview.html", context)


def _tried(request: MemberRequest, editor: forms.Editor) -> Rule:
    """The rule as written; one that does nothing yet is tried for what it asks."""
    workspace = request.workspace
    if editor.actions.is_valid():
        try:
            return rules.checked(workspace=workspace, draft=editor.draft())
        except (rules.BadRuleError, BadSplitError):
            pass  # said when it is saved
    written = [row.as_condition for row in editor.rows]
    return Rule(
        workspace=workspace,
        match=request.POST.get("match", Rule.Match.ALL),
        conditions=rules.checked_conditions(workspace=workspace, written=written),
    )


def _today(request: MemberRequest) -> date:
    return today_in(request.workspace.time_zone, timezone.now())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_run(request: MemberRequest, pk: UUID | None = None) -> HttpResponse:
    """One rule or all of them on what is recorded already: asked what would change, sent the change."""
    require_edit(request.membership)
    rule = _rule_or_404(request, pk) if pk else None
    period = request.POST.get("period") or request.GET.get("period") or "year"
    back = _PERIODS.get(period, _PERIODS["year"])
    since = _today(request) - back if back else None
    if request.method == "POST":
        change = rule_runs.run(
            workspace=request.workspace, actor=request.user, rule=rule, since=since, now=timezone.now()
        )
        return redirect(f"{reverse('transactions:rules')}?undo={change.pk}")
    plan = rule_runs.plan(workspace=request.workspace, rule=rule, since=since)
    context = {
        "rule": rule,
        "plan": plan,
        "shown": plan.changes[:SHOWN_CHANGES],
        "more": len(plan.changes) - SHOWN_CHANGES,
        "period": period if period in _PERIODS else "year",
        "periods": [("quarter", _("Three months")), ("year", _("One year")), ("all", _("Everything"))],
    }
    return render(request, "transactions/rules_run.html", context)


@require_POST
@login_required
def rule_order(request: MemberRequest) -> HttpResponse:
    """Ask the rules in the order of `ids`, as they were dragged."""
    require_edit(request.membership)
    order = [pk for text in request.POST.getlist("ids") if (pk := _uuid(text))]
    rules.order_rules(workspace=request.workspace, actor=request.user, order=order)
    return HttpResponse(status=204) if request.htmx else redirect("transactions:rules")


@require_POST
@login_required
def rule_delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a rule away; the page offers to bring it back."""
    require_edit(request.membership)
    rule = _rule_or_404(request, pk)
    rules.delete_rule(workspace=request.workspace, actor=request.user, rule=rule, now=timezone.now())
    return redirect(f"{reverse('transactions:rules')}?deleted={rule.pk}")


@require_POST
@login_required
def rule_action(request: MemberRequest, pk: UUID, action: str) -> HttpResponse:
    """Up, down, on, off, copy or restore."""
    require_edit(request.membership)
    who: dict[str, Any] = {"workspace": request.workspace, "actor": request.user}
    rule = get_object_or_404(Rule.objects.in_workspace(request.workspace), pk=pk)
    if (rule.deleted_at is None) == (action == "restore"):
        raise Http404
    if action in {rules.UP, rules.DOWN}:
        rules.move_rule(rule=rule, direction=action, **who)
    elif action in {"on", "off"}:
        rules.switch_rule(rule=rule, is_active=action == "on", **who)
    elif action == "copy":
        twin = rules.copy_rule(rule=rule, **who)
        messages.success(request, _("This is the copy, switched off. Change it, then switch it on."))
        return redirect("transactions:rule-edit", pk=twin.pk)
    elif action == "restore":
        rules.restore_rule(rule=rule, **who)
        messages.success(request, _("The rule is back."))
    else:
        raise Http404
    return redirect(f"{reverse('transactions:rules')}#rule-{rule.pk}")
