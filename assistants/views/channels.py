"""Pages of an assistant's channels: which there are, how they are doing, setting them up."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import can_administer, require_administer, require_edit
from assistants.channels.mail import polling
from assistants.forms.channels import EmailForm, ProgramForm, SlackForm
from assistants.models import Assistant, Channel, EnquiryMessage, HookDelivery
from assistants.selectors import channels as selectors
from assistants.services import channels, hooks
from assistants.views import channels_forms
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page
from lumen.common.mailboxes.presets import PRESETS
from lumen.common.tasks import enqueue

EVENTS_ON_PAGE = 8
DOORS = {Channel.Kind.WEBHOOK: "api-channel-message", Channel.Kind.SLACK: "api-slack-events"}
TEMPLATES = {
    Channel.Kind.EMAIL: "assistants/channels/email.html",
    Channel.Kind.SLACK: "assistants/channels/slack.html",
    Channel.Kind.WEBHOOK: "assistants/channels/program.html",
}


@require_safe
@login_required
def channel_list(request: MemberRequest, slug: str) -> HttpResponse:
    """The ways customers write, with their health, and what else can be connected."""
    assistant = assistant_or_404(request, slug)
    rows = [
        {"channel": one, "health": selectors.health_of(one), "icon": selectors.ICONS[Channel.Kind(one.kind)]}
        for one in selectors.channels_of(assistant)
    ]
    context = {**_frame(request, assistant), "rows": rows}
    return render_page(request, "assistants/channels/list.html", context, fragment="channel-list")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def channel_new(request: MemberRequest, slug: str, kind: str) -> HttpResponse:
    """Set up a mailbox, a program or Slack; “test” tries without keeping anything."""
    assistant = assistant_or_404(request, slug)
    if kind not in channels_forms.FORMS:
        raise Http404
    require_administer(request.membership)
    form = channels_forms.form_for(request, kind)
    works = ""
    if request.method == "POST" and form.is_valid():
        try:
            works = channels_forms.tried(form)
            if "test" not in request.POST:
                channel = channels_forms.created(request, assistant, kind, form)
                return _begun(request, channel)
        except LumenError as error:
            works = ""
            form.add_error(None, error.detail)
    return _form_page(request, assistant, kind, form, works=works)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def channel_edit(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Change a channel; passwords and keys that are left empty stay."""
    assistant, channel = _channel(request, slug, pk)
    if channel.kind not in channels_forms.FORMS:
        raise Http404
    require_administer(request.membership)
    form = channels_forms.form_for(request, channel.kind, channel)
    works = ""
    if request.method == "POST" and form.is_valid():
        try:
            works = channels_forms.tried(form, channel)
            if "test" not in request.POST:
                channels_forms.changed(request, channel, form)
                messages.success(request, _("Saved."))
                return redirect("assistants:channel", slug, pk)
        except LumenError as error:
            works = ""
            form.add_error(None, error.detail)
    return _form_page(request, assistant, channel.kind, form, works=works, channel=channel)


