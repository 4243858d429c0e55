"""Files made to break readers cost themselves at most, and mostly are read."""

import io

import psutil
import pypdf
import pytest
from PIL import Image

from documents.pipeline import extract, sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers import pdf_second
from tests.documents import factories, hostile


def read(tmp_path, content, content_type=sniff.PDF, **options):
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        outline, *pages = extract.read(file, content_type, **options)
    return outline, pages


def locked(content, **passwords):
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    writer.encrypt(algorithm="AES-256", **passwords)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


class TestDamagedPdf:
    @pytest.mark.parametrize("name", sorted(hostile.READABLE))
    def test_is_read_all_the_same(self, tmp_path, name):
        _, pages = read(tmp_path, hostile.READABLE[name])

        assert hostile.WORDS in " ".join(page.text for page in pages)

    @pytest.mark.parametrize("name", sorted(hostile.OPENED))
    def test_opens_without_words(self, tmp_path, name):
        outline, pages = read(tmp_path, hostile.OPENED[name])

        assert outline.page_count == len(pages) == 1

    @pytest.mark.parametrize("name", sorted(hostile.REFUSED))
    def test_is_refused_when_nothing_is_left(self, tmp_path, name):
        with pytest.raises(UnreadableDocumentError, match=r"damaged|no pages") as refused:
            read(tmp_path, hostile.REFUSED[name])

        assert refused.value.code == "damaged"

    def test_says_that_it_was_repaired(self, tmp_path):
        outline, _ = read(tmp_path, hostile.without_catalog())

        assert outline.page_count == 2
        assert "Lumen repaired what it could" in outline.warnings[0]

    @pytest.mark.parametrize("share", [0.5, 0.9])
    def test_is_read_as_far_as_it_goes_when_it_is_cut(self, tmp_path, share):
        whole = factories.sample(factories.RENT)
        outline, pages = read(tmp_path, whole[: int(share * len(whole))])

        assert outline.warnings
        assert any("Tenants" in page.text for page in pages)


class TestBomb:
    def test_costs_its_page_only(self, tmp_path):
        _, pages = read(tmp_path, hostile.bomb())

        assert [bool(page.text) for page in pages] == [False, True]

    def test_a_picture_with_a_forged_size_gets_a_sentence(self, tmp_path):
        target = io.BytesIO()
        Image.new("1", (20_000, 10_000)).save(target, "PNG")
        with pytest.raises(UnreadableDocumentError, match="too many pixels") as refused:
            read(tmp_path, target.getvalue(), sniff.PNG)

        assert refused.value.code == "too_large"


class TestLockedPdf:
    def test_asks_for_its_password(self, tmp_path):
        with pytest.raises(UnreadableDocumentError, match="Type the password") as refused:
            read(tmp_path, locked(factories.a_pdf("Secret words"), user_password="sesame"))

        assert refused.value.code == "password"

    def test_says_when_the_password_is_wrong(self, tmp_path):
        with pytest.raises(UnreadableDocumentError, match="does not open") as refused:
            read(tmp_path, locked(factories.a_pdf("Secret words"), user_password="sesame"), password="x")

        assert refused.value.code == "password"

    def test_is_read_with_it(self, tmp_path):
        _, (page,) = read(
            tmp_path, locked(factories.a_pdf("Secret words"), user_password="sesame"), password="sesame"
        )

        assert page.text == "Secret words"

    def test_just_opens_when_only_changes_are_locked(self, tmp_path):
        content = locked(factories.a_pdf("Open words"), user_password="", owner_password="boss")
        _, (page,) = read(tmp_path, content)

        assert page.text == "Open words"


class TestSalvage:
    def test_keeps_what_opens_an_encrypted_file(self, tmp_path):
        content = locked(factories.a_pdf("Secret words"), user_password="sesame")
        broken = content.replace(b"/Catalog", b"/Cotalog").replace(b"startxref", b"startxxxx")

        _, (page,) = read(tmp_path, broken, password="sesame")

        assert page.text == "Secret words"


class TestSecondReader:
    def test_takes_over_when_the_first_one_dies(self, tmp_path, monkeypatch):
        first = extract._converse

        def dies_at_first(file, arguments, **options):
            if arguments[2] != extract.SECOND:
                raise extract.ChildDiedError
            return first(file, arguments, **options)

        monkeypatch.setattr(extract, "_converse", dies_at_first)
        outline, (page,) = read(tmp_path, factories.a_pdf("Words without places"))

        assert "read its words" in outline.warnings[0]
        assert page.text == "Words without places"

    def test_asks_for_a_password_too(self):
        with pytest.raises(UnreadableDocumentError) as refused:
            pdf_second.SecondPdfParser(locked(factories.a_pdf("x"), user_password="sesame"))

        assert refused.value.code == "password"

    def test_leaves_a_page_that_breaks_the_reader_out_and_goes_on(self, tmp_path, monkeypatch):
        first = extract._converse

        def dies_at_page_two(file, arguments, **options):
            for message in first(file, arguments, **options):
                if message.get("page", {}).get("number") == 2:
                    raise extract.ChildDiedError
                yield message

        monkeypatch.setattr(extract, "_converse", dies_at_page_two)
        _, pages = read(tmp_path, factories.a_pdf("First page", "Second page", "Third page"))

        assert [page.text for page in pages] == ["First page", "", "Third page"]
        assert "Page 2 could not be read" in pages[1].warning

    def test_begins_again_where_a_child_was_that_somebody_killed(self, tmp_path):
        path = tmp_path / "file"
        texts = [f"{'Of mills and weirs. ' * (n % 5 + 1)}Entry {n}" for n in range(1, 301)]
        path.write_bytes(factories.a_pdf(*texts))
        with path.open("rb") as file:
            found = extract.read(file, sniff.PDF)
            pages = [next(found), next(found)][1:]
            (child,) = psutil.Process().children()
            child.kill()
            pages += found

        assert [page.number for page in pages] == list(range(1, 301))
        assert [page.text for page in pages] == texts
        assert not any(page.warning for page in pages)
        assert not psutil.pid_exists(child.pid)
