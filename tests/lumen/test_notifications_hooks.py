"""Text messages through a program of the workspace's own: a real server on this machine takes them."""

import hashlib
import hmac
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.fernet import Fernet
from django.db import connections
from django.test import override_settings
from django.utils import timezone

from lumen.audit.models import AuditEvent
from lumen.notifications import hooks, outgoing, services, tasks
from lumen.notifications.models import Delivery, OutgoingHook
from lumen.notifications.outgoing import HookFailedError
from transactions.services import key_rotation

pytestmark = pytest.mark.django_db
PAGE = "/notifications/text-messages/"


class Taker(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 202
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def program(settings):
    """A program that sends text messages, on this machine and allowed there."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    server.asked, server.answers = [], []
    server.url = f"http://127.0.0.1:{server.server_port}/send"
    settings.OUTGOING_HOSTS = [f"127.0.0.1:{server.server_port}"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def hook(workspace, maria, program):
    return hooks.save_hook(workspace=workspace, actor=maria, url=program.url, purpose="sms")


@pytest.fixture
def text(workspace, maria, django_capture_on_commit_callbacks):
    def text(**facts):
        with django_capture_on_commit_callbacks(execute=True):
            [told] = services.notify(
                workspace=workspace,
                users=[maria],
                kind="finding",
                title="Small charges, then a large one",
                body="₹21,000 at Pixel.",
                url="/findings/1/",
                details={"finding_id": "an-id"},
                sms_to={maria.pk: "+919845012345"},
                **facts,
            )
        return told

    return text


def is_signed(hook, headers, body):
    made = hmac.new(hook.key.encode(), headers["X-Lumen-Timestamp"].encode() + b"." + body, hashlib.sha256)
    return headers["X-Lumen-Signature"] == f"sha256={made.hexdigest()}"


class TestTextMessages:
    def test_are_signed_json(self, hook, program, text):
        text()

        [(headers, body)] = program.asked
        assert json.loads(body) == {
            "to": "+919845012345",
            "text": "Small charges, then a large one. ₹21,000 at Pixel.",
            "finding_id": "an-id",
            "url": "http://127.0.0.1:8000/findings/1/",
        }
        assert headers["Content-Type"] == "application/json"
        assert is_signed(hook, headers, body)
        assert abs(int(headers["X-Lumen-Timestamp"]) - timezone.now().timestamp()) < 60
        assert Delivery.objects.get(channel="sms").delivered_at
        hook.refresh_from_db()
        assert hook.worked_at
        assert hook.problem == ""

    def test_go_out_once_however_often_the_task_runs(self, hook, program, text):
        text()
        tasks.send_sms(delivery_id=Delivery.objects.get().pk)
        assert len(program.asked) == 1

    def test_go_out_once_for_one_key(self, hook, program, text, workspace, maria):
        text(key="finding:1:urgent")
        again = {"kind": "finding", "title": "x", "key": "finding:1:urgent"}
        services.notify(workspace=workspace, users=[maria], sms_to={maria.pk: "+9198"}, **again)
        assert Delivery.objects.count() == 1

    def test_are_tried_again_while_the_program_is_away(self, hook, program, text):
        program.answers = [503, 429, 500]
        text()
        assert len(program.asked) == 4
        numbers = {headers["X-Lumen-Delivery"] for headers, _ in program.asked}
        assert len(numbers) == 1
        delivery = Delivery.objects.get()
        assert delivery.delivered_at
        assert delivery.problem == ""

    def test_are_given_up_after_some_tries(self, hook, program, text):
        program.answers = [503] * 99
        text()
        assert len(program.asked) == tasks.MOST_TRIES + 1
        delivery = Delivery.objects.get()
        assert delivery.delivered_at is None
        assert "503" in delivery.problem
        hook.refresh_from_db()
        assert "503" in hook.problem

    @pytest.mark.parametrize("status", [400, 404, 302])
    def test_are_not_tried_again_where_it_would_not_help(self, hook, program, text, status):
        program.answers = [status] * 9
        text()
        assert len(program.asked) == 1
        assert Delivery.objects.get().problem

    def test_wait_longer_each_time(self, monkeypatch):
        waits = []

        def fail(**_):
            raise HookFailedError("no")

        monkeypatch.setattr(hooks, "deliver_sms", fail)
        monkeypatch.setattr(
            tasks.send_sms, "apply_async", lambda *, kwargs, countdown: waits.append((kwargs, countdown))
        )
        for tries in range(tasks.MOST_TRIES + 1):
            tasks.send_sms(delivery_id=1, tries=tries)

        assert [countdown for _, countdown in waits] == [20, 80, 320, 600, 600, 600, 600, 600]
        assert waits[0][0] == {"delivery_id": 1, "tries": 1}

    def test_stay_here_when_turned_off(self, hook, program, text, maria):
        hooks.turn(hook=hook, actor=maria, is_active=False)
        text()
        assert program.asked == []
        assert "turned off" in Delivery.objects.get().problem

    def test_are_short(self, hook, program, text, workspace, maria):
        message = hooks._message(text(key="k"), "+91")
        assert len(message["text"]) <= hooks.SMS_LETTERS


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_send_one_message_once(self, hook, program, workspace, maria):
        [told] = services.notify(workspace=workspace, users=[maria], kind="finding", title="Look")
        delivery = Delivery.objects.create(notification=told, channel="sms", address="+919845012345")

        def work(_):
            try:
                hooks.deliver_sms(delivery_id=delivery.pk, now=timezone.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(work, range(4)))

        assert len(program.asked) == 1


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        ["ftp://x.example/", "javascript:alert(1)", "http://u:p@x.example/", "http://x.example:22/", "x", ""],
    )
    def test_that_are_no_web_server_are_refused(self, workspace, maria, url):
        with pytest.raises(outgoing.HookAddressError):
            hooks.save_hook(workspace=workspace, actor=maria, url=url, purpose="sms")
        assert not OutgoingHook.objects.exists()

    @pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1"])
    def test_inside_are_not_called(self, hook, program, maria, name, settings):
        settings.OUTGOING_HOSTS = []
        hook.url = f"http://{name}:{program.server_port}/send"
        hook.save()
        with pytest.raises(HookFailedError, match="private network") as refused:
            hooks.send_test(hook=hook, actor=maria, to="+91", now=timezone.now())
        assert refused.value.is_lasting
        assert program.asked == []

    def test_that_nobody_answers_at_are_said(self, hook, program, maria, settings):
        settings.OUTGOING_HOSTS = ["127.0.0.1"]
        hook.url = "http://127.0.0.1:9/"
        hook.url = "http://127.0.0.1:65000/"
        with pytest.raises(HookFailedError, match="cannot be reached"):
            hooks.send_test(hook=hook, actor=maria, to="+91", now=timezone.now())


class TestPage:
    def test_sets_up_tests_turns_off_and_deletes(self, as_maria, program):
        assert "Set up" in as_maria.get(PAGE).content.decode()
        assert as_maria.post(PAGE, {"url": program.url}).status_code == 302
        hook = OutgoingHook.objects.get()
        assert hook.url == program.url

        as_maria.post(f"/notifications/hooks/{hook.pk}/test/", {"to": "+91 98450 12345"})
        [(headers, body)] = program.asked
        assert json.loads(body)["to"] == "+919845012345"
        assert is_signed(hook, headers, body)
        page = as_maria.get(PAGE).content.decode()
        assert "Works" in page
        assert hook.key in page

        as_maria.post(f"/notifications/hooks/{hook.pk}/turn/", {"on": "false"})
        hook.refresh_from_db()
        assert not hook.is_active
        before = hook.key
        as_maria.post(f"/notifications/hooks/{hook.pk}/key/")
        hook.refresh_from_db()
        assert hook.key != before
        as_maria.post(f"/notifications/hooks/{hook.pk}/delete/")
        assert not OutgoingHook.objects.exists()

        done = set(AuditEvent.objects.values_list("action", flat=True))
        wanted = {"hook.created", "hook.tested", "hook.turned", "hook.key_rotated", "hook.deleted"}
        assert wanted <= done
        assert all(before not in str(event.facts) for event in AuditEvent.objects.all())

    def test_says_what_was_wrong(self, as_maria, hook, program):
        program.answers = [500]
        as_maria.post(f"/notifications/hooks/{hook.pk}/test/", {"to": "+919845012345"})
        page = as_maria.get(PAGE).content.decode()
        assert "Last try failed" in page
        assert "500" in page

    def test_refuses_a_number_that_is_none(self, as_maria, hook, program):
        answer = as_maria.post(f"/notifications/hooks/{hook.pk}/test/", {"to": "my phone"})
        assert answer.status_code == 422
        assert program.asked == []

    def test_refuses_an_address_that_is_none(self, as_maria):
        answer = as_maria.post(PAGE, {"url": "ftp://x.example"})
        assert answer.status_code == 422
        assert "begin with https://" in answer.content.decode()

    def test_is_the_owners_alone(self, as_ben, as_vera, as_nobody, hook):
        for client in (as_ben, as_vera):
            assert client.get(PAGE).status_code == 403
            assert client.post(PAGE, {"url": "https://x.example/"}).status_code == 403
            for what in ("test", "turn", "key", "delete"):
                assert client.post(f"/notifications/hooks/{hook.pk}/{what}/").status_code == 403
        assert as_nobody.get(PAGE).url.startswith("/auth/login/")
        assert OutgoingHook.objects.get().url == hook.url

    def test_shows_a_stranger_nothing(self, as_otto, hook):
        for what in ("test", "turn", "key", "delete"):
            assert as_otto.post(f"/notifications/hooks/{hook.pk}/{what}/").status_code == 404
        assert hook.url not in as_otto.get(PAGE).content.decode()


class TestTheKey:
    def test_is_not_kept_in_the_clear_and_follows_the_ring(self, hook, settings):
        key = hook.key
        assert key.encode() not in bytes(hook.secret)
        with override_settings(FERNET_KEYS=[Fernet.generate_key().decode(), *settings.FERNET_KEYS]):
            changed = {done.name: done.changed for done in key_rotation.rotate_all(apply=True)}
            hook.refresh_from_db()
            assert changed["outgoinghook.secret"] == 1
            assert hook.key == key
