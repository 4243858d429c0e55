"""Taking files in, the bin, and reading again."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import processing, services
from documents.models import EVERY_CHUNK, Chunk, Document, Page, ProcessingRun, TermFrequency
from lumen.audit.models import OutboxEvent
from lumen.common import events
from tests.documents import factories

pytestmark = pytest.mark.django_db


def store(workspace, content, name, actor=None):
    return services.store_upload(
        workspace=workspace, actor=actor, file=factories.upload(content, name), name=name
    )


def stored_files():
    return default_storage.listdir("documents")[1] if default_storage.exists("documents") else []


class TestUpload:
    def test_keeps_the_file_under_a_name_of_its_own_and_queues_it(self, workspace, maria):
        stored = store(workspace, factories.sample(factories.RENT), "../../rent agreement.pdf", maria)

        document = Document.objects.get()
        assert stored.is_new
        assert (document.filename, document.status) == ("rent agreement.pdf", "queued")
        assert (document.page_count, document.title) == (3, "Residential Rent Agreement")
        assert str(document.pk) in document.file.name
        assert "rent" not in document.file.name
        assert OutboxEvent.objects.filter(action="document.uploaded").exists()

    def test_reads_it_after_commit(self, workspace, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            store(workspace, b"The gate code is 4711.", "gate.txt")

        assert Document.objects.get().status == "ready"
        assert Chunk.objects.get().text == "The gate code is 4711."

    def test_links_the_same_content_to_the_first_file(self, workspace):
        first = store(workspace, b"The gate code is 4711.", "gate.txt")
        second = store(workspace, b"The gate code is 4711.", "other name.txt")

        assert not second.is_new
        assert second.document == first.document
        assert second.note == "You already have this file as gate.txt, so nothing was added."
        assert Document.objects.count() == 1

    def test_keeps_the_same_content_once_in_each_workspace(self, workspace, otto):
        theirs = otto.workspaces.get()
        store(workspace, b"The gate code is 4711.", "gate.txt")

        assert store(theirs, b"The gate code is 4711.", "gate.txt").is_new

    def test_brings_a_file_back_from_the_bin(self, workspace, maria):
        document = factories.make_document(workspace)
        services.delete(document=document, actor=maria, now=timezone.now())

        again = store(workspace, b"The gate code is 4711.", "gate.txt")

        assert again.document == document
        assert "It is back in your papers." in again.note
        assert Document.objects.live().get() == document

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "empty.pdf", "empty.pdf: This file is empty."),
            (b"just words", "fake.pdf", "its content is not PDF"),
            (b"%PDF-1.7 and then nothing", "broken.pdf", "This PDF is damaged"),
            (factories.a_pdf("x", password="p"), "locked.pdf", "save or print it as a new PDF without one"),
            (b"\x7fELF\x00\x00\x00\x00" * 20, "program", "cannot read this kind of file"),
        ],
    )
    def test_refuses_and_keeps_nothing(self, workspace, content, name, sentence):
        before = stored_files()

        with pytest.raises(services.RefusedUploadError) as refused:
            store(workspace, content, name)

        assert sentence in refused.value.detail
        assert not Document.objects.exists()
        assert stored_files() == before

    def test_refuses_a_file_above_the_limit(self, workspace, settings):
        settings.DOCUMENT_MAX_BYTES = 2 * 1024 * 1024

        with pytest.raises(services.TooLargeError) as refused:
            store(workspace, b"x" * (3 * 1024 * 1024), "big.txt")

        assert refused.value.detail.startswith("big.txt is 3 MB; Lumen takes files up to 2 MB.")
        assert not Document.objects.exists()


class TestReading:
    def test_leaves_pages_passages_and_term_counts(self, workspace):
        document = factories.make_read(workspace, factories.RENT)

        assert (document.status, document.pages_done, document.step) == ("ready", 3, "")
        assert Page.objects.filter(document=document).count() == 3
        chunks = Chunk.objects.filter(document=document).count()
        every = TermFrequency.objects.get(workspace=workspace, term=EVERY_CHUNK)
        assert every.chunks == chunks > 4

    def test_does_nothing_the_second_time(self, workspace):
        document = factories.make_document(workspace)
        processing.process(document_id=str(document.pk))
        chunks = set(Chunk.objects.values_list("pk", flat=True))

        processing.process(document_id=str(document.pk))

        assert set(Chunk.objects.values_list("pk", flat=True)) == chunks
        assert ProcessingRun.objects.count() == 1

    def test_leaves_a_document_that_another_worker_reads_alone(self, workspace):
        document = factories.make_document(workspace, status="extracting")
        ProcessingRun.objects.create(document=document)

        processing.process(document_id=str(document.pk))

        assert not Page.objects.exists()

    def test_goes_on_after_the_last_stored_page(self, workspace):
        document = factories.make_document(
            workspace, factories.sample(factories.RENT), factories.RENT, status="extracting"
        )
        Page.objects.create(document=document, number=1, text="Known already and kept as it is.")
        run = ProcessingRun.objects.create(document=document)
        ProcessingRun.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))

        processing.process(document_id=str(document.pk))

        texts = list(document.pages.values_list("text", flat=True))
        assert texts[0] == "Known already and kept as it is."
        assert len(texts) == 3
        run.refresh_from_db()
        assert run.problem == "interrupted"

    def test_says_why_it_failed(self, workspace):
        document = factories.make_document(workspace, factories.a_pdf("", ""), "blank.pdf")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert document.status == "failed"
        assert document.problem.startswith("No text was found in this file.")
        assert not Chunk.objects.exists()

    def test_stops_when_the_document_was_deleted_meanwhile(self, workspace, monkeypatch):
        document = factories.make_document(workspace)
        read = processing.extract.read

        def read_and_delete(*args, **kwargs):
            yield from read(*args, **kwargs)
            Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now())

        monkeypatch.setattr(processing.extract, "read", read_and_delete)
        processing.process(document_id=str(document.pk))

        assert not Chunk.objects.exists()
        assert ProcessingRun.objects.get().problem == "cancelled"

    def test_tells_every_member_how_far_it_is(
        self, workspace, maria, ben, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            document = factories.make_document(workspace, factories.sample(factories.RENT), factories.RENT)
            processing.process(document_id=str(document.pk))

        for person in (maria, ben):
            told = events.events_after(workspace_id=workspace.pk, user_id=person.pk, seq=0)
            mine = [e.payload for e in told if e.payload.get("id") == str(document.pk)]
            assert {e["kind"] for e in mine} == {"document"}
            assert any("of 3" in e["step"] for e in mine)
            assert mine[-1]["status"] == "ready"


class TestRevival:
    def silent(self, workspace, runs):
        document = factories.make_document(workspace, status="extracting")
        for _ in range(runs):
            run = ProcessingRun.objects.create(document=document)
        long_ago = timezone.now() - timedelta(hours=1)
        ProcessingRun.objects.exclude(pk=run.pk).update(finished_at=long_ago)
        ProcessingRun.objects.update(heartbeat_at=long_ago)
        return document

    def test_reads_a_document_on_whose_worker_died(self, workspace, django_capture_on_commit_callbacks):
        document = self.silent(workspace, 1)

        with django_capture_on_commit_callbacks(execute=True):
            assert processing.revive_stuck(now=timezone.now()) == 1

        document.refresh_from_db()
        assert document.status == "ready"

    def test_gives_up_after_three_times(self, workspace):
        document = self.silent(workspace, 3)

        assert processing.revive_stuck(now=timezone.now()) == 0

        document.refresh_from_db()
        assert document.status == "failed"
        assert "interrupted three times" in document.problem

    def test_leaves_a_living_one_alone(self, workspace):
        document = factories.make_document(workspace, status="extracting")
        ProcessingRun.objects.create(document=document)

        assert processing.revive_stuck(now=timezone.now()) == 0


class TestBin:
    def test_purges_after_thirty_days_with_file_and_term_counts(self, workspace, maria):
        document = factories.make_read(workspace)
        kept = factories.make_read(workspace, factories.BILL)
        name = document.file.name
        services.delete(document=document, actor=maria, now=timezone.now())

        assert services.purge(now=timezone.now() + timedelta(days=29)) == 0
        assert services.purge(now=timezone.now() + timedelta(days=31)) == 1

        assert Document.objects.get() == kept
        assert not default_storage.exists(name)
        counted = TermFrequency.objects.get(workspace=workspace, term=EVERY_CHUNK).chunks
        assert counted == kept.chunks.count()

    def test_restores_and_reads_on(self, workspace, maria, django_capture_on_commit_callbacks):
        document = factories.make_document(workspace)
        services.delete(document=document, actor=maria, now=timezone.now())

        with django_capture_on_commit_callbacks(execute=True):
            services.restore(document=document, actor=maria)

        document.refresh_from_db()
        assert (document.deleted_at, document.status) == (None, "ready")


class TestRetry:
    def test_reads_a_failed_document_again_from_its_first_page(
        self, workspace, maria, django_capture_on_commit_callbacks
    ):
        document = factories.make_document(workspace, status="failed", problem="It broke.")
        Page.objects.create(document=document, number=1, text="half")

        with django_capture_on_commit_callbacks(execute=True):
            services.retry(document=document, actor=maria)

        document.refresh_from_db()
        assert (document.status, document.problem) == ("ready", "")
        assert document.pages.get().text == "The gate code is 4711."

    def test_refuses_one_that_did_not_fail(self, workspace, maria):
        document = factories.make_read(workspace)

        with pytest.raises(services.NotFailedError):
            services.retry(document=document, actor=maria)

        assert Document.objects.get().status == "ready"
        assert not OutboxEvent.objects.filter(action="document.retried").exists()


class TestTermCounts:
    def test_are_the_same_after_reading_twice_as_after_once(self, workspace):
        from documents import indexing

        document = factories.make_read(workspace, factories.RENT)
        once = dict(TermFrequency.objects.values_list("term", "chunks"))

        indexing.index_document(document, on_progress=lambda done, total: None)

        assert dict(TermFrequency.objects.filter(chunks__gt=0).values_list("term", "chunks")) == once

    def test_belong_to_one_workspace(self, workspace, otto):
        factories.make_read(workspace)

        assert not TermFrequency.objects.filter(workspace=otto.workspaces.get()).exists()
