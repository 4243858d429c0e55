"""Every change to people, workspaces and keys."""

from accounts.services.exports import (
    ExportRunningError,
    build_export,
    forget_old_exports,
    note_download,
    start_export,
)
from accounts.services.members import (
    INVITATION_DAYS,
    InvitationError,
    LastOwnerError,
    accept_invitation,
    change_role,
    invitation_token,
    invite_member,
    leave_workspace,
    remove_member,
    revoke_invitation,
)
from accounts.services.people import (
    WrongPasswordError,
    delete_person,
    delete_person_with_password,
    rename_person,
    save_preferences,
)
from accounts.services.tokens import IssuedToken, create_api_token, revoke_api_token
from accounts.services.workspaces import (
    BaseCurrencyInUseError,
    WorkspaceProfile,
    create_first_workspace,
    create_workspace,
    delete_workspace,
    update_workspace,
)

__all__ = [
    "INVITATION_DAYS",
    "BaseCurrencyInUseError",
    "ExportRunningError",
    "InvitationError",
    "IssuedToken",
    "LastOwnerError",
    "WorkspaceProfile",
    "WrongPasswordError",
    "accept_invitation",
    "build_export",
    "change_role",
    "create_api_token",
    "create_first_workspace",
    "create_workspace",
    "delete_person",
    "delete_person_with_password",
    "delete_workspace",
    "forget_old_exports",
    "invitation_token",
    "invite_member",
    "leave_workspace",
    "note_download",
    "remove_member",
    "rename_person",
    "revoke_api_token",
    "revoke_invitation",
    "save_preferences",
    "start_export",
    "update_workspace",
]
