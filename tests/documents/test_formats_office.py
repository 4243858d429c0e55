"""Office files: what stands in them comes out, in its order, once."""

import pytest

from documents.pipeline import sniff
from documents.pipeline.parsed import CELL, COMMENT, HEADER, HEADING, LIST, NOTE, ROW
from documents.pipeline.parsers.base import parser_for
from documents.pipeline.parsers.number_formats import shown
from tests.documents import packages
from tests.documents.packages import MC, W, para, shape, word_table


def read(content: bytes, name: str = "file"):
    kind = sniff.sniff(content, name)
    parser = parser_for(kind, content)
    return parser.outline, list(parser.pages())


def lines(page, kind: str = "") -> list[str]:
    return [page.text[b["start"] : b["end"]] for b in page.blocks if b.get("kind", "") == kind]


class TestWord:
    def test_keeps_the_order_of_paragraphs_tables_and_lists(self):
        body = (
            para("Lease of a workshop", style="Heading1")
            + para("Between Ines Okafor and Tomasz Lind.")
            + word_table(["Month", "Rent", "Paid"], ["May", "500.00", "yes"], ["June", "510.00", "no"])
            + para("The keys are with the caretaker.")
        )
        outline, (page,) = read(packages.a_docx(body))

        assert page.text == (
            "Lease of a workshop\n\nBetween Ines Okafor and Tomasz Lind.\n\n"
            "Month | Rent | Paid\nMay | 500.00 | yes\nJune | 510.00 | no\n\nThe keys are with the caretaker."
        )
        assert lines(page, HEADING) == ["Lease of a workshop"]
        assert lines(page, HEADER) == [CELL.join(["Month", "Rent", "Paid"])]
        assert len(lines(page, ROW)) == 2
        assert page.origin == "office"
        assert (outline.title, outline.author, outline.created_on, outline.language) == (
            "Lease of a workshop",
            "Ines Okafor",
            "2026-03-05",
            "en",
        )

    def test_puts_notes_and_comments_behind_their_paragraph(self):
        body = para(
            "The deposit",
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            " is kept",
            '<w:r><w:commentReference w:id="0"/></w:r>',
            " apart.",
        )
        notes = (
            f'<w:footnotes {W}><w:footnote w:id="2">{para("Two months of rent.")}</w:footnote></w:footnotes>'
        )
        comments = (
            f'<w:comments {W}><w:comment w:id="0" w:author="Tomasz">{para("With which bank?")}'
            "</w:comment></w:comments>"
        )
        _, (page,) = read(packages.a_docx(body + para("Next."), footnotes=notes, comments=comments))

        assert page.text.startswith("The deposit is kept apart.\n\nTwo months of rent.\n\n")
        assert lines(page, NOTE) == ["Two months of rent."]
        assert lines(page, COMMENT) == ["Comment by Tomasz: With which bank?"]

    def test_leaves_deleted_and_hidden_words_out_and_keeps_inserted_ones(self):
        body = para(
            "Pay ",
            "<w:del><w:r><w:delText>450</w:delText></w:r></w:del>",
            "<w:ins><w:r><w:t>500</w:t></w:r></w:ins>",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t> or nothing</w:t></w:r>",
            " euros",
        )
        _, (page,) = read(packages.a_docx(body))

        assert page.text == "Pay 500 euros"

    def test_reads_a_text_box_once_though_it_is_kept_twice(self):
        box = f"<w:txbxContent>{para('Ring twice')}</w:txbxContent>"
        body = para(
            "Door",
            f"<w:r><mc:AlternateContent {MC}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>",
        )
        _, (page,) = read(packages.a_docx(body))

        assert page.text == "Door\n\nRing twice"

    def test_counts_the_numbers_word_only_shows(self):
        levels = (
            '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2)"/></w:lvl>'
        )
        numbering = (
            f'<w:numbering {W}><w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
        )

        def item(text, level):
            facts = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
            return para(text, facts=facts)

        body = item("Rent", 0) + item("cold", 1) + item("warm", 1) + item("Garden", 0) + item("hedge", 1)
        _, (page,) = read(packages.a_docx(body, numbering=numbering))

        assert lines(page, LIST) == ["1. Rent", "1.a) cold", "1.b) warm", "2. Garden", "2.a) hedge"]

    def test_starts_a_page_where_word_last_did(self):
        body = (
            para("One.", '<w:r><w:br w:type="page"/></w:r>')
            + para("<w:r><w:lastRenderedPageBreak/><w:t>Two.</w:t></w:r>")
            + para("Three.", facts="<w:pageBreakBefore/>")
        )
        _, pages = read(packages.a_docx(body))

        assert [page.text for page in pages] == ["One.", "Two.", "Three."]

    def test_shows_each_header_once_and_leaves_page_numbers_out(self):
        header = f"<w:hdr {W}>{para('Okafor Workshops')}</w:hdr>"
        footer = f"<w:ftr {W}>{para('12')}</w:ftr>"
        _, (page,) = read(packages.a_docx(para("Body."), header1=header, header2=header, footer1=footer))

        assert page.text == "Okafor Workshops\n\nBody."

    def test_repeats_a_value_merged_over_rows(self):
        merged = '<w:tc><w:tcPr><w:vMerge w:val="{}"/></w:tcPr>{}</w:tc>'
        body = word_table(
            ["Year", "Quarter", "Oil"],
            [merged.format("restart", para("2026")), "first", "310"],
            [merged.format("continue", para("")), "second", "120"],
        )
        _, (page,) = read(packages.a_docx(body))

        assert page.text.splitlines()[1:] == ["2026 | first | 310", "2026 | second | 120"]

    def test_reads_strict_files_and_those_with_another_main_part(self):
        body = f"<w:document {W}><w:body>{para('All the same.')}</w:body></w:document>"
        strict = body.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            "http://purl.oclc.org/ooxml/wordprocessingml/main",
        )
        content = packages.packed(
            {
                "[Content_Types].xml": "<Types/>",
                "_rels/.rels": packages.relations(main="officeDocument word/document2.xml"),
                "word/document2.xml": strict,
            }
        )
        _, (page,) = read(content)

        assert page.text == "All the same."


