"""Models of one's own folder are really loaded and asked: tiny ones, made here."""

import json

import pytest

from lumen.ai.speech.hearing import hear
from lumen.ai.speech.recognisers.base import RecogniserFailedError
from lumen.ai.speech.recognisers.local import LocalRecogniser
from tests.sounds import needs_ffmpeg, needs_voice, noise, say


@pytest.fixture(scope="module")
def wav2vec2(tmp_path_factory):
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2CTCTokenizer,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForCTC,
        Wav2Vec2Processor,
    )

    folder = tmp_path_factory.mktemp("wav2vec2")
    letters = ["<pad>", "<s>", "</s>", "<unk>", "|", *"ABCDEFGHIJKLMNOPQRSTUVWXYZ'"]
    (folder / "vocab.json").write_text(json.dumps({letter: at for at, letter in enumerate(letters)}))
    tokenizer = Wav2Vec2CTCTokenizer(str(folder / "vocab.json"))
    extractor = Wav2Vec2FeatureExtractor(return_attention_mask=False)
    Wav2Vec2Processor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(folder)
    config = Wav2Vec2Config(
        vocab_size=len(letters),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        conv_dim=(8, 8),
        conv_stride=(10, 8),
        conv_kernel=(20, 8),
        num_feat_extract_layers=2,
        num_conv_pos_embeddings=16,
        num_conv_pos_embedding_groups=2,
        pad_token_id=0,
    )
    Wav2Vec2ForCTC(config).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def whisper(tmp_path_factory):
    from transformers import (
        WhisperConfig,
        WhisperFeatureExtractor,
        WhisperForConditionalGeneration,
        WhisperProcessor,
        WhisperTokenizer,
    )
    from transformers.convert_slow_tokenizer import bytes_to_unicode

    folder = tmp_path_factory.mktemp("whisper")
    letters = [*bytes_to_unicode().values(), "<|endoftext|>", "<|startoftranscript|>"]
    (folder / "vocab.json").write_text(json.dumps({letter: at for at, letter in enumerate(letters)}))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = WhisperTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    extractor = WhisperFeatureExtractor(feature_size=16)
    WhisperProcessor(feature_extractor=extractor, tokenizer=tokenizer).save_pretrained(folder)
    end = letters.index("<|endoftext|>")
    config = WhisperConfig(
        vocab_size=len(tokenizer),
        num_mel_bins=16,
        d_model=16,
        encoder_layers=1,
        decoder_layers=1,
        encoder_attention_heads=2,
        decoder_attention_heads=2,
        encoder_ffn_dim=16,
        decoder_ffn_dim=16,
        pad_token_id=end,
        bos_token_id=end,
        eos_token_id=end,
        decoder_start_token_id=end + 1,
        suppress_tokens=[],
        begin_suppress_tokens=[],
    )
    WhisperForConditionalGeneration(config).save_pretrained(folder)
    return folder


class TestAModelOfOnesOwnFolder:
    @pytest.mark.parametrize("kind", ["wav2vec2", "whisper"])
    def test_hears_each_stretch(self, kind, request):
        recogniser = LocalRecogniser(request.getfixturevalue(kind))

        segments = list(recogniser.hear(noise(2.0), [(0, 900), (1_000, 2_000)]))

        assert recogniser.name.startswith("local:")
        assert all(segment.text for segment in segments)
        assert {segment.start_ms for segment in segments} <= {0, 1_000}

    def test_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(RecogniserFailedError, match="SPEECH_MODEL"):
            LocalRecogniser(tmp_path / "nothing")

    def test_that_is_no_model_is_named(self, tmp_path):
        (tmp_path / "config.json").write_text("{}")

        with pytest.raises(RecogniserFailedError, match="SPEECH_MODEL"):
            LocalRecogniser(tmp_path)

    @needs_ffmpeg
    @needs_voice
    def test_is_chosen_by_the_settings(self, wav2vec2, settings, tmp_path):
        settings.SPEECH_MODEL = f"local:{wav2vec2}"

        heard = hear(say("how much did I spend", tmp_path / "a.wav"))

        assert heard.recogniser == f"local:{wav2vec2}"
