"""The fitted reader of an assistant, from its patterns to the command."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assistants.models import TriageModel
from assistants.services import triage
from tests.assistants import making

pytestmark = pytest.mark.django_db

PARCEL = ("where is my parcel", "parcel not delivered yet", "track the parcel delivery", "my parcel is late")
REFUND = ("refund my money please", "when is the refund paid", "money back for a return", "no refund so far")


@pytest.fixture
def taught(assistant):
    for label, questions in (("parcel", PARCEL), ("refund", REFUND)):
        topic = making.make_topic(assistant, label)
        for question in questions:
            making.make_pattern(topic, question)
    return assistant


class TestLearn:
    def test_keeps_a_reader_and_its_figures(self, taught):
        model = triage.learn(assistant=taught)

        assert (model.rows, model.topics) == (8, 2)
        assert model.fingerprint

    def test_does_nothing_twice(self, taught):
        assert triage.learn(assistant=taught) == triage.learn(assistant=taught)
        assert TriageModel.objects.count() == 1

    def test_keeps_the_one_before(self, taught):
        for number in range(4):
            making.make_pattern(taught.topics.get(label="parcel"), f"parcel question {number}")
            triage.learn(assistant=taught)

        assert TriageModel.objects.count() == 2

    def test_keeps_nothing_without_a_topic(self, taught):
        triage.learn(assistant=taught)
        taught.patterns.all().delete()

        assert triage.learn(assistant=taught) is None
        assert not TriageModel.objects.exists()


class TestRead:
    def test_names_topic_and_wording(self, taught):
        triage.learn(assistant=taught)

        found = triage.read(assistant=taught, text="URGENT: where is my parcel with order #A-10233?")

        assert found.label == "parcel"
        assert found.urgency >= 0.7
        assert [one.text for one in found.entities] == ["A-10233"]

    def test_tells_only_the_wording_before_anything_was_learnt(self, assistant):
        found = triage.read(assistant=assistant, text="I want to talk to a person")

        assert (found.label, found.in_scope_score, found.wants_person) == (None, 0.0, True)

    def test_knows_at_once_what_came_after_the_night(self, taught):
        triage.learn(assistant=taught)
        making.make_pattern(making.make_topic(taught, "voucher"), "do you sell gift vouchers")

        assert triage.read(assistant=taught, text="do you sell gift vouchers?").label == "voucher"

    def test_forgets_topics_that_are_not_active(self, taught):
        taught.topics.filter(label="refund").update(is_active=False)
        triage.learn(assistant=taught)

        assert triage.read(assistant=taught, text="refund my money please").label == "parcel"

    def test_asks_few_questions_of_the_database(self, taught, django_assert_max_num_queries):
        triage.learn(assistant=taught)
        with django_assert_max_num_queries(3):
            triage.read_all(assistant=taught, texts=["where is it"] * 20)


class TestCommand:
    def run(self, tmp_path, slug: str) -> list[dict]:
        path = tmp_path / "in.jsonl"
        path.write_text(
            "\n".join(
                json.dumps({"id": number, "text": text})
                for number, text in enumerate(("where is my parcel", "get me a real person"))
            )
        )
        out = StringIO()
        call_command("triage", str(path), assistant=slug, stdout=out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    def test_prints_the_contract(self, taught, tmp_path):
        triage.learn(assistant=taught)

        parcel, person = self.run(tmp_path, taught.slug)

        fields = ["id", "label", "confidence", "in_scope_score", "action", "reason", "nearest"]
        assert list(parcel) == fields
        assert (parcel["id"], parcel["label"], parcel["action"]) == (0, "parcel", "draft")
        assert set(parcel["nearest"][0]) == {"text", "label", "similarity"}
        assert (person["action"], person["reason"]) == ("handover", "customer_asked")

    def test_refuses_an_assistant_that_is_not_there(self, tmp_path):
        with pytest.raises(CommandError, match="learn_replies"):
            self.run(tmp_path, "nobody")


class TestReplayCommand:
    def test_prints_a_line_a_window_and_stores_nothing(self, tmp_path):
        path = tmp_path / "history.jsonl"
        rows = [
            {"customer": text, "reply": "Done.", "label": label}
            for _ in range(10)
            for label, texts in (("parcel", PARCEL), ("refund", REFUND))
            for text in texts
        ]
        path.write_text("\n".join(json.dumps(row) for row in rows))
        out = StringIO()
        call_command("replay", str(path), assistant_name="Shop", window=50, stdout=out)
        lines = [json.loads(line) for line in out.getvalue().splitlines()]

        assert [(line["from"], line["to"]) for line in lines] == [(0, 50), (50, 80)]
        assert set(lines[0]) == {
            "from",
            "to",
            "proposed_right",
            "automated",
            "wrong_automated",
            "out_of_scope_automated",
        }
        assert not TriageModel.objects.exists()

    def test_refuses_a_target_above_one(self, tmp_path):
        with pytest.raises(CommandError, match="target"):
            call_command("replay", str(tmp_path / "none"), target=1.5)
