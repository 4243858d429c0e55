"""Mail goes out from the worker."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from lumen.notifications.models import Delivery, Notification


@shared_task(
    name="lumen.notifications.tasks.send_email",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
)
def send_email(*, notification_id: str) -> None:
    """Send one notification by mail, once, however often the task runs."""
    found = Notification.objects.select_related("user", "workspace").filter(pk=notification_id)
    notification = found.first()
    if notification is None:
        return
    Delivery.objects.get_or_create(notification=notification, channel="email")
    with transaction.atomic():
        delivery = Delivery.objects.select_for_update().get(notification=notification, channel="email")
        if delivery.delivered_at:
            return
        _send(notification)
        delivery.delivered_at = timezone.now()
        delivery.save(update_fields=["delivered_at"])


def _send(notification: Notification) -> None:
    context = {"notification": notification, "site_url": settings.SITE_URL}
    send_mail(
        notification.title,
        render_to_string("emails/notification.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [notification.user.email],
    )
