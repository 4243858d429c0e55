"""What people type about themselves and their workspaces."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import choices
from accounts.gstin import GstinError, clean_gstin
from accounts.models import ApiToken, Membership, Preferences, User, Workspace
from accounts.services import WorkspaceProfile

SAMPLE_GSTIN = "27AAPFU0939F1ZV"
EXPIRY_DAYS = [
    ("30", _("In 30 days")),
    ("90", _("In 90 days")),
    ("365", _("In a year")),
    ("never", _("Never")),
]


class WorkspaceFields(forms.Form):
    """What every form about a workspace asks."""

    kind = forms.ChoiceField(
        label=_("What is it for?"), choices=Workspace.Kind.choices, widget=forms.RadioSelect
    )
    base_currency = forms.ChoiceField(label=_("Currency"), choices=choices.currencies)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=choices.time_zones)


class BusinessFields(forms.Form):
    """What a business may add; a household leaves it empty."""

    company_name = forms.CharField(label=_("Company name"), max_length=200, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=100, required=False)
    gstin = forms.CharField(
        label=_("GSTIN"),
        max_length=20,
        required=False,
        help_text=_("15 characters. The check digit is verified."),
        widget=forms.TextInput(attrs={"placeholder": SAMPLE_GSTIN, "autocapitalize": "characters"}),
    )

    def clean_gstin(self) -> str:
        typed: str = self.cleaned_data["gstin"]
        if not typed.strip():
            return ""
        try:
            return clean_gstin(typed)
        except GstinError as error:
            raise forms.ValidationError(str(error), code="gstin") from error


class WelcomeForm(BusinessFields, WorkspaceFields):
    """The one page between signing up and the dashboard."""

    first_name = forms.CharField(
        label=_("What should we call you?"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    field_order = ["first_name", "kind", "base_currency", "time_zone"]

    @staticmethod
    def initial_of(workspace: Workspace, user: User) -> dict[str, Any]:
        names = ("kind", "base_currency", "time_zone", "company_name", "industry", "gstin")
        return {"first_name": user.first_name, **{name: getattr(workspace, name) for name in names}}

    def to_profile(self, workspace: Workspace, user: User) -> WorkspaceProfile:
        """The whole profile; a name that nobody has chosen yet follows the company or the person."""
        cleaned = self.cleaned_data
        return WorkspaceProfile(
            name=cleaned["company_name"] or f"{user.display_name}'s money"[:120],
            kind=cleaned["kind"],
            base_currency=cleaned["base_currency"],
            time_zone=cleaned["time_zone"],
            locale=workspace.locale,
            week_starts_on=workspace.week_starts_on,
            financial_year_start_month=workspace.financial_year_start_month,
            company_name=cleaned["company_name"],
            industry=cleaned["industry"],
            gstin=cleaned["gstin"],
        )


class WorkspaceForm(BusinessFields, WorkspaceFields):
    """Everything an owner may change about a workspace."""

    name = forms.CharField(label=_("Name"), max_length=120)
    locale = forms.ChoiceField(label=_("Language and region"), choices=choices.LOCALES)
    week_starts_on = forms.TypedChoiceField(label=_("Week starts on"), choices=choices.WEEKDAYS, coerce=int)
    financial_year_start_month = forms.TypedChoiceField(
        label=_("Financial year starts in"), choices=choices.MONTHS, coerce=int
    )
    field_order = ["name", "kind", "base_currency", "time_zone", "locale"]

    @staticmethod
    def initial_of(workspace: Workspace) -> dict[str, Any]:
        return {name: getattr(workspace, name) for name in WorkspaceProfile.__dataclass_fields__}

    def to_profile(self) -> WorkspaceProfile:
        return WorkspaceProfile(**self.cleaned_data)


class NewWorkspaceForm(BusinessFields, WorkspaceFields):
    name = forms.CharField(label=_("Name"), max_length=120)
    field_order = ["name", "kind", "base_currency", "time_zone"]


class InvitationForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER)


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Membership.Role.choices)


class ApiTokenForm(forms.Form):
    name = forms.CharField(
        label=_("What is it for?"), max_length=80, help_text=_("For example: phone forwarder.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"),
        choices=ApiToken.Scope.choices,
        initial=[ApiToken.Scope.READ],
        widget=forms.CheckboxSelectMultiple,
    )
    expires_in_days = forms.ChoiceField(label=_("It ends"), choices=EXPIRY_DAYS, initial="90")

    def expires_at(self, now: datetime) -> datetime | None:
        days: str = self.cleaned_data["expires_in_days"]
        return None if days == "never" else now + timedelta(days=int(days))


class PreferencesForm(forms.Form):
    theme = forms.ChoiceField(label=_("Colours"), choices=Preferences.Theme.choices, widget=forms.RadioSelect)
    privacy_mode = forms.BooleanField(label=_("Blur amounts until I point at them"), required=False)
    hotkeys = forms.BooleanField(label=_("Keyboard shortcuts"), required=False)

    def only(self, names: set[str]) -> "PreferencesForm":
        """The same form for a request that carries some of the fields only."""
        for name in set(self.fields) - names:
            del self.fields[name]
        return self


class PersonForm(forms.Form):
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)


class DeleteWorkspaceForm(forms.Form):
    """Asks for the workspace's name, so that nobody deletes the wrong one."""

    name = forms.CharField(label=_("Type the name of the workspace to confirm"))

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.workspace = workspace

    def clean_name(self) -> str:
        typed: str = self.cleaned_data["name"]
        if typed.strip() != self.workspace.name:
            raise forms.ValidationError(_("That is not the name of this workspace."), code="name")
        return typed
