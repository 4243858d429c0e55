from celery import shared_task

from lumen.audit import services


@shared_task(name="lumen.audit.tasks.drain_outbox")
def drain_outbox() -> int:
    """Pick up events whose process ended between commit and move."""
    return services.drain_outbox()
