"""The ways in: their pages, their keys, what is shown to copy, and how they end."""

import base64
import hashlib
import hmac
import json
import subprocess
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lumen.audit.models import AuditEvent
from lumen.common.signatures import sign
from transactions.models import RawItem, Source, Transaction
from transactions.services import inbox, sources
from transactions.sources import examples, guides, health

pytestmark = pytest.mark.django_db

SOURCES = reverse("transactions:sources")
SMS = "/api/v1/webhooks/sms"
MESSAGE = (
    "Rs.{amount}.00 debited from A/c XX4417 on 05-11-25 to VPA cafe@ybl BLUE CAFE. UPI Ref 52951001{n:04}"
)


@pytest.fixture
def source(workspace, maria):
    return sources.create_source(workspace=workspace, actor=maria, name="Maria's phone", kind="sms").source


def bring(source: Source, *texts: str) -> None:
    for text in texts:
        received = inbox.receive(
            source=source, sender="VM-HDFCBK-S", text=text, received_at=timezone.now(), stamp=text
        )
        inbox.read_item(item_id=str(received.item.pk))


def page_of(source: Source) -> str:
    return reverse("transactions:source", args=[source.pk])


def act(client, source: Source, action: str, **told):
    return client.post(reverse("transactions:source-action", args=[source.pk, action]), told)


def deliver(
    client, source: Source, *, secret: str, headers: dict | None = None, text: str = "", url: str = SMS
):
    body = json.dumps({"from": "VM-HDFCBK-S", "body": text or MESSAGE.format(amount=450, n=1)}).encode()
    stamp = str(int(timezone.now().timestamp()))
    signed = {
        "X-Lumen-Source": str(source.pk),
        "X-Lumen-Timestamp": stamp,
        "X-Lumen-Signature": sign(secret=secret, timestamp=stamp, body=body),
    }
    return client.post(
        url, body, content_type="application/json", headers=signed if headers is None else headers
    )


class TestWhoMayDoWhat:
    def pages(self, source):
        return [
            page_of(source),
            SOURCES,
            reverse("transactions:gmail"),
            reverse("transactions:imap"),
            *[reverse("transactions:source-new", args=[guide.code]) for guide in guides.GUIDES],
        ]

    def test_members_and_viewers_look_at_every_page(self, as_maria, as_ben, as_vera, source):
        for client in (as_maria, as_ben, as_vera):
            assert {client.get(page).status_code for page in self.pages(source)} == {200}

    def test_nobody_is_sent_to_sign_in(self, as_nobody, source):
        assert {as_nobody.get(page).status_code for page in self.pages(source)} == {302}

    @pytest.mark.parametrize(
        "action", ["pause", "resume", "key", "rename", "checks", "check", "disconnect", "delete"]
    )
    def test_viewers_change_nothing_and_a_stranger_finds_nothing(self, as_vera, as_otto, source, action):
        assert act(as_vera, source, action).status_code == 403
        assert act(as_otto, source, action).status_code == 404
        source.refresh_from_db()
        assert source.is_active

    def test_a_stranger_sees_none_of_it(self, as_otto, source):
        assert as_otto.get(page_of(source)).status_code == 404
        assert b"Maria&#x27;s phone" not in as_otto.get(SOURCES).content

    def test_an_unknown_action_or_app_is_not_found(self, as_maria, source):
        assert act(as_maria, source, "explode").status_code == 404
        assert as_maria.get(reverse("transactions:source-new", args=["no-app"])).status_code == 404


class TestTheList:
    def test_invites_to_connect_when_there_is_nothing(self, as_maria):
        page = as_maria.get(SOURCES).content.decode()

        assert "Nothing is connected yet" in page
        assert "Another mailbox" in page

    def test_shows_last_message_counts_and_what_was_refused(self, as_maria, as_nobody, source):
        bring(source, MESSAGE.format(amount=450, n=1), "Hello, call me")
        deliver(as_nobody, source, secret="wrong")

        page = as_maria.get(SOURCES).content.decode()

        assert "today 2" in page
        assert "7 days 2" in page
        assert "1 payment" in page
        assert "1 delivery was refused this week: This delivery is not signed as it should be" in page

    def test_needs_the_same_queries_for_3_and_23_sources(self, as_maria, workspace, maria):
        counts = []
        for wanted in (3, 20):
            for n in range(wanted):
                made = sources.create_source(workspace=workspace, actor=maria, name=f"Phone {n}", kind="sms")
                inbox.receive(source=made.source, sender="A", text="hello", received_at=timezone.now())
            as_maria.get(SOURCES)
            with CaptureQueriesContext(connection) as captured:
                as_maria.get(SOURCES)
            counts.append(len(captured))

        assert counts[0] == counts[1]

    def test_counts_arrivals_by_day(self, source):
        bring(source, "one", "two")
        first = RawItem.objects.last()
        RawItem.objects.filter(pk=first.pk).update(created_at=timezone.now() - timedelta(days=3))

        days = health.of([source])[0].days

        assert (len(days), days[-1], days[-4]) == (14, 1, 1)


