"""What a file is, is seen from its content and never from its name."""

import json

import pytest
from django.core.management import call_command

from tests.transactions.importers.opening import opened
from tests.transactions.importers.test_camt import RENT, _file
from tests.transactions.importers.test_mt940 import GERMAN
from tests.transactions.importers.test_ofx import SGML
from tests.transactions.importers.test_qif import QUICKEN
from transactions.importers.text import UnreadableFileError

SAMPLES = {"ofx": SGML, "qif": QUICKEN, "mt940": GERMAN, "camt.053": _file(RENT)}


class TestDoor:
    @pytest.mark.parametrize("kind", SAMPLES)
    @pytest.mark.parametrize("name", ["statement.csv", "statement.txt", "STATEMENT", "x.pdf"])
    def test_names_do_not_mislead(self, kind, name):
        assert opened(SAMPLES[kind], name).format == kind

    @pytest.mark.parametrize(
        "text",
        [
            "OFX transfer,note\n",
            "see :20: and :61: below,x\n",
            "!Important,x\n",
            "<Document>,x\n",
            "D,T\n",
            "PK,x\n",
        ],
    )
    def test_lists_that_mention_other_formats_are_lists(self, text):
        rows = "".join(f"2026-01-0{day},{text.strip().split(',')[0]},-{day}.00\n" for day in range(1, 5))
        statement = opened(f"Date,Description,Amount\n{rows}")
        assert statement.format == "csv"
        assert len(statement.rows) == 4

    @pytest.mark.parametrize("content", [b"", b" \n\t ", b"hello", b"\x00" * 500, bytes(range(256)) * 4])
    def test_what_is_no_statement_is_refused_in_words(self, content):
        with pytest.raises(UnreadableFileError):
            opened(content)


@pytest.mark.django_db
class TestCommand:
    @pytest.mark.parametrize("kind", SAMPLES)
    def test_prints_the_rows_of_every_format(self, kind, workspace, tmp_path, capsys):
        path = tmp_path / "statement"
        path.write_text(SAMPLES[kind], encoding="utf-8")
        call_command("import_file", str(path), workspace=workspace.slug)
        told = json.loads(capsys.readouterr().out)
        assert told["format"] == kind
        assert {row["status"] for row in told["rows"]} <= {"new", "error"}
        assert not told["committed"]

    def test_commits_once(self, workspace, tmp_path, capsys):
        path = tmp_path / "statement.sta"
        path.write_text(GERMAN, encoding="utf-8")
        statuses = []
        for _ in range(2):
            call_command("import_file", str(path), workspace=workspace.slug, commit=True)
            told = json.loads(capsys.readouterr().out)
            statuses.append({row["status"] for row in told["rows"]})
        assert statuses == [{"new"}, {"duplicate"}]

    def test_refuses_a_trap_without_a_traceback(self, workspace, tmp_path, capsys):
        path = tmp_path / "x.xml"
        path.write_text('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><Document>&b;</Document>')
        with pytest.raises(SystemExit) as stopped:
            call_command("import_file", str(path), workspace=workspace.slug)
        assert stopped.value.code == 2
        assert json.loads(capsys.readouterr().out)["problem"]["code"] == "unreadable-file"
