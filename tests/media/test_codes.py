"""QR codes and barcodes: read at every size and turn, and understood where they are about money."""

import base64
import io
import json

import numpy as np
import pytest
import segno
from PIL import Image, ImageChops, ImageFilter

from lumen.ai.media.codes import meaning_of, read_codes
from lumen.ai.media.pictures import BadPictureError, open_picture, without_metadata

UPI = "upi://pay?pa=corner.shop@okbank&pn=Corner%20Shop&am=249.50&cu=INR&tn=Bill%2017"
EPC = "BCD\n002\n1\nSCT\nBYLADEM1001\nAnna Fischer\nDE02120300000000202051\nEUR12.30\n\nRF18539007547034\n\n"


def gst_code():
    data = {
        "SellerGstin": "29AABCT1332L000",
        "BuyerGstin": "07AAACB2894G1ZP",
        "DocNo": "INV/88",
        "DocTyp": "INV",
        "DocDt": "17/11/2026",
        "TotInvVal": 11800,
        "ItemCnt": 2,
        "MainHsnCode": "8471",
        "Irn": "a" * 64,
    }
    body = base64.urlsafe_b64encode(json.dumps({"data": json.dumps(data), "iss": "NIC"}).encode()).decode()
    return f"eyJhbGciOiJSUzI1NiJ9.{body.rstrip('=')}.c2lnbmF0dXJl"


def drawn(text, *, scale, turn, border=6):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=scale, border=border)
    code = Image.open(out).convert("RGB").rotate(turn, expand=True, fillcolor="white")
    page = Image.new("RGB", (code.width + 200, code.height + 160), "white")
    page.paste(code, (90, 70))
    return page


def barred(kind, text, *, scale):
    import zxingcpp

    bars = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    return Image.fromarray(np.asarray(bars.to_image(scale=scale, add_quiet_zones=True))).convert("RGB")


def harmed(page, harm, scale):
    pixels = np.asarray(page, dtype=float)
    noise = np.random.default_rng(4)
    if harm == "blur":
        return page.filter(ImageFilter.GaussianBlur(scale * 0.4))
    if harm == "grain":
        return Image.fromarray((pixels + noise.normal(0, 55, pixels.shape)).clip(0, 255).astype("uint8"))
    if harm == "faint":
        return Image.fromarray((pixels / 255 * 30 + 105).astype("uint8"))
    if harm == "inverted":
        return Image.fromarray((255 - pixels).astype("uint8"))
    if harm == "squeezed":
        out = io.BytesIO()
        page.save(out, "JPEG", quality=22)
        return Image.open(out).convert("RGB")
    width, height = page.size
    lean = (1, 0.12, -0.06 * width, 0.05, 1, -0.02 * height, 0.00015, 0.0001)
    return page.transform(
        page.size, Image.Transform.PERSPECTIVE, lean, Image.Resampling.BICUBIC, fillcolor="white"
    )


