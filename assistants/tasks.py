"""What workers do for assistants."""

from celery import shared_task
from django.utils import timezone


@shared_task(name="assistants.tasks.respond")
def respond(message_id: str, style: str = "") -> None:
    """Read a customer's message and draft, answer or hand over."""
    from assistants.services import drafting

    drafting.respond(message_id=message_id, style=style)


@shared_task(name="assistants.tasks.deliver")
def deliver(message_id: str) -> None:
    """Bring a reply to the customer through its channel."""
    from assistants.services import channels

    channels.deliver(message_id=message_id, now=timezone.now())


@shared_task(name="assistants.tasks.deliver_due")
def deliver_due() -> None:
    """Try replies and events again whose wait is over."""
    from assistants.services import channels, hooks

    channels.deliver_due(now=timezone.now())
    hooks.deliver_due(now=timezone.now())


@shared_task(name="assistants.tasks.deliver_hook")
def deliver_hook(delivery_id: str) -> None:
    """Tell a workspace's own program what happened."""
    from assistants.services import hooks

    hooks.deliver(delivery_id=delivery_id, now=timezone.now())


@shared_task(name="assistants.tasks.read_mailboxes")
def read_mailboxes() -> None:
    """Queue a look into each mailbox that is due."""
    from assistants.channels.mail import polling

    for channel_id in polling.due():
        read_mailbox.delay(channel_id=channel_id)


@shared_task(name="assistants.tasks.read_mailbox")
def read_mailbox(channel_id: str) -> None:
    """Take in what customers wrote to one mailbox."""
    from assistants.channels.mail import polling

    polling.poll(channel_id=channel_id, now=timezone.now())


@shared_task(name="assistants.tasks.name_slack_member")
def name_slack_member(identity_id: str) -> None:
    """Ask Slack what somebody is called."""
    from assistants.channels.slack import members

    members.name(identity_id=identity_id)


@shared_task(name="assistants.tasks.wake_snoozed")
def wake_snoozed() -> None:
    """End the snoozes whose moment has come."""
    from django.utils import timezone

    from assistants.services import enquiries

    enquiries.wake_due(timezone.now())


@shared_task(name="assistants.tasks.tell_overdue")
def tell_overdue() -> None:
    """Say once of each enquiry that it is overdue."""
    from django.utils import timezone

    from assistants.services import overdue

    overdue.tell_overdue(timezone.now())


@shared_task(name="assistants.tasks.close_quiet")
def close_quiet() -> None:
    """End what the assistant answered and nobody came back to."""
    from django.utils import timezone

    from assistants.services import closing

    closing.close_quiet(timezone.now())


@shared_task(name="assistants.tasks.ask_satisfaction")
def ask_satisfaction(enquiry_id: str) -> None:
    """Ask a customer how it was, unless the end was undone."""
    from assistants.models import Enquiry
    from assistants.services import satisfaction

    known = Enquiry.objects.select_related("assistant", "contact", "workspace")
    if enquiry := known.filter(pk=enquiry_id).first():
        satisfaction.ask(enquiry)


@shared_task(name="assistants.tasks.learn_from_reply")
def learn_from_reply(message_id: str) -> None:
    """Learn from what a member wrote."""
    from assistants.models import EnquiryMessage
    from assistants.services import learning

    known = EnquiryMessage.objects.select_related("enquiry__assistant", "enquiry__topic")
    if message := known.filter(pk=message_id).first():
        learning.learn_from_reply(message=message)


@shared_task(name="assistants.tasks.learn_topic")
def learn_topic(enquiry_id: str) -> None:
    """Learn that a question belongs to the topic a member chose."""
    from assistants.models import Enquiry
    from assistants.services import teaching

    if enquiry := Enquiry.objects.select_related("assistant", "topic").filter(pk=enquiry_id).first():
        teaching.teach_topic(enquiry)


@shared_task(name="assistants.tasks.learn_from_decision")
def learn_from_decision(draft_id: str) -> None:
    """Weigh what a member decided about a draft, and learn from what was sent instead."""
    from assistants.models import Draft
    from assistants.services import learning, phases

    known = Draft.objects.decided().select_related("assistant__workspace", "sent_message__enquiry__assistant")
    if draft := known.filter(pk=draft_id).first():
        phases.review(assistant=draft.assistant, now=timezone.now())
        if draft.sent_message:
            learning.learn_from_reply(message=draft.sent_message)


@shared_task(name="assistants.tasks.watch_voices")
def watch_voices() -> None:
    """Queue the nightly look at every assistant's voice."""
    from assistants.models import Assistant

    for key in Assistant.objects.kept().values_list("pk", flat=True):
        watch_voice.delay(assistant_id=str(key))


@shared_task(name="assistants.tasks.watch_voice")
def watch_voice(assistant_id: str) -> None:
    """Look for drift in what people wrote since, or measure the voice anew."""
    from assistants.models import Assistant
    from assistants.services import voice

    known = Assistant.objects.kept().select_related("workspace")
    if assistant := known.filter(pk=assistant_id).first():
        voice.watch(assistant, timezone.now())


@shared_task(name="assistants.tasks.embed_patterns")
def embed_patterns(assistant_id: str) -> None:
    """Give vectors to what a person wrote, and let it be read by."""
    from assistants.models import Assistant
    from assistants.services import education

    if assistant := Assistant.objects.filter(pk=assistant_id).first():
        education.embed_patterns(assistant=assistant)


@shared_task(name="assistants.tasks.refit")
def refit(assistant_id: str) -> None:
    """Fit anew what rests on what an assistant has learnt."""
    from assistants.models import Assistant
    from assistants.services import education

    if assistant := Assistant.objects.kept().select_related("workspace").filter(pk=assistant_id).first():
        education.refit(assistant=assistant)


@shared_task(name="assistants.tasks.refit_without")
def refit_without(assistant_id: str) -> None:
    """Fit anew after something was unlearnt; nothing that knew it stays."""
    from assistants.models import Assistant
    from assistants.services import education

    if assistant := Assistant.objects.select_related("workspace").filter(pk=assistant_id).first():
        education.refit_without(assistant=assistant)


@shared_task(name="assistants.tasks.read_history")
def read_history(source_id: str) -> None:
    """Learn a file of old conversations."""
    from assistants.models import LearningSource
    from assistants.services import imports

    known = LearningSource.objects.select_related("assistant__workspace", "created_by")
    if source := known.filter(pk=source_id).first():
        imports.run(source=source)


@shared_task(name="assistants.tasks.learn_all")
def learn_all() -> None:
    """Every night: what was learnt by day is fitted, each assistant by itself."""
    from assistants.models import Assistant
    from assistants.services import imports

    imports.fail_stuck(now=timezone.now())
    for pk in Assistant.objects.kept().values_list("pk", flat=True):
        refit.delay(assistant_id=str(pk))


@shared_task(name="assistants.tasks.forget_expired")
def forget_expired() -> None:
    """Every night: resolved enquiries that are older than their owners keep them are deleted."""
    from assistants.services import privacy

    privacy.expire(timezone.now())
