"""Gmail, against a local server that speaks its protocol."""

import base64
import hashlib
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from jwt.algorithms import RSAAlgorithm

from lumen.audit.models import AuditEvent
from lumen.common.redis import client as redis
from lumen.notifications.models import Notification
from tests.fakes import gmail as fake_gmail
from tests.fakes.mails import a_letter, an_alert
from transactions.mailboxes import connecting, google_oauth, opening, polling, storing
from transactions.mailboxes.google_oauth import Tokens
from transactions.models import RawItem, Source, Transaction
from transactions.services import sources

pytestmark = pytest.mark.django_db

GMAIL, CALLBACK = reverse("transactions:gmail"), reverse("transactions:gmail-callback")
PUSH = "/api/v1/webhooks/gmail"


@pytest.fixture
def google(settings):
    with fake_gmail.running() as fake:
        settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET = "client", "hush"
        settings.GOOGLE_AUTH_URL = f"{fake.url}/auth"
        settings.GOOGLE_TOKEN_URL = f"{fake.url}/token"
        settings.GOOGLE_REVOKE_URL = f"{fake.url}/revoke"
        settings.GOOGLE_CERTS_URL = f"{fake.url}/certs"
        settings.GMAIL_API_URL = f"{fake.url}/gmail/v1"
        yield fake


def the_tokens(*, minutes: int = 60) -> Tokens:
    expires_at = (timezone.now() + timedelta(minutes=minutes)).isoformat()
    return Tokens(access_token="access-1", refresh_token="refresh-1", expires_at=expires_at)


@pytest.fixture
def source(google, workspace, maria):
    connection = connecting.gmail_connection(tokens=the_tokens(), reads="money")
    return connecting.connect(workspace=workspace, actor=maria, connection=connection)


def poll(source: Source) -> Source:
    polling.poll(source_id=str(source.pk), now=timezone.now())
    source.refresh_from_db()
    return source


def kept() -> set[str]:
    return set(RawItem.objects.values_list("channel_id", flat=True))


def alerts(*numbers: int) -> set[str]:
    return {f"<alert-{number}@hdfcbank.net>" for number in numbers}