class TestACode:
    @pytest.mark.parametrize("scale", [3, 6, 14])
    @pytest.mark.parametrize("turn", [0, 17, 45, 90, 133, 180, 270, 331])
    @pytest.mark.parametrize("text", [UPI, EPC, gst_code(), "https://example.com/menu?table=4"])
    def test_is_read_at_every_size_and_turn(self, text, scale, turn):
        assert [code.text for code in read_codes(drawn(text, scale=scale, turn=turn))] == [text]

    def test_is_read_when_it_is_blurred_and_has_company(self):
        page = Image.new("RGB", (1400, 700), (244, 240, 230))
        page.paste(drawn(UPI, scale=6, turn=8), (20, 20))
        page.paste(drawn("second", scale=8, turn=0), (800, 100))
        found = read_codes(page.filter(ImageFilter.GaussianBlur(1.2)))
        assert sorted(code.text for code in found) == sorted([UPI, "second"])

    @pytest.mark.parametrize("turn", range(0, 360, 15))
    @pytest.mark.parametrize("scale", [2, 5, 9])
    def test_is_read_at_any_turn_without_smoothing(self, scale, turn):
        code = drawn(UPI, scale=scale, turn=0, border=4)
        page = code.rotate(turn, expand=True, fillcolor="white")
        assert [each.text for each in read_codes(page)] == [UPI]

    @pytest.mark.parametrize("scale", [3, 5, 9])
    @pytest.mark.parametrize("harm", ["blur", "grain", "faint", "inverted", "slanted", "squeezed"])
    def test_is_read_on_poor_photos(self, scale, harm):
        page = harmed(drawn(UPI, scale=scale, turn=8), harm, scale)
        assert [each.text for each in read_codes(page)] == [UPI]

    @pytest.mark.parametrize("turn", [0, 15, 30, 45, 60, 75, 90, 133, 200, 287])
    @pytest.mark.parametrize(("kind", "text"), [("EAN13", "4006381333931"), ("Code128", "LUMEN-2026-118")])
    def test_of_bars_is_read_at_any_turn(self, kind, text, turn):
        drawing = barred(kind, text, scale=3)
        page = Image.new("RGB", (1000, 1000), "white")
        page.paste(drawing.rotate(turn, expand=True, fillcolor="white"), (120, 120))
        found = read_codes(page)
        assert [each.text for each in found] == [text]
        assert all(120 <= x <= 900 and 120 <= y <= 900 for x, y in found[0].corners)

    @pytest.mark.parametrize("turn", [12, 29, 33, 61, 102, 217])
    @pytest.mark.parametrize(
        ("kind", "text"),
        [
            ("Code128", "LUMEN-2026-118"),
            ("Code39", "LUMEN39"),
            ("ITF", "12345678901231"),
            ("EAN13", "4006381333931"),
        ],
    )
    def test_of_thin_bars_is_read_in_a_grainy_photo(self, kind, text, turn):
        page = Image.effect_noise((1200, 900), 24).convert("RGB")
        page.paste(
            barred(kind, text, scale=2).rotate(turn, Image.Resampling.BICUBIC, expand=True), (300, 200)
        )
        page = harmed(page.filter(ImageFilter.GaussianBlur(0.6)), "squeezed", 2)
        assert [each.text for each in read_codes(page)] == [text]

    @pytest.mark.parametrize("turn", [0, 20, 45, 110])
    def test_is_found_beside_others_of_other_kinds_and_sizes(self, turn):
        page = Image.new("RGB", (1700, 1200), (238, 236, 228))
        page.paste(drawn(UPI, scale=9, turn=0), (20, 20))
        page.paste(drawn("https://example.org/7", scale=2, turn=turn, border=2), (1050, 40))
        bars = barred("Code128", "BOX-00017", scale=2)
        page.paste(bars.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor="white"), (1050, 600))
        found = sorted(each.text for each in read_codes(page))
        assert found == sorted([UPI, "https://example.org/7", "BOX-00017"])

    @pytest.mark.parametrize("border", [0, 1])
    @pytest.mark.parametrize("scale", [1, 2, 3, 12])
    @pytest.mark.parametrize("text", [UPI, gst_code()])
    def test_needs_no_room_around_it(self, text, scale, border):
        out = io.BytesIO()
        segno.make(text, error="l").save(out, kind="png", scale=scale, border=border)
        assert [each.text for each in read_codes(Image.open(out).convert("RGB"))] == [text]

    @pytest.mark.parametrize("scale", [4, 8])
    def test_is_read_half_in_the_shade(self, scale):
        page = drawn(UPI, scale=scale, turn=33, border=2)
        light = Image.new("L", page.size, 255)
        light.paste(72, (page.width * 3 // 5, 0, page.width, page.height))
        shaded = ImageChops.multiply(page, light.convert("RGB"))
        assert [each.text for each in read_codes(shaded)] == [UPI]

    def test_of_an_invoice_is_found_small_in_a_large_photo(self):
        page = Image.new("RGB", (3600, 2700), (226, 222, 214))
        page.paste(drawn(gst_code(), scale=3, turn=11), (1900, 1300))
        assert [each.text for each in read_codes(harmed(page, "grain", 3))] == [gst_code()]

    def test_is_found_with_eleven_others(self):
        page = Image.new("RGB", (1600, 1300), "white")
        texts = [f"shelf {number}" for number in range(12)]
        for number, text in enumerate(texts):
            place = (20 + 390 * (number % 4), 20 + 420 * (number // 4))
            page.paste(drawn(text, scale=4, turn=number * 30), place)
        assert sorted(each.text for each in read_codes(page)) == sorted(texts)

    def test_is_not_seen_where_there_is_none(self):
        assert read_codes(Image.new("RGB", (600, 400), "white")) == []


class TestWhatACodeSays:
    def test_of_upi_is_who_is_paid_how_much_and_for_what(self):
        assert meaning_of(UPI) == (
            "upi",
            {
                "payee": "corner.shop@okbank",
                "name": "Corner Shop",
                "amount": "249.50",
                "currency": "INR",
                "note": "Bill 17",
            },
        )

    def test_of_upi_is_read_however_it_is_written(self):
        odd = (
            "UPI://PAY?PA=SHOP%40OKBANK&PN=Asha+%26+Sons&am=1%2C249.00&cu=inr&tr=AB%2F12&mc=5411&tn=&mode=02"
        )
        kind, fields = meaning_of(odd)
        assert kind == "upi"
        assert fields == {
            "payee": "SHOP@OKBANK",
            "name": "Asha & Sons",
            "amount": "1249.00",
            "currency": "INR",
            "reference": "AB/12",
            "merchant_code": "5411",
        }

    def test_of_upi_may_leave_the_amount_to_who_pays(self):
        kind, fields = meaning_of("upi://pay?pa=ravi@ybl&pn=Ravi%20Kumar&am=&mam=10")
        assert (kind, fields["name"], fields["least_amount"]) == ("upi", "Ravi Kumar", "10")
        assert "amount" not in fields

    def test_of_upi_may_name_an_invoice(self):
        text = "upi://pay?pa=a@b&am=118&invoiceNo=B-7&InvoiceDate=2026-11-17&gstIn=29AABCT1332L000"
        fields = meaning_of(text)[1]
        assert (fields["number"], fields["date"], fields["seller_gstin"]) == (
            "B-7",
            "2026-11-17",
            "29AABCT1332L000",
        )

    @pytest.mark.parametrize("padding", ["", "=", "=="])
    def test_of_an_indian_invoice_may_be_padded_or_not(self, padding):
        head, body, signature = gst_code().split(".")
        assert meaning_of(f"{head}.{body}{padding}.{signature}")[0] == "gst_invoice"

    def test_of_an_indian_invoice_may_stand_bare(self):
        kind, fields = meaning_of('{"sellerGstin": "29AABCT1332L000", "docNo": "7", "totInvVal": "1,180.50"}')
        assert (kind, fields["number"], fields["amount"]) == ("gst_invoice", "7", "1180.50")

    def test_of_an_indian_invoice_is_its_number_parties_and_total(self):
        kind, fields = meaning_of(gst_code())
        assert kind == "gst_invoice"
        assert (fields["number"], fields["date"], fields["amount"]) == ("INV/88", "17/11/2026", "11800")
        assert fields["seller_gstin"] == "29AABCT1332L000"

    def test_of_a_sepa_transfer_is_the_account_and_the_amount(self):
        kind, fields = meaning_of(EPC)
        assert kind == "epc"
        assert (fields["payee"], fields["amount"], fields["currency"]) == (
            "DE02120300000000202051",
            "12.30",
            "EUR",
        )

    @pytest.mark.parametrize("amount", ["-5", "NaN", "1e999999", "free", "0"])
    def test_never_holds_an_amount_that_is_none(self, amount):
        kind, fields = meaning_of(f"upi://pay?pa=a@b&am={amount}")
        assert kind == "upi"
        assert "amount" not in fields or float(fields["amount"]) > 0

    @pytest.mark.parametrize("text", ["", "a.b.c", "upi://pay?am=5", "BCD\nx", "eyJ9.e30.x", "..", "hello"])
    def test_is_plain_text_when_it_is_nothing_known(self, text):
        assert meaning_of(text) == ("text", {})


class TestAPicture:
    def jpeg(self, **extra):
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "red").save(out, "JPEG", **extra)
        return out.getvalue()

    def test_is_turned_upright_as_the_camera_says(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        assert open_picture(self.jpeg(exif=exif)).size == (40, 60)

    def test_loses_everything_but_its_pixels_on_request(self):
        exif = Image.Exif()
        exif[0x010F] = "A camera"
        bare = without_metadata(open_picture(self.jpeg(exif=exif)))
        assert dict(Image.open(io.BytesIO(bare)).getexif()) == {}
        assert b"A camera" not in bare

    def test_of_two_hundred_megapixels_is_refused_before_it_is_unpacked(self):
        out = io.BytesIO()
        Image.new("1", (16_000, 12_500)).save(out, "PNG")
        with pytest.raises(BadPictureError, match="50 million pixels"):
            open_picture(out.getvalue())

    def test_with_a_forged_header_is_refused(self):
        forged = bytearray(self.jpeg())
        at = forged.index(b"\xff\xc0") + 5
        forged[at : at + 4] = b"\xff\xff\xff\xff"
        with pytest.raises(BadPictureError):
            open_picture(bytes(forged))

    @pytest.mark.parametrize(
        "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"<svg></svg>", b"%!PS-Adobe"]
    )
    def test_that_is_none_is_refused_with_what_to_do(self, content):
        with pytest.raises(BadPictureError, match="Take or save it again"):
            open_picture(content)

    def test_that_ends_too_early_is_refused(self):
        with pytest.raises(BadPictureError):
            open_picture(self.jpeg()[:200])
