"""The commands that read messages, mails and files as JSON."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from transactions.models import ImportBatch, Transaction

SAMPLES = Path(__file__).parent.parent / "samples"
FIELDS = {
    "id", "outcome", "reason", "amount", "currency", "direction", "merchant", "account_last4", "balance",
    "reference", "occurred_at", "payment_method", "category", "confidence", "parser",
}  # fmt: skip


def lines_of(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestParseMessages:
    def test_answers_every_message_in_order_with_every_field(self, capsys):
        call_command("parse_messages", SAMPLES / "messages.jsonl")

        answers = lines_of(capsys)
        told = [json.loads(line) for line in (SAMPLES / "messages.jsonl").read_text().splitlines()]
        assert [answer["id"] for answer in answers] == [message["id"] for message in told]
        assert all(set(answer) == FIELDS for answer in answers)
        assert answers[0]["amount"] == "320.00"
        assert answers[0]["occurred_at"] == "2026-08-14T12:00:00+05:30" or answers[0]["occurred_at"]

    def test_reads_2000_messages_in_well_under_20_seconds(self, tmp_path, capsys):
        one_round = (SAMPLES / "messages.jsonl").read_text().splitlines()
        many = tmp_path / "many.jsonl"
        many.write_text("\n".join((one_round * 13)[:2000]))
        started = time.perf_counter()

        call_command("parse_messages", many)

        assert time.perf_counter() - started < 20
        assert len(lines_of(capsys)) == 2000

    def test_needs_no_received_at(self, tmp_path, capsys):
        path = tmp_path / "one.jsonl"
        path.write_text(
            json.dumps({"id": 1, "sender": "VM-HDFCBK-S", "text": "Rs.5 debited from A/c XX1234"})
        )

        call_command("parse_messages", path)

        assert lines_of(capsys)[0]["occurred_at"] is None

    @pytest.mark.parametrize("content", ["not json", "[1]", '{"id": 1}'])
    def test_a_bad_line_is_a_sentence(self, tmp_path, content):
        path = tmp_path / "bad.jsonl"
        path.write_text(content)

        with pytest.raises(CommandError, match="Line 1 is not a message"):
            call_command("parse_messages", path)

    def test_a_missing_file_is_a_sentence(self):
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("parse_messages", "/nowhere.jsonl")


class TestParseMail:
    def test_reads_raw_mails_and_parts(self, tmp_path, capsys):
        path = tmp_path / "mails.jsonl"
        text = "Rs.99.00 has been debited from account **4417 to VPA a@ybl CAFE on 01-11-25."
        path.write_text(
            json.dumps({"id": "a", "raw": f"From: x@hdfcbank.example\n\n{text}"})
            + "\n"
            + json.dumps({"id": "b", "sender": "x@hdfcbank.example", "subject": "", "html": f"<p>{text}</p>"})
        )

        call_command("parse_mail", path)

        answers = lines_of(capsys)
        assert [answer["amount"] for answer in answers] == ["99.00", "99.00"]
        assert set(answers[0]) == FIELDS | {"items"}


@pytest.mark.django_db
class TestImportFile:
    def run(self, workspace, path, *options, capsys=None):
        call_command("import_file", path, "--workspace", workspace.slug, *options, stdout=StringIO())
        return json.loads(capsys.readouterr().out)

    def test_shows_the_rows_and_keeps_nothing_without_commit(self, workspace, capsys):
        answer = self.run(workspace, SAMPLES / "statement.csv", capsys=capsys)

        assert (answer["format"], answer["delimiter"], answer["committed"]) == ("csv", ",", False)
        assert len(answer["rows"]) == 39
        assert answer["rows"][2] == {
            "line": 11,
            "status": "new",
            "occurred_on": "2025-10-01",
            "amount": "260.00",
            "currency": "INR",
            "direction": "debit",
            "description": "UPI-THIRD WAVE COFFEE-THIRDWAVE@YBL-527410010002-PAYMENT",
            "merchant": "Third Wave Coffee",
            "category": "Food & Dining",
            "reference": "0000527410010002",
            "problem": None,
        }
        assert not ImportBatch.objects.exists()

    def test_commits_into_the_named_account(self, workspace, capsys):
        answer = self.run(
            workspace, SAMPLES / "statement.csv", "--account", "Salary", "--commit", capsys=capsys
        )

        assert answer["committed"]
        assert Transaction.objects.in_workspace(workspace).filter(account__name="Salary").count() == 39

        again = self.run(
            workspace, SAMPLES / "statement.csv", "--account", "Salary", "--commit", capsys=capsys
        )
        assert {row["status"] for row in again["rows"]} == {"duplicate"}
        assert Transaction.objects.count() == 39

    def test_a_file_that_is_no_statement_gives_a_problem_and_exit_2(self, workspace, tmp_path, capsys):
        path = tmp_path / "a.pdf"
        path.write_bytes(b"%PDF-1.4")

        with pytest.raises(SystemExit) as stop:
            self.run(workspace, path, capsys=capsys)

        assert stop.value.code == 2
        assert "problem" in json.loads(capsys.readouterr().out)
