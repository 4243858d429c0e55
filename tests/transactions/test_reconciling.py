"""An account against its statement: ticks, finishing, locks, undo, help and the page."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lumen.audit.models import AuditEvent
from tests.factories import make_user, make_workspace
from tests.transactions.factories import a_draft, make_account, make_transaction, make_transactions
from transactions import reconciliation as reading
from transactions.models import Reconciliation, ToldBalance, Transaction
from transactions.services import changes, ledger, reconciling

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 4, 2, 9, 0, tzinfo=UTC)
TODAY = date(2025, 4, 2)
END = date(2025, 3, 31)
FETCH = {"X-Requested-With": "fetch"}


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr("transactions.views.reconciling.today_in", lambda *_args: TODAY)


@pytest.fixture
def savings(workspace):
    return make_account(workspace, name="Savings", opening_balance=Decimal(1000))


def pay(account, amount, on=END, **extra):
    kind = "expense" if Decimal(amount) < 0 else "income"
    facts = {"account": account, "amount": Decimal(amount), "booked_on": on, "kind": kind}
    return make_transaction(account.workspace, **{**facts, **extra})


def begin(account, balance, on=END):
    return reconciling.begin(
        workspace=account.workspace,
        actor=None,
        account=account,
        statement_on=on,
        statement_balance=Decimal(balance),
        today=TODAY,
    )


def tick(found, *rows):
    reconciling.tick(workspace=found.workspace, reconciliation=found, on=[row.pk for row in rows])


def finish(found):
    return reconciling.finish(workspace=found.workspace, actor=None, reconciliation=found, now=NOW)


def sheet_of(found):
    return reading.sheet(Reconciliation.objects.get(pk=found.pk))


class TestSheet:
    def test_lists_open_entries_up_to_the_day(self, savings):
        lunch = pay(savings, -100)
        pay(savings, -50, on=date(2025, 4, 1))
        pay(savings, -70, reference="gone").__class__.objects.filter(reference="gone").update(deleted_at=NOW)
        made = sheet_of(begin(savings, 900))
        assert [entry.row for entry in made.entries] == [lunch]
        assert (made.before, made.difference) == (1000, -100)

    def test_takes_a_split_payment_as_one(self, workspace, savings):
        whole = pay(savings, -90)
        Transaction.objects.create(
            workspace=workspace, account=savings, kind="expense", booked_on=END, origin="form",
            amount=-90, currency="INR", split_of=whole, fingerprint="part",
        )  # fmt: skip
        Transaction.objects.filter(pk=whole.pk).update(is_split=True)
        found = begin(savings, 910)
        tick(found, whole)
        finish(found)
        assert Transaction.objects.filter(reconciled_at=NOW).count() == 2

    def test_counts_a_foreign_payment_at_its_worth(self, savings):
        row = pay(savings, -10, currency="USD", base_amount=Decimal(-850))
        found = begin(savings, 150)
        tick(found, row)
        assert sheet_of(found).is_settled

    def test_needs_four_queries(self, workspace, savings, django_assert_num_queries):
        found = begin(savings, 0)
        make_transactions(workspace, 23, account=savings)
        found = Reconciliation.objects.select_related("account__workspace").get(pk=found.pk)
        with django_assert_num_queries(4):
            assert len(reading.sheet(found).entries) == 23


class TestBegin:
    def test_refuses_a_day_to_come_and_saves_nothing(self, savings):
        with pytest.raises(reconciling.StatementDateError):
            begin(savings, 1, on=date(2025, 4, 3))
        assert not Reconciliation.objects.exists()

    def test_refuses_a_day_before_the_last_statement(self, savings):
        finish(begin(savings, 1000))
        with pytest.raises(reconciling.StatementDateError, match="31 March 2025"):
            begin(savings, 1, on=date(2025, 3, 30))

    def test_again_changes_the_one_in_progress(self, savings):
        first = begin(savings, 900)
        again = begin(savings, 950)
        assert (again.pk, again.statement_balance) == (first.pk, 950)

    def test_proposes_the_balance_told_last(self, workspace, savings):
        for day, balance in ((30, 10), (31, 20)):
            at = datetime(2025, 3, day, 12, 0, tzinfo=UTC)
            ToldBalance.objects.create(workspace=workspace, account=savings, at=at, balance=balance)
        told = reading.suggested(savings, today=TODAY)
        assert (told.on, told.balance) == (END, 20)


class TestFinish:
    def test_locks_what_is_ticked(self, savings, django_capture_on_commit_callbacks):
        lunch, other = pay(savings, -100), pay(savings, -7)
        found = begin(savings, 900)
        tick(found, lunch)
        with django_capture_on_commit_callbacks(execute=True):
            finish(found)
        lunch.refresh_from_db()
        other.refresh_from_db()
        assert (lunch.reconciled_at, other.reconciled_at) == (NOW, None)
        assert AuditEvent.objects.get(action="reconciliation.finished").facts["count"] == 1
        assert sheet_of(begin(savings, 893)).before == 900

    def test_refuses_a_difference_of_a_paisa(self, savings):
        lunch = pay(savings, -100)
        found = begin(savings, "900.01")
        tick(found, lunch)
        with pytest.raises(reconciling.NotSettledError):
            finish(found)
        assert Transaction.objects.get().reconciled_at is None

    def test_cannot_be_done_twice(self, savings):
        found = begin(savings, 1000)
        finish(found)
        with pytest.raises(reconciling.AlreadyFinishedError):
            finish(found)


class TestProperties(TestCase):
    databases = {"default", "audit"}

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        amounts=st.lists(st.decimals(-9000, 9000, places=2).filter(bool), min_size=1, max_size=6),
        chosen=st.sets(st.integers(0, 5)),
        off_by=st.sampled_from([Decimal(0), Decimal("0.01"), Decimal("-0.01"), Decimal(12)]),
    )
    def test_finish_needs_equality_and_undo_restores(self, amounts, chosen, off_by):
        workspace = make_workspace(
            owner=make_user(f"p{Reconciliation.objects.count()}{id(amounts)}@example.com")
        )
        account = make_account(workspace, opening_balance=Decimal("12.34"))
        rows = [pay(account, amount) for amount in amounts]
        ticked = [row for at, row in enumerate(rows) if at in chosen]
        exact = account.opening_balance + sum((row.amount for row in ticked), Decimal(0))
        found = begin(account, exact + off_by)
        tick(found, *ticked)
        before = self.state(workspace)
        if off_by:
            with pytest.raises(reconciling.NotSettledError):
                finish(found)
            assert self.state(workspace) == before
            return
        finish(found)
        locked = Transaction.objects.filter(workspace=workspace, reconciled_at=NOW)
        assert set(locked) == set(ticked)
        reconciling.undo(workspace=workspace, actor=None, reconciliation=found, now=NOW)
        assert self.state(workspace) == before

    @staticmethod
    def state(workspace):
        rows = Transaction.objects.filter(workspace=workspace).order_by("pk")
        one = Reconciliation.objects.get(workspace=workspace)
        ticks = set(one.transactions.values_list("pk", flat=True))
        return list(rows.values_list("pk", "amount", "reconciled_at")), one.finished_at, ticks


class TestLock:
    @pytest.fixture
    def lunch(self, savings):
        row = pay(savings, -100)
        found = begin(savings, 900)
        tick(found, row)
        finish(found)
        row.refresh_from_db()
        return row

    @pytest.mark.parametrize(
        "values", [{"amount": Decimal(-99)}, {"booked_on": date(2025, 3, 1)}, {"currency": "USD"}]
    )
    def test_keeps_amount_date_and_account(self, workspace, maria, lunch, values):
        with pytest.raises(
            reconciling.ReconciledError, match=r"statement of 31 March 2025\. Unlock it first"
        ):
            changes.edit_transaction(
                workspace=workspace, actor=maria, row=lunch, edit=changes.Edit(values=values), now=NOW
            )
        lunch.refresh_from_db()
        assert (lunch.amount, lunch.booked_on, lunch.currency) == (-100, END, "INR")

    def test_lets_the_note_and_the_same_amount_pass(self, workspace, maria, lunch):
        edit = changes.Edit(values={"note": "With Ben", "amount": Decimal("-100.00")})
        changes.edit_transaction(workspace=workspace, actor=maria, row=lunch, edit=edit, now=NOW)
        lunch.refresh_from_db()
        assert lunch.note == "With Ben"

    def test_refuses_to_delete(self, as_maria, lunch):
        response = as_maria.post(reverse("transactions:delete", args=[lunch.pk]), follow=True)
        assert "Unlock it first" in response.content.decode()
        lunch.refresh_from_db()
        assert lunch.deleted_at is None

    def test_opens_again_and_says_so_in_the_audit_log(self, as_maria, savings, lunch):
        assert (
            "Reconciled with a statement"
            in as_maria.get(reverse("transactions:detail", args=[lunch.pk])).content.decode()
        )
        as_maria.post(reverse("transactions:unlock", args=[lunch.pk]))
        lunch.refresh_from_db()
        assert lunch.reconciled_at is None
        assert AuditEvent.objects.filter(action="transaction.unlocked").count() == 1
        assert sheet_of(begin(savings, 900)).drift == 100


class TestUndo:
    def test_takes_the_newest_first(self, savings):
        first = finish(begin(savings, 1000, on=date(2025, 2, 28)))
        finish(begin(savings, 1000))
        with pytest.raises(reconciling.NotTheNewestError):
            reconciling.undo(workspace=savings.workspace, actor=None, reconciliation=first, now=NOW)
        assert Reconciliation.objects.filter(finished_at=None).count() == 0

    def test_waits_for_the_one_in_progress(self, savings):
        first = finish(begin(savings, 1000, on=date(2025, 2, 28)))
        begin(savings, 1000)
        with pytest.raises(reconciling.InProgressError):
            reconciling.undo(workspace=savings.workspace, actor=None, reconciliation=first, now=NOW)


class TestHelp:
    def kinds(self, found):
        return [(hint.kind, hint.entry.row) for hint in sheet_of(found).hints]

    def test_names_the_one_that_is_not_ticked(self, savings):
        lunch, _other = pay(savings, -100), pay(savings, -7)
        assert self.kinds(begin(savings, 900)) == [("tick", lunch)]

    def test_names_the_one_that_should_not_be(self, savings):
        lunch = pay(savings, -100)
        found = begin(savings, 1000)
        tick(found, lunch)
        assert self.kinds(found) == [("untick", lunch)]

    def test_notices_a_wrong_direction_and_doubles(self, savings):
        turned = pay(savings, -100)
        found = begin(savings, 1100)
        tick(found, turned)
        assert self.kinds(found) == [("turned", turned)]
        drafts = [a_draft(savings.workspace, account=savings, amount=Decimal(-30), booked_on=END)] * 2
        twins = ledger.record_transactions(
            workspace=savings.workspace, actor=None, drafts=drafts, origin="form"
        )
        tick(found, *twins)
        assert "twice" in {kind for kind, _row in self.kinds(found)}

    def test_adjusts_on_request(self, savings):
        found = begin(savings, 988)
        row = reconciling.adjust(workspace=savings.workspace, actor=None, reconciliation=found)
        assert (row.amount, row.booked_on, row.kind) == (-12, END, "expense")
        assert finish(found).finished_at == NOW
        with pytest.raises(reconciling.AlreadyFinishedError):
            reconciling.adjust(workspace=savings.workspace, actor=None, reconciliation=found)


class TestPage:
    @pytest.fixture
    def url(self, savings):
        return reverse("transactions:reconcile", args=[savings.pk])

    def test_goes_from_the_statement_to_the_lock(self, as_ben, savings, url):
        rows = [pay(savings, -100), pay(savings, -20)]
        as_ben.post(url, {"statement_on": "2025-03-31", "statement_balance": "880"})
        status = as_ben.post(f"{url}/tick", {"on": [row.pk for row in rows]}, headers=FETCH)
        assert "data-difference" in status.content.decode()
        page = as_ben.post(f"{url}/finish", follow=True).content.decode()
        assert "2 entries are locked" in page
        assert Transaction.objects.filter(reconciled_at__isnull=False).count() == 2
        done = Reconciliation.objects.get()
        as_ben.post(f"{url}/{done.pk}/undo")
        assert not Transaction.objects.filter(reconciled_at__isnull=False).exists()

    def test_works_without_scripts(self, as_maria, savings, url):
        row = pay(savings, -100)
        pay(savings, -20)
        begin(savings, 900)
        as_maria.post(f"{url}/tick", {"exactly": "1", "all": "1"})
        assert Reconciliation.objects.get().transactions.count() == 2
        as_maria.post(f"{url}/tick", {"exactly": "1", "ticked": [row.pk, "no-id"]})
        assert list(Reconciliation.objects.get().transactions.all()) == [row]

    def test_can_be_continued_later_and_dropped(self, as_maria, savings, url):
        row = pay(savings, -100)
        found = begin(savings, 1)
        tick(found, row)
        assert "checked" in as_maria.get(url).content.decode()
        as_maria.post(f"{url}/drop")
        assert not Reconciliation.objects.exists()

    @pytest.mark.parametrize(
        "given",
        [{}, {"statement_on": "2025-04-03", "statement_balance": "5"}, {"statement_on": "2025-03-01"}],
    )
    def test_says_what_is_wrong_and_begins_nothing(self, as_maria, url, given):
        assert as_maria.post(url, given).status_code == 422
        assert not Reconciliation.objects.exists()

    def test_says_that_the_sums_differ(self, as_maria, savings, url):
        begin(savings, 5)
        assert "does not add up" in as_maria.post(f"{url}/finish", follow=True).content.decode()
        assert as_maria.post(f"{url}/explode").status_code == 404

    def test_is_walled(self, as_vera, as_otto, as_nobody, savings, url):
        row = pay(savings, -100)
        found = begin(savings, 900)
        unlock = reverse("transactions:unlock", args=[row.pk])
        assert as_vera.get(url).status_code == 200
        assert as_otto.get(url).status_code == 404
        for path in (url, f"{url}/tick", f"{url}/finish", f"{url}/drop", f"{url}/{found.pk}/undo", unlock):
            assert as_vera.post(path).status_code == 403, path
            assert as_otto.post(path).status_code == 404, path
            assert as_nobody.post(path).status_code == 302, path
        assert Reconciliation.objects.get().finished_at is None

    def test_needs_as_many_queries_for_23_entries_as_for_3(
        self, as_maria, savings, url, django_assert_num_queries, django_assert_max_num_queries
    ):
        workspace = savings.workspace
        begin(savings, 5, on=TODAY)
        make_transactions(workspace, 3, account=savings)
        as_maria.get(url)
        with django_assert_max_num_queries(25) as counted:
            as_maria.get(url)
        make_transactions(workspace, 20, account=savings, booked_on=timezone.localdate().replace(year=2025))
        with django_assert_num_queries(len(counted)):
            as_maria.get(url)


class TestOpeningBalance:
    def test_of_a_day_takes_earlier_entries_into_account(self, as_maria, savings):
        pay(savings, -100, on=date(2025, 3, 1))
        pay(savings, -40, on=END)
        url = reverse("transactions:account-edit", args=[savings.pk])
        facts = {"name": "Savings", "kind": "investment", "currency": "INR", "opening_balance": "500"}
        as_maria.post(url, {**facts, "opening_on": "2025-03-31"})
        savings.refresh_from_db()
        assert (savings.opening_balance, savings.kind) == (600, "investment")
        as_maria.post(url, facts)
        savings.refresh_from_db()
        assert savings.opening_balance == 500
