"""Taking files in: what is kept, what is refused, and what is here already."""

import time

import pytest
from cryptography.fernet import Fernet
from django.core.files.storage import default_storage
from django.utils import timezone

from documents import services
from documents.models import Chunk, Document, DocumentVersion, PaperTag
from documents.passwords import password_of
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.common import crypto
from tests.documents import factories

pytestmark = pytest.mark.django_db


def store(workspace, content, name, actor=None, **extra):
    return services.store_upload(
        workspace=workspace, actor=actor, file=factories.upload(content, name), name=name, **extra
    )


def stored_files():
    """Every file under `documents/`, whatever the month."""
    found, waiting = [], ["documents"]
    while waiting:
        folder = waiting.pop()
        if default_storage.exists(folder):
            folders, files = default_storage.listdir(folder)
            found += files
            waiting += [f"{folder}/{name}" for name in folders]
    return sorted(found)


class TestUpload:
    def test_keeps_the_file_under_a_name_of_its_own_and_queues_it(self, workspace, maria):
        stored = store(workspace, factories.sample(factories.RENT), "../../rent agreement.pdf", maria)

        document = Document.objects.get()
        assert stored.is_new
        assert (document.filename, document.status, document.source) == (
            "rent agreement.pdf", "queued", "upload",
        )  # fmt: skip
        assert document.queued_at
        assert str(document.pk) in document.file.name
        assert "rent" not in document.file.name
        event = OutboxEvent.objects.get(action="document.uploaded")
        assert event.actor_id == maria.pk

    def test_reads_it_after_commit(self, workspace, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            store(workspace, b"The gate code is 4711.", "gate.txt")

        assert Document.objects.get().status == "ready"
        assert Chunk.objects.get().text == "The gate code is 4711."

    def test_does_not_open_it_so_that_a_large_one_is_answered_at_once(self, workspace, monkeypatch):
        from documents.pipeline import extract

        monkeypatch.setattr(extract, "_converse", None)  # nobody may start a child
        large = b"%PDF-1.7\n" + b"0 0 0 rg\n" * 5_000_000

        started = time.perf_counter()
        stored = store(workspace, large, "large.pdf")

        assert time.perf_counter() - started < 1
        assert stored.document.size == len(large)

    def test_keeps_where_it_lay_and_how_it_came(self, workspace):
        stored = store(
            workspace, b"words", "a.txt", folder="..\\bills/2026/./../\x07Café", source=Document.Source.API
        )

        assert stored.document.folder == "bills/2026/Café"
        assert stored.document.source == "api"

    def test_offers_tags_that_are_called_like_its_folder(self, workspace, django_capture_on_commit_callbacks):
        bills = PaperTag.objects.create(workspace=workspace, name="Bills")
        PaperTag.objects.create(workspace=workspace, name="Garden")

        with django_capture_on_commit_callbacks(execute=True):
            store(workspace, b"The gate code is 4711.", "gate.txt", folder="home/bills")

        document = Document.objects.get()
        assert document.suggestions["tags"] == [str(bills.pk)]
        assert not document.tags.exists()

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "empty.pdf", "empty.pdf: This file is empty."),
            (b"just words", "fake.pdf", "its content is not PDF"),
            (b"\x7fELF\x00\x00\x00\x00" * 20, "program", "This is a program."),
        ],
    )
    def test_refuses_and_keeps_nothing(self, workspace, content, name, sentence):
        before = stored_files()

        with pytest.raises(services.RefusedUploadError) as refused:
            store(workspace, content, name)

        assert sentence in refused.value.detail
        assert not Document.objects.exists()
        assert not OutboxEvent.objects.filter(action="document.uploaded").exists()
        assert stored_files() == before

    def test_refuses_a_file_above_the_limit(self, workspace, settings):
        settings.DOCUMENT_MAX_BYTES = 2 * 1024 * 1024

        with pytest.raises(services.TooLargeError) as refused:
            store(workspace, b"x" * (3 * 1024 * 1024), "big.txt")

        assert refused.value.detail.startswith("big.txt is 3 MB; Lumen takes files up to 2 MB.")
        assert not Document.objects.exists()


