"""Who a visitor is: tokens, signatures, and what may never become somebody else's."""

import pytest
from django.utils import timezone

from assistants.models import Contact, Enquiry, EnquiryMessage, Identity
from assistants.selectors import visits as selectors
from assistants.services import channels, visits
from assistants.services.visits import Claim, NotSignedError, SignedOutError
from assistants.widget import tokens
from tests.assistants import making
from tests.assistants.widgets import Line, only

SECRET = "channel-secret"  # of making.make_channel


@pytest.fixture(autouse=True)
def _no_answers(monkeypatch):
    from assistants import tasks

    monkeypatch.setattr(tasks.respond, "run", lambda message_id: None)


@pytest.fixture
def line(as_nobody, channel):
    return Line(as_nobody, channel)


def signed(user="customer-17", **extra):
    return {"type": "identify", "user": user, "hash": tokens.sign_identity(SECRET, user), **extra}


def opened(channel, token=""):
    return visits.open_visit(public_key=channel.public_key, token=token)


@pytest.mark.django_db
class TestProving:
    def test_a_signature_makes_a_verified_contact(self, line):
        line.look()
        line.say(**signed(name="Nora Lind", email="nora@example.com"))

        identity = Identity.objects.get()
        assert identity.external_id == "customer-17"
        assert identity.verified_at is not None
        assert (identity.contact.name, identity.contact.email) == ("Nora Lind", "nora@example.com")

    def test_the_same_person_on_another_device_sees_the_conversation(self, as_nobody, channel):
        phone, laptop = Line(as_nobody, channel), Line(as_nobody, channel)
        phone.say(**signed())
        phone.write("From the phone")
        laptop.say(**signed())
        frames = laptop.look()
        assert [m["message"]["text"] for m in frames[0]["messages"]] == ["From the phone"]
        assert Contact.objects.count() == 1

    @pytest.mark.parametrize(
        "claim",
        [
            {"user": "customer-17", "hash": ""},
            {"user": "customer-17", "hash": "0" * 64},
            {"user": "customer-17", "hash": "é" * 64},
            {"user": "customer-17"},
            {"user": "", "hash": tokens.sign_identity(SECRET, "")},
            {"user": " ", "hash": tokens.sign_identity(SECRET, " ")},
            {"user": "x" * 200, "hash": tokens.sign_identity(SECRET, "x" * 200)},
            {"user": {"$ne": 1}, "hash": tokens.sign_identity(SECRET, "1")},
            {"user": "customer-18", "hash": tokens.sign_identity(SECRET, "customer-17")},
            {"user": "customer-17", "hash": tokens.sign_identity("another", "customer-17")},
        ],
    )
    def test_a_wrong_signature_is_refused_and_leaves_nothing(self, line, claim):
        line.look()
        [refused] = line.say(type="identify", name="Not me", email="not@example.com", **claim)

        assert refused["code"] == "not-signed"
        assert "HMAC-SHA256" in refused["text"]
        assert line.response.status_code == 403
        assert not Contact.objects.exists()
        assert not Identity.objects.exists()
        assert line.look()[0]["me"] == {"name": "", "verified": False}

    def test_a_wrong_signature_changes_nothing_of_who_is_there(self, line):
        line.write("I am nobody special")
        line.say(type="identify", user="customer-17", hash="wrong", email="nora@example.com")
        contact = Contact.objects.get()
        assert contact.email == ""
        assert contact.identities.get().verified_at is None

    def test_a_channel_without_a_secret_proves_nobody(self, channel):
        channel.secret = None
        channel.save()
        with pytest.raises(NotSignedError):
            visits.identify(
                visit=opened(channel),
                claim=Claim(external_id="1", signature=tokens.sign_identity("", "1")),
                now=timezone.now(),
            )

    def test_a_new_secret_ends_signed_sessions(self, line, channel, maria):
        line.say(**signed())
        channels.rotate_key(channel=channel, actor=maria)
        with pytest.raises(SignedOutError):
            opened(channel, line.token)
        assert line.say(**signed())[0]["code"] == "signed-out"

    def test_a_signed_session_ends_after_a_day(self, line, channel, monkeypatch):
        line.say(**signed())
        monkeypatch.setattr(tokens, "MEMBER_SECONDS", -1)
        with pytest.raises(SignedOutError):
            opened(channel, line.token)

    def test_tries_are_counted(self, line, settings):
        settings.WIDGET_ADDRESS_A_MINUTE = 3
        line.look()
        codes = [line.say(type="identify", user="1", hash=str(n))[0]["code"] for n in range(3)]
        assert codes == ["not-signed", "not-signed", "slow-down"]


