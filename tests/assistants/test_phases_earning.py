"""What decisions prove, and what a phase follows from."""

import pytest

from assistants.learning import earning
from assistants.learning.earning import Evidence, Outcome, Standing, judge, pooled
from assistants.learning.evidence import wilson_lower


def outcomes(right, wrong=0, confidence=0.9):
    return [Outcome(is_right=True, confidence=confidence)] * right + [
        Outcome(is_right=False, confidence=confidence)
    ] * wrong


def standing(phase, evidence=None, **extra):
    fields = {"messages": 100, "replies": 50, "accuracy": 0.9, "is_switched_on": True, **extra}
    return Standing(phase=phase, evidence=evidence or Evidence(target=0.95, minimum=60), **fields)


class TestEvidence:
    def test_is_the_one_sided_wilson_bound(self):
        assert wilson_lower(60, 60) == pytest.approx(0.956854, abs=1e-6)
        assert wilson_lower(194, 200) == pytest.approx(0.943045, abs=1e-6)

    def test_suffices_at_exactly_the_bound(self):
        target = wilson_lower(97, 100)

        at_the_bound = Evidence(decisions=100, accepted=97, target=target, minimum=60)
        just_above = Evidence(decisions=100, accepted=97, target=target + 1e-9, minimum=60)

        assert at_the_bound.suffices
        assert not just_above.suffices

    def test_needs_the_minimum_however_good(self):
        assert not Evidence(decisions=59, accepted=59, target=0.9, minimum=60).suffices
        assert Evidence(decisions=60, accepted=60, target=0.9, minimum=60).suffices

    def test_of_all_topics_is_cut_where_it_suffices(self):
        mixed = outcomes(80, confidence=0.97) + outcomes(20, 40, confidence=0.4)

        found = pooled(mixed, target=0.95, minimum=60)

        assert found.suffices
        assert found.from_confidence == 0.5
        assert (found.decisions, found.accepted) == (80, 80)

    def test_says_what_is_proved_without_a_cut_when_no_cut_suffices(self):
        found = pooled(outcomes(30, 30), target=0.95, minimum=60)

        assert not found.suffices
        assert (found.decisions, found.from_confidence) == (60, 0.0)

    @pytest.mark.parametrize(
        ("right", "wrong", "speaks_against"), [(0, 0, False), (5, 0, False), (2, 3, True)]
    )
    def test_of_a_few_can_speak_against_following(self, right, wrong, speaks_against):
        few = Evidence(decisions=right + wrong, accepted=right, target=0.95, minimum=60)

        assert earning.contradicts(few) is speaks_against


class TestAPhase:
    @pytest.mark.parametrize(
        ("before", "extra", "after", "reason"),
        [
            ("observe", {"messages": 49}, "observe", ""),
            ("observe", {"messages": 50, "replies": 20}, "recognise", "learnt-enough"),
            ("observe", {"replies": 19}, "observe", ""),
            ("recognise", {"accuracy": 0.69}, "recognise", ""),
            ("recognise", {"accuracy": None}, "recognise", ""),
            ("recognise", {"accuracy": None, "is_trusted": True}, "supervised", "reads-well"),
            ("recognise", {"topics": 0}, "recognise", ""),
            ("recognise", {}, "supervised", "reads-well"),
            ("supervised", {}, "supervised", ""),
            ("observe", {"is_held": True}, "observe", ""),
        ],
    )
    def test_before_answering_follows_from_what_was_learnt(self, before, extra, after, reason):
        verdict = judge(standing(before, **extra))

        assert (verdict.phase, verdict.reason) == (after, reason)

    @pytest.mark.parametrize(
        ("right", "wrong", "switched_on", "after"),
        [
            (60, 0, True, "automated"),
            (59, 0, True, "supervised"),
            (60, 0, False, "supervised"),
            (59, 1, True, "supervised"),
            (200, 4, True, "automated"),
        ],
    )
    def test_rises_to_answering_by_proof_and_switch_alone(self, right, wrong, switched_on, after):
        proof = Evidence(decisions=right + wrong, accepted=right, target=0.95, minimum=60)

        assert judge(standing("supervised", proof, is_switched_on=switched_on)).phase == after

    @pytest.mark.parametrize(
        ("right", "wrong", "switched_on", "reason"),
        [
            (190, 10, True, "bound-fell"),
            (200, 0, False, "switched-off"),
            (55, 0, True, "too-few-decisions"),
            (200, 0, True, ""),
        ],
    )
    def test_falls_by_itself(self, right, wrong, switched_on, reason):
        proof = Evidence(decisions=right + wrong, accepted=right, target=0.95, minimum=60)

        verdict = judge(standing("automated", proof, is_switched_on=switched_on))

        assert verdict.reason == reason
        assert verdict.phase == ("supervised" if reason else "automated")

    def test_falls_to_the_beginning_when_nothing_of_it_is_left(self):
        gone = standing("automated", messages=0, lives_by_examples=True)

        assert judge(gone).phase == "observe"


class TestASmallEdit:
    @pytest.mark.parametrize(
        ("before", "after", "distance", "is_small"),
        [
            ("It left us yesterday.", "It left us yesterday!", 0.02, True),
            ("It takes 5 days.", "It takes 7 days.", 0.04, False),
            (
                "We can refund this in full, of course.",
                "We cannot refund this in full, of course.",
                0.05,
                False,
            ),
            ("Hello", "Goodbye", 0.9, False),
        ],
    )
    def test_changes_neither_number_nor_negation(self, before, after, distance, is_small):
        assert earning.is_small_edit(before, after, distance) is is_small
