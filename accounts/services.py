"""Every change to people, workspaces and keys."""

from django.db import transaction

from accounts.models import Membership, Preferences, User, Workspace
from lumen.audit import services as audit


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
    """What a new person finds: preferences and a personal workspace."""
    Preferences.objects.get_or_create(user=user)
    existing = Workspace.objects.filter(memberships__user=user).first()
    return existing or create_workspace(owner=user, name=f"{user.display_name}'s money")
