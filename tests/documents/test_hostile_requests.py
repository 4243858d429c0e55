"""What strangers, strange browsers and two people at the same moment may send: nothing breaks or is lost."""

import io
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from documents import api_urls, indexing, page_images, processing, reindexing, services, urls, watching
from documents.filters import Filters
from documents.forms import ItemsForm
from documents.models import Chunk, Correspondent, Document, PaperTag, TermFrequency
from documents.processing import states
from documents.services import sharing, storing
from documents.understanding import labels
from lumen.common.addresses import is_public
from lumen.common.logs import without_private_details
from tests.documents import factories
from tests.documents.test_intake import stored_files

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")


def url(name, *args):
    return reverse(f"documents:{name}", args=args)


@pytest.fixture
def bill(workspace):
    return factories.make_ready(workspace, "Bill of City Power", "bill.txt", title="Bill")


def a_zip(name="inside.txt", content=b"One of many papers."):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


@pytest.fixture
def own_tag(workspace):
    return PaperTag.objects.create(workspace=workspace, name="Flat")


@pytest.fixture
def api(maria, workspace):
    return a_client(maria)


def a_client(user):
    """Signed in on the pages and on the API."""
    client = APIClient()
    client.force_login(user)
    client.force_authenticate(user)
    return client


def addresses(paper, tag):
    """Every address of papers that names something of a workspace."""
    known = {"number": 1, "version": 1, "link": uuid4(), "noun": "tags", "ending": "txt"}
    for prefix, patterns in (("documents:", urls.urlpatterns), ("", api_urls.urlpatterns)):
        for pattern in patterns:
            names = pattern.pattern.converters
            is_label = "noun" in names or pattern.name.startswith(("api-tag", "api-correspondent"))
            given = {**known, "pk": tag.pk if is_label else paper.pk}
            if "pk" in names:
                yield reverse(prefix + pattern.name, kwargs={name: given[name] for name in names})


class TestEveryAddress:
    @pytest.mark.parametrize("method", ["get", "post", "patch", "put", "delete"])
    def test_is_closed_to_strangers(self, bill, own_tag, otto, method):
        stranger, before = a_client(otto), list(Document.objects.values())

        told = {each: getattr(stranger, method)(each).status_code for each in addresses(bill, own_tag)}

        assert len(told) >= 50
        assert {each: code for each, code in told.items() if code not in {400, 404, 405}} == {}
        assert list(Document.objects.values()) == before

    @pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
    def test_changes_nothing_for_viewers(self, bill, own_tag, vera, method):
        viewer, before = a_client(vera), list(Document.objects.values())

        told = {each: getattr(viewer, method)(each).status_code for each in addresses(bill, own_tag)}

        assert {each: code for each, code in told.items() if code not in {403, 404, 405}} == {}
        assert list(Document.objects.values()) == before

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_asks_nobody_in(self, bill, own_tag, method):
        nobody = APIClient()

        told = {each: getattr(nobody, method)(each).status_code for each in addresses(bill, own_tag)}

        assert {each: code for each, code in told.items() if code not in {302, 401, 403, 405}} == {}


class TestAnAddress:
    @pytest.mark.parametrize(
        "query",
        [
            {"page": "-1"},
            {"page": "9" * 5_000},
            {"min": "1E-999999"},
            {"max": "NaN"},
            {"min": "1e400"},
            {"from": "0001-01-01"},
            {"to": "9999-12-31", "from": "99999-01-01"},
            {"q": "x" * 10_000},
            {"q": "..."},
            {"q": '"%_\\'},
            {"language": "\u0661"},
            {"tag": "{" + "0" * 32 + "}"},
            {"sort": "password"},
        ],
    )
    def test_full_of_nonsense_shows_the_list(self, as_maria, bill, query):
        assert as_maria.get(LIST, query).status_code == 200

    @pytest.mark.parametrize("name", ["q", "folder"])
    def test_with_the_character_0_is_refused(self, as_maria, bill, name):
        assert as_maria.get(LIST, {name: "a\x00b"}).status_code in {200, 400}

    @pytest.mark.parametrize(
        "query",
        [{"start": "9", "end": "3"}, {"start": "-5", "end": "2"}, {"page": "9" * 30}, {"marks": "1.2~"}],
    )
    def test_of_a_passage_that_is_none_shows_the_paper(self, as_maria, bill, query):
        assert as_maria.get(url("detail", bill.pk), query).status_code == 200

    def test_asks_for_searches_of_days_without_end(self, as_maria):
        assert as_maria.get(url("searches"), {"days": "9" * 5_000}).status_code == 200

    def test_asks_for_no_amount_below_zero(self):
        assert Filters.of({"min": 0}).least == 0


