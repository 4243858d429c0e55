"""Mail of this app goes out from the worker."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import services
from accounts.models import DataExport, Invitation, User
from accounts.services import verification


@shared_task(
    name="accounts.tasks.send_invitation",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
)
def send_invitation(*, invitation_id: str) -> None:
    """Mail the link of an invitation, unless it was revoked meanwhile."""
    found = Invitation.objects.select_related("workspace", "invited_by").filter(pk=invitation_id)
    invitation = found.first()
    if invitation is None:
        return
    path = reverse("accounts:accept-invitation", args=[services.invitation_token(invitation)])
    context = {
        "invitation": invitation,
        "url": f"{settings.SITE_URL}{path}",
        "days": services.INVITATION_DAYS,
    }
    send_mail(
        _("%(who)s invites you to Lumen") % {"who": invitation.invited_by.display_name},
        render_to_string("emails/invitation.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [invitation.email],
    )


@shared_task(
    name="accounts.tasks.send_verification_code",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
)
def send_verification_code(*, user_id: str) -> None:
    """Mail a new code that confirms the person's address."""
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    template = "account/email/email_confirmation_signup_message.txt"
    send_mail(
        _("Your code for Lumen"),
        render_to_string(template, {"code": verification.new_code(user=user)}),
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )


@shared_task(name="accounts.tasks.build_export")
def build_export(*, export_id: str) -> None:
    export = DataExport.objects.select_related("workspace", "user").filter(pk=export_id).first()
    if export is not None:
        services.build_export(export=export)


@shared_task(name="accounts.tasks.forget_old_exports")
def forget_old_exports() -> int:
    return services.forget_old_exports(now=timezone.now())
