"""Trying the watch on an uploaded history."""

import json
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from anomalies import histories, tasks
from anomalies.backtesting import UnreadableHistoryError
from anomalies.models import Backtest, Finding
from anomalies.services import backtests
from lumen.audit.models import AuditEvent
from tests.anomalies.factories import steady_life
from transactions.importers.decoding import UnreadableFileError
from transactions.models import Transaction

pytestmark = pytest.mark.django_db
HOME = reverse("anomalies:backtests")
HEADING = "user,ts,merchant,category,amount,currency"


def of_many(days=120, *, label=None, users=1):
    """Quiet lives, each with one wild night at the end."""
    heading = HEADING + (",is_fraud" if label is not None else "")
    lines = [heading]
    for user in range(users):
        for p in steady_life(days, seed=user):
            at = f"{p.day}T{p.minute // 60:02d}:{p.minute % 60:02d}"
            lines.append(f"u{user},{at},{p.name},{p.category},{p.amount},INR" + (",0" if label else ""))
        last = p.day + timedelta(days=1)
        wild = f"u{user},{last}T03:12,Midnight Bazaar,Shopping,18500,INR"
        lines.append(wild + (f",{label}" if label is not None else ""))
    return "\n".join(lines).encode()


def of_a_bank():
    lines = ["Date,Description,Amount"]
    lines += [
        f"{p.day:%d/%m/%Y},UPI-{p.name.upper()}-{p.name.lower()}@okbank,{-p.amount:.2f}"
        for p in steady_life(120, start=date(2025, 1, 1))
    ]
    lines.append("02/05/2025,SALARY TERN LABS,82000.00")
    lines.append("03/05/2025,UPI-UDUPI CORNER-udupi corner@okbank,-9400.00")
    return "\n".join(lines).encode()


def upload(client, content, name="history.csv", **changes):
    form = {"file": SimpleUploadedFile(name, content), "warmup_months": "2"} | changes
    return client.post(HOME, form)