class TestSlides:
    def test_make_a_page_each_with_title_reading_order_and_notes(self):
        first = (
            shape("right", at=(5_000_000, 3_000_000))
            + shape("left", at=(100_000, 3_100_000))
            + shape("7", kind="sldNum")
            + shape("Heating in 2026", kind="title")
        )
        outline, pages = read(
            packages.a_pptx(first, shape("Thanks"), notes={1: shape("Speak slowly.", kind="body")})
        )

        assert pages[0].text == "Heating in 2026\n\nleft\n\nright\n\nSpeak slowly."
        assert lines(pages[0], HEADING) == ["Heating in 2026"]
        assert lines(pages[0], NOTE) == ["Speak slowly."]
        assert pages[1].text == "Thanks"
        assert outline.title == "Heating in 2026"

    def test_read_tables_groups_and_what_is_kept_for_old_programs_once(self):
        cells = "".join(
            "<a:tr>"
            + "".join(f"<a:tc><a:txBody><a:p><a:r><a:t>{c}</a:t></a:r></a:p></a:txBody></a:tc>" for c in row)
            + "</a:tr>"
            for row in (["Item", "Cost"], ["Oil", "45"])
        )
        table = (
            f'<p:graphicFrame><a:graphic><a:graphicData><a:tbl><a:tblPr firstRow="1"/>{cells}'
            "</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
        )
        group = f"<p:grpSp>{shape('inside a group', at=(0, 9_000_000))}</p:grpSp>"
        twice = (
            f"<mc:AlternateContent><mc:Choice>{shape('new', at=(0, 9_500_000))}</mc:Choice>"
            f"<mc:Fallback>{shape('old')}</mc:Fallback></mc:AlternateContent>"
        )
        _, (page,) = read(packages.a_pptx(table + group + twice))

        assert page.text.startswith("Item | Cost\nOil | 45")
        assert "inside a group" in page.text
        assert "new" in page.text
        assert "old" not in page.text

    def test_keep_a_page_for_a_slide_without_words(self):
        _, pages = read(packages.a_pptx("", shape("second")))

        assert [page.text for page in pages] == ["", "second"]

    def test_show_the_words_of_charts(self):
        frame = (
            '<p:graphicFrame><a:graphic><a:graphicData><c:chart xmlns:c="c" r:id="rC"/></a:graphicData>'
            "</a:graphic></p:graphicFrame>"
        )
        chart = (
            '<c:chartSpace xmlns:c="c"><c:chart><c:plotArea><c:ser><c:tx><c:v>Rent</c:v></c:tx>'
            "<c:cat><c:v>May</c:v><c:v>June</c:v></c:cat><c:val><c:v>500</c:v><c:v>510</c:v></c:val></c:ser>"
            "</c:plotArea></c:chart></c:chartSpace>"
        )
        links = packages.relations(rC="chart ../charts/chart1.xml")
        content = packages.a_pptx(
            frame, **{"slides/_rels/slide1.xml.rels": links, "charts/chart1.xml": chart}
        )
        _, (page,) = read(content)

        assert page.text == "Rent: May 500, June 510"


