from datetime import timedelta

import pytest
from django.urls import reverse

from anomalies import services
from anomalies.models import Feedback, Finding
from tests.anomalies.factories import FIRST_DAY, NOW, a_payment, make_finding

pytestmark = pytest.mark.django_db
LIST = "/findings/"


def detail(finding):
    return reverse("anomalies:detail", args=[finding.pk])


def feedback(finding):
    return reverse("anomalies:feedback", args=[finding.pk])


def undo(finding):
    return reverse("anomalies:undo", args=[finding.pk])


def many(workspace, count):
    for n in range(count):
        payment = a_payment(day=FIRST_DAY + timedelta(days=20 + n), amount=4_000.0 + n)
        make_finding(workspace, payment=payment)


class TestFindingList:
    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera"])
    def test_shows_members_what_and_why(self, who, request, workspace):
        finding = make_finding(workspace)

        page = request.getfixturevalue(who).get(LIST).content.decode()

        assert finding.title in page
        assert "₹4,100 at Udupi Corner" in page

    def test_shows_a_stranger_nothing_of_it(self, workspace, as_otto):
        make_finding(workspace)

        assert "Udupi" not in as_otto.get(LIST).content.decode()

    def test_sends_nobody_to_sign_in(self, as_nobody):
        assert as_nobody.get(LIST).status_code == 302

    def test_lists_open_ones_first(self, workspace, as_maria, maria):
        answered = make_finding(workspace)
        older = make_finding(workspace, payment=a_payment(day=FIRST_DAY, amount=5_000.0))
        services.give_feedback(finding=answered, verdict="expected", actor=maria, now=NOW)

        rows = as_maria.get(LIST).context["page"].object_list

        assert [row.pk for row in rows] == [older.pk, answered.pk]

    def test_filters_by_state_and_kind(self, workspace, as_maria):
        make_finding(workspace)

        assert "Nothing fits" in as_maria.get(LIST, {"state": "not_me"}).content.decode()
        assert "Udupi" in as_maria.get(LIST, {"kind": "amount_far_above_usual"}).content.decode()

    def test_an_empty_page_says_what_is_watched(self, as_maria):
        assert "Nothing unusual" in as_maria.get(LIST).content.decode()

    def test_htmx_gets_only_the_list(self, workspace, as_maria):
        headers = {"HX-Request": "true", "HX-Target": "finding-list"}

        page = as_maria.get(LIST, headers=headers).content.decode()

        assert page.lstrip().startswith("<section")

    def test_needs_as_many_queries_for_23_as_for_3(self, workspace, as_maria, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        many(workspace, 3)
        as_maria.get(LIST)
        with CaptureQueriesContext(connection) as few:
            as_maria.get(LIST)
        Finding.objects.all().delete()
        many(workspace, 23)
        with CaptureQueriesContext(connection) as lots:
            as_maria.get(LIST)

        assert len(lots) == len(few)

    def test_viewers_see_no_buttons(self, workspace, as_vera):
        make_finding(workspace)

        assert "Not me" not in as_vera.get(LIST).content.decode().split("</form>")[-1]


class TestFindingDetail:
    @pytest.mark.parametrize("who", ["as_maria", "as_ben", "as_vera"])
    def test_shows_members_reasons_chart_and_comparison(self, who, request, workspace):
        finding = make_finding(workspace)

        page = request.getfixturevalue(who).get(detail(finding)).content.decode()

        assert "finding-mark" in page
        assert "This payment" in page
        assert page.count("Earlier") == 8
        assert "Unusual does not mean wrong" in page

    def test_is_not_there_for_a_stranger(self, workspace, as_otto):
        assert as_otto.get(detail(make_finding(workspace))).status_code == 404

    def test_sends_nobody_to_sign_in(self, workspace, as_nobody):
        assert as_nobody.get(detail(make_finding(workspace))).status_code == 302

    def test_names_no_percentage_and_no_fraud(self, workspace, as_maria):
        page = as_maria.get(detail(make_finding(workspace))).content.decode().split("<main")[-1]

        assert "fraud" not in page.lower()
        assert "%" not in page

    def test_not_me_shows_what_to_do_with_a_text_for_the_bank(self, workspace, as_maria):
        finding = make_finding(workspace)

        page = as_maria.post(feedback(finding), {"verdict": "not_me"}, follow=True).content.decode()

        assert "Call the bank" in page
        assert "₹4,100" in page.split("finding-letter")[1]


class TestFindingFeedback:
    @pytest.mark.parametrize("who", ["as_maria", "as_ben"])
    def test_editors_answer_and_get_the_card_with_undo(self, who, request, workspace):
        finding = make_finding(workspace)
        headers = {"HX-Request": "true", "HX-Target": f"finding-{finding.pk}"}

        response = request.getfixturevalue(who).post(
            feedback(finding), {"verdict": "expected"}, headers=headers
        )

        finding.refresh_from_db()
        assert finding.state == Finding.State.EXPECTED
        assert "Undo" in response.content.decode()
        assert response.content.decode().lstrip().startswith("<article")

    def test_the_detail_page_gets_its_own_part(self, workspace, as_maria):
        finding = make_finding(workspace)
        headers = {"HX-Request": "true", "HX-Target": "finding-answer"}

        response = as_maria.post(feedback(finding), {"verdict": "not_me"}, headers=headers)

        assert response.content.decode().lstrip().startswith('<div id="finding-answer"')
        assert "Call the bank" in response.content.decode()

    def test_viewers_may_not(self, workspace, as_vera):
        finding = make_finding(workspace)

        assert as_vera.post(feedback(finding), {"verdict": "expected"}).status_code == 403
        assert not Feedback.objects.exists()

    def test_is_not_there_for_a_stranger(self, workspace, as_otto):
        finding = make_finding(workspace)

        assert as_otto.post(feedback(finding), {"verdict": "expected"}).status_code == 404
        assert not Feedback.objects.exists()

    def test_sends_nobody_to_sign_in(self, workspace, as_nobody):
        assert as_nobody.post(feedback(make_finding(workspace))).status_code == 302

    @pytest.mark.parametrize("verdict", ["", "nonsense", "duplicate"])
    def test_what_does_not_fit_is_422_and_saves_nothing(self, workspace, as_maria, verdict):
        finding = make_finding(workspace)
        headers = {"HX-Request": "true", "HX-Target": f"finding-{finding.pk}"}

        response = as_maria.post(feedback(finding), {"verdict": verdict}, headers=headers)

        assert response.status_code == 422
        assert not Feedback.objects.exists()


class TestFindingUndo:
    def test_opens_it_again(self, workspace, as_maria, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

        as_maria.post(undo(finding))

        finding.refresh_from_db()
        assert finding.is_open

    def test_viewers_may_not(self, workspace, as_vera, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

        assert as_vera.post(undo(finding)).status_code == 403
        finding.refresh_from_db()
        assert finding.state == Finding.State.EXPECTED

    def test_is_not_there_for_a_stranger(self, workspace, as_otto):
        assert as_otto.post(undo(make_finding(workspace))).status_code == 404

    def test_sends_nobody_to_sign_in(self, workspace, as_nobody):
        assert as_nobody.post(undo(make_finding(workspace))).status_code == 302


class TestLearnt:
    def test_lists_each_lesson_and_unlearns_it(self, workspace, as_maria, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

        page = as_maria.get("/findings/learnt/").content.decode()
        assert "Udupi Corner is normal up to ₹5,125." in page

        response = as_maria.post(undo(finding), {"from": "learnt"}, follow=True)
        assert "Nothing learnt yet" in response.content.decode()

    def test_viewers_see_it_without_unlearn(self, workspace, as_vera, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="mute_kind", actor=maria, now=NOW)

        page = as_vera.get("/findings/learnt/").content.decode()
        assert "Unlearn" not in page

    def test_a_stranger_sees_nothing_of_it(self, workspace, as_otto, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=NOW)

        assert "Udupi" not in as_otto.get("/findings/learnt/").content.decode()

    def test_sends_nobody_to_sign_in(self, as_nobody):
        assert as_nobody.get("/findings/learnt/").status_code == 302
