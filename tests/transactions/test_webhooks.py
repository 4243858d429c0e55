"""Signed bank messages on their way into the ledger."""

import base64
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.test.client import encode_multipart
from django.utils import timezone

from lumen.common.signatures import sign
from lumen.notifications.models import Notification
from transactions.models import Account, Evidence, RawItem, Transaction
from transactions.services import sources, understanding

pytestmark = pytest.mark.django_db

URL = "/api/v1/webhooks/sms"
SWIGGY = (
    "Sent Rs.450.00\nFrom HDFC Bank A/C *4417\nTo SWIGGY\nOn {day}\nRef 529510019999\n"
    "Not You?\nCall 18002586161"
)


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Maria's phone", kind="sms")


def a_message(text: str | None = None, **extra):
    day = timezone.now().strftime("%d/%m/%y")
    told = {
        "from": "VM-HDFCBK-S",
        "body": text or SWIGGY.format(day=day),
        "timestamp": timezone.now().isoformat(),
    }
    return {**told, **extra}


def post(
    client,
    source,
    body: bytes | dict,
    *,
    at: datetime | None = None,
    secret: str = "",
    kind="application/json",
    url=URL,
):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int((at or timezone.now()).timestamp()))
    headers = {
        "X-Lumen-Source": str(source.source.pk),
        "X-Lumen-Timestamp": stamp,
        "X-Lumen-Signature": sign(secret=secret or source.secret, timestamp=stamp, body=raw),
    }
    return client.post(url, data=raw, content_type=kind, headers=headers)


class TestSignedMessage:
    def test_becomes_a_transaction_with_account_evidence_and_notification(
        self, as_nobody, source, workspace, maria
    ):
        response = post(as_nobody, source, a_message())

        assert response.status_code == 202
        answer = response.json()
        row = Transaction.objects.get()
        assert answer == {
            "raw_item_id": str(RawItem.objects.get().pk),
            "outcome": "transaction",
            "reason": RawItem.objects.get().reason,
            "transaction": str(row.pk),
        }
        assert (row.amount, row.currency, row.merchant.name) == (Decimal("-450.00"), "INR", "Swiggy")
        assert row.account.name == "HDFC ••4417"
        assert row.reference == "529510019999"
        assert row.origin == "sms"
        assert Evidence.objects.get().raw_item_id == RawItem.objects.get().pk
        assert Notification.objects.get(user=maria).title == "₹450.00 paid to Swiggy"

    def test_is_kept_encrypted_and_unchanged(self, as_nobody, source):
        post(as_nobody, source, a_message())

        item = RawItem.objects.get()
        assert b"SWIGGY" not in bytes(item.body)
        assert understanding.text_of(item).startswith("Sent Rs.450.00\nFrom HDFC")

    def test_again_answers_200_with_the_same_ids(self, as_nobody, source):
        message = a_message()

        first, second = post(as_nobody, source, message), post(as_nobody, source, message)

        assert second.status_code == 200
        assert second.json() == first.json()
        assert Transaction.objects.count() == RawItem.objects.count() == 1

    def test_tells_the_balance(self, as_nobody, source):
        text = "Rs.99.00 debited from A/c XX4417 on 01-11-25. Avl Bal Rs.1,201.50"

        post(as_nobody, source, a_message(text))

        assert Account.objects.get(last4="4417").told_balance == Decimal("1201.50")

    def test_that_moves_no_money_is_kept_and_books_nothing(self, as_nobody, source):
        response = post(
            as_nobody, source, a_message("123456 is your OTP for a purchase of Rs 450. Do not share it.")
        )

        assert response.status_code == 202
        assert response.json()["outcome"] == "not_money"
        assert response.json()["transaction"] is None
        assert not Transaction.objects.exists()

    def test_in_a_foreign_currency_has_no_base_amount_until_a_rate_is_known(self, as_nobody, source):
        post(as_nobody, source, a_message("USD 20.00 spent on HDFC Bank Card x9034 at OPENAI on 2025-11-01."))

        row = Transaction.objects.get()
        assert (row.amount, row.currency, row.base_amount) == (Decimal("-20.00"), "USD", None)

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            (
                "form",
                {
                    "From": "VM-HDFCBK-S",
                    "Body": "Rs.20.00 debited from A/c XX4417 to CAFE",
                    "MessageSid": "SM1",
                },
            ),
            (
                "json",
                {
                    "sender": "VM-HDFCBK-S",
                    "text": "Rs.20.00 debited from A/c XX4417 to CAFE",
                    "sentStamp": 1762000000000,
                },
            ),
            (
                "json",
                {
                    "payload": {
                        "phoneNumber": "VM-HDFCBK-S",
                        "message": "Rs.20.00 debited from A/c XX4417 to CAFE",
                    }
                },
            ),
            (
                "json",
                [{"body": {"from": "VM-HDFCBK-S", "message": "Rs.20.00 debited from A/c XX4417 to CAFE"}}],
            ),
        ],
    )
    def test_may_come_with_the_field_names_of_other_forwarders(self, as_nobody, source, kind, fields):
        raw = urlencode(fields).encode() if kind == "form" else json.dumps(fields).encode()
        content_type = "application/x-www-form-urlencoded" if kind == "form" else "application/json"

        response = post(as_nobody, source, raw, kind=content_type)

        assert response.status_code == 202
        assert response.json()["outcome"] == "transaction"
        assert RawItem.objects.get().sender == "VM-HDFCBK-S"


