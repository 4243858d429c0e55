"""What people looked for and did not find."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from documents import search_log
from documents.models import SearchLog
from documents.search_log import QUESTION, SEARCH
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from tests.documents import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def note(workspace, user, text, asked_as=SEARCH, hits=0):
    search_log.record(workspace=workspace, user=user, text=text, asked_as=asked_as, hits=hits, milliseconds=3)


class TestLog:
    def test_counts_what_is_still_being_typed_once(self, workspace, maria, ben):
        for text in ("pass", "passpo", "passport"):
            note(workspace, maria, text)
        note(workspace, ben, "passport")

        assert list(SearchLog.objects.order_by("pk").values_list("text", "user")) == [
            ("passport", maria.pk),
            ("passport", ben.pk),
        ]

    def test_tells_what_was_not_found_and_how_often(self, workspace, maria, ben, otto):
        note(workspace, maria, "Passport", hits=0)
        note(workspace, ben, "passport", hits=0)
        note(workspace, maria, "rent", hits=4)
        note(workspace, maria, "what is the rent?", QUESTION, hits=1)
        note(otto.workspaces.get(), otto, "secret")

        missed = search_log.missed(workspace, since=timezone.now() - timedelta(days=1))

        assert [(one.text, one.times, one.people, one.hits) for one in missed] == [
            ("passport", 2, 2, 0),
            ("rent", 1, 1, 4),
        ]

    def test_leaves_out_what_was_opened(self, workspace, maria):
        document = factories.make_document(workspace)
        note(workspace, maria, "gate code", hits=1)

        search_log.note_opened(workspace=workspace, user=maria, document=document, text="gate  code")

        assert SearchLog.objects.get().opened == document
        assert search_log.missed(workspace, since=timezone.now() - timedelta(days=1)) == []

    def test_notes_questions_asked_of_the_papers(self, workspace, maria, membership):
        context = ToolContext(workspace=workspace, membership=membership, now=NOW)
        registry.get("answer_documents").run(context, text="Where is my passport?")

        row = SearchLog.objects.get()
        assert (row.text, row.asked_as, row.hits, row.user) == ("Where is my passport?", QUESTION, 0, maria)

    def test_is_forgotten_in_time_and_can_be_off(self, workspace, maria, settings):
        note(workspace, maria, "old")
        SearchLog.objects.update(asked_at=timezone.now() - timedelta(days=200))
        assert search_log.forget_old(now=timezone.now()) == 1

        settings.SEARCH_LOG_DAYS = 0
        note(workspace, maria, "never")
        assert not SearchLog.objects.exists()
