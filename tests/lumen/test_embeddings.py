"""Sentence embeddings: the model, its twin, and who may load it."""

import subprocess
import sys

import numpy as np
import pytest

from lumen.ai.embeddings import base, export, runtimes
from lumen.ai.embeddings.export import model_at_hand
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


class TestRuntimes:
    """The same weights as a graph, judged by sentence-transformers."""

    TEXTS = [
        "When must the flat be given up?",
        "Total 2,046.00",
        "",
        "Müller kündigt fristgerecht. " * 12,
        "नमस्ते दुनिया 東京",
        "word " * 400,
    ]

    @pytest.fixture(scope="class")
    def judged_by(self):
        return SentenceEmbedder().embed(self.TEXTS)

    @pytest.mark.parametrize("runtime", ["openvino", "onnx"])
    def test_give_the_same_vectors_in_the_same_order(self, runtime, judged_by):
        embedder = base.load_sentence_model(runtime)
        vectors = embedder.embed(self.TEXTS)

        assert embedder.name == SentenceEmbedder.name
        assert vectors.dtype == np.float32
        assert (vectors * judged_by).sum(axis=1).min() >= 0.9999
        np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-3)

    def test_give_nothing_for_nothing(self):
        assert base.load_sentence_model("onnx").embed([]).shape == (0, base.DIMENSION)

    def test_fall_back_to_the_next_that_is_installed(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "openvino", None)
        monkeypatch.setattr(runtimes, "load_onnx", lambda: "the next")

        assert base.load_sentence_model("openvino") == "the next"

    def test_need_no_torch(self, tmp_path):
        code = (
            "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings';"
            "from lumen.ai.embeddings.base import load_sentence_model;"
            "load_sentence_model('openvino').embed(['rent']);"
            "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
        )

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestModelAtHand:
    def test_is_made_once(self, tmp_path):
        with model_at_hand(tmp_path) as path:
            made = path.stat().st_mtime_ns
        with model_at_hand(tmp_path) as path:
            assert path.stat().st_mtime_ns == made
            assert path.stat().st_size > 80_000_000

    def test_is_made_by_one_of_two_processes(self, tmp_path):
        code = (
            "import sys; from pathlib import Path; from lumen.ai.embeddings.export import model_at_hand\n"
            "with model_at_hand(Path(sys.argv[1])) as path: print(path, path.stat().st_ino)"
        )
        command = [sys.executable, "-c", code, str(tmp_path)]
        both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]

        first, second = (one.communicate(timeout=60)[0] for one in both)
        assert first == second
        assert "model.onnx" in first

    def test_is_made_again_when_the_weights_have_changed(self, tmp_path, monkeypatch):
        with model_at_hand(tmp_path) as before:
            pass
        monkeypatch.setattr(export, "VERSION", "next")
        with model_at_hand(tmp_path) as after:
            assert after != before
            assert not before.exists()


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
            "lumen.ai.embeddings.hashing, lumen.ai.embeddings.tokens, lumen.ai.embeddings.runtimes;"
            "heavy = {'torch', 'sentence_transformers', 'tokenizers', 'openvino', 'onnx', 'onnxruntime'};"
            "sys.exit(bool(heavy & set(sys.modules)))"
        )

        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestCountTokens:
    def test_counts_as_the_model_does(self):
        assert count_tokens("rent") == 3  # with the marks of beginning and end
        assert count_tokens("word " * 300) > 256
