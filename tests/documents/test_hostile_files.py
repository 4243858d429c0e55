"""Files made to break readers: each is refused with a sentence, or read as far as is safe."""

import contextlib
import hashlib
import io
import time
import zipfile
import zlib
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from documents.pipeline import archive, extract, sniff
from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.parsers.base import parser_for
from tests.documents import packages
from tests.documents.packages import ODF, S, W, para
from tests.documents.test_formats_office import read

ENTITIES = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">{}<!ENTITY e "&d;&d;&d;&d;">]>'.format(
    "".join(f'<!ENTITY {name} "{f"&{before};" * 50}">' for before, name in (("b", "c"), ("c", "d")))
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'


def refused(content: bytes, kind: str) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as caught:
        list(parser_for(kind, content).pages())
    return caught.value


def a_locked_odt(words: str, password: str) -> bytes:
    """Locked as ODF 1.2 says: deflated, then AES in CBC mode, with a key stretched from the password."""
    salt, vector = bytes(range(16)), bytes(range(16, 32))
    key = hashlib.pbkdf2_hmac("sha1", hashlib.sha256(password.encode()).digest(), salt, 1_000, 32)
    deflate = zlib.compressobj(wbits=-15)
    content = (
        f"<office:document-content {ODF}><office:body><office:text><text:p>{words}</text:p>"
        "</office:text></office:body></office:document-content>"
    )
    packed = deflate.compress(content.encode()) + deflate.flush()
    packed += bytes(15 - len(packed) % 16) + bytes([16 - len(packed) % 16])
    encryptor = Cipher(algorithms.AES(key), modes.CBC(vector)).encryptor()
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<m:file-entry m:full-path="content.xml"><m:encryption-data>'
        '<m:algorithm m:algorithm-name="http://www.w3.org/2001/04/xmlenc#aes256-cbc" '
        f'm:initialisation-vector="{b64encode(vector).decode()}"/>'
        f'<m:key-derivation m:key-derivation-name="PBKDF2" m:key-size="32" m:iteration-count="1000" '
        f'm:salt="{b64encode(salt).decode()}"/><m:start-key-generation '
        'm:start-key-generation-name="http://www.w3.org/2000/09/xmldsig#sha256" m:key-size="32"/>'
        "</m:encryption-data></m:file-entry></m:manifest>"
    )
    return packages.packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": encryptor.update(packed) + encryptor.finalize(),
            "META-INF/manifest.xml": manifest,
        }
    )


