"""The page of a website's widget: the line to copy, its sites, its looks, its secret."""

from typing import Any
from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import can_administer, require_administer
from assistants.forms.widget import WidgetForm
from assistants.models import Assistant, Channel
from assistants.services import channels
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: MemberRequest, slug: str) -> HttpResponse:
    """Set the widget of another site up."""
    assistant = assistant_or_404(request, slug)
    require_administer(request.membership)
    form = WidgetForm(_sent(request), colour=assistant.colour)
    if form.is_valid():
        try:
            channel = channels.create(
                assistant=assistant,
                actor=request.user,
                kind=Channel.Kind.WIDGET,
                name=form.cleaned_data["name"],
                settings=form.settings(),
                origins=form.cleaned_data["origins"],
            )
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Made. Put the line into your pages, or try it on the demo page."))
            return redirect("assistants:website", slug, channel.pk)
    return _page(request, assistant, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def website(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """One widget; every member sees it, owners change it."""
    assistant, channel = _widget(request, slug, pk)
    if request.method == "POST":
        require_administer(request.membership)
    form = WidgetForm(_sent(request), channel=channel, colour=assistant.colour)
    if form.is_valid():
        channels.update(
            channel=channel,
            actor=request.user,
            name=form.cleaned_data["name"],
            settings=form.settings(),
            origins=form.cleaned_data["origins"],
        )
        messages.success(request, _("Saved. Sites show it within five minutes."))
        return redirect("assistants:website", slug, pk)
    return _page(request, assistant, form, channel)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def secret(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Make a new secret; the password is asked of those only who may."""
    assistant, channel = _widget(request, slug, pk)
    require_administer(request.membership)
    answer: HttpResponse = _secret(request, assistant, channel)
    return answer


@reauthentication_required  # type: ignore[untyped-decorator]
def _secret(request: MemberRequest, assistant: Assistant, channel: Channel) -> HttpResponse:
    """The page that makes it; the secret is in this answer and shown nowhere else."""
    made = channels.rotate_key(channel=channel, actor=request.user) if request.method == "POST" else ""
    context = {"assistant": assistant, "tab": "channels", "channel": channel, "secret": made}
    return render(request, "assistants/widget/secret.html", context)


def _widget(request: MemberRequest, slug: str, pk: UUID) -> tuple[Assistant, Channel]:
    assistant = assistant_or_404(request, slug)
    mine = Channel.objects.in_workspace(request.workspace).kept()
    rows = mine.filter(assistant=assistant, kind=Channel.Kind.WIDGET).select_related("workspace")
    return assistant, get_object_or_404(rows, pk=pk)


def _sent(request: MemberRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(
    request: MemberRequest, assistant: Assistant, form: WidgetForm, channel: Channel | None = None
) -> HttpResponse:
    context: dict[str, Any] = {
        "assistant": assistant,
        "tab": "channels",
        "form": form,
        "channel": channel,
        "may_administer": can_administer(request.membership),
    }
    if channel is not None:
        address = request.build_absolute_uri(reverse("widget:script", args=[channel.public_key]))
        context["line"] = f'<script src="{address}" async></script>'
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "assistants/widget/website.html", context, status=status)
