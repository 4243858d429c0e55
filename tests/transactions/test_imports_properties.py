"""Whatever way a statement is cut, imported and taken back, the ledger comes out the same."""
# ruff: noqa: E501  lines of statements are data

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import factories
from tests.transactions.importing import an_ofx, whole_state
from transactions.importers.statement import open_statement, read_rows
from transactions.models import ImportBatch, Transaction
from transactions.services import imports
from transactions.services.catalog import account_named

HEADER = "Date,Narration,Ref No.,Debit,Credit,Balance\n"
payment = st.tuples(
    st.integers(0, 12),  # days
    st.sampled_from(["SWIGGY", "METRO", "RENT", "CAFE"]),
    st.sampled_from(["90.00", "90.00", "260.50", "1,200.00"]),
    st.booleans(),
)


def lines_of(payments) -> list[str]:
    """Statement lines with a running balance, as a bank writes them."""
    lines, balance = [], Decimal(50_000)
    for days, name, amount, is_out in sorted(payments, key=lambda told: told[0]):
        value = Decimal(amount.replace(",", ""))
        balance += -value if is_out else value
        day = (date(2025, 3, 1) + timedelta(days=days)).strftime("%d/%m/%Y")
        columns = f'"{amount}",' if is_out else f',"{amount}"'
        lines.append(f"{day},UPI-{name},,{columns},{balance}\n")
    return lines


class TestEveryCut(TestCase):
    databases = {"default", "audit"}

    def setup_example(self):
        super().setup_example()
        self.workspace = factories.make_workspace(owner=factories.make_user("p@example.com"))
        self.account = account_named(workspace=self.workspace, name="Main")

    def bring_in(self, lines: list[str]) -> ImportBatch:
        return self.bring_in_text(HEADER + "".join(lines), "a.csv")

    def bring_in_text(self, text: str, name: str) -> ImportBatch:
        file = ContentFile(text.encode(), name=name)
        batch = imports.start_import(workspace=self.workspace, actor=None, file=file, account=self.account)
        imports.read_import(batch_id=str(batch.pk))
        batch.refresh_from_db()
        if batch.rows.filter(is_included=True).exists():
            imports.start_commit(batch=batch, actor=None)
            imports.run_commit(batch_id=str(batch.pk))
        return batch

    def ledger(self) -> Counter:
        rows = Transaction.objects.in_workspace(self.workspace)
        return Counter(rows.values_list("booked_on", "description", "amount"))

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(payments=st.lists(payment, min_size=2, max_size=10), data=st.data())
    def test_pieces_in_any_order_give_what_the_whole_gives(self, payments, data):
        lines = lines_of(payments)
        expected = Counter(
            (row.booked_on, row.description, row.amount) for row in rows_of(HEADER + "".join(lines))
        )
        cut = data.draw(st.integers(1, len(lines) - 1))
        pieces = data.draw(st.permutations([lines[:cut], lines[cut:], lines[cut - 1 :]]))

        for piece in pieces:
            self.bring_in(piece)
        self.bring_in(lines)

        assert self.ledger() == expected

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(payments=st.lists(payment, min_size=2, max_size=10), data=st.data())
    def test_any_order_and_any_share_of_the_lines_gives_the_same(self, payments, data):
        """Each line goes to some file, the lines of a file stand in any order, and files come in any order."""
        lines = lines_of(payments)
        expected = Counter(
            (row.booked_on, row.description, row.amount) for row in rows_of(HEADER + "".join(lines))
        )
        files: dict[int, list[str]] = {}
        for line in data.draw(st.permutations(lines)):
            files.setdefault(data.draw(st.integers(0, 2)), []).append(line)

        for file in files.values():
            self.bring_in(file)

        assert self.ledger() == expected

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(payments=st.lists(payment, min_size=2, max_size=10), data=st.data())
    def test_ids_tell_equal_payments_apart_without_balances(self, payments, data):
        numbered = [
            (f"F{n}", f"202503{days + 1:02}", f"-{amount.replace(',', '')}", name)
            for n, (days, name, amount, _is_out) in enumerate(payments)
        ]
        files: dict[int, list[tuple[str, str, str, str]]] = {}
        for one in data.draw(st.permutations(numbered)):
            for number in data.draw(st.sets(st.integers(0, 2), min_size=1)):
                files.setdefault(number, []).append(one)

        for file in files.values():
            self.bring_in_text(an_ofx(*file), "a.ofx")

        assert sum(self.ledger().values()) == len(payments)

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(payments=st.lists(payment, min_size=2, max_size=8), cut=st.integers(1, 7))
    def test_undo_restores_exactly_what_was_there(self, payments, cut):
        lines = lines_of(payments)
        self.bring_in(lines[:cut])
        before = whole_state(self.workspace)

        batch = self.bring_in(lines)
        batch.refresh_from_db()
        if batch.state == ImportBatch.State.COMMITTED:
            imports.undo_import(batch=batch, actor=None)

        assert whole_state(self.workspace) == before

    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    @given(payments=st.lists(payment, min_size=1, max_size=8))
    def test_the_same_file_again_changes_nothing(self, payments):
        lines = lines_of(payments)
        self.bring_in(lines)
        before = whole_state(self.workspace)

        again = self.bring_in(lines)

        assert set(again.rows.values_list("status", flat=True)) == {"duplicate"}
        assert whole_state(self.workspace) == before


