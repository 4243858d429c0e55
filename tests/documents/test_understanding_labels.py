"""Tags, correspondents, their rules, filing by hand and its undo; the same by REST."""

import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from documents.models import Correspondent, Document, MatchAlgorithm, PaperChange, PaperTag
from documents.understanding import filing, labels, matching
from lumen.audit.models import OutboxEvent
from tests.documents.test_understanding import INVOICE, TILL, a_paper

pytestmark = pytest.mark.django_db


def papers(*documents):
    return Document.objects.filter(pk__in=[one.pk for one in documents])


@pytest.fixture
def tag(workspace):
    return PaperTag.objects.create(workspace=workspace, name="Home")


class TestARule:
    @pytest.mark.parametrize(
        ("algorithm", "text", "matches"),
        [
            ("any", "mop bucket", True),
            ("any", "bucket", False),
            ("all", "mop clay", True),
            ("all", "mop bucket", False),
            ("any", '"floor mop"', True),
            ("any", '"mop floor"', False),
            ("any", "mo", False),
            ("exact", "green leaf mart", True),
            ("exact", "leaf green", False),
            ("regex", r"cs-\d{4}\b", True),
            ("regex", r"^cash\s+30", False),
            ("fuzzy", "Gren Leaf Mart", True),
            ("fuzzy", "Quarterly tax return", False),
            ("none", "mop", False),
            ("learned", "mop", False),
        ],
    )
    def test_matches_as_it_says(self, algorithm, text, matches):
        assert matching.compiled(algorithm, text).matches(TILL) is matches

    def test_gives_up_on_a_pattern_that_would_never_end(self):
        started = time.monotonic()

        assert not matching.compiled("regex", r"(a+)+$").matches("a" * 5_000 + "!")
        assert time.monotonic() - started < 2

    @pytest.mark.parametrize(("algorithm", "text"), [("regex", "("), ("any", "  "), ("regex", "x" * 501)])
    def test_is_refused_with_a_sentence_when_it_cannot_work(self, workspace, maria, algorithm, text):
        with pytest.raises(labels.BadRuleError):
            labels.create_tag(
                workspace=workspace, actor=maria, name="Odd", match_algorithm=algorithm, match_text=text
            )

        assert not PaperTag.objects.exists()

    def test_shows_what_it_would_match_and_changes_nothing(self, workspace, django_assert_num_queries):
        mop = a_paper(workspace)
        a_paper(workspace, INVOICE)

        with django_assert_num_queries(2):
            found = labels.preview_rule(workspace=workspace, algorithm="any", text="mop")

        assert (found.count, found.tried, found.documents) == (1, 2, [mop])
        assert not Document.objects.filter(tags__isnull=False).exists()

    def test_is_applied_to_old_papers_and_taken_back(self, workspace, maria, tag):
        mop, other = a_paper(workspace), a_paper(workspace, INVOICE)
        labels.change_label(actor=maria, label=tag, values={"match_algorithm": "any", "match_text": "mop"})

        change = labels.apply_rule(workspace=workspace, actor=maria, label=tag)
        assert (change.count, list(mop.tags.all()), list(other.tags.all())) == (1, [tag], [])

        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        assert not mop.tags.exists()


