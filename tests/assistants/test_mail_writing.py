"""Replies as mails: threads, quotes, numbers, and nothing that breaks a header."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from assistants.channels.mail import writing
from assistants.channels.mail.writing import Reply

NOW = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)


def reply(**changes) -> Reply:
    fields = {
        "message_id": "<reply.1@kerze.example>",
        "to": "nora@example.com",
        "from_address": "support@kerze.example",
        "from_name": "Kerze Support",
        "reply_to": "support@kerze.example",
        "subject": "Re: Parcel [#12]",
        "text": "It left today.",
        "at": NOW,
        "channel": "key",
    }
    return Reply(**{**fields, **changes})


def sent(**changes):
    return message_from_bytes(writing.compose(reply(**changes)).as_bytes(), policy=policy.default)


class TestReplies:
    def test_stand_in_the_thread_of_what_they_answer(self):
        mail = sent(related=("<a@example.com>", "<reply.0@kerze.example>", "<b@example.com>"))

        assert mail["In-Reply-To"] == "<b@example.com>"
        assert mail["References"] == "<a@example.com> <reply.0@kerze.example> <b@example.com>"
        assert mail["Message-ID"] == "<reply.1@kerze.example>"
        assert mail["From"] == "Kerze Support <support@kerze.example>"
        assert mail["Reply-To"] is None

    def test_keep_the_first_and_the_latest_of_a_long_thread(self):
        ids = tuple(f"<{n}@x.example>" for n in range(100))
        told = sent(related=ids)["References"].split()

        assert (told[0], told[-1], len(told)) == (ids[0], ids[-1], writing.MOST_REFERENCES)

    def test_quote_below_the_words(self):
        mail = sent(quote="Where is it?\n\nNora", quoted_as="On Monday Nora wrote:")

        told = mail.get_content().replace("\r\n", "\n")
        assert told == "It left today.\n\nOn Monday Nora wrote:\n> Where is it?\n>\n> Nora\n"

    def test_say_so_when_nobody_wrote_them(self):
        assert sent(is_automatic=True)["Auto-Submitted"] == "auto-replied"
        assert sent()["Auto-Submitted"] is None

    def test_carry_every_letter(self):
        text = "Grüße, 你好, ✅ – " + "x" * 2_000
        mail = writing.compose(reply(text=text, from_name="Käthe & Söhne"))
        read = message_from_bytes(mail.as_bytes(), policy=policy.default)

        assert read.get_content().strip() == text
        assert mail.as_bytes().isascii()
        assert read["From"].addresses[0].display_name == "Käthe & Söhne"

    @pytest.mark.parametrize(
        "to",
        ["nora@example.com\r\nBcc: all@x.example", "a@b@c.example", "x", "a b@c.example", "<a@b.example>"],
    )
    def test_go_to_nothing_that_breaks_a_header(self, to):
        with pytest.raises(ValueError):
            writing.compose(reply(to=to))

    def test_let_no_name_break_a_header(self):
        mail = sent(from_name="Kerze\r\nBcc: all@x.example")

        assert mail["Bcc"] is None


class TestSubjects:
    @pytest.mark.parametrize(
        ("subject", "made"),
        [
            ("Parcel", "Re: Parcel [#12]"),
            ("Re: AW: RE[2]: Parcel [#12]", "Re: Parcel [#12]"),
            ("", "Re: [#12]"),
            ("Two\r\nlines", "Re: Two lines [#12]"),
        ],
    )
    def test_carry_the_number_once(self, subject, made):
        assert writing.subject_of(subject, 12) == made
        assert writing.number_in(made) == 12

    def test_without_a_number_name_none(self):
        assert writing.number_in("Order #12 is late") is None


class TestPlusAddresses:
    def test_lead_back_to_their_number(self):
        made = writing.plus_address(address="support@kerze.example", number=12, key="k")

        assert writing.number_at(made.upper(), own="support@kerze.example", key="k") == 12

    @pytest.mark.parametrize("change", [("12", "13"), ("support", "sales"), (".", "x")])
    def test_that_nobody_here_made_lead_nowhere(self, change):
        made = writing.plus_address(address="support@kerze.example", number=12, key="k")

        assert writing.number_at(made.replace(*change), own="support@kerze.example", key="k") is None
        assert writing.number_at(made, own="support@kerze.example", key="other") is None