class TestConnecting:
    def ask(self, client, **extra):
        answer = client.post(GMAIL, {"reads": "money", **extra})
        assert answer.status_code == 302
        return {name: values[0] for name, values in parse_qs(urlsplit(answer["Location"]).query).items()}

    def test_asks_google_for_reading_only_with_a_challenge(self, as_maria, google):
        asked = self.ask(as_maria)

        assert asked["scope"] == "https://www.googleapis.com/auth/gmail.readonly"
        assert asked["code_challenge_method"] == "S256"
        assert asked["access_type"] == "offline"
        assert asked["redirect_uri"].endswith("/transactions/sources/gmail/callback")

    def test_exchanges_the_code_keeps_tokens_encrypted_and_begins_to_read(self, as_maria, google):
        google.arrives(an_alert())
        asked = self.ask(as_maria)

        answer = as_maria.get(CALLBACK, {"state": asked["state"], "code": google.code})

        source = Source.objects.get()
        assert answer["Location"] == reverse("transactions:source", args=[source.pk])
        assert (source.kind, source.name) == ("gmail", google.address)
        assert b"refresh-1" not in bytes(source.credentials)
        assert opening.tokens_of(source).refresh_token == "refresh-1"
        assert Transaction.objects.get().origin == "mail"
        digest = base64.urlsafe_b64encode(hashlib.sha256(google.verifiers[0].encode()).digest())
        assert digest.rstrip(b"=").decode() == asked["code_challenge"]

    @pytest.mark.parametrize("state", ["", "made-up"])
    def test_believes_no_answer_that_nobody_asked_for(self, as_maria, google, state):
        self.ask(as_maria)

        answer = as_maria.get(CALLBACK, {"state": state, "code": google.code})

        assert answer["Location"] == GMAIL
        assert not Source.objects.exists()
        assert google.verifiers == []

    def test_believes_an_answer_only_once_and_only_in_the_same_browser(self, as_maria, as_ben, google):
        asked = self.ask(as_maria)

        as_ben.get(CALLBACK, {"state": asked["state"], "code": google.code})

        assert not Source.objects.exists()

    def test_says_so_when_the_person_declines(self, as_maria, google):
        asked = self.ask(as_maria)

        as_maria.get(CALLBACK, {"state": asked["state"], "error": "access_denied"})

        assert "Nothing was connected" in as_maria.get(GMAIL).content.decode()
        assert not Source.objects.exists()

    def test_refuses_a_permission_without_reading(self, as_maria, google):
        google.scope = "openid"
        asked = self.ask(as_maria)

        as_maria.get(CALLBACK, {"state": asked["state"], "code": google.code})

        assert "tick the box" in as_maria.get(GMAIL).content.decode()
        assert not Source.objects.exists()

    def test_the_same_mailbox_again_is_the_same_source(self, as_maria, google, source):
        Source.objects.update(state="reconnect", problem="gone")
        asked = self.ask(as_maria, source=str(source.pk))
        assert asked["login_hint"] == google.address

        as_maria.get(CALLBACK, {"state": asked["state"], "code": google.code})

        again = Source.objects.get()
        assert (again.pk, again.state, again.problem) == (source.pk, "working", "")

    def test_another_mailbox_does_not_take_the_place_of_one(self, as_maria, google, source):
        google.address = "other@gmail.example"
        asked = self.ask(as_maria, source=str(source.pk))

        as_maria.get(CALLBACK, {"state": asked["state"], "code": google.code})

        assert Source.objects.get().settings["address"] == "maria@gmail.example"

    def test_viewers_may_not_and_strangers_find_nothing(self, as_vera, as_otto, as_nobody, google, source):
        assert as_vera.post(GMAIL, {"reads": "money"}).status_code == 403
        assert as_vera.get(CALLBACK).status_code == 403
        assert as_otto.post(GMAIL, {"reads": "money", "source": str(source.pk)}).status_code == 404
        assert as_nobody.get(GMAIL).status_code == 302

    def test_without_a_client_the_page_explains_how_to_get_one(self, as_maria):
        page = as_maria.get(GMAIL).content.decode()

        assert "console.cloud.google.com" in page
        assert "Continue to Google" not in page
        assert as_maria.post(GMAIL, {"reads": "money"}).status_code == 200


class TestReading:
    def test_first_takes_every_page_of_the_last_ninety_days(self, source, google):
        for number in range(1, 6):
            google.arrives(an_alert(number))
        google.arrives(an_alert(9), days_ago=120)

        poll(source)

        assert kept() == alerts(1, 2, 3, 4, 5)
        assert source.cursor["at"] == {"history_id": str(google.history_id)}
        assert source.state == "working"

    def test_asks_google_only_for_mails_about_money(self, source, google):
        poll(source)

        searched = [query["q"][0] for _m, path, query in google.asked if path.endswith("/messages")]
        assert "category:purchases" in searched[0]
        assert searched[0].startswith("after:")

    def test_then_takes_what_is_new_from_every_page_of_the_history(self, source, google):
        poll(source)
        for number in range(1, 8):
            google.arrives(an_alert(number))

        poll(source)

        assert kept() == alerts(*range(1, 8))

    def test_never_fetches_a_private_letter(self, source, google):
        poll(source)
        letter = google.arrives(a_letter())
        alert = google.arrives(an_alert())

        poll(source)

        assert google.fetched() == [alert]
        assert letter not in google.fetched()
        assert kept() == alerts(1)

    def test_takes_every_mail_when_asked_to(self, source, google):
        Source.objects.update(settings={**source.settings, "reads": "everything"})
        google.arrives(a_letter())

        poll(source)

        assert kept() == {"<letter-1@friends.example>"}

    @pytest.mark.parametrize("label", ["SPAM", "TRASH", "DRAFT", "SENT"])
    def test_leaves_out_what_is_no_received_mail(self, source, google, label):
        poll(source)
        google.arrives(an_alert(), labels=(label,))

        poll(source)

        assert kept() == set()

    def test_keeps_a_mail_once_however_often_google_tells_of_it(self, source, google):
        poll(source)
        message_id = google.arrives(an_alert())
        for _again in range(3):
            google.tell(message_id)

        poll(source)
        google.tell(message_id)
        poll(source)

        assert RawItem.objects.count() == 1

    def test_goes_on_when_a_message_was_deleted_meanwhile(self, source, google):
        poll(source)
        gone = google.arrives(an_alert(1))
        google.arrives(an_alert(2))
        del google.messages[gone]

        poll(source)

        assert kept() == alerts(2)

    def test_leaves_a_mail_that_is_too_large_where_it_is(self, source, google, settings):
        settings.MAIL_MAX_BYTES = 1024
        google.arrives(an_alert(1) + b"x" * 100_000)
        google.arrives(an_alert(2))

        poll(source)

        assert kept() == alerts(2)
        assert source.cursor["too_large"] == 1

    def test_goes_on_after_an_empty_page_of_the_history(self, source, google):
        poll(source)
        google.history.extend({"id": str(google.history_id + n)} for n in (1, 2, 3, 4))
        google.history_id += 10
        google.arrives(an_alert())

        poll(source)

        assert kept() == alerts(1)