class TestMakingOne:
    def test_shows_the_key_once(self, as_maria):
        made = as_maria.post(SOURCES, {"name": "My phone", "kind": "sms"})
        source = Source.objects.get()
        secret = sources.secret_of(source)

        assert secret in made.content.decode()
        page = as_maria.get(page_of(source)).content.decode()
        assert secret not in page
        assert "openssl dgst -sha256 -hmac" in page

    @pytest.mark.parametrize("guide", guides.GUIDES, ids=lambda guide: guide.code)
    def test_shows_the_steps_of_each_app(self, as_maria, guide):
        url = reverse("transactions:source-new", args=[guide.code])

        made = as_maria.post(url, {"name": "Mine", "app": guide.code})

        source = Source.objects.get()
        assert made.status_code == 200
        assert (source.kind, source.settings["takes_key"]) == (guide.kind, guide.takes_key)
        assert f"Set up: {guide.name}" in made.content.decode()

    def test_needs_a_name(self, as_maria):
        answer = as_maria.post(reverse("transactions:source-new", args=["n8n"]), {"app": "n8n"})

        assert answer.status_code == 422
        assert not Source.objects.exists()

    def test_over_rest_makes_no_mailbox_without_connecting_it(self, as_maria):
        answer = as_maria.post(
            "/api/v1/sources", {"name": "x", "kind": "gmail"}, content_type="application/json"
        )

        assert (answer.status_code, answer.json()["code"]) == (400, "not-a-key-kind")
        assert not Source.objects.exists()


class TestLiving:
    def test_pauses_resumes_and_is_renamed(self, as_maria, source):
        act(as_maria, source, "pause")
        source.refresh_from_db()
        assert not source.is_active

        act(as_maria, source, "resume")
        act(as_maria, source, "rename", name="Kitchen phone")

        source.refresh_from_db()
        assert (source.is_active, source.name) == (True, "Kitchen phone")
        assert "source.renamed" in AuditEvent.objects.values_list("action", flat=True)

    def test_an_empty_name_is_refused(self, as_maria, source):
        assert act(as_maria, source, "rename", name="").status_code == 422
        source.refresh_from_db()
        assert source.name == "Maria's phone"

    def test_the_old_key_works_for_ten_more_minutes(self, as_maria, as_nobody, source):
        old = sources.secret_of(source)
        act(as_maria, source, "key")
        source.refresh_from_db()

        assert deliver(as_nobody, source, secret=old).status_code == 202
        assert deliver(as_nobody, source, secret=sources.secret_of(source), text="two").status_code == 202
        later = timezone.now() + timedelta(minutes=11)
        assert sources.secrets_of(source, now=later) == [sources.secret_of(source)]

    def test_the_old_key_stops_at_once_when_asked(self, as_maria, as_nobody, source):
        old = sources.secret_of(source)

        act(as_maria, source, "key", at_once="on")

        assert deliver(as_nobody, source, secret=old).status_code == 401

    def test_a_test_message_shows_what_was_read_and_keeps_nothing(self, as_maria, source):
        answer = as_maria.post(
            reverse("transactions:source-test", args=[source.pk]),
            {"sender": "VM-HDFCBK-S", "text": MESSAGE.format(amount=450, n=1)},
        )

        assert "BLUE CAFE" in answer.content.decode()
        assert not RawItem.objects.exists()
        assert not Transaction.objects.exists()

    def test_a_test_mail_is_read_too(self, as_maria, workspace, maria):
        mail = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail").source
        text = examples.SAMPLE_MAIL.format(day=timezone.localdate().strftime("%d-%m-%y"))

        answer = as_maria.post(
            reverse("transactions:source-test", args=[mail.pk]),
            {"sender": "HDFC Bank InstaAlerts <alerts@hdfcbank.net>", "text": text},
        )

        assert "450.00" in answer.content.decode()
        assert not RawItem.objects.exists()


class TestEnding:
    def test_keeps_everything_unless_told_otherwise(self, as_maria, source):
        bring(source, MESSAGE.format(amount=450, n=1), "Hello")

        act(as_maria, source, "disconnect", keep="everything")

        assert RawItem.objects.count() == 2
        page = as_maria.get(SOURCES).content.decode()
        assert "Disconnected" in page
        assert "2 messages kept" in page

    def test_of_a_disconnected_source_no_key_works(self, as_maria, as_nobody, source):
        old = sources.secret_of(source)
        bring(source, "Hello")
        act(as_maria, source, "disconnect", keep="everything")

        assert deliver(as_nobody, source, secret=old).status_code == 401
        source.refresh_from_db()
        assert sources.secret_of(source) != old

    def test_can_delete_what_booked_nothing(self, as_maria, source):
        bring(source, MESSAGE.format(amount=450, n=1), "Hello")

        act(as_maria, source, "disconnect", keep="booked")

        assert RawItem.objects.get().outcome == "transaction"

    def test_can_delete_all_messages_and_leave_the_payments(self, as_maria, source):
        bring(source, MESSAGE.format(amount=450, n=1))

        act(as_maria, source, "delete")

        assert Transaction.objects.live().count() == 1
        assert not RawItem.objects.exists()
        assert not Source.objects.exists()

    def test_deletes_payments_only_when_nothing_else_told_of_them(self, as_maria, source, workspace, maria):
        bring(source, MESSAGE.format(amount=450, n=1), MESSAGE.format(amount=99, n=2))
        other = sources.create_source(workspace=workspace, actor=maria, name="Other", kind="sms").source
        bring(other, MESSAGE.format(amount=450, n=1))
        assert Transaction.objects.count() == 2

        act(as_maria, source, "disconnect", keep="nothing")

        assert [row.amount for row in Transaction.objects.live()] == [-450]