class TestTheSameFile:
    def test_is_linked_to_the_first(self, workspace):
        first = store(workspace, b"The gate code is 4711.", "gate.txt")
        second = store(workspace, b"The gate code is 4711.", "other name.txt")

        assert not second.is_new
        assert second.document == first.document
        assert second.note == "You already have this file as gate.txt, so nothing was added."
        assert Document.objects.count() == 1

    def test_is_kept_once_in_each_workspace(self, workspace, otto):
        theirs = otto.workspaces.get()
        store(workspace, b"The gate code is 4711.", "gate.txt")

        assert store(theirs, b"The gate code is 4711.", "gate.txt").is_new

    def test_in_the_bin_is_said_to_be_there_and_stays_there(self, workspace, maria):
        document = factories.make_document(workspace)
        services.delete(document=document, actor=maria, now=timezone.now())

        again = store(workspace, b"The gate code is 4711.", "gate.txt")

        assert again.document == document
        assert again.is_in_bin
        assert "in the bin as note.txt" in again.note
        assert not Document.objects.live().exists()

    def test_that_is_an_earlier_version_is_known_too(self, workspace, maria):
        document = factories.make_document(workspace)
        services.add_version(
            document=document, actor=maria, file=factories.upload(b"Now 4712.", "b.txt"), name="b.txt"
        )

        again = store(workspace, b"The gate code is 4711.", "gate.txt")

        assert (again.is_new, again.document) == (False, document)
        assert "an earlier version of b.txt" in again.note

    def test_arriving_twice_at_once_leaves_one_file(self, workspace, monkeypatch):
        from documents.services import storing

        store(workspace, b"The gate code is 4711.", "gate.txt")
        before = stored_files()
        known, asked = storing._known, []

        def late(*args):
            asked.append(args)
            return known(*args) if len(asked) > 1 else None

        monkeypatch.setattr(storing, "_known", late)

        assert not store(workspace, b"The gate code is 4711.", "gate.txt").is_new
        assert stored_files() == before


class TestRoom:
    def test_is_counted_without_failed_files(self, workspace, maria):
        factories.make_document(workspace, b"a" * 100, "a.txt", status="ready")
        factories.make_document(workspace, b"b" * 40, "b.txt", status="failed")
        binned = factories.make_document(workspace, b"c" * 7, "c.txt", status="ready")
        services.delete(document=binned, actor=maria, now=timezone.now())

        use = services.storage_use(workspace)

        assert (use.documents, use.used_bytes, use.bin_bytes, use.failed_bytes) == (1, 107, 7, 40)

    def test_that_is_full_refuses_and_keeps_nothing(self, workspace, settings):
        settings.DOCUMENTS_QUOTA_MB = 1
        store(workspace, b"a" * 900_000, "a.txt")
        before = stored_files()

        with pytest.raises(services.QuotaError, match="1 of 1 MB"):
            store(workspace, b"b" * 200_000, "b.txt")

        assert Document.objects.get().filename == "a.txt"
        assert stored_files() == before

    def test_without_a_limit_is_endless(self, workspace, settings):
        settings.DOCUMENTS_QUOTA_MB = 0

        assert services.storage_use(workspace).left_bytes is None
        assert store(workspace, b"b" * 200_000, "b.txt").is_new

    def test_of_another_workspace_is_its_own(self, workspace, otto):
        store(workspace, b"a" * 100, "a.txt")

        assert services.storage_use(otto.workspaces.get()).used_bytes == 0


