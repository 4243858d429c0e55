"""Imports, sources and the raw inbox over REST."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.transactions.factories import make_account
from transactions.models import ImportBatch, Source, Transaction
from transactions.services import sources

pytestmark = pytest.mark.django_db

SAMPLE = Path(__file__).parent.parent / "samples" / "statement.csv"
IMPORTS, SOURCES, ITEMS = "/api/v1/imports", "/api/v1/sources", "/api/v1/raw-items"


def upload(client, content: bytes | None = None):
    file = SimpleUploadedFile("s.csv", SAMPLE.read_bytes() if content is None else content)
    return client.post(IMPORTS, {"file": file})


class TestImports:
    def test_upload_rows_commit_and_undo(self, as_maria):
        made = upload(as_maria)
        assert made.status_code == 201
        one = f"{IMPORTS}/{made.json()['id']}"

        read = as_maria.get(one).json()
        assert (read["state"], read["counts"]["new"]) == ("preview", 39)
        rows = as_maria.get(f"{one}/rows").json()
        assert [rows["results"][0]["line"], len(rows["results"]), rows["next"]] == [9, 39, None]

        left_out = {"lines": [9], "is_included": False}
        as_maria.patch(f"{one}/rows", left_out, content_type="application/json")
        assert as_maria.post(f"{one}/commit").status_code == 202
        assert as_maria.get(one).json()["created_count"] == Transaction.objects.count() == 38

        assert as_maria.post(f"{one}/undo").json()["state"] == "undone"
        assert not Transaction.objects.exists()

    def test_reads_again_with_other_columns(self, as_maria):
        one = f"{IMPORTS}/{upload(as_maria).json()['id']}"

        answer = as_maria.patch(
            one, {"columns": {"date": 0, "debit": 5, "credit": 4}}, content_type="application/json"
        )

        assert answer.status_code == 200
        assert answer.json()["layout"]["columns"] == {"date": 0, "debit": 5, "credit": 4}

    @pytest.mark.parametrize("columns", [{"nonsense": 1}, {"date": -1}, {"date": 0}])
    def test_refuses_columns_that_give_no_statement(self, as_maria, columns):
        one = f"{IMPORTS}/{upload(as_maria).json()['id']}"

        answer = as_maria.patch(one, {"columns": columns}, content_type="application/json")

        assert answer.status_code in {400, 422}
        assert answer["Content-Type"] == "application/problem+json"

    def test_an_empty_file_is_a_problem_and_keeps_nothing(self, as_maria):
        answer = upload(as_maria, b"")

        assert answer.status_code == 422
        assert answer.json()["code"] == "unreadable-file"
        assert not ImportBatch.objects.exists()

    def test_commit_twice_is_a_conflict(self, as_maria):
        one = f"{IMPORTS}/{upload(as_maria).json()['id']}"
        as_maria.post(f"{one}/commit")

        assert as_maria.post(f"{one}/commit").status_code == 409
        assert Transaction.objects.count() == 39

    def test_strangers_find_nothing_and_viewers_change_nothing(self, as_maria, as_otto, as_vera):
        one = f"{IMPORTS}/{upload(as_maria).json()['id']}"

        assert [as_otto.get(one).status_code, as_otto.get(f"{one}/rows").status_code] == [404, 404]
        assert as_otto.post(f"{one}/commit").status_code == 404
        assert as_vera.get(one).status_code == 200
        assert as_vera.post(f"{one}/commit").status_code == 403
        assert upload(as_vera).status_code == 403


class TestRows:
    def one(self, as_maria) -> str:
        return f"{IMPORTS}/{upload(as_maria).json()['id']}"

    def test_a_line_is_corrected_and_left_out(self, as_maria):
        line = f"{self.one(as_maria)}/rows/9"

        told = {"amount": "-12.50", "merchant": "Bar", "is_included": False}
        answer = as_maria.patch(line, told, content_type="application/json").json()

        assert (answer["fields"]["amount"], answer["is_edited"], answer["is_included"]) == (
            "-12.50",
            True,
            False,
        )

    def test_what_makes_no_payment_is_refused(self, as_maria):
        line = f"{self.one(as_maria)}/rows/9"

        answer = as_maria.patch(line, {"booked_on": "2999-01-01"}, content_type="application/json")

        assert (answer.status_code, answer.json()["code"]) == (422, "row-change")

    def test_strangers_and_viewers(self, as_maria, as_otto, as_vera):
        line = f"{self.one(as_maria)}/rows/9"

        for client, code in ((as_otto, 404), (as_vera, 403)):
            answer = client.patch(line, {"amount": "1.00"}, content_type="application/json")
            assert answer.status_code == code

    def test_rows_are_filtered_and_paged(self, as_maria):
        one = self.one(as_maria)

        first = as_maria.get(f"{one}/rows", {"status": "new", "limit": 20}).json()
        second = as_maria.get(f"{one}/rows", {"status": "new", "limit": 20, "cursor": first["next"]}).json()

        assert [len(first["results"]), len(second["results"]), second["next"]] == [20, 19, None]
        assert as_maria.get(f"{one}/rows", {"status": "error"}).json()["results"] == []


class TestAccounts:
    def test_the_account_of_a_file_is_changed(self, as_maria, workspace):
        mine = make_account(workspace, "Household")
        one = f"{IMPORTS}/{upload(as_maria).json()['id']}"

        told = {"accounts": [{"section": 0, "account": str(mine.pk)}]}
        answer = as_maria.patch(one, told, content_type="application/json").json()

        assert (answer["account"], answer["sections"][0]["account"]) == (str(mine.pk), str(mine.pk))

    def test_an_account_of_a_stranger_is_not_found(self, as_maria, otto):
        theirs = make_account(otto.workspaces.get(), "Theirs")
        file = SimpleUploadedFile("s.csv", SAMPLE.read_bytes())

        answer = as_maria.post(IMPORTS, {"file": file, "accounts": json.dumps({"4417": str(theirs.pk)})})

        assert answer.status_code == 404
        assert not ImportBatch.objects.exists()

    def test_the_list_needs_the_same_queries_for_few_and_many(self, as_maria):
        def queries() -> int:
            with CaptureQueriesContext(connection) as seen:
                as_maria.get(IMPORTS)
            return len(seen)

        upload(as_maria)
        few = queries()
        for _ in range(4):
            upload(as_maria)
        assert queries() == few


def test_the_same_key_commits_and_undoes_once(as_maria):
    one = f"{IMPORTS}/{upload(as_maria).json()['id']}"
    commits = [as_maria.post(f"{one}/commit", headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    undone = [as_maria.post(f"{one}/undo", headers={"Idempotency-Key": "k2"}) for _ in range(2)]

    assert [answer.status_code for answer in commits + undone] == [202, 202, 200, 200]


class TestSources:
    def test_the_key_is_told_once(self, as_maria):
        made = as_maria.post(SOURCES, {"name": "Phone", "kind": "sms"}, content_type="application/json")

        assert made.status_code == 201
        source = Source.objects.get()
        assert made.json()["secret"] == sources.secret_of(source)
        assert "secret" not in as_maria.get(f"{SOURCES}/{source.pk}").json()
        assert "secret" not in as_maria.get(SOURCES).json()["results"][0]

    def test_pauses_and_deletes(self, as_maria, as_otto, as_vera):
        as_maria.post(SOURCES, {"name": "Phone", "kind": "sms"}, content_type="application/json")
        one = f"{SOURCES}/{Source.objects.get().pk}"

        assert as_otto.delete(one).status_code == 404
        assert as_vera.delete(one).status_code == 403
        paused = as_maria.patch(one, {"is_active": False}, content_type="application/json")
        assert paused.json()["is_active"] is False
        assert as_maria.delete(one).status_code == 204


def test_raw_items_show_what_was_made_of_them(as_maria, as_otto):
    text = "Rs.450 debited from A/c XX4417 on 01-11-26 to BLUE CAFE"
    as_maria.post("/transactions/inbox", {"sender": "VM-HDFCBK-S", "text": text})

    item = as_maria.get(ITEMS).json()["results"][0]
    assert item["outcome"] == "transaction"
    assert item["transaction"] == str(Transaction.objects.get().pk)
    assert "body" not in item
    assert as_otto.get(ITEMS).json()["results"] == []
