"""Text, Markdown, tables as text, web pages and books."""

import pytest

from documents.pipeline import sniff
from documents.pipeline.encodings import decode
from documents.pipeline.parsed import HEADER, HEADING, LIST, ROW
from tests.documents import packages
from tests.documents.test_formats_office import lines, read

RUSSIAN = "Арендная плата вносится первого числа каждого месяца. Арендатор обязуется платить вовремя."
JAPANESE = "家賃は毎月一日に支払います。借主は建物を善良な管理者の注意をもって使用しなければならない。"
CHINESE = "租金应于每月一日支付。承租人应当按照约定的方法使用租赁物，并且妥善保管。"
GERMAN = "Die Gebühr für den Schlüssel beträgt zwölf Euro; größere Schäden sind dem Vermieter zu melden."
POLISH = "Czynsz jest płatny pierwszego dnia każdego miesiąca. Najemca zobowiązuje się utrzymywać porządek."


class TestEncodings:
    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            (RUSSIAN, "cp1251"),
            (RUSSIAN, "koi8_r"),
            (RUSSIAN, "cp866"),
            (RUSSIAN, "utf-16-le"),
            (RUSSIAN, "utf-32"),
            ("Орендна плата вноситься першого числа кожного місяця. Її сплачує орендар.", "koi8_u"),
            (JAPANESE, "cp932"),
            (JAPANESE, "euc_jp"),
            (JAPANESE, "iso2022_jp"),
            (CHINESE, "gb18030"),
            (CHINESE, "utf-16-be"),
            ("租金應於每月一日支付。承租人應以善良管理人之注意保管租賃物。", "big5"),
            ("임대료는 매월 1일에 지불합니다. 임차인은 건물을 선량하게 관리하여야 한다.", "cp949"),
            ("Το ενοίκιο πληρώνεται την πρώτη κάθε μήνα από τον ενοικιαστή.", "cp1253"),
            ("שכר הדירה משולם בראשון לכל חודש. השוכר מתחייב לשמור על הנכס.", "cp1255"),
            ("يدفع الإيجار في اليوم الأول من كل شهر ويلتزم المستأجر بالعقد.", "cp1256"),
            ("ค่าเช่าครบกำหนดชำระในวันที่หนึ่งของทุกเดือน", "cp874"),
            (GERMAN, "cp1252"),
            (GERMAN, "mac_roman"),
            (POLISH, "cp1250"),
            (POLISH, "iso8859_2"),
            ("Kira her ayın ilk günü ödenir. Kiracı değişiklik için izin ister.", "cp1254"),
            ("The tenant’s deposit is £500 – “in full” at the end.", "cp1252"),
            ("किराया हर महीने की पहली तारीख को देय है। किरायेदार परिसर ठीक रखेगा।", "utf-16-le"),
        ],
    )
    def test_are_told_from_the_letters(self, text, encoding):
        assert decode(text.encode(encoding)) == text

    def test_forgive_a_broken_letter_in_utf8(self):
        assert decode("Gebühr für Schlüssel".encode()[:-1] + b"\xc3").startswith("Gebühr für")

    @pytest.mark.parametrize("encoding", ["utf-16-le", "koi8_r", "cp932"])
    def test_make_no_difference_to_what_a_file_is(self, encoding):
        text = JAPANESE if encoding == "cp932" else RUSSIAN

        assert sniff.sniff(text.encode(encoding), "letter.txt") == sniff.TEXT


class TestPlainText:
    def test_keeps_paragraphs_and_turns_form_feeds_into_pages(self):
        _, pages = read(b"One.\nstill one.\n\nTwo.\n\x0cThree.\n", "a.txt")

        assert [page.text for page in pages] == ["One.\nstill one.\n\nTwo.", "Three."]

    def test_without_a_line_break_is_cut_at_spaces(self):
        _, pages = read(b"word " * 4_000, "long.txt")

        assert len(pages) > 3
        assert sum(len(page.text.split()) for page in pages) == 4_000


class TestMarkdown:
    TEXT = """---
title: "House rules"
lang: en
---
# Rules *for all*

Quiet after **ten** and see [the plan](https://x.example/plan).
Second line.

- bins out on `Monday`
- hall swept
  1. by turns

| Floor | Turn |
|-------|------|
| one   | Ada  |

```
code # no heading
```
<script>alert(1)</script>
"""

    def test_is_read_without_its_marks(self):
        outline, (page,) = read(self.TEXT.encode(), "rules.md")

        assert page.text == (
            "Rules for all\n\nQuiet after ten and see the plan.\nSecond line.\n"
            "bins out on Monday\nhall swept\nby turns\n\nFloor | Turn\none | Ada\n\ncode # no heading"
        )
        assert lines(page, HEADING) == ["Rules for all"]
        assert lines(page, LIST) == ["bins out on Monday", "hall swept", "by turns"]
        assert (lines(page, HEADER), lines(page, ROW)) == (["Floor | Turn"], ["one | Ada"])
        assert outline.title == "House rules"

    def test_may_hold_a_long_table(self):
        table = "| Day | Payee |\n|---|---|\n" + "| one | a payee with a long name |\n" * 1_000
        _, pages = read(table.encode(), "table.md")

        assert len(pages) > 5
        assert all("|---|" not in page.text for page in pages)
        assert pages[-1].text.endswith("one | a payee with a long name")

    def test_is_known_without_a_name(self):
        assert sniff.sniff(b"# Plan\n\n- one\n- two **now**\n", "plan") == sniff.MARKDOWN


