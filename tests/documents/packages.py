"""Office files of every kind, written part by part."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "presentation", "meta")
) + (
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def relations(**targets: str) -> str:
    """`key="type target"` -> a relations part."""
    rows = "".join(
        f'<Relationship Id="{key}" Type="{TYPES}{one.split()[0]}" Target="{one.split()[1]}"/>'
        for key, one in targets.items()
    )
    return f'<Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def core(title: str = "", author: str = "", created: str = "") -> str:
    return (
        "<cp:coreProperties "
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator>"
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
    )


def a_docx(body: str, **parts: str) -> bytes:
    """A Word file: `body` is what stands in it; `parts` are further ones, such as `footnotes`."""
    links = {"rId" + name: f"{name.rstrip('0123456789')} {name}.xml" for name in parts}
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": relations(main="officeDocument word/document.xml"),
            "word/document.xml": f"<w:document {W} {R} {MC} {A}><w:body>{body}</w:body></w:document>",
            "word/_rels/document.xml.rels": relations(**links),
            "docProps/core.xml": core("", "Ines Okafor", "2026-03-05T10:00:00Z"),
            **{f"word/{name}.xml": content for name, content in parts.items()},
        }
    )


def para(*runs: str, style: str = "", facts: str = "") -> str:
    """A Word paragraph; a run that begins with `<` is taken as it is."""
    texts = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{facts}</w:pPr>{texts}</w:p>"


def word_table(*rows: list[str]) -> str:
    """Cells are texts, or whole `<w:tc>` elements."""
    cells = ("".join(c if c.startswith("<w:tc") else f"<w:tc>{para(c)}</w:tc>" for c in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def a_pptx(*slides: str, notes: dict[int, str] | None = None, **parts: str) -> bytes:
    """A presentation: each slide is what stands in its shape tree."""
    notes = notes or {}
    found: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations(main="officeDocument ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"r{n}": f"slide slides/slide{n}.xml" for n in range(1, len(slides) + 1)}
        ),
    }
    for n, shapes in enumerate(slides, start=1):
        found[f"ppt/slides/slide{n}.xml"] = _slide("sld", shapes)
        if n in notes:
            found[f"ppt/slides/_rels/slide{n}.xml.rels"] = relations(
                n="notesSlide ../notesSlides/notesSlide1.xml"
            )
            found["ppt/notesSlides/notesSlide1.xml"] = _slide("notes", notes[n])
    return packed(found | {f"ppt/{name}": content for name, content in parts.items()})


def _slide(name: str, shapes: str) -> str:
    return f"<p:{name} {P} {A} {R} {MC}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{name}>"


def shape(*texts: str, kind: str = "", at: tuple[int, int] | None = None) -> str:
    """A shape with paragraphs, as a placeholder or at a place in EMU."""
    mark = f'<p:ph type="{kind}"/>' if kind else ""
    place = f'<a:xfrm><a:off x="{at[0]}" y="{at[1]}"/></a:xfrm>' if at else ""
    body = "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>"
        f"<p:txBody>{body}</p:txBody></p:sp>"
    )


def an_xlsx(
    sheets: dict[str, str], *, strings: tuple[str, ...] = (), formats: tuple[str, ...] = (), **parts: str
) -> bytes:
    """A workbook: a sheet is what stands in its sheetData; formats are codes that cells name by `s`."""
    names = list(sheets)
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="s{i}"/>' for i, n in enumerate(names, 1))
    codes = "".join(f'<numFmt numFmtId="{164 + i}" formatCode="{c}"/>' for i, c in enumerate(formats))
    styles = "".join(f'<xf numFmtId="{164 + i}"/>' for i in range(len(formats)))
    return packed(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": relations(main="officeDocument xl/workbook.xml"),
            "xl/workbook.xml": f"<workbook {S} {R}><sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": relations(
                **{f"s{i}": f"worksheet worksheets/sheet{i}.xml" for i in range(1, len(names) + 1)},
                strings="sharedStrings sharedStrings.xml",
                styles="styles styles.xml",
            ),
            "xl/sharedStrings.xml": f"<sst {S}>"
            + "".join(f"<si><t>{s}</t></si>" for s in strings)
            + "</sst>",
            "xl/styles.xml": f"<styleSheet {S}><numFmts>{codes}</numFmts>"
            f'<cellXfs><xf numFmtId="0"/>{styles}</cellXfs></styleSheet>',
            **{
                f"xl/worksheets/sheet{i}.xml": f"<worksheet {S}>{content}</worksheet>"
                for i, content in enumerate(sheets.values(), 1)
            },
            **{f"xl/{name}": content for name, content in parts.items()},
        }
    )


def rows(*values: list[str | float | tuple[float, int]]) -> str:
    """sheetData of texts, numbers, and numbers with the format they are shown in."""
    lines = []
    for number, row in enumerate(values, start=1):
        cells = ""
        for column, value in enumerate(row):
            place = f"{chr(65 + column)}{number}"
            if isinstance(value, str):
                cells += f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>' if value else ""
            elif isinstance(value, tuple):
                cells += f'<c r="{place}" s="{value[1]}"><v>{value[0]}</v></c>'
            else:
                cells += f'<c r="{place}"><v>{value}</v></c>'
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<sheetData>{''.join(lines)}</sheetData>"


def an_odf(
    kind: str, body: str, *, automatic: str = "", meta: str = "", styles: str = "", **parts: str
) -> bytes:
    """An OpenDocument file; kind is text, spreadsheet or presentation."""
    return packed(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{automatic}"
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
            "meta.xml": f"<office:document-meta {ODF}><office:meta>{meta}</office:meta>"
            "</office:document-meta>",
            "styles.xml": f"<office:document-styles {ODF}><office:master-styles>{styles}"
            "</office:master-styles></office:document-styles>",
            "META-INF/manifest.xml": "<manifest/>",
            **parts,
        }
    )


def an_epub(*chapters: str, title: str = "A Walk in the Marsh", **parts: str | bytes) -> bytes:
    """A book; the manifest lists chapters backwards, the spine in order."""
    items = "".join(
        f'<item id="c{n}" href="text/c%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n in range(len(chapters), 0, -1)
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(1, len(chapters) + 1))
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<metadata><dc:title>{title}</dc:title><dc:creator>Tomasz Lind</dc:creator>"
            f"<dc:language>en</dc:language><dc:date>2025-11-02</dc:date></metadata>"
            f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
            **{f"OPS/text/c {n}.xhtml": content for n, content in enumerate(chapters, 1)},
            **parts,
        }
    )
