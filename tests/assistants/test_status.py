"""How far an assistant is: a sum of parts that each say their figure."""

from datetime import timedelta

import pytest

from assistants.learning.earning import Evidence
from assistants.models import Enquiry, Phase, Topic, TriageModel, VoiceProfile
from assistants.selectors import status
from assistants.selectors.status import Figures, parts_of
from tests.assistants import making

NOW = making.NOW
FULL = Figures(
    replies=200,
    topics=4,
    ready_topics=4,
    calibration_error=0.05,
    decisions=60,
    evidence=Evidence(decisions=200, accepted=199, target=0.95, minimum=60),
    enquiries=10,
    automatable=5,
    voice_replies=30,
)


def points(**figures):
    return {part.name: part.points for part in parts_of(Figures(**figures))}


class TestParts:
    def test_together_give_a_hundred_and_then_ask_for_nothing(self):
        parts = parts_of(FULL)

        assert sum(part.most for part in parts) == 100
        assert sum(part.points for part in parts) == 100
        assert not any(part.next_step for part in parts)

    def test_give_nothing_to_an_assistant_that_knows_nothing_and_say_what_to_do(self):
        parts = parts_of(Figures())

        assert sum(part.points for part in parts) == 0
        assert all(part.next_step and part.figure for part in parts)

    @pytest.mark.parametrize(
        ("figures", "name", "given"),
        [
            ({"replies": 50}, "replies", 5.0),
            ({"replies": 900}, "replies", 20.0),
            ({"topics": 1, "ready_topics": 1}, "topics", 5.0),  # of three that are the fewest
            ({"topics": 6, "ready_topics": 3}, "topics", 7.5),
            ({"calibration_error": 0.15}, "calibration", 5.0),
            ({"calibration_error": 0.4}, "calibration", 0.0),
            ({"decisions": 30}, "decisions", 7.5),
            ({"enquiries": 8, "automatable": 2}, "automated", 5.0),
            ({"voice_replies": 15}, "voice", 5.0),
            ({"voice_replies": 40, "voice_drifts": True}, "voice", 5.0),
        ],
    )
    def test_are_shares_of_what_is_enough(self, figures, name, given):
        assert points(**figures)[name] == given

    def test_prove_less_with_few_judgements_than_with_many(self):
        def proved(number):
            return points(evidence=Evidence(decisions=number, accepted=number, target=0.95, minimum=60))[
                "bound"
            ]

        assert 0 < proved(3) < proved(30) < proved(80) == 20


@pytest.mark.django_db
class TestStatus:
    @pytest.fixture
    def learnt(self, assistant, message):
        topics = [making.make_topic(assistant, label=f"topic-{number}") for number in range(3)]
        for topic in topics[:2]:
            for number in range(5):
                making.make_pattern(topic, f"Question {number}", f"Reply {number}")
        for state, number in (("accepted", 6), ("rejected", 2), ("superseded", 1), ("hidden", 3)):
            for _each in range(number):
                making.make_draft(
                    message,
                    state=state,
                    topic=topics[0],
                    decided_at=NOW if state in ("accepted", "rejected") else None,
                )
        TriageModel.objects.create(
            assistant=assistant, blob=b"-", rows=9, topics=2, metrics={"ece": 0.07}, fingerprint="-"
        )
        VoiceProfile.objects.create(
            assistant=assistant, version=1, blob=b"-", replies=12, drift={"alarm": True}
        )
        return topics

    def test_is_counted_from_what_was_learnt_and_judged(self, assistant, learnt):
        figures = status.figures_of(assistant, now=NOW)

        assert (figures.replies, figures.topics, figures.ready_topics) == (10, 3, 2)
        assert (figures.decisions, figures.evidence.decisions, figures.evidence.accepted) == (8, 8, 6)
        assert (figures.calibration_error, figures.voice_replies, figures.voice_drifts) == (0.07, 12, True)

    def test_counts_messages_it_may_answer_only_with_the_switch_on(self, assistant, learnt, enquiry):
        Topic.objects.filter(pk=learnt[0].pk).update(phase=Phase.AUTOMATED)
        Enquiry.objects.update(topic=learnt[0])
        later = Enquiry.objects.get().created_at + timedelta(days=1)

        assert status.figures_of(assistant, now=later).automatable == 0

        assistant.may_automate = True
        assert status.figures_of(assistant, now=later).automatable == 1
        assert status.figures_of(assistant, now=later + timedelta(days=90)).automatable == 0

    def test_names_what_adds_most(self, assistant, learnt):
        found = status.status_of(assistant, now=NOW)

        assert found.next_part.name == "replies"
        assert found.stage == round(sum(part.points for part in found.parts))

    def test_is_of_one_assistant_alone(self, learnt, workspace):
        other = making.make_assistant(workspace, name="Other")

        assert status.status_of(other, now=NOW).stage == 0

    @pytest.mark.parametrize("number", [3, 60])
    def test_costs_the_same_for_many(self, assistant, learnt, django_assert_num_queries, number):
        for each in range(number):
            making.make_topic(assistant, label=f"more-{each}")

        with django_assert_num_queries(8):
            status.status_of(assistant, now=NOW)
