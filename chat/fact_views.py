"""The page of what Lumen remembers for a person."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from chat import facts
from chat.forms import FactForm
from chat.models import Fact
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest


def _mine(request: MemberRequest, pk: UUID) -> Fact:
    return get_object_or_404(facts.facts_of(request.membership), pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def fact_list(request: MemberRequest) -> HttpResponse:
    """What is remembered, and a place to add to it."""
    form = FactForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            facts.add_fact(workspace=request.workspace, user=request.user, text=form.cleaned_data["text"])
        except LumenError as problem:
            form.add_error("text", problem.detail)
        else:
            messages.success(request, _("Remembered."))
            return redirect("chat:facts")
    context = {"form": form, "facts": facts.facts_of(request.membership)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "chat/facts.html", context, status=status)


@login_required
@require_POST
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    fact, form = _mine(request, pk), FactForm(request.POST)
    try:
        if not form.is_valid():
            raise facts.EmptyFactError(str(next(iter(form.errors.values()))[0]))
        facts.edit_fact(fact=fact, text=form.cleaned_data["text"])
    except LumenError as problem:
        messages.error(request, problem.detail)
    return redirect("chat:facts")


@login_required
@require_POST
def delete(request: MemberRequest, pk: UUID) -> HttpResponse:
    facts.delete_fact(fact=_mine(request, pk))
    messages.success(request, _("Forgotten."))
    return redirect("chat:facts")