class TestUploading:
    def test_says_what_lumen_would_have_said_and_how_good_that_is(self, as_maria):
        answer = upload(as_maria, of_many(label=1))

        test = Backtest.objects.get()
        assert answer.url == reverse("anomalies:backtest", args=[test.pk])
        assert (test.state, test.problem, test.source) == ("done", "", None)
        page = as_maria.get(answer.url).content.decode()
        assert "Midnight Bazaar" in page
        assert "Labelled as wrong" in page
        assert all(name in page for name in ("Precision", "Recall", "PR-AUC", "Incidents"))
        assert test.report["summary"]["recall"] == 1.0
        assert sum(one["notices"] for one in test.report["months"]) == test.report["said"]

    def test_touches_nothing_else(self, as_maria):
        upload(as_maria, of_many())

        assert not Transaction.objects.exists()
        assert not Finding.objects.exists()
        assert AuditEvent.objects.filter(action="backtest.started").count() == 1

    def test_without_labels_there_are_no_figures_about_them(self, as_maria):
        answer = upload(as_maria, of_many())

        page = as_maria.get(answer.url).content.decode()
        assert "Precision" not in page
        assert "Midnight Bazaar" in page

    def test_reads_a_plain_file_of_a_bank(self, as_vera):
        answer = upload(as_vera, of_a_bank())

        report = Backtest.objects.get().report
        page = as_vera.get(answer.url).content.decode()
        assert report["users"] == 1
        assert "₹9,400" in page

    def test_gives_the_lines_the_command_prints(self, as_maria, tmp_path):
        upload(as_maria, of_many(label=1))
        test = Backtest.objects.get()

        answer = as_maria.get(reverse("anomalies:backtest-lines", args=[test.pk]))

        lines = [json.loads(line) for line in answer.content.decode().splitlines()]
        assert answer["Content-Disposition"] == 'attachment; filename="history-result.jsonl"'
        assert set(lines[0]) == {"row", "score", "level", "notice", "reasons"}
        assert "summary" in lines[-1]
        assert len(lines) == test.report["judged"] + 1

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"user,ts,merchant\nu1,2025-01-01,x", "These columns are missing: category, amount, currency."),
            (f"{HEADING}\nu1,yesterday,x,y,3,INR".encode(), "Line 2: the time must be written as"),
            (f"{HEADING}\nu1,2025-01-01,x,y,nan,INR".encode(), "Line 2: the time must be written as"),
            (f"{HEADING}\n".encode(), "There is a heading in this file but no payment below it."),
            (f"{HEADING}\nu1,2025-01-01,x,y,3,INR".encode(), "The first 2 months are for learning"),
            (f"{HEADING}\nu1,2025-01-01".encode(), "Line 2: the time must be written as"),
            (b"\x89PNG\r\n\x1a\n" + bytes(300), ""),
            (b"dear diary, today I bought nothing", ""),
        ],
    )
    def test_says_of_a_wrong_file_what_to_do(self, as_maria, content, said):
        answer = upload(as_maria, content)

        test = Backtest.objects.get()
        page = as_maria.get(answer.url).content.decode()
        assert (test.state, test.source, bool(test.problem)) == ("failed", None, True)
        assert said in test.problem
        assert "This could not be judged" in page

    def test_refuses_what_is_no_file_empty_or_too_large(self, as_maria, monkeypatch):
        monkeypatch.setattr(backtests, "MAX_BYTES", 1024 * 1024)

        assert "Choose a file." in as_maria.post(HOME, {"warmup_months": "6"}).content.decode()
        assert "This file is empty." in upload(as_maria, b"").content.decode()
        answer = upload(as_maria, b"x" * (1024 * 1024 + 1))
        assert answer.status_code == 422
        assert "larger than 1 MB" in answer.content.decode()
        assert "Write 24 or less." in upload(as_maria, b"x", warmup_months="99").content.decode()
        assert not Backtest.objects.exists()

    def test_refuses_more_rows_than_it_judges(self):
        with pytest.raises(UnreadableHistoryError, match="up to 10 are judged at once"):
            histories.read_any(
                of_many(20), filename="x.csv", today=date(2026, 1, 1), currency="INR", most_rows=10
            )

    def test_headings_may_be_written_large_with_a_mark_in_front(self):
        told = "\ufeff" + of_many(5).decode().replace(
            HEADING, 'User, TS ,"Merchant",Category,Amount,Currency'
        )

        found = histories.read_any(
            told.encode(), filename="x.csv", today=date(2026, 1, 1), currency="INR", most_rows=99
        )

        assert len(found.rows) == 13
        assert not found.is_labelled

    def test_a_statement_leaves_out_transfers_and_refunds(self):
        told = (
            b"Date,Description,Amount\n01/05/2025,UPI-CAFE-cafe@ok,-120.00\n"
            b"02/05/2025,ATM WDL 00123 MG ROAD,-9000.00\n03/05/2025,REFUND FLIPKART,300.00\n"
        )

        found = histories.read_any(
            told, filename="x.csv", today=date(2026, 1, 1), currency="INR", most_rows=99
        )

        assert [row.payment.original for row in found.rows] == [120.0]
        assert found.left_out == 2

    def test_no_statement_at_all_is_refused(self):
        with pytest.raises(UnreadableFileError):
            histories.read_any(
                b"a,b\nc,d\n", filename="x.csv", today=date(2026, 1, 1), currency="INR", most_rows=9
            )


@pytest.fixture
def waiting(workspace, maria):
    return backtests.start(
        workspace=workspace,
        user=maria,
        filename="history.csv",
        content=of_many(),
        warmup_months=2,
        now=timezone.now(),
    )


