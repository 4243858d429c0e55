"""The bin, storage, exports, saved views, and what people looked for."""

import io
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from documents import search_log, services
from documents.models import Document, PaperExport, SavedView
from tests.documents import factories

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


@pytest.fixture
def bill(workspace):
    return factories.make_ready(workspace, "Bill of City Power", "bill.txt", title="Bill")


@pytest.fixture
def binned(bill, maria):
    services.delete(document=bill, actor=maria, now=timezone.now())
    return bill


class TestBin:
    def test_shows_how_long_a_paper_can_come_back(self, as_vera, binned):
        text = as_vera.get(url("trash")).content.decode()

        assert "Bill" in text
        assert "29 days left" in text or "30 days left" in text

    def test_gives_papers_back(self, as_ben, binned):
        as_ben.post(url("trash-restore"), {"ids": [binned.pk]})

        assert Document.objects.live().filter(pk=binned.pk).exists()

    def test_deletes_one_for_good(self, as_maria, binned):
        as_maria.post(url("trash-remove", binned.pk))

        assert not Document.objects.exists()

    def test_is_emptied_only_when_one_is_sure(self, as_maria, binned):
        as_maria.post(url("trash-empty"))
        assert Document.objects.exists()

        as_maria.post(url("trash-empty"), {"sure": "yes"})
        assert not Document.objects.exists()

    def test_does_not_touch_what_is_in_the_library(self, as_maria, bill):
        assert as_maria.post(url("trash-remove", bill.pk)).status_code == 404
        as_maria.post(url("trash-empty"), {"sure": "yes"})

        assert Document.objects.live().exists()

    def test_is_not_for_viewers_and_strangers(self, as_vera, as_otto, binned):
        for client, code in ((as_vera, 403), (as_otto, 404)):
            assert client.post(url("trash-remove", binned.pk)).status_code == code
        assert as_vera.post(url("trash-empty"), {"sure": "yes"}).status_code == 403
        as_otto.post(url("trash-empty"), {"sure": "yes"})
        as_otto.post(url("trash-restore"), {"ids": [binned.pk]})
        assert "Bill" not in as_otto.get(url("trash")).content.decode()
        assert Document.objects.filter(deleted_at__isnull=False).exists()


class TestStorage:
    def test_says_how_much_is_used(self, as_vera, bill):
        text = as_vera.get(url("storage")).content.decode()

        assert "18\xa0bytes" in text
        assert "Bill" in text


class TestExports:
    def test_packs_all_and_gives_the_file_only_to_who_asked(self, as_maria, as_ben, bill):
        as_maria.post(url("export-all"))

        export = PaperExport.objects.get()
        answer = as_maria.get(url("export-file", export.pk))
        names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
        assert any("bill.txt" in name for name in names)
        assert as_ben.get(url("export-file", export.pk)).status_code == 404
        assert "1 paper" in as_maria.get(url("exports")).content.decode()


class TestSavedViews:
    def test_keep_a_search_under_a_name(self, as_maria, bill):
        response = as_maria.post(f"{url('view-save')}?kind=bill&page=2", {"name": "Bills", "is_shared": "1"})

        view = SavedView.objects.get()
        assert (view.name, view.query, view.is_shared) == ("Bills", "kind=bill", True)
        assert response["Location"] == f"{url('list')}?kind=bill"

    def test_that_are_private_are_seen_by_their_owner_alone(self, as_maria, as_ben, bill):
        as_maria.post(f"{url('view-save')}?kind=bill", {"name": "Quietly mine"})
        as_maria.post(f"{url('view-save')}?kind=letter", {"name": "For all of us", "is_shared": "1"})

        text = as_ben.get(url("list")).content.decode()
        assert "For all of us" in text
        assert "Quietly mine" not in text

    def test_are_shared_by_editors_only_and_deleted_by_their_owner_only(self, as_vera, as_ben, as_maria):
        assert (
            as_vera.post(f"{url('view-save')}?kind=bill", {"name": "V", "is_shared": "1"}).status_code == 403
        )
        as_vera.post(f"{url('view-save')}?kind=bill", {"name": "V"})
        view = SavedView.objects.get()

        assert as_ben.post(url("view-delete", view.pk)).status_code == 404
        assert as_vera.post(url("view-delete", view.pk)).status_code == 302
        assert not SavedView.objects.exists()

    def test_need_a_name(self, as_maria):
        as_maria.post(f"{url('view-save')}?kind=bill", {"name": " "})

        assert not SavedView.objects.exists()


class TestLookedFor:
    def test_shows_what_was_not_found(self, as_ben, workspace, maria):
        search_log.record(
            workspace=workspace, user=maria, text="passport copy", asked_as="search", hits=0, milliseconds=9
        )

        text = as_ben.get(url("searches"), {"days": "7"}).content.decode()

        assert "passport copy" in text
        assert "Nothing" in text

    def test_is_not_for_viewers_and_shows_strangers_their_own(self, as_vera, as_otto, workspace, maria):
        search_log.record(
            workspace=workspace, user=maria, text="passport copy", asked_as="search", hits=0, milliseconds=9
        )

        assert as_vera.get(url("searches")).status_code == 403
        assert "passport" not in as_otto.get(url("searches")).content.decode()


class TestVersions:
    def test_a_newer_file_takes_the_place_and_the_older_comes_back(self, as_maria, bill):
        as_maria.post(url("version-add", bill.pk), {"file": factories.upload(b"Newer bill", "newer.txt")})
        bill.refresh_from_db()
        assert (bill.version, bill.filename) == (2, "newer.txt")
        assert as_maria.get(url("version-file", bill.pk, 1)).status_code == 200

        as_maria.post(url("version-restore", bill.pk, 1))

        bill.refresh_from_db()
        assert (bill.version, bill.filename) == (3, "bill.txt")

    def test_are_not_for_strangers(self, as_otto, as_vera, as_maria, bill):
        as_maria.post(url("version-add", bill.pk), {"file": factories.upload(b"Newer bill", "newer.txt")})

        assert as_otto.get(url("version-file", bill.pk, 1)).status_code == 404
        assert as_otto.post(url("version-restore", bill.pk, 1)).status_code == 404
        assert as_vera.post(url("version-restore", bill.pk, 1)).status_code == 403
        assert as_maria.get(url("version-file", bill.pk, 9)).status_code == 404
