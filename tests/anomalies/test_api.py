import pytest

from anomalies.models import Feedback, Finding
from tests.anomalies.factories import make_finding

pytestmark = pytest.mark.django_db
LIST = "/api/v1/findings"


def post(client, finding, action, body=None):
    return client.post(f"{LIST}/{finding.pk}/{action}", body or {}, content_type="application/json")


class TestFindings:
    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera"])
    def test_members_read_them(self, who, request, workspace):
        finding = make_finding(workspace)

        body = request.getfixturevalue(who).get(LIST).json()

        assert body["next"] is None
        [row] = body["results"]
        assert row["id"] == str(finding.pk)
        assert row["amount"] == "-4100.00"
        assert row["currency"] == "INR"
        assert row["happened_on"] == "2025-01-21"
        assert row["reasons"] == finding.reasons

    def test_filters(self, workspace, as_maria):
        make_finding(workspace)

        assert as_maria.get(LIST, {"state": "not_me"}).json()["results"] == []
        assert len(as_maria.get(LIST, {"state": "open"}).json()["results"]) == 1

    def test_a_stranger_gets_nothing(self, workspace, as_otto):
        finding = make_finding(workspace)

        assert as_otto.get(LIST).json()["results"] == []
        assert as_otto.get(f"{LIST}/{finding.pk}").status_code == 404

    def test_nobody_is_refused(self, as_nobody):
        assert as_nobody.get(LIST).status_code == 401

    def test_one_is_read_by_its_id(self, workspace, as_maria):
        finding = make_finding(workspace)

        assert as_maria.get(f"{LIST}/{finding.pk}").json()["title"] == finding.title


class TestFeedback:
    def test_changes_the_state_and_undo_puts_it_back(self, workspace, as_maria):
        finding = make_finding(workspace)

        answered = post(as_maria, finding, "feedback", {"verdict": "not_me"})
        assert (answered.status_code, answered.json()["state"]) == (200, "not_me")

        undone = post(as_maria, finding, "undo")
        assert (undone.status_code, undone.json()["state"]) == (200, "open")

    def test_viewers_may_not(self, workspace, as_vera):
        finding = make_finding(workspace)

        assert post(as_vera, finding, "feedback", {"verdict": "not_me"}).status_code == 403
        assert post(as_vera, finding, "undo").status_code == 403
        assert not Feedback.objects.exists()

    def test_is_not_there_for_a_stranger(self, workspace, as_otto):
        finding = make_finding(workspace)

        assert post(as_otto, finding, "feedback", {"verdict": "not_me"}).status_code == 404
        assert post(as_otto, finding, "undo").status_code == 404
        assert Finding.objects.get().is_open

    def test_an_unknown_verdict_is_a_problem(self, workspace, as_maria):
        response = post(as_maria, make_finding(workspace), "feedback", {"verdict": "whatever"})

        assert response.status_code == 400
        assert response.json()["code"] == "invalid"

    def test_a_verdict_that_does_not_fit_says_so(self, workspace, as_maria):
        response = post(as_maria, make_finding(workspace), "feedback", {"verdict": "duplicate"})

        assert response.status_code == 422
        assert response.json()["code"] == "verdict-does-not-fit"

    def test_nothing_to_undo_says_so(self, workspace, as_maria):
        response = post(as_maria, make_finding(workspace), "undo")

        assert (response.status_code, response.json()["code"]) == (409, "nothing-to-undo")
