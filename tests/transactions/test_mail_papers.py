"""Papers that come with a mail become documents."""

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.utils import timezone

from documents import services as documents
from documents.models import Document
from tests.documents.factories import a_pdf
from transactions.mailboxes import papers
from transactions.services import inbox, sources

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 3, 10, tzinfo=UTC)


def a_mail(*attachments, subject="Fwd: Your invoice"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Maria <maria@example.com>", "in@lumen.example", subject
    mail["Message-ID"] = f"<{subject}@example.com>"
    mail.set_content("See the attachment.")
    for content, kind, name in attachments:
        main, sub = kind.split("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return bytes(mail)


INVOICE = (a_pdf("Invoice 77. Total 90.00 EUR."), "application/pdf", "invoice.pdf")


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Mails", kind="mail").source


@pytest.fixture
def receive(source, django_capture_on_commit_callbacks):
    def receive(raw):
        with django_capture_on_commit_callbacks(execute=True):
            return inbox.receive_mail(source=source, raw=raw, received_at=WHEN).item

    return receive


class TestAttachments:
    def test_of_a_forwarded_mail_become_documents_that_are_read(self, receive, workspace):
        receive(a_mail(INVOICE))

        document = Document.objects.in_workspace(workspace).get()
        assert (document.filename, document.source, document.status) == ("invoice.pdf", "mail", "ready")
        assert document.folder == "Mail/Maria"
        assert document.pages.get().text == "Invoice 77. Total 90.00 EUR."

    def test_come_in_once_whatever_is_sent_again(self, receive):
        item = receive(a_mail(INVOICE))
        receive(a_mail(INVOICE, subject="Once more"))

        assert papers.keep_papers(item_id=str(item.pk)) == 0
        assert Document.objects.count() == 1

    def test_stay_in_the_bin_when_somebody_put_them_there(self, receive, maria):
        receive(a_mail(INVOICE))
        documents.delete(document=Document.objects.get(), actor=maria, now=timezone.now())

        receive(a_mail(INVOICE, subject="Once more"))

        assert not Document.objects.live().exists()

    def test_that_are_logos_or_no_papers_are_left(self, receive):
        receive(
            a_mail(
                (b"\x89PNG\r\n\x1a\n" + b"x" * 500, "image/png", "logo.png"),
                (b"MZ\x00\x01" * 90, "application/pdf", "invoice.pdf"),
            )
        )

        assert not Document.objects.exists()

    def test_are_not_looked_for_in_a_mail_without_any(self, receive, monkeypatch):
        monkeypatch.setattr(papers, "keep_papers", None)

        receive(a_mail())

        assert not Document.objects.exists()

    def test_that_there_is_no_room_for_leave_the_mail_as_it_is(self, receive, settings, workspace):
        settings.DOCUMENTS_QUOTA_MB = 1
        documents.store_upload(workspace=workspace, actor=None, file=_large(), name="large.txt", queue=False)

        item = receive(a_mail(INVOICE))

        assert item.pk
        assert not Document.objects.filter(filename="invoice.pdf").exists()


def _large():
    from django.core.files.base import ContentFile

    return ContentFile(b"x " * 524_288, name="large.txt")
