"""The inbox: the list, one enquiry beside it, and what is done to one or many."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import can_edit, require_edit
from accounts.selectors import members_of
from assistants import snoozes
from assistants.forms_inbox import STATES, ChangeForm, FilterForm, first_problem
from assistants.inbox_changes import carry_out
from assistants.models import Assistant, Channel, Enquiry, Macro, Topic
from assistants.selectors import inbox, threads
from assistants.selectors.inbox import Filters
from assistants.services import canned, presence, sla, undoing
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest, render_page

KEPT = (
    "who",
    "state",
    "assistant",
    "channel",
    "topic",
    "contact",
    "label",
    "priority",
    "overdue",
    "q",
    "sort",
)


@require_safe
@login_required
def inbox_home(request: MemberRequest) -> HttpResponse:
    """The list; on a wide screen with a place for an enquiry beside it."""
    context = list_context(request) | {"enquiry": None}
    response = render_page(request, "assistants/inbox/inbox.html", context, fragment="inbox-list")
    if request.htmx and request.htmx.trigger == "inbox-filters":
        response["HX-Push-Url"] = context["list_url"]  # without the fields that are empty
    return response


@require_safe
@login_required
def enquiry_page(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One enquiry beside the list; htmx gets the enquiry alone."""
    found = get_object_or_404(threads.enquiries_with_facts(request.workspace), pk=pk)
    if found.merged_into_id:
        return redirect("assistants:enquiry", pk=found.merged_into_id)
    context = enquiry_context(request, found)
    if request.htmx and request.htmx.target == "enquiry":
        context |= {"query": query_of(request.GET)}
        return render(request, "assistants/inbox/_enquiry.html", context)
    return render(request, "assistants/inbox/inbox.html", list_context(request) | context)