class TestOtherSignatures:
    def test_the_key_itself_is_enough_only_where_it_was_allowed(self, as_maria, as_nobody, source):
        headers = {"X-Lumen-Source": str(source.pk), "X-Lumen-Key": sources.secret_of(source)}
        assert deliver(as_nobody, source, secret="", headers=headers).status_code == 401

        act(as_maria, source, "checks", takes_key="on")

        assert deliver(as_nobody, source, secret="", headers=headers).status_code == 202
        headers["X-Lumen-Key"] = "wrong"
        assert deliver(as_nobody, source, secret="", headers=headers).status_code == 401

    def twilio(self, client, source, *, token: str, tampered: bool = False):
        url = f"http://testserver{SMS}?source={source.pk}"
        form = {"From": "VM-HDFCBK-S", "Body": MESSAGE.format(amount=450, n=1), "MessageSid": "SM1"}
        told = url + "".join(f"{name}{form[name]}" for name in sorted(form))
        mac = hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()
        if tampered:
            form["Body"] = MESSAGE.format(amount=1, n=1)
        return client.post(
            f"{SMS}?source={source.pk}",
            urlencode(form),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": base64.b64encode(mac).decode()},
        )

    def test_twilios_own_is_checked_with_its_token(self, as_maria, as_nobody, source):
        assert self.twilio(as_nobody, source, token="").status_code == 401
        act(as_maria, source, "checks", twilio_token="twilio-auth")

        assert self.twilio(as_nobody, source, token="another").status_code == 401
        assert self.twilio(as_nobody, source, token="twilio-auth", tampered=True).status_code == 401
        assert self.twilio(as_nobody, source, token="twilio-auth").status_code == 202
        assert self.twilio(as_nobody, source, token="twilio-auth").status_code == 200
        source.refresh_from_db()
        assert b"twilio-auth" not in bytes(source.credentials)

    def test_a_saved_token_stays_when_the_field_is_left_empty(self, as_maria, source):
        act(as_maria, source, "checks", twilio_token="twilio-auth")
        act(as_maria, source, "checks", takes_key="on")

        source.refresh_from_db()
        assert sources.credentials_of(source)["twilio_token"] == "twilio-auth"


class TestTheLinesToCopy:
    """They are run, with a `curl` that only tells what it would send."""

    SHELL = 'curl() {{ printf "%s\\n" "$@"; }}\ncd {folder}\n{lines}\n'

    def run(self, lines: str, folder) -> tuple[dict[str, str], str]:
        script = self.SHELL.format(folder=folder, lines=lines)
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=20)
        told = done.stdout.splitlines()
        headers = dict(told[at + 1].split(": ", 1) for at, word in enumerate(told) if word == "-H")
        return headers, "\n".join(told[told.index("--data-binary") + 1 :])

    def test_sign_a_message(self, as_nobody, source, tmp_path):
        body = examples.message_body(MESSAGE.format(amount=450, n=1), timezone.now().isoformat())
        lines = examples.curl(
            url="http://x", source_id=str(source.pk), key=sources.secret_of(source), body=body
        )

        headers, sent = self.run(lines, tmp_path)

        answer = as_nobody.post(SMS, sent, content_type=headers.pop("Content-Type"), headers=headers)
        assert (answer.status_code, answer.json()["outcome"]) == (202, "transaction")

    def test_sign_a_mail_byte_for_byte(self, as_nobody, workspace, maria, tmp_path):
        made = sources.create_source(workspace=workspace, actor=maria, name="Mail", kind="mail")
        raw = b"From: a@b.example\r\nSubject: caf\xe9 \x80\r\n\r\nHello\r\n\r\n\r\n"
        (tmp_path / "mail.eml").write_bytes(raw)
        lines = examples.mail_curl(url="http://x", source_id=str(made.source.pk), key=made.secret)

        headers, sent = self.run(lines, tmp_path)

        assert sent == "@mail.eml"
        kind = headers.pop("Content-Type")
        answer = as_nobody.post("/api/v1/webhooks/mail", raw, content_type=kind, headers=headers)
        assert answer.status_code == 202

    def test_for_n8n_are_three_connected_nodes(self, source):
        told = json.loads(examples.n8n(url="http://x", source_id=str(source.pk), key="secret"))

        assert [node["name"] for node in told["nodes"]] == ["Message", "Sign", "Send to Lumen"]
        assert told["connections"]["Sign"]["main"][0][0]["node"] == "Send to Lumen"