class TestRefusals:
    def refused(self, response, status: int, code: str):
        assert response.status_code == status, response.content
        assert response.json()["code"] == code
        assert not RawItem.objects.exists()

    def test_a_wrong_signature(self, as_nobody, source):
        self.refused(post(as_nobody, source, a_message(), secret="another"), 401, "bad-signature")

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_a_time_stamp_outside_five_minutes(self, as_nobody, source, minutes):
        at = datetime.now(UTC) + timedelta(minutes=minutes)
        self.refused(post(as_nobody, source, a_message(), at=at), 401, "stale-delivery")

    def test_a_body_over_64_kilobytes(self, as_nobody, source):
        self.refused(post(as_nobody, source, a_message("x" * 66_000)), 413, "too-large")

    def test_an_unknown_source(self, as_nobody, source):
        source.source.pk = "6dd9b3a4-94a8-4a1f-8b2e-cf5de9cf2a7e"
        self.refused(post(as_nobody, source, a_message()), 401, "unknown-source")

    def test_a_source_id_that_is_none(self, as_nobody, source):
        source.source.pk = "nonsense"
        self.refused(post(as_nobody, source, a_message()), 401, "unknown-source")

    def test_a_paused_source(self, as_nobody, source, maria):
        sources.set_active(source=source.source, actor=maria, active=False)
        self.refused(post(as_nobody, source, a_message()), 403, "paused-source")

    def test_a_delivery_without_text(self, as_nobody, source):
        self.refused(post(as_nobody, source, {"from": "x"}), 400, "unreadable-payload")

    def test_the_old_key_after_a_rotation_at_once(self, as_nobody, source, maria):
        sources.rotate_key(source=source.source, actor=maria, now=timezone.now(), at_once=True)
        self.refused(post(as_nobody, source, a_message()), 401, "bad-signature")

    def test_no_headers_at_all(self, as_nobody):
        self.refused(
            as_nobody.post(URL, data={"from": "a", "body": "b"}, content_type="application/json"),
            401,
            "unknown-source",
        )


