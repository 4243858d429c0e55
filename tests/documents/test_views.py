"""The papers as a person meets them."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from documents import services
from documents.models import Document
from documents.search import search
from documents.vectors import query_vector
from tests.documents import factories

pytestmark = pytest.mark.django_db
LIST = reverse("documents:list")
CHANGES = (
    "delete",
    "restore",
    "retry",
    "cancel",
    "unlock",
    "edit",
    "items",
    "review",
    "version-add",
    "share",
)
HTMX = {"HX-Request": "true", "HX-Target": "paper-list"}


def url(name, document, *rest):
    return reverse(f"documents:{name}", args=[document.pk, *rest])


@pytest.fixture
def rent(workspace):
    return factories.make_read(workspace, factories.RENT)


@pytest.fixture
def failed(workspace):
    return factories.make_document(workspace, status="failed", problem="This PDF is damaged.")


class TestWhoMayLook:
    def addresses(self, document):
        return [
            url("detail", document),
            url("file", document),
            url("page-image", document, 1),
            url("thumbnail", document, 1),
            url("preview", document),
            url("summary", document),
        ]

    def test_members_and_viewers_may(self, as_maria, as_ben, as_vera, rent):
        for client in (as_maria, as_ben, as_vera):
            assert client.get(LIST).status_code == 200
            for address in self.addresses(rent):
                assert client.get(address).status_code == 200

    def test_a_stranger_gets_404_everywhere(self, as_otto, rent):
        for address in self.addresses(rent):
            assert as_otto.get(address).status_code == 404
        for name in CHANGES:
            assert as_otto.post(url(name, rent)).status_code == 404
        assert "Residential" not in as_otto.get(LIST, {"q": "rent"}).content.decode()
        assert Document.objects.live().filter(pk=rent.pk).exists()

    def test_nobody_is_asked_to_sign_in(self, as_nobody, rent):
        for address in [LIST, *self.addresses(rent)]:
            response = as_nobody.get(address)
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("account_login"))

    def test_a_viewer_may_not_change_anything(self, as_vera, rent):
        for name in CHANGES:
            assert as_vera.post(url(name, rent)).status_code == 403
        assert Document.objects.live().get() == rent


class TestList:
    def test_says_in_words_how_far_each_paper_is(self, as_maria, workspace, failed):
        factories.make_document(
            workspace, b"two", "b.txt", status="extracting", step="page 3 of 12", page_count=12
        )

        text = as_maria.get(LIST).content.decode()

        assert "Page 3 of 12" in text
        assert "Could not be read" in text
        assert "This PDF is damaged." in text
        assert "data-unfinished" in text

    def test_lets_rows_be_asked_for_again(self, as_maria, as_otto, failed):
        states = reverse("documents:states")

        assert f'id="paper-{failed.pk}"' in as_maria.get(states, {"id": failed.pk}).content.decode()
        assert "paper-" not in as_otto.get(states, {"id": failed.pk}).content.decode()

    def test_invites_to_upload_when_empty(self, as_maria):
        assert "No papers yet" in as_maria.get(LIST).content.decode()

    def test_asks_as_many_queries_for_three_as_for_twenty_three(
        self, as_maria, workspace, django_assert_max_num_queries
    ):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        counts = []
        for start, stop in ((0, 3), (3, 23)):
            for n in range(start, stop):
                factories.make_document(workspace, f"paper {n}".encode(), f"{n}.txt")
            with CaptureQueriesContext(
                connection,
            ) as captured:
                as_maria.get(LIST)
            counts.append(len(captured))
        assert counts[0] == counts[1]

    def test_answers_the_fragment_alone_to_htmx(self, as_maria, rent):
        text = as_maria.get(LIST, headers=HTMX).content.decode()

        assert text.strip().startswith("<section")
        assert "Residential Rent Agreement" in text


class TestSearch:
    def test_shows_passages_with_the_words_marked_and_a_link_to_the_place(self, as_maria, rent):
        text = as_maria.get(LIST, {"q": "lock-in period"}, headers=HTMX).content.decode()

        assert "<mark>lock-in</mark>" in text
        assert f"{url('detail', rent)}?page=2&amp;start=" in text

    def test_escapes_what_was_typed_and_what_was_found(self, as_maria, workspace):
        factories.make_read(workspace, "x.txt", b"Tariff <script>alert(1)</script> applies.")

        text = as_maria.get(LIST, {"q": "tariff <img src=x>"}).content.decode()

        assert "<script>alert" not in text
        assert "<img src=x>" not in text

    def test_says_when_nothing_was_found(self, as_maria, rent):
        assert "Nothing found" in as_maria.get(LIST, {"q": '"purple elephants"'}).content.decode()

    def test_shows_no_passage_that_neither_holds_a_word_nor_is_near(self, as_maria, workspace, rent):
        text = "zyzzyva quokka numbat"

        assert "Nothing found" in as_maria.get(LIST, {"q": text}).content.decode()
        assert search(workspace=workspace, text=text, vector=query_vector(text))


class TestDetail:
    def test_shows_the_cited_passage(self, as_maria, rent):
        page = rent.pages.get(number=2)
        start = page.text.index("two months'")

        text = as_maria.get(
            url("detail", rent), {"page": 2, "start": start, "end": start + 18}
        ).content.decode()

        assert '<mark id="passage">two months&#x27; notice</mark>' in text
        assert f"{url('page-image', rent, 2)}?v=1&amp;start={start}&amp;end={start + 18}" in text
        assert "Page 2 of 3" in text

    def test_steps_through_the_passages_of_a_search(self, as_maria, rent):
        text = as_maria.get(url("detail", rent), {"q": "rent", "page": 2}).content.decode()

        assert "Previous passage" in text
        assert "Next passage" in text

    def test_names_papers_like_it_of_the_same_house(self, as_maria, as_otto, rent, workspace):
        contract = factories.make_read(workspace, factories.CONTRACT)

        text = as_maria.get(url("detail", rent), {"side": "similar"}).content.decode()

        assert f'id="paper-{contract.pk}"' in text
        assert f'id="paper-{rent.pk}"' not in text
        assert as_otto.get(url("detail", rent), {"side": "similar"}).status_code == 404

    def test_sums_itself_up_in_its_own_sentences(self, as_maria, rent):
        text = as_maria.get(url("summary", rent)).content.decode()

        assert 'class="citation"' in text
        assert "side=facts" in text

    def test_steps_through_the_passages_of_the_address(self, as_maria, rent):
        marks = {"page": 2, "start": 20, "end": 40, "marks": "1.0.9~2.20.40~3.5.50"}

        text = as_maria.get(url("detail", rent), marks).content.decode()

        assert "Passage 2 of 3" in text
        assert "page=3&amp;start=5&amp;end=50" in text

    def test_forgives_nonsense_in_the_address(self, as_maria, rent):
        for query in (
            "?page=99",
            "?page=x",
            "?start=5&end=2",
            "?page=2&start=99999&end=999999",
            "?start=-1",
            "?marks=1.2~x.y.z~9999999999.1.2",
            "?side=x",
        ):
            assert as_maria.get(url("detail", rent) + query).status_code == 200

    def test_marks_the_text_where_there_is_no_picture(self, as_maria, workspace):
        note = factories.make_read(workspace)

        text = as_maria.get(url("detail", note), {"start": 0, "end": 7}).content.decode()

        assert '<mark id="passage">Himgiri</mark>' in text
        assert "<img" not in text.partition('id="document-view"')[2].partition("</section>")[0]

    def test_says_why_a_paper_failed(self, as_maria, failed):
        text = as_maria.get(url("detail", failed)).content.decode()

        assert "This PDF is damaged." in text
        assert "Try again" in text


class TestPageImage:
    def picture(self, client, document, number=1, **query):
        response = client.get(url("page-image", document, number), query)
        assert response["Content-Type"] == "image/png"
        assert response["X-Content-Type-Options"] == "nosniff"
        return Image.open(io.BytesIO(response.content))

    def test_is_the_page_with_boxes_over_the_passage(self, as_maria, rent):
        page = rent.pages.get(number=2)
        start = page.text.index("lock-in period of six months")
        plain = self.picture(as_maria, rent, 2).convert("RGB")

        marked = self.picture(as_maria, rent, 2, start=start, end=start + 28).convert("RGB")

        block = next(b for b in page.blocks if b["start"] <= start < b["end"])
        share = (start + 14 - block["start"]) / (block["end"] - block["start"])
        x0, y0, x1, _ = block["box"]
        inside = (int((x0 + share * (x1 - x0)) * plain.width), int(y0 * plain.height) - 1)
        assert plain.getpixel(inside) == (255, 255, 255)
        assert marked.getpixel(inside) == (255, 230, 100)
        assert marked.getpixel((5, 5)) == (255, 255, 255)

    def test_is_kept_after_the_first_time(self, as_maria, rent, monkeypatch):
        from documents import page_images

        self.picture(as_maria, rent)
        monkeypatch.setattr(page_images.render, "render_page", lambda *a, **k: pytest.fail("drawn again"))

        assert self.picture(as_maria, rent).width == page_images.WIDTH

    def test_is_404_for_a_page_that_is_not_there_and_for_papers_without_pictures(
        self, as_maria, rent, workspace
    ):
        note = factories.make_read(workspace)

        assert as_maria.get(url("page-image", rent, 9)).status_code == 404
        assert as_maria.get(url("page-image", note, 1)).status_code == 404


class TestFile:
    def test_is_an_attachment_that_runs_nothing(self, as_maria, workspace):
        document = factories.make_document(workspace, b"<script>alert(1)</script> is text", "page.txt")

        response = as_maria.get(url("file", document))

        assert b"".join(response.streaming_content) == b"<script>alert(1)</script> is text"
        assert response["Content-Disposition"] == 'attachment; filename="page.txt"'
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"

    def test_is_404_when_the_stored_file_is_gone(self, as_maria, rent):
        rent.file.storage.delete(rent.file.name)

        assert as_maria.get(url("file", rent)).status_code == 404


class TestBin:
    def test_offers_undo_and_takes_it_back(self, as_ben, rent):
        deleted = as_ben.post(url("delete", rent), headers=HTMX).content.decode()
        assert "is in the bin for 30 days." in deleted
        assert not Document.objects.live().exists()
        assert as_ben.get(url("detail", rent)).status_code == 404

        as_ben.post(url("restore", rent), headers=HTMX)

        assert Document.objects.live().get() == rent

    def test_offers_undo_after_a_plain_form_too(self, as_maria, rent):
        response = as_maria.post(url("delete", rent), follow=True)

        text = response.content.decode()
        assert "is in the bin for 30 days." in text
        assert f'name="ids" value="{rent.pk}"' in text

    def test_does_not_show_what_strangers_deleted(self, as_otto, rent, maria):
        services.delete(document=rent, actor=maria, now=timezone.now())

        assert "rent-agreement" not in as_otto.get(LIST, {"deleted": rent.pk}).content.decode()


class TestRetry:
    def test_reads_the_paper_again(self, as_maria, failed):
        as_maria.post(url("retry", failed), headers=HTMX)

        failed.refresh_from_db()
        assert failed.status == "ready"

    def test_explains_that_a_read_paper_is_not_read_again(self, as_maria, rent):
        response = as_maria.post(url("retry", rent), follow=True)

        assert "did not fail" in response.content.decode()
