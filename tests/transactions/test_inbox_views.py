"""The inbox's pages and REST, asked by everyone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from transactions.models import Expectation, OwnTemplate, RawItem, Transaction
from transactions.services import inbox, sources

pytestmark = pytest.mark.django_db

INBOX, TAUGHT = reverse("transactions:inbox"), reverse("transactions:inbox-taught")
MESSAGE = "Rs.{amount}.00 debited from A/c XX4417 on 01-11-26 to BLUE CAFE. UPI Ref 5295100{n:05d}"
PAYMENT = {
    "outcome": "transaction",
    "amount": "1,250.50",
    "currency": "INR",
    "direction": "debit",
    "merchant": "Corner Shop",
    "booked_on": "2026-03-04",
    "learn": "on",
}


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Maria's phone", kind="sms").source


@pytest.fixture
def tell(source):
    def run(text, sender="VM-HDFCBK-S") -> RawItem:
        received = inbox.receive(source=source, sender=sender, text=text, received_at=timezone.now())
        return inbox.read_item(item_id=str(received.item.pk))

    return run


@pytest.fixture
def item(tell):
    return tell(MESSAGE.format(amount=450, n=1))


@pytest.fixture
def template(item, maria, as_maria):
    as_maria.post(reverse("transactions:inbox-action", args=[item.pk, "never"]))
    return OwnTemplate.objects.get()


@pytest.fixture
def waiting(item, workspace):
    return Expectation.objects.create(
        workspace=workspace,
        raw_item=item,
        merchant="Swiggy",
        amount="-320",
        currency="INR",
        expected_on=timezone.localdate(),
    )


def pages(item, template):
    return [
        reverse("transactions:inbox-item", args=[item.pk]),
        reverse("transactions:inbox-earlier", args=[template.pk]),
    ]


def posts(item, template, waiting, source):
    return [
        reverse("transactions:inbox-correct", args=[item.pk]),
        *(
            reverse("transactions:inbox-action", args=[item.pk, action])
            for action in ("reread", "never", "keep", "undo", "delete")
        ),
        reverse("transactions:inbox-earlier", args=[template.pk]),
        reverse("transactions:inbox-taught-action", args=[template.pk, "delete"]),
        reverse("transactions:inbox-expected", args=[waiting.pk, "drop"]),
        reverse("transactions:source-notify", args=[source.pk]),
    ]


class TestWhoMaySee:
    def test_members_and_viewers_see_every_page(self, as_maria, as_ben, as_vera, item, template):
        for client in (as_maria, as_ben, as_vera):
            for page in (INBOX, TAUGHT, *pages(item, template)):
                assert client.get(page).status_code == 200

    def test_a_stranger_finds_nothing(self, as_otto, item, template, waiting, source):
        for page in pages(item, template):
            assert as_otto.get(page).status_code == 404
        for page in posts(item, template, waiting, source):
            assert as_otto.post(page).status_code == 404

    def test_viewers_change_nothing(self, as_vera, item, template, waiting, source):
        for page in posts(item, template, waiting, source):
            assert as_vera.post(page).status_code == 403
        assert RawItem.objects.count() == OwnTemplate.objects.count() == 1
        assert b"This is wrong" not in as_vera.get(pages(item, template)[0]).content

    def test_nobody_is_sent_to_sign_in(self, as_nobody, item, template):
        for page in (TAUGHT, *pages(item, template)):
            assert as_nobody.get(page).status_code == 302


class TestTheList:
    def test_filters_by_sender_source_and_state(self, as_maria, tell, source):
        tell(MESSAGE.format(amount=450, n=1))
        tell("Something 5512 happened with 20 things worth Rs 90", "VM-KIRANA-S")

        def senders(query):
            body = as_maria.get(f"{INBOX}?{query}").content.decode()
            return ["BLUE CAFE" in body, "5512" in body]

        assert senders("q=kirana") == [False, True]
        assert senders("outcome=transaction") == [True, False]
        assert senders(f"source={source.pk}") == [True, True]
        assert senders("source=nonsense") == [True, True]
        assert senders("q=zzz") == [False, False]

    def test_lists_what_the_parser_changed_its_mind_about(self, as_maria, item, tell):
        tell(MESSAGE.format(amount=90, n=2), "AD-OTHER-S")
        RawItem.objects.filter(pk=item.pk).update(outcome="not_money", reason="An offer")

        body = as_maria.get(f"{INBOX}?state=doubted").content.decode()

        assert "Parser changed its mind · 1" in body
        assert ("HDFCBK" in body, "OTHER" in body) == (True, False)

    def test_needs_the_same_queries_for_3_and_23_items(self, as_maria, tell):
        counts = []
        for start, stop in ((0, 3), (3, 23)):
            for n in range(start, stop):
                tell(MESSAGE.format(amount=n + 10, n=n))
            RawItem.objects.update(outcome="not_money")
            as_maria.get(INBOX)
            with CaptureQueriesContext(connection) as captured:
                as_maria.get(INBOX)
            counts.append(len(captured))

        assert counts[0] == counts[1]


class TestOneMessage:
    def test_marks_what_was_found(self, as_maria, item):
        body = as_maria.get(reverse("transactions:inbox-item", args=[item.pk])).content.decode()

        for found in ("450.00", "BLUE CAFE", "01-11-26", "4417"):
            assert f"{found}</mark>" in body

    def test_foreign_text_is_never_markup(self, as_maria, tell):
        item = tell("Rs 450 spent on card XX4417 at <script>alert(1)</script>")

        body = as_maria.get(reverse("transactions:inbox-item", args=[item.pk])).content.decode()

        assert "<script>alert" not in body

    def test_is_corrected_and_taken_back(self, as_maria, item):
        as_maria.post(reverse("transactions:inbox-correct", args=[item.pk]), PAYMENT | {"amount": "45"})
        row = Transaction.objects.get()
        assert (str(row.amount), row.merchant.name) == ("-45.00", "Corner Shop")

        as_maria.post(reverse("transactions:inbox-action", args=[item.pk, "undo"]))
        row.refresh_from_db()
        assert (str(row.amount), row.merchant.name) == ("-450.00", "Blue Cafe")

    @pytest.mark.parametrize("wrong", [{"amount": ""}, {"amount": "x"}, {"booked_on": "2199-01-01"}])
    def test_what_makes_no_sense_is_refused(self, as_maria, item, wrong):
        answer = as_maria.post(reverse("transactions:inbox-correct", args=[item.pk]), PAYMENT | wrong)

        item.refresh_from_db()
        assert (answer.status_code, item.correction) == (422, None)

    def test_an_account_of_others_is_refused(self, as_maria, item, otto):
        from accounts.models import Membership
        from transactions.models import Account

        strange = Account.objects.create(workspace=Membership.objects.get(user=otto).workspace, name="Otto's")
        answer = as_maria.post(
            reverse("transactions:inbox-correct", args=[item.pk]), PAYMENT | {"account": strange.pk}
        )

        assert answer.status_code == 422

    def test_earlier_messages_are_offered_and_read_anew(self, as_maria, tell):
        tell(MESSAGE.format(amount=90, n=2))
        item = tell(MESSAGE.format(amount=450, n=1))

        answer = as_maria.post(reverse("transactions:inbox-action", args=[item.pk, "never"]))
        assert answer.url == reverse("transactions:inbox-earlier", args=[OwnTemplate.objects.get().pk])
        assert "Read 1 earlier message anew" in as_maria.get(answer.url).content.decode()

        as_maria.post(answer.url)
        assert not Transaction.objects.entries().exists()

    def test_a_doubted_payment_can_be_kept(self, as_maria, item):
        RawItem.objects.filter(pk=item.pk).update(outcome="not_money", reason="An offer")

        as_maria.post(reverse("transactions:inbox-action", args=[item.pk, "keep"]))

        item.refresh_from_db()
        assert item.outcome == "transaction"
        assert Transaction.objects.entries().count() == 1

    def test_is_deleted_with_its_payment_on_request(self, as_maria, item):
        as_maria.post(reverse("transactions:inbox-action", args=[item.pk, "delete"]), {"with_payment": "on"})

        assert not RawItem.objects.exists()
        assert not Transaction.objects.entries().exists()


class TestWhatWaits:
    def test_is_shown_and_recorded_as_cash(self, as_maria, waiting):
        assert "waiting for the bank" in as_maria.get(INBOX).content.decode()

        as_maria.post(reverse("transactions:inbox-expected", args=[waiting.pk, "cash"]))

        assert Transaction.objects.get(merchant__name="Swiggy").account.kind == "cash"


class TestNews:
    def test_can_be_only_about_what_stands_out(self, as_maria, source, tell, settings):
        from lumen.notifications.models import Notification

        day = timezone.localdate().strftime("%d-%m-%y")
        tell(MESSAGE.format(amount=10, n=1).replace("01-11-26", day))
        assert Notification.objects.filter(kind="transaction.arrived").count() == 1

        as_maria.post(reverse("transactions:source-notify", args=[source.pk]), {"notify": "unusual"})
        source.refresh_from_db()
        tell(MESSAGE.format(amount=20, n=2).replace("01-11-26", day))

        assert Notification.objects.filter(kind="transaction.arrived").count() == 1


class TestRest:
    def url(self, item, action=""):
        return f"/api/v1/raw-items/{item.pk}{action}"

    def test_lists_one_and_many(self, as_maria, item):
        listed = as_maria.get("/api/v1/raw-items?outcome=transaction").json()["results"]
        one = as_maria.get(self.url(item)).json()

        assert [told["id"] for told in listed] == [str(item.pk)]
        assert one["transaction"] == str(Transaction.objects.get().pk)
        assert as_maria.get("/api/v1/raw-items?outcome=mandate").json()["results"] == []

    def test_corrects_and_reads_again(self, as_maria, item):
        answer = as_maria.post(
            self.url(item, "/correct"),
            {"outcome": "transaction", "amount": "45.00", "merchant": "Corner Shop"},
            content_type="application/json",
        )
        assert (answer.status_code, answer.json()["item"]["is_corrected"]) == (200, True)
        assert as_maria.post(self.url(item, "/reread")).status_code == 200
        assert str(Transaction.objects.get().amount) == "-45.00"

    def test_a_payment_without_amount_is_refused(self, as_maria, item):
        answer = as_maria.post(
            self.url(item, "/correct"), {"outcome": "transaction"}, content_type="application/json"
        )

        assert answer.status_code == 400

    def test_strangers_404_viewers_403(self, as_otto, as_vera, item):
        assert as_otto.get(self.url(item)).status_code == 404
        for action in ("/correct", "/reread"):
            told = {"outcome": "not_money"}
            post = (self.url(item, action), told)
            assert as_otto.post(*post, content_type="application/json").status_code == 404
            assert as_vera.post(*post, content_type="application/json").status_code == 403