class TestVersions:
    @pytest.fixture
    def document(self, workspace):
        return factories.make_read(workspace, "note.txt", b"The gate code is 4711.")

    def add(self, document, maria, content=b"The gate code is 4712 now.", name="newer.txt"):
        return services.add_version(
            document=document, actor=maria, file=factories.upload(content, name), name=name
        )

    def test_keep_the_old_file_and_read_the_new_one(
        self, document, maria, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            self.add(document, maria)

        document.refresh_from_db()
        old = document.versions.get()
        assert (document.version, document.filename, document.status) == (2, "newer.txt", "ready")
        assert (old.version, old.filename) == (1, "note.txt")
        assert services.open_file(old).read() == b"The gate code is 4711."
        assert [chunk.text for chunk in document.chunks.all()] == ["The gate code is 4712 now."]
        assert AuditEvent.objects.get(action="document.version_added").facts["version"] == 2

    def test_come_back_as_the_newest(self, document, maria, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            self.add(document, maria)
            services.restore_version(document=document, actor=maria, version=1)

        document.refresh_from_db()
        assert (document.version, document.filename) == (3, "note.txt")
        assert document.pages.get().text == "The gate code is 4711."
        assert [one.version for one in document.versions.all()] == [2, 1]

    def test_are_all_deleted_with_the_document(self, document, maria, django_capture_on_commit_callbacks):
        before = stored_files()
        with django_capture_on_commit_callbacks(execute=True):
            self.add(document, maria)
            document.refresh_from_db()
            services.delete(document=document, actor=maria, now=timezone.now())
            services.delete_for_good(document=document, actor=maria)

        assert len(stored_files()) == len(before) - 1
        assert not DocumentVersion.objects.exists()

    def test_refuse_content_that_is_here_and_change_nothing(self, document, maria, workspace):
        factories.make_document(workspace, b"Something else.", "else.txt")
        before = stored_files()

        for content in (b"Something else.", b"The gate code is 4711."):
            with pytest.raises(services.RefusedUploadError):
                self.add(document, maria, content)

        document.refresh_from_db()
        assert (document.version, document.filename, document.status) == (1, "note.txt", "ready")
        assert document.chunks.count() == 1
        assert not document.versions.exists()
        assert stored_files() == before

    def test_refuse_a_number_that_never_was(self, document, maria):
        with pytest.raises(services.RefusedUploadError, match="no version 7"):
            services.restore_version(document=document, actor=maria, version=7)


class TestLockedFiles:
    @pytest.fixture
    def locked(self, workspace, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            content = factories.a_pdf("The gate code is 4711.", password="open sesame")
            store(workspace, content, "locked.pdf")
        return Document.objects.get()

    def unlock(self, document, maria, password, run):
        with run(execute=True):
            services.unlock(document=document, actor=maria, password=password)
        document.refresh_from_db()

    def test_are_kept_and_ask_for_the_password(self, locked):
        assert (locked.status, locked.problem_code) == ("failed", "password")
        assert "password" in locked.problem

    def test_are_read_with_it_and_it_is_kept_encrypted(
        self, locked, maria, django_capture_on_commit_callbacks
    ):
        self.unlock(locked, maria, "open sesame", django_capture_on_commit_callbacks)

        assert (locked.status, locked.problem) == ("ready", "")
        assert "4711" in locked.pages.get().text
        assert b"sesame" not in bytes(locked.password)
        facts = AuditEvent.objects.get(action="document.unlocked").facts
        assert "sesame" not in str(facts)

    def test_say_when_it_is_wrong_and_forget_it(self, locked, maria, django_capture_on_commit_callbacks):
        self.unlock(locked, maria, "open barley", django_capture_on_commit_callbacks)

        assert (locked.status, locked.problem_code) == ("failed", "password")
        assert locked.problem.startswith("This password does not open the file.")
        assert bytes(locked.password) == b""

    def test_keep_their_password_when_keys_are_rotated(self, locked, settings):
        from transactions.services.key_rotation import rotate_all

        Document.objects.update(password=crypto.encrypt("open sesame"))
        newest = Fernet.generate_key().decode()
        settings.FERNET_KEYS = [newest, *settings.FERNET_KEYS]

        counted = {one.name: one.changed for one in rotate_all(apply=True)}

        settings.FERNET_KEYS = [newest]
        assert counted["document.password"] == 1
        assert password_of(Document.objects.get()) == "open sesame"

    def test_are_not_asked_when_they_are_none(self, workspace, maria):
        document = factories.make_read(workspace)

        with pytest.raises(services.NotLockedError):
            services.unlock(document=document, actor=maria, password="x")

        document.refresh_from_db()
        assert (document.status, bytes(document.password)) == ("ready", b"")

    def test_that_are_damaged_are_kept_and_say_so(self, workspace, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            store(workspace, b"%PDF-1.7 and then nothing", "broken.pdf")

        document = Document.objects.get()
        assert (document.status, document.problem_code) == ("failed", "damaged")
        assert services.storage_use(workspace).used_bytes == 0
