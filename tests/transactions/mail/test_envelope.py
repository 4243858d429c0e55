"""Opening mails: parts, charsets, forwards, hidden words, and whatever is broken."""
# ruff: noqa: E501  sample words are data; a broken line hides more than a long one

import time
from datetime import UTC, datetime
from decimal import Decimal
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transactions.parsing.mail import compose, html_to_text, open_mail, read_mail, read_opened
from transactions.parsing.mail.forwards import forwarded_in

NOW = datetime(2025, 11, 6, 9, tzinfo=UTC)
SENTENCE = (
    "Thank you for using your HDFC Bank Credit Card ending 6644 for Rs 560.00 at LOTUS TEA on 04-11-2025."
)


def a_mail(**parts):
    message = EmailMessage()
    message["From"], message["Subject"] = "HDFC Bank <alerts@hdfcbank.net>", "Account update"
    message.set_content(parts.get("plain", "Please open the other part."))
    if "html" in parts:
        message.add_alternative(parts["html"], subtype="html", charset=parts.get("charset", "utf-8"))
    return message


class TestWords:
    def test_a_row_is_a_line_with_its_cells_beside_each_other(self):
        source = "<table><tr><td><p>Amount</p></td><td><b>Rs&nbsp;5</b></td></tr><tr><td>To<td>Cafe</table>"

        assert html_to_text(source) == "Amount | Rs 5\nTo | Cafe"

    def test_labels_over_values_side_by_side_stay_together(self):
        source = "<table><tr><td>Order<br>12</td><td>Paid<br>Rs 5</td></tr></table>"

        assert html_to_text(source) == "Order\n12\nPaid\nRs 5"

    @pytest.mark.parametrize(
        "hidden",
        [
            '<div style="display:none">Rs 9,999 debited</div>',
            '<span style="visibility: hidden">Rs 9,999 debited</span>',
            '<div style="max-height:0;overflow:hidden">Rs 9,999 debited</div>',
            '<div style="font-size:0">Rs 9,999 debited</div>',
            "<style>.pre{display:none}</style><p class='pre'>Rs 9,999 debited</p>",
            "<p hidden>Rs 9,999 debited</p>",
            "<!-- Rs 9,999 debited --><script>Rs 9,999 debited</script>",
        ],
    )
    def test_what_nobody_sees_is_not_read(self, hidden):
        assert html_to_text(f"{hidden}<p>Seen</p>") == "Seen"

    def test_a_rule_for_small_screens_hides_nothing(self):
        source = "<style>@media (max-width:600px){.wide{display:none}}</style><p class='wide'>Seen</p>"

        assert html_to_text(source) == "Seen"

    def test_a_size_of_nothing_ends_where_another_begins(self):
        source = '<td style="font-size:0px"><div style="font-size:14px">Seen</div>not</td>'

        assert html_to_text(source) == "Seen"

    def test_fillers_do_not_split_words(self):
        assert html_to_text("<p>Rs 5\u200b\u200c0.00 de\u00adbited&#8203;</p>") == "Rs 50.00 debited"


class TestParts:
    @pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "cp1252"])
    def test_html_is_read_in_its_charset(self, charset):
        raw = a_mail(html=f"<p>Grüße: {SENTENCE}</p>", charset=charset).as_bytes()

        assert "Grüße" in open_mail(raw).text
        assert read_mail(raw, received_at=NOW).reading.amount == Decimal("560.00")

    def test_a_wrong_charset_is_survived(self):
        raw = b"From: a@b.example\nContent-Type: text/plain; charset=martian\n\nCaf\xe9 Rs 5"

        assert open_mail(raw).text == "Café Rs 5"

    def test_an_empty_html_part_gives_way_to_the_plain_one(self):
        assert (
            SENTENCE in open_mail(a_mail(plain=SENTENCE, html="<html><img src='x'></html>").as_bytes()).text
        )

    def test_encoded_headers_are_decoded(self):
        raw = "From: =?utf-8?q?Caf=C3=A9?= <a@cafe.example>\nSubject: =?utf-8?b?UmVjaGVyY2hlIOKCuQ==?=\n\nx"

        mail = open_mail(raw)

        assert (mail.display_name, mail.address, mail.subject) == ("Café", "a@cafe.example", "Recherche ₹")

    def test_papers_are_kept_and_other_files_are_not(self):
        message = a_mail()
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="bill.pdf")
        message.add_attachment(b"PK", maintype="application", subtype="zip", filename="more.zip")

        assert [paper.name for paper in open_mail(message.as_bytes()).attachments] == ["bill.pdf"]

    def test_the_words_of_a_paper_are_read_when_the_mail_says_nothing(self):
        message = EmailMessage()
        message["From"], message["Subject"] = "Oak Books <shop@oakbooks.example>", "Your receipt"
        message.set_content("Please find it attached.")
        message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="r.pdf")

        without = read_mail(message.as_bytes(), received_at=NOW)
        found = read_mail(
            message.as_bytes(),
            received_at=NOW,
            text_of=lambda paper: "Receipt\nTotal paid: €12.50\nVisa ending 4242",
        )

        assert without.reading.outcome == "not_money"
        assert (found.reading.amount, found.reading.merchant) == (Decimal("12.50"), "Oak Books")
        assert found.is_receipt


