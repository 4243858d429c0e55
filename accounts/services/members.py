"""Who belongs to a workspace: invitations, roles, leaving."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.crypto import salted_hmac

from accounts.models import ApiToken, Invitation, Membership, User, Workspace
from accounts.services.workspaces import create_first_workspace
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue

INVITATION_DAYS = 7
OPEN_INVITATIONS_LIMIT = 50


class LastOwnerError(LumenError):
    status, code, title = 409, "last-owner", "A workspace needs an owner"

    def __init__(self) -> None:
        super().__init__("This is the last owner. Make somebody else an owner first.")


class InvitationError(LumenError):
    status, code, title = 409, "invitation-refused", "This invitation does not work"


def invitation_token(invitation: Invitation) -> str:
    """The secret of the invitation's link; derived, so that no queue and no table holds it."""
    return salted_hmac("accounts.invitation", str(invitation.pk), algorithm="sha256").hexdigest()


@transaction.atomic
def invite_member(*, workspace: Workspace, actor: User, email: str, role: str, now: datetime) -> Invitation:
    """Send a link that lets the owner of `email`, and nobody else, join for seven days.

    An earlier open invitation of the same address is replaced.

    Raises:
        InvitationError: the address belongs to a member, or too many invitations are open.
    """
    workspace = Workspace.objects.select_for_update().get(pk=workspace.pk)
    if Membership.objects.filter(workspace=workspace, user__email__iexact=email).exists():
        raise InvitationError(f"{email} is already a member of {workspace.name}.")
    mine = Invitation.objects.in_workspace(workspace)
    mine.filter(email__iexact=email, accepted_at__isnull=True).delete()
    if mine.open(now).count() >= OPEN_INVITATIONS_LIMIT:
        raise InvitationError("Too many invitations are open. Revoke some first.")
    invitation = Invitation(
        workspace=workspace,
        email=email.lower(),
        role=role,
        invited_by=actor,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    invitation.token_digest = ApiToken.digest_of(invitation_token(invitation))
    invitation.save(force_insert=True)
    audit.record(
        workspace=workspace,
        actor=actor,
        action="invitation.sent",
        invitation_id=invitation.pk,
        role=role,
    )
    enqueue("accounts.tasks.send_invitation", invitation_id=str(invitation.pk))
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User) -> None:
    audit.record(
        workspace=invitation.workspace,
        actor=actor,
        action="invitation.revoked",
        invitation_id=invitation.pk,
    )
    invitation.delete()


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> Membership:
    """Make the invited person a member.

    Raises:
        InvitationError: used, expired, or meant for another address than the verified ones of `user`.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at or invitation.expires_at <= now:
        raise InvitationError("This invitation is no longer open. Ask for a new one.")
    addresses = EmailAddress.objects.filter(user=user, verified=True)
    if not addresses.filter(email__iexact=invitation.email).exists():
        raise InvitationError(f"This invitation is for {invitation.email}. Sign in with that address.")
    membership, created = Membership.objects.get_or_create(
        workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
    )
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at", "updated_at"])
    if created:
        audit.record(
            workspace=invitation.workspace,
            actor=user,
            action="member.joined",
            user_id=user.pk,
            role=membership.role,
        )
    return membership


@transaction.atomic
def change_role(*, membership: Membership, actor: User, role: str) -> Membership:
    """Give a member another role.

    Raises:
        LastOwnerError: nobody would own the workspace any more.
    """
    if role != Membership.Role.OWNER:
        _require_another_owner(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role", "updated_at"])
    audit.record(
        workspace=membership.workspace,
        actor=actor,
        action="member.role_changed",
        user_id=membership.user_id,
        before=before,
        after=role,
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, actor: User) -> None:
    """End somebody's membership; their keys to this workspace stop working at once.

    Raises:
        LastOwnerError: nobody would own the workspace any more.
    """
    _end_membership(membership=membership, actor=actor, action="member.removed")


@transaction.atomic
def leave_workspace(*, membership: Membership) -> None:
    """End one's own membership.

    Raises:
        LastOwnerError: nobody would own the workspace any more.
    """
    _end_membership(membership=membership, actor=membership.user, action="member.left")


def _end_membership(*, membership: Membership, actor: User, action: str) -> None:
    _require_another_owner(membership)
    user, workspace = membership.user, membership.workspace
    ApiToken.objects.in_workspace(workspace).filter(user=user).delete()
    membership.delete()
    audit.record(workspace=workspace, actor=actor, action=action, user_id=user.pk)
    create_first_workspace(user=user)


def _require_another_owner(membership: Membership) -> None:
    Workspace.objects.select_for_update().get(pk=membership.workspace_id)
    owners = Membership.objects.filter(workspace_id=membership.workspace_id, role=Membership.Role.OWNER)
    if set(owners.values_list("pk", flat=True)) == {membership.pk}:
        raise LastOwnerError
