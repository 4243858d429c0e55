"""Every address where a paper meets its payment, asked by strangers, viewers and nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Workspace
from documents.models import Document
from tests.transactions.test_papers import a_paper, a_payment
from transactions import urls
from transactions.models import Evidence, ImportBatch, PaperMatch, Transaction
from transactions.services import papers
from transactions.views import papers as views

pytestmark = pytest.mark.django_db
METHODS = ["get", "post", "put", "patch", "delete"]


def addresses(paper, row):
    """Every address of the receipts of payments and the payments of papers."""
    for pattern in urls.urlpatterns:
        if pattern.name == "receipt":
            yield reverse("transactions:receipt", args=[row.pk])
        elif (pattern.name or "").startswith("paper-"):
            names = pattern.pattern.converters
            for action in [*views._ACTIONS, "nonsense"] if "action" in names else [None]:
                given = {"pk": paper.pk, "action": action}
                yield reverse(f"transactions:{pattern.name}", kwargs={name: given[name] for name in names})


def all_there_is():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Document, Transaction, PaperMatch, Evidence, ImportBatch)
    ]


def told(client, paper, row, method):
    """What each address answers; forms name the payment."""
    data = [{"row": row.pk}] if method in {"get", "post"} else []
    return {each: getattr(client, method)(each, *data).status_code for each in addresses(paper, row)}


@pytest.fixture
def matched(workspace):
    row, paper = a_payment(workspace), a_paper(workspace)
    papers.match_paper(document_id=str(paper.pk))
    return paper, row


class TestEveryAddress:
    @pytest.mark.parametrize("method", METHODS)
    def test_is_closed_to_strangers(self, matched, as_otto, method):
        before = all_there_is()

        answers = told(as_otto, *matched, method)

        assert len(answers) >= 8
        assert {each: code for each, code in answers.items() if code not in {404, 405}} == {}
        assert all_there_is() == before

    @pytest.mark.parametrize("method", METHODS)
    def test_takes_no_payment_of_strangers(self, matched, as_otto, otto, method):
        theirs = Workspace.objects.get(memberships__user=otto)
        own = a_paper(theirs)
        before = all_there_is()

        for paper, row in ((own, matched[1]), (matched[0], a_payment(theirs))):
            for each in ("attach", "reject", "unbook"):
                address = reverse("transactions:paper-action", args=[paper.pk, each])
                assert getattr(as_otto, method)(address, {"row": row.pk}).status_code in {404, 405}

        after = all_there_is()
        assert [after[0], *after[2:]] == [before[0], *before[2:]]

    @pytest.mark.parametrize("method", METHODS[1:])
    def test_changes_nothing_for_viewers(self, matched, as_vera, method):
        before = all_there_is()

        answers = told(as_vera, *matched, method)

        assert {each: code for each, code in answers.items() if code not in {403, 404, 405}} == {}
        assert all_there_is() == before

    @pytest.mark.parametrize("method", METHODS)
    def test_asks_nobody_in(self, matched, method):
        before = all_there_is()

        answers = told(Client(), *matched, method)

        assert {each: code for each, code in answers.items() if code not in {302, 405}} == {}
        assert all_there_is() == before
