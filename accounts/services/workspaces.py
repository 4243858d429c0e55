"""Making, changing and deleting workspaces."""

from dataclasses import asdict, dataclass

from django.apps import apps
from django.db import transaction

from accounts.models import Membership, Preferences, User, Workspace
from lumen.audit import services as audit
from lumen.common.errors import LumenError


class BaseCurrencyInUseError(LumenError):
    status, code, title = 409, "base-currency-in-use", "The base currency can no longer change"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceProfile:
    """Everything an owner may change about a workspace."""

    name: str
    kind: str
    base_currency: str
    time_zone: str
    locale: str
    week_starts_on: int
    financial_year_start_month: int
    company_name: str
    industry: str
    gstin: str


@transaction.atomic
def create_workspace(
    *,
    owner: User,
    name: str,
    kind: str = Workspace.Kind.CONSUMER,
    slug: str = "",
    base_currency: str = "INR",
    time_zone: str = "Asia/Kolkata",
    company_name: str = "",
    industry: str = "",
    gstin: str = "",
) -> Workspace:
    """Make a workspace and its owner's membership."""
    workspace = Workspace.objects.create(
        name=name,
        slug=slug or Workspace.new_slug(name),
        kind=kind,
        base_currency=base_currency,
        time_zone=time_zone,
        company_name=company_name,
        industry=industry,
        gstin=gstin,
    )
    Membership.objects.create(workspace=workspace, user=owner, role=Membership.Role.OWNER)
    audit.record(workspace=workspace, actor=owner, action="workspace.created", kind=kind)
    return workspace


@transaction.atomic
def create_first_workspace(*, user: User) -> Workspace:
    """What a new person finds: preferences and a personal workspace. Safe to call twice."""
    Preferences.objects.get_or_create(user=user)
    User.objects.select_for_update().get(pk=user.pk)
    existing = Workspace.objects.filter(memberships__user=user).first()
    return existing or create_workspace(owner=user, name=f"{user.display_name}'s money"[:120])


@transaction.atomic
def update_workspace(*, workspace: Workspace, actor: User, profile: WorkspaceProfile) -> Workspace:
    """Save what an owner changed.

    Raises:
        BaseCurrencyInUseError: transactions are already kept in the present base currency.
    """
    changed = [name for name, value in asdict(profile).items() if getattr(workspace, name) != value]
    if "base_currency" in changed and _has_transactions(workspace):
        raise BaseCurrencyInUseError(
            f"Transactions are already kept in {workspace.base_currency}. "
            "Make a new workspace for another currency."
        )
    if not changed:
        return workspace
    for name in changed:
        setattr(workspace, name, getattr(profile, name))
    workspace.save(update_fields=[*changed, "updated_at"])
    audit.record(workspace=workspace, actor=actor, action="workspace.changed", fields=changed)
    return workspace


def _has_transactions(workspace: Workspace) -> bool:
    ledger = apps.get_model("transactions", "Transaction")
    return ledger.objects.in_workspace(workspace).exists()


@transaction.atomic
def delete_workspace(*, workspace: Workspace, actor: User) -> None:
    """Delete a workspace with everything in it; members left without one get a new, empty one."""
    members = list(User.objects.filter(memberships__workspace=workspace))
    audit.record(workspace=workspace, actor=actor, action="workspace.deleted", members=len(members))
    workspace.delete()
    for member in members:
        create_first_workspace(user=member)
