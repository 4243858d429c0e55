"""The demo is made by the pipeline, ends today, and is made once."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.db.models import Max

from accounts.models import Workspace
from anomalies.models import Finding
from assistants.models import Assistant, Draft, Enquiry
from documents.models import Document
from lumen.demo.calendar_shift import months_to_move, shift_text
from lumen.demo.customers import STORY
from lumen.demo.seeding import FILES, Seeder
from lumen.demo.writer import OPENING
from transactions.models import (
    Account,
    Budget,
    OwnTemplate,
    RawItem,
    Reconciliation,
    Recurring,
    Rule,
    Transaction,
    TransferPair,
)

NOW = datetime(2027, 2, 10, 6, 30, tzinfo=UTC)


class TestCalendar:
    @pytest.mark.parametrize(
        ("written", "moved"),
        [
            ("on 31/10/26 at", "on 28/02/27 at"),
            ("05-Oct-26", "05-Feb-27"),
            ("2026-10-03T10:05", "2027-02-03T10:05"),
            ("01/10/2026", "01/02/2027"),
            ("Ref 602073414476", "Ref 602073414476"),
        ],
    )
    def test_moves_dates_by_whole_months_and_nothing_else(self, written, moved):
        assert months_to_move(date(2027, 2, 10)) == 4
        assert shift_text(written, 4) == moved


@pytest.mark.django_db(transaction=True)
class TestSeeding:
    @pytest.fixture(autouse=True)
    def _in_february(self):
        with time_machine.travel(NOW):
            yield

    def test_makes_eighteen_months_that_end_today_and_adds_nothing_the_second_time(self):
        lines: list[str] = []
        Seeder(now=NOW, say=lines.append).run()
        home = Workspace.objects.get(slug="demo-household")
        rows = Transaction.objects.in_workspace(home).live()
        count = rows.count()

        assert count > 1_900
        assert rows.aggregate(newest=Max("booked_on"))["newest"] <= date(2027, 2, 10)
        assert rows.filter(booked_on__gte=date(2027, 2, 1), origin="sms").exists()
        assert Workspace.objects.get(slug="demo-shop").is_business
        papers = Document.objects.in_workspace(home)
        assert papers.count() == len(list((FILES / "documents").iterdir()))
        assert set(papers.values_list("status", flat=True)) == {"ready"}
        assert Finding.objects.in_workspace(home).exists()

        self._shows_what_a_careful_person_does(home)
        self._has_a_front_desk(Workspace.objects.get(slug="demo-shop"))

        Seeder(now=NOW, say=lines.append).run()
        assert rows.count() == count

    def _has_a_front_desk(self, shop):
        desk = Assistant.objects.in_workspace(shop).get()
        assert desk.patterns.count() > 80
        assert desk.channels.get().kind == "widget"
        assert Enquiry.objects.in_workspace(shop).count() == len(STORY)
        assert Draft.objects.filter(assistant=desk).exists()
        assert Enquiry.objects.in_workspace(shop).filter(state="resolved").exists()
        assert Enquiry.objects.in_workspace(shop).filter(handed_over_at__isnull=False).exists()

    def _shows_what_a_careful_person_does(self, home):
        def mine(model):
            return model.objects.in_workspace(home)

        told = set(mine(RawItem).values_list("outcome", flat=True))
        assert told | {"statement"} == set(RawItem.Outcome.values) - {"waiting"}  # that one comes on the 19th
        assert mine(OwnTemplate).count() == 1
        assert mine(Rule).filter(rename_to="PMPML").exists()
        assert mine(Transaction).filter(split_of__isnull=False).count() == 2
        assert mine(Reconciliation).filter(finished_at__isnull=False).count() == 1
        assert mine(TransferPair).exists()
        assert mine(Recurring).exists()
        assert mine(Budget).filter(rolls_over=True).exists()
        assert mine(Account).get(name="HDFC savings").opening_balance == OPENING
