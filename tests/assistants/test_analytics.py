"""How an assistant does, and what would have happened."""

import csv
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from assistants.learning.comparing import Tried, compare, wilson_interval
from assistants.learning.earning import Outcome
from assistants.learning.whatif import CAUTIOUS, Judged, cut_from, what_if
from assistants.models import Draft, Enquiry, Satisfaction, Suggestion, TriageModel
from assistants.selectors import decisions
from assistants.selectors.analytics import Span, analytics, reliability_of
from tests.assistants import making

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def a_draft(enquiry, state, at, **extra):
    decided = at if state in ("accepted", "edited", "rejected") else None
    draft = making.make_draft(making.make_message(enquiry), state=state, decided_at=decided, **extra)
    Draft.objects.filter(pk=draft.pk).update(created_at=at)
    return draft


def an_enquiry(channel, at, **extra):
    enquiry = making.make_enquiry(channel, **extra)
    Enquiry.objects.filter(pk=enquiry.pk).update(created_at=at)
    enquiry.refresh_from_db()
    return enquiry


class TestWhatIf:
    def test_answers_what_was_sure_in_scope_and_passed_the_gate(self):
        found = what_if(
            [
                Judged(confidence=0.95, is_right=True),
                Judged(confidence=0.95, is_right=False),
                Judged(confidence=0.5, is_right=False),
                Judged(confidence=0.99, in_scope=0.2, is_right=False),
                Judged(confidence=0.99, is_right=True, is_held=True),
                Judged(confidence=0.99),  # handed over: nothing to send
            ],
            cut=0.9,
        )

        assert (found.messages, found.answered, found.wrong) == (6, 2, 1)
        assert (found.answered_share, found.wrong_share) == (pytest.approx(1 / 3), 0.5)
        assert not found.is_telling

    def test_says_nothing_of_nothing(self):
        found = what_if([], cut=0.9)

        assert (found.answered_share, found.wrong_share, found.proved) == (0.0, 0.0, 0.0)

    def test_takes_the_cut_from_what_was_proved_before(self):
        good = [Outcome(is_right=True, confidence=0.9)] * 80
        bad = [Outcome(is_right=False, confidence=0.4)] * 40

        assert cut_from(good, target=0.95, minimum=60) == 0.0
        assert cut_from(good + bad, target=0.95, minimum=60) == 0.5
        assert cut_from(bad, target=0.95, minimum=60) == CAUTIOUS


class TestComparing:
    def test_gives_the_interval_of_a_share(self):
        low, high = wilson_interval(81, 263)  # the example of Newcombe 1998, table I

        assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
        assert wilson_interval(0, 0) == (0.0, 1.0)

    def test_gives_the_interval_of_a_difference(self):
        found = compare(Tried(name="A", decided=70, accepted=56), Tried(name="B", decided=80, accepted=48))

        assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)  # Newcombe 1998, table II (a)
        assert found.winner == found.first

    def test_names_no_winner_while_chance_explains_it(self):
        assert (
            compare(Tried(name="A", decided=9, accepted=9), Tried(name="B", decided=9, accepted=8)).winner
            is None
        )


