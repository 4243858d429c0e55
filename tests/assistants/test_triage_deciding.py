"""Answer, draft or hand over."""

from dataclasses import replace

import pytest

from assistants.triage.base import Reading, is_outside
from assistants.triage.deciding import Decision, Policy, decide

SURE = Reading("parcel", confidence=0.97, in_scope_score=0.9, agreement=1.0)
EARNED = Policy(phase="automated", may_automate=True)


class TestDecide:
    def test_answers_what_was_earned(self):
        assert decide(SURE, policy=EARNED) == Decision("answer")

    @pytest.mark.parametrize("phase", ["observe", "recognise", "supervised"])
    def test_drafts_before_that(self, phase):
        assert decide(SURE, policy=replace(EARNED, phase=phase)) == Decision("draft", phase)

    def test_drafts_while_the_switch_is_off(self):
        assert decide(SURE, policy=replace(EARNED, may_automate=False)) == Decision("draft", "supervised")

    @pytest.mark.parametrize(
        ("change", "decision"),
        [
            ({"confidence": 0.6}, Decision("draft", "low_confidence")),
            ({"agreement": 0.2}, Decision("draft", "disagreement")),
            ({"confidence": 0.01}, Decision("handover", "low_confidence")),
            ({"in_scope_score": 0.4}, Decision("handover", "missing_knowledge")),
            ({"label": None}, Decision("handover", "missing_knowledge")),
            ({"anger": 0.8}, Decision("handover", "anger")),
            ({"wants_person": True, "anger": 0.8}, Decision("handover", "customer_asked")),
        ],
    )
    def test_is_careful(self, change, decision):
        assert decide(replace(SURE, **change), policy=EARNED) == decision

    def test_leaves_a_topic_to_people(self):
        assert decide(SURE, policy=replace(EARNED, keeps_for_people=True)) == Decision("handover", "policy")


class TestIsOutside:
    def test_knows_how_files_say_it(self):
        assert all(is_outside(label) for label in (None, "", "oos", "Out_of_Scope", "none", "N/A"))
        assert not is_outside("card_arrival")
