"""Mails, mailboxes and saved pages."""

import base64
from email.message import EmailMessage

from documents.pipeline import sniff
from documents.pipeline.parsed import HEADING
from documents.pipeline.parsers import mail, mails
from tests.documents.test_formats_office import lines, read


def a_mail(text: str = "The boiler is mended.", *, html: str = "", subject: str = "Boiler") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Vogel Heating <office@vogel.example>"
    message["To"] = "Maria <maria@house.example>"
    message["Date"] = "Tue, 05 May 2026 09:30:00 +0200"
    message["Subject"] = subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


class TestMail:
    def test_begins_with_who_wrote_to_whom_when_about_what(self):
        outline, (page,) = read(a_mail().as_bytes())

        assert page.text == (
            "From: Vogel Heating <office@vogel.example>\nTo: Maria <maria@house.example>\n"
            "Date: Tue, 05 May 2026 09:30:00 +0200\nSubject: Boiler\n\nThe boiler is mended."
        )
        assert (outline.title, outline.author, outline.created_on) == (
            "Boiler",
            "Vogel Heating <office@vogel.example>",
            "2026-05-05",
        )

    def test_shows_the_body_that_says_most(self):
        html = (
            "<h2>Bill</h2><table><tr><th>Part</th><th>Cost</th></tr>"
            "<tr><td>Valve</td><td>40.00</td></tr></table>"
        )
        _, (rich,) = read(a_mail("Bill: see below.", html=html).as_bytes())
        _, (poor,) = read(a_mail("A long letter with all the facts in it.", html="<p>open</p>").as_bytes())

        assert "Part | Cost\nValve | 40.00" in rich.text
        assert "see below" not in rich.text
        assert "all the facts" in poor.text

    def test_reads_headers_and_bodies_of_any_letters(self):
        content = (
            b"From: =?koi8-r?B?" + base64.b64encode("Иван".encode("koi8-r")) + b"?= <i@x.example>\r\n"
            b"To: a@x.example\r\nSubject: =?utf-8?Q?M=C3=BCll?=\r\nDate: nonsense\r\n"
            b"Content-Type: text/plain; charset=iso-8859-2\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            b"P=B3atno=B6=E6 w maju\r\n"
        )
        outline, (page,) = read(content)

        assert "From: Иван <i@x.example>" in page.text
        assert "Płatność w maju" in page.text
        assert (outline.title, outline.created_on) == ("Müll", "")

    def test_names_what_is_attached_and_hands_it_out(self):
        message = a_mail()
        message.add_attachment(
            b"%PDF-1.7 bill", maintype="application", subtype="pdf", filename="Rechnung Mai.pdf"
        )
        message.add_attachment(
            b"\x89PNG", maintype="image", subtype="png", cid="<logo>", disposition="inline"
        )
        inner = a_mail("The forwarded words.", subject="Older")
        inner.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="rows.csv")
        message.add_attachment(inner)
        _, (page,) = read(message.as_bytes())

        assert "Attachment: Rechnung Mai.pdf" in page.text
        assert "Subject: Older\n\nThe forwarded words." in page.text
        found = list(mail.attachments_of(message.as_bytes()))
        assert [one.name for one in found] == ["Rechnung Mai.pdf", "rows.csv"]
        assert found[0].content == b"%PDF-1.7 bill"

    def test_keeps_a_header_as_it_is_when_it_cannot_be_decoded(self):
        content = b"From: a@x.example\nTo: b@x.example\nSubject: =?utf-8?B?abcde?=\nDate: d\n\nWords."
        outline, _ = read(content)

        assert outline.title == "=?utf-8?B?abcde?="

    def test_reads_headers_that_were_sent_unencoded(self):
        content = "From: Иван <i@x.example>\nTo: b@x.example\nSubject: Счёт за май\nDate: d\n\nWords."
        for encoding in ("utf-8", "cp1251"):
            outline, (page,) = read(content.encode(encoding))

            assert outline.title == "Счёт за май"
            assert page.text.encode("utf-8")

    def test_is_known_by_its_headers_alone(self):
        assert sniff.sniff(a_mail().as_bytes(), "download") == sniff.EML
        assert sniff.sniff(b"Subject: a heading\n\nin a note", "note.txt") == sniff.TEXT


class TestMailbox:
    BOX = (
        b"From ada@x.example Tue May  5 09:30:00 2026\n"
        + a_mail("First.\n>From here on.").as_bytes()
        + b"\nFrom bo@x.example Tue May  5 09:31:00 2026\n"
        + a_mail("Second.", subject="Later").as_bytes()
    )

    def test_starts_a_page_for_every_mail(self):
        _, pages = read(self.BOX)

        assert [lines(page, HEADING) for page in pages] == [["Boiler"], ["Later"]]
        assert "From here on." in pages[0].text
        assert len(list(mails.messages(self.BOX))) == 2


class TestSavedPages:
    def test_are_read_as_pages_not_as_mails(self):
        content = (
            b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://x.example/\r\nSubject: Plan\r\n"
            b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
            b"--b\r\nContent-Type: text/html; charset=utf-8\r\n"
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            b"<html><h1>Bus plan</h1><p>Every caf=C3=A9 stop.</p></html>\r\n--b--\r\n"
        )
        outline, (page,) = read(content, "plan.mhtml")

        assert sniff.sniff(content, "plan.mhtml") == sniff.MHTML
        assert page.text == "Bus plan\n\nEvery café stop."
        assert outline.title == "Bus plan"
