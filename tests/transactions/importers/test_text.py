"""Any bytes become lines of cells, or one sentence that says what to do."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transactions.importers import markup, tables
from transactions.importers.formats import Asked
from transactions.importers.text import UnreadableFileError, read_sheet

ASKED = Asked(filename="a.csv", today=date(2026, 1, 1), currency="INR")
PLAIN = "Date,Text,Amount\n2025-10-01,Café,-5.00\n2025-10-02,Tea,-6.00\n"


class TestEncodings:
    @pytest.mark.parametrize(
        "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
    )
    def test_are_told_by_the_bytes(self, encoding):
        assert read_sheet(PLAIN.encode(encoding)).lines[1].cells[1] == "Café"

    def test_polish_of_old_windows(self):
        text = "Data operacji;Tytuł;Kwota\n2025-10-01;Żółw w płatnościach;-5,00\n"
        sheet = read_sheet(text.encode("cp1250"))

        assert (sheet.encoding, sheet.lines[1].cells[1]) == ("cp1250", "Żółw w płatnościach")

    def test_a_file_cut_in_the_middle_of_a_letter(self):
        assert read_sheet((PLAIN + "2025-10-03,é").encode()[:-1]).encoding == "utf-8"

    def test_stray_nul_bytes_and_old_mac_line_ends(self):
        sheet = read_sheet(PLAIN.replace("\n", "\r").encode().replace(b"Tea", b"T\x00ea"))

        assert [line.cells[1] for line in sheet.lines] == ["Text", "Café", "Tea"]


class TestDelimiters:
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|", "~"])
    def test_are_told_by_regularity(self, mark):
        assert read_sheet(PLAIN.replace(",", mark).encode()).delimiter == mark

    def test_the_line_of_excel_that_names_one(self):
        sheet = read_sheet(("sep=;\n" + PLAIN.replace(",", ";")).encode())

        assert (sheet.delimiter, sheet.lines[0].number) == (";", 2)

    def test_lines_quoted_as_a_whole(self):
        text = "\n".join(f'"{line}"' for line in PLAIN.replace(",", ";").splitlines())

        assert read_sheet(text.encode()).lines[1].cells == ("2025-10-01", "Café", "-5.00")

    def test_a_quote_that_is_never_closed(self):
        rows = "".join(f"2025-10-02,x{n},-1.00\n" for n in range(100))
        sheet = read_sheet(('Date,Text,Amount\n2025-10-01,"5 pipe,-5.00\n' + rows).encode())

        assert len(sheet.lines) == 102

    def test_line_breaks_within_quotes_keep_line_numbers(self):
        sheet = read_sheet(b'Date,Text\n2025-10-01,"a\nb"\n2025-10-02,c\n')

        assert [line.number for line in sheet.lines] == [1, 2, 4]

    def test_the_disguises_of_spreadsheets(self):
        assert read_sheet(b'Date,Ref\n2025-10-01,="007"\n').lines[1].cells[1] == "007"


class TestGarbage:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=600))
    def test_bytes(self, content):
        with suppress(UnreadableFileError):
            tables.read_delimited(content, ASKED)

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.tuples(
                st.one_of(st.just("2025-10-01"), st.text(max_size=12)),
                st.text(max_size=20),
                st.one_of(st.from_regex(r"[-+]?\d{1,6}[.,]\d{1,3}", fullmatch=True), st.text(max_size=9)),
            ),
            max_size=12,
        ),
        st.sampled_from([",", ";", "\t"]),
    )
    def test_cells(self, rows, mark):
        text = "\n".join(mark.join(row) for row in [("Date", "Text", "Amount"), *rows])
        try:
            statement = tables.read_delimited(text.encode("utf-8", "replace"), ASKED)
        except UnreadableFileError:
            return
        assert all(row.problem or (row.booked_on and row.amount) for row in statement.rows)

    @settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        st.lists(
            st.sampled_from(
                [
                    "<table>",
                    "<tr>",
                    "<td>",
                    "</td>",
                    "</tr>",
                    "2025-10-01",
                    "-5,00",
                    "<Cell",
                    "ss:Index='9'>",
                    "x",
                ]
            )
        )
    )
    def test_markup(self, pieces):
        with suppress(UnreadableFileError):
            markup.read(b"<table>" + " ".join(pieces).encode(), ASKED)
