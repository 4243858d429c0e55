"""What kind of paper it is, by its words."""

import pytest

from documents.understanding.fields import PageText, read_fields
from documents.understanding.kinds import kind_of
from tests.documents.test_understanding import INVOICE, NOW

RENT = """RENT AGREEMENT
This agreement is made on 1 April 2026 between Mrs. Leela Varma (landlord) and Mr. Arjun (tenant).
1. The tenant pays 20,000 a month.
2. Notice period two months."""
WATER = """City Water Board
Water bill
Consumer No 4455
Bill period 1-30 Sep
Amount payable Rs. 344.00
Bill date 2 October 2026
Due date 15 October 2026"""


def read(text, kind):
    return read_fields([PageText(1, text, [])], kind=kind, today=NOW.date()).found


class TestKinds:
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("invoice", INVOICE),
            ("contract", RENT),
            ("bill", WATER),
            ("letter", "3 May 2026\nDear Sir,\nI write about the noise.\nYours faithfully,\nAsha Menon"),
            ("letter", "Sehr geehrte Frau Weber,\nvielen Dank.\nMit freundlichen Grüßen\nK. Braun"),
            ("identity", "PASSPORT\nSurname MENON\nNationality INDIAN\nDate of Birth 01/02/1990"),
            ("statement", "Statement of Account\nOpening balance 1.00\nDate Debit Credit Balance\n"),
            ("other", "The river rises in the hills. An agreement was signed; passports were shown."),
            ("other", "The board discussed the invoice of the builder and the insurance premium."),
            ("other", ""),
        ],
    )  # fmt: skip
    def test_are_told_by_words_and_not_by_one_word_in_prose(self, kind, text):
        assert kind_of(text).name == kind

    def test_say_their_reasons(self):
        assert "whom it bills" in kind_of(INVOICE).reasons


class TestFields:
    def test_of_a_contract_name_its_first_party_and_day_but_no_amount(self):
        found = read(RENT, "contract")

        assert found["correspondent"].value == "Leela Varma"
        assert found["issued_on"].value.isoformat() == "2026-04-01"
        assert "amount" not in found

    def test_of_a_bill_tell_its_two_days_apart(self):
        found = read(WATER, "bill")

        assert found["issued_on"].value.isoformat() == "2026-10-02"
        assert found["due_on"].value.isoformat() == "2026-10-15"
        assert str(found["amount"].value) == "344.00"
        assert found["correspondent"].value == "City Water Board"

    def test_take_the_gstin_of_the_seller_only_with_a_sound_check_digit(self):
        assert "gstin" not in read("GSTIN: 29AAGCM5823P1Z0", "invoice")
        assert read("GSTIN: 29AAGCM5823P1ZS", "invoice")["gstin"].value == "29AAGCM5823P1ZS"
        assert "gstin" not in read("Bill to: Studio\nGSTIN: 29AAGCM5823P1ZS", "invoice")
