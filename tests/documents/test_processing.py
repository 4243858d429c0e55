"""Reading a stored paper: states, going on, giving up, stopping."""

import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from documents import indexing, processing, services
from documents.models import EVERY_CHUNK, Chunk, Document, Page, ProcessingRun, TermFrequency
from documents.pipeline.parsers.base import Outline
from documents.processing import reading, states, turns
from lumen.common import children, events
from tests.documents import factories

pytestmark = pytest.mark.django_db


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
        document = factories.make_document(workspace, b"<html><body> </body></html>", "blank.html")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.problem_code) == ("failed", "no_text")
        assert document.problem.startswith("No text was found in this file.")
        assert not Chunk.objects.exists()

    def test_of_empty_pages_ends_with_a_warning_because_they_can_be_looked_at(self, workspace):
        document = factories.make_document(workspace, factories.a_pdf("", ""), "blank.pdf")

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.page_count) == ("ready_with_warnings", 2)
        assert document.warnings[-1].startswith("No text was found in this file.")

    def test_stops_when_the_document_was_deleted_meanwhile(self, workspace, monkeypatch):
        document = factories.make_document(workspace)
        read = reading.extract.read

        def read_and_delete(*args, **kwargs):
            yield from read(*args, **kwargs)
            Document.objects.filter(pk=document.pk).update(deleted_at=timezone.now())

        monkeypatch.setattr(reading.extract, "read", read_and_delete)
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
            assert [e["status"] for e in mine if "status" in e][-1] == "ready"


class TestRevival:
    def silent(self, workspace, runs):
        document = factories.make_document(workspace, status="extracting")
        for _ in range(runs):
            run = ProcessingRun.objects.create(document=document)
        long_ago = timezone.now() - timedelta(hours=1)
        ProcessingRun.objects.exclude(pk=run.pk).update(finished_at=long_ago, problem="interrupted")
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
        assert (document.status, document.problem_code) == ("failed", "interrupted")
        assert "interrupted three times" in document.problem

    def test_queues_one_whose_message_got_lost(self, workspace, django_capture_on_commit_callbacks):
        document = factories.make_document(workspace)

        with django_capture_on_commit_callbacks(execute=True):
            processing.revive_stuck(now=timezone.now() + timedelta(minutes=11))

        document.refresh_from_db()
        assert document.status == "ready"

    def test_wakes_readers_for_those_that_wait(self, workspace, django_capture_on_commit_callbacks):
        document = factories.make_document(workspace, queued_at=timezone.now())

        with django_capture_on_commit_callbacks(execute=True):
            assert processing.revive_stuck(now=timezone.now()) == 0

        document.refresh_from_db()
        assert document.status == "ready"

    def test_leaves_a_living_one_alone(self, workspace):
        document = factories.make_document(workspace, status="extracting")
        ProcessingRun.objects.create(document=document)

        assert processing.revive_stuck(now=timezone.now()) == 0


class TestStates:
    def test_follow_each_other(self, workspace, monkeypatch):
        document = factories.make_document(workspace, factories.sample(factories.RECEIPT), factories.RECEIPT)
        seen = []
        told = states.beat

        def note(document, run):
            if not seen or seen[-1][0] != document.status:
                seen.append((str(document.status), document.step))
            told(document, run)

        monkeypatch.setattr(states, "beat", note)
        processing.process(document_id=str(document.pk))

        named = [status for status, _ in seen]
        assert [status for status in named if status != "extracting"] == ["ocr", "chunking", "embedding"]
        assert dict(seen)["ocr"] == "page 1 of 1, reading the scan"
        document.refresh_from_db()
        assert (document.status, document.step, document.queued_at) == ("ready", "", None)

    def test_end_with_warnings_where_something_is_missing(self, workspace, monkeypatch):
        read = reading.extract.read

        def read_badly(*args, **kwargs):
            for found in read(*args, **kwargs):
                yield found if isinstance(found, Outline) else replace(found, warning="Page 1 is torn.")

        monkeypatch.setattr(reading.extract, "read", read_badly)
        document = factories.make_document(workspace)
        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.warnings) == ("ready_with_warnings", ["Page 1 is torn."])
        assert document.chunks.exists()

    def test_end_as_failed_when_the_stored_file_is_gone(self, workspace):
        document = factories.make_document(workspace)
        document.file.storage.delete(document.file.name)

        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.problem_code) == ("failed", "gone")