@pytest.mark.django_db
class TestFigures:
    @pytest.fixture
    def span(self):
        return Span(start=NOW - 30 * DAY, end=NOW)

    def test_keep_confirmed_and_assumed_apart_and_count_nothing_that_came_back(
        self, channel, assistant, span
    ):
        at = NOW - DAY
        resolved = {"state": "resolved", "resolved_at": at}
        an_enquiry(channel, at, resolution="confirmed", **resolved)
        an_enquiry(channel, at, resolution="assumed", **resolved)
        an_enquiry(channel, at, resolution="assumed", reopened=1, **resolved)
        an_enquiry(channel, at, state="open", reopened=1)
        an_enquiry(channel, NOW - 40 * DAY, resolution="confirmed", **resolved)
        into = an_enquiry(channel, at)
        an_enquiry(channel, at, merged_into=into)

        talks = analytics(assistant, span).conversations

        assert (talks.total, talks.confirmed, talks.assumed, talks.reopened) == (5, 1, 2, 2)
        assert analytics(assistant, Span(start=None, end=NOW)).conversations.total == 6

    def test_tell_what_it_answered_alone(self, channel, assistant, span, maria):
        for author, state in (("ai", "automated"), ("ai", "accepted"), ("human", None)):
            enquiry = an_enquiry(channel, NOW - DAY)
            sent = making.make_message(enquiry, "Yes.", author=author)
            if state:
                making.make_draft(making.make_message(enquiry), state=state, sent_message=sent)

        talks = analytics(assistant, span).conversations

        assert (talks.total, talks.alone) == (3, 1)

    def test_measure_first_replies(self, channel, assistant, span):
        at = NOW - DAY
        late = an_enquiry(channel, at + timedelta(minutes=50), first_reply_at=at + timedelta(minutes=40))
        making.make_message(late, created_at=at)  # a mail that was fetched late
        for minutes, promised in ((10, 60), (20, 60), (30, 60), (90, 60), (None, 60)):
            first = at + timedelta(minutes=minutes) if minutes else None
            due = at + timedelta(minutes=promised)
            an_enquiry(channel, at, first_reply_at=first, first_reply_due_at=due)

        talks = analytics(assistant, span).conversations

        assert (talks.median_seconds, talks.p90_seconds) == (30 * 60, 70 * 60)
        assert talks.within_share == 0.75

    def test_count_judgements_voice_and_cost(self, enquiry, assistant, span):
        at = NOW - DAY
        a_draft(enquiry, "accepted", at, edit_distance=0, voice_distance=0.2, cost=Decimal("0.02"))
        a_draft(enquiry, "edited", at, edit_distance=0.03, voice_distance=0.4)
        a_draft(enquiry, "edited", at, edit_distance=0.6)
        a_draft(enquiry, "rejected", at)
        a_draft(enquiry, "automated", at)
        Enquiry.objects.update(created_at=at)

        found = analytics(assistant, span)

        assert (found.drafts.decided, found.drafts.kept, found.drafts.automated) == (4, 2, 1)
        assert found.drafts.kept_share == 0.5
        assert found.drafts.edit_distance == pytest.approx(0.21)
        assert found.drafts.consistency == pytest.approx(0.7)
        assert found.cost_per_conversation == Decimal("0.02")

    def test_say_why_it_handed_over_and_what_customers_thought(self, enquiry, assistant, span):
        for reason in ("anger", "missing_knowledge", "missing_knowledge"):
            details = {"what": "handed_over", "reason": reason}
            making.make_message(enquiry, "", kind="event", author="ai", created_at=NOW - DAY, details=details)
        Satisfaction.objects.create(enquiry=enquiry, token_digest="a", asked_at=NOW - DAY, score=5)

        found = analytics(assistant, span)

        assert found.handovers == (("Nothing known answers it", 2), ("The customer is angry", 1))
        assert (found.contentment.asked, found.contentment.good_share) == (1, 1.0)

    def test_are_grouped_by_topic_channel_and_week(self, channel, assistant, span):
        topic = making.make_topic(assistant)
        mail = making.make_channel(assistant, kind="email", name="Mail")
        a_draft(an_enquiry(channel, NOW - DAY, topic=topic), "accepted", NOW - DAY, topic=topic)
        an_enquiry(mail, NOW - 8 * DAY, state="resolved")

        found = analytics(assistant, span)

        topics = {group.label: (group.total, group.resolved, group.kept_share) for group in found.topics}
        assert topics == {"Parcel": (1, 0, 1.0), "": (1, 1, None)}
        assert {group.label: group.decided for group in found.channels} == {
            "Our site (Website)": 1,
            "Mail (E-mail)": 0,
        }
        assert [(group.label, group.total) for group in found.weeks] == [("2026-11-09", 1), ("2026-11-16", 1)]

    def test_compare_two_styles(self, enquiry, assistant, span):
        for style, state in (("Short", "accepted"), ("Short", "rejected"), ("Warm", "accepted")):
            a_draft(enquiry, state, NOW - DAY, style=style)

        found = analytics(assistant, span)

        assert [(one.name, one.decided, one.accepted) for one in found.styles] == [
            ("Short", 2, 1),
            ("Warm", 1, 1),
        ]
        assert found.comparison.difference == -0.5

    def test_are_empty_without_anything(self, assistant, span):
        found = analytics(assistant, span)

        assert found.conversations.total == 0
        assert found.conversations.median_seconds is None
        assert found.drafts.kept_share is None
        assert found.cost_per_conversation == 0
        assert found.reliability == reliability_of({})

    def test_never_mix_workspaces(self, otto, enquiry, span):
        theirs = making.make_assistant(otto.workspaces.get(), name="Theirs")

        assert analytics(theirs, span).conversations.total == 0

    @pytest.mark.parametrize("number", [3, 3_000])
    def test_cost_the_same_for_three_and_three_thousand(
        self, channel, assistant, span, django_assert_num_queries, number
    ):
        contact = making.make_contact(channel)
        enquiries = Enquiry.objects.bulk_create(
            Enquiry(
                workspace=channel.workspace,
                assistant=assistant,
                channel=channel,
                contact=contact,
                number=each + 1,
                seq=1,
            )
            for each in range(number)
        )
        model = making.make_message(enquiries[0]).__class__
        messages = model.objects.bulk_create(
            model(enquiry=enquiry, seq=9, author="customer", text="Hello", created_at=NOW)
            for enquiry in enquiries
        )
        Draft.objects.bulk_create(
            Draft(
                assistant=assistant,
                enquiry_id=message.enquiry_id,
                message=message,
                state="accepted",
                action="draft",
                phase="supervised",
                decided_at=NOW - DAY,
            )
            for message in messages
        )

        with django_assert_num_queries(13):
            found = analytics(assistant, Span(start=None, end=NOW + 999 * DAY))

        assert (found.conversations.total, found.drafts.decided) == (number, number)