class TestWhileItRuns:
    def test_shows_how_far_it_is_and_asks_again(self, as_maria, waiting):
        Backtest.objects.update(state="running", rows_total=300, rows_done=120)

        page = as_maria.get(reverse("anomalies:backtest", args=[waiting.pk])).content.decode()

        assert "120 of 300 payments judged" in page
        assert 'hx-trigger="every 1s"' in page

    def test_one_at_a_time(self, as_maria, waiting):
        answer = upload(as_maria, of_many())

        assert answer.status_code == 422
        assert "Another history is being judged." in answer.content.decode()
        assert Backtest.objects.count() == 1

    def test_one_that_was_left_lying_is_not_in_the_way(self, as_maria, waiting):
        Backtest.objects.update(state="running", updated_at=timezone.now() - timedelta(minutes=4))

        upload(as_maria, of_many())

        assert sorted(Backtest.objects.values_list("state", flat=True)) == ["done", "failed"]

    def test_can_be_stopped_before_it_begins(self, as_maria, waiting):
        as_maria.post(reverse("anomalies:backtest-stop", args=[waiting.pk]))
        tasks.run_backtest(backtest_id=str(waiting.pk))

        waiting.refresh_from_db()
        assert (waiting.state, waiting.source, waiting.report) == ("cancelled", None, {})

    def test_can_be_stopped_while_it_judges(self, waiting, monkeypatch):
        monkeypatch.setattr(backtests, "SAYS_HOW_FAR_SECONDS", 0)
        read = histories.read_any

        def read_and_stop(*args, **kwargs):
            backtests.stop(test=waiting, now=timezone.now())
            return read(*args, **kwargs)

        monkeypatch.setattr(histories, "read_any", read_and_stop)
        backtests.run(pk=waiting.pk, now=timezone.now())

        waiting.refresh_from_db()
        assert (waiting.state, waiting.report) == ("cancelled", {})

    def test_says_how_far_it_is(self, waiting, monkeypatch):
        monkeypatch.setattr(backtests, "SAYS_HOW_FAR_SECONDS", 0)
        backtests.run(pk=waiting.pk, now=timezone.now())

        waiting.refresh_from_db()
        assert waiting.rows_done == waiting.rows_total > 200

    def test_ends_what_takes_too_long(self, waiting, monkeypatch):
        monkeypatch.setattr(backtests, "SAYS_HOW_FAR_SECONDS", 0)
        monkeypatch.setattr(backtests, "MAX_SECONDS", -60)
        backtests.run(pk=waiting.pk, now=timezone.now())

        waiting.refresh_from_db()
        assert waiting.state == "failed"
        assert "was stopped. Send a part of it." in waiting.problem

    def test_a_second_delivery_does_nothing(self, waiting):
        tasks.run_backtest(backtest_id=str(waiting.pk))
        before = Backtest.objects.values().get()
        tasks.run_backtest(backtest_id=str(waiting.pk))

        assert Backtest.objects.values().get() == before


class TestAfterwards:
    def test_is_gone_after_a_day(self, waiting):
        Backtest.objects.update(created_at=timezone.now() - timedelta(hours=25))

        assert tasks.forget_backtests() == 1
        assert not Backtest.objects.exists()

    def test_may_be_thrown_away_before(self, as_maria):
        upload(as_maria, of_many())
        as_maria.post(reverse("anomalies:backtest-delete", args=[Backtest.objects.get().pk]))

        assert not Backtest.objects.exists()

    def test_is_nobody_elses(self, as_maria, as_ben, as_otto, client):
        upload(as_maria, of_many())
        test = Backtest.objects.get()
        for other in (as_ben, as_otto):
            assert "history.csv" not in other.get(HOME).content.decode()
            for name in ("backtest", "backtest-lines"):
                assert other.get(reverse(f"anomalies:{name}", args=[test.pk])).status_code == 404
            for name in ("backtest-stop", "backtest-delete"):
                assert other.post(reverse(f"anomalies:{name}", args=[test.pk])).status_code == 404
        assert client.get(HOME).status_code == 302
        assert Backtest.objects.exists()

    def test_lists_cost_the_same_for_3_and_for_23(
        self, as_maria, workspace, maria, django_assert_max_num_queries, django_assert_num_queries
    ):
        def some(count):
            Backtest.objects.bulk_create(
                Backtest(workspace=workspace, user=maria, filename="x.csv", state="done")
                for _ in range(count)
            )

        some(3)
        as_maria.get(HOME)
        with django_assert_max_num_queries(10) as few:
            as_maria.get(HOME)
        some(20)
        with django_assert_num_queries(len(few)):
            as_maria.get(HOME)
