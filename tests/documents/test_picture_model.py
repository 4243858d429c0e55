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
