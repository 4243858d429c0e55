"""People, workspaces and keys for staff. Secrets and digests are never shown."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.models import ApiToken, DataExport, Invitation, Membership, Preferences, User, Workspace

# Staff sign in on the site's own page: second steps, rate limits and audit hold there too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = _("Lumen administration")


class NewPersonForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email",)


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    extra = 0
    autocomplete_fields = ["user", "workspace"]


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    add_form = NewPersonForm
    list_display = ["email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "is_superuser"]
    search_fields = ["email", "first_name", "last_name"]
    date_hierarchy = "date_joined"
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    inlines = [MembershipInline]
    fieldsets = [
        (None, {"fields": ["email", "password", "first_name", "last_name"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "usable_password", "password1", "password2"]})]

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        return [MembershipInline] if obj else []


@admin.register(Workspace)
class WorkspaceAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["name", "slug", "kind", "base_currency", "time_zone", "people", "created_at"]
    list_filter = ["kind", "base_currency"]
    search_fields = ["name", "slug", "company_name", "gstin", "=id"]
    date_hierarchy = "created_at"
    readonly_fields = ["slug", "created_at", "updated_at"]
    inlines = [MembershipInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        everything: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = everything.annotate(people_count=Count("memberships"))
        return counted

    @admin.display(description=_("Members"), ordering="people_count")
    def people(self, workspace: Any) -> int:
        return int(workspace.people_count)


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "workspace", "role", "created_at"]
    list_filter = ["role"]
    search_fields = ["user__email", "workspace__name", "workspace__slug"]
    list_select_related = ["user", "workspace"]
    autocomplete_fields = ["user", "workspace"]
    date_hierarchy = "created_at"


class MadeElsewhereAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Made in the app, where the secret is shown or sent; staff read and end them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Invitation)
class InvitationAdmin(MadeElsewhereAdmin):
    list_display = ["email", "workspace", "role", "invited_by", "expires_at", "accepted_at"]
    list_filter = ["role"]
    search_fields = ["email", "workspace__name"]
    list_select_related = ["workspace", "invited_by"]
    date_hierarchy = "created_at"
    fields = ["email", "workspace", "role", "invited_by", "expires_at", "accepted_at"]


@admin.register(ApiToken)
class ApiTokenAdmin(MadeElsewhereAdmin):
    list_display = ["name", "prefix", "user", "workspace", "scopes", "last_used_at", "revoked_at"]
    search_fields = ["name", "prefix", "user__email", "workspace__name"]
    list_select_related = ["user", "workspace"]
    date_hierarchy = "created_at"
    fields = [
        *("name", "prefix", "user", "workspace", "scopes"),
        *("created_at", "last_used_at", "expires_at", "revoked_at"),
    ]
    actions = ["revoke"]

    @admin.action(description=_("Revoke the chosen tokens"), permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        for token in queryset.select_related("workspace"):
            services.revoke_api_token(token=token, actor=request.user, now=timezone.now())  # type: ignore[arg-type]


@admin.register(Preferences)
class PreferencesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ["user", "theme", "privacy_mode", "hotkeys", "last_workspace"]
    list_filter = ["theme", "privacy_mode", "hotkeys"]
    search_fields = ["user__email"]
    list_select_related = ["user", "last_workspace"]
    autocomplete_fields = ["user", "last_workspace"]


@admin.register(DataExport)
class DataExportAdmin(MadeElsewhereAdmin):
    """Who exported what, without the file: it is for its member alone."""

    list_display = ["user", "workspace", "status", "size", "created_at", "expires_at"]
    list_filter = ["status"]
    search_fields = ["user__email", "workspace__name"]
    list_select_related = ["user", "workspace"]
    date_hierarchy = "created_at"
    fields = ["user", "workspace", "status", "size", "created_at", "expires_at"]