class TestStopping:
    """Cancelled at any station, nothing of it can be found, and the reader leaves within a second."""

    def stopped_at(self, workspace, maria, monkeypatch, station, content=b"The gate code is 4711."):
        document = factories.make_document(workspace, content)
        told = states.beat

        def cancel_there(current, run):
            if current.status == station:
                services.cancel(document=document, actor=maria)
            told(current, run)

        monkeypatch.setattr(states, "beat", cancel_there)
        processing.process(document_id=str(document.pk))
        document.refresh_from_db()
        return document

    def test_while_pages_are_read_leaves_none_of_the_later_ones(self, workspace, maria, monkeypatch):
        document = factories.make_document(workspace, factories.sample(factories.RENT), factories.RENT)
        read = reading.extract.read

        def read_and_cancel(*args, **kwargs):
            for found in read(*args, **kwargs):
                yield found
                if not isinstance(found, Outline):
                    monkeypatch.setattr(reading, "FLUSH_SECONDS", 0)
                    if Document.objects.get(pk=document.pk).status != "cancelled":
                        services.cancel(document=document, actor=maria)

        monkeypatch.setattr(reading.extract, "read", read_and_cancel)
        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert (document.status, document.step) == ("cancelled", "")
        assert not document.pages.filter(number__gt=1).exists()
        assert not Chunk.objects.exists()

    @pytest.mark.parametrize("station", ["chunking", "embedding"])
    def test_leaves_no_passage_behind(self, workspace, maria, monkeypatch, station):
        document = self.stopped_at(workspace, maria, monkeypatch, station)

        assert (document.status, document.step) == ("cancelled", "")
        assert not Chunk.objects.exists()
        assert not TermFrequency.objects.filter(chunks__gt=0).exists()
        assert ProcessingRun.objects.get().finished_at

    def test_at_the_last_moment_stores_no_passage(self, workspace, monkeypatch):
        document = factories.make_document(workspace)
        make = indexing.make_chunks

        def make_and_cancel(current, **kwargs):
            chunks = make(current, **kwargs)
            Document.objects.filter(pk=document.pk).update(status="cancelled")
            return chunks

        monkeypatch.setattr(indexing, "make_chunks", make_and_cancel)
        processing.process(document_id=str(document.pk))

        document.refresh_from_db()
        assert document.status == "cancelled"
        assert not Chunk.objects.exists()

    @pytest.mark.django_db(transaction=True)
    def test_ends_a_reader_that_hangs(self, workspace, maria, monkeypatch):
        sleeper = [sys.executable, "-c", "import time; time.sleep(60)"]
        popen = subprocess.Popen
        monkeypatch.setattr(
            children.subprocess, "Popen", lambda _command, **options: popen(sleeper, **options)
        )
        document = factories.make_document(workspace)
        worker = threading.Thread(target=_process, args=[str(document.pk)])
        worker.start()
        while Document.objects.get(pk=document.pk).status == "queued":
            time.sleep(0.05)

        started = time.monotonic()
        services.cancel(document=document, actor=maria)
        worker.join(timeout=10)

        assert time.monotonic() - started < 5
        assert not worker.is_alive()
        assert Document.objects.get().status == "cancelled"

    def test_offers_to_go_on_and_keeps_the_pages_that_are_read(
        self, workspace, maria, django_capture_on_commit_callbacks
    ):
        document = factories.make_document(
            workspace, factories.sample(factories.RENT), factories.RENT, status="extracting"
        )
        Page.objects.create(document=document, number=1, text="Known already and kept as it is.")
        services.cancel(document=document, actor=maria)

        with django_capture_on_commit_callbacks(execute=True):
            services.retry(document=document, actor=maria)

        document.refresh_from_db()
        assert (document.status, document.pages_done) == ("ready", 3)
        assert document.pages.first().text == "Known already and kept as it is."

    def test_is_refused_for_one_that_is_done_and_changes_nothing(self, workspace, maria):
        document = factories.make_read(workspace)
        chunks = document.chunks.count()

        with pytest.raises(services.NotAtWorkError):
            services.cancel(document=document, actor=maria)

        document.refresh_from_db()
        assert (document.status, document.chunks.count()) == ("ready", chunks)

    def test_a_reader_that_was_replaced_changes_nothing_more(self, workspace, monkeypatch):
        document = factories.make_document(workspace)
        told = states.beat

        def slow(current, run):
            if run.pk == first.pk:
                ProcessingRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
            told(current, run)

        monkeypatch.setattr(states, "beat", slow)
        first = states.begin(document.pk)
        reading._read(first, queue=False)

        document.refresh_from_db()
        assert document.status == "extracting"
        assert not Page.objects.exists()


