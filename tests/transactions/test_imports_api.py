"""Imports, sources and the raw inbox over REST."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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
