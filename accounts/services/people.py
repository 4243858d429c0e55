"""One person's own settings, and their leaving for good."""

from django.db import transaction

from accounts.models import Membership, Preferences, User, Workspace
from accounts.services.members import LastOwnerError
from lumen.audit import services as audit
from lumen.common.errors import LumenError


class WrongPasswordError(LumenError):
    status, code, title = 403, "wrong-password", "The password is not right"

    def __init__(self) -> None:
        super().__init__("Type your present password to confirm. Nothing was deleted.")


@transaction.atomic
def save_preferences(*, user: User, changes: dict[str, str | bool]) -> Preferences:
    """Save the given fields of the preferences and leave the others alone."""
    preferences, _ = Preferences.objects.get_or_create(user=user)
    for name, value in changes.items():
        setattr(preferences, name, value)
    preferences.save(update_fields=list(changes))
    audit.record(workspace=None, actor=user, action="preferences.changed", fields=sorted(changes))
    return preferences


@transaction.atomic
def rename_person(*, user: User, first_name: str, last_name: str) -> User:
    user.first_name, user.last_name = first_name, last_name
    user.save(update_fields=["first_name", "last_name"])
    audit.record(workspace=None, actor=user, action="user.renamed")
    return user


@transaction.atomic
def delete_person(*, user: User) -> None:
    """Delete a person, and the workspaces nobody else belongs to.

    Raises:
        LastOwnerError: others share a workspace whose only owner is this person.
    """
    for membership in Membership.objects.filter(user=user).select_related("workspace"):
        _leave_or_delete(membership)
    audit.record(workspace=None, actor=user, action="user.deleted", user_id=user.pk)
    user.delete()


def delete_person_with_password(*, user: User, password: str) -> None:
    """Delete a person who proves with the password that it is them.

    Raises:
        WrongPasswordError: the password is not theirs, or they have none.
        LastOwnerError: others share a workspace whose only owner is this person.
    """
    if not user.check_password(password):
        raise WrongPasswordError
    delete_person(user=user)


def _leave_or_delete(membership: Membership) -> None:
    workspace = Workspace.objects.select_for_update().get(pk=membership.workspace_id)
    others = Membership.objects.filter(workspace=workspace).exclude(pk=membership.pk)
    if not others.exists():
        audit.record(workspace=workspace, actor=membership.user, action="workspace.deleted", members=1)
        workspace.delete()
    elif not others.filter(role=Membership.Role.OWNER).exists():
        raise LastOwnerError
    else:
        membership.delete()
        audit.record(
            workspace=workspace,
            actor=membership.user,
            action="member.left",
            user_id=membership.user_id,
        )
