"""From a message to a draft, an answer or a person."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from assistants.drafting import phrases
from assistants.models import (
    Assistant,
    BusinessFact,
    Contact,
    Draft,
    Enquiry,
    EnquiryMessage,
    Identity,
    LearnedPattern,
    RoutingRule,
    Topic,
)
from assistants.services import drafting, drafts, enquiries, knowledge, modelling, triage, wording
from lumen.ai.llm.base import TextDelta
from lumen.audit.models import AuditEvent
from tests.assistants import making
from tests.assistants.answering import QUESTION, earn, make_known, read_as, said_to, write
from tests.assistants.racing import together
from tests.transactions import factories as money

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(assistant):
    return making.make_topic(assistant, "parcel")


@pytest.fixture
def known(topic):
    return make_known(topic)


@pytest.fixture
def contact(channel):
    return making.make_contact(channel)


@pytest.fixture(autouse=True)
def _reader(monkeypatch):
    monkeypatch.setattr(triage, "read", read_as())


@pytest.fixture
def reads(monkeypatch):
    return lambda label="parcel", **facts: monkeypatch.setattr(triage, "read", read_as(label, **facts))


@pytest.fixture
def ask(channel, contact, django_capture_on_commit_callbacks):
    def ask_now(text=QUESTION, **extra):
        with django_capture_on_commit_callbacks(execute=True):
            message = write(channel, extra.pop("contact", contact), text, **extra)
        return EnquiryMessage.objects.select_related("enquiry").get(pk=message.pk)

    return ask_now


def draft_of(message):
    return Draft.objects.get(message=message)


class TestAMessage:
    def test_is_read_and_the_reading_kept(self, ask, known, topic):
        enquiry = ask().enquiry

        assert (enquiry.topic, enquiry.confidence, enquiry.in_scope_score) == (topic, 0.97, 0.93)
        assert enquiry.language == "en"

    def test_of_haste_and_anger_matters_more(self, ask, known):
        angry = ask(
            "This is outrageous, you are liars!! Where is my parcel? I need it urgently, today!"
        ).enquiry

        assert angry.priority in ("high", "urgent")

    def test_becomes_a_draft_that_only_members_see(self, ask, known):
        message = ask()

        draft = draft_of(message)
        assert (draft.state, draft.action, draft.origin) == ("proposed", "draft", "approved")
        assert draft.text == "Hi Nora,\nit left us and is on its way to you."
        assert (draft.confidence, draft.phase, draft.problems) == (0.97, "supervised", [])
        assert draft.sources[0]["id"] == str(known.pk)
        assert not said_to(message.enquiry)
        assert message.enquiry.state == "open"

    @pytest.mark.parametrize("phase", ["observe", "recognise"])
    def test_is_only_observed_before_that(self, ask, known, assistant, phase):
        Assistant.objects.filter(pk=assistant.pk).update(phase=phase)

        message = ask()

        assert draft_of(message).state == "hidden"
        assert not said_to(message.enquiry)

    def test_is_looked_at_once(self, ask, known):
        message = ask()
        drafting.respond(message_id=str(message.pk))
        drafting.respond(message_id=str(message.pk))

        assert Draft.objects.count() == 1

    def test_that_is_not_there_is_nothing(self, db):
        drafting.respond(message_id="5f0e7fbe-2f43-4f5b-9a4c-1d37f9a9c9f5")

        assert not Draft.objects.exists()

    def test_of_several_is_read_with_those_before(self, ask, known, monkeypatch):
        texts = []
        reader = triage.read
        monkeypatch.setattr(
            triage,
            "read",
            lambda *, assistant, text: texts.append(text) or reader(assistant=assistant, text=text),
        )
        ask("Where is my parcel?")
        ask("So where is my parcel?")

        assert texts[-1] == "Where is my parcel?\nSo where is my parcel?"
        assert list(Draft.objects.order_by("created_at").values_list("state", flat=True)) == [
            "superseded",
            "proposed",
        ]

    @pytest.mark.django_db(transaction=True)
    def test_is_looked_at_once_by_two_workers(self, channel, contact, known):
        enquiry = making.make_enquiry(channel, contact, state="pending")
        message = making.make_message(enquiry)

        together(lambda: drafting.respond(message_id=str(message.pk)), times=3)

        assert Draft.objects.count() == 1


class TestNothingIsDone:
    def respond(self, message):
        drafting.respond(message_id=str(message.pk))
        return Draft.objects.exists() or bool(said_to(message.enquiry))

    def test_for_a_resolved_enquiry(self, message, known):
        Enquiry.objects.update(state="resolved")

        assert not self.respond(message)

    def test_for_a_blocked_customer(self, message, known):
        Contact.objects.update(blocked_at=making.NOW)

        assert not self.respond(message)

    def test_when_the_customer_wrote_again(self, message, known):
        making.make_message(message.enquiry, "Hello?")

        assert not self.respond(message)

    def test_when_a_member_was_faster(self, message, known, maria):
        enquiries.reply(enquiry=message.enquiry, actor=maria, text="On its way.", now=making.NOW)

        drafting.respond(message_id=str(message.pk))

        assert not Draft.objects.exists()

    def test_by_a_deleted_assistant(self, message, known):
        Assistant.objects.update(deleted_at=making.NOW)

        assert not self.respond(message)

    def test_for_what_a_member_wrote(self, enquiry, known):
        ours = making.make_message(enquiry, "On its way.", author="human")

        drafting.respond(message_id=str(ours.pk))

        assert not Draft.objects.exists()


class TestAnsweringByItself:
    @pytest.fixture(autouse=True)
    def _earned(self, topic, known, channel):
        earn(topic, channel)

    def test_sends_what_was_proved(self, ask, maria):
        message = ask()

        (sent,) = said_to(message.enquiry)
        draft = draft_of(message)
        assert (sent.author, sent.action, sent.text) == ("ai", "answer", draft.text)
        assert (draft.state, draft.action, draft.sent_message) == ("automated", "answer", sent)
        assert (message.enquiry.state, message.enquiry.waiting_since) == ("pending", None)
        assert AuditEvent.objects.filter(action="draft.automated").count() == 1

    def test_not_when_it_is_less_sure_than_what_was_proved(self, ask, reads, topic):
        unsure = Draft.objects.filter(topic=topic).values_list("pk", flat=True)[:30]
        Draft.objects.filter(pk__in=list(unsure)).update(state="rejected", confidence=0.3)
        reads(confidence=0.4)

        message = ask()

        assert draft_of(message).state == "proposed"
        assert not said_to(message.enquiry)

    def test_not_when_the_neighbours_disagree(self, ask, reads):
        reads(agreement=0.2)

        assert draft_of(ask()).state == "proposed"

    def test_not_when_the_owner_switched_it_off(self, ask, assistant):
        Assistant.objects.filter(pk=assistant.pk).update(may_automate=False)

        assert draft_of(ask()).state == "proposed"

    def test_not_when_the_topic_is_for_drafts(self, ask, topic):
        Topic.objects.filter(pk=topic.pk).update(handling="draft")

        assert draft_of(ask()).state == "proposed"

    def test_not_in_a_language_the_reply_is_not_written_in(self, ask, reads):
        reads(language="de")

        assert draft_of(ask("Wo ist mein Paket? Where is my parcel?")).state == "proposed"

    def test_not_while_a_person_has_it(self, ask, maria):
        first = ask()
        enquiries.take(enquiry=first.enquiry, actor=maria, now=making.NOW)
        second = ask("And where is it now? Where is my parcel?")

        assert draft_of(second).state == "proposed"
        assert len(said_to(first.enquiry)) == 1

    def test_not_after_a_handover_until_it_is_resolved(self, ask):
        first = ask("I want to talk to a real person")
        second = ask()
        assert [one.action for one in said_to(first.enquiry)] == ["handover"]
        assert draft_of(second).state == "proposed"

        enquiries.resolve(enquiry=Enquiry.objects.get(pk=first.enquiry_id), now=making.NOW)
        ask(at=making.NOW + timedelta(hours=1))

        assert [one.action for one in said_to(first.enquiry)] == ["handover", "answer"]

    def test_not_with_one_of_several_replies_to_a_question_that_is_only_like_it(self, ask, topic):
        make_known(topic, "How much does it cost to send?", "Four euros.")

        assert draft_of(ask("Is my brown parcel with the lamp on its way?")).state == "proposed"

    def test_not_with_a_fact_in_another_language(self, ask, assistant, topic, known, reads):
        known.delete()
        text = "Wir haben von Montag bis Freitag geöffnet und am Samstag nicht."
        BusinessFact.objects.create(assistant=assistant, name="Opening hours opening hours", text=text)
        reads(language="en")

        draft = draft_of(ask("opening hours opening hours"))

        assert (draft.origin, draft.state) == ("fact", "proposed")

    def test_greets_back_once(self, ask):
        hello = ask("Hi!")
        again = ask("hello?")

        assert [one.text for one in said_to(hello.enquiry)] == [phrases.GREETING["en"]]
        assert not said_to(hello.enquiry)[0].reason
        assert again.enquiry_id == hello.enquiry_id

    def test_thanks_end_the_waiting(self, ask):
        ask()
        thanks = ask("Thanks!")

        assert thanks.enquiry.waiting_since is None
        assert len(said_to(thanks.enquiry)) == 1


class TestWords:
    def test_with_a_slot_nobody_can_fill_fall_to_the_next(self, ask, topic):
        make_known(topic, reply="Your parcel comes with {link}.")
        fallback = make_known(topic, question="Where is the parcel?", reply="It is on its way.")

        draft = draft_of(ask())

        assert draft.text == "It is on its way."
        assert draft.sources[0]["id"] == str(fallback.pk)

    def test_come_from_an_earlier_reply_before_anybody_approved_one(self, ask, topic):
        vector = knowledge.vector_of(QUESTION)
        pattern = making.make_pattern(topic, QUESTION, "Hi {name}, it left us.", question_vector=vector)

        draft = draft_of(ask())

        assert (draft.origin, draft.text) == ("earlier", "Hi Nora, it left us.")
        assert draft.sources[0]["id"] == str(pattern.pk)

    def test_of_an_earlier_reply_wait_for_a_person_until_people_sent_it_often(self, ask, topic, channel):
        earn(topic, channel)
        vector = knowledge.vector_of(QUESTION)
        pattern = making.make_pattern(topic, QUESTION, "It left us.", question_vector=vector)
        assert draft_of(ask()).state == "proposed"

        LearnedPattern.objects.filter(pk=pattern.pk).update(used=knowledge.PROVED_BY)

        assert draft_of(ask(contact=making.make_contact(channel))).state == "automated"

    def test_with_something_to_fill_in_are_shown_when_nothing_else_is_known(self, ask, topic, maria):
        make_known(topic, reply="Your parcel comes on {date}.")

        draft = draft_of(ask())

        assert (draft.state, draft.text) == ("proposed", "Your parcel comes on {date}.")
        assert [problem["kind"] for problem in draft.problems] == ["slot"]
        with pytest.raises(drafts.UnfinishedDraftError):
            drafts.accept(draft=draft, actor=maria, version=1, now=making.NOW)
        drafts.edit(draft=draft, actor=maria, version=1, text="Your parcel comes on Friday.", now=making.NOW)
        assert [one.text for one in said_to(draft.enquiry)][-1] == "Your parcel comes on Friday."

    def test_repeat_only_the_customers_own_order(self, ask, topic):
        make_known(topic, reply="Order {order} is on its way.")

        assert (
            draft_of(ask("Where is my parcel? My order number is A-1002.")).text
            == "Order A-1002 is on its way."
        )

    def test_come_from_what_the_owner_states(self, ask, assistant, topic, reads):
        BusinessFact.objects.create(
            assistant=assistant, name="Opening hours", text="We are open from 9 to 17."
        )

        draft = draft_of(ask("What are your opening hours, from when are you open?"))

        assert draft.origin == "fact"
        assert "We are open from 9 to 17." in draft.text

    def test_come_from_a_paper_with_its_place(self, ask, workspace, topic):
        from tests.documents import factories as papers

        text = b"# Returns\n\nYou can return every lamp within 30 days of delivery, unused and in its box.\n"
        document = papers.make_read(workspace, "returns.md", text)

        draft = draft_of(ask("Within how many days can I return a lamp?"))

        assert draft.origin == "snippet"
        assert "30 days" in draft.text
        assert draft.citations[0]["document"] == str(document.pk)

    def test_from_a_paper_are_not_kept_as_a_members_search(self, ask, workspace, topic):
        from documents.models import SearchLog
        from tests.documents import factories as papers

        papers.make_read(workspace, "returns.md", b"# Returns\n\nYou can return every lamp within 30 days.\n")
        ask("Within how many days can I return a lamp?")

        assert not SearchLog.objects.exists()

    def test_of_a_paper_no_customer_got_yet_wait_for_a_person(self, ask, workspace, topic, channel, contact):
        from tests.documents import factories as papers

        earn(topic, channel)
        papers.make_read(workspace, "returns.md", b"# Returns\n\nYou can return every lamp within 30 days.\n")
        message = ask("Within how many days can I return a lamp?")
        first = draft_of(message)
        assert (first.origin, first.state) == ("snippet", "proposed")

        Draft.objects.filter(pk=first.pk).update(state="accepted", decided_at=making.NOW)
        Enquiry.objects.filter(pk=message.enquiry_id).update(state="resolved", resolved_at=making.NOW)
        ask("Within how many days can I return a lamp?", contact=making.make_contact(channel))

        assert Draft.objects.latest("created_at").state == "automated"

    def test_that_are_nowhere_hand_over(self, ask, topic):
        message = ask()

        assert (draft_of(message).action, draft_of(message).handover_reason) == (
            "handover",
            "missing_knowledge",
        )
        assert [one.action for one in said_to(message.enquiry)] == ["handover"]

    def test_are_asked_for_again(self, ask, topic, maria, django_capture_on_commit_callbacks):
        make_known(topic)
        make_known(topic, question="Where is the parcel?", reply="It is on its way.")
        first = draft_of(ask())
        with django_capture_on_commit_callbacks(execute=True):
            drafts.ask_again(draft=first, actor=maria, version=1)

        second = Draft.objects.get(state="proposed")
        assert second.text != first.text
        assert Draft.objects.get(pk=first.pk).state == "superseded"

    def test_asked_for_again_are_never_sent_without_a_person(
        self, ask, topic, maria, reads, django_capture_on_commit_callbacks
    ):
        make_known(topic)
        reads(agreement=0.1)
        first = draft_of(ask())
        earn(topic, first.enquiry.channel)
        reads()
        with django_capture_on_commit_callbacks(execute=True):
            drafts.ask_again(draft=first, actor=maria, version=1)

        assert Draft.objects.filter(state="proposed").count() == 1
        assert not said_to(first.enquiry)

    def test_keep_the_style_of_their_enquiry(self, ask, assistant, known):
        Assistant.objects.update(styles=[{"name": "Short", "settings": {}}, {"name": "Warm", "settings": {}}])
        message = ask()
        style = draft_of(message).style
        again = ask("Where is my parcel now?")

        assert style in ("Short", "Warm")
        assert draft_of(again).style == style


class Scripted:
    """A model that says what it was told to."""

    name, max_tokens = "fake:1", 200

    def __init__(self, text):
        self.text, self.asked, self.tools = text, [], []

    def stream(self, messages, *, tools=(), timeout_seconds, should_stop):
        self.asked, self.tools = list(messages), list(tools)
        yield TextDelta(self.text)


@pytest.fixture
def model(monkeypatch, assistant):
    BusinessFact.objects.create(assistant=assistant, name="Returns", text="Lamps go back within 30 days.")

    def says(text):
        scripted = Scripted(text)
        monkeypatch.setattr(modelling.consent, "allowed_model", lambda *args: scripted)
        return scripted

    return says


class TestALanguageModel:
    ODD = "xylophone quarterly zebra?"

    def test_words_what_nothing_else_answers(self, ask, topic, model):
        scripted = model("You can send it back within 30 days.")
        draft = draft_of(ask(self.ODD))

        assert (draft.origin, draft.text, draft.model) == (
            "model",
            "You can send it back within 30 days.",
            "fake:1",
        )
        assert draft.problems == []
        assert scripted.tools == []

    def test_invents_and_is_held_back(self, ask, topic, model, channel):
        earn(topic, channel)
        model("We will refund 500 EUR to you by 12 May, see www.evil.example.")
        message = ask(self.ODD)

        draft = draft_of(message)
        assert draft.state == "proposed"
        assert {problem["kind"] for problem in draft.problems} >= {"number", "promise"}
        assert not said_to(message.enquiry)

    def test_that_does_not_know_hands_over(self, ask, topic, model):
        model("No.")

        assert draft_of(ask(self.ODD)).handover_reason == "missing_knowledge"

    def test_is_not_asked_where_nobody_would_read_it(self, ask, topic, model, assistant):
        scripted = model("You can send it back within 30 days.")
        Assistant.objects.filter(pk=assistant.pk).update(phase="observe")
        ask(self.ODD)

        assert scripted.asked == []

    def test_is_not_asked_without_consent(self, ask, topic, assistant):
        BusinessFact.objects.create(assistant=assistant, name="Returns", text="Lamps go back within 30 days.")

        assert draft_of(ask(self.ODD)).origin == "none"


class TestHandingOver:
    @pytest.mark.parametrize(
        "text",
        [
            "I want to talk to a human",
            "Ich möchte mit einem Menschen sprechen",
            "Je veux parler à un conseiller",
        ],
    )
    @pytest.mark.parametrize("phase", ["observe", "supervised"])
    def test_when_the_customer_asks(self, ask, known, assistant, text, phase):
        Assistant.objects.filter(pk=assistant.pk).update(phase=phase)

        message = ask(text)

        assert draft_of(message).handover_reason == "customer_asked"
        assert [one.action for one in said_to(message.enquiry)] == ["handover"]

    def test_of_an_angry_customer_proposes_words_to_a_person(self, ask, known):
        message = ask("You are liars and incompetent idiots, this is outrageous!! Where is my parcel?")

        draft = draft_of(message)
        assert (draft.action, draft.handover_reason, draft.state) == ("handover", "anger", "proposed")
        assert message.enquiry.handover_reason == "anger"

    def test_of_a_topic_for_people(self, ask, known, topic):
        Topic.objects.filter(pk=topic.pk).update(handling="person")

        assert ask().enquiry.handover_reason == "policy"

    def test_by_a_rule_of_the_owner(self, ask, known, assistant):
        RoutingRule.objects.create(
            assistant=assistant,
            name="Press",
            conditions=[{"field": "text", "op": "contains", "value": "journalist"}],
            actions=[{"action": "person"}, {"action": "label", "value": "press"}],
        )

        enquiry = ask("I am a journalist, where is my parcel?").enquiry

        assert (enquiry.handover_reason, enquiry.labels) == ("policy", ["press"])

    def test_of_what_belongs_to_no_topic(self, ask, known, reads):
        reads(None, confidence=0.2, in_scope_score=0.1)

        assert ask("xylophone quarterly zebra?").enquiry.handover_reason == "missing_knowledge"

    def test_not_of_what_was_only_watched(self, ask, assistant, topic):
        Assistant.objects.filter(pk=assistant.pk).update(phase="observe")

        message = ask()

        assert (message.enquiry.handed_over_at, message.enquiry.state) == (None, "open")
        assert draft_of(message).action == "handover"
        assert not said_to(message.enquiry)

    @pytest.mark.parametrize("broken", ["reader", "words", "rules"])
    @pytest.mark.parametrize("phase", ["observe", "supervised", "automated"])
    def test_when_anything_fails(self, ask, known, monkeypatch, broken, phase):
        def fails(*args, **kwargs):
            raise RuntimeError("broken")

        Assistant.objects.update(phase=phase)
        places = {
            "reader": (triage, "read"),
            "words": (wording, "best"),
            "rules": (drafting.routing, "apply"),
        }
        monkeypatch.setattr(*places[broken], fails)

        message = ask()

        assert message.enquiry.handover_reason == "tool_failure"
        assert [one.action for one in said_to(message.enquiry)] == ["handover"]
        assert draft_of(message).handover_reason == "tool_failure"

    def test_happens_once_however_often_it_fails(self, ask, known, monkeypatch):
        monkeypatch.setattr(triage, "read", None)
        for _time in range(4):
            message = ask()

        assert len(said_to(message.enquiry)) == 1

    def test_does_not_go_round_in_circles(self, ask, known, reads, maria):
        """Resolved and reopened again and again by a customer's own machine."""
        reads(None, confidence=0.1, in_scope_score=0.1)
        for minute in range(6):
            at = making.NOW + timedelta(minutes=minute)
            message = ask("xylophone quarterly zebra?", at=at)
            enquiries.resolve(enquiry=message.enquiry, now=at)

        assert len(said_to(message.enquiry)) == 1


