"""Mails whose own words say nothing: their papers are read, and a language model may be asked."""

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.message import EmailMessage

import pytest

from chat import services as consents
from lumen.ai.llm import router
from lumen.common.redis import client
from tests.lumen.fake_models import FakeModels
from tests.transactions.mail.test_papers import a_pdf
from transactions.models import Expectation, RawItem, Transaction
from transactions.services import corrections, inbox, mail_model, sources, understanding
from transactions.services.verdicts import Correction

pytestmark = pytest.mark.django_db
WHEN = datetime(2026, 3, 12, 9, tzinfo=UTC)
PAPER = ("Oak Books", "Payment receipt", "Total paid: INR 1,250.00", "Paid with Visa card ending 4242")
VAGUE = "Dear reader,\n\nyour 42 gulden matter: INR 777.00, 11 March 2026, Quill & Co.\n"


def a_mail(text="Please find it attached.", subject="Your receipt", number=1):
    message = EmailMessage()
    message["From"], message["Subject"] = "Oak Books <shop@oakbooks.example>", subject
    message["Message-ID"] = f"<{number}@oakbooks.example>"
    message["Date"] = "Thu, 12 Mar 2026 09:00:00 +0000"
    message.set_content(text)
    return message


def with_pdf(*lines, number=1):
    message = a_mail(number=number)
    message.add_attachment(a_pdf(*lines), maintype="application", subtype="pdf", filename="r.pdf")
    return message.as_bytes()


def a_scan(*lines):
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1000, 120 + 70 * len(lines)), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 70 * number), line, fill="black", font=ImageFont.load_default(size=40))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def arrive(workspace, maria):
    source = sources.create_source(workspace=workspace, actor=maria, name="Mails", kind="mail").source

    def run(raw):
        return inbox.receive_mail(source=source, raw=raw, received_at=WHEN).item

    return run


class TestPapers:
    def test_a_figure_that_only_the_pdf_tells_becomes_a_payment(self, arrive):
        item = arrive(with_pdf(*PAPER))
        inbox.read_arrived(item_id=str(item.pk))

        row = Transaction.objects.get()
        item.refresh_from_db()
        assert (row.amount, row.currency, row.merchant.name) == (Decimal(-1250), "INR", "Oak Books")
        assert item.reading["helped_by"] == "papers"

    def test_a_scanned_receipt_too(self, arrive):
        message = a_mail()
        message.add_attachment(a_scan(*PAPER), maintype="image", subtype="png", filename="scan.png")
        inbox.read_arrived(item_id=str(arrive(message.as_bytes()).pk))

        assert Transaction.objects.get().amount == Decimal(-1250)

    def test_the_web_process_leaves_them_to_a_worker(self, arrive, monkeypatch):
        monkeypatch.setattr("documents.pipeline.extract.read", _refuse)
        item = inbox.read_item(item_id=str(arrive(with_pdf(*PAPER)).pk))

        assert item.outcome == RawItem.Outcome.WAITING
        assert not Transaction.objects.exists()

    def test_reading_again_without_them_remembers_what_they_said(self, arrive, maria):
        item = arrive(with_pdf(*PAPER))
        inbox.read_arrived(item_id=str(item.pk))
        before = RawItem.objects.get().reading

        assert inbox.reread_item(item_id=item.pk).reading == before
        assert inbox.reread(workspace=item.workspace, apply=False).changed == 0
        told = Correction(outcome="not_money")
        corrections.correct(item=item, actor=maria, correction=told, learn=False, now=WHEN)
        corrections.undo(item=item, actor=maria)
        assert inbox.reread_item(item_id=item.pk).reading == before
        assert Transaction.objects.live().count() == 1

    def test_no_more_than_three_are_opened(self, arrive, monkeypatch):
        opened = []
        monkeypatch.setattr(
            "transactions.parsing.mail.papers.text_of", lambda paper: opened.append(paper) or ""
        )
        message = a_mail()
        for number in range(6):
            message.add_attachment(
                a_pdf(str(number)), maintype="application", subtype="pdf", filename=f"{number}.pdf"
            )
        inbox.read_arrived(item_id=str(arrive(message.as_bytes()).pk))

        assert len(opened) == 3
        assert RawItem.objects.get().outcome == RawItem.Outcome.NOT_MONEY

    @pytest.mark.parametrize("content", [b"%PDF-1.4 broken", b"\x89PNG\r\n\x1a\n", b"\x00" * 20])
    def test_a_broken_one_ends_as_not_understood_once(self, arrive, content):
        message = a_mail()
        message.add_attachment(content, maintype="application", subtype="pdf", filename="r.pdf")
        item = arrive(message.as_bytes())
        inbox.read_arrived(item_id=str(item.pk))

        assert RawItem.objects.get().outcome != RawItem.Outcome.WAITING
        assert not Transaction.objects.exists()


def _refuse(*args, **kwargs):
    raise AssertionError("A paper was opened in the web process")