class TestMailWebhook:
    RAW = (
        "From: HDFC Bank InstaAlerts <alerts@hdfcbank.example>\r\nSubject: Alert\r\n"
        "Message-ID: <a1@hdfcbank.example>\r\n"
        "Date: Sat, 01 Nov 2025 10:00:00 +0530\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        "<p>Dear Customer, Rs.1,250.00 has been debited from account **4417 "
        "to VPA cafe@ybl BLUE TOKAI on 01-11-25.</p>"
    )

    def test_books_a_banks_alert_mail(self, as_nobody, workspace, maria):
        source = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail")

        response = post(
            as_nobody, source, self.RAW.encode(), kind="message/rfc822", url="/api/v1/webhooks/mail"
        )

        assert response.status_code == 202
        row = Transaction.objects.get()
        assert (row.amount, row.origin, row.account.last4) == (Decimal("-1250.00"), "mail", "4417")

    ALERT = "Dear Customer, Rs.1,250.00 has been debited from account **4417 to VPA cafe@ybl BLUE TOKAI."
    AUTHOR = "HDFC Bank InstaAlerts <alerts@hdfcbank.example>"

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("json", {"From": AUTHOR, "Subject": "Alert", "HtmlBody": f"<p>{ALERT}</p>", "MessageID": "p-1"}),
            ("json", {"From": AUTHOR, "Subject": "Alert", "TextBody": ALERT,
                      "Headers": [{"Name": "Message-ID", "Value": "<p-1>"}]}),
            ("json", {"from": AUTHOR, "to": "m@x.example", "raw": RAW.replace("a1@hdfcbank.example", "p-1")}),
            ("json", {"message": {"raw": base64.b64encode(
                RAW.replace("a1@hdfcbank.example", "p-1").encode()).decode()}}),
            ("form", {"sender": AUTHOR, "subject": "Alert", "body-plain": ALERT, "Message-Id": "<p-1>"}),
            ("form", {"recipient": "x", "body-mime": RAW.replace("a1@hdfcbank.example", "p-1")}),
            ("multipart", {"from": AUTHOR, "subject": "Alert", "html": f"<p>{ALERT}</p>",
                           "headers": "Message-ID: <p-1>\nDate: Sat, 01 Nov 2025 10:00:00 +0530"}),
            ("multipart", {"to": "x", "email": RAW.replace("a1@hdfcbank.example", "p-1")}),
        ],
        ids=["postmark", "postmark2", "worker", "base64", "mailgun", "mailgun2", "sendgrid", "sendgrid2"],
    )  # fmt: skip
    def test_reads_the_shapes_of_mail_services(self, as_nobody, workspace, maria, kind, fields):
        source = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail")
        raw, content_type = json.dumps(fields).encode(), "application/json"
        if kind == "form":
            raw, content_type = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        if kind == "multipart":
            raw, content_type = encode_multipart("lines", fields), "multipart/form-data; boundary=lines"

        response = post(as_nobody, source, raw, kind=content_type, url="/api/v1/webhooks/mail")

        assert response.status_code == 202, response.content
        assert Transaction.objects.get().amount == Decimal("-1250.00")
        assert RawItem.objects.get().channel_id == "<p-1>"

    @pytest.mark.parametrize("body", [b"just words", b"{}", b"[]", b'{"from": "a"}', b"\xff\xfe\x00"])
    def test_refuses_what_holds_no_mail(self, as_nobody, workspace, maria, body):
        source = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail")

        response = post(as_nobody, source, body, kind="application/json", url="/api/v1/webhooks/mail")

        assert (response.status_code, response.json()["code"]) == (400, "unreadable-payload")
        assert not RawItem.objects.exists()

    def test_takes_a_mail_that_came_another_way_as_the_same(self, as_nobody, workspace, maria):
        url = "/api/v1/webhooks/mail"
        ids = set()
        for name in ("One", "Two"):
            source = sources.create_source(workspace=workspace, actor=maria, name=name, kind="mail")
            answer = post(as_nobody, source, self.RAW.encode(), kind="message/rfc822", url=url)
            ids.add(answer.json()["raw_item_id"])

        assert len(ids) == 1
        assert answer.status_code == 200


class TestStrangeMessage:
    def test_with_an_amount_beyond_belief_is_kept_but_books_nothing(self, as_nobody, source):
        text = (
            "Rs.99999999999999999999.00 debited from a/c **4417 on 20-11-25 to SWIGGY. UPI Ref 632512345681"
        )
        answer = post(as_nobody, source, a_message(text))
        assert (answer.status_code, answer.json()["outcome"]) == (202, "unreadable")
        assert answer.json()["reason"] == "The amount is too large to be right"
        assert not Transaction.objects.exists()
        assert not Account.objects.exclude(name="Cash").exists()

    def test_with_a_cut_emoji_is_read_all_the_same(self, as_nobody, source):
        day = timezone.now().strftime("%d/%m/%y")
        answer = post(as_nobody, source, a_message(SWIGGY.format(day=day) + " \ud83d"))
        assert (answer.status_code, answer.json()["outcome"]) == (202, "transaction")