class TestSheets:
    def test_show_values_as_the_sheet_does_each_with_its_heading(self):
        cells = packages.rows(
            ["Date", "Payee", "Amount", "Share"],
            [(46147, 1), "Vogel Heating", (1234.5, 2), (0.125, 3)],
            [(46148, 1), "Marsh Water", (-80, 2), (0.5, 3)],
        )
        formats = ("dd/mm/yyyy", "#,##0.00&quot; €&quot;", "0.0%")
        _, (page,) = read(packages.an_xlsx({"Bills": cells}, formats=formats))

        assert page.text.splitlines() == [
            "Bills",
            "",
            "Date | Payee | Amount | Share",
            "Date: 05/05/2026 | Payee: Vogel Heating | Amount: 1,234.50 € | Share: 12.5%",
            "Date: 06/05/2026 | Payee: Marsh Water | Amount: -80.00 € | Share: 50.0%",
        ]
        assert lines(page, HEADING) == ["Bills"]
        assert (lines(page, HEADER), len(lines(page, ROW))) == ([], 3)

    def test_give_each_block_of_a_sheet_its_own_headings(self):
        cells = packages.rows(
            ["Accounts of the allotment club"],
            [],
            ["Plot", "Tenant", "Fee"],
            ["7", "Ada", 40],
            ["8", "Bo", 45],
            [],
            ["Note"],
        )
        _, (page,) = read(packages.an_xlsx({"Club": cells}))

        assert "Plot: 7 | Tenant: Ada | Fee: 40" in page.text
        assert page.text.startswith("Club\n\nAccounts of the allotment club\n\nPlot | Tenant | Fee\n")
        assert page.text.endswith("\n\nNote")

    def test_share_strings_repeat_merged_values_and_show_hidden_sheets(self):
        sheet = (
            '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row>'
            '<row r="2"><c r="B2"><v>2</v></c></row></sheetData>'
            '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
        )
        _, (page, hidden) = read(
            packages.an_xlsx({"One": sheet, "Two": packages.rows(["out of sight"])}, strings=("North",))
        )

        assert page.text == "One\n\nNorth | 1\nNorth | 2"
        assert hidden.text == "Two\n\nout of sight"

    def test_cost_nothing_for_empty_rows_however_many(self):
        far = (
            '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
            '<c r="XFD1048576"><v>2</v></c><c r="B1048576"><v>3</v></c></row></sheetData>'
        )
        _, (page,) = read(packages.an_xlsx({"Far": far}))

        assert page.text == "Far\n\n1\n\n3"

    def test_have_their_headings_on_every_page_when_they_are_large(self, monkeypatch):
        monkeypatch.setattr("documents.pipeline.parsers.tables.MOST_LABELLED_CELLS", 100)
        values = [["Day", "Payee", "Amount"]] + [[f"{n}", "a payee with a name", n] for n in range(600)]
        _, pages = read(packages.an_xlsx({"Long": packages.rows(*values)}))

        assert len(pages) > 2
        assert all("Day | Payee | Amount" in lines(page, HEADER) for page in pages)
        assert "599 | a payee with a name | 599" in pages[-1].text

    @pytest.mark.parametrize(
        ("value", "code", "expected"),
        [
            (1234.5, '"€"#,##0.00;[Red]-"€"#,##0.00', "€1,234.50"),
            (-1234.5, '"€"#,##0.00;[Red]-"€"#,##0.00', "-€1,234.50"),
            (-5, "#,##0_);(#,##0)", "(5)"),
            (12.5, "[$₹-4009] #,##0.00", "₹ 12.50"),
            (46147, "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "Tuesday, May 05, 2026"),
            (46147.6042, "yyyy-mm-dd h:mm", "2026-05-05 14:30"),
            (0.5, "h:mm AM/PM", "12:00 PM"),
            (1.5, "[h]:mm", "36:00"),
            (7, "000", "007"),
            (1234567, '#,##0.0,,"M"', "1.2M"),
            (0, '#,##0;-#,##0;"-"', "-"),
            (46147, 'yyyy"年"m"月"d"日"', "2026年5月5日"),
            (0.30000000000000004, "General", "0.3"),
            (-0.001, "0.00", "0.00"),
        ],
    )
    def test_follow_the_format_code(self, value, code, expected):
        assert shown(value, code) == expected


class TestOpenDocument:
    def test_text_has_headings_lists_tables_notes_and_pages(self):
        body = (
            '<text:h text:outline-level="1">Wohnung im Hof</text:h>'
            "<text:tracked-changes><text:p>gestrichen</text:p></text:tracked-changes>"
            "<text:p>Die Miete<text:note><text:note-citation>1</text:note-citation><text:note-body>"
            "<text:p>ohne Heizung</text:p></text:note-body></text:note>"
            ' ist<text:s text:c="2"/>am Ersten fällig.</text:p>'
            "<text:list><text:list-item><text:p>Keller</text:p></text:list-item>"
            "<text:list-item><text:p>Garten</text:p></text:list-item></text:list>"
            "<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Monat</text:p>"
            "</table:table-cell><table:table-cell><text:p>Betrag</text:p></table:table-cell></table:table-row>"
            "</table:table-header-rows><table:table-row><table:table-cell><text:p>Mai</text:p></table:table-cell>"
            "<table:table-cell><text:p>500</text:p></table:table-cell></table:table-row></table:table>"
            '<text:p text:style-name="P1">Seite zwei.</text:p>'
        )
        automatic = (
            '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style>'
        )
        meta = "<dc:title>Mietvertrag</dc:title><meta:initial-creator>Ines</meta:initial-creator>"
        outline, (first, second) = read(packages.an_odf("text", body, automatic=automatic, meta=meta))

        assert first.text == (
            "Wohnung im Hof\n\nDie Miete ist am Ersten fällig.\n\nohne Heizung\nKeller\nGarten\n\n"
            "Monat | Betrag\nMai | 500"
        )
        assert (lines(first, LIST), lines(first, NOTE)) == (["Keller", "Garten"], ["ohne Heizung"])
        assert second.text == "Seite zwei."
        assert (outline.title, outline.author, outline.language) == ("Mietvertrag", "Ines", "de")

    def test_sheet_costs_nothing_for_repeated_empty_rows(self):
        def row(*cells):
            return (
                "<table:table-row>"
                + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in cells)
                + "</table:table-row>"
            )

        body = (
            '<table:table table:name="Kasse">'
            + row("Tag", "Wer", "Betrag")
            + row("1.5.", "Ada", "12,50")
            + row("2.5.", "Bo", "13,00")
            + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell'
            ' table:number-columns-repeated="16384"/></table:table-row></table:table>'
        )
        _, (page,) = read(packages.an_odf("spreadsheet", body))

        assert page.text.splitlines()[-1] == "Tag: 2.5. | Wer: Bo | Betrag: 13,00"

    def test_slides_have_their_title_first_and_their_notes_last(self):
        def frame(text, facts):
            return f"<draw:frame {facts}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"

        body = (
            "<draw:page>"
            + frame("below", 'svg:y="9cm" svg:x="1cm"')
            + frame("above", 'svg:y="2cm" svg:x="1cm"')
            + frame("Title", 'presentation:class="title" svg:y="12cm"')
            + f"<presentation:notes>{frame('aside', '')}</presentation:notes></draw:page>"
        )
        _, (page,) = read(packages.an_odf("presentation", body))

        assert page.text == "Title\n\nabove\n\nbelow\n\naside"
        assert lines(page, NOTE) == ["aside"]

    def test_is_read_as_one_flat_file_too(self):
        content = (
            f'<?xml version="1.0"?><office:document {packages.ODF} '
            'office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text>'
            "<text:p>Flat and readable.</text:p></office:text></office:body></office:document>"
        )
        _, (page,) = read(content.encode(), "letter.fodt")

        assert page.text == "Flat and readable."


