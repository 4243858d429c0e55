"""Photos and scans: whichever way they lie, however they are saved."""

import io
import stat
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from documents.pipeline import ocr, ocr_tesseract, render, sniff
from documents.pipeline.parsed import OCR, UnreadableDocumentError, page_of
from documents.pipeline.parsers.picture import PictureParser, open_picture
from documents.places import boxes_of
from lumen.common import children

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
LINES = ["RIVERSIDE BAKERY", "Rye bread 1kg      4.80", "Poppy rolls x2     2.40", "TOTAL EUR          7.20"]


LIMITS = """
import resource
from documents.pipeline import limits
limits.confine()
print(resource.getrlimit(resource.RLIMIT_AS)[0])
for more in (lambda: None, limits.allow_page, limits.allow_scan):
    more()
    print(resource.getrlimit(resource.RLIMIT_CPU)[0])
"""


def receipt(*, size=28, ink=20, paper=245, angle=0.0):
    font = ImageFont.truetype(FONT, size)
    image = Image.new("L", (size * 18, size * 12), paper)
    pen = ImageDraw.Draw(image)
    for index, line in enumerate(LINES):
        pen.text((size, size * (2 + 2 * index)), line, font=font, fill=ink)
    return image.rotate(angle, expand=True, fillcolor=paper, resample=Image.Resampling.BICUBIC).convert("RGB")


def saved(image, kind, **options):
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def words(image):
    return page_of(1, ocr.read(image)).text.split()


def expected():
    return [word for line in LINES for word in line.split()]


class TestOcr:
    def test_reads_rows_as_they_stand(self):
        page = page_of(1, ocr.read(receipt()))

        assert "Rye bread 1kg 4.80\nPoppy rolls x2 2.40\nTOTAL EUR 7.20" in page.text

    @pytest.mark.parametrize("angle", [90, 180, 270, 4, -6])
    def test_reads_a_page_that_lies_on_its_side_or_slantwise(self, angle):
        assert words(receipt(angle=angle)) == expected()

    @pytest.mark.parametrize("angle", [0, 90, 180, 270])
    def test_finds_the_place_of_a_word_on_the_picture_as_it_was_given(self, angle):
        image = receipt(angle=angle)
        page = page_of(1, ocr.read(image))
        start = page.text.index("7.20")

        (box,) = boxes_of(page.blocks, start, start + 4)

        ink = np.argwhere(np.asarray(image.convert("L")) < 100) / (image.height, image.width)
        inside = ((ink > (box[1] - 0.02, box[0] - 0.02)) & (ink < (box[3] + 0.02, box[2] + 0.02))).all(axis=1)
        assert 0.04 < inside.mean() < 0.14  # four of 49 letters

    def test_keeps_places_and_confidence_of_words(self):
        page = page_of(1, ocr.read(receipt()))
        start, end, box, confidence = page.blocks[0]["words"][0]

        assert page.text[start:end] == "RIVERSIDE"
        assert box[0] < box[2]
        assert confidence > 0.9

    @pytest.mark.parametrize(("ink", "paper"), [(190, 225), (60, 80), (240, 30)])
    def test_reads_faint_dark_and_reversed_print(self, ink, paper):
        assert words(receipt(ink=ink, paper=paper)) == expected()

    def test_reads_small_print(self):
        assert len(set(words(receipt(size=13))) & set(expected())) >= 0.9 * len(set(expected()))

    def test_sees_nothing_on_blank_paper(self):
        assert ocr.read(Image.new("RGB", (800, 600), (240, 240, 235))) == []


