"""What workers do for assistants."""

from celery import shared_task


@shared_task(name="assistants.tasks.respond")
def respond(message_id: str) -> None:
    """Read a customer's message and draft, answer or hand over."""
    from assistants.services import drafting

    drafting.respond(message_id=message_id)


@shared_task(name="assistants.tasks.deliver")
def deliver(message_id: str) -> None:
    """Bring a reply to the customer through its channel."""
    from assistants.services import channels

    channels.deliver(message_id=message_id)
