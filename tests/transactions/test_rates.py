"""Exchange rates: fetched from a local server, entered by hand, loaded from a file."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.fakes import frankfurter
from tests.transactions.factories import make_transaction
from transactions.models import ExchangeRate, Transaction
from transactions.rates.files import UnreadableRatesError, read_rates
from transactions.rates.frankfurter import RatesUnavailableError
from transactions.services import rates

PAGE = "/transactions/rates"
FRIDAY, SUNDAY, MONDAY = date(2025, 5, 16), date(2025, 5, 18), date(2025, 5, 19)


@pytest.fixture
def service(settings):
    with frankfurter.running() as fake:
        settings.EXCHANGE_RATES_URL = fake.url
        yield fake


@pytest.fixture
def coffee(workspace):
    return make_transaction(workspace, amount=Decimal(-5), currency="USD", booked_on=SUNDAY)


@pytest.mark.django_db
class TestFetchingRates:
    def test_values_a_payment_that_waited_at_the_last_rate_before_its_day(self, service, workspace, coffee):
        assert coffee.base_amount is None
        service.rates = {FRIDAY.isoformat(): {"USD": 0.0125}, MONDAY.isoformat(): {"USD": 0.0100}}
        assert rates.refresh(workspace=workspace, today=MONDAY) == 1
        coffee.refresh_from_db()
        assert coffee.base_amount == Decimal("-400.00")

    def test_sends_only_codes_and_days(self, service, workspace, coffee):
        rates.refresh(workspace=workspace, today=MONDAY)
        path, query = service.asked[-1]
        assert path == "/v1/2025-05-11..2025-05-19"
        assert query == {"base": ["INR"], "symbols": ["USD"]}

    def test_asks_nothing_when_no_payment_is_foreign(self, service, workspace):
        make_transaction(workspace)
        assert rates.refresh(workspace=workspace, today=MONDAY) == 0
        assert service.asked == []

    def test_asks_nothing_when_the_url_is_empty(self, service, settings, workspace, coffee):
        settings.EXCHANGE_RATES_URL = ""
        assert rates.refresh(workspace=workspace, today=MONDAY) == 0
        assert service.asked == []

    def test_asks_nothing_twice_in_a_week(self, service, workspace, coffee):
        service.rates = {FRIDAY.isoformat(): {"USD": 0.0125}}
        rates.refresh(workspace=workspace, today=MONDAY)
        asked = len(service.asked)
        rates.refresh(workspace=workspace, today=MONDAY + timedelta(days=1))
        assert len(service.asked) == asked

    def test_leaves_out_a_currency_the_service_does_not_know(self, service, workspace):
        lodge = make_transaction(workspace, amount=Decimal(-9), currency="TZS", booked_on=SUNDAY)
        assert rates.refresh(workspace=workspace, today=MONDAY) == 0
        lodge.refresh_from_db()
        assert lodge.base_amount is None

    @pytest.mark.parametrize(
        ("status", "body"),
        [(500, "{}"), (429, "{}"), (200, "<html>"), (200, "[]"), (200, '{"USD": "x", "INR": "y"}')],
    )
    def test_keeps_nothing_of_a_bad_answer(self, service, workspace, coffee, status, body):
        service.status, service.body = status, body
        with pytest.raises(RatesUnavailableError):
            rates.refresh(workspace=workspace, today=MONDAY)
        assert not ExchangeRate.objects.exists()

    def test_a_round_over_all_workspaces_survives_a_service_that_is_down(self, settings, workspace, coffee):
        settings.EXCHANGE_RATES_URL = "http://127.0.0.1:9/v1"
        assert rates.refresh_all() == 0

    def test_a_round_over_all_workspaces_values_what_waited(self, service, workspace, coffee):
        service.rates = {FRIDAY.isoformat(): {"USD": 0.0125}}
        assert rates.refresh_all() == 1


@pytest.mark.django_db
class TestKeepingRates:
    def test_a_rate_by_hand_replaces_the_fetched_one(self, workspace, maria):
        told = {("USD", FRIDAY): Decimal(80)}
        rates.keep(workspace=workspace, actor=None, rates=told, source=rates.SERVICE)
        told = {("USD", FRIDAY): Decimal(85)}
        rates.keep(workspace=workspace, actor=maria, rates=told, source=rates.HAND)
        assert ExchangeRate.objects.get().rate == 85

    def test_a_fetched_rate_leaves_the_one_by_hand(self, workspace, maria):
        for source, rate in ((rates.HAND, 85), (rates.SERVICE, 80)):
            told = {("USD", FRIDAY): Decimal(rate)}
            rates.keep(workspace=workspace, actor=maria, rates=told, source=source)
        assert ExchangeRate.objects.get().rate == 85

    def test_a_stranger_s_rows_stay_as_they_are(self, workspace, otto, coffee):
        strange = otto.memberships.get().workspace
        told = {("USD", FRIDAY): Decimal(80)}
        assert rates.keep(workspace=strange, actor=otto, rates=told, source=rates.HAND) == 0
        coffee.refresh_from_db()
        assert coffee.base_amount is None


class TestReadingAFileOfRates:
    def test_reads_three_columns_in_any_order(self):
        content = b"\xef\xbb\xbfcurrency,rate,date\nUSD,83.25,2025-05-16\n\nEUR,90,2025-05-16\n"
        assert read_rates(content, base="INR") == {
            ("USD", FRIDAY): Decimal("83.25"),
            ("EUR", FRIDAY): Decimal(90),
        }

    def test_crosses_the_european_bank_s_history(self):
        content = b"Date,USD,INR,ZZZ,\n2025-05-16,1.25,100,N/A,\n2025-05-15,N/A,100,1,\n"
        assert read_rates(content, base="INR") == {
            ("USD", FRIDAY): Decimal("80.00000000"),
            ("EUR", FRIDAY): Decimal("100.00000000"),
            ("EUR", date(2025, 5, 15)): Decimal("100.00000000"),
        }

    @pytest.mark.parametrize(
        ("content", "hint"),
        [
            (b"", "first line"),
            (b"\xff\xfe\x00", "not a text file"),
            (b"name,age\nA,3", "first line"),
            (b"date,currency,rate\n2025-05-16,USD,abc", "Line 2"),
            (b"date,currency,rate\n2025-05-16,USD,-1", "Line 2"),
            (b"date,currency,rate\n2025-05-16,USD,NaN", "Line 2"),
            (b"date,currency,rate\n2025-05-16,XQX,1", "Line 2"),
            (b"date,currency,rate\n16.05.2025,USD,1", "Line 2"),
            (b"date,currency,rate\n2025-05-16", "Line 2"),
            (b"Date,USD,INR\nlater,1,2", "Line 2"),
            (b"Date,USD,GBP\n2025-05-16,1,2", "no rate into INR"),
            (b"date,currency,rate\n", "no rate into INR"),
        ],
    )
    def test_says_what_is_wrong(self, content, hint):
        with pytest.raises(UnreadableRatesError) as refused:
            read_rates(content, base="INR")
        assert hint in refused.value.detail


@pytest.mark.django_db
class TestThePage:
    def test_shows_what_waits(self, as_maria, coffee):
        page = as_maria.get(PAGE).content.decode()
        assert "USD" in page
        assert "Waiting for a rate" in page

    def test_says_when_there_is_only_one_currency(self, as_maria):
        assert b"Only one currency so far" in as_maria.get(PAGE).content

    def test_takes_a_rate_by_hand(self, as_maria, coffee):
        sent = {"action": "add", "currency": "usd", "on": "2025-05-16", "rate": "80"}
        assert as_maria.post(PAGE, sent).status_code == 302
        assert Transaction.objects.get(pk=coffee.pk).base_amount == Decimal("-400.00")

    @pytest.mark.parametrize(
        "changes",
        [{"currency": "XQX"}, {"currency": "INR"}, {"on": "2999-01-01"}, {"rate": "0"}, {"rate": "x"}],
    )
    def test_refuses_what_cannot_be(self, as_maria, coffee, changes):
        sent = {"action": "add", "currency": "USD", "on": "2025-05-16", "rate": "80", **changes}
        assert as_maria.post(PAGE, sent).status_code == 422
        assert not ExchangeRate.objects.exists()

    def test_loads_a_file(self, as_maria, coffee):
        file = SimpleUploadedFile("rates.csv", b"date,currency,rate\n2025-05-16,USD,80\n")
        assert as_maria.post(PAGE, {"action": "load", "file": file}).status_code == 302
        assert ExchangeRate.objects.get().source == "file"

    def test_shows_what_is_wrong_with_a_file(self, as_maria, coffee):
        file = SimpleUploadedFile("rates.csv", b"hello")
        answer = as_maria.post(PAGE, {"action": "load", "file": file})
        assert answer.status_code == 422
        assert b"The first line must name the columns" in answer.content

    def test_fetches_on_request(self, service, as_maria, coffee):
        service.rates = {FRIDAY.isoformat(): {"USD": 0.0125}}
        page = as_maria.post(PAGE, {"action": "fetch"}, follow=True)
        assert b"1 payment has its worth now" in page.content

    def test_says_so_when_the_service_is_down(self, settings, as_maria, coffee):
        settings.EXCHANGE_RATES_URL = "http://127.0.0.1:9/v1"
        page = as_maria.post(PAGE, {"action": "fetch"}, follow=True)
        assert b"did not answer" in page.content

    def test_a_viewer_looks_but_does_not_change(self, as_vera, coffee):
        assert as_vera.get(PAGE).status_code == 200
        sent = {"action": "add", "currency": "USD", "on": "2025-05-16", "rate": "80"}
        assert as_vera.post(PAGE, sent).status_code == 403

    def test_a_stranger_sees_none_of_it(self, as_otto, coffee):
        assert b"USD</strong>" not in as_otto.get(PAGE).content

    def test_asks_the_same_number_of_questions_however_many_rows(
        self, as_maria, workspace, coffee, django_assert_max_num_queries
    ):
        as_maria.get(PAGE)
        for number in range(20):
            make_transaction(workspace, amount=Decimal(-5 - number), currency="EUR", booked_on=SUNDAY)
        with django_assert_max_num_queries(12):
            as_maria.get(PAGE)
