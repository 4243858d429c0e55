"""What answers changed, in words."""

import pytest

from anomalies import lessons, services
from anomalies.learned import Learned
from tests.anomalies.factories import NOW, make_finding


class TestMovedWeights:
    def test_names_what_counts_less_in_its_category_and_everywhere(self):
        learned = Learned(factors={"amount": 0.93}, own_factors={"Travel": {"amount": 0.8}})

        moved = lessons.moved_weights(learned)

        assert [(weight.category, weight.factor, weight.counts_more) for weight in moved] == [
            ("Travel", 0.74, False),
            ("", 0.93, False),
        ]

    def test_leaves_out_what_came_back_to_itself(self):
        assert lessons.moved_weights(Learned(factors={"hour": 1.001})) == []

    def test_knows_a_name_for_every_signal(self):
        from anomalies import weights

        assert set(lessons.SIGNALS) == set(weights.SIGNALS)


@pytest.mark.django_db
class TestThePage:
    def test_shows_groups_and_moved_weights(self, workspace, as_maria, maria):
        reasons = [{"code": "amount", "bits": 9.0, "text": "It is large."}]
        finding = make_finding(workspace, reasons=reasons)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

        page = as_maria.get("/findings/learnt/").content.decode()

        assert "Normal from now on" in page
        assert "What counts more or less now" in page
        assert "in Food &amp; Dining" in page
