"""Looking at pictures: the three pipelines, faces, colours, the camera's notes, and what breaks readers."""

import io
import struct
import subprocess
import sys
import tempfile
import time
import zlib

import pytest
from PIL import Image, ImageDraw, ImageFilter

from lumen.ai.media import colours, confined, enhancing, exif, faces
from lumen.ai.media.looking import Text, look
from lumen.ai.media.pictures import BadPictureError


def face_on(pen, x, y, size):
    """A face as simple as the cascades still take one: shaded skin, brows, eyes, nose and mouth."""
    pen.ellipse((x, y, x + size, y + size * 1.3), fill=(205, 160, 130))
    pen.ellipse((x + size * 0.08, y + size * 0.1, x + size * 0.92, y + size * 1.2), fill=(224, 182, 150))
    for side in (0.27, 0.73):
        across, down = x + size * side, y + size * 0.5
        pen.rectangle(
            (across - size * 0.15, down - size * 0.16, across + size * 0.15, down - size * 0.09),
            fill=(60, 40, 30),
        )
        pen.ellipse(
            (across - size * 0.13, down - size * 0.06, across + size * 0.13, down + size * 0.07),
            fill=(250, 250, 250),
        )
        pen.ellipse(
            (across - size * 0.07, down - size * 0.06, across + size * 0.07, down + size * 0.07),
            fill=(40, 25, 20),
        )
    pen.polygon(
        [
            (x + size * 0.5, y + size * 0.52),
            (x + size * 0.42, y + size * 0.82),
            (x + size * 0.58, y + size * 0.82),
        ],
        fill=(190, 140, 112),
    )
    pen.ellipse((x + size * 0.3, y + size * 0.93, x + size * 0.7, y + size * 1.05), fill=(140, 50, 50))


def room(*places):
    picture = Image.new("RGB", (900, 600), (120, 140, 150))
    pen = ImageDraw.Draw(picture)
    for x, y, size in places:
        pen.rectangle((x - size * 0.3, y + size * 1.2, x + size * 1.3, 600), fill=(60, 70, 120))
        face_on(pen, x, y, size)
    return picture.filter(ImageFilter.GaussianBlur(2))


def page():
    picture = Image.new("RGB", (1000, 700), (250, 248, 244))
    pen = ImageDraw.Draw(picture)
    for row in range(14):
        pen.rectangle((80, 60 + 42 * row, 900 - 37 * (row % 5), 72 + 42 * row), fill=(30, 30, 30))
    return picture


def stored(content):
    """A real file, as a child process is given one."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115  the caller closes it
    kept.write(content)
    kept.seek(0)
    return kept


def png_claiming(width, height):
    """A PNG whose header announces what its little data never fills."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 5_000_000, 9))
        + chunk(b"IEND", b"")
    )


class TestFaces:
    @pytest.mark.parametrize("places", [[(380, 120, 170)], [(120, 140, 140), (560, 120, 170)]])
    def test_are_counted_and_framed(self, places):
        found = faces.find(room(*places))
        assert len(found) == len(places)
        for face, (x, y, size) in zip(found, places, strict=True):
            middle_x, middle_y = (face.box[0] + face.box[2]) / 2 * 900, (face.box[1] + face.box[3]) / 2 * 600
            assert x < middle_x < x + size
            assert y < middle_y < y + size * 1.3

    def test_are_not_seen_in_text_or_landscapes(self):
        assert faces.find(page()) == []
        datasets = pytest.importorskip("sklearn.datasets")
        for picture in datasets.load_sample_images().images:
            assert faces.find(Image.fromarray(picture)) == []

    def test_overlap_is_a_share_of_both(self):
        assert faces.overlap((0, 0, 2, 2), (0, 0, 2, 2)) == 1
        assert faces.overlap((0, 0, 1, 1), (2, 2, 3, 3)) == 0
        assert faces.overlap((0, 0, 2, 1), (1, 0, 3, 1)) == pytest.approx(1 / 3)


class TestColours:
    def test_come_with_shares_and_names(self):
        picture = Image.new("RGB", (400, 300), (200, 30, 30))
        ImageDraw.Draw(picture).rectangle((0, 0, 99, 299), fill=(30, 60, 190))
        found = colours.dominant(picture)
        assert [(colour.name, round(colour.share, 2)) for colour in found] == [("red", 0.75), ("blue", 0.25)]
        assert found[0].hex == "#c81e1e"

    @pytest.mark.parametrize(
        ("rgb", "name"),
        [
            ((5, 5, 8), "black"),
            ((250, 250, 248), "white"),
            ((128, 130, 127), "grey"),
            ((110, 65, 30), "brown"),
            ((225, 205, 175), "beige"),
            ((250, 140, 20), "orange"),
            ((245, 225, 40), "yellow"),
            ((40, 150, 60), "green"),
            ((20, 150, 150), "teal"),
            ((130, 50, 190), "purple"),
            ((240, 90, 170), "pink"),
        ],
    )
    def test_have_the_names_people_use(self, rgb, name):
        assert colours.name_of(rgb) == name


