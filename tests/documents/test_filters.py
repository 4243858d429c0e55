"""What the library can be narrowed to, sorted by, counted by."""

from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.urls import reverse

from documents import facets
from documents.filters import Filters, sorted_by
from documents.models import Correspondent, Document, PaperTag
from tests.documents import factories

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")


@pytest.fixture
def power(workspace):
    return Correspondent.objects.create(workspace=workspace, name="City Power")


@pytest.fixture
def flat(workspace):
    return PaperTag.objects.create(workspace=workspace, name="Flat")


@pytest.fixture
def papers(workspace, power, flat):
    """A bill of October, an invoice of May, a photo that failed."""
    bill = factories.make_ready(
        workspace, "Bill of October", "bill.txt", kind="bill", correspondent=power, language="en",
        issued_on=date(2026, 10, 5), amount=Decimal(2340), currency="INR", title="Power",
    )  # fmt: skip
    bill.tags.add(flat)
    factories.make_ready(
        workspace, "Rechnung vom Mai", "rechnung.txt", kind="invoice", language="de",
        issued_on=date(2026, 5, 1), amount=Decimal(990), title="Amsel",
    )  # fmt: skip
    factories.make_document(workspace, b"photo", "photo.txt", status="failed", source="camera")
    return {paper.filename.split(".")[0]: paper for paper in Document.objects.all()}


def found(workspace, query):
    narrowed = Filters.of(QueryDict(query)).apply(Document.objects.in_workspace(workspace).live())
    return set(narrowed.values_list("filename", flat=True))


class TestFilters:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("kind=bill", {"bill.txt"}),
            ("kind=bill&kind=invoice", {"bill.txt", "rechnung.txt"}),
            ("kind=none", {"photo.txt"}),
            ("correspondent=none", {"rechnung.txt", "photo.txt"}),
            ("tag=none", {"rechnung.txt", "photo.txt"}),
            ("state=failed", {"photo.txt"}),
            ("language=de", {"rechnung.txt"}),
            ("language=none", {"photo.txt"}),
            ("source=camera", {"photo.txt"}),
            ("from=2026-10-01&to=2026-10-05", {"bill.txt"}),
            ("to=2026-05-01", {"rechnung.txt"}),
            ("min=1,000", {"bill.txt"}),
            ("max=1000", {"rechnung.txt"}),
            ("review=1", {"bill.txt", "rechnung.txt"}),
        ],
    )
    def test_narrow(self, workspace, papers, query, names):
        assert found(workspace, query) == names

    def test_narrow_to_a_correspondent_and_a_tag(self, workspace, papers, power, flat):
        assert found(workspace, f"correspondent={power.pk}&tag={flat.pk}") == {"bill.txt"}
        assert found(workspace, f"correspondent={power.pk}&correspondent=none") == {
            "bill.txt",
            "rechnung.txt",
            "photo.txt",
        }

    @pytest.mark.parametrize(
        "query",
        ["kind=x", "tag=x", "from=2026-99-99", "min=abc", "max=NaN", "state=x", "correspondent=1", "sort=x"],
    )
    def test_pass_over_what_makes_no_sense(self, workspace, papers, query):
        assert len(found(workspace, query)) == 3
        assert not Filters.of(QueryDict(query)).narrows

    @pytest.mark.parametrize(
        ("sort", "first"),
        [
            ("amount", "bill.txt"),
            ("amount-up", "rechnung.txt"),
            ("title", "rechnung.txt"),
            ("date-up", "rechnung.txt"),
            ("correspondent", "bill.txt"),
            ("oldest", "bill.txt"),
        ],
    )
    def test_sort(self, workspace, papers, sort, first):
        assert sorted_by(Document.objects.all(), sort).first().filename == first


class TestFacets:
    def counts(self, workspace, query, name):
        given = QueryDict(query)
        rows = Document.objects.in_workspace(workspace).live()
        found = facets.facets(workspace=workspace, papers=rows, filters=Filters.of(given), query=given)
        facet = next(each for each in found if each.name == name)
        return {option.label: option.count for option in facet.options}

    def test_count_what_each_value_would_give_beside_the_other_filters(self, workspace, papers):
        assert self.counts(workspace, "", "kind") == {"Bill": 1, "Invoice": 1, "No kind": 1}
        assert self.counts(workspace, "kind=bill", "kind") == {"Bill": 1, "Invoice": 1, "No kind": 1}
        assert self.counts(workspace, "kind=bill", "language") == {"English": 1}
        assert self.counts(workspace, "language=de", "tag") == {}
        assert self.counts(workspace, "", "tag") == {"Flat": 1}

    def test_turn_a_value_on_and_off(self):
        query = QueryDict("kind=bill&page=3&q=water")

        assert facets.with_query(query, kind=["bill", "invoice"]) == "?kind=bill&kind=invoice&q=water"
        assert facets.with_query(query, kind="") == "?q=water"


class TestTheList:
    def test_keeps_filters_while_turning_pages(self, as_maria, workspace):
        for n in range(55):
            factories.make_document(workspace, f"paper {n}".encode(), f"{n}.txt", status="ready", kind="bill")

        text = as_maria.get(LIST, {"kind": "bill", "sort": "title"}).content.decode()

        assert "55 papers" in text
        assert "kind=bill&amp;sort=title&amp;page=2" in text
        assert "51–55 of 55" in as_maria.get(LIST, {"kind": "bill", "page": 2}).content.decode()

    def test_says_that_no_paper_fits(self, as_maria, papers):
        assert "No paper fits these filters" in as_maria.get(LIST, {"kind": "contract"}).content.decode()

    def test_finds_papers_by_name_and_number(self, as_maria, papers):
        text = as_maria.get(LIST, {"q": "amsel"}).content.decode()

        assert "By name" in text
        assert "rechnung" in text or "Amsel" in text

    def test_notes_what_people_look_for_and_open(self, as_maria, papers):
        from documents.models import SearchLog

        as_maria.get(LIST, {"q": "amsel"})
        as_maria.get(reverse("documents:detail", args=[papers["rechnung"].pk]), {"q": "amsel"})

        row = SearchLog.objects.get()
        assert (row.text, row.hits, row.opened) == ("amsel", 1, papers["rechnung"])
