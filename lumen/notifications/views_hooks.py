"""The owner's page of the program that sends text messages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import require_administer
from lumen.common.http import MemberRequest
from lumen.notifications import hooks
from lumen.notifications.forms import HookForm, TestForm
from lumen.notifications.models import OutgoingHook
from lumen.notifications.outgoing import HookFailedError


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sms(request: MemberRequest) -> HttpResponse:
    """Where text messages go out, and how the last one went."""
    require_administer(request.membership)
    hook = hooks.sms_hook(request.workspace)
    initial = {"url": hook.url if hook else ""}
    form = HookForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        hooks.save_hook(
            workspace=request.workspace,
            actor=request.user,
            url=form.cleaned_data["url"],
            purpose=OutgoingHook.Purpose.SMS,
        )
        messages.success(request, _("Saved. Send a test to see whether it works."))
        return redirect("notifications:sms")
    return _page(request, form, TestForm(), 422 if form.errors else 200)


def _page(request: MemberRequest, form: HookForm, test_form: TestForm, status: int) -> HttpResponse:
    hook = hooks.sms_hook(request.workspace)
    context = {"hook": hook, "form": form, "test_form": test_form, "now": timezone.now()}
    return render(request, "notifications/sms.html", context, status=status)


def _own(request: MemberRequest, hook_id: str) -> OutgoingHook:
    """The workspace's hook; 404 for a stranger's, 403 for members who are no owners."""
    hook = get_object_or_404(OutgoingHook.objects.in_workspace(request.workspace), pk=hook_id)
    require_administer(request.membership)
    return hook


@login_required
@require_POST
def test(request: MemberRequest, hook_id: str) -> HttpResponse:
    hook, form = _own(request, hook_id), TestForm(request.POST)
    if not form.is_valid():
        return _page(request, HookForm(initial={"url": hook.url}), form, 422)
    try:
        hooks.send_test(hook=hook, actor=request.user, to=form.cleaned_data["to"], now=timezone.now())
    except HookFailedError as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("The program took the test message."))
    return redirect("notifications:sms")


@login_required
@require_POST
def turn(request: MemberRequest, hook_id: str) -> HttpResponse:
    hook = _own(request, hook_id)
    hooks.turn(hook=hook, actor=request.user, is_active=request.POST.get("on") == "true")
    return redirect("notifications:sms")


@login_required
@require_POST
def new_key(request: MemberRequest, hook_id: str) -> HttpResponse:
    hooks.rotate_key(hook=_own(request, hook_id), actor=request.user)
    messages.success(request, _("There is a new key. Give it to the program: the old one is worth nothing."))
    return redirect("notifications:sms")


@login_required
@require_POST
def delete(request: MemberRequest, hook_id: str) -> HttpResponse:
    hooks.delete_hook(hook=_own(request, hook_id), actor=request.user)
    messages.success(request, _("Deleted. Lumen sends no text messages any more."))
    return redirect("notifications:sms")
