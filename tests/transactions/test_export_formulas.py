"""What a file or a message says never becomes a formula in somebody's spreadsheet."""

import csv
import io

import pytest

from tests.transactions.importing import commit, upload
from transactions.exporting.sheet import csv_lines, safe_cell
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_every_start_of_a_formula_is_disarmed(text):
    assert safe_cell(text) == f"'{text}"


def test_plain_text_stays():
    assert [safe_cell(text) for text in ("", "Cafe = Bar", "Ünal")] == ["", "Cafe = Bar", "Ünal"]


def test_an_imported_formula_is_exported_as_text(workspace):
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Date", "Narration", "Ref No.", "Debit", "Credit", "Balance"])
    writer.writerow(["01/10/2025", "@SUM(1+1)*cmd|calc", "@ref1", "90.00", "", "910.00"])
    commit(upload(workspace, out.getvalue()))

    rows = Transaction.objects.in_workspace(workspace).live()
    text = "".join(csv_lines(rows, workspace)).removeprefix("\ufeff")
    line = next(csv.DictReader(text.splitlines()))

    assert line["description"].startswith("'@SUM")
    assert not [value for value in line.values() if value.startswith(("=", "+", "@"))]
