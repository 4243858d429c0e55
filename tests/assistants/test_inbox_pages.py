"""The inbox as people use it: filters, search, pages, changing, writing, deciding, and who may."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from assistants.models import Draft, Enquiry, EnquiryFile
from assistants.services import enquiries, merging
from lumen.notifications.models import Notification
from tests.assistants import making
from tests.assistants.counting import queries_of

NOBODYS = "22bb51aa-544d-4433-998a-44d3b94913e4"  # an id that nothing has

pytestmark = pytest.mark.django_db
NOW = making.NOW
INBOX, CHANGE, UNDO = (reverse(f"assistants:{name}") for name in ("inbox", "inbox-change", "inbox-undo"))
HTMX = {"HX-Request": "true"}


def page(enquiry):
    return reverse("assistants:enquiry", args=[enquiry.pk])


def act(client, enquiry, do, **headers):
    return client.post(CHANGE, {"ids": [str(enquiry.pk)], "do": do}, headers=headers)


def shown(client, query=""):
    """Numbers of the enquiries in the list, in their order."""
    return [row.number for row, _clock in client.get(f"{INBOX}{query}").context["rows"]]


def a_mixed_inbox(channel, **first):
    kinds = [first, {"priority": "urgent"}, {"labels": ["refund"]}, {"state": "resolved"}]
    made = []
    for n, extra in enumerate(kinds):
        contact = making.make_contact(channel, name=f"Customer {n}")
        waits = NOW + timedelta(minutes=n)
        made.append(making.make_enquiry(channel, contact, waiting_since=waits, **extra))
        making.make_message(made[-1], f"Question {n} about curtains")
    return made


class TestTheList:
    def test_shows_what_is_to_do_with_the_longest_waiting_first(self, as_maria, channel):
        young = making.make_enquiry(channel, waiting_since=NOW)
        old = making.make_enquiry(channel, waiting_since=NOW - timedelta(hours=2))
        answered = making.make_enquiry(channel, waiting_since=None)
        making.make_enquiry(channel, state="resolved")
        making.make_enquiry(channel, state="snoozed")

        assert shown(as_maria) == [old.number, young.number, answered.number]

    def test_narrows_by_everything_in_the_address(self, as_maria, maria, channel, assistant):
        topic = making.make_topic(assistant)
        mine, urgent, labelled, resolved = a_mixed_inbox(channel, assignee=maria, topic=topic)

        assert shown(as_maria, "?who=mine") == [mine.number]
        assert shown(as_maria, "?who=unassigned") == [urgent.number, labelled.number]
        assert shown(as_maria, "?priority=urgent") == [urgent.number]
        assert shown(as_maria, "?label=refund") == [labelled.number]
        assert shown(as_maria, f"?topic={topic.pk}") == [mine.number]
        assert shown(as_maria, "?state=resolved") == [resolved.number]
        assert shown(as_maria, f"?channel={NOBODYS}") == []
        assert shown(as_maria, f"?assistant={assistant.slug}&label=refund") == [labelled.number]

    def test_takes_nonsense_in_the_address_for_nothing(self, as_maria, enquiry):
        assert shown(as_maria, "?who=cats&channel=x&priority=9&cursor=%00&sort=up") == [enquiry.number]

    def test_finds_words_beginnings_people_and_numbers(self, as_maria, channel):
        first, *_rest, resolved = a_mixed_inbox(channel)

        assert shown(as_maria, "?q=curt+question+0") == [first.number]
        assert shown(as_maria, "?q=customer+3") == [resolved.number]
        assert shown(as_maria, f"?q=%23{first.number}") == [first.number]
        assert shown(as_maria, "?q=o'brien+%26+%7C+!") == []

    def test_shows_mentions_and_what_is_overdue(self, as_maria, as_ben, channel, maria, ben):
        from assistants.services import mentions

        named, other, *_rest = a_mixed_inbox(channel)
        mentions.write_note(enquiry=named, actor=maria, text="@Ben please", now=NOW)
        Enquiry.objects.filter(pk=other.pk).update(first_reply_due_at=NOW - timedelta(days=400))

        assert shown(as_ben, "?who=mentions") == [named.number]
        assert shown(as_maria, "?who=mentions") == []
        assert shown(as_maria, "?overdue=1") == [other.number]

    def test_goes_on_page_by_page_without_missing_or_doubling(self, as_maria, channel):
        for n in range(95):
            waits = NOW - timedelta(minutes=n % 7) if n % 3 else None
            making.make_enquiry(channel, waiting_since=waits)
        seen, address = [], INBOX
        while address:
            context = as_maria.get(address).context
            seen += [row.number for row, _clock in context["rows"]]
            address = context["next_url"]

        assert len(seen) == 95
        assert len(set(seen)) == 95

    def test_needs_as_many_queries_for_many(self, as_maria, channel, maria, assistant):
        topic = making.make_topic(assistant)
        few_or_many = {"assignee": maria, "topic": topic, "labels": ["a"]}
        for n in range(3):
            one = making.make_enquiry(channel, making.make_contact(channel, name=f"C{n}"), **few_or_many)
            making.make_draft(making.make_message(one))
        few = queries_of(as_maria, INBOX)
        for n in range(20):
            one = making.make_enquiry(channel, making.make_contact(channel, name=f"D{n}"), **few_or_many)
            making.make_draft(making.make_message(one))

        assert queries_of(as_maria, INBOX) == few
        assert few <= 20

    def test_says_what_to_do_when_there_is_nothing(self, as_maria, workspace):
        assert "Create an assistant" in as_maria.get(INBOX).content.decode()
        assistant = making.make_assistant(workspace)
        assert "No channel yet" in as_maria.get(INBOX).content.decode()
        channel = making.make_channel(assistant)
        assert "Nobody has written yet" in as_maria.get(INBOX).content.decode()
        making.make_enquiry(channel, state="resolved")
        assert "Everybody is answered" in as_maria.get(INBOX).content.decode()
        assert "Nothing fits" in as_maria.get(f"{INBOX}?q=nothing").content.decode()

    def test_answers_with_the_list_alone(self, as_maria, enquiry):
        answer = as_maria.get(INBOX, headers={**HTMX, "HX-Target": "inbox-list"}).content.decode()

        assert 'id="inbox-list"' in answer
        assert "<html" not in answer
        assert 'id="count-all" hx-swap-oob="true">1<' in answer

    def test_leaves_empty_fields_out_of_the_address(self, as_maria, enquiry):
        asked = {**HTMX, "HX-Target": "inbox-list", "HX-Trigger": "inbox-filters"}

        answer = as_maria.get(f"{INBOX}?q=parcel&state=&topic=", headers=asked)

        assert answer["HX-Push-Url"] == f"{INBOX}?q=parcel"


class TestAnEnquiry:
    def test_shows_what_was_said_and_the_draft(self, as_maria, enquiry, message):
        making.make_message(enquiry, "Only for us", author="human", kind="note", state="sent")
        making.make_draft(message, confidence=0.91, voice_distance=0.2)

        content = as_maria.get(page(enquiry)).content.decode()

        for words in ("Where is my parcel?", "Only for us", "It left us yesterday.", "Sure · 91%"):
            assert words in content
        assert "Sounds like you" in content

    def test_does_not_show_what_was_only_observed(self, as_maria, enquiry, message):
        making.make_draft(message, text="Only observed", state=Draft.State.HIDDEN)

        assert "Only observed" not in as_maria.get(page(enquiry)).content.decode()

    def test_escapes_what_customers_write(self, as_maria, enquiry):
        making.make_message(enquiry, "<script>alert(1)</script> https://example.com/<b>")

        content = as_maria.get(page(enquiry)).content.decode()

        assert "<script>alert(1)" not in content
        assert "&lt;script&gt;" in content

    def test_leads_on_from_what_was_merged(self, as_maria, enquiry, channel, maria):
        other = making.make_enquiry(channel, enquiry.contact)
        merging.merge(into=enquiry, others=[other], actor=maria, now=NOW)

        assert as_maria.get(page(other))["Location"] == page(enquiry)

    def test_needs_as_many_queries_for_a_long_one(self, as_maria, enquiry, message, maria):
        for n in range(3):
            making.make_message(enquiry, f"Short {n}", author="human", user=maria)
        few = queries_of(as_maria, page(enquiry))
        for n in range(40):
            making.make_message(enquiry, f"Long {n}", author="human", user=maria)

        assert queries_of(as_maria, page(enquiry)) == few
        assert few <= 32

    def test_shows_the_latest_of_a_very_long_one(self, as_maria, enquiry):
        for n in range(130):
            making.make_message(enquiry, f"Word {n}.", created_at=NOW + timedelta(minutes=n))

        assert "Word 3." not in as_maria.get(page(enquiry)).content.decode()
        assert "Word 3." in as_maria.get(f"{page(enquiry)}?all=1").content.decode()

    def test_renews_itself_without_the_box(self, as_maria, enquiry, message):
        live = reverse("assistants:enquiry-live", args=[enquiry.pk])

        content = as_maria.get(live, headers=HTMX).content.decode()

        assert 'id="thread-log" hx-swap-oob="true"' in content
        assert 'id="enquiry-side" hx-swap-oob="true"' in content
        assert "composer" not in content.replace("#composer-result", "")


class TestChanging:
    def test_resolves_many_and_offers_to_undo(self, as_maria, channel):
        made = a_mixed_inbox(channel)[:3]

        sent = {"ids": [str(one.pk) for one in made], "do": "resolve"}
        answer = as_maria.post(CHANGE, sent, headers=HTMX)

        assert "3 enquiries resolved." in answer.content.decode()
        assert "inbox-changed" in answer["HX-Trigger"]
        assert Enquiry.objects.filter(state="resolved").count() == 4
        as_maria.post(UNDO, {"token": answer.context["token"]}, headers=HTMX)
        assert Enquiry.objects.filter(state="resolved").count() == 1

    def test_does_each_thing(self, as_maria, enquiry, maria, ben, assistant):
        topic = making.make_topic(assistant)
        for do in (
            "take",
            f"assign:{ben.pk}",
            "priority:high",
            "label:vip",
            "snooze:tomorrow",
            f"topic:{topic.pk}",
        ):
            assert act(as_maria, enquiry, do, **HTMX).status_code == 200, do

        enquiry.refresh_from_db()
        assert (enquiry.assignee, enquiry.priority, enquiry.labels) == (ben, "high", ["vip"])
        assert (enquiry.state, enquiry.topic) == ("snoozed", topic)
        for do in ("unlabel:vip", "reopen", "assign:", "confirm", "block"):
            assert act(as_maria, enquiry, do, **HTMX).status_code == 200, do
        enquiry.refresh_from_db()
        assert (enquiry.assignee, enquiry.labels, enquiry.resolution) == (None, [], "confirmed")
        assert enquiry.contact.blocked_at

    @pytest.mark.parametrize(
        "do", ["fly", "snooze:never", "priority:9", "label:", "assign:x", f"topic:{NOBODYS}"]
    )
    def test_refuses_nonsense_and_changes_nothing(self, as_maria, enquiry, do):
        assert act(as_maria, enquiry, do, **HTMX).status_code == 422

        enquiry.refresh_from_db()
        assert enquiry.state == "pending"
        assert not enquiry.messages.exists()

    def test_changes_all_or_none(self, as_maria, enquiry, otto):
        foreign = making.make_enquiry(making.make_channel(making.make_assistant(otto.workspaces.get())))

        answer = as_maria.post(CHANGE, {"ids": [str(enquiry.pk), str(foreign.pk)], "do": "resolve"})

        assert answer.status_code == 404
        enquiry.refresh_from_db()
        assert enquiry.state == "pending"

    def test_goes_back_to_the_page_without_script(self, as_maria, enquiry):
        assert act(as_maria, enquiry, "resolve")["Location"] == page(enquiry)


class TestWriting:
    def send(self, client, enquiry, **sent):
        sent = {"kind": "reply", "text": "It left us today.", **sent}
        return client.post(reverse("assistants:enquiry-reply", args=[enquiry.pk]), sent, headers=HTMX)

    def test_sends_a_reply(self, as_maria, enquiry, message):
        answer = self.send(as_maria, enquiry)

        assert answer.status_code == 200
        assert "composer-sent" in answer["HX-Trigger"]
        assert enquiry.messages.for_customer().last().text == "It left us today."

    def test_sends_and_resolves(self, as_maria, enquiry, message):
        answer = self.send(as_maria, enquiry, resolves="1")

        enquiry.refresh_from_db()
        assert enquiry.state == "resolved"
        assert "data-undo-seconds" in answer.content.decode()

    def test_keeps_a_note_from_the_customer(self, as_maria, enquiry, ben):
        self.send(as_maria, enquiry, kind="note", text="@Ben, look")

        assert not enquiry.messages.for_customer().exists()
        assert Notification.objects.get().user == ben

    def test_sends_a_draft_with_changes(self, as_maria, enquiry, message):
        draft = making.make_draft(message)

        self.send(as_maria, enquiry, text="It left us on Monday.", draft=draft.pk, version=1)

        draft.refresh_from_db()
        assert draft.state == Draft.State.EDITED
        assert draft.sent_text == "It left us on Monday."

    def test_tells_who_was_first_and_sends_nothing(self, as_maria, as_ben, enquiry, message):
        draft = making.make_draft(message)
        decision = reverse("assistants:draft-decision", args=[enquiry.pk, draft.pk])
        as_ben.post(decision, {"decision": "accept", "version": 1}, headers=HTMX)

        answer = self.send(as_maria, enquiry, text="Mine", draft=draft.pk, version=1)

        assert answer.status_code == 422
        assert "Ben" in answer.content.decode()
        assert "What you typed is still here." in answer.content.decode()
        assert enquiry.messages.for_customer().exclude(author="customer").count() == 1

    def test_refuses_no_words(self, as_maria, enquiry):
        assert self.send(as_maria, enquiry, text="  ").status_code == 422
        assert not enquiry.messages.exists()

    def test_offers_ready_texts_filled_in(self, as_maria, enquiry, workspace, maria):
        from assistants.services import canned

        words = {"shortcut": "hi", "title": "Hello", "text": "Hi {{contact.first_name}}"}
        canned.save(workspace=workspace, actor=maria, **words)

        offered = as_maria.get(reverse("assistants:enquiry-canned", args=[enquiry.pk])).json()

        assert offered["texts"] == [{"key": "hi", "title": "Hello", "text": "Hi Nora", "missing": []}]


class TestDeciding:
    def decide(self, client, draft, **sent):
        address = reverse("assistants:draft-decision", args=[draft.enquiry_id, draft.pk])
        return client.post(address, {"version": draft.version, **sent}, headers=HTMX)

    def test_accepts(self, as_maria, enquiry, message):
        draft = making.make_draft(message)

        assert self.decide(as_maria, draft, decision="accept").status_code == 200

        draft.refresh_from_db()
        assert draft.state == Draft.State.ACCEPTED
        assert enquiry.messages.for_customer().last().text == "It left us yesterday."

    def test_rejects_with_a_reason(self, as_maria, message):
        draft = making.make_draft(message)

        self.decide(as_maria, draft, reason="tone", remark="too stiff")

        draft.refresh_from_db()
        assert (draft.state, draft.reject_reason, draft.remark) == ("rejected", "tone", "too stiff")

    def test_offers_to_take_a_rejection_back(self, as_maria, message):
        draft = making.make_draft(message)
        told = self.decide(as_maria, draft, reason="tone").content.decode()
        draft.refresh_from_db()
        assert f'name="version" value="{draft.version}"' in told
        assert 'value="restore"' in told

        self.decide(as_maria, draft, decision="restore")

        draft.refresh_from_db()
        assert (draft.state, draft.reject_reason) == ("proposed", "")

    def test_takes_no_rejection_back_once_the_enquiry_went_on(self, as_maria, enquiry, message):
        draft = making.make_draft(message)
        self.decide(as_maria, draft, reason="tone")
        draft.refresh_from_db()
        making.make_message(enquiry, text="Never mind, it came.")

        assert self.decide(as_maria, draft, decision="restore").status_code == 422
        draft.refresh_from_db()
        assert draft.state == "rejected"

    def test_wants_a_reason(self, as_maria, message):
        draft = making.make_draft(message)

        assert self.decide(as_maria, draft, decision="reject").status_code == 422
        draft.refresh_from_db()
        assert draft.state == Draft.State.PROPOSED


class TestMerging:
    def test_takes_a_number_and_says_what_is_wrong(self, as_maria, enquiry, channel):
        other = making.make_enquiry(channel, enquiry.contact)
        merge = reverse("assistants:enquiry-merge", args=[enquiry.pk])

        assert as_maria.post(merge, {"number": "x"}, headers=HTMX).status_code == 422
        assert as_maria.post(merge, {"number": "999"}, headers=HTMX).status_code == 422
        assert as_maria.post(merge, {"number": f"#{other.number}"}, headers=HTMX).status_code == 200
        other.refresh_from_db()
        assert other.merged_into == enquiry


class TestWho:
    @pytest.fixture
    def addresses(self, enquiry, message):
        draft = making.make_draft(message)
        file = EnquiryFile(message=message, name="a.html", content_type="text/html", size=2)
        file.file.save("a", ContentFile(b"hi"))
        one = {"pk": enquiry.pk}
        reads = [
            ("enquiry", one),
            ("enquiry-live", one),
            ("enquiry-canned", one),
            ("enquiry-file", {"pk": file.pk}),
        ]
        writes = [
            ("enquiry-reply", one),
            ("enquiry-merge", one),
            ("draft-decision", {**one, "draft_pk": draft.pk}),
        ]
        return [
            [reverse(f"assistants:{name}", kwargs=kwargs) for name, kwargs in group]
            for group in (reads, writes)
        ]

    def test_lets_viewers_read_and_not_write(self, as_vera, addresses, enquiry):
        reads, writes = addresses

        assert [as_vera.get(address).status_code for address in reads] == [200] * 4
        assert [as_vera.post(address).status_code for address in writes] == [403] * 3
        assert act(as_vera, enquiry, "resolve").status_code == 403
        assert as_vera.post(UNDO).status_code == 403
        assert 'id="composer"' not in as_vera.get(page(enquiry)).content.decode()
        enquiry.refresh_from_db()
        assert enquiry.state == "pending"

    def test_is_not_there_for_strangers(self, as_otto, addresses, enquiry):
        reads, writes = addresses

        assert [as_otto.get(address).status_code for address in reads] == [404] * 4
        assert [as_otto.post(address).status_code for address in writes] == [404] * 3
        assert act(as_otto, enquiry, "resolve").status_code == 404
        presence = reverse("assistants:enquiry-presence", args=[enquiry.pk])
        assert as_otto.post(presence).status_code == 404
        assert shown(as_otto) == []

    def test_asks_nobody_in(self, as_nobody, addresses):
        reads, writes = addresses

        for address in [INBOX, *reads]:
            assert as_nobody.get(address).status_code == 302
        for address in [CHANGE, UNDO, *writes]:
            assert as_nobody.post(address).status_code == 302

    def test_gives_files_as_downloads_only(self, as_maria, addresses):
        answer = as_maria.get(addresses[0][3])

        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")

    def test_tells_others_that_somebody_writes(self, as_maria, as_ben, enquiry):
        presence = reverse("assistants:enquiry-presence", args=[enquiry.pk])

        as_ben.post(presence, {"state": "writing"})

        assert "Ben is writing" in as_maria.get(page(enquiry)).content.decode()
        assert "is writing" not in as_ben.get(page(enquiry)).content.decode().replace("{name} is writing", "")


class TestReopening:
    def test_is_seen_by_a_customer_who_writes_again(self, enquiry, channel, maria):
        from assistants.services import messages

        enquiries.resolve(enquiry=enquiry, actor=maria, now=NOW)
        later = messages.Incoming(text="It came back.", at=NOW + timedelta(days=1))

        message = messages.receive(channel=channel, contact=enquiry.contact, incoming=later)

        message.enquiry.refresh_from_db()
        assert message.enquiry == enquiry
        assert (message.enquiry.reopened, message.enquiry.resolution) == (1, "")
