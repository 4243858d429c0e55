"""Ready texts: their variables, their shortcuts, their pages."""

import pytest
from django.urls import reverse

from assistants.models import CannedReply
from assistants.services import canned
from tests.assistants import making
from tests.assistants.counting import queries_of

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("assistants:canned"), reverse("assistants:canned-new")
A_TEXT = {"shortcut": "thanks", "title": "Thanks", "text": "Hi {{contact.first_name|there}}, thank you."}


def save(workspace, actor, **changes):
    return canned.save(workspace=workspace, actor=actor, **{**A_TEXT, **changes})


class TestFill:
    def fill(self, text, enquiry, maria):
        return canned.fill(text, enquiry=enquiry, member=maria)

    def test_puts_the_customers_facts_in(self, enquiry, maria):
        text = (
            "Hi {{ contact.first_name }}, about #{{enquiry.number}}. {{agent.first_name}}, {{business.name}}"
        )

        filled = self.fill(text, enquiry, maria)

        assert filled.text == "Hi Nora, about #1. Maria, Maria's money"
        assert filled.missing == ()

    def test_says_what_else_where_nothing_is_known(self, channel, maria):
        nameless = making.make_enquiry(channel, making.make_contact(channel, name="", email=""))

        assert self.fill("Hi {{contact.first_name|there}}!", nameless, maria).text == "Hi there!"
        without = self.fill("Hi {{contact.first_name}}, hello", nameless, maria)
        assert without.text == "Hi, hello"
        assert without.missing == ("contact.first_name",)

    def test_takes_what_a_customer_wrote_as_words(self, channel, maria):
        sly = making.make_contact(channel, name="{{contact.email}} {{business.name}}", email="s@example.com")
        enquiry = making.make_enquiry(channel, sly)

        assert self.fill("Hi {{contact.name}}", enquiry, maria).text == (
            "Hi {{contact.email}} {{business.name}}"
        )


class TestSave:
    def test_keeps_and_changes(self, workspace, maria):
        reply = save(workspace, maria)

        save(workspace, maria, text="Hello", reply=reply)

        assert CannedReply.objects.get().text == "Hello"

    def test_refuses_a_variable_that_does_not_exist(self, workspace, maria):
        with pytest.raises(canned.UnknownVariableError, match=r"contact\.iban"):
            save(workspace, maria, text="{{contact.iban}}")

        assert not CannedReply.objects.exists()

    def test_refuses_a_shortcut_that_is_taken(self, workspace, maria):
        save(workspace, maria)

        with pytest.raises(canned.ShortcutTakenError):
            save(workspace, maria, title="Again")

        assert CannedReply.objects.count() == 1


class TestThePages:
    def test_make_change_and_delete(self, as_maria, workspace):
        assert as_maria.post(NEW, A_TEXT).status_code == 302
        row = CannedReply.objects.get()
        edit = reverse("assistants:canned-edit", args=[row.pk])
        assert as_maria.post(edit, {**A_TEXT, "title": "Many thanks"}).status_code == 302
        assert "Many thanks" in as_maria.get(LIST).content.decode()
        as_maria.post(reverse("assistants:canned-delete", args=[row.pk]))
        assert not CannedReply.objects.exists()

    def test_say_what_is_wrong(self, as_maria):
        answer = as_maria.post(NEW, {**A_TEXT, "text": "{{contact.shoe}}"})

        assert answer.status_code == 422
        assert "contact.shoe" in answer.content.decode()

    def test_let_viewers_look_only(self, as_vera, workspace, maria):
        row = save(workspace, maria)

        assert as_vera.get(LIST).status_code == 200
        assert as_vera.post(NEW, A_TEXT).status_code == 403
        assert as_vera.post(reverse("assistants:canned-delete", args=[row.pk])).status_code == 403
        assert CannedReply.objects.count() == 1

    def test_are_closed_to_strangers_and_nobody(self, as_otto, as_nobody, workspace, maria):
        row = save(workspace, maria)
        for name in ("canned-edit", "canned-delete"):
            address = reverse(f"assistants:{name}", args=[row.pk])
            assert as_otto.post(address, A_TEXT).status_code == 404
            assert as_nobody.post(address, A_TEXT).status_code == 302
        assert CannedReply.objects.get().title == "Thanks"

    def test_need_as_many_queries_for_many(self, as_maria, workspace, maria):
        for n in range(3):
            save(workspace, maria, shortcut=f"few-{n}")
        few = queries_of(as_maria, LIST)
        for n in range(20):
            save(workspace, maria, shortcut=f"many-{n}")

        assert queries_of(as_maria, LIST) == few
