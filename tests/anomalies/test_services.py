from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from anomalies import judges, selectors, services, tasks, weights
from anomalies.models import Feedback, Finding, TrainedModel
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.common import events
from lumen.notifications.models import Notification
from tests import factories as people
from tests.anomalies.factories import FIRST_DAY, NOW, a_payment, make_finding, steady_life, store
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
AFTER = FIRST_DAY + timedelta(days=121)
THEN = datetime(2025, 5, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_kept_judges():
    judges.forget()


@pytest.fixture
def life(workspace):
    return store(workspace, steady_life(120))


def judge(*rows, now=THEN):
    ids = [str(row.pk) for row in rows]
    return services.judge_transactions(transaction_ids=ids, now=now)


def _counting(judge_one, seen):
    def counted(self, payment):
        seen.append(payment)
        return judge_one(self, payment)

    return counted


class TestJudgeTransactions:
    def test_keeps_a_finding_with_its_reasons_features_and_version(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        [finding] = judge(row)

        assert finding.kind == Finding.Kind.AMOUNT_FAR_ABOVE_USUAL
        assert finding.transaction == row
        assert finding.text.startswith("₹2,900 at Udupi Corner: ")
        assert finding.reasons[0]["code"] == "amount"
        assert finding.model_version == f"{weights.VERSION}/no-forest"
        assert finding.happened_on == AFTER

    def test_is_reproduced_exactly_by_scoring_its_features_again(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        judge(row)
        finding = Finding.objects.get()

        again = services.rescore(finding)

        assert (again.score, again.level, again.title) == (finding.score, finding.level, finding.title)
        assert (again.text, again.reasons) == (finding.text, finding.reasons)

    def test_judging_twice_changes_nothing(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        judge(row)
        before = Finding.objects.values().get()

        assert judge(row) == []
        assert Finding.objects.values().get() == before

    def test_an_ordinary_payment_gives_nothing(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=230.0)])

        assert judge(row) == []

    def test_rows_older_than_a_week_give_nothing(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        assert judge(row, now=THEN + timedelta(days=8)) == []

    def test_two_workspaces_never_influence_each_other(self, workspace, life, otto):
        theirs = otto.workspaces.get()
        wild = [replace(p, key=f"o{p.key}", amount=90e3, original=90e3) for p in steady_life(120)]
        store(theirs, wild)
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        [finding] = judge(row)

        alone = finding.features["features"]
        assert alone["usual"] == pytest.approx(210, rel=0.1)
        assert alone["user_count"] == len(life)
        assert not Finding.objects.in_workspace(theirs).exists()

    def test_a_kept_judge_and_a_fresh_one_say_the_same(self, workspace, life):
        [ordinary] = store(workspace, [a_payment(day=AFTER, amount=230.0, minute=600)])
        judge(ordinary)  # the judge is now kept
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        [finding] = judge(row)
        kept = finding.features
        Finding.objects.all().delete()
        judges.forget()

        [finding] = judge(row)

        assert finding.features == kept

    @pytest.mark.parametrize("days_late", [0, 1, 2, 30])
    def test_a_judge_that_went_on_from_some_days_ago_says_the_same(self, workspace, life, days_late):
        [first] = store(workspace, [a_payment(day=AFTER, amount=230.0, minute=800)])
        judge(first)
        store(workspace, [a_payment(day=AFTER - timedelta(days=days_late), amount=3_000.0, minute=None)])
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0, minute=900)])
        [finding] = judge(row)
        went_on = finding.features
        Finding.objects.all().delete()
        judges.forget()

        [finding] = judge(row)

        assert finding.features == went_on
        assert finding.features["features"]["highest_days"] < 31

    def test_a_row_without_a_time_does_not_read_the_whole_past_again(self, workspace, life, monkeypatch):
        seen = []
        monkeypatch.setattr(judges.Judge, "judge", _counting(judges.Judge.judge, seen))
        rows = store(workspace, [a_payment(day=AFTER, amount=200.0 + n, minute=None) for n in range(6)])
        judge(rows[0])
        at_first = len(seen)

        for row in rows[1:]:
            Transaction.objects.filter(pk=row.pk).update(updated_at=THEN)
            judge(row)

        assert at_first > 250
        assert len(seen) - at_first < 200

    def test_a_row_that_arrives_late_is_seen_by_the_next_judgement(self, workspace, life):
        [first] = store(workspace, [a_payment(day=AFTER, amount=230.0, minute=800)])
        judge(first)
        store(workspace, [a_payment(day=FIRST_DAY + timedelta(days=50), amount=9_000.0)])
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0, minute=900)])

        [finding] = judge(row)

        assert finding.features["features"]["highest_days"] == 0

    def test_a_deleted_row_teaches_nothing(self, workspace, life):
        [gone] = store(workspace, [a_payment(day=AFTER, amount=9_000.0, minute=500)])
        gone.deleted_at = THEN
        gone.save()
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        [finding] = judge(row)

        assert "the highest in" in finding.text

    def test_tells_every_member_live_and_in_the_app(
        self, workspace, maria, ben, life, django_capture_on_commit_callbacks
    ):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        with django_capture_on_commit_callbacks(execute=True):
            tasks_result = judge(row)

        assert len(tasks_result) == 1
        assert {n.user for n in Notification.objects.all()} == {maria, ben}
        seen = events.events_after(workspace_id=workspace.pk, user_id=maria.pk, seq=0)
        assert {"finding", "notification"} <= {event.type for event in seen}

    def test_many_at_once_are_told_in_one_notification(self, workspace, maria, life):
        names = ("Udupi Corner", "Tuk Tuk Go", "QuickBasket", "Udupi Corner")
        rows = store(
            workspace,
            [
                a_payment(day=AFTER + timedelta(days=n), name=name, amount=9_000.0 + 3_000 * n)
                for n, name in enumerate(names)
            ],
        )

        found = judge(*rows, now=THEN + timedelta(days=3))

        assert len(found) == 4
        assert [n.title for n in Notification.objects.all()] == ["4 things are worth a look"]

    def test_more_than_three_a_day_wait_in_the_feed(self, workspace, maria, life):
        now = datetime.now(tz=UTC)
        start = now.date() - timedelta(days=1)
        store(workspace, steady_life(60, start=start - timedelta(days=61), seed=9))
        for n in range(5):
            [row] = store(workspace, [a_payment(day=start, amount=60_000.0 * 4**n, minute=600 + 60 * n)])
            judge(row, now=now)

        told = Notification.objects.filter(kind="finding")
        urgent = Finding.objects.filter(level="urgent").count()
        assert told.count() <= 3 + urgent

    def test_leaves_an_audit_event(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        [finding] = judge(row)

        event = OutboxEvent.objects.get(action="finding.noticed")
        assert event.facts["finding_id"] == str(finding.pk)


class TestJudgeTask:
    def test_takes_ids_separated_by_commas(self, workspace, life):
        now = datetime.now(tz=UTC)
        today = now.date()
        store(workspace, steady_life(40, start=today - timedelta(days=41)))
        rows = store(workspace, [a_payment(day=today, amount=2_900.0), a_payment(day=today)])

        joined = ",".join(str(row.pk) for row in rows)
        assert tasks.judge_transactions(transaction_ids=joined) == 1

    def test_unknown_ids_are_nothing(self, workspace):
        unknown = "00000000-0000-4000-8000-000000000000"

        assert tasks.judge_transactions(transaction_ids=unknown) == 0


class TestJudgeHistory:
    def test_finds_what_was_odd_then_and_tells_nobody(self, workspace, life):
        dinner = a_payment(day=AFTER, amount=240.0)
        store(workspace, [dinner, replace(dinner, key="again", minute=783)])

        found = services.judge_history(workspace=workspace, since=FIRST_DAY, now=NOW)

        assert [f.kind for f in found] == ["duplicate_charge"]
        assert [row.external_id for row in found[0].related.all()] == [dinner.key]
        assert not Notification.objects.exists()

    def test_again_finds_nothing_new(self, workspace, life):
        store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        services.judge_history(workspace=workspace, since=FIRST_DAY, now=NOW)

        assert services.judge_history(workspace=workspace, since=FIRST_DAY, now=NOW) == []
        assert Finding.objects.count() == 1


class TestWatchCalendar:
    def test_notices_the_salary_that_did_not_come(self, workspace):
        pay = [
            a_payment(name="Brightmill", day=FIRST_DAY.replace(month=m), amount=9e4, is_income=True)
            for m in (1, 2, 3, 4)
        ]
        store(workspace, [*steady_life(125), *pay])

        found = services.watch_calendar(workspace=workspace, now=datetime(2025, 5, 5, tzinfo=UTC))

        assert [f.kind for f in found] == ["income_late"]
        assert found[0].text.startswith("Brightmill usually pays about ₹90,000")


class TestGiveFeedback:
    def test_expected_makes_that_merchant_normal_up_to_a_quarter_more(self, workspace, maria, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        [finding] = judge(row)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=THEN)

        rows = store(
            workspace,
            [
                a_payment(day=AFTER + timedelta(days=1), amount=2_900.0 * 1.25),
                a_payment(day=AFTER + timedelta(days=2), amount=90_000.0),
            ],
        )
        later = judge(*rows, now=THEN + timedelta(days=2))

        finding.refresh_from_db()
        assert finding.state == Finding.State.EXPECTED
        assert [f.transaction for f in later] == [rows[1]]

    def test_not_a_duplicate_is_remembered(self, workspace, maria, life):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)
        rows = store(workspace, [dinner, replace(dinner, key="b", minute=1203)])
        [finding] = judge(*rows)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=THEN)

        next_day = [
            replace(dinner, key=key, day=AFTER + timedelta(days=2), minute=minute)
            for key, minute in (("c", 1200), ("d", 1204))
        ]
        assert judge(*store(workspace, next_day), now=THEN + timedelta(days=2)) == []
        assert Feedback.objects.get().verdict == "not_duplicate"

    @pytest.mark.parametrize("verdict", ["mute_merchant", "mute_kind"])
    def test_a_mute_is_silent_for_thirty_days(self, workspace, maria, life, verdict):
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        [finding] = judge(row)
        services.give_feedback(finding=finding, verdict=verdict, actor=maria, now=THEN)

        [row] = store(workspace, [a_payment(day=AFTER + timedelta(days=2), amount=9e4)])

        assert judge(row, now=THEN + timedelta(days=2)) == []
        assert selectors.learned(workspace, THEN + timedelta(days=31)).muted_kinds == frozenset()

    def test_a_mute_for_ever_does_not_run_out(self, workspace, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="mute_kind", actor=maria, now=THEN, is_for_ever=True)

        far = THEN + timedelta(days=3_000)
        assert selectors.learned(workspace, far).muted_kinds == {"amount_far_above_usual"}

    def test_not_me_watches_the_merchant_and_weighs_the_reason_more(self, workspace, maria):
        finding = make_finding(workspace)
        finding.reasons = [{"code": "amount", "bits": 9.0, "text": "x"}]
        finding.save()
        services.give_feedback(finding=finding, verdict="not_me", actor=maria, now=NOW)

        learned = selectors.learned(workspace, datetime.now(tz=UTC))

        assert learned.watched == {str(finding.transaction.merchant_id)}
        assert learned.factors == {"amount": pytest.approx(weights.EVERYWHERE.up)}
        assert learned.factors_for("Food & Dining")["amount"] > weights.EVERYWHERE.up

    def test_is_audited_and_a_second_time_changes_nothing(self, workspace, maria):
        finding = make_finding(workspace)
        for _ in range(2):
            services.give_feedback(finding=finding, verdict="not_me", actor=maria, now=THEN)

        assert Feedback.objects.count() == 1
        assert OutboxEvent.objects.filter(action="finding.answered").count() == 1

    def test_another_answer_replaces_the_first(self, workspace, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="not_me", actor=maria, now=THEN)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=THEN)

        finding.refresh_from_db()
        assert finding.state == Finding.State.EXPECTED
        assert [f.verdict for f in Feedback.objects.in_force(THEN)] == ["expected"]

    def test_refuses_duplicate_for_another_kind_and_saves_nothing(self, workspace, maria):
        finding = make_finding(workspace)

        with pytest.raises(services.VerdictDoesNotFitError):
            services.give_feedback(finding=finding, verdict="duplicate", actor=maria, now=THEN)

        finding.refresh_from_db()
        assert finding.is_open
        assert not Feedback.objects.exists()


