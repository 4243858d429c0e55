"""Cases, histories and lessons over REST."""

import pytest

from anomalies import services
from anomalies.models import Case
from tests.anomalies.factories import NOW, make_finding

pytestmark = pytest.mark.django_db
LESSONS = "/api/v1/finding-lessons"
CHANGES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("post", "case/steps", {"code": "call_bank"}),
    ("patch", "case", {"note": "Ms Rao"}),
    ("post", "case/close", {"outcome": "refused"}),
    ("post", "case/reopen", {}),
)


@pytest.fixture
def finding(workspace):
    return make_finding(workspace)


@pytest.fixture
def case(finding, maria):
    services.give_feedback(finding=finding, verdict="not_me", actor=maria, now=NOW)
    return Case.objects.get()


def url(finding, action):
    return f"/api/v1/findings/{finding.pk}/{action}"


def send(client, method, finding, action, body):
    return getattr(client, method)(url(finding, action), body, content_type="application/json")


class TestCase:
    def test_is_not_there_before_anybody_says_not_me(self, finding, as_maria):
        assert as_maria.get(url(finding, "case")).status_code == 404

    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera"])
    def test_members_read_its_steps(self, who, request, case, finding):
        body = request.getfixturevalue(who).get(url(finding, "case")).json()

        assert body["is_open"] is True
        assert [step["code"] for step in body["steps"]][:2] == ["ask_at_home", "call_bank"]
        assert body["money_back"] is None

    def test_goes_from_step_to_end_and_back(self, case, finding, as_maria):
        stepped = send(as_maria, "post", finding, "case/steps", {"code": "call_bank"}).json()
        assert [step["code"] for step in stepped["steps"] if step["is_done"]] == ["call_bank"]
        assert send(as_maria, "patch", finding, "case", {"note": "Ms Rao"}).json()["note"] == "Ms Rao"
        closed = send(as_maria, "post", finding, "case/close", {"outcome": "refused"}).json()
        assert (closed["is_open"], closed["outcome"]) == (False, "refused")
        assert send(as_maria, "post", finding, "case/steps", {"code": "call_bank"}).status_code == 409
        assert send(as_maria, "post", finding, "case/reopen", {}).json()["is_open"] is True

    @pytest.mark.parametrize(
        ("method", "action", "body", "status"),
        [
            ("post", "case/steps", {"code": "nonsense"}, 400),
            ("post", "case/steps", {"code": "ask_payer"}, 422),
            ("post", "case/close", {"outcome": "won"}, 400),
            ("patch", "case", {"note": "x" * 4_001}, 400),
            ("patch", "case", {}, 400),
        ],
    )
    def test_refuses_what_does_not_fit(self, case, finding, as_maria, method, action, body, status):  # noqa: PLR0917
        assert send(as_maria, method, finding, action, body).status_code == status
        case.refresh_from_db()
        assert (case.is_open, case.note, case.steps.count()) == (True, "", 0)

    @pytest.mark.parametrize(("method", "action", "body"), CHANGES)
    @pytest.mark.parametrize(("who", "status"), [("as_vera", 403), ("as_otto", 404), ("as_nobody", 401)])
    def test_others_change_nothing(self, case, finding, request, who, status, method, action, body):  # noqa: PLR0917
        client = request.getfixturevalue(who)

        assert send(client, method, finding, action, body).status_code == status
        case.refresh_from_db()
        assert (case.is_open, case.note, case.steps.count()) == (True, "", 0)


class TestHistory:
    def test_gives_the_points_with_this_one_marked(self, finding, as_vera):
        body = as_vera.get(url(finding, "history")).json()

        assert body["currency"] == "INR"
        assert [point["amount"] for point in body["points"] if point["is_marked"]] == ["4100.00"]
        assert len(body["points"]) == 9
        assert body["usual"] == pytest.approx(203, abs=5)

    def test_is_not_there_for_a_stranger(self, finding, as_otto):
        assert as_otto.get(url(finding, "history")).status_code == 404


class TestLessons:
    def test_lists_what_was_taught(self, case, finding, as_vera):
        [lesson] = as_vera.get(LESSONS).json()

        assert (lesson["finding"], lesson["verdict"]) == (str(finding.pk), "not_me")
        assert "watched more closely" in lesson["text"]

    def test_shows_a_stranger_nothing(self, case, as_otto):
        assert as_otto.get(LESSONS).json() == []