class TestTrouble:
    def test_a_history_that_is_gone_leads_to_a_bounded_new_look(self, source, google):
        poll(source)
        google.arrives(an_alert(1))
        google.arrives(an_alert(2), days_ago=200)
        google.oldest_history = google.history_id + 1

        poll(source)

        assert kept() == alerts(1)
        assert source.state == "working"

    def test_a_page_that_is_lost_is_asked_for_again(self, source, google):
        for number in range(1, 6):
            google.arrives(an_alert(number))
        google.fails("pageToken=2", 500, times=2)

        poll(source)

        assert kept() == alerts(1, 2, 3, 4, 5)

    def test_a_page_token_that_ran_out_begins_the_list_anew(self, source, google):
        for number in range(1, 6):
            google.arrives(an_alert(number))
        google.fails("pageToken=4", 400)

        poll(source)

        assert kept() == alerts(1, 2, 3, 4, 5)

    def test_too_many_requests_wait_as_long_as_google_asks_and_lose_nothing(self, source, google):
        for number in range(1, 6):
            google.arrives(an_alert(number))
        google.fails("/messages/m2?", 429, headers={"Retry-After": "120"})

        poll(source)
        assert source.state == "failing"
        assert source.problem == "Gmail asks to wait a moment."
        assert 100 < redis().ttl(f"lumen:mailbox:{source.pk}:wait") <= 120
        assert polling.due() == []

        poll(source)
        assert kept() == alerts(1, 2, 3, 4, 5)
        assert (source.state, source.problem) == ("working", "")
        assert polling.due() == [str(source.pk)]

    @pytest.mark.parametrize("status", [429, 500, 503])
    def test_short_troubles_are_waited_out(self, source, google, status):
        google.arrives(an_alert())
        google.fails("format=raw", status, headers={"Retry-After": "0"})

        poll(source)

        assert kept() == alerts(1)

    def test_an_expired_token_is_renewed_and_kept(self, source, google):
        google.arrives(an_alert())
        google.access_token = "access-2"

        poll(source)

        assert kept() == alerts(1)
        assert opening.tokens_of(source).access_token == "access-2"

    def test_a_lost_permission_asks_to_connect_again_and_tells_each_member_once(
        self, source, google, maria, ben
    ):
        google.access_token, google.refresh_token = "access-2", "refresh-2"

        for _poll in range(3):
            poll(source)

        assert source.state == "reconnect"
        assert "Connect it again" in source.problem
        told = Notification.objects.filter(kind="source")
        assert sorted(told.values_list("user__email", flat=True)) == ["ben@example.com", "maria@example.com"]
        assert polling.due() == []

    def test_a_server_that_is_away_is_said_on_the_page(self, source, google, settings, as_maria):
        settings.GMAIL_API_URL = "http://127.0.0.1:9/gmail/v1"

        poll(source)

        page = as_maria.get(reverse("transactions:source", args=[source.pk])).content.decode()
        assert "Gmail cannot be reached at the moment." in page
        assert "Not reachable" in page