class TestBombs:
    @pytest.mark.parametrize(
        ("kind", "name"),
        [
            (sniff.DOCX, "word/document.xml"),
            (sniff.PPTX, "ppt/presentation.xml"),
            (sniff.XLSX, "xl/workbook.xml"),
            (sniff.ODT, "content.xml"),
            (sniff.EPUB, "META-INF/container.xml"),
        ],
    )
    def test_that_unpack_to_far_more_than_their_size_are_refused(self, kind, name):
        error = refused(packages.packed({name: b"0" * 60_000_000}), kind)

        assert error.code == "too_large"
        assert "unpacks to far more" in str(error)

    def test_of_very_many_parts_are_refused(self):
        many = {f"word/{n}.xml": b"" for n in range(20_100)}

        assert refused(packages.packed(many, zipfile.ZIP_STORED), sniff.DOCX).code == "too_large"

    def test_of_more_names_than_anyone_packs_are_not_even_listed(self):
        content = packages.packed({"a.txt": b"x"}) + b"PK\x01\x02" * 50_000

        with pytest.raises(UnreadableDocumentError, match="far too many files"):
            sniff.sniff(content, "a.zip")

    def test_that_lie_about_their_sizes_are_not_believed(self):
        content = bytearray(packages.packed({"word/document.xml": b"<a>" + b" " * 3_000_000 + b"</a>"}))
        directory = content.rindex(b"PK\x01\x02")
        content[directory + 24 : directory + 28] = (10).to_bytes(4, "little")

        assert refused(bytes(content), sniff.DOCX).code == "damaged"

    @pytest.mark.parametrize("declared", [ENTITIES, OUTSIDE])
    def test_of_entities_are_refused_everywhere(self, declared):
        document = (
            f"{declared}<w:document {W}><w:body><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:body></w:document>"
        )
        sheet = f'{declared}<worksheet {S}><row><c t="str"><v>&e;</v></c></row></worksheet>'
        text = f"{declared}<office:document-content {ODF}>&e;</office:document-content>"
        flat = f"{declared}<office:document {ODF}><office:body>&e;</office:body></office:document>"

        book = packages.an_xlsx({"One": ""})
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        parts["xl/worksheets/sheet1.xml"] = sheet.encode()
        assert refused(packages.packed({"word/document.xml": document}), sniff.DOCX).code == "damaged"
        assert refused(packages.packed(parts), sniff.XLSX).code == "damaged"
        assert (
            refused(packages.packed({"mimetype": "text", "content.xml": text}), sniff.ODT).code == "damaged"
        )
        assert refused(flat.encode(), sniff.ODT).code == "damaged"

    def test_of_entities_in_utf16_are_refused_too(self):
        head = f"<?xml version='1.0' encoding='utf-16'?>{OUTSIDE}"
        document = f"{head}<w:document {W}><w:body>&e;</w:body></w:document>"

        assert refused(packages.packed({"word/document.xml": document.encode("utf-16")}), sniff.DOCX)

    def test_of_entities_in_books_and_pages_stay_words(self):
        page = f'<?xml version="1.0"?>{OUTSIDE}<html><body><p>before &e; after</p></body></html>'
        _, (book,) = read(packages.an_epub(page))
        _, (web,) = read(page.encode(), "x.xhtml")

        for text in (book.text, web.text):
            assert "root:" not in text
            assert "before" in text


class TestReferences:
    def test_out_of_the_package_are_never_followed(self):
        links = (
            f'<Relationships xmlns="{packages.RELATIONS}"><Relationship Id="r1" TargetMode="External" '
            f'Type="{packages.TYPES}officeDocument" Target="http://169.254.169.254/x.xml"/>'
            f'<Relationship Id="r2" Type="{packages.TYPES}officeDocument" Target="../../etc/passwd"/>'
            "</Relationships>"
        )
        body = f"<w:document {W}><w:body>{para('Safe.')}</w:body></w:document>"
        content = packages.packed(
            {"[Content_Types].xml": "<Types/>", "_rels/.rels": links, "word/document.xml": body}
        )
        _, (page,) = read(content)

        assert page.text == "Safe."

    def test_of_web_pages_are_left_where_they_are(self):
        page = (
            '<html><img src="http://127.0.0.1:1/x"><link href="file:///etc/passwd">'
            '<iframe src="http://x.example">in</iframe><p>Text'
        )
        _, (read_page,) = read(page.encode(), "x.html")

        assert read_page.text == "Text"

    def test_with_paths_in_names_lose_them(self):
        assert sniff.safe_name("..\\..\\Windows\\system32\\a.docx") == "a.docx"


class TestArchives:
    def test_give_no_links_and_keep_paths_as_words(self):
        link = zipfile.ZipInfo("latest.pdf")
        link.external_attr = 0o120777 << 16
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            made.writestr(link, "/etc/passwd")
            made.writestr("../../up/bill.txt", "Rent 500")
        found = list(archive.members(io.BytesIO(target.getvalue())))

        assert [(one.name, one.content) for one in found] == [("bill.txt", b"Rent 500")]

    def test_that_lie_about_the_size_of_a_file_are_not_believed(self):
        content = bytearray(packages.packed({"a.txt": b"0" * 40_000_000}))
        directory = content.rindex(b"PK\x01\x02")
        content[directory + 24 : directory + 28] = (39_000_000).to_bytes(4, "little")

        with pytest.raises(UnreadableDocumentError):
            list(archive.members(io.BytesIO(bytes(content))))


