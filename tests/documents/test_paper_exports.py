"""Papers packed into one file."""

import io
import json
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import services
from documents.models import Document, PaperExport, PaperTag
from lumen.audit.models import AuditEvent
from tests.documents import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(workspace, maria, django_capture_on_commit_callbacks):
    """Ask for an export, let a worker make it, and open it."""

    def packed(*documents: Document) -> zipfile.ZipFile:
        with django_capture_on_commit_callbacks(execute=True):
            export = services.request_export(
                workspace=workspace, actor=maria, now=timezone.now(),
                document_ids=[document.pk for document in documents],
            )  # fmt: skip
        export.refresh_from_db()
        assert export.status == "ready"
        with export.file.open("rb") as file:
            return zipfile.ZipFile(io.BytesIO(file.read()))

    return packed


def rows(archive, name):
    return [json.loads(line) for line in archive.read(name).decode().splitlines()]


class TestAnExport:
    def test_holds_originals_text_and_what_is_known(self, packed, workspace, maria):
        document = factories.make_read(workspace, factories.RENT)
        document.folder, document.kind = "bills/2026", "contract"
        document.save()
        document.tags.add(PaperTag.objects.create(workspace=workspace, name="home"))

        archive = packed()

        (facts,) = rows(archive, "papers.jsonl")
        assert facts["original"] == "originals/bills/2026/rent-agreement.pdf"
        assert archive.read(facts["original"]) == factories.sample(factories.RENT)
        assert "[page 3]" in archive.read(facts["text"]).decode()
        assert (facts["kind"], facts["tags"], facts["page_count"]) == ("contract", ["home"], 3)
        assert "password" not in facts
        assert AuditEvent.objects.get(action="paper_export.finished").facts["documents"] == 1

    def test_holds_earlier_versions(self, packed, workspace, maria):
        document = factories.make_read(workspace, "note.txt", b"The gate code is 4711.")
        newer = factories.upload(b"Now 4712.", "note.txt")
        services.add_version(document=document, actor=maria, file=newer, name="note.txt")

        archive = packed()

        assert archive.read("originals/note.txt (version 1)") == b"The gate code is 4711."
        assert archive.read("originals/note.txt") == b"Now 4712."

    def test_holds_the_passages_that_ones_own_answers_cite(self, packed, workspace, maria, ben):
        from chat.models import Citation, Conversation, Message

        document = factories.make_read(workspace)
        for person, quote in ((maria, "mine"), (ben, "another's")):
            conversation = Conversation.objects.create(workspace=workspace, user=person)
            message = Message.objects.create(conversation=conversation, role="assistant", text="An answer.")
            Citation.objects.create(
                message=message, document=document, external_name="w", number=1, page=1, quote=quote
            )

        assert [row["quote"] for row in rows(packed(), "citations.jsonl")] == ["mine"]

    def test_of_chosen_papers_holds_those_alone_and_none_of_the_bin(self, packed, workspace, maria, otto):
        chosen, other = factories.make_read(workspace), factories.make_read(workspace, factories.BILL)
        theirs = factories.make_document(otto.workspaces.get(), b"Otto's own words.", "otto.txt")
        binned = factories.make_document(workspace)
        services.delete(document=binned, actor=maria, now=timezone.now())

        assert [row["id"] for row in rows(packed(chosen, theirs, binned), "papers.jsonl")] == [str(chosen.pk)]
        assert len(rows(packed(), "papers.jsonl")) == 2
        assert other.pk

    def test_gives_equal_names_places_of_their_own(self, packed, workspace):
        for number in range(3):
            factories.make_document(workspace, f"Words {number}".encode(), "a.txt")

        names = [name for name in packed().namelist() if name.startswith("originals/")]

        assert names == ["originals/a.txt", "originals/a (2).txt", "originals/a (3).txt"]

    def test_takes_the_same_queries_for_more_papers(self, packed, workspace, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        from documents.packing import _papers

        for number in range(5):
            factories.make_document(workspace, f"Words {number}".encode(), f"{number}.txt")
        export = PaperExport(workspace=workspace, document_ids=[])
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(_papers(export).prefetch_related("tags", "versions"))
        assert len(queries) == 3

    def test_is_forgotten_with_its_file_after_a_week(
        self, packed, django_capture_on_commit_callbacks, workspace
    ):
        factories.make_document(workspace)
        packed()
        name = PaperExport.objects.get().file.name

        with django_capture_on_commit_callbacks(execute=True):
            services.forget_exports(now=timezone.now() + timedelta(days=8))

        assert not PaperExport.objects.exists()
        assert not default_storage.exists(name)


class TestAskingForOne:
    def ask(self, workspace, maria, **extra):
        return services.request_export(workspace=workspace, actor=maria, now=timezone.now(), **extra)

    def test_is_refused_while_one_is_made(self, workspace, maria):
        factories.make_document(workspace)
        self.ask(workspace, maria)

        with pytest.raises(services.ExportRefusedError):
            self.ask(workspace, maria)

        assert PaperExport.objects.count() == 1

    def test_is_refused_without_papers_and_for_a_strangers(self, workspace, maria, otto):
        theirs = factories.make_document(otto.workspaces.get())

        for ids in ((), [theirs.pk], [uuid4()]):
            with pytest.raises(services.NothingToExportError):
                self.ask(workspace, maria, document_ids=ids)

        assert not PaperExport.objects.exists()

    def test_twice_by_its_task_makes_one_file(self, workspace, maria, django_capture_on_commit_callbacks):
        factories.make_document(workspace)
        with django_capture_on_commit_callbacks(execute=True):
            export = self.ask(workspace, maria)
        name = PaperExport.objects.get().file.name

        services.build_export(export_id=str(export.pk))

        assert PaperExport.objects.get().file.name == name