class TestTheModel:
    @pytest.fixture
    def server(self, settings, monkeypatch):
        fake = FakeModels()
        monkeypatch.setattr(router, "breaker", router.Breaker())
        settings.AI_MODEL, settings.AI_BASE_URL, settings.AI_API_KEY = "openai:fake", fake.url, "k"
        fake.text = json.dumps(
            {
                "settled": True,
                "amount": "777.00",
                "currency": "INR",
                "direction": "debit",
                "merchant": "Quill & Co",
                "date": "2026-03-11",
            }
        )
        yield fake
        fake.close()

    @pytest.fixture
    def agreed(self, workspace, maria, server):
        consents.give_consent(workspace=workspace, user=maria, model="openai:fake", reads_mails=True)
        client().delete(*(client().keys(f"mail-model:{workspace.pk}:*") or ["none"]))
        return server

    def read(self, arrive, text=VAGUE, number=1):
        item = arrive(a_mail(text, subject="A note", number=number).as_bytes())
        inbox.read_arrived(item_id=str(item.pk))
        item.refresh_from_db()
        return item

    def test_is_believed_where_amount_and_day_stand_in_the_mail(self, arrive, agreed):
        item = self.read(arrive)

        assert (item.reading["helped_by"], item.reading["amount"]) == ("model", "777.00")
        assert "language model" in RawItem.objects.get().reading["reason"]
        assert Transaction.objects.exists() or Expectation.objects.exists()

    def test_is_not_believed_where_they_do_not(self, arrive, agreed):
        agreed.text = agreed.text.replace("777.00", "778.00")
        assert self.read(arrive).outcome == RawItem.Outcome.NOT_MONEY
        assert not Transaction.objects.exists()

    def test_is_not_asked_without_consent_for_mails(self, arrive, workspace, maria, server):
        consents.give_consent(workspace=workspace, user=maria, model="openai:fake")
        self.read(arrive)
        consents.give_consent(workspace=workspace, user=maria, model="openai:other", reads_mails=True)
        self.read(arrive, number=2)

        assert server.requests == []

    def test_is_not_asked_about_what_rules_read_or_what_names_no_amount(self, arrive, agreed):
        self.read(arrive, "See you on Sunday, then.")
        self.read(arrive, "Payment receipt\nTotal paid: INR 40.00\nVisa ending 4242", number=2)

        assert agreed.requests == []

    def test_is_asked_a_few_times_a_day(self, arrive, agreed, settings):
        settings.AI_MAILS_A_DAY = 2
        for number in range(4):
            self.read(arrive, VAGUE, number)

        assert len(agreed.requests) == 2

    def test_never_sees_long_numbers(self, arrive, agreed):
        self.read(arrive, VAGUE + "Card 4111 1111 1111 1234\n")

        assert "4111 1111" not in json.dumps(agreed.requests)
        assert "XXXX1234" in json.dumps(agreed.requests)

    @pytest.mark.parametrize("behaviour", ["401", "429", "500", "cut"])
    def test_that_fails_leaves_the_mail_as_the_rules_read_it(self, arrive, agreed, behaviour):
        agreed.behaviour = behaviour
        assert self.read(arrive).outcome == RawItem.Outcome.NOT_MONEY

    def test_is_not_asked_twice_about_one_mail(self, arrive, agreed):
        item = self.read(arrive)
        inbox.reread_item(item_id=item.pk)
        inbox.reread(workspace=item.workspace, apply=True)

        assert len(agreed.requests) == 1
        assert RawItem.objects.get().reading["helped_by"] == "model"

    def test_waits_for_a_worker_in_the_web_process(self, arrive, agreed):
        item = inbox.read_item(item_id=str(arrive(a_mail(VAGUE, "A note").as_bytes()).pk))

        assert item.outcome == RawItem.Outcome.WAITING
        assert agreed.requests == []


class TestABacklog:
    def test_is_read_with_the_first_of_it(self, arrive):
        from tests.fakes.mails import an_alert

        items = [arrive(an_alert(number)) for number in range(5)]
        inbox.read_arrived(item_id=str(items[2].pk))

        assert not RawItem.objects.filter(outcome="waiting").exists()
        assert Transaction.objects.count() == 5

    def test_a_message_that_fails_stays_alone(self, arrive, monkeypatch):
        from tests.fakes.mails import an_alert

        bad, good = arrive(an_alert(1)), arrive(an_alert(2))
        read = understanding.Reader.read

        def fail(self, item):
            if item.pk == bad.pk:
                raise RuntimeError
            return read(self, item)

        monkeypatch.setattr(understanding.Reader, "read", fail)
        inbox.read_arrived(item_id=str(good.pk))
        with pytest.raises(RuntimeError):
            inbox.read_arrived(item_id=str(bad.pk))

        assert RawItem.objects.get(outcome="waiting") == bad
        assert Transaction.objects.count() == 1

    def test_whose_tasks_were_lost_is_found(self, arrive):
        lost = arrive(a_mail().as_bytes())
        now = lost.created_at

        assert inbox.left_waiting(now=now + timedelta(minutes=1)) == []
        assert inbox.left_waiting(now=now + timedelta(minutes=11)) == [lost.pk]


class TestAsker:
    def test_is_nobody_without_a_model(self, workspace):
        assert mail_model.asker(workspace) is None