class TestTheCamerasNotes:
    def notes(self, **tags):
        made = Image.Exif()
        made.get_ifd(0x8825).update(tags.get("gps", {}))
        made.get_ifd(0x8769).update(tags.get("more", {}))
        for tag, value in tags.get("plain", {}).items():
            made[tag] = value
        out = io.BytesIO()
        Image.new("RGB", (20, 20)).save(out, "JPEG", exif=made)
        return exif.read(Image.open(out))

    def test_say_when_with_what_and_where(self):
        found = self.notes(
            plain={0x010F: "Acme", 0x0110: "Acme P7"},
            more={0x9003: "2026:11:09 17:20:11", 0x9011: "+05:30"},
            gps={1: "S", 2: (33.0, 52.0, 4.8), 3: "W", 4: (151.0, 12.0, 36.0)},
        )
        assert (found.taken_at, found.camera) == ("2026-11-09T17:20:11+05:30", "Acme P7")
        assert found.place == (-33.868, -151.21)
        assert "33" not in str(found.as_dict()["has_place"])

    def test_that_make_no_sense_say_nothing(self):
        found = self.notes(
            plain={0x0132: "0000:00:00 00:00:00"},
            gps={1: "N", 2: (999.0, 0.0, 0.0), 3: "E", 4: (1.0, 0.0, 0.0)},
        )
        assert (found.taken_at, found.place, found.camera) == (None, None, None)


class TestEnhancing:
    @pytest.mark.parametrize("slant", [-11, -4, 3, 9])
    def test_straightens_what_slants(self, slant):
        slanting = page().rotate(slant, fillcolor=(250, 248, 244), resample=Image.Resampling.BICUBIC)
        assert enhancing.slant_of(slanting) == pytest.approx(-slant, abs=0.7)
        assert abs(enhancing.slant_of(enhancing.enhance(slanting).picture)) < 1

    def test_leaves_straight_pages_and_pictures_without_lines_as_they_lie(self):
        assert enhancing.slant_of(page()) == 0
        assert enhancing.slant_of(room((380, 120, 170))) == 0

    def test_evens_out_faint_print(self):
        faint = page().point(lambda value: 110 + value // 8)
        low, high = faint.convert("L").getextrema()
        clear_low, clear_high = enhancing.enhance(faint).picture.convert("L").getextrema()
        assert clear_high - clear_low > 1.5 * (high - low)


class TestAPipeline:
    def test_quick_leaves_out_faces_and_words(self):
        seen = look(page(), pipeline="quick")
        assert set(seen.milliseconds) == {"codes", "colours"}
        assert (seen.text, seen.size) == (None, (1000, 700))

    def test_standard_finds_faces_and_reads_where_it_can(self):
        seen = look(room((380, 120, 170)), read=lambda picture: Text("a sign", 5))
        assert (len(seen.faces), seen.text) == (1, "a sign")
        assert set(seen.milliseconds) == {"codes", "colours", "faces", "text"}

    @pytest.mark.parametrize(
        ("second", "kept"), [(Text("clearer words", 9), "clearer words"), (Text("w", 1), "words")]
    )
    def test_enhanced_keeps_the_better_reading(self, second, kept):
        readings = [Text("words", 5), second]
        seen = look(page(), pipeline="enhanced", read=lambda picture: readings.pop(0))
        assert seen.text == kept
        assert seen.enhanced["reads_better"] == (kept != "words")

    def test_ends_between_steps_when_nobody_wants_it(self):
        class StoppedError(Exception):
            pass

        def stop():
            raise StoppedError

        with pytest.raises(StoppedError):
            look(page(), on_wait=stop)


class TestAPictureMadeToBreakReaders:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(png_claiming(16_000, 12_500), id="200 megapixels"),
            pytest.param(png_claiming(60_000, 60_000), id="a forged header"),
            pytest.param(png_claiming(7_000, 7_000), id="data that ends early"),
            pytest.param(b"\xff\xd8\xff\xe0" + b"\0" * 400, id="no picture"),
        ],
    )
    def test_is_refused_with_a_sentence_and_the_worker_lives(self, content):
        with pytest.raises(BadPictureError) as refused, stored(content) as file:
            confined.look(file)
        assert str(refused.value.detail).endswith(".")

    def test_costs_its_own_process_only_a_bounded_memory(self):
        out = io.BytesIO()
        Image.new("RGB", (7_000, 7_000), "red").save(out, "PNG", compress_level=1)
        program = (
            "import pathlib, runpy, sys; sys.argv = ['child', 'quick']\n"
            "try: runpy.run_module('lumen.ai.media.child', run_name='__main__')\n"
            "except SystemExit: pass\n"
            "most = pathlib.Path('/proc/self/status').read_text().split('VmHWM:')[1]\n"  # since it began
            "print(most.split()[0], file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", program], input=out.getvalue(), capture_output=True, check=True
        )
        assert int(done.stderr.split()[-1]) < 1_200_000  # kilobytes
        assert b'"size":[7000,7000]' in done.stdout

    def test_is_let_go_at_once_when_somebody_stops_it(self):
        class StoppedError(Exception):
            pass

        def stop():
            raise StoppedError

        out = io.BytesIO()
        Image.effect_noise((3_000, 3_000), 90).convert("RGB").save(out, "JPEG")
        began = time.monotonic()
        with pytest.raises(StoppedError), stored(out.getvalue()) as file:
            confined.look(file, pipeline="enhanced", on_wait=stop)
        assert time.monotonic() - began < 1