class TestAForm:
    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_with_a_day_at_the_end_of_the_calendar_is_refused(self, api, bill, day):
        answer = api.patch(f"/api/v1/documents/{bill.pk}", {"issued_on": day}, format="json")

        bill.refresh_from_db()
        assert answer.status_code == 400
        assert bill.issued_on is None

    @pytest.mark.parametrize("number", ["1e999999999", "NaN", "1E-400"])
    def test_with_an_endless_number_keeps_the_line_without_it(self, number):
        from django.http import QueryDict

        data = QueryDict(mutable=True)
        data.setlist("item_name", ["Rice"])
        data.setlist("item_quantity", ["2"])
        data.setlist("item_amount", [number])

        assert ItemsForm(data).to_items() == [{"name": "Rice", "quantity": "2", "amount": None}]

    def test_for_all_that_match_words_changes_nothing(self, as_maria, bill):
        answer = as_maria.post(
            f"{url('bulk')}?q=telephone",
            {"action": "delete", "matching": "1"},
            headers={"HX-Request": "true"},
        )

        bill.refresh_from_db()
        assert answer.status_code == 422
        assert bill.deleted_at is None


class TestAZip:
    def test_is_no_newer_version_of_a_paper(self, bill, maria):
        with pytest.raises(services.RefusedUploadError):
            services.add_version(
                document=bill, actor=maria, file=factories.upload(a_zip(), "many.zip"), name="many.zip"
            )

        bill.refresh_from_db()
        assert (bill.version, bill.filename) == (1, "bill.txt")
        assert not bill.versions.exists()


class TestAFileThatIsNotKept:
    def test_leaves_nothing_in_the_store(self, workspace, monkeypatch):
        before = stored_files()

        def broken(**_):
            assert len(stored_files()) == len(before) + 1
            raise RuntimeError

        monkeypatch.setattr(storing.audit, "record", broken)
        with pytest.raises(RuntimeError):
            factories.make_document(workspace, b"words")

        assert stored_files() == before

    def test_stays_when_only_what_follows_the_commit_fails(
        self, workspace, monkeypatch, django_capture_on_commit_callbacks
    ):
        def broken(**_):
            transaction.on_commit(lambda: 1 / 0)

        monkeypatch.setattr(storing.audit, "record", broken)
        before = stored_files()
        document = factories.make_document(workspace, b"words")

        with pytest.raises(ZeroDivisionError), django_capture_on_commit_callbacks(execute=True):
            factories.make_document(workspace, b"others")

        assert len(stored_files()) == len(before) + 2
        assert document.file.storage.exists(document.file.name)

    def test_and_lost_is_put_back_by_uploading_it_again(self, workspace, maria):
        lost = factories.make_document(workspace, b"words", status="failed", problem_code="gone")
        lost.file.storage.delete(lost.file.name)

        stored = services.store_upload(
            workspace=workspace, actor=maria, file=factories.upload(b"words"), name="again.txt"
        )

        assert stored.document == lost
        assert "is back" in stored.note
        assert lost.file.storage.exists(lost.file.name)
        lost.refresh_from_db()
        assert (lost.status, lost.problem_code) == ("queued", "")

    def test_of_an_earlier_version_is_said_to_be_gone(self, bill, maria):
        services.add_version(
            document=bill, actor=maria, file=factories.upload(b"A newer bill.", "n.txt"), name="n.txt"
        )
        default_storage.delete(bill.versions.get().file.name)

        with pytest.raises(services.RefusedUploadError):
            services.restore_version(document=bill, actor=maria, version=1)

        bill.refresh_from_db()
        assert bill.version == 2

    def test_and_may_not_be_moved_waits_in_its_folder(self, workspace, tmp_path, monkeypatch):
        def refused(*_):
            raise PermissionError(13, "Permission denied")

        (tmp_path / "note.txt").write_bytes(b"words")
        monkeypatch.setattr(watching.WatchedFolder, "_move", refused)
        folder = watching.WatchedFolder(tmp_path, workspace)
        list(folder.look())

        (taken,) = folder.look()

        assert (taken.status, taken.problem) == ("waiting", "Permission denied")


class TestTwoAtOnce:
    def test_emptying_the_bin_spares_what_was_just_restored(self, bill, maria):
        services.delete(document=bill, actor=maria, now=timezone.now())
        seen = Document.objects.get(pk=bill.pk)
        services.restore(document=bill, actor=maria)

        with pytest.raises(services.NotInBinError):
            services.delete_for_good(document=seen, actor=maria)

        assert Document.objects.filter(pk=bill.pk).exists()

    def test_purging_spares_what_went_into_the_bin_anew(self, bill, maria, monkeypatch):
        services.delete(document=bill, actor=maria, now=timezone.now() - timedelta(days=40))
        stale = Document.objects.get(pk=bill.pk)
        services.delete(document=bill, actor=maria, now=timezone.now())

        from documents.services import life

        assert not life._delete_for_good(stale, actor=None, before=timezone.now() - timedelta(days=30))
        assert Document.objects.filter(pk=bill.pk).exists()

    def test_a_title_written_while_it_is_read_stays(self, workspace):
        document = factories.make_document(workspace, factories.sample(factories.RENT), factories.RENT)
        run = states.begin(document.pk)
        Document.objects.filter(pk=document.pk).update(title="Flat", edited_fields=["title"])

        processing.reading._read(run, queue=False)

        document.refresh_from_db()
        assert (document.title, document.status) == ("Flat", "ready")

    def test_a_picture_drawn_while_a_newer_file_came_is_not_shown_for_it(self, workspace, maria):
        document = factories.make_document(workspace, factories.a_pdf("Old."), "a.pdf")
        before = page_images.name_of(document, 1, "1100.png")
        newer = services.add_version(
            document=document,
            actor=maria,
            file=factories.upload(factories.a_pdf("New."), "a.pdf"),
            name="a.pdf",
        )
        default_storage.save(before, ContentFile(b"the old page"))

        assert not default_storage.exists(page_images.name_of(newer, 1, "1100.png"))

    def test_a_label_that_is_gone_takes_no_papers(self, workspace, maria):
        one, other = (PaperTag.objects.create(workspace=workspace, name=name) for name in ("one", "other"))
        PaperTag.objects.filter(pk=other.pk).delete()

        with pytest.raises(labels.CannotMergeLabelsError):
            labels.merge_labels(actor=maria, label=one, into=other)

        assert PaperTag.objects.get() == one


