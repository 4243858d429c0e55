"""One person's own pages: welcome, preferences, security, leaving for good."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import selectors, services
from accounts.forms import PersonForm, PreferencesForm, WelcomeForm
from accounts.models import ApiToken, Preferences
from accounts.permissions import require_administer
from lumen.audit import selectors as audit
from lumen.common.errors import LumenError
from lumen.common.http import MemberRequest

RECENT_EVENTS = 10


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: MemberRequest) -> HttpResponse:
    """Personal or business, currency, zone: the page after signing up."""
    require_administer(request.membership)
    initial = WelcomeForm.initial_of(request.workspace, request.user)
    form = WelcomeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _welcomed(request, form):
        return redirect("home")
    status = 422 if form.errors else 200
    return render(request, "accounts/welcome.html", {"form": form}, status=status)


def _welcomed(request: MemberRequest, form: WelcomeForm) -> bool:
    request.user.first_name = form.cleaned_data["first_name"]
    try:
        services.update_workspace(
            workspace=request.workspace,
            actor=request.user,
            profile=form.to_profile(request.workspace, request.user),
        )
    except services.BaseCurrencyInUseError as error:
        form.add_error("base_currency", error.detail)
        return False
    services.rename_person(
        user=request.user,
        first_name=form.cleaned_data["first_name"],
        last_name=request.user.last_name,
    )
    return True


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    """The page, and single fields sent by scripts (answered with 204)."""
    if request.method == "POST" and "first_name" in request.POST:
        return _save_name(request)
    if request.method == "POST":
        return _save_preferences(request)
    kept, _made = Preferences.objects.get_or_create(user=request.user)
    names = PreferencesForm.base_fields
    form = PreferencesForm(initial={name: getattr(kept, name) for name in names})
    return _preferences_page(request, form, _person_form(request))


def _person_form(request: MemberRequest, data: Any = None) -> PersonForm:
    user = request.user
    return PersonForm(data, initial={"first_name": user.first_name, "last_name": user.last_name})


def _preferences_page(request: MemberRequest, form: PreferencesForm, person_form: PersonForm) -> HttpResponse:
    context = {"form": form, "person_form": person_form}
    status = 422 if form.errors or person_form.errors else 200
    return render(request, "accounts/preferences.html", context, status=status)


def _save_preferences(request: MemberRequest) -> HttpResponse:
    form = PreferencesForm(request.POST)
    if "whole" not in request.POST:
        form = form.only(set(request.POST))
    if not form.is_valid() or not form.fields:
        return _refused(request, form)
    services.save_preferences(user=request.user, changes=form.cleaned_data)
    return _saved(request)


def _refused(request: MemberRequest, form: PreferencesForm) -> HttpResponse:
    if _comes_from_script(request):
        return HttpResponse(_("This setting is not known."), status=422, content_type="text/plain")
    return _preferences_page(request, form, _person_form(request))


def _save_name(request: MemberRequest) -> HttpResponse:
    form = _person_form(request, request.POST)
    if not form.is_valid():
        return _preferences_page(request, PreferencesForm(), form)
    services.rename_person(user=request.user, **form.cleaned_data)
    return _saved(request)


def _comes_from_script(request: HttpRequest) -> bool:
    """A browser that follows a form asks for a page by name; htmx and fetch do not."""
    return "HX-Request" in request.headers or "text/html" not in request.headers.get("Accept", "")


def _saved(request: MemberRequest) -> HttpResponse:
    if _comes_from_script(request):
        return HttpResponse(status=204)
    came_from = request.headers.get("Referer", "")
    if "whole" in request.POST or not url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        messages.success(request, _("Saved."))
        return redirect("accounts:preferences")
    return redirect(came_from)


@login_required
@require_safe
def security(request: MemberRequest) -> HttpResponse:
    """How one signs in, and what happened lately; allauth's own pages do the changing."""
    user = request.user
    context = {
        "addresses": EmailAddress.objects.filter(user=user).order_by("-primary", "email"),
        "factors": Authenticator.objects.filter(user=user).order_by("type"),
        "token_count": ApiToken.objects.in_workspace(request.workspace)
        .filter(user=user, revoked_at__isnull=True)
        .count(),
        "events": audit.events_of_person(user=user, limit=RECENT_EVENTS),
    }
    return render(request, "accounts/security.html", context)


@login_required
@require_safe
def danger(request: MemberRequest) -> HttpResponse:
    """Leaving, deleting the workspace, deleting oneself: each with what it means."""
    return render(request, "accounts/danger.html", {"count": selectors.memberships_of(request.user).count()})


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def delete_person(request: MemberRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "accounts/delete_person.html", {"problem": ""})
    try:
        services.delete_person(user=request.user)
    except LumenError as error:
        return render(request, "accounts/delete_person.html", {"problem": error.detail}, status=409)
    logout(request)
    messages.success(request, _("Your account is deleted."))
    return redirect("home")
