"""Files of other programs become exchanges; hostile ones become sentences."""

import json
from email.message import EmailMessage

import pytest

from assistants.history import reading
from assistants.history.base import UnreadableHistoryError, Wanted


def read(content, format, **wanted):
    return reading.read(content, format=format, wanted=Wanted(**wanted))


def mail(sender, to, text, *, number, answers=None, subject="Parcel", **headers):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Message-ID"] = f"<m{number}@example.com>"
    message["Date"] = f"Mon, 0{number} Jun 2026 10:00:00 +0000"
    if answers:
        message["In-Reply-To"] = f"<m{answers}@example.com>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return b"From x@example.com Mon Jun  1 10:00:00 2026\n" + message.as_bytes() + b"\n"


SHOP, NORA, TOM = "Shop <help@shop.example>", "Nora Lind <nora@mail.example>", "Tom <tom@mail.example>"


class TestAMailbox:
    def test_pairs_a_question_with_its_answer_by_thread(self):
        box = (
            mail(NORA, SHOP, "Where is my parcel, it was due on Monday?", number=1)
            + mail(TOM, SHOP, "Do you sell green lamps these days?", number=2, subject="Lamps")
            + mail(SHOP, NORA, "It left us today.\n\n> Where is my parcel", number=3, answers=1)
            + mail(SHOP, TOM, "Yes, we have two of them.", number=4, answers=2, subject="Re: Lamps")
        )

        found = read(box, "mbox", own=("help@shop.example",))

        assert [(row["customer"], row["reply"]) for row in found.rows] == [
            ("Where is my parcel, it was due on Monday?", "It left us today."),
            ("Do you sell green lamps these days?", "Yes, we have two of them."),
        ]
        assert "Nora Lind" in found.rows[0]["names"]
        assert "nora@mail.example" in found.rows[0]["names"]

    def test_finds_out_who_answers(self):
        box = (
            mail(NORA, SHOP, "Where is my parcel by now?", number=1)
            + mail(SHOP, NORA, "It left us.", number=2, answers=1)
            + mail(TOM, SHOP, "And where is mine, please?", number=3)
            + mail(SHOP, TOM, "Tomorrow.", number=4, answers=3)
        )

        assert [row["reply"] for row in read(box, "mbox").rows] == ["It left us.", "Tomorrow."]

    def test_leaves_machines_out(self):
        box = mail(NORA, SHOP, "Where is my parcel by now?", number=1) + mail(
            SHOP, NORA, "We have received your mail.", number=2, answers=1, Auto_Submitted="auto-replied"
        )

        box += mail(SHOP, NORA, "It left us today.", number=3, answers=1)

        found = read(box, "mbox", own=("help@shop.example",))

        assert found.skipped["automatic"] == 1
        assert [row["reply"] for row in found.rows] == ["It left us today."]

    def test_says_so_when_nothing_is_ours(self):
        with pytest.raises(UnreadableHistoryError, match="addresses you answer from"):
            read(mail(NORA, SHOP, "Where is my parcel?", number=1), "mbox", own=("other@shop.example",))

    @pytest.mark.parametrize("content", [b"", b"From \n\n", b"From x\n" * 50, b"From x\n\xff\xfe\x00" * 20])
    def test_that_is_broken_is_refused_in_words(self, content):
        with pytest.raises(UnreadableHistoryError):
            read(content, "mbox")


