"""What is seen in a photo that is a paper, what its codes say, and who may look closer."""

import io
import json
from decimal import Decimal

import pytest
import segno
from PIL import Image, ImageDraw

from documents import looking, tasks
from documents.models import Correspondent, Document, Page
from lumen.ai.media.looking import VERSION
from tests.documents import factories

pytestmark = pytest.mark.django_db
UPI = "upi://pay?pa=lotus.stationers@okbank&pn=Lotus%20Stationers&am=318.40&cu=INR&tr=LS-2201"
GST = {
    "SellerGstin": "27AAPFU0939F1ZV",
    "BuyerGstin": "29AAGCB7383J1Z4",
    "DocNo": "LS/2026/77",
    "DocTyp": "INV",
    "DocDt": "09/11/2026",
    "TotInvVal": 11800.5,
}


def gst_code():
    import base64

    body = base64.urlsafe_b64encode(json.dumps({"data": json.dumps(GST)}).encode()).decode().rstrip("=")
    return f"eyJhbGciOiJSUzI1NiJ9.{body}.c2lnbmF0dXJl"


def photo(*codes, exif=None, kind="JPEG"):
    page = Image.new("RGB", (1000, 760), (238, 236, 230))
    ImageDraw.Draw(page).rectangle((40, 40, 420, 140), fill=(178, 34, 34))
    for at, text in enumerate(codes):
        out = io.BytesIO()
        segno.make(text, error="m").save(out, kind="png", scale=4)
        page.paste(Image.open(out).convert("RGB"), (60 + 460 * at, 220))
    target = io.BytesIO()
    page.save(target, kind, **({"exif": exif} if exif else {}))
    return target.getvalue()


def with_place():
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Acme", "Acme P7"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:09 17:20:11"
    exif.get_ifd(0x8825).update({1: "N", 2: (18.0, 31.0, 12.0), 3: "E", 4: (73.0, 51.0, 0.0)})
    return exif


def make_photo(workspace, content=None, name="photo.jpg", **extra):
    """A photo that counts as read, without anything seen in it yet."""
    content = content or photo(UPI)
    values = {"status": "ready", "page_count": 1, "pages_done": 1} | extra
    document = factories.make_document(workspace, content, name, **values)
    Page.objects.create(document=document, number=1, text="", origin="ocr", width=1000, height=760)
    return document


def with_seen(workspace, name, *, text="", **seen):
    """A photo somebody has looked at."""
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (len(name) * 9 % 255, 20, sum(map(ord, name)) % 255)).save(out, "PNG")
    document = make_photo(workspace, out.getvalue(), name)
    look = {"version": VERSION, "pipeline": "standard", "codes": [], "faces": [], "colours": []} | seen
    Page.objects.filter(document=document).update(seen=look, text=text)
    return document


class TestLooking:
    def test_keeps_codes_colours_and_that_there_is_a_place_but_not_where(self, workspace):
        document = make_photo(workspace, photo(UPI, exif=with_place()))

        seen = looking.look_at(document)

        page = Page.objects.get(document=document)
        assert page.seen == json.loads(json.dumps(seen))
        assert [code["kind"] for code in seen["codes"]] == ["upi"]
        assert seen["exif"] == {"taken_at": "2026-11-09T17:20:11", "camera": "Acme P7", "has_place": True}
        assert "red" in {colour["name"] for colour in seen["colours"]}
        assert {"codes", "colours", "faces"} == set(seen["milliseconds"])
        assert "73" not in json.dumps(page.seen["exif"])
        assert looking.place_of(document) == (18.52, 73.85)

    def test_opens_a_picture_once(self, workspace, django_assert_num_queries):
        document = make_photo(workspace)
        first = looking.look_at(document)
        document.file.delete()

        assert looking.look_at(document) == first

    def test_notes_what_cannot_be_read_as_a_sentence(self, workspace):
        out = io.BytesIO()
        Image.new("1", (16_000, 12_500)).save(out, "PNG")
        document = make_photo(workspace, out.getvalue(), "wall.png")

        seen = looking.look_at(document)

        assert "million pixels" in seen["problem"]
        assert Page.objects.get(document=document).seen["problem"] == seen["problem"]

    def test_refuses_a_page_that_is_no_picture(self, workspace):
        with pytest.raises(looking.NoPictureError):
            looking.look_at(factories.make_ready(workspace, "Only words."))

    def test_follows_understanding(self, workspace):
        document = make_photo(workspace)

        tasks.understand(document_id=str(document.pk))

        assert Page.objects.get(document=document).seen["version"] == VERSION

    def test_of_a_paper_in_the_bin_does_nothing(self, workspace):
        document = make_photo(workspace, deleted_at="2026-11-01T00:00Z")
        assert looking.look_by_id(document_id=str(document.pk)) == {}


class TestTheCodesOfAPaper:
    def test_fill_in_what_it_lacks_with_their_place(self, workspace):
        document = make_photo(workspace)

        looking.look_at(document)

        document.refresh_from_db()
        assert (document.amount, document.currency, document.number) == (Decimal("318.40"), "INR", "LS-2201")
        assert document.correspondent == Correspondent.objects.get(
            workspace=workspace, name="Lotus Stationers"
        )
        assert document.fields["amount"]["page"] == 1
        assert len(document.fields["amount"]["box"]) == 4

    def test_of_an_indian_invoice_say_its_number_its_day_and_its_seller(self, workspace):
        document = make_photo(workspace, photo(gst_code()))

        looking.look_at(document)

        document.refresh_from_db()
        assert (document.number, document.gstin) == ("LS/2026/77", "27AAPFU0939F1ZV")
        assert (str(document.issued_on), document.amount, document.kind) == (
            "2026-11-09",
            Decimal("11800.50"),
            "invoice",
        )

    def test_never_touch_what_the_paper_says_or_a_person_set(self, workspace):
        document = make_photo(workspace, amount=Decimal("99.00"), edited_fields=["number", "correspondent"])

        looking.look_at(document)

        document.refresh_from_db()
        assert (document.amount, document.currency) == (Decimal("99.00"), "")
        assert (document.number, document.correspondent) == ("", None)

    def test_are_still_there_after_it_is_understood_again(self, workspace):
        document = make_photo(workspace)
        tasks.understand(document_id=str(document.pk))
        tasks.understand(document_id=str(document.pk))

        document.refresh_from_db()
        assert document.amount == Decimal("318.40")
        assert Correspondent.objects.filter(workspace=workspace).count() == 1


class TestLookingCloser:
    def test_reads_a_dim_slanting_photo_again_and_keeps_the_better(self, workspace):
        document = make_photo(workspace)
        looking.look_at(document)

        tasks.look_closer(document_id=str(document.pk))

        seen = Page.objects.get(document=document).seen
        assert seen["pipeline"] == "enhanced"
        assert {"enhancing", "text", "text_again", "codes_again"} <= set(seen["milliseconds"])
        assert Document.objects.get(pk=document.pk).status == "ready"
