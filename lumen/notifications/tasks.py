"""Mail and text messages go out from the worker."""

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from lumen.notifications import hooks
from lumen.notifications.models import Delivery, Notification
from lumen.notifications.outgoing import HookFailedError

MOST_TRIES = 8  # again, after the first: about an hour
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 20, 600  # shorter than the broker takes a task for lost


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
    where = notification.details.get("preferences") or reverse("notifications:preferences")
    preferences = f"{settings.SITE_URL}{where}"
    context = {
        "notification": notification,
        "sections": notification.details.get("sections", []),
        "site_url": settings.SITE_URL,
        "preferences_url": preferences,
    }
    mail = EmailMultiAlternatives(
        " ".join(notification.title.split()),  # a header has one line
        render_to_string("emails/notification.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [notification.user.email],
        headers={"List-Unsubscribe": f"<{preferences}>"},
    )
    mail.attach_alternative(render_to_string("emails/notification.html", context), "text/html")
    mail.send()


@shared_task(name="lumen.notifications.tasks.send_sms")
def send_sms(*, delivery_id: int, tries: int = 0) -> None:
    """Hand one text message to the workspace's own program, once; again later while it fails."""
    try:
        hooks.deliver_sms(delivery_id=delivery_id, now=timezone.now())
    except HookFailedError as error:
        if error.is_lasting or tries >= MOST_TRIES:
            return  # the delivery and the page of the program say what was wrong
        again = {"delivery_id": delivery_id, "tries": tries + 1}
        wait = min(FIRST_WAIT_SECONDS * 4**tries, LONGEST_WAIT_SECONDS)
        send_sms.apply_async(kwargs=again, countdown=wait)