HEADS = {
    "gmail": "---------- Forwarded message ---------\nFrom: HDFC Bank <alerts@hdfcbank.net>\nDate: Tue, 4 Nov 2025\n"
    "Subject: Update\nTo: <me@mail.example>\n\n",
    "apple": "Begin forwarded message:\n\nFrom: HDFC Bank <alerts@hdfcbank.net>\nSubject: Update\nDate: 4 November\nTo: me\n\n",
    "outlook": "________________________________\nFrom: HDFC Bank <alerts@hdfcbank.net>\nSent: Tuesday\nTo: Me\nSubject: Update\n\n",
    "german": "-----Ursprüngliche Nachricht-----\nVon: HDFC Bank <alerts@hdfcbank.net>\nGesendet: Dienstag\nAn: Mich\n"
    "Betreff: Update\n\n",
    "hindi": "---------- अग्रेषित संदेश ---------\nप्रेषक: HDFC Bank <alerts@hdfcbank.net>\nविषय: Update\n\n",
    "quoted": "> ---------- Forwarded message ---------\n> From: HDFC Bank <alerts@hdfcbank.net>\n> Subject: Update\n>\n> ",
}


class TestForwards:
    @pytest.mark.parametrize("style", HEADS)
    def test_the_original_sender_decides(self, style):
        mail = compose(
            sender="Priya <priya@gmail.com>",
            subject="Fwd: Update",
            source="",
            text=f"see\n\n{HEADS[style]}{SENTENCE}",
        )

        found = read_opened(mail, received_at=NOW)

        assert (found.author, found.institution) == ("alerts@hdfcbank.net", "HDFC Bank")
        assert (found.reading.amount, found.reading.account_last4) == (Decimal("560.00"), "6644")

    def test_a_mail_attached_to_a_mail_is_opened(self):
        outer = EmailMessage()
        outer["From"], outer["Subject"] = "Priya <priya@gmail.com>", "bank"
        outer.set_content("attached")
        outer.add_attachment(a_mail(plain=SENTENCE))

        assert read_mail(outer.as_bytes(), received_at=NOW).reading.merchant == "LOTUS TEA"

    def test_a_reply_that_quotes_is_no_forward(self):
        text = f"Thanks!\n\nOn Tue, 4 Nov 2025 at 10:00, Bank <alerts@hdfcbank.net> wrote:\n> {SENTENCE}"
        mail = compose(sender="Shop <help@shop.example>", subject="Re: question", source="", text=text)

        assert forwarded_in("Re: question", text) is None
        assert read_opened(mail, received_at=NOW).reading.outcome == "not_money"


class TestHarmlessness:
    @given(st.binary(max_size=600))
    @settings(max_examples=150, deadline=None)
    def test_any_bytes_are_read_without_harm(self, raw):
        assert read_mail(raw, received_at=NOW).reading.outcome

    @given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
    @settings(max_examples=150, deadline=None)
    def test_any_words_are_read_without_harm(self, text, subject, sender):
        mail = compose(sender=sender, subject=subject, source="", text=text)

        assert read_opened(mail, received_at=None).reading.outcome

    @given(
        st.lists(
            st.sampled_from(
                ["<td>", "</td>", "<tr>", "<table>", "</table>", "<p ", ">", "Rs 5", '"', "<!--", "&#0;"]
            )
        )
    )
    @settings(max_examples=150, deadline=None)
    def test_any_tags_are_read_without_harm(self, pieces):
        assert isinstance(html_to_text("".join(pieces)), str)

    @pytest.mark.parametrize(
        "body",
        [
            "<td>" * 60_000,
            "<a " * 60_000,
            '<p style="' * 30_000,
            "<!--" * 60_000,
            "<style>" + "{" * 60_000,
            "Rs 1 " * 40_000,
            "a " * 100_000,
            "x | " * 50_000,
            "Amount: " * 25_000,
            "your account " * 15_000,
            "\n".join(["Total | Rs 5"] * 15_000),
            "> " * 80_000,
            "From: a@b.example\n" * 8_000,
            '<script type="application/ld+json">' + "[" * 50_000,
            '<div itemscope itemtype="http://schema.org/Order">' * 4_000,
            "\u200b" * 100_000,
            "1" * 100_000,
            "." * 100_000,
        ],
        ids=range(18),
    )
    def test_a_mail_made_to_be_slow_is_not(self, body):
        raw = f"From: Shop <a@shop.example>\nSubject: Fwd: order paid\nContent-Type: text/html\n\n{body}"
        started = time.perf_counter()

        read_mail(raw, received_at=NOW)

        assert time.perf_counter() - started < 4