class TestFormats:
    @pytest.mark.parametrize(
        ("kind", "options"),
        [("PNG", {}), ("JPEG", {"quality": 60}), ("WEBP", {}), ("TIFF", {"compression": "tiff_lzw"})],
    )
    def test_are_read(self, kind, options):
        parser = PictureParser(saved(receipt(), kind, **options))
        (page,) = parser.pages()

        assert page.origin == OCR
        assert "TOTAL EUR 7.20" in page.text

    def test_reads_a_photo_of_a_phone(self):
        heif = pytest.importorskip("pi_heif")

        assert hasattr(heif, "register_heif_opener")
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            open_picture(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x00" * 64)

    def test_reads_every_page_of_a_fax(self):
        pages = [receipt().convert("1"), receipt(angle=180).convert("1")]
        content = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
        parser = PictureParser(content)

        assert parser.outline.page_count == 2
        assert ["TOTAL EUR 7.20" in page.text for page in parser.pages()] == [True, True]
        assert [page.number for page in parser.pages(after=1)] == [2]

    @pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "CMYK", "1", "I;16", "L"])
    def test_come_out_dark_on_light(self, mode):
        gray = receipt().convert("L")
        if mode == "I;16":
            image = Image.fromarray(np.asarray(gray).astype(np.uint16) * 16)
        elif mode in {"RGBA", "LA"}:
            image = Image.new("RGBA", gray.size, (0, 0, 0, 0))
            image.putalpha(gray.point(lambda value: 255 - value))
            image = image.convert(mode)
        else:
            image = gray.convert(mode) if mode != "CMYK" else gray.convert("RGB").convert("CMYK")
        kind = "TIFF" if mode in {"CMYK", "LA", "I;16"} else "PNG"

        found = open_picture(saved(image, kind))

        assert found.mode == "RGB"
        assert np.asarray(found.convert("L")).mean() > 180

    def test_are_turned_as_the_camera_says(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        image = receipt()

        found = open_picture(saved(image.rotate(90, expand=True), "JPEG", exif=exif))

        assert found.size == image.size

    def test_read_what_is_left_of_a_torn_photo(self):
        content = saved(receipt(), "JPEG", quality=90)
        parser = PictureParser(content[: int(0.8 * len(content))])

        assert "Lumen read what is left" in parser.outline.warnings[0]
        assert "RIVERSIDE BAKERY" in next(parser.pages()).text

    def test_say_when_no_words_are_seen(self):
        (page,) = PictureParser(saved(Image.new("RGB", (300, 300), "white"), "PNG")).pages()

        assert page.warning.startswith("No words could be made out in picture 1.")

    def test_refuse_too_many_pixels_before_unpacking_them(self):
        content = bytearray(saved(Image.new("1", (64, 64)), "PNG"))
        content[16:24] = (200_000).to_bytes(4, "big") * 2

        with pytest.raises(UnreadableDocumentError) as refused:
            open_picture(bytes(content))

        assert refused.value.code in {"too_large", "damaged"}


class TestTesseract:
    def stand_in(self, folder, confidence):
        header = ["level", "page_num", "block_num", "par_num", "line_num", "word_num"]
        header += ["left", "top", "width", "height", "conf", "text"]
        rows = [
            "\t".join(header),
            "\t".join(f"5 1 1 1 1 1 50 40 200 30 {confidence} नमस्ते".split()),
            "\t".join(f"5 1 1 1 1 2 270 40 150 30 {confidence} दुनिया".split()),
        ]
        table = folder / "table.tsv"
        table.write_text("\n".join(rows) + "\n")
        program = folder / "tesseract"
        languages = "List of available languages (2):\\nhin\\nosd\\n"
        program.write_text(
            f'#!/bin/sh\nif [ "$1" = --list-langs ]; then printf "{languages}"; exit; fi\n'
            f"cat > /dev/null\ncat {table}\n"
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    @pytest.fixture
    def installed(self, tmp_path, monkeypatch):
        def install(confidence):
            self.stand_in(tmp_path, confidence)
            monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
            ocr_tesseract.languages.cache_clear()

        yield install
        ocr_tesseract.languages.cache_clear()

    def test_reads_scripts_that_the_models_do_not_know(self, installed):
        installed(91)
        (line,) = ocr_tesseract.read(np.zeros((600, 800, 3), np.uint8), better_than=0.4)

        assert [word.text for word in line.words] == ["नमस्ते", "दुनिया"]
        assert line.words[0].box == (0.0625, 40 / 600, 0.3125, 70 / 600)

    def test_is_not_believed_when_it_is_no_surer(self, installed):
        installed(40)

        assert ocr_tesseract.read(np.zeros((600, 800, 3), np.uint8), better_than=0.6) == []

    def test_is_left_out_where_it_is_missing(self, monkeypatch):
        monkeypatch.setenv("PATH", "")
        ocr_tesseract.languages.cache_clear()

        assert ocr_tesseract.read(np.zeros((9, 9, 3), np.uint8), better_than=0.0) == []


class TestPagePicture:
    def test_shows_a_photo_upright(self, tmp_path):
        exif = Image.Exif()
        exif[0x0112] = 8
        path = tmp_path / "photo.jpg"
        path.write_bytes(saved(receipt().rotate(-90, expand=True), "JPEG", exif=exif))
        with path.open("rb") as file:
            shown = Image.open(io.BytesIO(render.render_page(file, sniff.JPEG, 1, width=300)))

        assert shown.width == 300
        assert shown.width > shown.height

    def test_a_locked_page_needs_its_password(self, tmp_path):
        from tests.documents import factories

        path = tmp_path / "locked.pdf"
        path.write_bytes(factories.a_pdf("secret", password="sesame"))
        with path.open("rb") as file:
            with pytest.raises(render.UnrenderablePageError):
                render.render_page(file, sniff.PDF, 1, width=200)
            shown = render.render_page(file, sniff.PDF, 1, width=200, password="sesame")

        assert Image.open(io.BytesIO(shown)).width == 200


class TestChild:
    def test_sees_nothing_of_the_keys_of_lumen(self, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "hush")

        assert "hush" not in children.environment().values()

    def test_has_a_gigabyte_and_a_minute_and_more_for_every_page(self):
        told = subprocess.run(
            [sys.executable, "-c", LIMITS],
            capture_output=True,
            text=True,
            check=True,
            cwd=children.PROJECT,
            env=children.environment(),
        )

        assert told.stdout.split() == [str(1024**3), "60", "62", "107"]