class TestTermCounts:
    def test_are_exact_whatever_happens_to_papers(self, workspace, maria, django_capture_on_commit_callbacks):
        paper, other = (
            factories.make_read(workspace, "note.txt", text)
            for text in (b"The gate code is 4711.", b"The cellar code is 4712.")
        )
        with django_capture_on_commit_callbacks(execute=True):
            newer = factories.upload(b"The gate is open at night.", "newer.txt")
            services.add_version(document=paper, actor=maria, file=newer, name="newer.txt")
            services.restore_version(document=paper, actor=maria, version=1)
            services.delete(document=other, actor=maria, now=timezone.now())
            services.restore(document=other, actor=maria)
            services.delete(document=other, actor=maria, now=timezone.now())
            services.delete_for_good(document=other, actor=maria)

        rows = TermFrequency.objects.filter(workspace=workspace, chunks__gt=0)
        counted = indexing._counts(Chunk.objects.values_list("terms", flat=True))
        assert dict(rows.values_list("term", "chunks")) == dict(counted)
        assert not TermFrequency.objects.filter(chunks__lt=0).exists()


class TestMakingPassagesAnew:
    def test_goes_on_behind_a_paper_that_breaks_it(self, workspace, monkeypatch):
        for text in (b"The gate code is 4711.", b"The cellar code is 4712."):
            factories.make_read(workspace, "note.txt", text)
        Chunk.objects.update(chunker="old")
        newest = indexing.outdated_documents().first()
        whole = indexing.make_chunks

        def broken(document, **rest):
            if document == newest:
                raise RuntimeError
            return whole(document, **rest)

        monkeypatch.setattr(indexing, "make_chunks", broken)

        assert [one.was_replaced for one in reindexing.reindex()] == [False, True]
        assert list(indexing.outdated_documents()) == [newest]


class TestGuessing:
    def test_many_at_once_are_counted_before_they_are_looked_at(self, bill, maria, monkeypatch):
        made = sharing.create_link(
            document=bill, actor=maria, days=1, password="open sesame", now=timezone.now()
        )
        monkeypatch.setattr(sharing, "_refuse_if_over", lambda name, most: None)  # as if all came together
        for _ in range(sharing.TRIES):
            sharing.opens_with(link=made.link, password="wrong one", address="192.0.2.1")

        with pytest.raises(sharing.TooManyTriesError):
            sharing.opens_with(link=made.link, password="open sesame", address="192.0.2.1")

    def test_right_ones_do_not_count(self, bill, maria):
        made = sharing.create_link(
            document=bill, actor=maria, days=1, password="open sesame", now=timezone.now()
        )

        opened = [
            sharing.opens_with(link=made.link, password="open sesame", address="192.0.2.1")
            for _ in range(sharing.TRIES + 2)
        ]

        assert all(opened)
        cache.clear()


class TestALinkThatBreaks:
    def test_is_struck_out_of_the_log(self):
        said = {"event": f"Internal Server Error: /documents/shared/{'Ab-9_' * 8}/file"}

        told = without_private_details(None, "error", said)

        assert told["event"] == "Internal Server Error: /documents/shared/[private]/file"


class TestAddressesInside:
    @pytest.mark.parametrize("address", ["::127.0.0.1", "::10.0.0.8", "fec0::1"])
    def test_are_private(self, address):
        assert not is_public(address)


class TestLabelsOfStrangers:
    def test_are_neither_merged_nor_put_on_papers(self, api, bill, otto, workspace):
        theirs = otto.workspaces.get()
        tag = PaperTag.objects.create(workspace=theirs, name="theirs")
        own = PaperTag.objects.create(workspace=workspace, name="own")
        sender = Correspondent.objects.create(workspace=theirs, name="Their bank")

        merged = api.post(f"/api/v1/tags/{own.pk}/merge", {"into": str(tag.pk)}, format="json")
        api.post(url("edit", bill.pk), {"tags": [str(tag.pk)], "accept": f"correspondent:{sender.pk}"})

        assert merged.status_code == 404
        assert not bill.tags.exists()
        assert not tag.documents.exists()
        assert not sender.documents.exists()
