"""From bytes to pages and passages."""

import io
import zipfile

import pytest

from documents.pipeline import extract, sniff
from documents.pipeline.chunking import MOST_CHARACTERS, chunk_pages
from documents.pipeline.parsed import Line, UnreadableDocumentError, page_of
from documents.pipeline.parsers.base import Outline, parser_for
from documents.pipeline.sentences import sentence_spans
from documents.places import boxes_of
from lumen.ai.embeddings.tokens import count_tokens
from tests.documents import factories


def read(tmp_path, content, content_type, after=0):
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        found = list(extract.read(file, content_type, after=after))
    return found[0], found[1:]


class TestSniff:
    @pytest.mark.parametrize(
        ("content", "name", "expected"),
        [
            (factories.a_pdf("x"), "a.pdf", sniff.PDF),
            (factories.a_pdf("x"), "no-suffix", sniff.PDF),
            (factories.a_pdf("x"), "wrong.docx", sniff.PDF),
            (b"Plain words.", "a.txt", sniff.TEXT),
            (b"# Title", "a.md", sniff.MARKDOWN),
            ("Grüße".encode("latin-1"), "a.txt", sniff.TEXT),
            (factories.sample(factories.POLICY), "a.docx", sniff.DOCX),
        ],
    )
    def test_tells_the_kind_by_content(self, content, name, expected):
        assert sniff.sniff(content, name) == expected

    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"", "a.pdf", "is empty"),
            (b" \n ", "a.txt", "is empty"),
            (b"not a pdf at all", "a.pdf", "its content is not PDF"),
            (b"only words", "a.docx", "its content is not DOCX"),
            (b"\x00\x01\x02\x03" * 50, "a.bin", "cannot read this kind of file"),
            (b"MZ\x90\x00\x03" + b"\x00" * 99, "a.exe", "This is a program"),
        ],
    )
    def test_refuses_with_a_sentence_that_says_what_to_do(self, content, name, sentence):
        with pytest.raises(UnreadableDocumentError, match=sentence):
            sniff.sniff(content, name)

    def test_refuses_a_word_file_that_unpacks_to_far_more_than_its_size(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", b"0" * 60_000_000)

        with pytest.raises(UnreadableDocumentError, match="unpacks to far more"):
            parser_for(sniff.sniff(target.getvalue(), "bomb.docx"), target.getvalue())

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
            ("a\x00b\n.pdf", "ab.pdf"),
            ("..", "document"),
            ("x" * 300 + ".pdf", "x" * 200 + ".pdf"),
        ],
    )
    def test_neutralises_names(self, name, expected):
        assert sniff.safe_name(name) == expected


class TestPdf:
    def test_reads_text_page_by_page_with_a_box_for_every_line(self, tmp_path):
        outline, pages = read(tmp_path, factories.sample(factories.RENT), sniff.PDF)

        assert outline == Outline(page_count=3, title="Residential Rent Agreement")
        assert [page.number for page in pages] == [1, 2, 3]
        assert "two months' notice in writing" in pages[1].text
        for block in pages[1].blocks:
            x0, y0, x1, y1 = block["box"]
            assert 0 <= x0 < x1 <= 1
            assert 0 <= y0 < y1 <= 1
            assert pages[1].text[block["start"] : block["end"]].strip()

    def test_knows_headings_and_leaves_page_numbers_out(self, tmp_path):
        _, pages = read(tmp_path, factories.sample(factories.RENT), sniff.PDF)

        text = pages[1].text
        headings = [text[b["start"] : b["end"]] for b in pages[1].blocks if b.get("kind") == "heading"]
        assert headings == ["4. Security deposit", "5. Notice and termination", "6. Use of the premises"]
        assert "Page 2" not in text

    def test_goes_on_after_the_pages_that_are_known(self, tmp_path):
        _, pages = read(tmp_path, factories.sample(factories.RENT), sniff.PDF, after=2)

        assert [page.number for page in pages] == [3]

    def test_reads_a_turned_and_noisy_scan_with_its_places(self, tmp_path):
        _, (page,) = read(tmp_path, factories.sample(factories.RECEIPT), sniff.PDF)

        assert page.origin == "ocr"
        for words in ("Basmati rice 5kg 645.00", "TOTAL Rs 2,046.00", "UPI ref 631204778159"):
            assert words in page.text
        start = page.text.index("TOTAL")
        (box,) = boxes_of(page.blocks, start, start + 17)
        assert 0.7 < box[1] < 0.85

    def test_asks_for_a_copy_without_a_password(self, tmp_path):
        with pytest.raises(UnreadableDocumentError, match="locked with a password"):
            read(tmp_path, factories.a_pdf("secret", password="sesame"), sniff.PDF)

    def test_says_when_a_pdf_is_damaged(self, tmp_path):
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            read(tmp_path, b"%PDF-1.7\nnothing more", sniff.PDF)

    def test_leaves_an_empty_page_empty(self, tmp_path):
        _, pages = read(tmp_path, factories.a_pdf("First page here", "", "Third page here"), sniff.PDF)

        assert [bool(page.text) for page in pages] == [True, False, True]


