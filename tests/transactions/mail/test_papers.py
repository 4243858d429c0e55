"""Attached papers: a PDF's words come through the documents' child process."""

from io import BytesIO

import pytest
from reportlab.pdfgen import canvas

from transactions.parsing.mail import Attachment
from transactions.parsing.mail.papers import text_of


def a_pdf(*lines):
    out = BytesIO()
    page = canvas.Canvas(out)
    for number, line in enumerate(lines):
        page.drawString(72, 720 - 20 * number, line)
    page.save()
    return out.getvalue()


class TestPapers:
    def test_a_pdf_is_read(self):
        words = text_of(Attachment("r.pdf", "application/pdf", a_pdf("Receipt", "Total paid: EUR 12.50")))

        assert "Total paid: EUR 12.50" in words

    @pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", b"\x00" * 100])
    def test_a_broken_one_says_nothing(self, content):
        assert text_of(Attachment("r.pdf", "application/pdf", content)) == ""
