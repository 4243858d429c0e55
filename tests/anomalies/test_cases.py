"""A payment nobody here made is kept as a case until somebody settles it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from anomalies import services
from anomalies.models import Case, CaseStep, Finding
from lumen.audit.models import OutboxEvent
from tests.anomalies.factories import FIRST_DAY, NOW, a_payment, make_finding, store
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
Code, Outcome = CaseStep.Code, Case.Outcome


@pytest.fixture
def finding(workspace):
    return make_finding(workspace)


@pytest.fixture
def case(finding, maria):
    say(finding, "not_me", maria)
    return Case.objects.get()


def say(finding, verdict, actor):
    return services.give_feedback(finding=finding, verdict=verdict, actor=actor, now=NOW)


def actions():
    return list(OutboxEvent.objects.order_by("pk").values_list("action", flat=True))


class TestOpening:
    def test_not_me_opens_a_case_and_says_so_in_the_audit(self, finding, maria):
        say(finding, "not_me", maria)

        case = Case.objects.get()
        assert (case.finding, case.opened_by, case.is_open) == (finding, maria, True)
        assert "case.opened" in actions()

    def test_charged_twice_opens_one_too(self, workspace, maria):
        twice = make_finding(workspace, kind="duplicate_charge")

        say(twice, "duplicate", maria)

        assert services.steps_of(Case.objects.get().finding) == (
            Code.ASK_PAYEE,
            Code.SEND_DISPUTE,
            Code.SEE_MONEY_BACK,
        )

    @pytest.mark.parametrize("verdict", ["expected", "mute_merchant", "mute_kind"])
    def test_other_answers_open_none(self, finding, maria, verdict):
        say(finding, verdict, maria)

        assert not Case.objects.exists()

    def test_the_same_answer_twice_opens_one(self, finding, maria, ben):
        say(finding, "not_me", maria)
        say(finding, "not_me", ben)

        assert Case.objects.get().opened_by == maria

    def test_taking_the_answer_back_drops_an_untouched_case(self, case, finding, maria):
        services.undo_feedback(finding=finding, actor=maria, now=NOW)

        assert not Case.objects.exists()
        assert "case.dropped" in actions()

    def test_taking_it_back_keeps_what_was_done(self, case, finding, maria):
        services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=maria, now=NOW)

        services.undo_feedback(finding=finding, actor=maria, now=NOW)

        case.refresh_from_db()
        assert (case.is_open, case.outcome) == (False, Outcome.MINE)
        assert case.steps.count() == 1

    def test_saying_not_me_again_goes_on_where_it_was(self, case, finding, maria):
        services.save_note(case=case, note="Ms Rao, ref 88-12", actor=maria)
        services.undo_feedback(finding=finding, actor=maria, now=NOW)

        say(finding, "not_me", maria)

        case.refresh_from_db()
        assert (case.is_open, case.outcome, case.note) == (True, "", "Ms Rao, ref 88-12")


class TestSteps:
    def test_are_kept_with_who_and_when(self, case, ben):
        services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=ben, now=NOW)

        step = case.steps.get()
        assert (step.code, step.done_by, step.done_at) == (Code.CALL_BANK, ben, NOW)

    def test_ticked_twice_change_nothing(self, case, maria, ben):
        services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=maria, now=NOW)
        services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=ben, now=NOW)

        assert case.steps.get().done_by == maria
        assert actions().count("case.step_done") == 1

    def test_can_be_unticked(self, case, maria):
        services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=maria, now=NOW)
        services.set_step(case=case, code=Code.CALL_BANK, is_done=False, actor=maria, now=NOW)

        assert not case.steps.exists()

    @pytest.mark.parametrize("code", ["", "nonsense", Code.ASK_PAYER])
    def test_of_another_list_are_refused(self, case, maria, code):
        with pytest.raises(services.NoSuchStepError):
            services.set_step(case=case, code=code, is_done=True, actor=maria, now=NOW)

        assert not case.steps.exists()


class TestClosing:
    @pytest.mark.parametrize("outcome", [Outcome.REFUSED, Outcome.GIVEN_UP, Outcome.REFUNDED])
    def test_keeps_how_it_ended(self, case, maria, outcome):
        services.close_case(case=case, outcome=outcome, actor=maria, now=NOW)

        case.refresh_from_db()
        assert (case.is_open, case.outcome, case.closed_by) == (False, outcome, maria)
        assert case.finding.state == Finding.State.NOT_ME

    def test_money_that_came_back_is_kept_with_it(self, workspace, case, finding, maria):
        [row] = store(workspace, [a_payment(day=FIRST_DAY + timedelta(days=30), amount=4100.0)])
        Transaction.objects.filter(pk=row.pk).update(
            kind="refund", amount=Decimal(4100), refund_of=finding.transaction
        )

        services.close_case(case=case, outcome=Outcome.REFUNDED, actor=maria, now=NOW)

        case.refresh_from_db()
        assert case.refund == row

    def test_ours_after_all_makes_it_expected(self, case, finding, maria):
        services.close_case(case=case, outcome=Outcome.MINE, actor=maria, now=NOW)

        finding.refresh_from_db()
        case.refresh_from_db()
        assert finding.state == Finding.State.EXPECTED
        assert (case.is_open, case.outcome) == (False, Outcome.MINE)

    def test_a_case_ends_only_as_the_list_says(self, case, maria):
        with pytest.raises(services.NoSuchOutcomeError):
            services.close_case(case=case, outcome="won", actor=maria, now=NOW)

        case.refresh_from_db()
        assert case.is_open

    def test_nothing_changes_in_a_closed_one(self, case, maria):
        services.close_case(case=case, outcome=Outcome.REFUSED, actor=maria, now=NOW)

        for change in (
            lambda: services.close_case(case=case, outcome=Outcome.REFUNDED, actor=maria, now=NOW),
            lambda: services.save_note(case=case, note="late", actor=maria),
            lambda: services.set_step(case=case, code=Code.CALL_BANK, is_done=True, actor=maria, now=NOW),
        ):
            with pytest.raises(services.CaseIsClosedError):
                change()
        case.refresh_from_db()
        assert (case.note, case.outcome, case.steps.count()) == ("", Outcome.REFUSED, 0)


class TestReopening:
    def test_takes_the_end_back(self, case, maria):
        services.close_case(case=case, outcome=Outcome.REFUSED, actor=maria, now=NOW)

        services.reopen_case(case=case, actor=maria, now=NOW)

        case.refresh_from_db()
        assert (case.is_open, case.outcome, case.closed_by) == (True, "", None)

    def test_takes_ours_after_all_back_too(self, case, finding, maria):
        services.close_case(case=case, outcome=Outcome.MINE, actor=maria, now=NOW)

        case = services.reopen_case(case=case, actor=maria, now=NOW)

        finding.refresh_from_db()
        assert finding.state == Finding.State.NOT_ME
        assert (case.is_open, case.outcome) == (True, "")

    def test_an_open_one_stays_as_it_is(self, case, maria):
        before = Case.objects.values().get()

        services.reopen_case(case=case, actor=maria, now=NOW)

        assert Case.objects.values().get() == before