class TestScripts:
    @pytest.mark.parametrize(
        "html",
        [
            "<p>Words</p><script>steal()</script>",
            "<p>Words</p><SCRIPT\n>steal()</SCRIPT\t>",
            "<p>Words</p><svg><script>steal()</script></svg>",
            "<p onclick='steal()'>Words</p><a href='javascript:steal()'></a>",
            "<p>Words</p><template><p>steal()</p></template>",
            "<p>Words</p><!--[if mso]>steal()<![endif]-->",
        ],
    )
    def test_are_never_kept(self, html):
        _, (page,) = read(f"<html><body>{html}</body></html>".encode(), "x.html")

        assert page.text == "Words"


class TestDepth:
    @pytest.mark.parametrize("depth", [200, 400, 5_000])
    def test_of_word_tables_ends_in_text_or_a_sentence(self, depth):
        nested = "<w:tbl><w:tr><w:tc>" * depth + para("deep") + "</w:tc></w:tr></w:tbl>" * depth
        with contextlib.suppress(UnreadableDocumentError):
            _, pages = read(packages.a_docx(nested))
            assert len(pages) == 1

    def test_of_rich_text_groups_does_no_harm(self):
        _, (page,) = read(rb"{\rtf1 " + b"{" * 100_000 + b"deep" + b"}" * 100_000 + rb"\par}", "x.rtf")

        assert page.text == "deep"

    def test_of_lists_in_markdown_does_no_harm(self):
        content = "\n".join("  " * n + "- item" for n in range(400)) + "\n" + "> " * 2_000 + "quoted"
        _, pages = read(content.encode(), "deep.md")

        assert "item" in pages[0].text

    def test_of_mails_in_mails_does_no_harm(self):
        inner = b"From: a@x.example\r\nSubject: s\r\nDate: d\r\n\r\nwords"
        for n in range(60):
            head = b"From: a@x.example\r\nTo: b@x.example\r\nSubject: outer\r\nDate: d\r\n"
            boundary = f"b{n}".encode()
            inner = (
                head
                + b'Content-Type: multipart/mixed; boundary="'
                + boundary
                + b'"\r\n\r\n--'
                + boundary
                + b"\r\nContent-Type: message/rfc822\r\n\r\n"
                + inner
                + b"\r\n--"
                + boundary
                + b"--\r\n"
            )
        _, pages = read(inner, "deep.eml")

        assert pages[0].text.startswith("From: a@x.example")


class TestTime:
    @pytest.mark.parametrize(
        ("content", "name"),
        [
            (b"." * 200_000, "dots.txt"),
            (b"a,b,c\n" + b'"' * 100_000, "quotes.csv"),
            (b"a;b;c\n" * 3 + b";" * 300_000, "empty.csv"),
            (b"[" * 50_000, "brackets.md"),
            (b"*a_ " * 20_000, "marks.md"),
            (b"<html>" + b"<table><tr><td>" * 3_000, "tables.html"),
            (b"<html><" + b"a " * 100_000, "attributes.html"),
            (rb"{\rtf1 " + b"\\'" * 100_000, "x.rtf"),
            (b"From: a\r\nTo: b\r\nDate: d\r\nSubject: " + b"=?utf-8?q?" * 20_000, "x.eml"),
            (b"From: a\r\nTo: b\r\nContent-Type: text/plain" + b"; a=b" * 20_000 + b"\r\n\r\nx", "y.eml"),
            (b"From x\n" * 20_000, "x.mbox"),
        ],
    )
    def test_is_not_lost_on_files_made_to_be_slow(self, content, name):
        started = time.process_time()
        read(content, name)

        assert time.process_time() - started < 4


