"""Sound out of containers, and where somebody speaks in it."""

import os
import struct
from itertools import pairwise

import numpy as np
import pytest

from lumen.ai.speech import voiced
from lumen.ai.speech.base import BadSoundError
from lumen.ai.speech.plain import RATE, seconds_of
from lumen.ai.speech.sound import pcm_of
from tests.sounds import convert, needs_ffmpeg, needs_voice, noise, say, write_wav

pytestmark = [needs_ffmpeg]


class TestSound:
    @pytest.mark.parametrize(
        ("name", "options"),
        [
            ("a.mp3", ()),
            ("a.ogg", ("-c:a", "libvorbis")),
            ("a.webm", ("-c:a", "libopus")),
            ("a.m4a", ()),
            ("a.flac", ()),
            ("a.wav", ("-ar", "8000", "-ac", "2")),
        ],
    )
    def test_comes_out_of_any_container(self, tmp_path, name, options):
        source = write_wav(noise(1.5), tmp_path / "source.wav")

        pcm = pcm_of(convert(source, tmp_path / name, *options))

        assert seconds_of(pcm) == pytest.approx(1.5, abs=0.1)

    def test_comes_out_of_a_film(self, tmp_path):
        source = write_wav(noise(1.0), tmp_path / "source.wav")
        film = convert(source, tmp_path / "film.mp4", "-f", "lavfi", "-i", "color=blue:d=1", "-shortest")

        assert seconds_of(pcm_of(film)) == pytest.approx(1.0, abs=0.1)

    def test_is_missed_in_a_silent_film(self, tmp_path):
        source = write_wav(noise(0.1), tmp_path / "source.wav")
        film = tmp_path / "mute.mp4"
        convert(source, film, "-f", "lavfi", "-i", "color=blue:d=1", "-map", "1:v")

        with pytest.raises(BadSoundError, match="There is no sound in this file") as refused:
            pcm_of(film)
        assert refused.value.kind == "silent"

    @pytest.mark.parametrize(
        "content",
        [b"", b"RIFF\xff\xff\xff\x7fWAVEfmt ", os.urandom(4_000), b"%PDF-1.7 nothing", b"<html></html>"],
    )
    def test_is_refused_when_the_file_is_something_else(self, tmp_path, content):
        (tmp_path / "a.wav").write_bytes(content)

        with pytest.raises(BadSoundError):
            pcm_of(tmp_path / "a.wav")

    def test_of_a_header_that_promises_hours_is_what_there_is(self, tmp_path):
        pcm = noise(0.5)
        forged = (
            b"RIFF"
            + struct.pack("<I", 0xFFFFFFF0)
            + b"WAVEfmt "
            + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
        )
        (tmp_path / "a.wav").write_bytes(forged + b"data" + struct.pack("<I", 0xFFFFFF00) + pcm)

        assert seconds_of(pcm_of(tmp_path / "a.wav")) == pytest.approx(0.5, abs=0.1)

    def test_is_refused_when_too_long(self, tmp_path):
        long = write_wav(noise(4.0), tmp_path / "long.wav")

        with pytest.raises(BadSoundError, match="longer than 0 minutes") as refused:
            pcm_of(long, most_seconds=2)
        assert refused.value.kind == "too_long"

    def test_two_hours_unpacked_from_little_are_refused(self, tmp_path):
        quiet = write_wav(noise(1.0, strength=0.0), tmp_path / "quiet.wav")
        long = convert(quiet, tmp_path / "long.flac", "-af", "apad=whole_dur=2000", "-ar", "8000")

        assert long.stat().st_size < 500_000
        with pytest.raises(BadSoundError, match="longer than 30 minutes"):
            pcm_of(long, most_seconds=1_800)

    def test_follows_no_list_of_other_files(self, tmp_path):
        write_wav(noise(1.0), tmp_path / "secret.wav")
        (tmp_path / "a.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nsecret.wav\n#EXT-X-ENDLIST\n")
        (tmp_path / "b.ffconcat").write_text("ffconcat version 1.0\nfile secret.wav\n")

        for name in ("a.m3u8", "b.ffconcat"):
            with pytest.raises(BadSoundError):
                pcm_of(tmp_path / name)

    @pytest.mark.parametrize(
        "disguise", ["ID3\x03\x00\x00\x00\x00\x00\x00", "ID3\x04\x00\x00\x00\x00\x00\x00\n", ""]
    )
    @pytest.mark.parametrize(
        "listed",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile {}\n",
            "[playlist]\nFile1={}\nNumberOfEntries=1\n",
        ],
    )
    def test_follows_no_list_in_disguise(self, tmp_path, disguise, listed):
        secret = convert(
            write_wav(noise(1.0), tmp_path / "secret.wav"), tmp_path / "secret.ts", "-c:a", "aac"
        )

        for name in ("song.mp3", "song.m3u8"):
            (tmp_path / name).write_text(disguise + listed.format(secret.name), encoding="latin-1")
            with pytest.raises(BadSoundError, match="no recording that Lumen can open"):
                pcm_of(tmp_path / name)


@needs_voice
class TestSpeechInSound:
    @pytest.fixture
    def spoken(self, tmp_path):
        return pcm_of(say("How much did I spend on groceries last month", tmp_path / "a.wav"))

    def test_is_found_between_silences(self, spoken):
        silence = bytes(2 * RATE * 2)

        [(start, end)] = voiced.stretches(silence + spoken + silence)

        assert 1_500 <= start <= 2_200
        assert start < end <= 2_000 + round(seconds_of(spoken) * 1_000) + 300

    def test_is_found_in_noise(self, spoken):
        before = noise(2.0, 300)
        mixed = np.frombuffer(spoken, "<i2").astype(float) + np.frombuffer(
            noise(seconds_of(spoken) + 1, 300)[: len(spoken)], "<i2"
        )
        pcm = before + np.clip(mixed, -32_768, 32_767).astype("<i2").tobytes() + before

        found = voiced.stretches(pcm)

        assert found
        assert 1_500 <= found[0][0] <= 2_600
        assert found[-1][1] <= 2_000 + round(seconds_of(spoken) * 1_000) + 600

    def test_is_not_found_in_noise_alone_or_silence(self):
        assert voiced.stretches(noise(3.0)) == []
        assert voiced.stretches(bytes(RATE * 2)) == []

    def test_in_long_stretches_is_cut_at_its_pauses(self, spoken):
        whole = spoken * 12

        found = voiced.stretches(whole)

        assert len(found) > 1
        assert all(end - start <= voiced.LONGEST_MS for start, end in found)
        assert all(one[1] <= other[0] for one, other in pairwise(found))
