"""The bin, reading again, cancelling, and deleting for good."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import services
from documents.models import EVERY_CHUNK, Document, Page, TermFrequency
from lumen.audit.models import OutboxEvent
from tests.documents import factories

pytestmark = pytest.mark.django_db


class TestBin:
    def test_purges_after_thirty_days_with_file_and_term_counts(
        self, workspace, maria, django_capture_on_commit_callbacks
    ):
        document = factories.make_read(workspace)
        kept = factories.make_read(workspace, factories.BILL)
        name = document.file.name
        services.delete(document=document, actor=maria, now=timezone.now())

        assert services.purge(now=timezone.now() + timedelta(days=29)) == 0
        with django_capture_on_commit_callbacks(execute=True):
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

    def test_is_where_a_document_is_deleted_for_good_only(self, workspace, maria):
        document = factories.make_read(workspace)

        with pytest.raises(services.NotInBinError):
            services.delete_for_good(document=document, actor=maria)

        assert Document.objects.get().chunks.exists()


class TestRetryAll:
    def test_reads_every_failed_one_that_needs_no_password(
        self, workspace, maria, otto, django_capture_on_commit_callbacks
    ):
        for number in range(3):
            factories.make_document(workspace, f"Paper {number}".encode(), f"{number}.txt", status="failed")
        factories.make_document(workspace, b"x y", "x.txt", status="failed", problem_code="password")
        theirs = factories.make_document(otto.workspaces.get(), b"Otto", "o.txt", status="failed")

        with django_capture_on_commit_callbacks(execute=True):
            assert services.retry_all(workspace=workspace, actor=maria) == 3

        statuses = Document.objects.in_workspace(workspace).values_list("status", flat=True)
        assert sorted(statuses) == ["failed", "ready", "ready", "ready"]
        theirs.refresh_from_db()
        assert theirs.status == "failed"


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
