"""Sentence embeddings: the model, its twin, and who may load it."""

import subprocess
import sys

import numpy as np
import pytest

from lumen.ai.embeddings import base
from lumen.ai.embeddings.hashing import HashingEmbedder
from lumen.ai.embeddings.sentence import SentenceEmbedder
from lumen.ai.embeddings.tokens import count_tokens


class TestHashingEmbedder:
    def test_gives_unit_vectors_that_are_the_same_each_time(self):
        texts = ["rent is due", "", "Rent is DUE!"]
        first, second = HashingEmbedder().embed(texts), HashingEmbedder().embed(texts)

        assert first.shape == (3, base.DIMENSION)
        assert first.dtype == np.float32
        np.testing.assert_allclose(np.linalg.norm(first, axis=1), 1.0, rtol=1e-5)
        np.testing.assert_array_equal(first, second)
        np.testing.assert_array_equal(first[0], first[2])

    def test_gives_nothing_for_nothing(self):
        assert HashingEmbedder().embed([]).shape == (0, base.DIMENSION)


class TestSentenceEmbedder:
    @pytest.fixture(scope="class")
    def embedder(self):
        return SentenceEmbedder()

    def test_knows_meaning_without_shared_words(self, embedder):
        vectors = embedder.embed(
            ["When must the flat be given up?", "Termination of the tenancy", "A recipe for lentil soup"]
        )

        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-4)
        assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1

    def test_gives_nothing_for_nothing(self, embedder):
        assert embedder.embed([]).shape == (0, base.DIMENSION)


class TestGetEmbedder:
    def test_is_loaded_once(self):
        assert base.get_embedder("hashing") is base.get_embedder("hashing")

    def test_refuses_the_model_in_the_web_process(self, settings, monkeypatch):
        settings.AI_EMBEDDER, settings.CELERY_TASK_ALWAYS_EAGER = "sentence", False
        monkeypatch.setattr(base, "_process", {"may_load_model": True})
        monkeypatch.setattr(base, "_loaded", {})
        base.forbid_model()

        assert not base.may_load_model()
        with pytest.raises(base.ModelNotAllowedError):
            base.get_embedder()

    def test_importing_it_loads_no_model_library(self):
        code = (
            "import sys, lumen.ai.embeddings.base, lumen.ai.embeddings.sentence, "
            "lumen.ai.embeddings.hashing, lumen.ai.embeddings.tokens;"
            "sys.exit(bool({'torch', 'sentence_transformers', 'tokenizers'} & set(sys.modules)))"
        )

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestCountTokens:
    def test_counts_as_the_model_does(self):
        assert count_tokens("rent") == 3  # with the marks of beginning and end
        assert count_tokens("word " * 300) > 256