class TestUndoFeedback:
    def test_opens_the_finding_and_unlearns(self, workspace, maria):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=THEN)

        services.undo_feedback(finding=finding, actor=maria, now=THEN)

        finding.refresh_from_db()
        assert finding.is_open
        assert selectors.learned(workspace, THEN).normal_up_to == {}
        assert OutboxEvent.objects.filter(action="finding.reopened").count() == 1

    def test_refuses_when_there_is_nothing_and_leaves_no_event(self, workspace, maria):
        finding = make_finding(workspace)

        with pytest.raises(services.NothingToUndoError):
            services.undo_feedback(finding=finding, actor=maria, now=THEN)

        assert not OutboxEvent.objects.filter(action="finding.reopened").exists()


class TestTrain:
    def test_keeps_a_signed_version_that_votes(self, workspace, life):
        model = services.train(workspace=workspace, now=THEN)

        assert model is not None
        assert model.row_count > 200
        assert selectors.newest_forest(workspace).version == model.version
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
        [finding] = judge(row)
        assert finding.model_version == f"{weights.VERSION}/{model.version}"
        assert finding.features["features"]["forest_bits"] > 0
        assert services.rescore(finding).score == finding.score

    def test_does_nothing_while_there_is_too_little(self, workspace):
        store(workspace, steady_life(20))

        assert services.train(workspace=workspace, now=THEN) is None
        assert not TrainedModel.objects.exists()

    def test_keeps_only_the_latest_three(self, workspace, life):
        for day in range(5):
            services.train(workspace=workspace, now=THEN + timedelta(days=day))

        assert TrainedModel.objects.count() == 3

    def test_a_tampered_model_loses_its_vote_and_judging_goes_on(self, workspace, life):
        model = services.train(workspace=workspace, now=THEN)
        model.state = bytes(model.state)[:-1] + b"x"
        model.save()
        [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])

        [finding] = judge(row)

        assert finding.model_version == f"{weights.VERSION}/no-forest"

    def test_the_night_looks_after_every_workspace(self, workspace, life, django_capture_on_commit_callbacks):
        people.make_workspace(owner=workspace.members.get(), name="Shop")

        with django_capture_on_commit_callbacks(execute=True):
            assert tasks.train_all() == 2

        assert TrainedModel.objects.get().workspace == workspace


class TestAmounts:
    def test_a_payment_without_a_rate_is_never_far_above(self, workspace, life):
        [row] = store(workspace, [a_payment(day=AFTER, amount=None, original=9e5, currency="USD")])

        assert [f.kind for f in judge(row)] in ([], ["foreign_trip"])
        assert row.base_amount is None
        assert row.amount == Decimal("-900000.0")


def test_the_audit_log_names_no_amount(workspace, maria, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True, using="default"):
        finding = make_finding(workspace)
        services.give_feedback(finding=finding, verdict="expected", actor=maria, now=THEN)

    for event in [*AuditEvent.objects.all(), *OutboxEvent.objects.all()]:
        assert "4100" not in str(event.facts)
