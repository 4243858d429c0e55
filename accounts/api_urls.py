"""REST routes of this app, and of the audit log below it."""

from django.urls import path

from accounts.api import auth, exports, me
from lumen.audit.api import AuditEventList

urlpatterns = [
    path("auth/register", auth.Register.as_view(), name="auth-register"),
    path("auth/verify-email", auth.VerifyEmail.as_view(), name="auth-verify-email"),
    path("auth/login", auth.Login.as_view(), name="auth-login"),
    path("auth/refresh", auth.Refresh.as_view(), name="auth-refresh"),
    path("auth/logout", auth.Logout.as_view(), name="auth-logout"),
    path("auth/me", me.WhoAmI.as_view(), name="auth-me"),
    path("auth/forgot-password", auth.ForgotPassword.as_view(), name="auth-forgot-password"),
    path("me", me.Me.as_view(), name="me"),
    path("exports", exports.ExportList.as_view(), name="exports"),
    path("exports/<uuid:export_id>", exports.ExportDetail.as_view(), name="export"),
    path("exports/<uuid:export_id>/file", exports.ExportFile.as_view(), name="export-file"),
    path("audit-events", AuditEventList.as_view(), name="audit-events"),
]
