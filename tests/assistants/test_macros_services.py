"""Macros: what they say they will do, doing all of it or nothing, taking it back; routing rules."""

import pytest
from django.urls import reverse

from accounts.models import Membership
from assistants.models import Enquiry, Macro, RoutingRule
from assistants.services import enquiries, macros, routing, undoing
from tests.assistants import making
from tests.assistants.counting import queries_of

pytestmark = pytest.mark.django_db
NOW = making.NOW
LIST, NEW = reverse("assistants:macros"), reverse("assistants:macro-new")
STEPS = [
    {"action": "reply", "value": "Hi {{contact.first_name|there}}, use the label of your parcel."},
    {"action": "note", "value": "Sent the label."},
    {"action": "label", "value": "returns"},
    {"action": "assign", "value": "me"},
    {"action": "priority", "value": "high"},
    {"action": "resolve", "value": ""},
]


@pytest.fixture
def macro(workspace, maria):
    return macros.save(workspace=workspace, actor=maria, name="Return", steps=STEPS)


class TestSave:
    @pytest.mark.parametrize(
        "steps",
        [
            [],
            [{"action": "fly", "value": "home"}],
            [{"action": "reply", "value": " "}],
            [{"action": "reply", "value": "{{contact.shoe}}"}],
            [{"action": "priority", "value": "enormous"}],
            [{"action": "snooze", "value": "1999"}],
            [{"action": "assign", "value": "somebody"}],
            [{"action": "resolve", "value": ""}, {"action": "label", "value": "late"}],
            [{"action": "label", "value": "x"}] * 13,
        ],
    )
    def test_refuses_steps_that_make_no_sense(self, workspace, maria, steps):
        with pytest.raises((macros.BrokenStepError, macros.canned.UnknownVariableError)):
            macros.save(workspace=workspace, actor=maria, name="Broken", steps=steps)

        assert not Macro.objects.exists()

    def test_refuses_a_name_that_is_taken(self, workspace, maria, macro):
        with pytest.raises(macros.NameTakenError):
            macros.save(workspace=workspace, actor=maria, name="Return", steps=STEPS)

        assert Macro.objects.count() == 1


class TestPreview:
    def test_says_in_words_what_will_happen_and_does_nothing(self, macro, enquiry, maria):
        lines = macros.preview(macro=macro, enquiry=enquiry, actor=maria, now=NOW)

        assert lines[0].text == "Hi Nora, use the label of your parcel."
        assert [line.says for line in lines][2:] == [
            "Adds the label “returns”",
            "Assigns it to you",
            "Sets the priority to High",
            "Resolves it",
        ]
        assert not enquiry.messages.exists()


