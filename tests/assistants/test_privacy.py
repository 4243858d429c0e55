"""What is left of a customer after they are deleted, or after the time their messages are kept."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connections
from django.test import TestCase
from django.urls import reverse

from accounts import services as people
from accounts.exports import tables
from assistants.models import (
    Assistant,
    Contact,
    Draft,
    Enquiry,
    EnquiryFile,
    EnquiryMessage,
    HookDelivery,
    LearnedPattern,
    Satisfaction,
    Suggestion,
)
from assistants.services import contacts as merging
from assistants.services import privacy
from assistants.services.messages import Incoming, receive
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.common import events
from lumen.notifications.services import notify
from tests.assistants import making
from tests.assistants.test_pages_owner import actions

pytestmark = pytest.mark.django_db
NOW = making.NOW
MARK = "zebrafinch"  # in everything the customer says
QUESTION = f"Is the {MARK} carriage repaired by now?"


def rows_that_say(word):
    """Every row of every table, whatever its columns, in which a word stands."""
    found = []
    for model in apps.get_models():
        if not model._meta.managed:
            continue
        alias = "audit" if model is AuditEvent else "default"
        with connections[alias].cursor() as cursor:
            table = connections[alias].ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE t::text ILIKE %s", [f"%{word}%"])  # noqa: S608  own names
            if cursor.fetchone()[0]:
                found.append(model._meta.label)
    return sorted(found)


@pytest.fixture
def told(channel, assistant, maria):
    """A customer whose words got everywhere they can get."""
    contact = making.make_contact(channel, name=f"Zoe {MARK.title()}", email=f"zoe@{MARK}.example")
    with TestCase.captureOnCommitCallbacks(execute=True):
        message = receive(
            channel=channel, contact=contact, incoming=Incoming(text=QUESTION, at=NOW, external_id="m1")
        )
    enquiry = message.enquiry
    enquiry.refresh_from_db()  # what looked at the message wrote to it
    Draft.objects.filter(enquiry=enquiry).delete()
    topic = making.make_topic(assistant)
    making.make_message(enquiry, f"About the {MARK}", kind="note", author="human")
    reply = making.make_message(enquiry, f"The {MARK} is ready.", author="human", user=maria)
    making.make_draft(
        message, f"The {MARK} is ready.", sent_text=f"The {MARK} is ready.", sources=[{"text": MARK}]
    )
    EnquiryFile.objects.create(
        message=message,
        name=f"{MARK}.txt",
        content_type="text/plain",
        size=3,
        file=ContentFile(MARK.encode(), name=f"{MARK}.txt"),
    )
    Satisfaction.objects.create(enquiry=enquiry, token_digest="a", asked_at=NOW, comment=f"Good {MARK}")
    making.make_pattern(topic, QUESTION, f"The {MARK} is ready.", message=reply)
    making.make_pattern(topic, QUESTION)  # what a corrected topic taught: no message stands behind it
    Suggestion.objects.create(
        assistant=assistant, kind="answer", title=QUESTION, examples=[QUESTION], key=uuid4().hex
    )
    Suggestion.objects.create(
        assistant=assistant,
        kind="reply",
        state="approved",
        title=QUESTION,
        approved_text="It is ready.",
        examples=[QUESTION, "Is my pram done?"],
        key=uuid4().hex,
    )
    payload = {"enquiry": {"id": str(enquiry.pk)}, "message": {"text": QUESTION}}
    HookDelivery.objects.create(channel=channel, event="message.created", key="1", payload=payload)
    url = reverse("assistants:enquiry", args=[enquiry.pk])
    notify(workspace=assistant.workspace, users=[maria], kind="enquiry", title=QUESTION, body=MARK, url=url)
    return contact


class TestErasing:
    def test_leaves_nothing_of_what_they_said_in_any_table_or_file(self, told, maria):
        assert {"assistants.EnquiryMessage", "notifications.Notification"} <= set(rows_that_say(MARK))
        stored = EnquiryFile.objects.get().file.name

        with TestCase.captureOnCommitCallbacks(execute=True):
            privacy.erase(contact=told, actor=maria)

        assert rows_that_say(MARK) == []
        assert not default_storage.exists(stored)

    def test_keeps_what_other_customers_said_alike(self, told, maria):
        with TestCase.captureOnCommitCallbacks(execute=True):
            privacy.erase(contact=told, actor=maria)

        kept = Suggestion.objects.get(state="approved")
        assert (kept.title, kept.examples) == ("Is my pram done?", ["Is my pram done?"])

    def test_leaves_one_event_with_numbers_only(self, told, maria):
        key = str(told.pk)
        privacy.erase(contact=told, actor=maria)

        event = OutboxEvent.objects.get(action="contact.erased")
        assert event.facts == {"contact": key, "enquiries": 1, "patterns": 2}

    def test_takes_those_merged_into_them_along_and_nobody_else(self, told, channel, maria):
        twin = making.make_enquiry(channel).contact
        merging.merge(into=told, other=twin, actor=maria)
        other = making.make_enquiry(channel)

        privacy.erase(contact=told, actor=maria)

        assert list(Contact.objects.all()) == [other.contact]
        assert list(Enquiry.objects.all()) == [other]

    def test_empties_their_live_stream(self, told, maria):
        from assistants.services.live import visitor_key

        stream = {"workspace_id": told.workspace_id, "user_id": visitor_key(told)}
        assert events.events_after(**stream, seq=0)

        with TestCase.captureOnCommitCallbacks(execute=True):
            privacy.erase(contact=told, actor=maria)

        assert not events.events_after(**stream, seq=0)


class TestRetention:
    @pytest.fixture
    def aged(self, told, assistant):
        Assistant.objects.filter(pk=assistant.pk).update(retention_days=30)
        Enquiry.objects.update(state="resolved", resolved_at=NOW - timedelta(days=31))
        Contact.objects.update(last_seen_at=NOW - timedelta(days=31))
        return told

    def test_deletes_what_is_older_and_the_customer_of_whom_nothing_is_left(self, aged):
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert privacy.expire(NOW) == 1

        assert rows_that_say(MARK) == []
        assert "enquiries.expired" in actions()

    def test_keeps_what_is_open_or_younger(self, aged):
        Enquiry.objects.update(resolved_at=NOW - timedelta(days=29))
        assert privacy.expire(NOW) == 0

        Enquiry.objects.update(state="open", resolved_at=None)
        assert privacy.expire(NOW) == 0
        assert LearnedPattern.objects.exists()

    def test_keeps_everything_where_nobody_chose_a_time(self, aged, assistant):
        Assistant.objects.filter(pk=assistant.pk).update(retention_days=None)

        assert privacy.expire(NOW) == 0
        assert Enquiry.objects.exists()


class TestTheWorkspace:
    def test_exports_every_table_with_what_customers_wrote(self, told, maria):
        known = {table.model: table for table in tables()}

        for model in (Enquiry, EnquiryMessage, Contact, LearnedPattern, Suggestion, HookDelivery):
            table = known[model]
            rows = table.rows_for(workspace=told.workspace, user=maria)
            assert rows.count() == model.objects.count()

    def test_takes_everything_along_when_it_is_deleted(self, told, maria, workspace):
        with TestCase.captureOnCommitCallbacks(execute=True):
            people.delete_workspace(workspace=workspace, actor=maria)

        assert rows_that_say(MARK) == []
        left = [
            model._meta.label
            for model in apps.get_app_config("assistants").get_models()
            if model._default_manager.exists()
        ]
        assert left == []