class TestRichText:
    def rtf(self, body: str) -> bytes:
        head = (
            r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}"
            r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}}{\info{\title Garden rules}{\author Bo Lind}}"
        )
        return (head + body + "}").encode("latin-1")

    def test_reads_letters_of_every_font_and_unicode(self):
        body = (
            r"\pard\s1 Rules\par\pard\s0 Caf\'e9 \u8364?5, \f1\'ef\'f0\'e8\'e2\'e5\'f2\f0 , "
            r"\u-10179?\u-8704? done\par"
        )
        outline, (page,) = read(self.rtf(body))

        assert page.text == "Rules\n\nCafé €5, привет, 😀 done"
        assert lines(page, HEADING) == ["Rules"]
        assert (outline.title, outline.author) == ("Garden rules", "Bo Lind")

    def test_reads_tables_notes_and_what_a_field_shows(self):
        body = (
            r"\trowd\intbl Plot\cell Fee\cell Paid\cell\row\trowd\intbl 7\cell 40\cell yes\cell\row\pard "
            r"See {\field{\*\fldinst HYPERLINK \"https://x.example\"}{\fldrslt the site}}"
            r"{\footnote Since May.} now.\par"
        )
        _, (page,) = read(self.rtf(body))

        assert page.text == "Plot | Fee | Paid\n7 | 40 | yes\n\nSee the site now.\n\nSince May."
        assert lines(page, NOTE) == ["Since May."]

    def test_leaves_pictures_binary_and_hidden_words_out(self):
        body = r"Shown{\pict\wmetafile8 0102ff}{\*\unknown secret}{\v hidden}\bin3 }}} too\par"
        _, (page,) = read(self.rtf(body))

        assert page.text == "Shown too"

    def test_reads_as_far_as_a_torn_file_goes(self):
        _, (page,) = read(self.rtf(r"First.\par Sec")[:-1] + rb"{\b ond")

        assert page.text == "First.\n\nSecond"
