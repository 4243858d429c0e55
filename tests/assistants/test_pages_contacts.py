"""Customers: the list, one of them, merging, blocking, a copy and the end."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from assistants.models import Contact, Enquiry, Identity
from assistants.services import contacts as service
from tests.assistants import making
from tests.assistants.test_pages_owner import actions, text_of

pytestmark = pytest.mark.django_db
LIST = reverse("assistants:contacts")


@pytest.fixture
def contact(enquiry):
    return enquiry.contact


def url(contact, name="contact"):
    return reverse(f"assistants:{name}", args=[contact.pk])


class TestList:
    def test_finds_words_in_any_field_and_the_blocked(self, as_vera, channel):
        making.make_contact(channel, name="Aylin Demir", company="Harbour Bikes", email="")
        making.make_contact(channel, name="Jonas Berg", email="jonas@bikes.example", blocked_at=making.NOW)
        making.make_contact(channel, name="Sofie Maes", email="")

        def names(**asked):
            return {str(row) for row in as_vera.get(LIST, asked).context["page"]}

        assert names(q="bikes") == {"Aylin Demir", "Jonas Berg"}
        assert names(q="demir bikes") == {"Aylin Demir"}
        assert names(blocked="1") == {"Jonas Berg"}
        assert names(q="nobody") == set()

    def test_leaves_out_the_merged_and_counts_enquiries(self, as_maria, contact, channel, maria):
        service.merge(into=contact, other=making.make_enquiry(channel).contact, actor=maria)

        (row,) = as_maria.get(LIST).context["page"]

        assert (row, row.enquiry_count) == (contact, 2)

    def test_says_why_it_is_empty(self, as_maria, workspace):
        assert "Nobody wrote yet" in text_of(as_maria.get(LIST))

    @pytest.mark.parametrize("number", [3, 23])
    def test_costs_the_same_for_many(self, as_maria, channel, django_assert_max_num_queries, number):
        for each in range(number):
            making.make_contact(channel, name=f"Customer {each}")

        with django_assert_max_num_queries(13):
            assert f"Customer {number - 1}" in text_of(as_maria.get(LIST))

    def test_is_of_ones_own_workspace(self, as_otto, as_nobody, contact):
        assert contact.name not in text_of(as_otto.get(LIST))
        assert as_nobody.get(LIST).status_code == 302


class TestOne:
    def test_shows_what_they_wrote_and_how_they_are_known(self, as_vera, contact, enquiry):
        page = text_of(as_vera.get(url(contact)))

        assert enquiry.subject in page
        assert "Not verified" in page
        assert "Download everything" not in page

    def test_is_changed_by_members(self, as_ben, contact):
        as_ben.post(url(contact), {"name": "Nora Berg", "email": contact.email, "notes": "Likes mornings."})

        contact.refresh_from_db()
        assert (contact.name, contact.notes) == ("Nora Berg", "Likes mornings.")
        assert "contact.changed" in actions()

    def test_keeps_what_it_was_when_the_form_is_wrong(self, as_maria, contact):
        response = as_maria.post(url(contact), {"name": "Nora Berg", "email": "no address"})

        contact.refresh_from_db()
        assert response.status_code == 422
        assert contact.name == "Nora Lind"

    def test_is_not_changed_by_viewers_or_seen_by_strangers(self, as_vera, as_otto, as_nobody, contact):
        for name in ("contact", "contact-block", "contact-merge", "contact-export", "contact-delete"):
            assert as_vera.post(url(contact, name)).status_code == 403
            assert as_otto.post(url(contact, name)).status_code == 404
            assert as_nobody.post(url(contact, name)).status_code == 302
        assert as_otto.get(url(contact)).status_code == 404
        contact.refresh_from_db()
        assert (contact.name, contact.blocked_at) == ("Nora Lind", None)

    def test_is_blocked_and_let_back(self, as_ben, contact):
        as_ben.post(url(contact, "contact-block"))
        contact.refresh_from_db()
        assert contact.blocked_at

        as_ben.post(url(contact, "contact-block"))
        contact.refresh_from_db()
        assert contact.blocked_at is None


class TestMerging:
    def test_brings_enquiries_identities_and_what_only_the_other_knew(self, as_ben, contact, channel):
        other = making.make_contact(channel, name="N. Lind", phone="+49 30 1234", email="")
        making.make_enquiry(channel, other)

        found = text_of(as_ben.get(url(contact, "contact-merge"), {"q": "lind"}))
        assert str(other.pk) in found
        as_ben.post(url(contact, "contact-merge"), {"other": str(other.pk)})

        contact.refresh_from_db()
        other.refresh_from_db()
        assert other.merged_into == contact
        assert (contact.name, contact.phone) == ("Nora Lind", "+49 30 1234")
        assert Enquiry.objects.filter(contact=contact).count() == 2
        assert Identity.objects.filter(contact=contact).count() == 2
        assert as_ben.get(url(other)).status_code == 404

    def test_refuses_the_same_one_and_one_of_another_workspace(self, as_maria, contact, otto):
        theirs = making.make_contact(making.make_channel(making.make_assistant(otto.workspaces.get())))

        assert as_maria.post(url(contact, "contact-merge"), {"other": str(theirs.pk)}).status_code == 404
        as_maria.post(url(contact, "contact-merge"), {"other": str(contact.pk)})

        assert not Contact.objects.filter(merged_into__isnull=False).exists()


class TestTheirData:
    def test_is_downloaded_by_owners_and_only_theirs(self, as_maria, contact, channel, message):
        other = making.make_enquiry(channel, making.make_contact(channel, name="Somebody Else"))
        making.make_message(other, "Not theirs.")
        making.make_draft(message, "A draft of ours.")

        response = as_maria.post(url(contact, "contact-export"))
        archive = zipfile.ZipFile(io.BytesIO(b"".join(response)))
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
        (enquiry,) = json.loads(archive.read("enquiries.json"))

        assert enquiry["messages"][0]["text"] == message.text
        assert enquiry["drafts"][0]["text"] == "A draft of ours."
        assert "Nora Lind" in everything
        assert "Not theirs." not in everything
        assert "Somebody Else" not in everything
        assert "contact.exported" in actions()

    def test_is_not_for_members_to_take_or_delete(self, as_ben, contact):
        assert as_ben.post(url(contact, "contact-export")).status_code == 403
        assert as_ben.post(url(contact, "contact-delete")).status_code == 403
        assert Contact.objects.exists()

    def test_is_deleted_after_saying_what_goes(self, as_maria, contact):
        assert "One enquiry goes" in text_of(as_maria.get(url(contact, "contact-delete")))

        page = as_maria.post(url(contact, "contact-delete"), follow=True)

        assert "Deleted, with 1 enquiry." in text_of(page)
        assert not Contact.objects.exists()
