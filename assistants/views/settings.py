"""Settings of an assistant: its words, its hours, what it must prove, its switch and its facts."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.permissions import can_administer, require_administer
from assistants.forms.owner import FactForm, SettingsForm
from assistants.models import Assistant, Topic
from assistants.services import assistants as service
from assistants.services import facts, phases
from assistants.services.phases import Standings, TopicStanding
from assistants.views.common import assistant_or_404
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assistant_settings(request: MemberRequest, slug: str) -> HttpResponse:
    """Everything of an assistant; a POST saves all fields of the form at once."""
    assistant = assistant_or_404(request, slug)
    if request.method == "POST":
        require_administer(request.membership)
    form = SettingsForm(request.POST or None, assistant=assistant)
    if form.is_valid():
        try:
            service.update(assistant=assistant, actor=request.user, now=timezone.now(), **form.to_fields())
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Saved."))
            return redirect("assistants:settings", slug)
    return _page(request, assistant, form=form, status=422 if form.is_bound else 200)


@require_POST
@login_required
def assistant_switch(request: MemberRequest, slug: str) -> HttpResponse:
    """The owner's switch over all topics."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    is_on = request.POST.get("may_automate") == "on"
    service.update(assistant=assistant, actor=request.user, now=timezone.now(), may_automate=is_on)
    said = _("The switch is on: topics that prove themselves are answered without you.")
    messages.success(request, said if is_on else _("The switch is off: everything is a draft again."))
    return redirect(f"{reverse('assistants:settings', args=[slug])}#switch")


@require_POST
@login_required
def fact_save(request: MemberRequest, slug: str, pk: UUID | None = None) -> HttpResponse:
    """Keep a fact, new or changed."""
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    if pk is not None:
        get_object_or_404(assistant.facts.all(), pk=pk)
    form = FactForm(request.POST)
    if form.is_valid():
        try:
            facts.save(assistant=assistant, actor=request.user, fact_id=pk, **form.cleaned_data)
        except LumenError as error:
            form.add_error(None, error.detail)
        else:
            messages.success(request, _("Saved. Replies rest on it from now on."))
            return redirect(f"{reverse('assistants:settings', args=[slug])}#facts")
    return _page(request, assistant, fact_form=form, edited_fact=pk, status=422)


@require_POST
@login_required
def fact_delete(request: MemberRequest, slug: str, pk: UUID) -> HttpResponse:
    require_administer(request.membership)
    assistant = assistant_or_404(request, slug)
    fact = get_object_or_404(assistant.facts.select_related("assistant__workspace"), pk=pk)
    facts.delete(fact=fact, actor=request.user)
    messages.success(request, _("Deleted: %(name)s.") % {"name": fact.name})
    return redirect(f"{reverse('assistants:settings', args=[slug])}#facts")


def _page(
    request: MemberRequest,
    assistant: Assistant,
    *,
    form: SettingsForm | None = None,
    fact_form: FactForm | None = None,
    edited_fact: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = [
        {"fact": fact, "form": fact_form if fact.pk == edited_fact else _form_of(fact)}
        for fact in assistant.facts.all()
    ]
    context = {
        "assistant": assistant,
        "tab": "settings",
        "form": form or SettingsForm(assistant=assistant),
        "facts": rows,
        "edited_fact": edited_fact,
        "fact_form": fact_form if fact_form and edited_fact is None else FactForm(auto_id="fact_new_%s"),
        **_effect_of_switch(assistant),
        "may_administer": can_administer(request.membership),
    }
    return render(request, "assistants/owner/settings.html", context, status=status)


def _effect_of_switch(assistant: Assistant) -> dict[str, Any]:
    """Topics that are, or would be, answered without a person, and those that come next."""
    found = phases.standings_of(assistant)
    free = [one for one in found.topics if _is_free(one.topic)]
    proved = [one for one in free if _is_proved(one, found)]
    rest = [one for one in free if one not in proved]
    rest.sort(key=lambda one: (-one.standing.evidence.decisions, one.topic.name))
    return {"proved": [one.topic for one in proved], "closest": rest[:3]}


def _is_free(topic: Topic) -> bool:
    return topic.may_automate and topic.handling == Topic.Handling.EARNED


def _is_proved(one: TopicStanding, found: Standings) -> bool:
    """By judgements of its own, or with those of all topics where it has few."""
    if one.standing.is_held or one.topic.phase not in ("supervised", "automated"):
        return False
    return one.standing.evidence.suffices or (one.follows and found.own.evidence.suffices)


def _form_of(fact: Any) -> FactForm:
    first = {"name": fact.name, "text": fact.text, "is_promise": fact.is_promise}
    return FactForm(initial=first, auto_id=f"fact_{fact.pk}_%s")