class TestOwnPayments:
    ASKED = "Hello, has my payment of 49.90 EUR arrived?"

    @pytest.fixture
    def customer(self, channel, topic, workspace):
        Topic.objects.filter(pk=topic.pk).update(may_read_money=True)
        for name, amount in (("Nora Lind", "49.90"), ("Otis Berg", "812.34"), ("Elinora Lindgren", "77.70")):
            money.make_transaction(
                workspace,
                kind="income",
                amount=Decimal(amount),
                currency="EUR",
                merchant=name,
                description=f"SEPA {name}",
                booked_on=timezone.localdate() - timedelta(days=6),
            )
        return making.make_contact(channel, verified_at=making.NOW)

    def test_are_confirmed_to_who_proved_who_they_are(self, ask, customer):
        draft = draft_of(ask(self.ASKED, contact=customer))

        assert draft.origin == "money"
        assert "49.90" in draft.text
        assert draft.problems == []

    def test_of_another_are_never_told(self, ask, customer):
        draft = draft_of(ask("Has my payment of 812.34 EUR arrived?", contact=customer))

        assert draft.origin == "money"
        assert draft.text == phrases.NO_PAYMENT["en"]
        assert "Otis" not in str(draft.sources)

    def test_say_no_amount_that_was_not_asked_for(self, ask, customer):
        draft = draft_of(ask("Has my payment arrived?", contact=customer))

        assert draft.origin == "money"
        assert "49" not in draft.text

    def test_are_not_looked_up_for_a_visitor(self, ask, customer, contact):
        assert draft_of(ask(self.ASKED, contact=contact)).origin != "money"

    def test_are_not_looked_up_without_permission(self, ask, customer, topic):
        Topic.objects.filter(pk=topic.pk).update(may_read_money=False)

        assert draft_of(ask(self.ASKED, contact=customer)).origin != "money"

    def test_are_not_looked_up_for_who_is_verified_elsewhere(self, ask, customer, assistant, channel):
        Identity.objects.filter(contact=customer).update(verified_at=None)
        other = making.make_channel(assistant, "webhook")
        Identity.objects.create(contact=customer, channel=other, value="x", verified_at=making.NOW)

        assert draft_of(ask(self.ASKED, contact=customer)).origin != "money"

    def test_found_by_a_name_alone_wait_for_a_person(self, ask, customer, topic, channel):
        earn(topic, channel)

        assert draft_of(ask(self.ASKED, contact=customer)).state == "proposed"

    def test_found_by_a_signed_number_are_answered(self, ask, customer, topic, channel, workspace):
        earn(topic, channel)
        Identity.objects.filter(contact=customer).update(external_id="K-20417")
        money.make_transaction(
            workspace,
            kind="income",
            amount=Decimal("19.00"),
            currency="EUR",
            merchant="Lind K-20417",
            description="Lind K-20417",
            booked_on=timezone.localdate() - timedelta(days=2),
        )

        message = ask("Has my payment of 19.00 EUR arrived?", contact=customer)

        assert draft_of(message).state == "automated"
        assert "19" in said_to(message.enquiry)[0].text


def test_a_reading_is_replaceable():
    """The reader these tests choose is of the kind the real one gives."""
    read = read_as()(assistant=None, text=QUESTION)

    assert replace(read, label=None).label is None