class TestOtherKinds:
    def test_reads_word_paragraphs_headings_and_tables(self):
        (page,) = parser_for(sniff.DOCX, factories.sample(factories.POLICY)).pages()

        assert "AYUSH treatment | Rs. 50,000 a year" in page.text
        assert page.blocks[0]["kind"] == "heading"

    def test_refuses_a_damaged_word_file(self):
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            parser_for(sniff.DOCX, b"PK\x03\x04 broken")

    def test_reads_markdown_as_a_reader_sees_it(self):
        (page,) = parser_for(sniff.MARKDOWN, b"# Title\n\nA **bold** [link](https://x.example).").pages()

        assert page.text == "Title\n\nA bold link."

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_reads_text_in_its_encoding(self, encoding):
        words = "Die Gebühr für den Schlüssel beträgt zwölf Euro und fünfzig Cent, zahlbar sofort."
        (page,) = parser_for(sniff.TEXT, words.encode(encoding)).pages()

        assert "zwölf" in page.text

    def test_cuts_long_text_into_pages_at_paragraphs(self):
        text = "\n\n".join(f"Paragraph {n}. " + "word " * 100 for n in range(40))
        pages = list(parser_for(sniff.TEXT, text.encode()).pages())

        assert len(pages) > 3
        assert all(page.text.startswith("Paragraph") for page in pages)

    def test_refuses_a_damaged_picture(self):
        with pytest.raises(UnreadableDocumentError, match="damaged"):
            parser_for(sniff.PNG, b"\x89PNG\r\n\x1a\n nothing")


class TestChildProcess:
    def test_a_reader_that_dies_costs_that_file_only(self, tmp_path, monkeypatch):
        monkeypatch.setattr(extract.sys, "executable", "/bin/false")

        with pytest.raises(UnreadableDocumentError, match="too much time or memory"):
            read(tmp_path, b"x", sniff.TEXT)

    def test_a_reader_that_says_nothing_is_stopped(self, tmp_path, monkeypatch):
        silent = tmp_path / "silent"
        silent.write_text("#!/bin/sh\nexec sleep 30\n")
        silent.chmod(0o700)
        monkeypatch.setattr(extract.sys, "executable", str(silent))
        monkeypatch.setattr(extract, "SILENCE_SECONDS", 0.2)

        with pytest.raises(UnreadableDocumentError, match="too much time or memory"):
            read(tmp_path, b"x", sniff.TEXT)


class TestSentences:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Rent is Rs. 500. Pay Mr. Rao.", ["Rent is Rs. 500.", "Pay Mr. Rao."]),
            ("Ends at 10 p.m. Quiet please.", ["Ends at 10 p.m.", "Quiet please."]),
            ("It costs 2.50 now! Really?", ["It costs 2.50 now!", "Really?"]),
            ("Due date 18 May\nAmount 20.00\nUnits 3", ["Due date 18 May", "Amount 20.00", "Units 3"]),
        ],
    )
    def test_end_where_a_reader_would_end_them(self, text, expected):
        assert [text[a:b] for a, b in sentence_spans(text)] == expected


class TestChunking:
    def pages(self):
        return list(parser_for(sniff.PDF, factories.sample(factories.RENT)).pages())

    def test_keeps_every_passage_on_one_page_and_within_its_limits(self):
        pages = self.pages()
        passages = list(chunk_pages(pages, count_tokens=count_tokens))

        texts = {page.number: page.text for page in pages}
        for passage in passages:
            assert texts[passage.page][passage.start : passage.end] == passage.text
            assert len(passage.text) <= MOST_CHARACTERS
            assert count_tokens(passage.text) <= 240

    def test_covers_every_word_once(self):
        pages = self.pages()
        passages = list(chunk_pages(pages, count_tokens=count_tokens))

        words = [word for page in pages for word in page.text.split()]
        assert [word for passage in passages for word in passage.text.split()] == words

    def test_gives_each_passage_the_heading_it_stands_under(self):
        passages = chunk_pages(self.pages(), count_tokens=count_tokens)
        notice = next(p for p in passages if "two months' notice" in p.text)

        assert notice.heading == "5. Notice and termination"

    def test_cuts_a_sentence_without_end_at_spaces(self):
        page = page_of(1, [Line(text="word " * 1_000)])
        passages = list(chunk_pages([page], count_tokens=count_tokens))

        assert all(len(passage.text) <= MOST_CHARACTERS for passage in passages)
        assert sum(len(passage.text.split()) for passage in passages) == 1_000


class TestPlaces:
    def test_cuts_a_line_that_is_only_partly_meant(self):
        blocks = [{"start": 0, "end": 10, "box": [0.1, 0.2, 0.6, 0.25]}, {"start": 11, "end": 20}]

        assert boxes_of(blocks, 5, 20) == [[0.35, 0.2, 0.6, 0.25]]