class TestTheCursor:
    def test_moves_only_with_the_mails_it_passed(self, source, google, monkeypatch):
        poll(source)
        before = source.cursor
        google.arrives(an_alert())
        taken = storing.inbox.receive_mail

        def crash(**told):
            taken(**told)
            raise RuntimeError("the worker is killed here")

        monkeypatch.setattr(storing.inbox, "receive_mail", crash)
        with pytest.raises(RuntimeError):
            poll(source)
        monkeypatch.undo()

        source.refresh_from_db()
        assert source.cursor == before
        assert kept() == set()
        poll(source)
        assert kept() == alerts(1)

    def test_stays_when_another_poll_was_faster(self, source, google):
        poll(source)
        step = opening.gmail_of(source).step(source.cursor["at"])

        assert not polling.keep(source=source, before={"history_id": "1"}, step=step, now=timezone.now())

    def test_is_read_by_one_worker_at_a_time(self, source, google):
        google.arrives(an_alert())
        with redis().lock(f"lumen:mailbox:{source.pk}", timeout=60):
            poll(source)
            assert kept() == set()

        poll(source)
        assert kept() == alerts(1)

    def test_stays_while_the_source_is_paused(self, source, google, maria):
        sources.set_active(source=source, actor=maria, active=False)
        google.arrives(an_alert())

        poll(source)

        assert kept() == set()
        assert polling.due() == []


class TestDisconnecting:
    def act(self, client, source, **told):
        return client.post(reverse("transactions:source-action", args=[source.pk, "disconnect"]), told)

    def test_gives_the_permission_back_and_forgets_the_tokens(self, as_maria, source, google):
        google.arrives(an_alert())
        google.arrives(a_letter())
        poll(source)

        self.act(as_maria, source, keep="everything")

        source.refresh_from_db()
        assert google.revoked == ["refresh-1"]
        assert (bytes(source.credentials), source.is_active) == (b"", False)
        assert kept() == alerts(1) | {"<letter-1@friends.example>"}
        assert "source.deleted" in AuditEvent.objects.values_list("action", flat=True)

    def test_deletes_on_request_what_booked_nothing(self, as_maria, source, google):
        Source.objects.update(settings={**source.settings, "reads": "everything"})
        google.arrives(an_alert())
        google.arrives(a_letter())
        as_maria.post(reverse("transactions:source-action", args=[source.pk, "check"]))

        self.act(as_maria, source, keep="booked")

        assert kept() == alerts(1)
        assert Transaction.objects.live().count() == 1

    def test_deletes_payments_only_when_asked(self, as_maria, source, google):
        google.arrives(an_alert())
        as_maria.post(reverse("transactions:source-action", args=[source.pk, "check"]))

        self.act(as_maria, source, keep="nothing")

        assert not RawItem.objects.exists()
        assert not Transaction.objects.live().exists()
        assert not Source.objects.exists()

    def test_works_when_google_is_away(self, as_maria, source, settings):
        settings.GOOGLE_REVOKE_URL = "http://127.0.0.1:9/revoke"

        self.act(as_maria, source, keep="payments")

        assert not Source.objects.exists()


class TestWatching:
    def test_is_renewed_each_day_when_a_topic_is_configured(self, source, google, settings):
        assert polling.renew_watches(now=timezone.now()) == 0
        settings.GMAIL_PUBSUB_TOPIC = "projects/lumen/topics/mail"

        assert polling.renew_watches(now=timezone.now()) == 1

        source.refresh_from_db()
        assert source.watched_until > timezone.now() + timedelta(days=6)

    def test_ends_with_the_connection(self, source, google, settings, maria):
        settings.GMAIL_PUBSUB_TOPIC = "projects/lumen/topics/mail"
        polling.renew_watches(now=timezone.now())
        source.refresh_from_db()

        sources.disconnect(source=source, actor=maria, keep="payments", now=timezone.now())

        assert google.stopped == 1

    def test_that_fails_does_not_stop_the_polling(self, source, google, settings):
        settings.GMAIL_PUBSUB_TOPIC = "projects/lumen/topics/mail"
        google.fails("/watch", 400)

        assert polling.renew_watches(now=timezone.now()) == 0
        assert polling.due() == [str(source.pk)]