@pytest.mark.django_db
class TestReplays:
    def test_play_the_last_month_of_each_topic_with_the_cut_of_before(self, assistant, enquiry):
        topic = making.make_topic(assistant)
        for _each in range(70):
            a_draft(enquiry, "accepted", NOW - 60 * DAY, topic=topic, confidence=0.85)
        for _each in range(30):
            a_draft(enquiry, "rejected", NOW - 60 * DAY, topic=topic, confidence=0.55)
        for state, confidence in (("accepted", 0.9), ("accepted", 0.7), ("rejected", 0.8), ("rejected", 0.5)):
            a_draft(enquiry, state, NOW - DAY, topic=topic, confidence=confidence)
        a_draft(enquiry, "hidden", NOW - DAY, topic=topic, action="handover")

        ((found, replay),) = decisions.replays(assistant, now=NOW)

        assert found == topic
        assert replay.from_confidence == 0.6
        assert (replay.messages, replay.answered, replay.wrong) == (5, 3, 1)

    def test_leave_out_topics_that_are_always_for_people(self, assistant, enquiry):
        topic = making.make_topic(assistant, handling="person")
        a_draft(enquiry, "accepted", NOW - DAY, topic=topic, confidence=0.99)

        assert decisions.replays(assistant, now=NOW) == []

    def test_count_a_small_edit_as_right_but_not_a_changed_number(self):
        row = {"state": "edited", "edit_distance": 0.02, "text": "It costs 40 rupees in all."}

        assert decisions.was_right({**row, "sent_text": "It costs 40 rupees in all!"})
        assert not decisions.was_right({**row, "sent_text": "It costs 50 rupees in all."})


@pytest.mark.django_db
class TestThePage:
    @pytest.fixture(autouse=True)
    def _frozen(self):
        with time_machine.travel(NOW, tick=False):
            yield

    @pytest.fixture
    def told(self, assistant, enquiry):
        topic = making.make_topic(assistant)
        a_draft(enquiry, "accepted", NOW - DAY, topic=topic, confidence=0.95, style="Short")
        a_draft(enquiry, "rejected", NOW - DAY, topic=topic, confidence=0.3, style="Warm")
        Suggestion.objects.create(
            assistant=assistant, kind="answer", title="=Do you rent bikes?", count=7, key=uuid4().hex
        )
        bins = [{"confidence": 0.9, "accuracy": 0.8, "count": 12}]
        TriageModel.objects.create(
            assistant=assistant,
            blob=b"-",
            rows=9,
            topics=2,
            metrics={"ece": 0.1, "bins": bins},
            fingerprint="-",
        )

    def url(self, assistant, name="analytics"):
        return reverse(f"assistants:{name}", args=[assistant.slug])

    def test_shows_figures_charts_with_tables_and_questions_with_a_way_to_answer(
        self, as_vera, assistant, told
    ):
        page = as_vera.get(self.url(assistant)).content.decode()

        assert "1 answered, 0 of them wrong" in page
        assert "Do you rent bikes?" in page
        assert f"{reverse('assistants:suggestions', args=[assistant.slug])}?kind=answer#suggestion-" in page
        assert 'class="reliability-dot" cx="90.0" cy="20.0"' in page
        assert "Chance may still explain" in page

    def test_is_of_the_days_one_chooses(self, as_maria, assistant, channel):
        an_enquiry(channel, NOW - 20 * DAY)

        def total(days):
            return as_maria.get(self.url(assistant), {"days": days}).context["found"].conversations.total

        assert [total(days) for days in ("7", "30", "all", "nonsense")] == [0, 1, 1, 1]

    def test_is_also_a_file_without_formulas(self, as_vera, assistant, told):
        response = as_vera.get(self.url(assistant, "analytics-file"))
        rows = {tuple(row[:3]): row[3] for row in csv.reader(io.StringIO(response.content.decode()))}

        assert response["Content-Type"].startswith("text/csv")
        assert rows["drafts", "", "decided"] == "2"
        assert rows["unanswered", "'=Do you rent bikes?", "count"] == "7"

    def test_is_not_for_strangers(self, as_otto, as_nobody, assistant):
        for name in ("analytics", "analytics-file"):
            assert as_otto.get(self.url(assistant, name)).status_code == 404
            assert as_nobody.get(self.url(assistant, name)).status_code == 302
