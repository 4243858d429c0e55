"""Zips of statements, and zips that are traps."""
# ruff: noqa: E501  files are as banks write them

import io
import struct
import zipfile

import pytest
from hypothesis import given, settings

from tests.transactions.importers.opening import amounts, opened, opens_or_says_why, spoiled
from transactions.importers import archive
from transactions.importers.text import UnreadableFileError

OFX = "<OFX><STMTRS><CURDEF>EUR<BANKACCTFROM><ACCTID>{}</BANKACCTFROM><STMTTRN><DTPOSTED>202601{:02}<TRNAMT>-{}<NAME>Tea</STMTTRN></STMTRS></OFX>"


def packed(files: dict[str, bytes | str]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in files.items():
            bundle.writestr(name, content)
    return kept.getvalue()


class TestArchives:
    def test_of_one_account_are_one_statement(self):
        content = packed({"a.ofx": OFX.format("11112222", 3, 5), "b.ofx": OFX.format("11112222", 4, 6)})
        statement = opened(content, "statements.zip")
        assert statement.format == "ofx"
        assert len(statement.sections) == 1
        assert [str(amount) for amount in amounts(statement)] == ["-5.00", "-6.00"]

    def test_of_several_kinds_and_accounts_keep_them_apart(self):
        csv = "Date,Description,Amount\n2026-01-05,Bread,-3.00\n2026-01-06,Milk,-2.00\n"
        content = packed({"x/a.ofx": OFX.format("11112222", 3, 5), "x/wallet.csv": csv})
        statement = opened(content)
        assert statement.format == "zip"
        assert [(section.last4, section.name) for section in statement.sections] == [
            ("2222", ""),
            ("", "wallet"),
        ]
        assert [row.section for row in statement.rows] == [0, 1, 1]

    def test_tell_which_file_in_them_could_not_be_read(self):
        content = packed({"a.ofx": OFX.format("11112222", 3, 5), "notes.txt": "hello"})
        whole, left_out = opened(content).rows
        assert not whole.problem
        assert left_out.problem.startswith("notes.txt: ")

    def test_skip_what_systems_put_into_them(self):
        content = packed({"__MACOSX/._a.ofx": b"\x00\x05", ".DS_Store": b"x", "a.ofx": OFX.format("1", 3, 5)})
        assert len(opened(content).rows) == 1

    def test_without_a_statement_are_refused(self):
        with pytest.raises(UnreadableFileError, match="no statement in this archive"):
            opened(packed({}))
        with pytest.raises(UnreadableFileError, match=r"notes\.txt"):
            opened(packed({"notes.txt": "hello"}))


class TestTraps:
    def test_a_bomb_is_not_opened(self):
        with pytest.raises(UnreadableFileError, match="far more than a bank statement"):
            opened(packed({"a.csv": b"0" * (30 * 1024 * 1024)}))

    def test_many_files_are_not_opened(self):
        files = {f"{number}.csv": "a" for number in range(archive.MAX_FILES + 1)}
        with pytest.raises(UnreadableFileError, match="more than 500 files"):
            opened(packed(files))

    def test_an_archive_within_an_archive_is_not_opened(self):
        inner = packed({"a.ofx": OFX.format("1", 3, 5)})
        (_, left_out) = opened(packed({"a.ofx": OFX.format("1", 3, 5), "b.zip": inner})).rows
        assert left_out.problem == "b.zip: An archive within an archive is not opened."

    def test_a_claim_of_a_gigabyte_costs_nothing(self):
        content = bytearray(packed({"a.ofx": OFX.format("1", 3, 5)}))
        at = content.rindex(b"PK\x01\x02") + 24
        content[at : at + 4] = struct.pack("<I", 1 << 30)
        try:
            assert len(opened(bytes(content)).rows) == 1
        except UnreadableFileError as error:
            assert "damaged" in error.detail  # noqa: PT017  both are right

    def test_a_locked_archive_says_what_to_do(self):
        content = bytearray(packed({"a.ofx": OFX.format("1", 3, 5)}))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            content[content.rindex(mark) + offset] |= 1
        with pytest.raises(UnreadableFileError, match="locked with a password"):
            opened(bytes(content))

    @settings(max_examples=60, deadline=None)
    @given(spoiled(packed({"a.ofx": OFX.format("11112222", 3, 5), "b.ofx": OFX.format("2", 4, 6)})))
    def test_spoiled_archives_open_or_say_why(self, content):
        opens_or_says_why(content)