@pytest.fixture(scope="module")
def signer():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class TestPush:
    AUDIENCE, SENDER = "https://lumen.example/api/v1/webhooks/gmail", "pusher@lumen.iam.gserviceaccount.com"

    @pytest.fixture(autouse=True)
    def _configured(self, google, settings, signer):
        settings.GMAIL_PUBSUB_TOPIC = "projects/lumen/topics/mail"
        settings.GMAIL_PUBSUB_AUDIENCE, settings.GMAIL_PUBSUB_SENDER = self.AUDIENCE, self.SENDER
        public = json.loads(RSAAlgorithm.to_jwk(signer.public_key()))
        google.keys = {"keys": [{**public, "kid": "key-1", "alg": "RS256", "use": "sig"}]}

    def token(self, signer, *, kid: str = "key-1", **changes) -> str:
        now = timezone.now()
        claims = {
            "iss": "https://accounts.google.com",
            "aud": self.AUDIENCE,
            "email": self.SENDER,
            "email_verified": True,
            "iat": now,
            "exp": now + timedelta(hours=1),
        }
        return jwt.encode({**claims, **changes}, signer, algorithm="RS256", headers={"kid": kid})

    def push(self, client, token: str, address: str = "maria@gmail.example"):
        data = base64.b64encode(json.dumps({"emailAddress": address, "historyId": "1"}).encode()).decode()
        body = {"message": {"data": data, "messageId": "1"}, "subscription": "projects/lumen/subscriptions/s"}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return client.post(PUSH, body, content_type="application/json", headers=headers)

    def test_has_the_mailbox_read_at_once(self, as_nobody, source, google, signer):
        google.arrives(an_alert())

        answer = self.push(as_nobody, self.token(signer))

        assert answer.status_code == 204
        assert kept() == alerts(1)

    def test_about_a_mailbox_that_is_not_here_is_accepted_and_does_nothing(self, as_nobody, source, signer):
        assert self.push(as_nobody, self.token(signer), "other@gmail.example").status_code == 204
        assert kept() == set()

    @pytest.mark.parametrize(
        "changes",
        [
            {"aud": "https://other.example"},
            {"iss": "https://evil.example"},
            {"email": "somebody@else.iam.gserviceaccount.com"},
            {"email_verified": False},
            {"exp": 1_600_000_000},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_is_refused_when_its_token_is_for_something_else(
        self, as_nobody, source, google, signer, changes
    ):
        google.arrives(an_alert())

        answer = self.push(as_nobody, self.token(signer, **changes))

        assert (answer.status_code, answer.json()["code"]) == (401, "bad-push-token")
        assert kept() == set()

    def test_is_refused_when_somebody_else_signed_it(self, as_nobody, source):
        stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        assert self.push(as_nobody, self.token(stranger)).status_code == 401
        assert self.push(as_nobody, self.token(stranger, kid="unknown")).status_code == 401
        assert self.push(as_nobody, "").status_code == 401
        assert self.push(as_nobody, "not.a.token").status_code == 401

    def test_learns_a_new_key_of_google(self, as_nobody, source, google, signer):
        keys = google.keys
        google.keys = {"keys": [{**keys["keys"][0], "kid": "last-week"}]}
        assert self.push(as_nobody, self.token(signer)).status_code == 401
        google.keys = keys
        cache.delete("google-certs:asked")

        assert self.push(as_nobody, self.token(signer)).status_code == 204

    def test_is_refused_without_a_topic(self, as_nobody, source, settings, signer):
        settings.GMAIL_PUBSUB_TOPIC = ""

        assert self.push(as_nobody, self.token(signer)).status_code == 404

    def test_that_names_no_mailbox_is_refused(self, as_nobody, source, signer):
        headers = {"Authorization": f"Bearer {self.token(signer)}"}
        answer = as_nobody.post(PUSH, {"message": 3}, content_type="application/json", headers=headers)

        assert answer.status_code == 400


def test_tokens_renew_before_they_run_out():
    assert the_tokens(minutes=5).is_fresh(timezone.now())
    assert not the_tokens(minutes=0).is_fresh(timezone.now())
    assert google_oauth.Tokens.from_json(the_tokens().to_json()).access_token == "access-1"