class TestLabels:
    def test_are_called_by_one_name_once(self, workspace, maria, tag):
        with pytest.raises(labels.LabelTakenError):
            labels.create_tag(workspace=workspace, actor=maria, name=" HOME ")

        assert PaperTag.objects.count() == 1

    def test_merge_and_come_apart_again(self, workspace, maria):
        one = Correspondent.objects.create(workspace=workspace, name="Green Leaf", match_text="leaf")
        into = Correspondent.objects.create(workspace=workspace, name="Green Leaf Mart")
        paper, other = a_paper(workspace, correspondent=one), a_paper(workspace, INVOICE, correspondent=into)

        change = labels.merge_labels(actor=maria, label=one, into=into)
        paper.refresh_from_db()
        assert paper.correspondent == into

        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        paper.refresh_from_db()
        other.refresh_from_db()
        assert (paper.correspondent.name, paper.correspondent.match_text) == ("Green Leaf", "leaf")
        assert other.correspondent == into

    def test_merge_of_tags_keeps_what_had_both(self, workspace, maria, tag):
        into = PaperTag.objects.create(workspace=workspace, name="House")
        paper, both = a_paper(workspace), a_paper(workspace, INVOICE)
        paper.tags.add(tag)
        both.tags.add(tag, into)

        change = labels.merge_labels(actor=maria, label=tag, into=into)
        assert list(paper.tags.all()) == [into]

        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        assert {each.name for each in paper.tags.all()} == {"Home"}
        assert {each.name for each in both.tags.all()} == {"Home", "House"}

    def test_of_different_sorts_do_not_merge(self, workspace, maria, tag):
        other = Correspondent.objects.create(workspace=workspace, name="Home")

        with pytest.raises(labels.CannotMergeLabelsError):
            labels.merge_labels(actor=maria, label=tag, into=other)

        assert PaperTag.objects.exists()

    def test_are_deleted_and_put_back(self, workspace, maria, tag):
        paper = a_paper(workspace)
        paper.tags.add(tag)

        change = labels.delete_label(actor=maria, label=tag)
        assert not PaperTag.objects.exists()
        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())

        assert [each.name for each in paper.tags.all()] == ["Home"]


class TestFiling:
    def test_changes_many_papers_and_takes_it_back(self, workspace, maria, tag):
        first, second = a_paper(workspace), a_paper(workspace, INVOICE, kind="invoice")
        edit = filing.PaperEdit(values={"kind": "receipt"}, add_tags=[tag])

        change = filing.file_papers(
            workspace=workspace, actor=maria, documents=papers(first, second), edit=edit
        )
        second.refresh_from_db()
        assert (change.count, second.kind, second.edited_fields) == (2, "receipt", ["kind", "tags"])

        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())
        second.refresh_from_db()
        assert (second.kind, second.edited_fields) == ("invoice", [])
        assert not second.tags.exists()

    def test_undo_keeps_what_was_decided_since(self, workspace, maria):
        paper = a_paper(workspace, kind="letter")
        one = filing.PaperEdit(values={"kind": "receipt"})
        change = filing.file_papers(workspace=workspace, actor=maria, documents=papers(paper), edit=one)
        two = filing.PaperEdit(values={"kind": "bill"})
        filing.file_papers(workspace=workspace, actor=maria, documents=papers(paper), edit=two)

        filing.undo(workspace=workspace, actor=maria, change=change, now=timezone.now())

        paper.refresh_from_db()
        assert paper.kind == "bill"

    def test_can_be_undone_for_ten_minutes(self, workspace, maria):
        paper = a_paper(workspace)
        edit = filing.PaperEdit(values={"kind": "bill"})
        change = filing.file_papers(workspace=workspace, actor=maria, documents=papers(paper), edit=edit)

        with pytest.raises(filing.TooLateToUndoError):
            filing.undo(
                workspace=workspace, actor=maria, change=change, now=timezone.now() + timedelta(minutes=11)
            )

        paper.refresh_from_db()
        assert paper.kind == "bill"

    @pytest.mark.parametrize(
        "values",
        [
            {"kind": "poem"},
            {"currency": "XXQ"},
            {"amount": Decimal("1e15")},
            {"issued_on": "yesterday"},
            {"gstin": "29AAGCM5823P1Z0"},
            {"status": "ready"},
        ],
    )
    def test_refuses_what_does_not_fit_and_changes_nothing(self, workspace, maria, values):
        paper = a_paper(workspace)

        with pytest.raises((filing.MisfitValueError, filing.UnknownFieldError)):
            filing.file_papers(
                workspace=workspace,
                actor=maria,
                documents=papers(paper),
                edit=filing.PaperEdit(values=values),
            )

        assert not PaperChange.objects.exists()

    def test_takes_no_label_of_another_workspace(self, workspace, maria, otto):
        from accounts.models import Workspace

        foreign = PaperTag.objects.create(
            workspace=Workspace.objects.get(memberships__user=otto), name="Foreign"
        )
        paper = a_paper(workspace)

        with pytest.raises(filing.MisfitValueError):
            filing.file_papers(
                workspace=workspace,
                actor=maria,
                documents=papers(paper),
                edit=filing.PaperEdit(add_tags=[foreign]),
            )

        assert not paper.tags.exists()

    def test_needs_as_many_queries_for_many_papers_as_for_few(
        self, workspace, maria, tag, django_assert_max_num_queries
    ):
        many = [a_paper(workspace, name=f"{number}.png") for number in range(12)]
        edit = filing.PaperEdit(values={"kind": "receipt"}, add_tags=[tag])

        with django_assert_max_num_queries(10):
            filing.file_papers(workspace=workspace, actor=maria, documents=papers(*many), edit=edit)

    def test_of_reviewed_papers_leaves_the_triage(self, workspace, maria):
        paper = a_paper(workspace)

        filing.mark_reviewed(workspace=workspace, actor=maria, documents=papers(paper), now=timezone.now())

        assert not Document.objects.in_workspace(workspace).to_triage().exists()
        assert OutboxEvent.objects.filter(action="document.reviewed").exists()


