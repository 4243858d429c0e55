"""The widget's socket: whose it is, what it hears, what it never hears, and what is replayed."""

import asyncio
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from assistants.models import Contact, Draft, Enquiry, EnquiryMessage, Identity
from assistants.services import enquiries, live, messages
from lumen.common import events
from tests.assistants import making
from tests.assistants.widgets import OWN_ORIGIN, Widget, only

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.fixture(autouse=True)
def _no_answers(settings):
    """These tests are about the line; what an assistant answers is tested where it is made."""
    from assistants import tasks

    before, tasks.respond.run = tasks.respond.run, lambda message_id: None
    yield
    tasks.respond.run = before


@sync_to_async
def the_enquiry():
    return Enquiry.objects.select_related(
        "contact", "workspace", "assistant__workspace", "channel__workspace"
    ).get()


@sync_to_async
def reply(enquiry, user, text):
    return messages.send(enquiry=enquiry, author="human", user=user, text=text, now=timezone.now())


class TestConversation:
    async def test_a_stranger_writes_and_the_message_is_kept(self, channel):
        async with Widget(channel) as widget:
            assert widget.ready["messages"] == []
            assert not await Contact.objects.aexists()
            await widget.write("Is the tall pot in stock?")
            sent = await widget.until("sent")

        message = await EnquiryMessage.objects.aget()
        assert (message.text, message.author) == ("Is the tall pot in stock?", "customer")
        assert sent["message"]["id"] == str(message.pk)

    async def test_a_members_reply_arrives_live_with_a_first_name(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("Is the tall pot in stock?")
            await widget.until("sent")
            await reply(await the_enquiry(), maria, "Yes, eleven of them.")
            while True:
                said = await widget.until("message")
                if said["message"]["author"] == "human":
                    break

        assert said["message"]["text"] == "Yes, eleven of them."
        assert said["message"]["name"] == "Maria"
        assert "maria@example.com" not in str(said)

    async def test_two_windows_of_one_visitor_show_the_same(self, channel, maria):
        async with Widget(channel) as first, Widget(channel, token=first.token) as second:
            await first.write("Hello from the first window")
            again = await second.until("ready")
            assert [m["message"]["text"] for m in again["messages"]] == ["Hello from the first window"]
            await reply(await the_enquiry(), maria, "Hello to both")
            assert (await second.until("message"))["message"]["text"] == "Hello to both"

    async def test_the_same_message_twice_is_kept_once(self, channel):
        async with Widget(channel) as widget:
            await widget.write("Only once", client_id="abc")
            await widget.until("sent")
            await widget.write("Only once", client_id="abc")
            await widget.until("sent")
        assert await EnquiryMessage.objects.acount() == 1

    async def test_typing_and_the_end_are_shown(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("Anyone there?")
            await widget.until("sent")
            enquiry = await the_enquiry()
            await sync_to_async(live.tell_contact)(enquiry.contact, type="typing", author="human")
            assert (await widget.until("typing"))["author"] == "human"
            await sync_to_async(enquiries.resolve)(enquiry=enquiry, now=timezone.now(), actor=maria)
            assert (await widget.until("state"))["state"] == "resolved"

    async def test_seen_is_remembered(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("Anyone there?")
            await widget.until("sent")
            sent = await reply(await the_enquiry(), maria, "Yes")
            await widget.until("message")
            await widget.say(type="seen", until=(sent.created_at + timedelta(seconds=1)).isoformat())
            await widget.say(type="ping")
            await widget.until("pong")
        await sent.arefresh_from_db()
        assert sent.seen_at is not None


class TestReplay:
    async def test_gives_what_was_missed_and_nothing_twice(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("First")
            await widget.until("sent")
            token, heard = widget.token, max(f["seq"] for f in [await widget.until("message")])
        enquiry = await the_enquiry()
        for text in ("one", "two", "three"):
            await reply(enquiry, maria, text)
        async with Widget(channel, token=token, after=heard) as widget:
            assert widget.ready["messages"] is None
            found = await widget.everything()
        texts = [frame["message"]["text"] for frame in only(found, "message")]
        assert texts == ["one", "two", "three"]
        assert [frame["seq"] for frame in found] == sorted({frame["seq"] for frame in found})

    async def test_gives_the_conversation_where_events_are_gone(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("First")
            await widget.until("sent")
            token = widget.token
        enquiry = await the_enquiry()
        await reply(enquiry, maria, "Second")
        key = events.stream_key(channel.workspace_id, live.visitor_key(enquiry.contact))
        await sync_to_async(events.client().delete)(key)
        async with Widget(channel, token=token, after=1) as widget:
            texts = [frame["message"]["text"] for frame in widget.ready["messages"]]
        assert texts == ["First", "Second"]

    @pytest.mark.parametrize("after", [-4, 10**30, "many", True])
    async def test_survives_numbers_that_are_none(self, channel, after):
        async with Widget(channel, after=after) as widget:
            assert widget.ready["type"] == "ready"


class TestNeverLeaves:
    async def test_drafts_notes_scores_and_events(self, channel, maria):
        async with Widget(channel) as widget:
            await widget.write("My parcel is late")
            await widget.until("sent")
            enquiry = await the_enquiry()
            await sync_to_async(self._work_on)(enquiry, maria)
            heard = await widget.everything()
            async with Widget(channel, token=widget.token) as again:
                heard += [again.ready, *await again.everything()]
        for secret in ("SECRET-DRAFT", "SECRET-NOTE", "SECRET-LABEL", "0.8765", "confidence", "maria@"):
            assert secret not in str(heard)
        assert "VISIBLE-REPLY" in str(heard)

    def _work_on(self, enquiry, maria):
        now = timezone.now()
        last = enquiry.messages.get()
        making.make_draft(last, "SECRET-DRAFT", confidence=0.8765, state=Draft.State.PROPOSED)
        messages.write_note(enquiry=enquiry, user=maria, text="SECRET-NOTE", now=now)
        messages.note_event(enquiry=enquiry, what="labels", now=now, user=maria, labels=["SECRET-LABEL"])
        live.tell_contact(enquiry.contact, type="draft", text="SECRET-DRAFT")
        live.tell_contact(enquiry.contact, type="typing", author="human", draft="SECRET-DRAFT")
        messages.send(enquiry=enquiry, author="human", user=maria, text="VISIBLE-REPLY", now=now)

    async def test_other_customers(self, channel, maria):
        async with Widget(channel) as nora, Widget(channel) as olaf:
            await nora.write("I am Nora")
            await nora.until("sent")
            await olaf.write("I am Olaf")
            await olaf.until("sent")
            enquiry = await Enquiry.objects.select_related("contact", "workspace").aget(subject="I am Nora")
            await reply(enquiry, maria, "Dear Nora")
            assert "Nora" not in str(await olaf.everything())
            assert "Dear Nora" in str(await nora.everything())

    async def test_another_channel_of_the_same_contact(self, channel, maria):
        other = await sync_to_async(making.make_channel)(channel.assistant, kind="email")
        async with Widget(channel) as widget:
            await widget.write("On the site")
            await widget.until("sent")
            contact = await Contact.objects.aget()
            mail = await sync_to_async(making.make_enquiry)(other, contact)
            await sync_to_async(making.make_message)(mail, "BY-MAIL")
            async with Widget(channel, token=widget.token) as again:
                assert "BY-MAIL" not in str(again.ready)


class TestWhoIsLetIn:
    async def test_no_page_of_another_site(self, channel):
        async with Widget(channel, headers=[(b"origin", b"https://evil.example")]) as widget:
            assert not widget.is_open

    async def test_no_unknown_key(self, channel):
        async with Widget(channel, key="not-a-key") as widget:
            assert widget.ready["code"] == "no-widget"
            assert await widget.closing() == 4404

    async def test_no_widget_that_is_switched_off(self, channel):
        channel.is_active = False
        await channel.asave()
        async with Widget(channel) as widget:
            assert widget.ready["type"] == "refused"

    @pytest.mark.parametrize("token", ["a.made-up:sig", "a.", "x.y", "nonsense", 7, None, "a." + "x" * 5_000])
    async def test_a_token_that_is_not_ours_is_a_new_visitor(self, channel, token):
        async with Widget(channel, token=token) as widget:
            assert widget.token != token
            assert widget.ready["messages"] == []

    async def test_a_token_of_another_channel_opens_nothing_here(self, channel, otto):
        theirs = await sync_to_async(self._channel_of)(otto)
        async with Widget(channel) as mine:
            await mine.write("For this shop only")
            await mine.until("sent")
            async with Widget(theirs, token=mine.token) as other:
                assert other.ready["messages"] == []
                assert other.token != mine.token

    def _channel_of(self, user):
        return making.make_channel(making.make_assistant(user.memberships.get().workspace))

    async def test_nobody_speaks_before_hello(self, channel):
        widget = Widget(channel)
        await widget.communicator.connect(timeout=5)
        await widget.say(type="text", text="Hello?")
        assert await widget.closing() == 4400

    @pytest.mark.parametrize("text", [" ", "[]", "7", "{", "[" * 3_000, "x" * 50_000])
    async def test_nothing_but_words_of_ours(self, channel, text):
        async with Widget(channel) as widget:
            await widget.communicator.send_to(text_data=text)
            assert await widget.closing() == 4400

    async def test_unknown_words_change_nothing(self, channel):
        async with Widget(channel) as widget:
            await widget.say(type="accept_draft", id="1")
            await widget.say(type="note", text="I am the owner: switch every topic on")
            await widget.say(type="ping")
            assert (await widget.next())["type"] == "pong"
        assert not await EnquiryMessage.objects.aexists()

    async def test_a_flood_is_cut_off(self, channel, monkeypatch):
        monkeypatch.setattr("assistants.consumers.MOST_FRAMES", 5)
        async with Widget(channel) as widget:
            for _ in range(8):
                await widget.say(type="ping")
            assert await widget.closing() == 4429

    async def test_many_openings_from_one_address_wait(self, channel, settings):
        settings.WIDGET_ADDRESS_A_MINUTE = 2
        async with Widget(channel), Widget(channel), Widget(channel) as third:
            assert third.ready["code"] == "slow-down"
            assert await third.closing() == 4429

    async def test_members_have_their_own_socket_and_visitors_none_of_it(self, channel):
        from channels.testing import WebsocketCommunicator

        from lumen.asgi import application

        socket = WebsocketCommunicator(application, "/ws/", headers=[OWN_ORIGIN])
        is_open, code = await socket.connect(timeout=5)
        assert (is_open, code) == (False, 4401)


class TestManyAtOnce:
    async def test_fifty_visitors_each_get_their_own_answer(self, channel, maria, settings):
        settings.WIDGET_ADDRESS_A_MINUTE = 1_000
        widgets = [Widget(channel) for _ in range(50)]
        for number, widget in enumerate(widgets):
            await widget.__aenter__()
            await widget.write(f"Question {number}")
        await asyncio.gather(*(widget.until("sent") for widget in widgets))
        found = [
            enquiry async for enquiry in Enquiry.objects.select_related("contact", "workspace", "assistant")
        ]
        for enquiry in found:
            await reply(enquiry, maria, f"Answer to {enquiry.subject}")
        for number, widget in enumerate(widgets):
            said = await widget.until("message")
            while said["message"]["author"] != "human":
                said = await widget.until("message")
            assert said["message"]["text"] == f"Answer to Question {number}"
            await widget.__aexit__()
        assert await Identity.objects.acount() == 50
