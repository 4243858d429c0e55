"""Customers by mail, against real servers on this machine: in by IMAP, out by SMTP, threads both ways."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from assistants import tasks
from assistants.channels.mail import polling
from assistants.models import Channel, Contact, Enquiry, EnquiryMessage, Identity
from assistants.services import channels, delivery, messages
from lumen.notifications.models import Notification
from tests.assistants import mailing, making
from tests.assistants.mailing import letter, poll

pytestmark = pytest.mark.django_db
State = EnquiryMessage.State


@pytest.fixture
def servers(settings, tmp_path):
    with mailing.serving(tmp_path, settings) as both:
        yield both


@pytest.fixture
def mailbox(assistant, servers):
    return mailing.connected(assistant, servers)


@pytest.fixture
def reply(django_capture_on_commit_callbacks):
    def reply(enquiry, text="It left today.", **extra):
        extra = {"author": "human", "now": timezone.now(), **extra}
        with django_capture_on_commit_callbacks(execute=True):
            message = messages.send(enquiry=enquiry, text=text, **extra)
        message.refresh_from_db()
        return message

    return reply


class TestReading:
    def test_makes_an_enquiry_of_a_customers_mail(self, mailbox, servers):
        servers.imap.arrives(letter("Where is my parcel?\r\n\r\n-- \r\nNora"))

        assert poll(mailbox) == {"message": 1}

        message = EnquiryMessage.objects.get(author="customer")
        enquiry = message.enquiry
        assert (message.text, message.external_id) == ("Where is my parcel?", "<nora-1@example.com>")
        assert "-- \nNora" in message.details["whole"].replace("\r", "")
        assert (enquiry.subject, enquiry.channel, enquiry.contact.email) == (
            "My parcel",
            mailbox,
            "nora@example.com",
        )
        assert Identity.objects.get(channel=mailbox).verified_at is None
        assert mailbox.problem == ""
        assert mailbox.worked_at

    def test_the_same_mail_twice_is_one_message(self, mailbox, servers):
        servers.imap.arrives(letter())
        servers.imap.arrives(letter())

        assert poll(mailbox) == {"message": 1, "known": 1}
        assert poll(mailbox) == {}

    def test_goes_on_where_it_stopped_and_survives_a_folder_made_anew(self, mailbox, servers):
        servers.imap.arrives(letter(number=1))
        poll(mailbox)
        servers.imap.arrives(letter(number=2))
        assert poll(mailbox) == {"message": 1}

        servers.imap.is_made_anew()
        servers.imap.arrives(letter(number=3))

        assert poll(mailbox) == {"known": 2, "message": 1}

    def test_comes_round_by_itself(self, mailbox, servers):
        servers.imap.arrives(letter())
        tasks.read_mailboxes()

        assert EnquiryMessage.objects.filter(author="customer").count() == 1

    def test_leaves_what_was_there_before_the_channel(self, mailbox, servers):
        servers.imap.arrives(letter(number=1), days_ago=1)
        servers.imap.arrives(letter(number=2), days_ago=40)
        mail = servers.imap.mails[-1]
        mail.moment = timezone.now() - timedelta(hours=3)

        assert set(poll(mailbox)) <= {"old"}
        assert not Enquiry.objects.exists()

    @pytest.mark.parametrize(
        ("headers", "outcome"),
        [
            ({"From": f"Kerze <{mailing.ADDRESS}>"}, "own"),
            ({"From": "x@y.example", "Reply_To": "support+e1.0123456789@kerze.example"}, "own"),
            ({"Auto_Submitted": "auto-replied"}, "automatic"),
            ({"List_Id": "<news.other.example>"}, "list"),
            ({"X_Spam_Flag": "YES"}, "spam"),
            ({"From": "mailer-daemon@mx.example"}, "bounce"),
        ],
    )
    def test_ignores_what_no_customer_wrote(self, mailbox, servers, headers, outcome):
        servers.imap.arrives(letter(**headers))

        assert poll(mailbox) == {outcome: 1}
        assert not EnquiryMessage.objects.exists()
        assert mailbox.cursor["seen"] == {outcome: 1}

    def test_ignores_what_it_sent_itself_and_takes_what_another_lumen_sent(self, mailbox, servers):
        servers.imap.arrives(letter(X_Lumen_Channel=mailbox.public_key))
        servers.imap.arrives(letter(number=2, X_Lumen_Channel="of-another-shop"))

        assert poll(mailbox) == {"own": 1, "message": 1}

    def test_takes_the_customer_of_a_form_on_the_own_site(self, mailbox, servers):
        servers.imap.arrives(letter(From=f"Form <{mailing.ADDRESS}>", Reply_To="Nora <nora@example.com>"))

        poll(mailbox)

        assert Contact.objects.get().email == "nora@example.com"

    def test_broken_mails_do_not_stop_the_others(self, mailbox, servers):
        servers.imap.arrives(b"\x00\xff\xfe nothing")
        servers.imap.arrives(letter())

        assert poll(mailbox) == {"unreadable": 1, "message": 1}

    def test_two_machines_cannot_talk_for_ever(self, mailbox, servers):
        for number in range(35):
            servers.imap.arrives(letter(number=number))

        assert poll(mailbox) == {"message": 30, "too_many": 5}

    def test_keeps_files(self, mailbox, servers):
        body = (
            '--b\r\nContent-Type: text/plain\r\n\r\nSee the bill\r\n--b\r\nContent-Type: application/pdf\r\n'
            'Content-Disposition: attachment; filename="bill.pdf"\r\n\r\n%PDF-1\r\n--b--'
        )  # fmt: skip
        servers.imap.arrives(letter(body, Content_Type='multipart/mixed; boundary="b"'))

        poll(mailbox)

        [file] = EnquiryMessage.objects.get(author="customer").files.all()
        assert (file.name, file.content_type, file.file.read()) == ("bill.pdf", "application/pdf", b"%PDF-1")

    def test_says_what_is_wrong_and_waits(self, mailbox, servers, maria):
        servers.imap.password = "another"
        poll(mailbox)

        assert "does not accept this name and password" in mailbox.problem
        assert str(mailbox.pk) not in polling.due()
        polling.try_now(mailbox)
        assert str(mailbox.pk) in polling.due()
        assert Notification.objects.get(kind="channel").user == maria

        poll(mailbox)
        assert Notification.objects.count() == 1

    def test_turned_off_reads_nothing(self, mailbox, servers, maria):
        servers.imap.arrives(letter())
        channels.turn(channel=mailbox, actor=maria, is_active=False)

        assert poll(mailbox) == {}
        assert servers.imap.commands == []

    def test_never_connects_into_its_own_network(self, mailbox, servers, settings):
        settings.MAILBOX_PRIVATE_HOSTS = False
        poll(mailbox)

        assert "inside its own network" in mailbox.problem
        assert servers.imap.commands == []


class TestReplies:
    def test_reach_the_customer_in_their_thread(self, mailbox, servers, reply, maria):
        servers.imap.arrives(letter())
        poll(mailbox)

        message = reply(Enquiry.objects.get(), user=maria)

        [taken] = servers.smtp.taken
        mail = taken.mail
        assert (taken.sender, taken.to) == (mailing.ADDRESS, ["nora@example.com"])
        assert mail["Subject"] == "Re: My parcel [#1]"
        assert mail["In-Reply-To"] == mail["References"] == "<nora-1@example.com>"
        assert mail["From"] == f"Kerze <{mailing.ADDRESS}>"
        assert mail["Reply-To"].startswith("Kerze <support+e1.")
        assert mail["Auto-Submitted"] is None
        assert mail.get_content().replace("\r", "").endswith("wrote:\n> Where is my parcel?\n")
        assert (message.state, message.external_id) == (State.SENT, mail["Message-ID"])
        assert message.delivered_at
        assert "STARTTLS" in servers.smtp.commands

    def test_of_the_assistant_alone_say_so(self, mailbox, servers, reply):
        servers.imap.arrives(letter())
        poll(mailbox)

        reply(Enquiry.objects.get(), author="ai")

        assert servers.smtp.taken[0].mail["Auto-Submitted"] == "auto-replied"

    @pytest.mark.parametrize(
        "headers",
        [
            {"In_Reply_To": "{id}"},
            {"References": "<other@x.example> {id}"},
            {
                "In_Reply_To": "<rewritten@provider.example>",
                "References": "<nora-1@example.com> <r@p.example>",
            },
            {"Subject": "AW: My parcel [#1]"},
            {"Subject": "Something else", "To": "{plus}"},
        ],
        ids=["in-reply-to", "references", "rewritten id", "number in the subject", "plus address"],
    )
    def test_are_answered_in_the_same_enquiry(self, mailbox, servers, reply, headers):
        servers.imap.arrives(letter())
        poll(mailbox)
        sent = reply(Enquiry.objects.get())
        plus = servers.smtp.taken[0].mail["Reply-To"].addresses[0].addr_spec
        told = {name: value.format(id=sent.external_id, plus=plus) for name, value in headers.items()}

        servers.imap.arrives(letter("Thank you!", number=2, **told))
        poll(mailbox)

        assert Enquiry.objects.get().messages.get(text="Thank you!")

    def test_without_any_sign_are_another_matter(self, mailbox, servers):
        servers.imap.arrives(letter())
        servers.imap.arrives(letter("A question about candles", number=2, Subject="Candles"))
        poll(mailbox)

        assert Enquiry.objects.count() == 2

    @pytest.mark.parametrize(
        "headers",
        [{"In_Reply_To": "<nora-1@example.com>"}, {"Subject": "Re: My parcel [#1]"}, {"To": "{plus}"}],
    )
    def test_of_somebody_else_do_not_get_into_an_enquiry(self, mailbox, servers, reply, headers):
        servers.imap.arrives(letter())
        poll(mailbox)
        reply(Enquiry.objects.get())
        plus = servers.smtp.taken[0].mail["Reply-To"].addresses[0].addr_spec
        told = {name: value.format(plus=plus) for name, value in headers.items()}

        servers.imap.arrives(letter("Tell me all", number=2, From="Eve <eve@evil.example>", **told))
        poll(mailbox)

        theirs = EnquiryMessage.objects.get(text="Tell me all")
        assert theirs.enquiry.number == 2
        assert theirs.enquiry.contact.email == "eve@evil.example"
        reply(theirs.enquiry, "What do you mean?")
        last = servers.smtp.taken[-1]
        assert last.to == ["eve@evil.example"]
        assert b"Where is my parcel" not in last.raw

    def test_that_come_back_are_marked(self, mailbox, servers, reply, maria):
        servers.imap.arrives(letter())
        poll(mailbox)
        sent = reply(Enquiry.objects.get(), user=maria)
        report = (
            "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
            "Action: failed\r\n"
            "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 No such user\r\n\r\n--b\r\n"
            f"Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: {sent.external_id}\r\n\r\n--b--"
        )
        kind = 'multipart/report; report-type=delivery-status; boundary="b"'
        servers.imap.arrives(letter(report, number=9, From="MAILER-DAEMON@mx.example", Content_Type=kind))

        assert poll(mailbox) == {"bounce": 1}

        sent.refresh_from_db()
        assert (sent.state, sent.problem) == (State.FAILED, "The mail came back: 550 No such user")
        assert Notification.objects.get(kind="channel").user == maria

    @pytest.mark.parametrize("tls", [False, True], ids=["starttls", "tls"])
    def test_go_out_encrypted_only(self, assistant, settings, tmp_path, reply, tls):
        with mailing.serving(tmp_path, settings, smtp_tls=tls) as servers:
            security = "tls" if tls else "starttls"
            channel = mailing.connected(assistant, servers, smtp_security=security)
            message = reply(
                making.make_enquiry(channel, making.make_contact(channel, value="nora@example.com"))
            )

        assert message.state == State.SENT
        assert servers.smtp.taken[0].to == ["nora@example.com"]

    def test_are_not_sent_in_the_clear(self, mailbox, servers, reply):
        servers.smtp.offers_tls = False
        contact = making.make_contact(mailbox, value="nora@example.com")
        message = reply(making.make_enquiry(mailbox, contact))

        assert message.state == State.SENDING
        assert "offers no encryption" in message.problem
        assert not any(command.startswith("AUTH") for command in servers.smtp.commands)


class TestTrouble:
    @pytest.fixture
    def enquiry(self, mailbox):
        return making.make_enquiry(mailbox, making.make_contact(mailbox, value="nora@example.com"))

    @pytest.mark.parametrize(
        ("refusal", "words"),
        [
            (("RCPT", "550 5.1.1 no such user"), "does not take mail for this address: 550"),
            (("END", "554 5.7.1 looks like spam"), "did not take the mail: 554"),
        ],
    )
    def test_that_lasts_is_said_at_once(self, enquiry, servers, reply, refusal, words):
        servers.smtp.refuse(*refusal)

        message = reply(enquiry)

        assert message.state == State.FAILED
        assert words in message.problem
        assert Channel.objects.get().problem == ""

    @pytest.mark.parametrize(
        ("command", "answer"),
        [("RCPT", "450 4.2.0 greylisted"), ("MAIL", "421 busy"), ("END", "451 later"), ("AUTH", "535 wrong")],
    )
    def test_that_passes_is_tried_again(self, enquiry, servers, reply, command, answer):
        servers.smtp.refuse(command, answer)

        message = reply(enquiry)
        assert (message.state, message.details["tries"]) == (State.SENDING, 1)

        delivery.deliver(message_id=str(message.pk), now=timezone.now())
        message.refresh_from_db()
        assert (message.state, message.problem) == (State.SENT, "")
        assert "tries" not in message.details

    def test_of_the_connection_is_noted_at_the_channel_until_it_works(self, enquiry, servers, reply, mailbox):
        servers.smtp.breaks_at = "MAIL"
        message = reply(enquiry)
        mailbox.refresh_from_db()
        assert mailbox.problem.startswith("Sending: ")
        assert "broke off" in mailbox.problem

        poll(mailbox)
        assert mailbox.problem.startswith("Sending: ")  # reading works, sending still does not

        servers.smtp.breaks_at = ""
        delivery.deliver(message_id=str(message.pk), now=timezone.now())
        mailbox.refresh_from_db()
        assert mailbox.problem == ""

    def test_of_a_private_address_is_refused_before_connecting(self, enquiry, servers, reply, settings):
        settings.MAILBOX_PRIVATE_HOSTS = False

        message = reply(enquiry)

        assert "inside its own network" in message.problem
        assert servers.smtp.commands == []

    def test_of_an_address_nobody_knows(self, mailbox, reply):
        contact = making.make_contact(mailbox, value="x", email="")
        message = reply(making.make_enquiry(mailbox, contact))

        assert message.state == State.FAILED
        assert "Nobody knows the mail address" in message.problem


@pytest.mark.django_db(transaction=True)
class TestTwoWorkers:
    def test_read_a_mailbox_once(self, mailbox, servers):
        for number in range(5):
            servers.imap.arrives(letter(number=number))

        def work(_):
            try:
                polling.poll(channel_id=str(mailbox.pk), now=timezone.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(3) as workers:
            list(workers.map(work, range(3)))

        assert EnquiryMessage.objects.filter(author="customer").count() == 5

    def test_send_a_reply_once(self, mailbox, servers):
        enquiry = making.make_enquiry(mailbox, making.make_contact(mailbox, value="nora@example.com"))
        message = making.make_message(enquiry, "It left.", author="human", state=State.SENDING)

        def work(_):
            try:
                delivery.deliver(message_id=str(message.pk), now=timezone.now())
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as workers:
            list(workers.map(work, range(4)))

        assert len(servers.smtp.taken) == 1
        assert Channel.objects.get(pk=mailbox.pk).worked_at
