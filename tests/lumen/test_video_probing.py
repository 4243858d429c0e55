"""What a recording is, and which are refused before anything of them is played."""

import os
import struct
import subprocess
import sys
import time

import pytest

from lumen.ai.video import probing
from lumen.ai.video.probing import BadClipError
from tests import films

pytestmark = films.needs_ffmpeg
HOUR = 3_600


class TestProbing:
    @pytest.mark.parametrize("ending", [".mp4", ".mov", ".avi", ".webm", ".mkv"])
    def test_tells_length_size_and_rate_of_a_film(self, tmp_path, ending):
        path = tmp_path / f"clip{ending}"
        films.film(path, [(films.texture(1), 50)], size=(320, 180))

        clip = probing.probe(path, most_seconds=HOUR)

        assert abs(clip.duration_ms - 2_000) <= 60
        assert (clip.width, clip.height, clip.fps, clip.has_sound) == (320, 180, 25.0, False)

    @pytest.mark.parametrize("ending", [".wav", ".mp3", ".m4a", ".ogg", ".opus", ".flac"])
    def test_tells_the_length_of_sound(self, tmp_path, ending):
        clip = probing.probe(films.tone(tmp_path / f"a{ending}", seconds=3), most_seconds=HOUR)

        assert abs(clip.duration_ms - 3_000) < 120
        assert clip.has_sound
        assert not clip.has_film

    def test_refuses_two_hours_with_a_sentence(self, tmp_path):
        path = tmp_path / "long.mp4"
        films.film(path, [(films.colour(9, 9, 9), 40)], rate="1/181", size=(64, 48))

        with pytest.raises(BadClipError) as refused:
            probing.probe(path, most_seconds=HOUR)

        assert refused.value.kind == "too_long"
        assert "lasts 121 minutes; Lumen takes up to 60" in refused.value.detail

    def test_refuses_frames_of_too_many_pixels(self, tmp_path):
        path = tmp_path / "vast.mov"
        films.film(path, [(films.colour(9, 9, 9), 2)], size=(5_000, 3_000))

        with pytest.raises(BadClipError) as refused:
            probing.probe(path, most_seconds=HOUR)

        assert refused.value.kind == "too_large"

    def test_believes_packets_more_than_a_header(self, tmp_path):
        path = tmp_path / "clip.mp4"
        films.film(path, [(films.texture(3), 100)])
        content = bytearray(path.read_bytes())
        for box in (b"mvhd", b"tkhd", b"mdhd"):  # each says one millisecond
            place = content.index(box) + 4
            offset = {b"mvhd": 16, b"tkhd": 20, b"mdhd": 16}[box]
            content[place + offset : place + offset + 4] = struct.pack(">I", 1)
        path.write_bytes(content)

        clip = probing.probe(path, most_seconds=HOUR)

        assert abs(clip.duration_ms - 4_000) < 200

    @pytest.mark.parametrize(
        "content",
        [
            b"RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\xff" * 5_000,
            b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xffwebm" + b"\x00" * 3_000,
            b"OggS" + b"\x00" * 2_000,
            b"fLaC" + b"\xff" * 2_000,
        ],
    )
    def test_refuses_forged_headers_at_once(self, tmp_path, content):
        path = tmp_path / "forged.bin"
        path.write_bytes(content)
        began = time.monotonic()

        with pytest.raises(BadClipError) as refused:
            probing.probe(path, most_seconds=HOUR)

        assert refused.value.detail.endswith("again.")
        assert time.monotonic() - began < 10

    @pytest.mark.parametrize("disguise", ["ID3\x03\x00\x00\x00\x00\x00\x00", ""])
    @pytest.mark.parametrize(
        "listed",
        [
            "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n{}\n#EXT-X-ENDLIST\n",
            "ffconcat version 1.0\nfile {}\n",
        ],
    )
    def test_refuses_a_list_of_other_files_in_disguise(self, tmp_path, disguise, listed):
        secret = tmp_path / "secret.mkv"
        films.film(secret, [(films.texture(4), 50)])

        for name in ("clip.mp4", "clip.m3u8"):
            (tmp_path / name).write_text(disguise + listed.format(secret.name), encoding="latin-1")
            with pytest.raises(BadClipError):
                probing.probe(tmp_path / name, most_seconds=HOUR)


class TestThePlayer:
    """OpenCV opens files by itself, with options of its own."""

    @pytest.mark.parametrize("ending", [".mp4", ".mov", ".avi", ".webm", ".mkv"])
    def test_plays_films(self, tmp_path, ending):
        path = tmp_path / f"clip{ending}"
        films.film(path, [(films.texture(5), 25)])

        assert b'"end_ms"' in played(path)

    def test_plays_no_list_of_other_films(self, tmp_path):
        films.film(tmp_path / "secret.mkv", [(films.texture(6), 25)])
        listed = tmp_path / "clip.mp4"
        listed.write_text("ffconcat version 1.0\nfile secret.mkv\n")

        assert b'"end_ms"' not in played(listed)


def played(path):
    """What the process that plays films prints, whatever the machine's own options say."""
    told = subprocess.run(
        [sys.executable, "-m", "lumen.ai.video.child", str(path), "1000", "0"],
        capture_output=True,
        check=False,
        timeout=120,
        env={**os.environ, "OPENCV_FFMPEG_CAPTURE_OPTIONS": "threads;1"},
    )
    return told.stdout