class TestRun:
    def test_does_every_step(self, macro, enquiry, message, maria):
        macros.run(macro=macro, enquiry=enquiry, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        macro.refresh_from_db()
        assert (enquiry.state, enquiry.assignee, enquiry.priority) == ("resolved", maria, "high")
        assert enquiry.labels == ["returns"]
        said = enquiry.messages.exclude(kind="event").order_by("seq")
        assert [one.text for one in said][1:] == [
            "Hi Nora, use the label of your parcel.",
            "Sent the label.",
        ]
        assert macro.used == 1

    def test_does_nothing_when_one_step_fails(self, workspace, enquiry, message, maria, ben):
        steps = [STEPS[0], {"action": "assign", "value": str(ben.pk)}]
        macro = macros.save(workspace=workspace, actor=maria, name="To Ben", steps=steps)
        Membership.objects.filter(user=ben).delete()

        with pytest.raises(macros.BrokenStepError):
            macros.run(macro=macro, enquiry=enquiry, actor=maria, now=NOW)

        assert enquiry.messages.count() == 1

    def test_takes_a_reply_back_when_a_later_step_is_refused(self, macro, enquiry, message, maria):
        enquiries.block_contact(contact=enquiry.contact, actor=maria, now=NOW)
        macro.steps = [{"action": "label", "value": "x"}, STEPS[0]]
        macro.save()

        with pytest.raises(enquiries.BlockedContactError):
            macros.run(macro=macro, enquiry=enquiry, actor=maria, now=NOW)

        enquiry.refresh_from_db()
        assert enquiry.labels == []
        assert enquiry.messages.count() == 1

    def test_is_taken_back_but_for_what_was_said(self, workspace, macro, enquiry, message, maria):
        change = macros.run(macro=macro, enquiry=enquiry, actor=maria, now=NOW)
        token = undoing.token_of(workspace=workspace, changes=[change])

        undoing.undo(workspace=workspace, actor=maria, token=token, now=NOW)

        enquiry.refresh_from_db()
        assert (enquiry.priority, enquiry.labels) == ("normal", [])
        assert enquiry.state == Enquiry.State.OPEN
        assert enquiry.messages.filter(author="human", kind="reply").exists()


class TestThePages:
    SENT = {"name": "Thanks", "action": ["reply", "resolve"], "value": ["Thank you.", ""]}

    def test_make_change_and_delete(self, as_maria):
        assert as_maria.post(NEW, self.SENT).status_code == 302
        row = Macro.objects.get()
        assert row.steps[1] == {"action": "resolve", "value": ""}
        edit = reverse("assistants:macro-edit", args=[row.pk])
        assert as_maria.post(edit, {**self.SENT, "name": "Many thanks"}).status_code == 302
        assert "Many thanks" in as_maria.get(LIST).content.decode()
        as_maria.post(reverse("assistants:macro-delete", args=[row.pk]))
        assert not Macro.objects.exists()

    def test_say_what_is_wrong_and_keep_what_was_typed(self, as_maria):
        answer = as_maria.post(NEW, {**self.SENT, "value": ["", ""]})

        assert answer.status_code == 422
        assert "Thanks" in answer.content.decode()

    def test_let_viewers_look_only(self, as_vera, macro):
        assert as_vera.get(LIST).status_code == 200
        assert as_vera.post(NEW, self.SENT).status_code == 403
        assert as_vera.post(reverse("assistants:macro-delete", args=[macro.pk])).status_code == 403

    def test_are_closed_to_strangers_and_nobody(self, as_otto, as_nobody, macro, enquiry):
        for address in (
            reverse("assistants:macro-edit", args=[macro.pk]),
            reverse("assistants:macro-delete", args=[macro.pk]),
            reverse("assistants:macro-run", args=[enquiry.pk, macro.pk]),
        ):
            assert as_otto.post(address, self.SENT).status_code == 404
            assert as_nobody.post(address, self.SENT).status_code == 302

    def test_show_before_they_run(self, as_maria, as_vera, macro, enquiry, message):
        preview = reverse("assistants:macro-preview", args=[enquiry.pk, macro.pk])
        run = reverse("assistants:macro-run", args=[enquiry.pk, macro.pk])

        assert "Hi Nora, use the label" in as_maria.get(preview).content.decode()
        assert as_vera.post(run).status_code == 403
        answer = as_maria.post(run, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        assert "data-undo-seconds" in answer.content.decode()
        enquiry.refresh_from_db()
        assert enquiry.state == "resolved"

    def test_need_as_many_queries_for_many(self, as_maria, workspace, maria):
        simple = [{"action": "label", "value": "x"}]
        for n in range(3):
            macros.save(workspace=workspace, actor=maria, name=f"few {n}", steps=simple)
        few = queries_of(as_maria, LIST)
        for n in range(20):
            macros.save(workspace=workspace, actor=maria, name=f"many {n}", steps=simple)

        assert queries_of(as_maria, LIST) == few


class TestRouting:
    CONDITIONS = [{"field": "text", "op": "contains", "value": "lawyer, court"}]
    ACTIONS = [
        {"action": "person", "value": ""},
        {"action": "priority", "value": "urgent"},
        {"action": "label", "value": "legal"},
    ]

    def save(self, assistant, maria, **changes):
        asked = {"name": "Legal", "conditions": self.CONDITIONS, "actions": self.ACTIONS, **changes}
        return routing.save(assistant=assistant, actor=maria, **asked)

    def test_does_what_fits(self, assistant, enquiry, maria):
        self.save(assistant, maria)
        message = making.make_message(enquiry, "You will hear from my LAWYER")

        routed = routing.apply(message=message, now=NOW)

        enquiry.refresh_from_db()
        assert routed == routing.Routed(rules=("Legal",), needs_person=True)
        assert (enquiry.priority, enquiry.labels) == ("urgent", ["legal"])

    def test_leaves_alone_what_does_not_fit_or_is_off(self, assistant, enquiry, maria):
        rule = self.save(assistant, maria)
        quiet = making.make_message(enquiry, "Thank you")
        assert routing.apply(message=quiet, now=NOW) == routing.Routed()
        routing.turn(rule=rule, is_active=False, actor=maria)
        loud = making.make_message(enquiry, "My lawyer!")
        assert routing.apply(message=loud, now=NOW) == routing.Routed()

    @pytest.mark.parametrize(
        ("condition", "fits"),
        [
            ({"field": "text", "op": "lacks", "value": "order"}, True),
            ({"field": "topic", "op": "is", "value": "refund"}, True),
            ({"field": "topic", "op": "is_not", "value": "refund"}, False),
            ({"field": "channel", "op": "is", "value": "widget"}, True),
            ({"field": "language", "op": "is", "value": "de"}, True),
            ({"field": "domain", "op": "is", "value": "example.com"}, True),
            ({"field": "anger", "op": "at_least", "value": "high"}, True),
            ({"field": "urgency", "op": "at_least", "value": "low"}, False),
            ({"field": "hours", "op": "is", "value": "open"}, True),
        ],
    )
    def test_knows_its_conditions(self, assistant, channel, maria, condition, fits):
        topic = making.make_topic(assistant, "refund")
        enquiry = making.make_enquiry(channel, topic=topic, language="de", anger=0.8)
        rule = self.save(assistant, maria, conditions=[condition])
        message = making.make_message(enquiry, "Wo bleibt mein Geld?")

        assert bool(routing.apply(message=message, now=NOW).rules) == fits
        assert routing.count_fitting(rule=rule, now=NOW) == int(fits)

    @pytest.mark.parametrize(
        "changes",
        [
            {"conditions": []},
            {"actions": []},
            {"conditions": [{"field": "shoe", "op": "is", "value": "9"}]},
            {"conditions": [{"field": "text", "op": "contains", "value": ""}]},
            {"conditions": [{"field": "anger", "op": "at_least", "value": "9"}]},
            {"actions": [{"action": "assign", "value": "me"}]},
            {"actions": [{"action": "reply", "value": "Hello"}]},
        ],
    )
    def test_refuses_what_cannot_work(self, assistant, maria, changes):
        with pytest.raises(routing.BrokenRuleError):
            self.save(assistant, maria, **changes)

        assert not RoutingRule.objects.exists()

    def test_is_made_on_its_page(self, as_maria, as_vera, assistant):
        sent = {
            "name": "Legal",
            "assistant": assistant.slug,
            "is_active": "1",
            "field": ["text"],
            "op": ["contains"],
            "wanted": ["court"],
            "action": ["person"],
            "value": [""],
        }
        new = reverse("assistants:routing-new")

        assert as_vera.post(new, sent).status_code == 403
        assert as_maria.post(new, {**sent, "wanted": [""]}).status_code == 422
        assert not RoutingRule.objects.exists()
        assert as_maria.post(new, sent).status_code == 302
        page = as_maria.get(reverse("assistants:routing")).content.decode()
        assert "the text contains “court”" in page
        rule = RoutingRule.objects.get()
        as_maria.post(reverse("assistants:routing-turn", args=[rule.pk]), {"is_active": "0"})
        rule.refresh_from_db()
        assert not rule.is_active
        as_maria.post(reverse("assistants:routing-delete", args=[rule.pk]))
        assert not RoutingRule.objects.exists()

    def test_is_closed_to_strangers(self, as_otto, as_nobody, assistant, maria):
        rule = self.save(assistant, maria)
        for name in ("routing-edit", "routing-turn", "routing-delete"):
            address = reverse(f"assistants:{name}", args=[rule.pk])
            assert as_otto.post(address).status_code == 404
            assert as_nobody.post(address).status_code == 302
        assert RoutingRule.objects.count() == 1
