"""Rows of history teach once, without anything personal; replies written here teach too."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Membership, User, Workspace
from assistants.learning.rows import moment, rows_of
from assistants.models import Assistant, CannedReply, Draft, EnquiryMessage, LearnedPattern, Topic
from assistants.services import discovering, education, learning
from assistants.services.education import BadSlugError
from tests.assistants import making
from tests.assistants.making import NOW

pytestmark = pytest.mark.django_db

ROWS = [
    {"customer": "Where is order 77120?", "reply": "Hi Tom, it left us today.", "label": "order_status"},
    {"customer": "Do you open on Sundays", "reply": "No, we rest.", "label": "opening_hours"},
    {"customer": "I want to cancel", "reply": "", "label": "cancel"},
    {"customer": "Just saying hello", "reply": "Hello!", "label": None},
]


class TestRows:
    def test_become_patterns_without_anything_personal(self, assistant):
        learnt = learning.learn_rows(assistant=assistant, rows=ROWS)

        assert (learnt.rows, learnt.learnt, learnt.topics, dict(learnt.skipped)) == (4, 4, 3, {})
        first = LearnedPattern.objects.get(topic__label="order_status")
        assert first.question == "Where is order {order}?"
        assert first.reply == "Hi {name}, it left us today."
        assert len(first.question_vector) == len(first.reply_vector) == 384
        assert first.approved_at is None

    def test_teach_nothing_a_second_time(self, assistant):
        learning.learn_rows(assistant=assistant, rows=ROWS)

        again = learning.learn_rows(assistant=assistant, rows=ROWS)

        assert (again.learnt, again.topics, dict(again.skipped)) == (0, 0, {"known": 4})
        assert LearnedPattern.objects.count() == 4

    def test_that_are_equal_count_twice_and_no_more(self, assistant):
        learning.learn_rows(assistant=assistant, rows=[ROWS[1], ROWS[1]])
        learning.learn_rows(assistant=assistant, rows=[ROWS[1], ROWS[1]])

        assert LearnedPattern.objects.count() == 2

    def test_without_a_customer_are_skipped(self, assistant):
        learnt = learning.learn_rows(assistant=assistant, rows=[{"customer": "  ", "reply": "Hello"}])

        assert (learnt.learnt, dict(learnt.skipped)) == (0, {"empty": 1})

    def test_without_a_reply_still_tell_a_topic(self, assistant):
        learning.learn_rows(assistant=assistant, rows=ROWS)

        pattern = LearnedPattern.objects.get(topic__label="cancel")
        assert pattern.reply == ""
        assert pattern.reply_vector is None

    def test_labelled_as_outside_become_no_topic_to_answer(self, assistant):
        learning.learn_rows(assistant=assistant, rows=[{"customer": "Will it rain?", "label": "oos"}])

        topic = Topic.objects.get()
        assert (topic.is_active, topic.handling) == (False, Topic.Handling.PERSON)

    def test_with_numbers_for_labels_are_taken(self, assistant):
        learning.learn_rows(assistant=assistant, rows=[{"customer": "Hello", "label": 17}])

        assert Topic.objects.get().label == "17"

    def test_keep_what_the_business_says_to_everybody(self, assistant):
        rows = [{"customer": f"how long {word}", "reply": "It takes 5 working days."} for word in "abc"]
        learning.learn_rows(assistant=assistant, rows=rows)
        learning.learn_rows(
            assistant=assistant, rows=[{"customer": "and for me?", "reply": "Still 5 working days, Tom."}]
        )

        assert set(
            LearnedPattern.objects.filter(reply__contains="5 working days").values_list("reply", flat=True)
        )
        assert LearnedPattern.objects.filter(reply__contains="5 working days").count() == 4

    @pytest.mark.parametrize("rows", [3, 23])
    def test_need_the_same_number_of_queries(self, assistant, rows, django_assert_max_num_queries):
        many = [{"customer": f"question {n}", "reply": f"reply {n}", "label": "a"} for n in range(rows)]

        with django_assert_max_num_queries(12):
            learning.learn_rows(assistant=assistant, rows=many)


class TestAHistoryWithoutTopics:
    def test_is_put_into_topics_that_are_found(self, assistant):
        words = [f"{word}{n}" for n, word in enumerate("abcdefghijklmnopqrstuvwxyz")]
        rows = [{"customer": f"do you repair broken zips {word}"} for word in words]
        rows += [{"customer": f"what are your opening hours on {word}"} for word in words]
        learning.learn_rows(assistant=assistant, rows=rows)

        made = discovering.discover(assistant=assistant)

        assert made == 2
        assert {topic.origin for topic in assistant.topics.all()} == {Topic.Origin.FOUND}
        assert sorted(topic.patterns.count() for topic in assistant.topics.all()) == [26, 26]

    def test_is_left_to_people_where_there_are_topics(self, assistant):
        making.make_topic(assistant)
        learning.learn_rows(assistant=assistant, rows=[{"customer": f"zips {n * 'x'}"} for n in range(50)])

        assert discovering.discover(assistant=assistant) == 0


class TestARow:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("2026-03-01T10:00:00Z", datetime(2026, 3, 1, 10, tzinfo=UTC)),
            ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
            (1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
            (1_700_000_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
            ("yesterday", None),
            (True, None),
            (float("inf"), None),
            (None, None),
        ],
    )
    def test_has_a_moment_however_it_is_written(self, written, read):
        assert moment(written) == read

    def test_has_the_same_key_in_every_file(self):
        first, second = (next(rows_of([dict(ROWS[0])])) for _ in range(2))

        assert first.key == second.key
        assert next(rows_of([{**ROWS[0], "reply": "Other"}])).key != first.key


class TestTheCommand:
    @pytest.fixture
    def history(self, tmp_path):
        file = tmp_path / "history.jsonl"
        file.write_text("\n".join(json.dumps(row) for row in ROWS * 3), encoding="utf-8")
        return str(file)

    def test_makes_the_assistant_and_says_what_it_learnt(self, history, capsys):
        call_command("learn_replies", history, assistant="corner-shop")

        assistant = Assistant.objects.get(slug="corner-shop")
        assert assistant.workspace.slug == "corner-shop"
        owner = Membership.objects.get(workspace=assistant.workspace)
        assert owner.user.email == "corner-shop@lumen.invalid"
        assert not owner.user.has_usable_password()
        said = capsys.readouterr()
        assert said.out == ""
        assert "12 rows: 12 learnt; 3 new topics" in said.err

    def test_teaches_an_assistant_that_is_there(self, history, assistant):
        call_command("learn_replies", history, assistant=assistant.slug)

        assert assistant.patterns.count() == 12
        assert not Workspace.objects.filter(slug=assistant.slug).exists()

    def test_keeps_nothing_of_a_file_with_a_broken_line(self, tmp_path):
        file = tmp_path / "broken.jsonl"
        file.write_text(json.dumps(ROWS[0]) + "\n{not json\n", encoding="utf-8")

        with pytest.raises(CommandError, match="Line 2"):
            call_command("learn_replies", str(file), assistant="corner-shop")

        assert not Assistant.objects.exists()
        assert not User.objects.exists()

    def test_refuses_a_slug_that_no_address_could_hold(self):
        with pytest.raises(BadSlugError):
            education.assistant_called("../../etc")

        assert not Assistant.objects.exists()


class TestAReplyWrittenHere:
    @pytest.fixture
    def topic(self, assistant):
        return making.make_topic(assistant, "order_status")

    @pytest.fixture
    def enquiry(self, channel, topic):
        enquiry = making.make_enquiry(channel, topic=topic)
        making.make_message(enquiry, "Hi, I am Nora Lind. Where is order 4711?")
        return enquiry

    def reply(self, enquiry, text, **extra):
        fields = {"author": EnquiryMessage.Author.HUMAN, "state": EnquiryMessage.State.SENT, **extra}
        return making.make_message(enquiry, text, **fields)

    def test_teaches_its_topic_without_the_customer(self, enquiry, topic):
        message = self.reply(enquiry, "Hello Nora, order 4711 left us on 3 May.")

        pattern = learning.learn_from_reply(message=message)

        assert pattern.topic == topic
        assert pattern.question == "Hi, I am {name}. Where is order {order}?"
        assert pattern.reply == "Hello {name}, order {order} left us on {date}."
        assert pattern.message == message

    def test_teaches_once(self, enquiry):
        message = self.reply(enquiry, "It left us.")

        learning.learn_from_reply(message=message)

        assert learning.learn_from_reply(message=message) is None
        assert LearnedPattern.objects.count() == 1

    def test_of_the_machine_teaches_nothing(self, enquiry):
        message = self.reply(enquiry, "It left us.", author=EnquiryMessage.Author.AI)

        assert learning.learn_from_reply(message=message) is None

    def test_that_is_a_note_teaches_nothing(self, enquiry):
        message = self.reply(enquiry, "Difficult one", kind=EnquiryMessage.Kind.NOTE)

        assert learning.learn_from_reply(message=message) is None

    def test_that_is_a_ready_text_teaches_nothing(self, enquiry, workspace):
        CannedReply.objects.create(
            workspace=workspace, shortcut="hi", title="Hi", text="Hello {{contact.first_name}}, thank you."
        )

        assert learning.learn_from_reply(message=self.reply(enquiry, "Hello Nora, thank you.")) is None

    def test_that_was_a_draft_sent_as_it_was_teaches_nothing(self, enquiry):
        message = self.reply(enquiry, "It left us.")
        making.make_draft(
            message, "It left us.", state=Draft.State.EDITED, sent_text="It left us.", sent_message=message,
            edit_distance=0.0,
        )  # fmt: skip

        assert learning.learn_from_reply(message=message) is None

    def test_that_was_a_changed_draft_teaches_what_was_sent(self, enquiry):
        message = self.reply(enquiry, "It is still with us, sorry.")
        making.make_draft(
            message, "It left us.", state=Draft.State.EDITED, sent_text=message.text, sent_message=message,
            edit_distance=0.7,
        )  # fmt: skip

        assert learning.learn_from_reply(message=message).reply == "It is still with us, sorry."

    def test_keeps_what_three_customers_were_told(self, enquiry, channel):
        for _n in range(3):
            other = making.make_enquiry(channel)
            making.make_message(other, "How long?")
            self.reply(other, "It takes 5 working days.")

        pattern = learning.learn_from_reply(message=self.reply(enquiry, "Give it 5 working days."))

        assert pattern.reply == "Give it 5 working days."

    def test_of_an_unsure_topic_teaches_none(self, enquiry):
        enquiry.confidence = 0.4
        enquiry.save()

        assert learning.learn_from_reply(message=self.reply(enquiry, "It left us.")).topic is None


class TestACorrectedTopic:
    def test_is_learnt_and_the_last_word_counts(self, enquiry, message, assistant):
        first, second = making.make_topic(assistant, "one"), making.make_topic(assistant, "two")

        learning.learn_topic(message=message, topic=first)
        learning.learn_topic(message=message, topic=second)

        assert LearnedPattern.objects.get().topic == second
        assert LearnedPattern.objects.get().said_at == NOW
