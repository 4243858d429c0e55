"""Pictures found by what they show: vectors of a folder's model, renewed when the folder changes."""

import numpy as np
import pytest

from documents import picture_search
from documents.models import PictureVector
from tests.documents.test_pictures_seen import make_photo, photo
from tests.lumen.test_media_clip import make_model, model_folder  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db


class TestAPictureModelInTheLibrary:
    def test_sees_what_is_there_and_finds_it_by_its_vector(self, settings, workspace, otto, model_folder):  # noqa: F811
        settings.PICTURE_MODEL = str(model_folder)
        document = make_photo(workspace)
        make_photo(otto.memberships.get().workspace, photo("elsewhere"))

        assert picture_search.embed_missing() == 2
        assert picture_search.embed_missing() == 0

        kept = PictureVector.objects.get(page__document=document)
        vector = np.asarray(kept.vector, dtype=np.float32)
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)
        hits = picture_search._near(workspace, vector, 5)
        assert [hit.document for hit in hits] == [document]
        assert hits[0].score == pytest.approx(1, abs=1e-3)

    def test_tries_newer_pictures_before_older_ones_that_cannot_be_drawn(
        self,
        settings,
        workspace,
        model_folder,  # noqa: F811
    ):
        settings.PICTURE_MODEL = str(model_folder)
        broken = [make_photo(workspace, photo(f"lost {number}")) for number in range(3)]
        for document in broken:
            document.file.storage.delete(document.file.name)
        fine = make_photo(workspace, photo("here"))

        assert picture_search.embed_missing(limit=2) == 2
        assert PictureVector.objects.filter(page__document=fine).exists()
        assert picture_search.embed_missing(limit=2) == 2
        assert picture_search.embed_missing(limit=2) == 0

        vector = np.asarray(PictureVector.objects.get(page__document=fine).vector, dtype=np.float32)
        hits = picture_search._near(workspace, vector, 9) + picture_search._near(workspace, -vector, 9)
        assert [hit.document for hit in hits] == [fine]

    def test_takes_nothing_for_what_is_meant_that_is_nearer_to_no_words_at_all(
        self,
        settings,
        workspace,
        model_folder,  # noqa: F811
    ):
        settings.PICTURE_MODEL = str(model_folder)
        near, far = make_photo(workspace, photo("near")), make_photo(workspace, photo("far"))
        picture_search.embed_missing()
        wish = np.zeros(16, dtype=np.float32)
        wish[0] = 1
        for document, side in ((near, 0.02), (far, -0.001)):
            vector = [side, (1 - side**2) ** 0.5, *([0.0] * 14)]
            PictureVector.objects.filter(page__document=document).update(vector=vector)

        hits = picture_search._near(workspace, wish, 5)

        assert [hit.document for hit in hits] == [near]
        assert hits[0].score == pytest.approx(0.881, abs=0.001)

    def test_makes_vectors_anew_when_the_folder_changes(self, settings, workspace, model_folder, tmp_path):  # noqa: F811
        document = make_photo(workspace)
        settings.PICTURE_MODEL = str(model_folder)
        picture_search.embed_one(document.pk)
        first = PictureVector.objects.get().model
        other = tmp_path / "tiny-clip"
        make_model(other, seed=9)
        settings.PICTURE_MODEL = str(other)

        assert picture_search.embed_missing() == 1

        assert PictureVector.objects.get().model != first

    def test_is_told_apart_from_a_search_by_words(self, settings, workspace, model_folder):  # noqa: F811
        settings.PICTURE_MODEL = str(model_folder)
        make_photo(workspace)
        picture_search.embed_missing()
        assert picture_search.find(workspace=workspace, text="").way == "words"
        vector = picture_search.query_vector("a red car")
        assert vector is not None
        assert vector.shape == (16,)
