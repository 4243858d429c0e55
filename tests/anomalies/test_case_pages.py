"""The checklist on a finding's page and the list of cases, by members and strangers."""

import pytest
from django.urls import reverse

from anomalies import services
from anomalies.models import Case, Finding
from tests.anomalies.factories import FIRST_DAY, NOW, a_payment, make_finding

pytestmark = pytest.mark.django_db
LIST = "/findings/cases/"
CHANGES: tuple[tuple[str, dict[str, str]], ...] = (
    ("case-step", {"code": "call_bank", "done": "true"}),
    ("case-note", {"note": "Ms Rao, ref 88-12"}),
    ("case-close", {"outcome": "refused"}),
    ("case-reopen", {}),
)
HTMX = {"HX-Request": "true", "HX-Target": "finding-answer"}


@pytest.fixture
def case(workspace, maria):
    finding = make_finding(workspace)
    services.give_feedback(finding=finding, verdict="not_me", actor=maria, now=NOW)
    return Case.objects.get()


def address(case, name):
    return reverse(f"anomalies:{name}", args=[case.finding_id])


class TestCaseList:
    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera"])
    def test_shows_members_what_is_open(self, who, request, case):
        page = request.getfixturevalue(who).get(LIST).content.decode()

        assert case.finding.title in page
        assert "0 steps done" in page

    def test_shows_a_stranger_nothing(self, case, as_otto):
        assert case.finding.title not in as_otto.get(LIST).content.decode()

    def test_sends_nobody_to_sign_in(self, as_nobody):
        assert as_nobody.get(LIST).status_code == 302

    def test_says_what_a_case_is_when_there_is_none(self, as_maria):
        assert "No cases" in as_maria.get(LIST).content.decode()

    def test_puts_settled_ones_last(self, workspace, case, as_maria, maria):
        services.close_case(case=case, outcome="refused", actor=maria, now=NOW)
        other = make_finding(workspace, payment=a_payment(day=FIRST_DAY, amount=5_000.0))
        services.give_feedback(finding=other, verdict="not_me", actor=maria, now=NOW)

        rows = as_maria.get(LIST).context["page"].object_list

        assert [row.finding_id for row in rows] == [other.pk, case.finding_id]

    def test_the_findings_page_counts_the_open_ones(self, case, as_maria):
        assert as_maria.get("/findings/").context["open_cases"] == 1


class TestChanging:
    def test_a_step_is_ticked_and_shown(self, case, as_ben):
        data = {"code": "call_bank", "done": "true"}

        page = as_ben.post(address(case, "case-step"), data, headers=HTMX).content.decode()

        assert case.steps.get().code == "call_bank"
        assert "1 of 6 done" in page

    def test_a_step_is_unticked(self, case, as_ben, ben):
        services.set_step(case=case, code="call_bank", is_done=True, actor=ben, now=NOW)

        as_ben.post(address(case, "case-step"), {"code": "call_bank"}, headers=HTMX)

        assert not case.steps.exists()

    def test_a_note_is_kept(self, case, as_maria):
        page = as_maria.post(address(case, "case-note"), {"note": "Ms Rao"}, headers=HTMX).content.decode()

        assert "Ms Rao" in page

    def test_closing_and_opening_again(self, case, as_maria):
        closed = as_maria.post(address(case, "case-close"), {"outcome": "refused"}, headers=HTMX)
        assert "Open the case again" in closed.content.decode()

        opened = as_maria.post(address(case, "case-reopen"), headers=HTMX)
        assert "Close the case" in opened.content.decode()

    def test_ours_after_all_shows_the_answer_as_expected(self, case, as_maria):
        page = as_maria.post(address(case, "case-close"), {"outcome": "mine"}, headers=HTMX).content.decode()

        assert "You said: Expected" in page
        assert Finding.objects.get().state == Finding.State.EXPECTED

    def test_without_htmx_returns_to_the_finding(self, case, as_maria):
        response = as_maria.post(address(case, "case-note"), {"note": "Ms Rao"})

        assert response.url == reverse("anomalies:detail", args=[case.finding_id])

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("case-step", {"code": "nonsense", "done": "true"}),
            ("case-step", {"code": "ask_payer", "done": "true"}),
            ("case-note", {"note": "x" * 4_001}),
            ("case-close", {"outcome": ""}),
            ("case-close", {"outcome": "won"}),
        ],
    )
    def test_what_does_not_fit_is_422_and_changes_nothing(self, case, as_maria, name, data):
        before = Case.objects.values().get()

        response = as_maria.post(address(case, name), data, headers=HTMX)

        assert response.status_code == 422
        assert 'role="alert"' in response.content.decode()
        assert Case.objects.values().get() == before
        assert not case.steps.exists()

    @pytest.mark.parametrize(("name", "data"), CHANGES)
    @pytest.mark.parametrize(("who", "status"), [("as_vera", 403), ("as_otto", 404), ("as_nobody", 302)])
    def test_others_may_not(self, case, request, name, data, who, status):  # noqa: PLR0917
        before = Case.objects.values().get()

        response = request.getfixturevalue(who).post(address(case, name), data)

        assert response.status_code == status
        assert Case.objects.values().get() == before
        assert not case.steps.exists()

    def test_viewers_see_the_list_without_its_buttons(self, case, as_vera):
        page = as_vera.get(reverse("anomalies:detail", args=[case.finding_id])).content.decode()

        assert "Call the bank" in page
        assert "Close the case" not in page
