"""Mail goes out from the worker."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from lumen.notifications.models import Delivery, Notification


@shared_task(
    name="lumen.notifications.tasks.send_email",
    autoretry_for=(OSError,),
    retry_backoff=True,
    max_retries=5,
)
def send_email(*, notification_id: str) -> None:
    """Send one notification by mail, once."""
    notification = Notification.objects.select_related("user").get(pk=notification_id)
    delivery, _ = Delivery.objects.get_or_create(notification=notification, channel="email")
    if delivery.delivered_at:
        return
    link = f"\n\n{settings.SITE_URL}{notification.url}" if notification.url else ""
    send_mail(
        notification.title,
        f"{notification.body}{link}",
        settings.DEFAULT_FROM_EMAIL,
        [notification.user.email],
    )
    delivery.delivered_at = timezone.now()
    delivery.save(update_fields=["delivered_at"])