@pytest.mark.django_db
class TestBringingAlong:
    def test_what_was_written_before_goes_to_the_customer(self, line):
        line.write("Before signing in")
        line.say(**signed(name="Nora"))
        contact = Identity.objects.get().contact
        assert Enquiry.objects.get().contact == contact
        assert Contact.objects.kept().get() == contact

    def test_the_browsers_token_opens_nothing_afterwards(self, as_nobody, channel):
        line = Line(as_nobody, channel)
        line.write("Before signing in")
        anonymous = line.token
        line.say(**signed())
        line.write("My order is 4711")

        stranger = Line(as_nobody, channel, token=anonymous)
        assert stranger.look()[0]["messages"] == []
        stranger.write("Who was here?")
        assert Enquiry.objects.count() == 2
        assert "4711" not in str(stranger.look())

    def test_an_anonymous_contact_with_another_address_stays_itself(self, line):
        line.write("Write to olaf@example.com")
        Contact.objects.update(email="olaf@example.com")
        line.say(**signed(email="nora@example.com"))
        assert Enquiry.objects.get().contact.email == "olaf@example.com"
        assert Contact.objects.kept().count() == 2

    def test_a_blocked_visitor_stays_blocked(self, line):
        line.write("Buy my watches")
        Contact.objects.update(blocked_at=timezone.now())
        line.say(**signed())
        assert Enquiry.objects.get().contact.blocked_at is not None

    def test_a_second_customer_on_one_browser_takes_nothing_of_the_first(self, line):
        line.say(**signed("first"))
        line.write("Of the first")
        line.say(**signed("second"))
        assert line.look()[0]["messages"] == []
        assert Enquiry.objects.get().contact.identities.get().external_id == "first"

    def test_a_member_merging_a_visitor_into_a_customer_opens_nothing_to_the_browser(self, line, channel):
        line.write("Anonymous")
        visitor = Contact.objects.get()
        customer = making.make_contact(channel, value="member:x", verified_at=timezone.now())
        enquiry = making.make_enquiry(channel, customer)
        making.make_message(enquiry, "Of the customer")
        visitor.merged_into = customer
        visitor.save()

        assert line.look()[0]["messages"] == []
        line.write("Again")
        assert Enquiry.objects.latest("created_at").contact not in (visitor, customer)


@pytest.mark.django_db
class TestTokens:
    def test_say_nothing_of_who_carries_them(self, channel):
        member = tokens.new_member(channel.public_key, SECRET, "customer-17")
        assert tokens.read(member, public_key=channel.public_key, secret=SECRET).external_id == "customer-17"
        assert tokens.read(member, public_key=channel.public_key, secret="other") is None
        assert tokens.read(member, public_key="other", secret=SECRET) is None

    def test_an_anonymous_one_is_never_a_members(self, channel):
        anonymous = tokens.new_anonymous(channel.public_key)
        as_member = "m" + anonymous[1:]
        assert tokens.read(as_member, public_key=channel.public_key, secret=SECRET) is None
        member = tokens.new_member(channel.public_key, SECRET, "1")
        assert tokens.read("a" + member[1:], public_key=channel.public_key, secret=SECRET) is None

    def test_differ_each_time(self, channel):
        assert len({tokens.new_anonymous(channel.public_key) for _ in range(100)}) == 100

    def test_are_not_kept_as_they_are(self, line):
        line.write("Hello")
        assert line.token.split(".")[1] not in Identity.objects.get().value

    def test_the_signature_is_the_usual_one(self):
        # printf 'customer-17' | openssl dgst -sha256 -hmac channel-secret
        expected = "eb6f7a325e7c555686fc57d1ffc8267b5e3123e051a5e06e50098febffd5bcab"
        assert tokens.sign_identity("channel-secret", "customer-17") == expected
        assert tokens.is_signed(SECRET, "customer-17", expected.upper())


@pytest.mark.django_db
class TestChoosingAnothersMessage:
    def test_is_not_possible_by_its_number(self, as_nobody, channel):
        nora, olaf = Line(as_nobody, channel), Line(as_nobody, channel)
        nora.write("Nora's secret", client_id="same")
        frames = olaf.write("Olaf's words", client_id="same")
        assert only(frames, "sent")[0]["message"]["text"] == "Olaf's words"
        assert EnquiryMessage.objects.count() == 2

    def test_a_visit_without_a_contact_has_no_conversation(self, channel):
        making.make_message(making.make_enquiry(channel))
        visit = opened(channel)
        assert selectors.messages_of(visit) == []
        assert selectors.latest_enquiry(visit) is None
