"""Staff look at papers without touching them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.models import ShareLink
from documents.services import sharing
from tests import factories as people
from tests.documents import factories

pytestmark = pytest.mark.django_db
MODELS = (
    *("document", "page", "chunk", "processingrun", "papertag", "correspondent", "savedview", "sharelink"),
    *("searchlog", "paperchange", "paperexport"),
)


@pytest.fixture
def as_staff(client):
    client.force_login(people.make_user("staff@example.com", is_staff=True, is_superuser=True))
    return client


class TestAdmin:
    @pytest.mark.parametrize("model", MODELS)
    def test_lists_everything(self, as_staff, workspace, model):
        factories.make_ready(workspace, "words")

        assert as_staff.get(reverse(f"admin:documents_{model}_changelist")).status_code == 200

    def test_shows_a_paper_without_its_password(self, as_staff, workspace):
        paper = factories.make_ready(workspace, "words")

        text = as_staff.get(reverse("admin:documents_document_change", args=[paper.pk])).content.decode()

        assert 'name="password"' not in text

    def test_closes_a_link(self, as_staff, workspace, maria):
        paper = factories.make_ready(workspace, "words")
        made = sharing.create_link(document=paper, actor=maria, days=1, password="", now=timezone.now())
        chosen = {"action": "revoke", "_selected_action": [made.link.pk]}

        as_staff.post(reverse("admin:documents_sharelink_changelist"), chosen)

        assert ShareLink.objects.get().revoked_at
