"""What a bank's line of text means."""

from decimal import Decimal

import pytest

from transactions.enrichment import categories, evaluation, kinds
from transactions.enrichment.brands import brand_in, names
from transactions.enrichment.merchants import named_merchant
from transactions.enrichment.starter import starter_tree


class TestNamedMerchant:
    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("UPI/SWIGGY/PAYMENT", "Swiggy"),
            ("UPI/SWIGGYINSTAMART/PAYMENT", "Swiggy Instamart"),
            ("UPI/NAMMAMETRO/PAYMENT", "Namma Metro"),
            ("UPI/DR/412345678901/RAMESH KUMAR/HDFC/ramesh.k@okhdfcbank/gift", "Ramesh Kumar"),
            ("UPI-LEELA STORES-Q12345678@YBL-YESB0YBLUPI-433322110099-PAYMENT", "Leela Stores"),
            ("UPI/P2M/512345678901/Chai Corner/Yes Bank", "Chai Corner"),
            ("NEFT CR-HDFC0000123-ACME CORP PVT LTD-INV 88", "Acme Corp"),
            ("IMPS-412345678901-KAVERI RAO-ICIC-XX1234", "Kaveri Rao"),
            ("POS 416021XXXXXX1234 BIG BASKET BANGALORE KA IN", "BigBasket"),
            ("UBER BANGALORE IN", "Uber"),
            ("RAZORPAY*LENSKART", "Lenskart"),
            ("SQ *BLUE DOOR CAFE", "Blue Door Cafe"),
            ("NETFLIX.COM LOS GATOS", "Netflix"),
            ("REFUND SWIGGY", "Swiggy"),
            ("MTR", "MTR"),
            ("paid to sunrise.bakery@okaxis", "Sunrise Bakery"),
            ("ATM WDL HDFC KORAMANGALA", "ATM"),
            ("DELHI PUBLIC SCHOOL", "Delhi Public School"),
        ],
    )
    def test_is_the_name_people_use(self, line, name):
        assert named_merchant(line).name == name

    @pytest.mark.parametrize(
        "line", ["", "UPI/412345678901/PAYMENT", "9876543210@ybl", "paytmqr28100505@paytm"]
    )
    def test_is_nobody_when_the_line_names_nobody(self, line):
        assert named_merchant(line) is None

    def test_prefers_what_the_source_itself_calls_it(self):
        assert named_merchant("UPI/412345678901", told="AMAZON PAY INDIA").name == "Amazon"

    def test_keeps_the_spelling_of_the_bank_as_an_alias(self):
        assert "nammametro" in named_merchant("UPI/NAMMAMETRO/PAYMENT").keys

    def test_does_not_eat_a_name_that_is_a_city(self):
        assert named_merchant("BANGALORE").name == "Bangalore"


class TestBrandIn:
    def test_takes_the_longest_name(self):
        assert brand_in("SWIGGY INSTAMART BLR").name == "Swiggy Instamart"
        assert brand_in("AMAZON PRIME MUMBAI").name == "Amazon Prime"

    def test_needs_whole_words(self):
        assert brand_in("TRAVELOLA") is None

    def test_files_every_brand_under_a_starter_category(self):
        known = {each.name for each in starter_tree(is_business=True)} | {""}
        assert {brand.category for brand in names()} <= known
        assert len({brand.name for brand in names()}) >= 2000


