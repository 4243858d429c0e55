"""Findings follow the facts: edited, deleted, brought back, and never told twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from anomalies import judges, services, weights
from anomalies.models import Finding
from lumen.audit.models import OutboxEvent
from lumen.notifications.models import Notification
from tests.anomalies.factories import FIRST_DAY, a_payment, make_finding, steady_life, store
from transactions.models import Transaction
from transactions.services import changes

pytestmark = pytest.mark.django_db
AFTER = FIRST_DAY + timedelta(days=121)
THEN = datetime(2025, 5, 3, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_kept_judges():
    judges.forget()


@pytest.fixture
def life(workspace):
    return store(workspace, steady_life(120))


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    def commit(act, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return act(*args, **kwargs)

    return commit


@pytest.fixture
def far_above(workspace, life, commit):
    """₹2,900 at a place where it is usually ₹210, told."""
    [row] = store(workspace, [a_payment(day=AFTER, amount=2_900.0)])
    return the_finding(commit, row)


def the_finding(commit, *rows):
    ids = [str(row.pk) for row in rows]
    [finding] = commit(services.judge_transactions, transaction_ids=ids, now=THEN)
    return finding


def set_amount(row, amount):
    Transaction.objects.filter(pk=row.pk).update(amount=-Decimal(amount), base_amount=-Decimal(amount))


def follow(workspace):
    return services.follow_changes(workspace=workspace, now=THEN + timedelta(minutes=1))


class TestUnchangedRows:
    def test_change_nothing(self, workspace, far_above):
        before = Finding.objects.values().get()

        assert follow(workspace) == []
        assert follow(workspace) == []
        assert Finding.objects.values().get() == before

    def test_change_nothing_though_the_past_was_filled_in_since(self, workspace, far_above):
        before = Finding.objects.values().get()
        store(workspace, [a_payment(day=AFTER - timedelta(days=1), amount=2_500.0)])

        assert follow(workspace) == []
        assert Finding.objects.values().get() == before

    def test_a_note_is_no_change(self, workspace, far_above):
        Transaction.objects.filter(pk=far_above.transaction_id).update(note="for the party", edited_at=THEN)
        assert follow(workspace) == []


class TestLookingForChanges:
    def test_needs_the_same_number_of_queries_for_many(self, workspace, django_assert_num_queries):
        for _ in range(3):
            make_finding(workspace, noticed_at=THEN)
        with django_assert_num_queries(2):
            follow(workspace)
        for _ in range(20):
            make_finding(workspace, noticed_at=THEN)
        with django_assert_num_queries(2):
            follow(workspace)

    def test_takes_what_older_findings_rest_on_as_it_is(self, workspace):
        finding = make_finding(workspace, noticed_at=THEN, basis="")
        assert follow(workspace) == []
        finding.refresh_from_db()
        assert finding.basis

    def test_sees_nothing_of_another_workspace(self, workspace, otto, far_above):
        set_amount(far_above.transaction, "290.00")
        assert follow(otto.workspaces.get()) == []
        assert Finding.objects.get().is_open


class TestACorrectedAmount:
    def test_is_what_the_finding_says_from_then_on(self, workspace, far_above):
        set_amount(far_above.transaction, "3900.00")

        follow(workspace)

        finding = Finding.objects.get()
        assert finding.text.startswith("₹3,900 at Udupi Corner")
        assert finding.score > far_above.score
        assert services.rescore(finding).text == finding.text
        assert services.rescore(finding).level == finding.level
        assert finding.noticed_at == far_above.noticed_at
        assert OutboxEvent.objects.filter(action="finding.changed").count() == 1
        assert follow(workspace) == []

    def test_that_is_ordinary_withdraws_it_and_clears_the_bell(self, workspace, maria, far_above):
        assert Notification.objects.filter(user=maria, read_at__isnull=True).exists()
        set_amount(far_above.transaction, "290.00")

        follow(workspace)

        finding = Finding.objects.get()
        assert finding.state == Finding.State.WITHDRAWN
        assert not Finding.objects.open().exists()
        assert not Notification.objects.filter(read_at__isnull=True).exists()
        assert OutboxEvent.objects.filter(action="finding.withdrawn").count() == 1

    def test_just_below_the_bar_lets_it_stay(self, workspace, far_above):
        staying = None
        for amount in range(900, 400, -20):
            set_amount(far_above.transaction, f"{amount}.00")
            follow(workspace)
            finding = Finding.objects.get()
            if not finding.is_open:
                break
            staying = finding
        shown = staying.features["features"]
        raised = shown["amount"] / shown["usual"]
        assert finding.state == Finding.State.WITHDRAWN
        assert raised < 3.0  # the bar that raises it is three times the usual
        assert raised >= 2.4

    def test_that_comes_back_does_not_tell_again(self, workspace, maria, far_above):
        set_amount(far_above.transaction, "290.00")
        follow(workspace)
        set_amount(far_above.transaction, "2900.00")

        follow(workspace)

        finding = Finding.objects.get()
        assert (finding.pk, finding.state) == (far_above.pk, Finding.State.OPEN)
        assert (finding.text, finding.score) == (far_above.text, far_above.score)
        assert Notification.objects.filter(user=maria).count() == 1
        assert OutboxEvent.objects.filter(action="finding.returned").count() == 1

    def test_leaves_an_answered_finding_alone(self, workspace, maria, far_above):
        services.give_feedback(finding=far_above, verdict="expected", actor=maria, now=THEN)
        set_amount(far_above.transaction, "290.00")

        assert follow(workspace) == []
        assert Finding.objects.get().state == Finding.State.EXPECTED


class TestUrgency:
    def test_that_rises_is_told_once_more_and_never_again(
        self, workspace, life, mailoutbox, monkeypatch, commit
    ):
        maria = workspace.members.get()
        monkeypatch.setattr(weights, "URGENT_BITS", 1_000.0)
        far_above = the_finding(commit, *store(workspace, [a_payment(day=AFTER, amount=2_900.0)]))
        assert (far_above.level, len(mailoutbox)) == ("look", 0)
        monkeypatch.setattr(weights, "URGENT_BITS", far_above.score + 0.5)
        commit(set_amount, far_above.transaction, "200000.00")
        commit(follow, workspace)
        assert Finding.objects.get().level == "urgent"
        assert Notification.objects.filter(user=maria).count() == 2
        assert len(mailoutbox) == 1

        for amount in ("2900.00", "200000.00"):
            set_amount(far_above.transaction, amount)
            commit(follow, workspace)

        assert Notification.objects.filter(user=maria).count() == 2
        assert len(mailoutbox) == 1

    def test_does_not_bounce_with_a_small_correction(self, workspace, far_above, monkeypatch):
        monkeypatch.setattr(weights, "URGENT_BITS", far_above.score - 0.1)
        Finding.objects.update(level="urgent")
        set_amount(far_above.transaction, "2700.00")
        follow(workspace)
        finding = Finding.objects.get()
        assert finding.score < weights.URGENT_BITS
        assert finding.level == "urgent"
        assert services.rescore(finding).level == "urgent"


class TestThroughTheLedger:
    """What people do on the page is followed by itself."""

    @pytest.fixture
    def far_above(self, far_above):
        Finding.objects.update(noticed_at=datetime.now(tz=UTC))
        return far_above

    def test_deleting_withdraws_and_undo_brings_back(self, workspace, maria, far_above, commit):
        rows = Transaction.objects.in_workspace(workspace).filter(pk=far_above.transaction_id)
        now = datetime.now(tz=UTC)
        change = commit(changes.delete_transactions, workspace=workspace, actor=maria, rows=rows, now=now)
        assert Finding.objects.get().state == Finding.State.WITHDRAWN

        commit(changes.undo, workspace=workspace, actor=maria, change=change, now=now)

        assert Finding.objects.get().state == Finding.State.OPEN
        assert Notification.objects.filter(user=maria, kind="finding").count() == 1

    def test_deleting_the_twin_withdraws_the_duplicate(self, workspace, maria, life, commit):
        dinner = a_payment(day=AFTER, name="Smokehouse", amount=640.0, minute=1200)
        first, second = store(workspace, [dinner, replace(dinner, key="again", minute=1203)])
        ids = [str(first.pk), str(second.pk)]
        commit(services.judge_transactions, transaction_ids=ids, now=THEN)
        finding = Finding.objects.get(kind=Finding.Kind.DUPLICATE_CHARGE)
        Finding.objects.update(noticed_at=datetime.now(tz=UTC))
        twin = finding.related.get()

        rows = Transaction.objects.in_workspace(workspace).filter(pk=twin.pk)
        commit(
            changes.delete_transactions,
            workspace=workspace,
            actor=maria,
            rows=rows,
            now=datetime.now(tz=UTC),
        )

        finding.refresh_from_db()
        assert finding.state == Finding.State.WITHDRAWN

    def test_editing_the_amount_rewrites_the_words(self, workspace, maria, far_above, commit):
        edit = changes.Edit(values={"amount": Decimal("-3900.00"), "base_amount": Decimal("-3900.00")})
        commit(
            changes.edit_transaction,
            workspace=workspace,
            actor=maria,
            row=far_above.transaction,
            edit=edit,
            now=datetime.now(tz=UTC),
        )
        assert Finding.objects.get().text.startswith("₹3,900")


class TestCardTesting:
    def test_takes_the_small_ones_that_were_noticed_before_with_it(self, workspace, life, commit):
        smalls = store(
            workspace,
            [
                a_payment(day=AFTER, name="Pixel", category="Games", amount=85.0, minute=200 + n)
                for n in range(3)
            ],
        )
        commit(services.judge_transactions, transaction_ids=[str(row.pk) for row in smalls], now=THEN)
        before = set(Finding.objects.values_list("pk", flat=True))
        [large] = store(
            workspace, [a_payment(day=AFTER, name="Pixel", category="Games", amount=21e3, minute=212)]
        )

        commit(services.judge_transactions, transaction_ids=[str(large.pk)], now=THEN)

        assert Finding.objects.filter(kind=Finding.Kind.CARD_TESTING).exists()
        left = Finding.objects.filter(pk__in=before, transaction__in=[row.pk for row in smalls])
        assert {finding.state for finding in left} <= {Finding.State.WITHDRAWN}