class TestRest:
    @pytest.fixture
    def client_of(self):
        def client(user):
            api = APIClient()
            api.force_authenticate(user)
            return api

        return client

    @pytest.mark.parametrize("noun", ["tags", "correspondents"])
    def test_makes_lists_changes_and_deletes(self, client_of, maria, workspace, noun):
        api = client_of(maria)

        made = api.post(f"/api/v1/{noun}", {"name": "Home"}, format="json")
        assert (made.status_code, made.data["match_algorithm"]) == (201, "learned")
        url = f"/api/v1/{noun}/{made.data['id']}"
        rule = {"match_algorithm": "any", "match_text": "mop"}
        changed = api.patch(url, rule, format="json")
        assert (changed.status_code, changed.data["name"], changed.data["match_text"]) == (200, "Home", "mop")
        assert [row["name"] for row in api.get(f"/api/v1/{noun}").data["results"]] == ["Home"]
        assert api.delete(url).status_code == 204
        assert api.get(url).status_code == 404

    @pytest.mark.parametrize("noun", ["tags", "correspondents"])
    def test_refuses_a_name_twice_and_a_broken_rule(self, client_of, maria, workspace, noun):
        api = client_of(maria)
        api.post(f"/api/v1/{noun}", {"name": "Home"}, format="json")

        assert api.post(f"/api/v1/{noun}", {"name": "home"}, format="json").status_code == 409
        broken = {"name": "Odd", "match_algorithm": "regex", "match_text": "("}
        assert api.post(f"/api/v1/{noun}", broken, format="json").status_code == 400
        assert api.post(f"/api/v1/{noun}", {"name": ""}, format="json").status_code == 400

    @pytest.mark.parametrize("noun", ["tags", "correspondents"])
    def test_lets_viewers_read_only_and_strangers_nothing(self, client_of, vera, otto, workspace, noun):
        model = PaperTag if noun == "tags" else Correspondent
        label = model.objects.create(workspace=workspace, name="Home")
        url = f"/api/v1/{noun}/{label.pk}"
        viewer, stranger = client_of(vera), client_of(otto)

        assert viewer.get(url).status_code == 200
        assert viewer.post(f"/api/v1/{noun}", {"name": "New"}).status_code == 403
        assert viewer.patch(url, {"name": "New"}).status_code == 403
        assert viewer.delete(url).status_code == 403
        assert stranger.get(url).status_code == 404
        assert stranger.patch(url, {"name": "Mine"}).status_code == 404
        assert stranger.delete(url).status_code == 404
        assert stranger.get(f"/api/v1/{noun}").data["results"] == []
        assert APIClient().get(url).status_code == 401

    def test_counts_the_same_queries_with_few_and_many(self, client_of, maria, workspace):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        api = client_of(maria)
        counts = []
        for number in range(23):
            PaperTag.objects.create(
                workspace=workspace, name=f"Tag {number}", match_algorithm=MatchAlgorithm.NONE
            )
            if number in (2, 22):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    api.get("/api/v1/tags")
                counts.append(len(queries))
        assert counts[0] == counts[1]