@require_safe
@login_required
def enquiry_live(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What changed in an open enquiry: everything but the box in which somebody may be typing."""
    found = get_object_or_404(threads.enquiries_with_facts(request.workspace), pk=pk)
    return render(request, "assistants/inbox/_live.html", enquiry_context(request, found))


def list_context(request: MemberRequest) -> dict[str, Any]:
    """The list as the address asks for it."""
    now, workspace = timezone.now(), request.workspace
    form = FilterForm(request.GET)
    filters = form.to_filters()
    rows = inbox.enquiries(workspace, filters, user=request.user, now=now)
    page = inbox.page_of(rows, sort=filters.sort, cursor=request.GET.get("cursor", ""))
    counts = inbox.counts(workspace, user=request.user, now=now)
    assistants = list(Assistant.objects.in_workspace(workspace).kept())
    query = query_of(request.GET)
    return {
        "page": page,
        "rows": [(row, _clock(row, request, now)) for row in page.rows],
        "counts": counts,
        "whose": _whose(counts),
        "filters": filters,
        "states": STATES,
        "chips": _chips(request, filters),
        "priorities": Enquiry.Priority.choices,
        "assistants": assistants,
        "channels": list(Channel.objects.in_workspace(workspace).exclude(kind=Channel.Kind.HISTORY)),
        "topics": list(Topic.objects.filter(assistant__in=assistants, is_active=True)),
        "labels": inbox.labels_of(workspace),
        "people": _people(request),
        "snoozes": snoozes.CHOICES,
        "query": query,
        "list_url": reverse("assistants:inbox") + query,
        "here_url": _page_url(request, request.GET.get("cursor", "")),
        "next_url": _page_url(request, page.next) if page.next else "",
        "can_edit": can_edit(request.membership),
        "has_any": bool(page.rows) or inbox.has_any(workspace),
        "is_later": bool(request.GET.get("cursor")),
    }


def enquiry_context(request: MemberRequest, enquiry: Enquiry) -> dict[str, Any]:
    """One enquiry with everything around it."""
    now = timezone.now()
    thread = threads.thread_of(enquiry, everything="all" in request.GET)
    return {
        "enquiry": enquiry,
        "thread": thread,
        "draft": thread.draft,
        "clock": sla.clock_of(enquiry, now),
        "earlier": list(inbox.earlier_of(enquiry)),
        "topics_here": list(enquiry.assistant.topics.filter(is_active=True)),
        "labels": inbox.labels_of(request.workspace),
        "people": _people(request),
        "macros": list(Macro.objects.in_workspace(request.workspace).order_by("-used", "name")[:20]),
        "priorities": Enquiry.Priority.choices,
        "snoozes": snoozes.CHOICES,
        "company": presence.company(enquiry=enquiry, user=request.user, now=now),
        "can_edit": can_edit(request.membership),
        "variables": canned.VARIABLES,
        "is_verified": enquiry.contact.identities.filter(verified_at__isnull=False).exists(),
        "me": request.user,
    }


@require_POST
@login_required
def inbox_change(request: MemberRequest) -> HttpResponse:
    """Do one thing to the chosen enquiries; `do` is `change:value` as a button says it."""
    require_edit(request.membership)
    form = ChangeForm(_spelled_out(request.POST))
    if not form.is_valid():
        return _told(request, first_problem(form), [], status=422)
    mine = threads.enquiries_with_facts(request.workspace).kept()
    chosen = list(mine.filter(pk__in=form.cleaned_data["ids"]).order_by("pk"))
    if len(chosen) != len(set(form.cleaned_data["ids"])):
        get_object_or_404(mine, pk=None)
    try:
        changes = carry_out(
            chosen,
            change=form.cleaned_data["change"],
            value=form.cleaned_data["value"],
            until=form.cleaned_data["until"],
            actor=request.user,
            now=timezone.now(),
        )
    except LumenError as error:
        return _told(request, error.detail, chosen, status=422)
    token = undoing.token_of(workspace=request.workspace, changes=changes)
    return _told(request, _said(form.cleaned_data["change"], len(chosen)), chosen, token=token)


@require_POST
@login_required
def inbox_undo(request: MemberRequest) -> HttpResponse:
    """Take the last change back."""
    require_edit(request.membership)
    try:
        back = undoing.undo(
            workspace=request.workspace,
            actor=request.user,
            token=request.POST.get("token", ""),
            now=timezone.now(),
        )
    except LumenError as error:
        return _told(request, error.detail, [], status=422)
    said = ngettext("%(n)d enquiry is as before.", "%(n)d enquiries are as before.", back) % {"n": back}
    return _told(request, said, [])


@require_POST
@login_required
def enquiry_presence(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A member looks at an enquiry, or writes there: the others see it."""
    found = get_object_or_404(Enquiry.objects.in_workspace(request.workspace), pk=pk)
    is_writing = request.POST.get("state") == "writing"
    presence.note(enquiry=found, user=request.user, is_writing=is_writing, now=timezone.now())
    return HttpResponse(status=204)


def query_of(asked: QueryDict) -> str:
    """The filters of an address as a query string, without where in the list it was."""
    kept = {name: str(asked[name]) for name in KEPT if asked.get(name)}
    query = QueryDict(mutable=True)
    for name, value in kept.items():
        query[name] = value
    return f"?{query.urlencode()}" if kept else ""


def _page_url(request: MemberRequest, cursor: str) -> str:
    query = query_of(request.GET)
    place = f"{'&' if query else '?'}cursor={cursor}" if cursor else ""
    return f"{reverse('assistants:inbox')}{query}{place}"


def _spelled_out(sent: QueryDict) -> QueryDict:
    if "do" not in sent:
        return sent
    spelled = sent.copy()
    change, _colon, value = str(sent["do"]).partition(":")
    spelled["change"] = change
    if value:
        spelled["value"] = value
    return spelled


def _told(
    request: MemberRequest, said: str, chosen: list[Enquiry], *, token: str = "", status: int = 200
) -> HttpResponse:
    """A toast (with an offer to undo), and the news for the page to look again."""
    if not request.htmx:
        (messages.success if status == 200 else messages.error)(request, said)
        back = chosen[0].pk if len(chosen) == 1 else None
        return redirect("assistants:enquiry", pk=back) if back else redirect("assistants:inbox")
    context = {"said": said, "token": token, "is_problem": status != 200}
    response = render(request, "assistants/inbox/_toast.html", context, status=status)
    response["HX-Trigger"] = json.dumps({"inbox-changed": {"ids": [str(one.pk) for one in chosen]}})
    return response


def _said(change: str, n: int) -> str:
    sentences = {
        "resolve": ngettext("Resolved.", "%(n)d enquiries resolved.", n),
        "confirm": ngettext("Resolved; the customer said so.", "%(n)d enquiries resolved.", n),
        "reopen": ngettext("Open again.", "%(n)d enquiries are open again.", n),
        "snooze": ngettext("Snoozed.", "%(n)d enquiries snoozed.", n),
        "assign": ngettext("Assigned.", "%(n)d enquiries assigned.", n),
        "take": ngettext("Yours now.", "%(n)d enquiries are yours now.", n),
        "priority": ngettext("Priority set.", "Priority set on %(n)d enquiries.", n),
        "label": ngettext("Label added.", "Label added to %(n)d enquiries.", n),
        "unlabel": ngettext("Label taken away.", "Label taken from %(n)d enquiries.", n),
        "topic": ngettext("Topic corrected.", "Topic corrected on %(n)d enquiries.", n),
        "block": _("Blocked. What they write is kept and bothers nobody."),
        "unblock": _("Unblocked."),
    }
    return sentences[change] % {"n": n}


def _people(request: MemberRequest) -> list[Any]:
    """Those who can take an enquiry."""
    return [member.user for member in members_of(request.workspace) if can_edit(member)]


def _whose(counts: inbox.Counts) -> list[tuple[str, str, int]]:
    return [
        ("all", _("All"), counts.all),
        ("mine", _("Mine"), counts.mine),
        ("unassigned", _("Unassigned"), counts.unassigned),
        ("mentions", _("Mentions"), counts.mentions),
    ]


def _clock(row: Enquiry, request: MemberRequest, now: datetime) -> sla.Clock | None:
    row.assistant.workspace = request.workspace  # its hours are in the zone of the workspace
    return sla.clock_of(row, now)


def _chips(request: MemberRequest, filters: Filters) -> list[tuple[str, str]]:
    """What narrows the list, each with the address without it."""
    named = {
        "label": filters.label,
        "priority": dict(Enquiry.Priority.choices).get(filters.priority, ""),
        "overdue": _("Overdue") if filters.overdue else "",
        "q": f"“{filters.q}”" if filters.q else "",
        **_names(request, filters),
    }
    chips = []
    for name, text in named.items():
        if text:
            rest = request.GET.copy()
            rest.pop(name, None)
            chips.append((str(text), reverse("assistants:inbox") + query_of(rest)))
    return chips


def _names(request: MemberRequest, filters: Filters) -> dict[str, str]:
    workspace = request.workspace
    names: dict[str, str] = {}
    if filters.assistant:
        known = Assistant.objects.in_workspace(workspace).filter(slug=filters.assistant).first()
        names["assistant"] = known.name if known else filters.assistant
    if filters.channel:
        channel = Channel.objects.in_workspace(workspace).filter(pk=filters.channel).first()
        names["channel"] = channel.name if channel else _("Channel")
    if filters.topic:
        topic = Topic.objects.filter(assistant__workspace=workspace, pk=filters.topic).first()
        names["topic"] = topic.name if topic else _("Topic")
    if filters.contact:
        names["contact"] = _("One customer")
    return names
