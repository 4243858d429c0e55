"""Words find pictures: a picture model out of a folder, made tiny and at random for these tests."""

import json

import numpy as np
import pytest
from PIL import Image

from lumen.ai.media import clip
from lumen.ai.media.clip import NoPictureModelError


def make_model(folder, *, seed=0, size=32):
    """A CLIP of two thin layers with a vocabulary of letters, saved as sentence-transformers saves one."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Transformer
    from transformers import CLIPConfig, CLIPImageProcessor, CLIPModel, CLIPProcessor, CLIPTokenizer

    source = folder.parent / f"{folder.name}-parts"
    source.mkdir(parents=True)
    letters = [chr(code) for code in range(ord("a"), ord("z") + 1)]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    (source / "vocab.json").write_text(json.dumps({token: at for at, token in enumerate(tokens)}))
    (source / "merges.txt").write_text("#version: 0.2\n")
    thin = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
    torch.manual_seed(seed)
    config = CLIPConfig(
        text_config=thin
        | {"vocab_size": len(tokens), "max_position_embeddings": 24, "bos_token_id": 52, "eos_token_id": 53},
        vision_config=thin | {"image_size": size, "patch_size": 8},
        projection_dim=16,
    )
    CLIPModel(config).save_pretrained(source)
    tokenizer = CLIPTokenizer(str(source / "vocab.json"), str(source / "merges.txt"), model_max_length=24)
    pictures = CLIPImageProcessor(size={"shortest_edge": size}, crop_size={"height": size, "width": size})
    CLIPProcessor(image_processor=pictures, tokenizer=tokenizer).save_pretrained(source)
    SentenceTransformer(modules=[Transformer(str(source))], device="cpu").save(str(folder))


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "tiny-clip"
    make_model(folder)
    return folder


class TestAPictureModel:
    def test_gives_words_and_pictures_vectors_of_one_space(self, settings, model_folder):
        settings.PICTURE_MODEL = str(model_folder)
        name, model = clip.load()
        seen = model.of_pictures([Image.new("RGB", (90, 60), "red"), Image.new("RGB", (64, 64), "blue")])
        said = model.of_text("a red car")
        assert name.startswith("tiny-clip ")
        assert seen.shape == (2, 16)
        assert said.shape == (16,)
        np.testing.assert_allclose(np.linalg.norm([*seen, said], axis=1), 1, atol=1e-5)
        assert clip.load()[1] is model

    def test_gives_wishes_a_direction_away_from_pictures_of_anything(self, settings, model_folder):
        settings.PICTURE_MODEL = str(model_folder)
        model = clip.load()[1]
        wish = model.of_wish("a red car")
        assert wish.shape == (16,)
        assert sum(wish @ model.of_text(words.format("a red car")) for words in clip.SAID) > 0
        assert sum(wish @ model.of_text(words) for words in clip.NOTHING) < 0
        np.testing.assert_allclose(wish, model.of_wish("  a red car "), atol=1e-6)

    def test_is_another_one_when_its_weights_change(self, settings, model_folder, tmp_path):
        settings.PICTURE_MODEL = str(model_folder)
        first = clip.model_name()
        other = tmp_path / "tiny-clip"
        make_model(other, seed=5)
        settings.PICTURE_MODEL = str(other)
        assert clip.model_name() != first

    def test_is_none_where_nothing_is_configured(self, settings):
        settings.PICTURE_MODEL = ""
        with pytest.raises(NoPictureModelError, match="PICTURE_MODEL"):
            clip.load()

    def test_is_refused_where_the_folder_holds_something_else(self, settings, tmp_path):
        settings.PICTURE_MODEL = str(tmp_path)
        (tmp_path / "config.json").write_text("{}")
        with pytest.raises(NoPictureModelError, match="PICTURE_MODEL"):
            clip.load()
