"""Pages under `/settings/`."""

from django.contrib.auth.decorators import login_required
from django.urls import path
from django.views.generic import RedirectView

from accounts.views import exports, members, people, tokens, workspaces

app_name = "accounts"
to_workspace = RedirectView.as_view(pattern_name="accounts:workspace")
urlpatterns = [
    path("", login_required(to_workspace), name="settings"),
    path("welcome/", people.welcome, name="welcome"),
    path("workspace/", workspaces.workspace, name="workspace"),
    path("workspace/delete/", workspaces.delete_workspace, name="delete-workspace"),
    path("workspaces/new/", workspaces.new_workspace, name="new-workspace"),
    path("workspaces/switch/", workspaces.switch, name="switch"),
    path("members/", members.members, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/leave/", workspaces.leave, name="leave"),
    path("members/<int:membership_id>/role/", members.change_role, name="change-role"),
    path("members/<int:membership_id>/remove/", members.remove_member, name="remove-member"),
    path(
        "invitations/<uuid:invitation_id>/revoke/",
        members.revoke_invitation,
        name="revoke-invitation",
    ),
    path("invitations/<str:token>/", members.accept_invitation, name="accept-invitation"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/new/", tokens.new_token, name="new-token"),
    path("tokens/<uuid:token_id>/revoke/", tokens.revoke_token, name="revoke-token"),
    path("preferences/", people.preferences, name="preferences"),
    path("exports/", exports.exports, name="exports"),
    path("exports/new/", exports.start_export, name="start-export"),
    path("exports/<uuid:export_id>/file/", exports.export_file, name="export-file"),
    path("security/", people.security, name="security"),
    path("danger/", people.danger, name="danger"),
    path("account/delete/", people.delete_person, name="delete-account"),
]