class TestLockedFiles:
    def test_are_asked_for_their_password(self):
        ole = sniff.sniff(
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\x00" * 500
            + "EncryptedPackage".encode("utf-16-le")
            + b"\x00" * 99,
            "plan.xlsx",
        )
        manifest = (
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
            "<m:encryption-data/></m:file-entry></m:manifest>"
        )
        odt = packages.an_odf("text", "<text:p>x</text:p>", **{"META-INF/manifest.xml": manifest})

        assert ole == sniff.XLSX
        assert refused(odt, sniff.ODT).code == "password"

    @pytest.mark.parametrize("password", ["", "guess"])
    def test_of_office_are_read_with_their_password_only(self, password):
        from msoffcrypto.format.ooxml import OOXMLFile

        target = io.BytesIO()
        body = para("The code is 4711.") + para(" ".join(str(n**7) for n in range(1_500)))
        OOXMLFile(io.BytesIO(packages.a_docx(body))).encrypt("sesame", target)
        locked = target.getvalue()

        assert sniff.sniff(locked, "plan.docx") == sniff.DOCX
        with pytest.raises(UnreadableDocumentError) as caught:
            parser_for(sniff.DOCX, locked, password=password)
        assert caught.value.code == "password"
        first = next(parser_for(sniff.XLSX, locked, password="sesame").pages())
        assert first.text.startswith("The code is 4711.")

    @pytest.mark.parametrize("password", ["", "guess"])
    def test_of_opendocument_are_read_with_their_password_only(self, password):
        locked = a_locked_odt("The code is 4711.", "sesame")

        with pytest.raises(UnreadableDocumentError) as caught:
            parser_for(sniff.ODT, locked, password=password)
        assert caught.value.code == "password"
        (page,) = parser_for(sniff.ODT, locked, password="sesame").pages()
        assert page.text == "The code is 4711."

    def test_books_against_copying_are_refused(self):
        locked = packages.an_epub(
            "<html><p>x",
            **{
                "META-INF/encryption.xml": '<e><EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e>'
            },
        )

        assert refused(locked, sniff.EPUB).code == "unsupported"


class TestKinds:
    @pytest.mark.parametrize(
        ("content", "name", "sentence"),
        [
            (b"\x7fELF\x02\x01\x01" + b"\x00" * 90, "invoice.pdf.exe", "This is a program"),
            (b"Rar!\x1a\x07\x01\x00" + b"\x01\x02" * 90, "a.rar", "only when they are ZIP"),
            (b"\x1f\x8b\x08\x00" + b"\x00\x01\x02" * 90, "a.tar.gz", "only when they are ZIP"),
            (
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
                + b"\x00" * 90
                + "WordDocument".encode("utf-16-le")
                + b"\x00" * 9,
                "a.doc",
                r"\.doc",
            ),
            (b"PK\x03\x04" + b"torn" * 50, "a.docx", "damaged"),
            (b"\x00\x05\x16\x07" * 60, "._bill.pdf", "cannot read this kind"),
        ],
    )
    def test_lumen_cannot_read_are_refused_with_what_it_can(self, content, name, sentence):
        with pytest.raises(UnreadableDocumentError, match=sentence):
            sniff.sniff(content, name)

    @pytest.mark.parametrize(
        ("parts", "expected"),
        [
            ({"a.pdf": b"x", "b/c.txt": b"y"}, sniff.ARCHIVE),
            ({"word/readme.txt": b"x"}, sniff.ARCHIVE),
            (
                {"[Content_Types].xml": b"", "xl/workbook.bin": b"", "xl/worksheets/sheet1.bin": b""},
                sniff.XLSB,
            ),
            ({"mimetype": b"application/vnd.oasis.opendocument.text-template"}, sniff.ODT),
        ],
    )
    def test_of_zips_are_told_by_what_is_in_them(self, parts, expected):
        assert sniff.sniff(packages.packed(parts), "whatever.bin") == expected

    def test_without_their_first_bytes_are_still_taken_for_pdf(self):
        assert sniff.sniff(b"1 0 obj\n<< >>\nendobj\ntrailer\n", "torn.pdf") == sniff.PDF


class TestInTheChild:
    def test_office_files_are_read_within_the_limits_of_the_process(self, tmp_path):
        path = tmp_path / "file"
        path.write_bytes(packages.a_docx(para("From another process.")))
        with path.open("rb") as file:
            outline, page = list(extract.read(file, sniff.DOCX))

        assert page.text == "From another process."
        assert outline.author == "Ines Okafor"
