"""Questions suggested by the titles of papers."""

import pytest

from accounts.models import Workspace
from documents import examples
from documents.models import Document

pytestmark = pytest.mark.django_db


def a_paper(workspace, title, **changes):
    return Document.objects.create(
        workspace=workspace,
        filename="paper.pdf",
        title=title,
        content_type="application/pdf",
        size=1,
        sha256=title[:64],
        **{"status": Document.Status.READY, **changes},
    )


class TestSuggested:
    def test_fits_what_the_papers_are(self, workspace):
        a_paper(workspace, "Residential Rent Agreement")
        a_paper(workspace, "Warranty card of a kettle")
        a_paper(workspace, "Family insurance policy")

        assert examples.suggested(workspace) == [
            "What does my rent agreement say about notice?",
            "How long is the warranty?",
        ]

    def test_leaves_out_what_is_not_read_or_not_theirs(self, workspace, otto):
        a_paper(workspace, "Rent agreement", status=Document.Status.QUEUED)
        a_paper(Workspace.objects.get(name="Otto's money"), "Warranty card")
        assert examples.suggested(workspace) == []