class TestTurns:
    def waiting(self, workspace, member, count):
        return [
            services.store_upload(
                workspace=workspace,
                actor=member,
                file=factories.upload(f"{member} {number}".encode()),
                name=f"{number}.txt",
            ).document
            for number in range(count)
        ]

    def take(self):
        run = states.begin(turns.next_in_turn())
        return run.document

    def finish(self, document):
        document.runs.update(finished_at=timezone.now())
        Document.objects.filter(pk=document.pk).update(status="ready")

    def test_alternate_between_members_whoever_came_first(self, workspace, maria, ben):
        self.waiting(workspace, maria, 20)
        self.waiting(workspace, ben, 2)

        served = []
        for _ in range(5):
            document = self.take()
            served.append(document.uploaded_by_id)
            self.finish(document)

        assert served == [maria.pk, ben.pk, maria.pk, ben.pk, maria.pk]

    def test_leave_room_for_others_however_many_one_member_brings(self, workspace, maria, otto):
        self.waiting(workspace, maria, 200)
        taken = [self.take(), self.take()]

        assert turns.next_in_turn() is None
        theirs = self.waiting(otto.workspaces.get(), otto, 1)[0]
        assert turns.next_in_turn() == theirs.pk
        self.finish(taken[0])
        assert turns.next_in_turn() == theirs.pk

    def test_of_one_member_go_by_age(self, workspace, maria, settings):
        settings.DOCUMENTS_AT_ONCE = 9
        documents = self.waiting(workspace, maria, 3)

        assert [self.take().pk for _ in documents] == [document.pk for document in documents]

    def test_pass_over_what_is_cancelled_deleted_or_read_by_a_command(self, workspace, maria):
        cancelled, deleted = self.waiting(workspace, maria, 2)
        services.cancel(document=cancelled, actor=maria)
        services.delete(document=deleted, actor=maria, now=timezone.now())
        factories.make_document(workspace)

        assert turns.next_in_turn() is None
        assert not turns.is_anyone_waiting()

    def test_of_a_dead_reader_count_no_more(self, workspace, maria):
        self.waiting(workspace, maria, 3)
        self.take()
        self.take()
        ProcessingRun.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))

        assert turns.next_in_turn()

    def test_go_on_until_nobody_waits(self, workspace, maria, ben, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks():
            self.waiting(workspace, maria, 4)
            self.waiting(workspace, ben, 1)

        with django_capture_on_commit_callbacks(execute=True):
            assert processing.read_next()

        assert set(Document.objects.values_list("status", flat=True)) == {"ready"}


def _process(document_id):
    """As a worker does, in a thread of its own."""
    try:
        processing.process(document_id=document_id)
    finally:
        connections.close_all()


class TestTermCounts:
    def test_are_the_same_after_reading_twice_as_after_once(self, workspace):
        document = factories.make_read(workspace, factories.RENT)
        once = dict(TermFrequency.objects.values_list("term", "chunks"))

        indexing.index_document(document, on_progress=lambda done, total: None)

        assert dict(TermFrequency.objects.filter(chunks__gt=0).values_list("term", "chunks")) == once

    def test_belong_to_one_workspace(self, workspace, otto):
        factories.make_read(workspace)

        assert not TermFrequency.objects.filter(workspace=otto.workspaces.get()).exists()