def rows_of(text: str):
    sheet, layout = open_statement(text.encode())
    return read_rows(sheet, layout, today=date(2026, 1, 1), currency="INR")


class TestStyles:
    @settings(max_examples=60, deadline=None)
    @given(
        amount=st.decimals(min_value="0.01", max_value="99999999", places=2),
        day=st.dates(min_value=date(2001, 1, 1), max_value=date(2025, 12, 31)),
        style=st.sampled_from(["indian", "western", "continental", "plain"]),
        mark=st.sampled_from(["minus", "trailing", "parentheses", "dr"]),
        encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    )
    def test_an_amount_is_read_in_every_style(self, amount, day, style, mark, encoding):
        text = marked(written(amount, style), mark)
        second = marked(written(Decimal("1234.50"), style), mark)
        file = f"Date;Particulars;Amount\n{day.isoformat()};Café;{text}\n{day.isoformat()};Tee;{second}\n"

        sheet, layout = open_statement(file.encode(encoding))
        rows = read_rows(sheet, layout, today=date(2026, 1, 1), currency="INR")

        assert rows[0].amount == -amount
        assert rows[0].booked_on == day
        assert rows[0].description == "Café"


def written(amount: Decimal, style: str) -> str:
    from lumen.common.money import group_digits

    whole, _, fraction = f"{amount:.2f}".partition(".")
    if style == "plain":
        return f"{whole}.{fraction}"
    grouped = group_digits(whole, indian=style == "indian")
    return f"{grouped.replace(',', '.')},{fraction}" if style == "continental" else f"{grouped}.{fraction}"


def marked(text: str, mark: str) -> str:
    shapes = {"minus": "-{}", "trailing": "{}-", "parentheses": "({})", "dr": "{} Dr"}
    return shapes[mark].format(text)


@pytest.mark.parametrize(
    ("layout", "expected"),
    [
        (
            "Date,Narration,Chq./Ref.No.,Value Dt,Withdrawal Amt.,Deposit Amt.,Closing Balance\n"
            '01/10/25,UPI-A,1,01/10/25,450.00,,"1,000.00"\n02/10/25,NEFT B,2,02/10/25,,"85,000.00","86,000.00"\n',
            [Decimal("-450.00"), Decimal("85000.00")],
        ),
        (
            "S No.,Value Date,Transaction Date,Cheque Number,Transaction Remarks,Withdrawal Amount (INR ),"
            "Deposit Amount (INR ),Balance (INR )\n1,01/10/2025,02/10/2025,-,UPI/A,310.0,0.0,5000.0\n"
            "2,13/10/2025,13/10/2025,-,Interest,0.0,12.5,5012.5\n",
            [Decimal("-310.00"), Decimal("12.50")],
        ),
        (
            "Account Number\t:\t_00000012345678901\nTxn Date\tValue Date\tDescription\tRef No./Cheque No.\tDebit\t"
            "Credit\tBalance\n1 Oct 2025\t1 Oct 2025\tTO TRANSFER\t528\t220.00\t \t9,780.00\n",
            [Decimal("-220.00")],
        ),
        (
            "Tran Date,CHQNO,PARTICULARS,DR,CR,BAL,SOL\n05-10-2025,-,UPI/P2M/52/UBER,120.50, ,900.00,123\n",
            [Decimal("-120.50")],
        ),
        (
            "Sl. No.,Transaction Date,Value Date,Description,Chq / Ref No.,Amount,Dr / Cr,Balance,Dr / Cr\n"
            "1,14-10-2025,14-10-2025,UPI/Z,UPI-1,199.00,DR,8000.00,CR\n2,15-10-2025,15-10-2025,Pay,N-1,1000.00,CR,9000.00,CR\n",
            [Decimal("-199.00"), Decimal("1000.00")],
        ),
        (
            "Date,Sr.No.,Transaction Details,Reward Point Header,Intl.Amount,Amount(in Rs),BillingAmountSign\n"
            "12/10/2025,1,AMAZON IN,5,0,1299.00,\n13/10/2025,2,PAYMENT RECEIVED,0,0,5000.00,CR\n",
            [Decimal("-1299.00"), Decimal("5000.00")],
        ),
        (
            "Date,Merchant,Amount,Category,Payment Method,Notes\n2025-10-01,Swiggy,450,Food,UPI,late\n"
            "2025-10-02,Acme,50000,Income,NEFT,\n2025-10-03,Amazon,-200,Shopping,Card,returned\n",
            [Decimal("-450.00"), Decimal("50000.00"), Decimal("200.00")],
        ),
    ],
    ids=["hdfc", "icici", "sbi", "axis", "kotak", "icici-card", "seed"],
)
def test_the_layouts_of_indian_banks_are_read(layout, expected):
    assert [row.amount for row in rows_of(layout)] == expected