@require_safe
@login_required
def channel_detail(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """One channel: how it is doing, how to connect the other side, what went out."""
    assistant, channel = _channel(request, slug, pk)
    if channel.kind == Channel.Kind.WIDGET:
        return redirect("assistants:website", slug, pk)
    return _channel_page(request, assistant, channel)


@require_POST
@login_required
def channel_action(request: MemberRequest, slug: str, pk: UUID, action: str) -> HttpResponse:
    """Turn on or off, read now, try, make a new key, delete."""
    assistant, channel = _channel(request, slug, pk)
    require_administer(request.membership)
    if action == "key" and channel.kind == Channel.Kind.WIDGET:
        return redirect("assistants:website-secret", slug, pk)  # it asks for the password
    if action == "key":
        return _new_key(request, assistant, channel)
    if action == "delete":
        channels.delete(channel=channel, actor=request.user, now=timezone.now())
        messages.success(request, _("Deleted. What customers wrote there stays in the inbox."))
        return redirect("assistants:channels", slug)
    steps = {"on": _turn, "off": _turn, "read": _read, "test": _test}
    if action not in steps:
        raise Http404
    try:
        steps[action](request, channel, action)
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("assistants:channel", slug, pk)


@require_safe
@login_required
def channel_events(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    """Every event for a program with each of its tries."""
    assistant, channel = _channel(request, slug, pk)
    page = Paginator(selectors.deliveries_of(channel), 50).get_page(request.GET.get("page"))
    rows = [{"event": one, "tries": selectors.tries_of(one)} for one in page]
    context = {**_frame(request, assistant), "channel": channel, "page": page, "rows": rows}
    return render_page(request, "assistants/channels/events.html", context, fragment="event-list")


@require_POST
@login_required
def event_again(request: MemberRequest, slug: str, pk: UUID, delivery_pk: UUID) -> HttpResponse:
    """Tell the program once more."""
    _assistant, channel = _channel(request, slug, pk)
    require_administer(request.membership)
    delivery = get_object_or_404(HookDelivery, channel=channel, pk=delivery_pk)
    try:
        hooks.send_again(delivery=delivery, actor=request.user, now=timezone.now())
        messages.success(request, _("It is sent once more."))
    except LumenError as error:
        messages.error(request, error.detail)
    return redirect("assistants:channel-events", slug, pk)


@require_POST
@login_required
def message_again(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send a reply once more that was given up."""
    require_edit(request.membership)
    mine = EnquiryMessage.objects.in_workspace(request.workspace).select_related("enquiry__workspace")
    message = get_object_or_404(mine, pk=pk)
    try:
        channels.try_again(message=message, actor=request.user)
    except LumenError as error:
        messages.error(request, error.detail)
    if request.htmx:
        return HttpResponse(status=204)
    return redirect("assistants:enquiry", message.enquiry_id)


def _channel(request: MemberRequest, slug: str, pk: UUID) -> tuple[Assistant, Channel]:
    assistant = assistant_or_404(request, slug)
    mine = selectors.channels_of(assistant).select_related("workspace", "assistant")
    return assistant, get_object_or_404(mine, pk=pk)


def _frame(request: MemberRequest, assistant: Assistant) -> dict[str, Any]:
    return {
        "assistant": assistant,
        "tab": "channels",
        "may_administer": can_administer(request.membership),
    }


def _form_page(
    request: MemberRequest,
    assistant: Assistant,
    kind: str,
    form: EmailForm | SlackForm | ProgramForm,
    *,
    works: str,
    channel: Channel | None = None,
) -> HttpResponse:
    context = {
        **_frame(request, assistant),
        "form": form,
        "works": works,
        "channel": channel,
        "presets": PRESETS,
    }
    status = 422 if form.is_bound and form.errors else 200
    template = TEMPLATES[Channel.Kind(kind)]
    return render_page(request, template, context, fragment="channel-form", status=status)


def _begun(request: MemberRequest, channel: Channel) -> HttpResponse:
    if channel.kind == Channel.Kind.WEBHOOK:
        page_of = _channel(request, channel.assistant.slug, channel.pk)
        return _channel_page(request, *page_of, secret=channel.key)
    if channel.kind == Channel.Kind.EMAIL:
        enqueue("assistants.tasks.read_mailbox", channel_id=str(channel.pk))
    messages.success(request, _("Connected. What customers write from now on appears in the inbox."))
    return redirect("assistants:channel", channel.assistant.slug, channel.pk)


def _channel_page(
    request: MemberRequest, assistant: Assistant, channel: Channel, *, secret: str = ""
) -> HttpResponse:
    door = DOORS.get(Channel.Kind(channel.kind))
    context = {
        **_frame(request, assistant),
        "channel": channel,
        "icon": selectors.ICONS[Channel.Kind(channel.kind)],
        "health": selectors.health_of(channel),
        "secret": secret,
        "address": f"{settings.SITE_URL}{reverse(door, args=[channel.public_key])}" if door else "",
        "events": list(selectors.deliveries_of(channel)[:EVENTS_ON_PAGE]),
        "event_names": [str(hooks.EVENTS[name]) for name in channel.settings.get("events", [])],
        "seen": selectors.seen_in(channel),
    }
    template = "assistants/channels/detail.html"
    if secret:
        return render(request, template, context)
    return render_page(request, template, context, fragment="channel-health")


def _new_key(request: MemberRequest, assistant: Assistant, channel: Channel) -> HttpResponse:
    try:
        secret = channels.rotate_key(channel=channel, actor=request.user)
    except LumenError as error:
        messages.error(request, error.detail)
        return redirect("assistants:channel", assistant.slug, channel.pk)
    return _channel_page(request, assistant, channel, secret=secret)


def _turn(request: MemberRequest, channel: Channel, action: str) -> None:
    channels.turn(channel=channel, actor=request.user, is_active=action == "on")
    said = _("It is on again."), _("It is off. Nothing comes in or goes out until it is on again.")
    messages.success(request, said[action == "off"])


def _read(request: MemberRequest, channel: Channel, action: str) -> None:
    polling.try_now(channel)
    enqueue("assistants.tasks.read_mailbox", channel_id=str(channel.pk))
    messages.info(request, _("Lumen looks into the mailbox now."))


def _test(request: MemberRequest, channel: Channel, action: str) -> None:
    if channel.kind == Channel.Kind.WEBHOOK:
        hooks.send_test(channel=channel, actor=request.user, now=timezone.now())
    else:
        channels_forms.check(channel)
    messages.success(request, _("It works."))
