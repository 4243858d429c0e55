"""The commands of the contract, and the admin."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from documents.models import Document
from tests import factories as people
from tests.documents import factories

pytestmark = pytest.mark.django_db


def run(capsys, *arguments):
    call_command(*arguments)
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.fixture
def questions(tmp_path):
    path = tmp_path / "questions.jsonl"
    rows = [
        {"id": 1, "text": "How long is the warranty on the compressor?"},
        {"id": 2, "text": "When does my passport expire?"},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return str(path)


class TestIndexDocuments:
    def test_prints_a_line_for_each_file_and_makes_the_workspace(self, capsys, tmp_path):
        bad = tmp_path / "bad.pdf"
        bad.write_text("not one")
        good = factories.SAMPLES / factories.WARRANTY

        rows = run(capsys, "index_documents", str(good), str(bad), "--workspace", "papers")

        assert rows[0].keys() == {"path", "document_id", "status", "pages", "chunks", "seconds", "problem"}
        assert (rows[0]["status"], rows[0]["pages"], rows[0]["problem"]) == ("ready", 1, None)
        assert rows[0]["chunks"] > 1
        assert (rows[1]["status"], rows[1]["document_id"]) == ("refused", None)
        assert "is not PDF" in rows[1]["problem"]
        assert Document.objects.get().workspace.slug == "papers"

    def test_refuses_a_path_that_is_not_there(self):
        with pytest.raises(CommandError, match="Not found"):
            call_command("index_documents", "/no/such/file", "--workspace", "papers")


class TestSearchDocuments:
    def test_prints_the_best_passages(self, capsys, workspace, questions):
        factories.make_read(workspace)

        rows = run(capsys, "search_documents", questions, "--workspace", workspace.slug, "-k", "2")

        best = rows[0]["results"][0]
        assert best.keys() == {"document", "external_name", "page", "text", "score", "boxes"}
        assert "compressor" in best["text"]
        assert len(rows[0]["results"]) == 2
        assert rows[0]["ms"] > 0

    def test_refuses_an_unknown_workspace(self, questions):
        with pytest.raises(CommandError, match="no workspace called nowhere"):
            call_command("search_documents", questions, "--workspace", "nowhere")


class TestAnswerDocuments:
    def test_prints_cited_answers_and_admits_when_there_is_none(self, capsys, workspace, questions):
        factories.make_read(workspace)

        known, unknown = run(capsys, "answer_documents", questions, "--workspace", workspace.slug)

        assert (known["id"], known["status"]) == (1, "ok")
        assert "ten years" in known["citations"][0]["quote"]
        assert known["citations"][0].keys() == {"document", "external_name", "page", "quote", "boxes"}
        assert unknown["status"] == "no_answer"

    def test_refuses_lines_without_text(self, workspace, tmp_path):
        path = tmp_path / "bad.jsonl"
        path.write_text('{"id": 1}')

        with pytest.raises(CommandError, match=r'Line 1 of .* is not an object with a "text"'):
            call_command("answer_documents", str(path), "--workspace", workspace.slug)


class TestAdmin:
    def test_shows_papers_pages_passages_and_runs(self, client, workspace):
        document = factories.make_read(workspace)
        client.force_login(people.make_user("staff@example.com", is_staff=True, is_superuser=True))

        for model in ("document", "page", "chunk", "processingrun"):
            assert client.get(reverse(f"admin:documents_{model}_changelist")).status_code == 200
        change = reverse("admin:documents_document_change", args=[document.pk])
        assert client.get(change).status_code == 200
        chunk = reverse("admin:documents_chunk_change", args=[document.chunks.first().pk])
        assert client.get(chunk).status_code == 200

    def test_reads_failed_papers_again(self, client, workspace):
        document = factories.make_document(workspace, status="failed")
        client.force_login(people.make_user("staff@example.com", is_staff=True, is_superuser=True))

        client.post(
            reverse("admin:documents_document_changelist"),
            {"action": "read_again", "_selected_action": [str(document.pk)]},
        )

        document.refresh_from_db()
        assert document.status == "queued"
