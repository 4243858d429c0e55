"""How the customer found it: asked once, answered behind a link."""

import re
from datetime import timedelta

import pytest

from assistants.models import Enquiry, Satisfaction
from assistants.services import enquiries, satisfaction
from tests.assistants import making

pytestmark = pytest.mark.django_db
NOW = making.NOW


@pytest.fixture
def resolved(enquiry, message, maria):
    making.make_message(enquiry, "It left us today.", author="human", state="sent", user=maria)
    enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)
    return enquiry


def token_in(enquiry):
    asked = enquiry.messages.filter(details__what="satisfaction").get()
    return re.search(r"/w/csat/([\w-]+)", asked.text)[1]


class TestAsking:
    def test_sends_a_link_once(self, resolved):
        satisfaction.ask(resolved)
        satisfaction.ask(resolved)

        assert Satisfaction.objects.count() == 1
        assert token_in(resolved)
        resolved.refresh_from_db()
        assert resolved.state == Enquiry.State.RESOLVED
        assert resolved.first_reply_at is None

    def test_keeps_only_the_digest_of_the_link(self, resolved):
        satisfaction.ask(resolved)

        assert Satisfaction.objects.get().token_digest == satisfaction.digest_of(token_in(resolved))

    def test_asks_nothing_when_the_end_was_undone(self, resolved, maria):
        enquiries.reopen(enquiry=resolved, actor=maria, now=NOW)

        assert satisfaction.ask(resolved) is None
        assert not Satisfaction.objects.exists()

    def test_asks_nothing_where_nobody_answered_or_the_owner_does_not_want_it(
        self, enquiry, message, channel, assistant, maria
    ):
        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)
        assert satisfaction.ask(enquiry) is None
        making.make_message(enquiry, "Yes", author="ai", state="sent")
        assistant.asks_satisfaction = False
        assistant.save()
        enquiry.refresh_from_db()
        assert satisfaction.ask(Enquiry.objects.get(pk=enquiry.pk)) is None

    def test_comes_by_itself_after_the_end(self, enquiry, message, maria, django_capture_on_commit_callbacks):
        making.make_message(enquiry, "Gladly.", author="human", state="sent", user=maria)

        with django_capture_on_commit_callbacks(execute=True):
            enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)

        assert Satisfaction.objects.filter(enquiry=enquiry).exists()


class TestAnswering:
    def test_keeps_the_score_and_confirms_a_good_end(self, resolved):
        satisfaction.ask(resolved)

        satisfaction.answer(token_in(resolved), 5, " Quick! ")

        kept = Satisfaction.objects.get()
        resolved.refresh_from_db()
        assert (kept.score, kept.comment) == (5, "Quick!")
        assert resolved.resolution == "confirmed"

    def test_does_not_confirm_a_bad_end(self, resolved):
        satisfaction.ask(resolved)

        satisfaction.answer(token_in(resolved), 2)

        resolved.refresh_from_db()
        assert resolved.resolution == "assumed"

    def test_lets_them_change_their_mind(self, resolved):
        satisfaction.ask(resolved)
        token = token_in(resolved)

        satisfaction.answer(token, 1, now=NOW)
        satisfaction.answer(token, 4, "Better now", now=NOW + timedelta(minutes=5))

        assert Satisfaction.objects.get().score == 4
        assert resolved.messages.filter(details__what="rated").count() == 1

    def test_brings_scores_inside(self, resolved):
        satisfaction.ask(resolved)

        assert satisfaction.answer(token_in(resolved), 99).score == 5

    def test_refuses_a_link_that_leads_nowhere(self, resolved):
        satisfaction.ask(resolved)

        with pytest.raises(satisfaction.UnknownSurveyError):
            satisfaction.answer("made-up", 5)

        assert Satisfaction.objects.get().score is None
