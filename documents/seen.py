"""What was seen in a page's picture, as the panel beside it shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from lumen.ai.media import clip
from lumen.ai.media.looking import VERSION

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from documents.reading import Shown

KINDS = {
    "upi": gettext_lazy("Payment by UPI"),
    "epc": gettext_lazy("SEPA credit transfer"),
    "gst_invoice": gettext_lazy("Indian e-invoice"),
    "link": gettext_lazy("Link"),
    "text": gettext_lazy("Text"),
}
FIELDS = {
    "payee": gettext_lazy("Paid to"),
    "name": gettext_lazy("Name"),
    "amount": gettext_lazy("Amount"),
    "currency": gettext_lazy("Currency"),
    "note": gettext_lazy("Note"),
    "reference": gettext_lazy("Reference"),
    "number": gettext_lazy("Number"),
    "date": gettext_lazy("Date"),
    "seller_gstin": gettext_lazy("GSTIN of the seller"),
    "buyer_gstin": gettext_lazy("GSTIN of the buyer"),
    "irn": gettext_lazy("IRN"),
    "bic": gettext_lazy("BIC"),
}
STEPS = {
    "codes": gettext_lazy("Codes"),
    "colours": gettext_lazy("Colours"),
    "faces": gettext_lazy("Faces"),
    "text": gettext_lazy("Words"),
    "enhancing": gettext_lazy("Straightened, calmed, evened out"),
    "codes_again": gettext_lazy("Codes, again"),
    "text_again": gettext_lazy("Words, again"),
}
LONGEST = 300


@dataclass(frozen=True, slots=True)
class CodeShown:
    """A code: `url` only where it leads to a website, whose host is said beside it."""

    kind: "str | _StrPromise"
    symbology: str
    text: str
    rows: list[tuple[Any, str]]
    url: str
    host: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenShown:
    """The panel; `is_there` is false until somebody has looked."""

    is_there: bool
    problem: str
    size: tuple[int, int] | None
    codes: list[CodeShown]
    faces: int
    colours: list[dict[str, Any]]
    taken_at: datetime | None
    camera: str
    has_place: bool
    caption: str
    captioned_by: str
    better_text: str
    pipeline: str
    steps: list[tuple[Any, int]]
    are_framed: bool
    has_model: bool

    @property
    def count(self) -> int:
        """Of what can be framed."""
        return self.faces + len(self.codes)

    @property
    def milliseconds(self) -> int:
        return sum(taken for _name, taken in self.steps)


def shown_of(shown: "Shown") -> SeenShown:
    """What the panel of a page shows; nothing is looked up or looked at for it."""
    seen: dict[str, Any] = shown.page.seen if shown.page else {}
    exif, enhanced = seen.get("exif") or {}, seen.get("enhanced") or {}
    size = seen.get("size")
    return SeenShown(
        is_there=seen.get("version") == VERSION,
        problem=seen.get("problem", ""),
        size=(size[0], size[1]) if size else None,
        codes=[_code(code) for code in seen.get("codes", [])],
        faces=len(seen.get("faces", [])),
        colours=seen.get("colours", []),
        taken_at=parse_datetime(exif.get("taken_at") or ""),
        camera=exif.get("camera") or "",
        has_place=bool(exif.get("has_place")),
        caption=seen.get("caption") or "",
        captioned_by=seen.get("captioned_by") or "",
        better_text=(seen.get("text") or "") if enhanced.get("reads_better") else "",
        pipeline=seen.get("pipeline", ""),
        steps=[(STEPS.get(name, name), taken) for name, taken in seen.get("milliseconds", {}).items()],
        are_framed=bool(seen.get("faces") or seen.get("codes")),
        has_model=clip.is_configured(),
    )


def _code(code: dict[str, Any]) -> CodeShown:
    url = code["fields"].get("url", "") if code["kind"] == "link" else ""
    rows = [(FIELDS[name], value) for name, value in code["fields"].items() if name in FIELDS]
    return CodeShown(
        kind=KINDS.get(code["kind"], code["kind"]),
        symbology=code["symbology"],
        text=code["text"][:LONGEST],
        rows=rows,
        url=url if _is_website(url) else "",
        host=_host(url),
    )


def _is_website(url: str) -> bool:
    return url.lower().startswith(("https://", "http://")) and bool(_host(url))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
