"""IMAP, against a local server over TLS."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lumen.common.mailboxes import imap
from lumen.common.mailboxes.base import MailboxError
from lumen.common.mailboxes.imap import Login
from lumen.common.mailboxes.presets import preset_for
from lumen.common.redis import client
from lumen.notifications.models import Notification
from tests.fakes import imap as fake_imap
from tests.fakes.mails import a_letter, an_alert
from transactions.mailboxes import connecting, opening, polling
from transactions.models import RawItem, Source, Transaction
from transactions.services import inbox

pytestmark = pytest.mark.django_db

PAGE = reverse("transactions:imap")


@pytest.fixture
def server(settings, tmp_path):
    with fake_imap.running(tmp_path) as (fake, certificate):
        settings.MAILBOX_PRIVATE_HOSTS, settings.MAILBOX_CA_FILE = True, str(certificate)
        yield fake


def login_of(server, **changes) -> Login:
    told = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return Login(**{**told, **changes})


@pytest.fixture
def source(server, workspace, maria):
    connection = connecting.imap_connection(
        login=login_of(server), address=server.user, reads="money", now=timezone.now()
    )
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
    def fields(self, server, **changes):
        told = {
            "address": server.user,
            "password": server.password,
            "host": server.host,
            "port": str(server.port),
            "folder": "INBOX",
            "reads": "money",
        }
        return {**told, **changes}

    def test_reads_what_is_there_and_keeps_the_password_encrypted(self, as_maria, server):
        server.arrives(an_alert())

        answer = as_maria.post(PAGE, self.fields(server, connect="1"))

        source = Source.objects.get()
        assert answer["Location"] == reverse("transactions:source", args=[source.pk])
        assert (source.kind, source.name) == ("imap", "maria@example.com")
        assert b"app-password" not in bytes(source.credentials)
        assert "password" not in source.settings
        assert Transaction.objects.get().origin == "mail"

    def test_can_be_tried_without_keeping_anything(self, as_maria, server):
        server.arrives(an_alert())

        page = as_maria.post(PAGE, self.fields(server, **{"try": "1"})).content.decode()

        assert "It works: INBOX holds 1 mails." in page
        assert not Source.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"password": "wrong"}, "app password instead"),
            ({"folder": "Bank"}, "no folder called Bank"),
            ({"host": "no-such-host.invalid"}, "no server called no-such-host.invalid"),
            ({"port": "9"}, "Nothing listens at localhost, port 9"),
        ],
        ids=["wrong password", "missing folder", "unknown host", "closed port"],
    )
    def test_says_what_is_wrong(self, as_maria, server, changes, words):
        answer = as_maria.post(PAGE, self.fields(server, connect="1", **changes))

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not Source.objects.exists()
        assert b"app-password" not in answer.content

    def test_refuses_a_server_without_tls(self, as_maria, settings, tmp_path):
        settings.MAILBOX_PRIVATE_HOSTS = True
        with fake_imap.running(tmp_path, tls=False) as (server, _certificate):
            answer = as_maria.post(PAGE, self.fields(server, connect="1"))

        assert "does not speak TLS" in answer.content.decode()
        assert not any(command.startswith("LOGIN") for command in server.commands)

    def test_refuses_a_certificate_that_nobody_vouches_for(self, as_maria, server, settings):
        settings.MAILBOX_CA_FILE = ""

        answer = as_maria.post(PAGE, self.fields(server, connect="1"))

        assert "certificate of localhost is not valid" in answer.content.decode()

    def test_refuses_a_certificate_for_another_name(self, server, monkeypatch):
        monkeypatch.setattr(imap.hosts, "address_of", lambda host, port: "127.0.0.1")

        with pytest.raises(MailboxError, match=r"certificate of mail\.example\.com is not valid"):
            connecting.check_imap(login=login_of(server, host="mail.example.com"), now=timezone.now())

    def test_gives_up_on_a_server_that_says_nothing(self, server, monkeypatch):
        monkeypatch.setattr(imap, "TIMEOUT", 0.3)
        monkeypatch.setattr(fake_imap._Session, "handle", lambda session: session.rfile.readline())

        with pytest.raises(MailboxError, match="did not answer"):
            connecting.check_imap(login=login_of(server), now=timezone.now())

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "10.0.0.5", "169.254.169.254", "::1"])
    def test_never_connects_into_its_own_network(self, as_maria, server, settings, host):
        settings.MAILBOX_PRIVATE_HOSTS = False

        answer = as_maria.post(PAGE, self.fields(server, connect="1", host=host))

        assert "inside its own network" in answer.content.decode()
        assert server.commands == []

    def test_knows_the_servers_of_the_large_services(self):
        hosts = [preset_for(address).host for address in ("a@gmail.com", "b@HOTMAIL.com", "c@yahoo.co.in")]

        assert hosts == ["imap.gmail.com", "outlook.office365.com", "imap.mail.yahoo.com"]
        assert preset_for("d@company.example") is None

    def test_asks_for_the_server_of_an_unknown_service(self, as_maria, server):
        answer = as_maria.post(PAGE, self.fields(server, connect="1", host=""))

        assert "Lumen does not know this service" in answer.content.decode()

    def test_viewers_may_not_and_nobody_signs_in(self, as_vera, as_otto, as_nobody, server, source):
        assert as_vera.post(PAGE, self.fields(server, connect="1")).status_code == 403
        assert as_otto.get(PAGE, {"source": str(source.pk)}).status_code == 404
        assert as_nobody.get(PAGE).status_code == 302

    def test_the_same_mailbox_again_goes_on_where_it_stopped(self, as_maria, server, source):
        server.arrives(an_alert())
        before = poll(source).cursor

        as_maria.post(PAGE, self.fields(server, connect="1", source=str(source.pk)))

        again = Source.objects.get()
        assert (again.pk, again.cursor["at"]) == (source.pk, before["at"])


class TestReading:
    def test_takes_the_last_ninety_days_and_then_what_is_new(self, source, server):
        server.arrives(an_alert(9), days_ago=120)
        for number in (1, 2):
            server.arrives(an_alert(number))
        poll(source)
        assert kept() == alerts(1, 2)

        newest = server.arrives(an_alert(3))
        poll(source)

        assert kept() == alerts(1, 2, 3)
        assert source.cursor["at"] == {"validity": "7", "uid": newest}

    def test_only_ever_examines(self, source, server):
        server.arrives(an_alert())

        poll(source)

        names = {command.split()[0] for command in server.commands}
        assert names <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID", "LOGOUT"}
        assert all("PEEK" in command for command in server.commands if command.startswith("UID FETCH"))

    def test_never_fetches_a_private_letter(self, source, server):
        letter = server.arrives(a_letter())
        server.arrives(an_alert())

        poll(source)

        fetches = [command for command in server.commands if "BODY.PEEK[])" in command]
        assert kept() == alerts(1)
        assert not any(f"FETCH {letter} " in command for command in fetches)

    def test_goes_on_in_chunks_without_losing_one(self, source, server):
        for number in range(1, 61):
            server.arrives(an_alert(number))

        poll(source)

        assert kept() == alerts(*range(1, 61))
        assert source.cursor["looked_at"] == 60

    def test_a_folder_made_anew_is_read_again_without_doubles(self, source, server):
        for number in (1, 2, 3):
            server.arrives(an_alert(number))
        poll(source)
        server.is_made_anew()
        server.arrives(an_alert(4))

        poll(source)

        assert RawItem.objects.count() == 4
        assert source.cursor["at"]["validity"] == "8"

    def test_finds_nothing_twice_in_an_empty_folder(self, source, server):
        assert poll(source).cursor["at"] == {"validity": "7", "uid": 0}
        assert poll(source).state == "working"

    def test_leaves_a_mail_that_is_too_large_where_it_is(self, source, server, settings):
        settings.MAIL_MAX_BYTES = 2048
        server.arrives(an_alert(1), claimed_size=5000)
        server.arrives(an_alert(2))

        poll(source)

        assert kept() == alerts(2)
        assert source.cursor["too_large"] == 1

    def test_believes_no_announced_gigabyte(self, source, server):
        server.arrives(an_alert())
        server.claimed_literal = 2**30

        poll(source)

        assert source.state == "failing"
        assert "more than a mail may hold" in source.problem

    def test_a_mail_that_came_another_way_is_one_item(self, source, server, workspace, maria):
        server.arrives(an_alert())
        other = Source.objects.create(workspace=workspace, kind="gmail", name="Gmail", secret=source.secret)
        inbox.receive_mail(source=other, raw=an_alert(), received_at=timezone.now())

        poll(source)

        assert RawItem.objects.count() == 1


class TestTrouble:
    def test_a_connection_that_breaks_off_loses_nothing(self, source, server):
        for number in range(1, 31):
            server.arrives(an_alert(number))
        server.break_after_fetches = 27

        poll(source)
        assert source.state == "failing"
        assert RawItem.objects.count() == 25

        server.break_after_fetches = -1
        poll(source)
        assert kept() == alerts(*range(1, 31))
        assert source.state == "working"

    def test_a_password_that_was_taken_back_asks_to_connect_again_once(self, source, server, maria):
        server.password = "another"

        poll(source)
        poll(source)

        assert source.state == "reconnect"
        assert Notification.objects.filter(user=maria, kind="source").count() == 1
        assert polling.due() == []

    def test_each_failure_in_a_row_doubles_the_wait(self, source, server):
        waits = []
        server.mails.append(fake_imap.Mail(1, an_alert(), timezone.now()))
        server.break_after_fetches = 0
        for _poll in range(3):
            poll(source)
            server.break_after_fetches = 0
            waits.append(client().ttl(f"lumen:mailbox:{source.pk}:wait"))

        assert [round(wait, -1) for wait in waits] == [60, 120, 240]

    def test_times_of_mails_are_read_in_any_zone(self):
        assert imap._moment("17-Jul-2026 02:44:25 +0530").isoformat() == "2026-07-16T21:14:25+00:00"
        assert imap._moment(" 7-Jul-2026 02:44:25 -0100".strip()).isoformat() == "2026-07-07T03:44:25+00:00"


def test_the_password_is_found_again(source, server):
    assert opening.login_of(source).password == "app-password"
