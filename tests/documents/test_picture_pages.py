"""The pages and the API of pictures: what is seen, copies without notes, finding."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from documents.models import Page
from tests.documents.test_pictures_seen import make_photo, photo, with_place, with_seen

pytestmark = pytest.mark.django_db
LINK = {
    "symbology": "QRCode",
    "text": "https://example.com/menu",
    "kind": "link",
    "fields": {"url": "https://example.com/menu"},
    "box": [0.1, 0.1, 0.4, 0.4],
}
SCRIPT = LINK | {"text": "javascript:alert(1)", "kind": "text", "fields": {}}
SEEN = {
    "size": [40, 30],
    "codes": [LINK, SCRIPT],
    "faces": [[0.1, 0.1, 0.3, 0.3]],
    "colours": [{"hex": "#b01010", "share": 0.4, "name": "red"}],
    "exif": {"taken_at": "2026-11-09T17:20:11", "camera": "Acme P7", "has_place": True},
    "milliseconds": {"codes": 12, "faces": 30},
}


def side(document):
    return f"{reverse('documents:detail', args=[document.pk])}?side=seen"


class TestThePanel:
    def test_shows_codes_faces_colours_and_times(self, as_maria, workspace):
        page = as_maria.get(side(with_seen(workspace, "shelf.png", **SEEN))).content.decode()
        for words in (
            "Open example.com",
            "Acme P7",
            "written in the file",
            "#b01010",
            "42 ms",
            "Look closer",
        ):
            assert words in page
        assert 'href="javascript' not in page
        assert "marks=seen" in page

    def test_says_what_went_wrong(self, as_maria, workspace):
        document = with_seen(workspace, "wall.png", problem="Too many pixels.")
        assert "Too many pixels." in as_maria.get(side(document)).content.decode()

    def test_frames_what_was_seen(self, as_maria, workspace):
        document = make_photo(workspace, photo())
        address = reverse("documents:page-image", args=[document.pk, 1])
        plain = as_maria.get(address).content
        Page.objects.filter(document=document).update(seen={"faces": [[0.5, 0.5, 0.6, 0.7]], "codes": []})
        assert as_maria.get(f"{address}?marks=seen").content != plain

    def test_is_for_members(self, as_ben, as_vera, as_otto, client, workspace):
        document = with_seen(workspace, "shelf.png", **SEEN)
        assert as_ben.get(side(document)).status_code == 200
        assert "Look closer" not in as_vera.get(side(document)).content.decode()
        assert as_otto.get(side(document)).status_code == 404
        assert client.get(side(document)).status_code == 302


class TestLookingCloser:
    def test_is_a_task_for_who_may_edit(self, as_maria, as_vera, as_otto, workspace):
        document = make_photo(workspace)
        address = reverse("documents:look-closer", args=[document.pk])
        assert as_vera.post(address).status_code == 403
        assert as_otto.post(address).status_code == 404
        assert as_maria.post(address).url.endswith("?side=seen")
        assert Page.objects.get(document=document).seen["pipeline"] == "enhanced"


class TestACopy:
    @pytest.mark.parametrize("name", ["bare", "enhanced"])
    def test_holds_nothing_that_the_camera_wrote(self, as_maria, as_otto, workspace, name):
        document = make_photo(workspace, photo(exif=with_place()))
        address = reverse(f"documents:{name}", args=[document.pk])
        answer = as_maria.get(address)
        assert answer["Content-Type"] == "image/jpeg"
        assert "attachment" in answer["Content-Disposition"]
        assert dict(Image.open(io.BytesIO(answer.content)).getexif()) == {}
        assert b"Acme" not in answer.content
        assert as_otto.get(address).status_code == 404


class TestTheGrid:
    def test_shows_pictures_and_finds_them(self, as_maria, workspace):
        with_seen(workspace, "one.png", text="router label")
        with_seen(workspace, "second.png")
        address = reverse("documents:pictures")
        assert as_maria.get(address).content.decode().count('class="picture-name"') == 2
        found = as_maria.get(address, {"q": "router"}).content.decode()
        assert "one.png" in found
        assert "second.png" not in found
        assert "PICTURE_MODEL" in found

    def test_needs_as_many_queries_for_many(self, as_maria, workspace, django_assert_max_num_queries):
        address = reverse("documents:pictures")
        with_seen(workspace, "a.png")
        as_maria.get(address)
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as few:
            as_maria.get(address)
        for number in range(6):
            with_seen(workspace, f"{'b' * (number + 2)}.png")
        with django_assert_max_num_queries(len(few)):
            as_maria.get(address)

    def test_is_empty_for_a_stranger(self, as_otto, workspace):
        with_seen(workspace, "mine.png")
        assert "mine.png" not in as_otto.get(reverse("documents:pictures")).content.decode()


class TestTheApi:
    def test_finds_pictures_and_says_by_what(self, as_maria, workspace):
        document = with_seen(workspace, "one.png", text="router label")
        answer = as_maria.post(
            "/api/v1/documents/search-pictures", {"text": "router"}, content_type="application/json"
        ).json()
        assert answer["compared"] == "words"
        assert [each["document"] for each in answer["results"]] == [str(document.pk)]

    def test_tells_what_is_seen(self, as_maria, as_otto, workspace):
        document = with_seen(workspace, "one.png", **SEEN)
        address = f"/api/v1/documents/{document.pk}/seen"
        assert as_maria.get(address).json()["seen"]["exif"]["camera"] == "Acme P7"
        assert as_otto.get(address).status_code == 404

    def test_refuses_a_copy_of_what_is_no_picture(self, as_maria, workspace):
        from tests.documents import factories

        letter = factories.make_ready(workspace, "Dear Maria")
        answer = as_maria.get(f"/api/v1/documents/{letter.pk}/bare.jpg")
        assert (answer.status_code, answer.json()["title"]) == (404, "There is no picture here")
