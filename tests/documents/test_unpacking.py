"""Files inside others: zips, attachments of mails, and photographs put together."""

import io
import zipfile
from base64 import b64decode
from email.message import EmailMessage

import pytest
from django.urls import reverse

from documents import processing, services
from documents.models import Document
from documents.pipeline import archive
from lumen.audit.models import AuditEvent
from tests.documents import factories

pytestmark = pytest.mark.django_db
NOTE = b"The gate code is 4711."
LOCKED_ZIP = b64decode(  # gate.txt, locked with "sesame"
    "UEsDBBQAAQAAAAAAIVoonPYZIgAAABYAAAAIAAAAZ2F0ZS50eHS64FLolwNGAbOLeyOBynOzce6xGO24N4Cjct2oCOwd+NGg"
    "UEsBAhQAFAABAAAAAAAhWiic9hkiAAAAFgAAAAgAAAAAAAAAAAAAAAAAAAAAAGdhdGUudHh0UEsFBgAAAAABAAEANgAAAEgA"
    "AAAAAA=="
)


def a_zip(**files: bytes) -> bytes:
    """File names as keywords; `__` stands for a slash and `_` for a dot."""
    return zip_of({name.replace("__", "/").replace("_", "."): content for name, content in files.items()})


def zip_of(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def drop(workspace, maria, django_capture_on_commit_callbacks):
    """Take a file in as a member does, and let workers do all that follows."""

    def drop(content: bytes, name: str, folder: str = "") -> services.Stored:
        with django_capture_on_commit_callbacks(execute=True):
            return services.store_upload(
                workspace=workspace, actor=maria, file=factories.upload(content, name), name=name,
                folder=folder,
            )  # fmt: skip

    return drop


class TestAZip:
    def test_becomes_a_document_for_each_file_and_goes(self, drop, maria):
        stored = drop(
            a_zip(gate_txt=NOTE, bills__2026__power_md=b"# Power\n\nThe bill is 90."), "papers.zip", "home"
        )

        found = {document.filename: document for document in Document.objects.all()}
        assert set(found) == {"gate.txt", "power.md"}
        assert {document.status for document in found.values()} == {"ready"}
        assert found["gate.txt"].folder == "home/papers"
        assert found["power.md"].folder == "home/papers/bills/2026"
        assert {document.source for document in found.values()} == {"archive"}
        assert found["power.md"].uploaded_by == maria
        assert not stored.document.file.storage.exists(stored.document.file.name)
        assert AuditEvent.objects.get(action="document.unpacked").facts["documents"] == 2

    def test_stays_and_says_what_it_left_out(self, drop):
        drop(a_zip(gate_txt=NOTE, setup_exe=b"MZ\x00\x01" * 40), "papers.zip")

        left = Document.objects.get(filename="papers.zip")
        assert (left.status, left.problem_code) == ("failed", "left_out")
        assert left.problem.startswith("1 of 2 files were taken in. setup.exe: This is a program.")
        assert Document.objects.get(filename="gate.txt").status == "ready"

    def test_passes_over_what_is_here_already(self, drop, workspace):
        factories.make_document(workspace, NOTE, "known.txt")

        drop(a_zip(gate_txt=NOTE, other_txt=b"Other words."), "papers.zip")

        assert set(Document.objects.values_list("filename", flat=True)) == {"known.txt", "other.txt"}

    def test_read_twice_doubles_nothing(self, drop, workspace, maria, django_capture_on_commit_callbacks):
        drop(a_zip(gate_txt=NOTE, setup_exe=b"MZ\x00\x01" * 40), "papers.zip")

        with django_capture_on_commit_callbacks(execute=True):
            services.retry(document=Document.objects.get(filename="papers.zip"), actor=maria)

        assert Document.objects.filter(filename="gate.txt").count() == 1

    def test_leaves_the_rubbish_of_systems_out(self, drop):
        rubbish = {"__MACOSX/._gate.txt": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "empty.txt": b""}

        drop(zip_of({"gate.txt": NOTE, "bills/": b"", **rubbish}), "papers.zip")

        assert Document.objects.get().filename == "gate.txt"

    def test_with_names_that_are_paths_stays_in_its_place(self, drop):
        drop(zip_of({"../../etc/cron.d/a.txt": b"a words", "C:\\windows\\b.txt": b"b words"}), "p.zip")

        folders = dict(Document.objects.values_list("filename", "folder"))
        assert folders == {"a.txt": "p/etc/cron.d", "b.txt": "p/windows"}

    def test_inside_a_zip_is_not_opened(self, drop):
        drop(zip_of({"inner.zip": a_zip(gate_txt=NOTE), "a.txt": b"words"}), "outer.zip")

        assert "inner.zip: a ZIP file inside a ZIP file" in Document.objects.get(filename="outer.zip").problem
        assert not Document.objects.filter(filename="gate.txt").exists()

    def test_that_is_a_bomb_is_refused_before_it_is_unpacked(self, drop, monkeypatch):
        drop(zip_of({"a.txt": b"\x00" * 30_000_000}), "bomb.zip")

        bomb = Document.objects.get()
        assert (bomb.status, bomb.problem_code) == ("failed", "too_large")

    def test_with_too_many_files_is_refused(self, drop, monkeypatch):
        monkeypatch.setattr(archive, "MAX_FILES", 3)
        drop(zip_of({f"{number}.txt": b"words" for number in range(4)}), "many.zip")

        assert Document.objects.get().problem_code == "too_large"

    def test_that_is_damaged_says_so(self, drop):
        content = bytearray(a_zip(gate_txt=NOTE * 50))
        content[40:60] = b"\xff" * 20
        drop(bytes(content), "torn.zip")

        torn = Document.objects.get()
        assert (torn.status, torn.problem_code) == ("failed", "damaged")

    def test_that_is_cancelled_keeps_what_it_gave_and_stops(self, drop, maria, monkeypatch, workspace):
        document = factories.make_document(
            workspace, zip_of({f"{number}.txt": f"{number} words".encode() for number in range(5)}), "p.zip"
        )
        members = archive.members

        def slow(*args, **kwargs):
            for number, member in enumerate(members(*args, **kwargs)):
                if number == 2:
                    services.cancel(document=document, actor=maria)
                yield member

        monkeypatch.setattr(archive, "members", slow)
        processing.process(document_id=str(document.pk), queue=False)

        document.refresh_from_db()
        assert document.status == "cancelled"
        assert Document.objects.exclude(pk=document.pk).count() == 2

    def test_locked_asks_for_the_password_and_opens_with_it(
        self, drop, maria, django_capture_on_commit_callbacks
    ):
        drop(LOCKED_ZIP, "locked.zip")
        locked = Document.objects.get()
        assert (locked.status, locked.problem_code) == ("failed", "password")

        with django_capture_on_commit_callbacks(execute=True):
            services.unlock(document=locked, actor=maria, password="sesame")

        assert Document.objects.get().filename == "gate.txt"


class TestAMail:
    def a_mail(self) -> bytes:
        mail = EmailMessage()
        mail["From"], mail["To"] = "Lena Okafor <lena@landlord.example>", "maria@example.com"
        mail["Subject"], mail["Date"] = "Your contract", "Tue, 03 Mar 2026 10:00:00 +0000"
        mail.set_content("Dear Maria, the contract is attached.")
        mail.add_attachment(
            factories.a_pdf("The rent is 900."), maintype="application", subtype="pdf", filename="rent.pdf"
        )
        mail.add_attachment(b"BEGIN:VCALENDAR", maintype="application", subtype="ics", filename="date.bin")
        mail.add_attachment(
            b"\x89PNG\r\n\x1a\n", maintype="image", subtype="png", filename="logo.png", disposition="inline"
        )
        return bytes(mail)

    def test_is_read_and_gives_its_papers(self, drop):
        drop(self.a_mail(), "contract.eml")

        mail = Document.objects.get(filename="contract.eml")
        paper = Document.objects.get(filename="rent.pdf")
        assert "the contract is attached" in mail.pages.first().text
        assert (paper.source, paper.status) == ("mail", "ready")
        assert paper.pages.get().text == "The rent is 900."
        assert not Document.objects.filter(filename="logo.png").exists()


class TestPhotographs:
    def shots(self, *sizes):
        from PIL import Image

        for number, size in enumerate(sizes):
            target = io.BytesIO()
            exif = Image.Exif()
            exif[0x0112] = 6 if number else 1
            Image.new("RGB", size, (200, 10 * number, 30)).save(target, "JPEG", exif=exif)
            yield factories.upload(target.getvalue(), f"{number}.jpg")

    def test_become_the_pages_of_one_paper_turned_upright(self, workspace, maria):
        import pypdfium2

        stored = services.combine(
            workspace=workspace, actor=maria, files=list(self.shots((300, 400), (400, 300))), name="Contract"
        )

        document = stored.document
        assert (document.filename, document.source) == ("Contract.pdf", "camera")
        with services.open_file(document) as file:
            pdf = pypdfium2.PdfDocument(file.read())
        assert [pdf[number].get_rotation() for number in range(2)] == [0, 90]
        assert [pdf[number].get_size() for number in range(2)] == [(631.5, 842.0), (631.5, 842.0)]
        assert pdf[1].render(scale=0.1).to_pil().getpixel((5, 5))[0] > 150

    def test_that_come_together_are_put_together(self, as_maria, as_vera):
        given = {"papers": list(self.shots((30, 40), (30, 41))), "source": "camera"}
        assert as_vera.post(reverse("documents:upload"), given).status_code == 403
        assert not Document.objects.exists()

        given = {"papers": list(self.shots((30, 40), (30, 41))), "source": "camera"}
        as_maria.post(reverse("documents:upload"), given)

        document = Document.objects.get()
        assert (document.filename, document.source, document.page_count) == ("0.pdf", "camera", 2)

    def test_of_another_kind_are_refused_and_nothing_is_kept(self, workspace, maria):
        shots = [*self.shots((30, 40)), factories.upload(b"\x89PNG\r\n\x1a\n" + b"x" * 50, "b.png")]

        with pytest.raises(services.RefusedUploadError, match="JPEG"):
            services.combine(workspace=workspace, actor=maria, files=shots, name="Contract")

        assert not Document.objects.exists()

    @pytest.mark.parametrize(
        "content", [b"\xff\xd8", b"\xff\xd8\xff\xe1\x00", b"\xff\xd8\xff\xc0\x00\x03\x08", b""]
    )
    def test_that_are_torn_are_refused(self, workspace, maria, content):
        with pytest.raises(services.RefusedUploadError):
            services.combine(
                workspace=workspace, actor=maria, files=[factories.upload(content, "a.jpg")], name="Torn"
            )
