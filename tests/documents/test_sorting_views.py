"""Papers are filed by hand: facts of one, many at once, one after the other, labels and their rules."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from documents.models import Correspondent, Document, MatchAlgorithm, PaperTag
from lumen.audit.models import AuditEvent
from tests.documents import factories

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "paper-facts"}
LIST_HTMX = {"HX-Request": "true", "HX-Target": "paper-list"}
BULK = reverse("documents:bulk")
TRIAGE = reverse("documents:triage")


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


@pytest.fixture
def bill(workspace):
    return factories.make_ready(workspace, "Bill of City Power", "bill.txt", title="Bill")


@pytest.fixture
def letter(workspace):
    return factories.make_ready(workspace, "Letter about water", "letter.txt", title="Letter")


def sent(document, **changes):
    """What the form of a paper sends: everything it showed, and what was changed."""
    shown = {"title": document.title, "kind": document.kind, "number": document.number}
    names = (
        "title",
        "kind",
        "correspondent",
        "issued_on",
        "due_on",
        "amount",
        "currency",
        "tax",
        "number",
        "gstin",
    )
    initial = {f"initial-{name}": shown.get(name, "") for name in names}
    return {**{name: shown.get(name, "") for name in names}, **initial, **changes}


class TestFacts:
    def test_are_saved_with_a_new_correspondent_and_tag(self, as_maria, bill):
        response = as_maria.post(
            url("edit", bill.pk),
            sent(bill, kind="bill", correspondent="City Power", amount="2340.50", currency="inr",
                 issued_on="2026-10-05", new_tag="Flat, Power"),
            headers=HTMX,
        )  # fmt: skip

        bill.refresh_from_db()
        assert response.status_code == 200
        assert "Saved." in response.content.decode()
        assert (bill.kind, bill.correspondent.name, bill.amount) == ("bill", "City Power", Decimal("2340.50"))
        assert (bill.currency, bill.issued_on) == ("INR", date(2026, 10, 5))
        assert {tag.name for tag in bill.tags.all()} == {"Flat", "Power"}
        assert AuditEvent.objects.filter(action="document.filed").exists()

    def test_keep_what_somebody_else_changed_meanwhile(self, as_maria, bill):
        form = sent(bill, kind="bill")
        Document.objects.filter(pk=bill.pk).update(number="EB-7")

        as_maria.post(url("edit", bill.pk), form, headers=HTMX)

        bill.refresh_from_db()
        assert (bill.kind, bill.number) == ("bill", "EB-7")
        assert bill.edited_fields == ["kind"]

    def test_take_a_tag_off_that_was_shown(self, as_maria, bill, workspace):
        flat = PaperTag.objects.create(workspace=workspace, name="Flat")
        bill.tags.add(flat)

        as_maria.post(url("edit", bill.pk), sent(bill, shown_tag=str(flat.pk)), headers=HTMX)

        assert not bill.tags.exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"currency": "XXQ"},
            {"amount": "much"},
            {"issued_on": "yesterday"},
            {"gstin": "nonsense"},
            {"kind": "x"},
        ],
    )
    def test_that_do_not_fit_are_refused_in_place(self, as_maria, bill, wrong):
        response = as_maria.post(url("edit", bill.pk), sent(bill, title="Other", **wrong), headers=HTMX)

        bill.refresh_from_db()
        assert response.status_code == 422
        assert "field-error" in response.content.decode()
        assert bill.title == "Bill"

    def test_take_over_a_suggestion(self, as_maria, bill, workspace):
        power = Correspondent.objects.create(workspace=workspace, name="City Power")
        bill.suggestions = {"kind": ["bill"], "correspondent": [str(power.pk)]}
        bill.save()

        text = as_maria.get(url("detail", bill.pk), {"side": "facts"}).content.decode()
        assert 'value="kind:bill"' in text
        as_maria.post(url("edit", bill.pk), {"accept": "kind:bill"}, headers=HTMX)
        as_maria.post(url("edit", bill.pk), {"accept": "correspondent:City Power"}, headers=HTMX)

        bill.refresh_from_db()
        assert (bill.kind, bill.correspondent) == ("bill", power)

    def test_lead_to_where_they_were_read(self, as_maria, workspace):
        rent = factories.make_read(workspace, factories.RENT)
        rent.fields = {
            "issued_on": {"value": "2026-04-01", "page": 1, "start": 67, "end": 79, "confidence": 0.4}
        }
        rent.save()

        text = as_maria.get(url("detail", rent.pk), {"side": "facts"}).content.decode()

        assert "page=1&amp;start=67&amp;end=79" in text
        assert "Not sure: please check" in text

    def test_show_lines_and_keep_changed_ones(self, as_maria, bill):
        given = {
            "item_name": ["Rice", "", "Milk"],
            "item_quantity": ["1", "", "x"],
            "item_amount": ["420", "", "1,064.50"],
        }

        as_maria.post(url("items", bill.pk), given, headers=HTMX)

        bill.refresh_from_db()
        assert bill.items == [
            {"name": "Rice", "quantity": "1", "amount": "420"},
            {"name": "Milk", "quantity": None, "amount": "1064.50"},
        ]


class TestBulk:
    def test_tags_the_ticked_and_takes_it_back(self, as_ben, bill, letter):
        response = as_ben.post(BULK, {"action": "tag", "tag": "Flat", "ids": [bill.pk]}, headers=LIST_HTMX)

        text = response.content.decode()
        assert "1 paper changed." in text
        assert [tag.name for tag in bill.tags.all()] == ["Flat"]
        assert not letter.tags.exists()
        undo = text.partition('hx-post="/documents/bulk/')[2].partition("/undo")[0]
        as_ben.post(url("bulk-undo", undo), headers=LIST_HTMX)
        assert not bill.tags.exists()

    def test_changes_all_that_match(self, as_maria, bill, letter, workspace):
        factories.make_document(workspace, b"failed", "c.txt", status="failed")

        as_maria.post(
            f"{BULK}?state=ready", {"action": "kind", "kind": "letter", "matching": "1"}, headers=LIST_HTMX
        )

        assert set(Document.objects.values_list("filename", "kind")) == {
            ("bill.txt", "letter"),
            ("letter.txt", "letter"),
            ("c.txt", ""),
        }

    def test_deletes_and_takes_it_back(self, as_maria, bill, letter):
        ids = [bill.pk, letter.pk]

        text = as_maria.post(BULK, {"action": "delete", "ids": ids}, headers=LIST_HTMX).content.decode()
        assert "2 papers are in the bin." in text
        assert not Document.objects.live().exists()

        as_maria.post(url("bulk-restore"), {"ids": ids}, headers=LIST_HTMX)
        assert Document.objects.live().count() == 2

    def test_sets_a_correspondent_and_marks_as_looked_through(self, as_maria, bill):
        as_maria.post(BULK, {"action": "correspondent", "correspondent": "City Power", "ids": [bill.pk]})
        as_maria.post(BULK, {"action": "review", "ids": [bill.pk]})

        bill.refresh_from_db()
        assert bill.correspondent.name == "City Power"
        assert bill.reviewed_at

    def test_packs_the_ticked(self, as_maria, bill):
        response = as_maria.post(BULK, {"action": "export", "ids": [bill.pk]})

        assert response["Location"] == url("exports")

    def test_refuses_a_tag_without_words(self, as_maria, bill):
        response = as_maria.post(BULK, {"action": "tag", "tag": " ", "ids": [bill.pk]}, headers=LIST_HTMX)

        assert response.status_code == 422
        assert not PaperTag.objects.exists()

    def test_leaves_the_papers_of_strangers_alone(self, as_otto, as_vera, bill):
        given = {"action": "delete", "ids": [bill.pk], "matching": "1"}

        assert as_vera.post(BULK, given).status_code == 403
        as_otto.post(BULK, given)
        as_otto.post(url("bulk-restore"), {"ids": [bill.pk]})

        assert Document.objects.live().filter(pk=bill.pk).exists()


class TestTriage:
    def test_shows_the_paper_that_waits_longest(self, as_maria, bill, letter):
        text = as_maria.get(TRIAGE).content.decode()

        assert "1 of 2" in text
        assert 'value="Bill"' in text
        assert f"?at={letter.pk}" in text

    def test_saves_and_goes_on_and_back(self, as_maria, bill, letter):
        response = as_maria.post(url("triage-save", bill.pk), sent(bill, kind="bill"))

        bill.refresh_from_db()
        assert (bill.kind, bool(bill.reviewed_at)) == ("bill", True)
        assert f"at={letter.pk}" in response["Location"]
        page = as_maria.get(response["Location"]).content.decode()
        assert "Bill is saved." in page
        change = page.partition('name="change" value="')[2].partition('"')[0]

        as_maria.post(url("triage-undo", bill.pk), {"change": change})

        bill.refresh_from_db()
        assert (bill.kind, bill.reviewed_at) == ("", None)

    def test_bins_and_takes_it_back(self, as_maria, bill):
        response = as_maria.post(url("triage-bin", bill.pk), follow=True)
        assert "Bill is in the bin." in response.content.decode()
        assert "Everything is looked through" in response.content.decode()

        as_maria.post(url("triage-undo", bill.pk))

        assert Document.objects.live().filter(pk=bill.pk).exists()

    def test_says_what_does_not_fit(self, as_maria, bill):
        response = as_maria.post(url("triage-save", bill.pk), sent(bill, currency="XXQ"))

        bill.refresh_from_db()
        assert response.status_code == 422
        assert bill.reviewed_at is None

    def test_lets_viewers_look_and_strangers_see_nothing(self, as_vera, as_otto, bill):
        assert as_vera.get(TRIAGE).status_code == 200
        assert "Bill" not in as_otto.get(TRIAGE, {"at": bill.pk}).content.decode().partition("<main")[2]
        for name in ("triage-save", "triage-bin", "triage-undo"):
            assert as_vera.post(url(name, bill.pk)).status_code == 403
            assert as_otto.post(url(name, bill.pk)).status_code == 404


class TestLabels:
    @pytest.fixture
    def flat(self, workspace):
        return PaperTag.objects.create(workspace=workspace, name="Flat", match_algorithm=MatchAlgorithm.NONE)

    def test_are_listed_with_their_papers(self, as_vera, bill, flat):
        bill.tags.add(flat)

        assert "Flat" in as_vera.get(url("labels", "tags")).content.decode()
        assert as_vera.get(url("label", "tags", flat.pk)).status_code == 200

    def test_are_made_and_get_a_rule_that_is_tried_and_applied(self, as_maria, bill, letter):
        as_maria.post(url("label-new", "tags"), {"name": "Water"})
        water = PaperTag.objects.get()
        preview = as_maria.get(url("rule-preview"), {"match_algorithm": "any", "match_text": "water"})
        assert "1 of the newest 2 papers matches." in preview.content.decode()

        as_maria.post(
            url("label", "tags", water.pk),
            {"name": "Water", "match_algorithm": "any", "match_text": "water", "color": "#3f6fb5"},
        )
        response = as_maria.post(url("label-apply", "tags", water.pk), follow=True)

        assert "It is on 1 more paper now." in response.content.decode()
        assert list(letter.tags.all()) == [water]

    def test_are_merged_and_taken_apart_again(self, as_maria, bill, flat, workspace):
        home = PaperTag.objects.create(workspace=workspace, name="Home")
        bill.tags.add(flat)

        response = as_maria.post(url("label-merge", "tags", flat.pk), {"into": home.pk})
        assert list(bill.tags.all()) == [home]
        change = response["Location"].partition("undo=")[2]
        as_maria.post(url("label-undo", "tags", change))

        assert [tag.name for tag in bill.tags.all()] == ["Flat"]

    def test_are_deleted_while_papers_stay(self, as_maria, bill, workspace):
        power = Correspondent.objects.create(workspace=workspace, name="City Power")
        Document.objects.filter(pk=bill.pk).update(correspondent=power)

        as_maria.post(url("label-delete", "correspondents", power.pk))

        bill.refresh_from_db()
        assert bill.correspondent is None

    def test_say_that_a_rule_is_broken(self, as_maria, flat):
        broken = {"match_algorithm": "regex", "match_text": "("}

        assert "broken" in as_maria.get(url("rule-preview"), broken).content.decode()
        response = as_maria.post(url("label", "tags", flat.pk), {"name": "Flat", **broken})

        flat.refresh_from_db()
        assert response.status_code == 422
        assert flat.match_text == ""

    def test_are_not_for_strangers_and_not_changed_by_viewers(self, as_otto, as_vera, flat):
        assert as_otto.get(url("label", "tags", flat.pk)).status_code == 404
        for name in ("label", "label-merge", "label-delete", "label-apply"):
            assert as_otto.post(url(name, "tags", flat.pk)).status_code == 404
            assert as_vera.post(url(name, "tags", flat.pk)).status_code == 403
        assert as_vera.post(url("label-new", "tags"), {"name": "x"}).status_code == 403
        assert as_vera.get(url("labels", "people")).status_code == 404