class TestATable:
    def test_is_read_by_the_names_of_its_columns(self):
        found = read(b"Question;Answer;Topic\nwhen open?;at nine;hours\n;nothing;x\n", "csv")

        assert found.rows == [{"customer": "when open?", "reply": "at nine", "label": "hours", "at": None}]
        assert found.skipped == {"empty": 1}

    def test_is_read_by_the_columns_a_person_chose(self):
        columns = {"customer": "b", "reply": "a"}

        assert read(b"a,b\nhello,hi there\n", "csv", columns=columns).rows[0]["customer"] == "hi there"

    def test_of_messages_is_paired(self):
        table = (
            "Conversation ID,Message Type,Content,Sender,Created At,Private\n"
            "1,incoming,where is it,Nora,2026-05-01,false\n"
            "1,outgoing,a secret note,Ben,2026-05-01,true\n"
            "1,outgoing,it left,Ben,2026-05-01,false\n"
        )

        found = read(table.encode(), "csv")

        assert [(row["customer"], row["reply"], row["names"]) for row in found.rows] == [
            ("where is it", "it left", ["Nora"])
        ]

    def test_without_a_known_column_asks_for_one(self):
        with pytest.raises(UnreadableHistoryError, match="which column"):
            read(b"x,y\n1,2\n", "csv")

    @pytest.mark.parametrize(
        "content", ["grüße;antwort\n".encode("cp1252"), "question,reply\nhé,à\n".encode("utf-16")]
    )
    def test_may_be_in_any_encoding(self, content):
        columns = {"customer": content.decode("utf-16" if content[:2] == b"\xff\xfe" else "cp1252")
                   .split("\n")[0].split(";" if b";" in content else ",")[0]}  # fmt: skip
        if content[:2] == b"\xff\xfe":
            assert read(content, "csv").rows[0]["customer"] == "hé"
        else:
            with pytest.raises(UnreadableHistoryError, match="Nothing"):
                read(content, "csv", columns=columns)

    def test_with_a_huge_cell_is_counted_not_kept(self):
        found = read(b"question,reply\nhi,ok\n" + b"x" * 300_000 + b",y\n", "csv")

        assert [row["customer"] for row in found.rows] == ["hi"]
        assert found.skipped["unreadable"] == 1


PERSON, BOT = {"type": "user"}, {"type": "agent_bot"}


class TestChatwoot:
    CONVERSATION = {
        "id": 7,
        "labels": ["returns"],
        "messages": [
            {"id": 3, "message_type": 1, "content": "Yes you may.", "created_at": 30, "sender": PERSON},
            {"id": 1, "message_type": 0, "content": "May I return it?", "created_at": 10,
             "sender": {"name": "Nora Lind", "email": "nora@mail.example"}},
            {"id": 2, "message_type": 1, "content": "I am a bot.", "created_at": 20, "sender": BOT},
            {"id": 4, "message_type": 1, "content": "note", "private": True, "created_at": 40},
            {"id": 5, "message_type": 2, "content": "Conversation was resolved", "created_at": 50},
        ],
    }  # fmt: skip

    @pytest.mark.parametrize("wrap", [list, lambda x: {"payload": x}, lambda x: {"data": {"payload": x}}])
    def test_gives_what_people_answered_and_not_bots(self, wrap):
        found = read(json.dumps(wrap([self.CONVERSATION])).encode(), "chatwoot")

        assert found.rows == [
            {
                "customer": "May I return it?",
                "reply": "Yes you may.",
                "label": "returns",
                "at": 30,
                "names": ["Nora Lind", "nora@mail.example"],
            }
        ]
        assert found.skipped == {"not_human": 1}

    def test_that_breaks_off_is_still_shown(self):
        whole = json.dumps([self.CONVERSATION, self.CONVERSATION]).encode()

        assert len(read(whole[:-40], "chatwoot", is_preview=True).rows) == 1

    @pytest.mark.parametrize("content", [b"{", b"[" * 100_000, b'{"a": 1}', b"[1, null, {}]", b"\x00\x01"])
    def test_that_is_none_is_refused_in_words(self, content):
        with pytest.raises(UnreadableHistoryError):
            read(content, "chatwoot")


class TestLines:
    def test_that_cannot_be_read_are_counted(self):
        found = read(
            b'{"customer": "hi", "reply": "yes"}\nnonsense\n{"reply": "x"}\n{"customer": ""}\n', "jsonl"
        )

        assert len(found.rows) == 1
        assert found.skipped == {"unreadable": 2, "empty": 1}


class TestAFormat:
    @pytest.mark.parametrize(
        ("name", "head", "format"),
        [
            ("a.mbox", b"From a", "mbox"),
            ("mails", b"From a@b Mon", "mbox"),
            ("a.csv", b"a,b", "csv"),
            ("a.jsonl", b'{"customer": "x"}\n', "jsonl"),
            ("a.json", b'{"customer": "x"}\n{"customer": "y"}', "jsonl"),
            ("a.json", b'[{"messages": []}]', "chatwoot"),
            ("a.json", b'{"payload": [', "chatwoot"),
        ],
    )
    def test_shows_in_its_first_bytes(self, name, head, format):
        assert reading.detect(name, head) == format

    @pytest.mark.parametrize(("name", "head"), [("a.exe", b"MZ"), ("a.pdf", b"%PDF"), ("a.zip", b"PK")])
    def test_that_is_none_of_these_is_refused(self, name, head):
        with pytest.raises(UnreadableHistoryError):
            reading.detect(name, head)
