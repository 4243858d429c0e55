"""Learning topics from a few examples, with the model-free embedder."""

import numpy as np
import pytest

from assistants.triage.fitting import Effort, fit
from assistants.triage.learner import NothingToLearnError, Triager
from assistants.triage.replaying import Exchange, Replay, exchanges_of, group_replies, window, windows
from assistants.triage.sense import telling_names
from assistants.triage.storing import UnreadableModelError, pack

QUICK = Effort(steps=0)
SUBJECTS = {
    "parcel": "parcel delivery courier tracking shipment",
    "refund": "refund money back returned repay",
    "password": "password login sign account locked",
}
FRAMES = (
    "my {} {} please",
    "question about {} and {}",
    "where is {} with {}",
    "{} {} not working",
    "help {} {}",
)


def examples() -> tuple[list[str], list[str]]:
    rows = [
        (frame.format(first, second), label)
        for label, words in SUBJECTS.items()
        for frame in FRAMES
        for first, second in zip(words.split(), words.split()[1:], strict=False)
    ]
    return [text for text, _ in rows], [label for _, label in rows]


@pytest.fixture(scope="module")
def reader() -> Triager:
    return fit(*examples(), effort=QUICK)


class TestReading:
    def test_names_the_topic_with_its_neighbours(self, reader):
        found = reader.read(["is the courier coming with my parcel"])[0]

        assert found.label == "parcel"
        assert found.confidence > 0.6
        assert found.agreement > 0.9
        assert {one.label for one in found.nearest} == {"parcel"}
        similarities = [one.similarity for one in found.nearest]
        assert similarities == sorted(similarities, reverse=True)

    def test_tells_what_is_out_of_scope(self, reader):
        inside, outside = reader.read(["my refund money please", "zebras graze beyond volcanic hillsides"])

        assert inside.in_scope_score >= 0.5 > outside.in_scope_score

    def test_measures_itself(self, reader):
        assert reader.metrics["accuracy"] > 0.9
        assert 0 <= reader.metrics["ece"] <= 1
        assert sum(bar["count"] for bar in reader.metrics["bins"]) == reader.metrics["held_out"]

    def test_reads_nothing(self, reader):
        assert reader.read([]) == []


class TestStoring:
    def test_comes_back_the_same(self, reader):
        again = Triager.from_bytes(reader.to_bytes())
        texts = ["login password locked", "tracking of the shipment", "what a day"]

        for before, after in zip(reader.read(texts), again.read(texts), strict=True):
            assert after.label == before.label
            assert after.confidence == pytest.approx(before.confidence, abs=0.02)
            assert after.in_scope_score == pytest.approx(before.in_scope_score, abs=0.02)

    @pytest.mark.parametrize("data", [b"", b"pickle", pack({}, {"version": -1})])
    def test_refuses_other_bytes(self, data):
        with pytest.raises(UnreadableModelError):
            Triager.from_bytes(data)


class TestWithExamples:
    def test_knows_a_new_topic_at_once(self, reader):
        taught = reader.with_examples(["do you sell gift vouchers"], ["voucher"])

        assert taught.read(["do you sell gift vouchers?"])[0].label == "voucher"
        assert reader.read(["do you sell gift vouchers?"])[0].label != "voucher"
        assert taught.read(["my refund money please"])[0].label == "refund"

    def test_learns_what_is_outside(self, reader):
        taught = reader.with_examples(["tell me a joke"], [None])

        assert len(taught.outside) == 1
        assert taught.labels == reader.labels


class TestFit:
    def test_needs_a_topic(self):
        with pytest.raises(NothingToLearnError):
            fit(["hello"], ["oos"], effort=QUICK)

    def test_makes_do_with_one_example(self):
        assert fit(["where is my parcel"], ["parcel"], effort=QUICK).read(["my parcel"])[0].label == "parcel"

    def test_passes_over_empty_texts(self):
        found = fit(["where is my parcel", " "], ["parcel", "refund"], effort=QUICK)

        assert found.labels == ("parcel",)


class TestNames:
    def test_of_topics_are_examples_of_them(self):
        labels = [
            "card_arrival",
            "lost_or_stolen_card",
            "topUpFailed",
            "PINBlocked",
            "Refund_not_showing_up?",
        ]

        assert list(telling_names(labels).values()) == [
            "card arrival",
            "lost or stolen card",
            "top up failed",
            "pin blocked",
            "refund not showing up",
        ]

    def test_that_are_numbers_say_nothing(self):
        assert telling_names(["topic_1", "topic_2", "17", "x9", "Label3", "label 4", "refunds"]) == {
            6: "refunds"
        }


class TestReplay:
    def test_automates_only_what_proved_right(self):
        texts, labels = examples()
        order = np.random.default_rng(2).integers(0, len(texts), 700)
        past = [Exchange(texts[place], labels[place]) for place in order]
        replay = Replay(past)
        outcomes = list(replay.run())
        first, last = window(outcomes[:60], 0), window(outcomes[500:], 500)

        assert first.automated == 0
        assert last.automated > 0.5
        assert last.wrong_automated <= 0.05
        assert [(one.start, one.end) for one in windows(outcomes, 400)] == [(0, 400), (400, 700)]

    def test_reads_rows_with_and_without_labels(self):
        labelled = exchanges_of(
            [{"customer": "hi", "label": "oos"}, {"customer": "where", "label": "parcel"}]
        )
        bare = exchanges_of(
            [{"customer": "where", "reply": "It left."}, {"customer": "and?", "reply": "it LEFT!"}]
        )

        assert [one.topic for one in labelled] == [None, "parcel"]
        assert bare[0].topic == bare[1].topic

    def test_groups_replies_that_differ_in_numbers(self):
        one, two, other, none = group_replies(
            ["Order 12 is on its way", "Order 99 is on its way", "We refunded you", ""]
        )

        assert one == two != other
        assert none is None