class TestDetectKind:
    @pytest.mark.parametrize(
        ("line", "amount", "kind"),
        [
            ("UPI/SWIGGY/PAYMENT", "-10", "expense"),
            ("REFUND SWIGGY", "10", "refund"),
            ("UPI REVERSAL 4123", "10", "refund"),
            ("NEFT CR ACME SALARY", "10", "income"),
            ("ITDTAX REFUND 2024", "10", "income"),
            ("INT.PD 01-04 TO 30-06", "10", "income"),
            ("ATM WDL HDFC KORAMANGALA", "-10", "transfer"),
            ("CREDIT CARD PAYMENT HDFC", "-10", "transfer"),
            ("PAYMENT RECEIVED THANK YOU", "10", "transfer"),
            ("PAYTM WALLET TOPUP", "-10", "transfer"),
            ("SIP AXIS BLUECHIP FUND", "-10", "transfer"),
            ("SELF TRANSFER TO SBI", "-10", "transfer"),
            ("PAYTM ADD MONEY", "-10", "transfer"),
        ],
    )
    def test_reads_the_words(self, line, amount, kind):
        assert kinds.detect_kind(line, Decimal(amount)) == kind

    def test_names_the_kind_of_transfer(self):
        assert kinds.transfer_category("SIP AXIS BLUECHIP FUND") == "Investments"
        assert kinds.transfer_category("UPI/SWIGGY/PAYMENT") == ""


class TestCategoryFromKeywords:
    @pytest.mark.parametrize(
        ("text", "kind", "category"),
        [
            ("SRI VENKATESHWARA MEDICALS", "expense", "Health"),
            ("Annapurna Tiffin Room", "expense", "Food & Dining"),
            ("BALAJI FILLING STATION", "expense", "Fuel"),
            ("SWIGGY refund", "refund", "Food & Dining"),
            ("ACME SALARY OCT", "income", "Salary"),
            ("ATM WDL", "transfer", "Cash Withdrawal"),
            ("Ramesh Kumar", "expense", ""),
        ],
    )
    def test_uses_the_curated_list_or_says_nothing(self, text, kind, category):
        assert categories.from_keywords(text, kind) == category


class TestSpellings:
    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("UPI/RAPIDO/PAYMENT", "Rapido"),
            ("ROPPEN TRANSPORTATION", "Rapido"),
            ("BUNDL TECHNOLOGIES", "Swiggy"),
        ],
    )
    def test_are_read_across_the_lines_of_the_list(self, line, name):
        assert brand_in(line).name == name


class TestSampleLines:
    """Statement lines of many countries, written before they were measured."""

    def test_are_named_as_people_would(self):
        right = [evaluation.is_named(*pair) for pair in evaluation.pairs("merchants")]
        assert sum(right) >= 0.95 * len(right)

    def test_are_filed_as_people_would_or_not_at_all(self):
        right = [evaluation.is_filed(*pair) for pair in evaluation.pairs("categories")]
        assert sum(right) >= 0.97 * len(right)

    def test_get_no_wrong_category_where_nobody_can_know(self):
        unclear = [line for line, wanted in evaluation.pairs("categories") if wanted == "unknown"]
        assert len(unclear) >= 10
        assert {evaluation.filed_under(line, wanted="unknown") for line in unclear} == {"unknown"}


class TestLists:
    def test_spell_a_name_that_is_also_a_word_only_in_front(self):
        assert brand_in("TARGET T-1842").name == "Target"
        assert brand_in("ON TARGET COACHING") is None

    def test_give_way_to_a_telling_word_behind_an_everyday_name(self):
        assert brand_in("SHELL COVE CAFE") is None

    def test_know_a_name_glued_to_other_words(self):
        assert brand_in("NETFLIXCOM").name == "Netflix"

    def test_file_a_filling_station_of_a_supermarket_under_fuel(self):
        assert categories.from_keywords("CARREFOUR STATION SERVICE LYON", "expense") == "Fuel"

    @pytest.mark.parametrize("line", ["PAYPAL *", "VENMO PAYMENT 1023", "ZELLE TO ANNA KRUPA"])
    def test_say_nothing_about_a_way_to_pay(self, line):
        assert categories.from_keywords(line, "expense") == ""

    @pytest.mark.parametrize(
        "line", ["ATM SURCHARGE FEE", "CARD PAYMENT TO GREGGS", "CREDIT CARD PURCHASE BOOTS 12"]
    )
    def test_take_no_purchase_for_a_transfer(self, line):
        assert kinds.detect_kind(line, Decimal(-5)) == "expense"
