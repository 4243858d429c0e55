"""Files of mails: .eml, .mbox and .zip."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.fakes.mails import a_letter, an_alert
from transactions.mailboxes import uploads
from transactions.mailboxes.archives import UnreadableArchiveError, mails_in
from transactions.models import MailUpload, RawItem, Source, Transaction
from transactions.services import sources

pytestmark = pytest.mark.django_db

START, SOURCES = reverse("transactions:mail-upload-start"), reverse("transactions:sources")


def an_mbox(*mails: bytes) -> bytes:
    parts = [b"From sender@example.com Sat Nov  1 10:00:00 2025\n" + mail + b"\n\n" for mail in mails]
    return b"".join(parts)


def a_zip(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return packed.getvalue()


def upload(client, content: bytes, name: str = "mails.mbox"):
    return client.post(START, {"file": SimpleUploadedFile(name, content)})


def found(content: bytes) -> list[bytes | None]:
    return [one.raw for one in mails_in(io.BytesIO(content))]


class TestUpload:
    def test_of_one_mail_books_its_payment(self, as_maria):
        answer = upload(as_maria, an_alert(), "alert.eml")

        done = MailUpload.objects.get()
        assert answer["Location"] == reverse("transactions:mail-upload", args=[done.pk])
        assert (done.state, done.mails, done.payments, done.known) == ("done", 1, 1, 0)
        assert Transaction.objects.get().origin == "mail"
        assert RawItem.objects.get().source == Source.objects.get(name=sources.UPLOAD_NAME)

    @pytest.mark.parametrize("pack", [an_mbox, None], ids=["mbox", "zip"])
    def test_of_many_says_how_many_and_what_was_known(self, as_maria, pack):
        upload(as_maria, an_alert(2), "before.eml")
        mails = [an_alert(1), an_alert(2), an_alert(3), a_letter()]
        content = pack(*mails) if pack else a_zip(**{f"in/{n}.eml": raw for n, raw in enumerate(mails)})

        answer = upload(as_maria, content, "mails.bin")

        done = MailUpload.objects.first()
        assert (done.mails, done.known, done.payments) == (4, 1, 2)
        page = as_maria.get(answer["Location"]).content.decode()
        assert "Everything in the file was read." in page
        assert Transaction.objects.count() == 3

    def test_is_forgotten_once_it_was_read(self, as_maria):
        before = len(default_storage.listdir("mail")[1]) if default_storage.exists("mail") else 0
        upload(as_maria, an_alert(), "alert.eml")

        assert MailUpload.objects.get().file.name == ""
        assert len(default_storage.listdir("mail")[1]) == before

    def test_of_the_same_file_again_books_nothing_twice(self, as_maria):
        for _again in range(2):
            upload(as_maria, an_mbox(an_alert(1), an_alert(2)))

        assert Transaction.objects.count() == RawItem.objects.count() == 2
        assert MailUpload.objects.first().known == 2

    def test_that_a_killed_worker_left_begins_anew_and_doubles_nothing(self, as_maria, workspace, maria):
        upload(as_maria, an_mbox(an_alert(1), an_alert(2)))
        again = MailUpload.objects.create(
            workspace=workspace,
            source=Source.objects.get(),
            filename="mails.mbox",
            file=ContentFile(an_mbox(an_alert(1), an_alert(2), an_alert(3)), name="mails.mbox"),
            size=1000,
            mails=2,
            position=500,
        )

        uploads.read_upload(upload_id=str(again.pk))
        uploads.read_upload(upload_id=str(again.pk))

        again.refresh_from_db()
        assert (again.mails, again.known, again.state) == (3, 2, "done")
        assert RawItem.objects.count() == 3

    def test_of_many_chunks_is_read_whole(self, as_maria):
        mails = [an_alert(n) for n in range(60)] + [a_letter(n) for n in range(40)]

        upload(as_maria, an_mbox(*mails))

        assert MailUpload.objects.get().mails == 100

    def test_keeps_the_day_a_mail_was_sent(self, as_maria):
        upload(as_maria, an_alert(at=datetime(2025, 11, 1, 10, tzinfo=UTC)), "alert.eml")

        assert RawItem.objects.get().received_at == datetime(2025, 11, 1, 10, tzinfo=UTC)

    def test_believes_no_date_to_come(self):
        now = timezone.now()

        assert uploads.sent_at(b"Date: Sat, 01 Nov 2099 10:00:00 +0000\r\n\r\n", now) == now
        assert uploads.sent_at(b"Date: nonsense\r\n\r\n", now) == now
        assert uploads.sent_at(b"\r\n", now) == now

    @pytest.mark.parametrize(
        ("content", "name"),
        [(b"just words", "words.txt"), (b"%PDF-1.7", "bill.pdf"), (b"PK\x03\x04broken", "broken.zip")],
    )
    def test_of_something_else_says_so(self, as_maria, content, name):
        answer = upload(as_maria, content, name)

        done = MailUpload.objects.get()
        assert done.state == "failed"
        assert done.problem in as_maria.get(answer["Location"]).content.decode()
        assert not RawItem.objects.exists()

    @pytest.mark.parametrize("content", [b"", b"x" * 2000])
    def test_of_nothing_or_too_much_keeps_nothing(self, as_maria, settings, content):
        settings.MAIL_UPLOAD_MAX_BYTES = 1000

        assert upload(as_maria, content)["Location"] == SOURCES
        assert "may be up to" in as_maria.get(SOURCES).content.decode()
        assert not MailUpload.objects.exists()

    def test_of_too_many_mails_keeps_the_first(self, as_maria, settings):
        settings.MAIL_UPLOAD_MAX_MAILS = 2

        upload(as_maria, an_mbox(an_alert(1), an_alert(2), an_alert(3)))

        done = MailUpload.objects.get()
        assert (done.state, done.mails) == ("failed", 2)
        assert "Split the file" in done.problem

    def test_survives_bytes_that_are_no_text(self, as_maria):
        strange = (
            b"From: \x00\xff\xfe <a@b.example>\nSubject: \x00payment\nMessage-ID: <\x00x>\n\n\xff\x00\xfe"
        )

        upload(as_maria, an_mbox(strange, an_alert()))

        assert MailUpload.objects.get().state == "done"
        assert MailUpload.objects.get().payments == 1

    def test_viewers_may_not_strangers_find_nothing_nobody_signs_in(
        self, as_maria, as_vera, as_otto, as_nobody
    ):
        one = upload(as_maria, an_alert())["Location"]

        assert upload(as_vera, an_alert(2)).status_code == 403
        assert as_vera.get(one).status_code == 200
        assert as_otto.get(one).status_code == 404
        assert upload(as_nobody, an_alert(3)).status_code == 302
        assert MailUpload.objects.count() == 1


class TestMbox:
    def test_splits_only_at_from_lines_after_an_empty_line(self):
        body = b"Subject: a\nFrom: x@example.com\n\nHello\nFrom here it goes on in 2025\nBye\n"

        assert len(found(an_mbox(body, body))) == 2

    def test_takes_one_mark_off_quoted_from_lines(self):
        first = found(an_mbox(b"Subject: a\nFrom: x@example.com\n\n>From me 2025\n>>From you 2024\n"))[0]

        assert b"\nFrom me 2025\n>From you 2024\n" in first

    def test_reads_files_of_any_line_ends(self):
        content = an_mbox(an_alert(1), an_alert(2)).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")

        assert len(found(content)) == 2

    def test_keeps_nothing_of_a_mail_that_is_too_large(self, settings):
        settings.MAIL_MAX_BYTES = 2000
        content = an_mbox(an_alert(1), b"Subject: a\n\n" + b"x" * 100_000 + b"\n", an_alert(2))

        assert [raw is None for raw in found(content)] == [False, True, False]


class TestZip:
    def test_may_hold_mboxes_and_notes(self):
        content = a_zip(**{
            "Takeout/Mail/All mail.mbox": an_mbox(an_alert(1), an_alert(2)),
            "readme.txt": b"nothing",
            "__MACOSX/._1.eml": b"x",
            "3.eml": an_alert(3),
        })  # fmt: skip

        assert len(found(content)) == 3

    def test_of_pictures_is_refused(self):
        with pytest.raises(UnreadableArchiveError, match=r"no \.eml"):
            found(a_zip(**{"a.jpg": b"x"}))

    def test_bomb_is_stopped(self, settings):
        settings.MAIL_UPLOAD_MAX_BYTES, settings.MAIL_MAX_BYTES = 10_000, 1_000
        bomb = a_zip(**{"a.mbox": an_mbox(b"Subject: a\n\n" + b"x\n" * 400_000)})
        assert len(bomb) < 10_000

        with pytest.raises(Exception, match="unpacks to more"):
            found(bomb)

    def test_bomb_uploaded_fails_with_a_sentence(self, as_maria, settings):
        settings.MAIL_UPLOAD_MAX_BYTES, settings.MAIL_MAX_BYTES = 10_000, 1_000
        upload(as_maria, a_zip(**{"a.eml": b"Subject: a\nFrom: b\n\n" + b"x" * 4_000_000}), "bomb.zip")

        done = MailUpload.objects.get()
        assert (done.state, done.too_large) in {("failed", 0), ("done", 1)}
        assert not RawItem.objects.exists()