class TestSeparatedValues:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    def test_stand_with_their_headings(self, delimiter):
        table = [
            ["Date", "Payee", "Amount"],
            ["2026-05-03", "Vogel", "12.00"],
            ["2026-05-04", "Marsh", "9.50"],
        ]
        content = "\n".join(delimiter.join(row) for row in table).encode()
        _, (page,) = read(content, "bills.csv")

        assert page.text == (
            "Date | Payee | Amount\nDate: 2026-05-03 | Payee: Vogel | Amount: 12.00\n"
            "Date: 2026-05-04 | Payee: Marsh | Amount: 9.50"
        )

    def test_may_hold_quotes_delimiters_and_line_breaks(self):
        _, (page,) = read(b'name,remark,sum\n"Lind, Bo","two\nlines ""so""",5\nAda,,6\n', "a.csv")

        assert 'name: Lind, Bo | remark: two lines "so" | sum: 5' in page.text

    def test_survive_a_quote_that_never_ends(self):
        content = b'name,remark,sum\nBo,"broken,5\n' + b"Ada,fine,6\n" * 200
        _, pages = read(content, "a.csv")

        assert pages[0].text.count("name: Ada | remark: fine | sum: 6") > 50

    def test_name_their_delimiter_for_excel(self):
        _, (page,) = read(b"sep=;\nday;who;sum\n1;Ada;5\n2;Bo;6\n", "a.csv")

        assert page.text.splitlines()[-1] == "day: 2 | who: Bo | sum: 6"

    def test_have_no_headings_where_the_first_row_is_like_the_others(self):
        _, (page,) = read(b"2026-05-03,12.00,5\n2026-05-04,9.50,6\n", "a.csv")

        assert page.text == "2026-05-03 | 12.00 | 5\n2026-05-04 | 9.50 | 6"

    def test_are_plain_text_when_they_are_prose(self):
        assert sniff.sniff(b"A letter to the house.\nNothing more.\n", "letter.csv") == sniff.TEXT


class TestWebPages:
    PAGE = """<!DOCTYPE html><html lang="en"><head><title>Water works</title>
    <meta name="author" content="Ada">
    <style>p {color: red}</style><script>var secret = 1</script></head><body>
    <h1>Water &amp; waste</h1><p>Read the <b>meter</b><br>in May.</p>
    <div style="display:none">hidden one</div><p hidden>hidden two</p><noscript>hidden three</noscript>
    <ul><li>cold</li><li>warm <i>only</i></li></ul>
    <table><tr><th>Month</th><th>m³</th></tr><tr><td>May</td><td>12</td></tr></table>
    <table><tr><td><table><tr><td>laid out</td></tr></table></td></tr></table>
    <pre>a
  b</pre><!-- a remark --><select><option>hidden four</select></body></html>"""

    def test_show_what_a_reader_sees(self):
        outline, (page,) = read(self.PAGE.encode(), "page.html")

        assert page.text == (
            "Water & waste\n\nRead the meter\nin May.\n\ncold\nwarm only\n\n"
            "Month | m³\nMay | 12\n\nlaid out\n\na\nb"
        )
        assert lines(page, HEADING) == ["Water & waste"]
        assert (lines(page, HEADER), lines(page, ROW)) == (["Month | m³"], ["May | 12"])
        assert (outline.title, outline.author) == ("Water works", "Ada")

    def test_are_read_in_the_encoding_they_declare(self):
        content = '<html><meta charset="windows-1251"><p>Счёт'.encode("cp1251")
        _, (page,) = read(content, "x.htm")

        assert page.text == "Счёт"

    def test_may_nest_deeper_than_python_can_count(self):
        _, pages = read(b"<html><body>" + b"<div>" * 20_000 + b"deep down", "deep.html")

        assert len(pages) == 1

    def test_are_known_by_content_whatever_their_name(self):
        assert sniff.sniff(self.PAGE.encode(), "statement.xls") == sniff.HTML


class TestBooks:
    CHAPTER = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'

    def test_have_their_chapters_in_reading_order(self):
        content = packages.an_epub(
            self.CHAPTER.format("<h1>One</h1><p>It was&nbsp;dark.</p>"),
            self.CHAPTER.format("<h1>Two</h1><p>Then light.</p>"),
        )
        outline, pages = read(content)

        assert [page.text for page in pages] == ["One\n\nIt was dark.", "Two\n\nThen light."]
        assert (outline.title, outline.author, outline.created_on) == (
            "A Walk in the Marsh",
            "Tomasz Lind",
            "2025-11-02",
        )
