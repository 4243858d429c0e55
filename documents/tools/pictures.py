"""What is in a picture, and which pictures show what: tools of the chat."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from documents import looking, picture_search
from documents.answers import naming
from documents.models import Document, Page
from documents.picture_search import SeenHit
from documents.tools.picture_claims import claim_find, claim_look
from lumen.ai.answers import Answer, Citation
from lumen.ai.llm import consent
from lumen.ai.llm.base import ModelError
from lumen.ai.llm.budgets import Purse
from lumen.ai.media import captions, clip
from lumen.ai.media.captions import NoCaptionsError
from lumen.ai.media.pictures import BadPictureError
from lumen.ai.tools.registry import Effect, Tool, ToolContext
from lumen.ai.tools.utterances import read

LOOK, FIND = "look_at_picture", "find_pictures"
MOST_LISTED = 8
MOST_TEXT = 900
_ASKS = {
    "codes": re.compile(r"\b(qr|bar ?-?codes?|codes?|scan)\b", re.IGNORECASE),
    "faces": re.compile(r"\b(faces?|people|persons?|who)\b", re.IGNORECASE),
    "colours": re.compile(r"\bcolou?rs?\b", re.IGNORECASE),
    "when": re.compile(r"\b(when|date|day)\b|\bcamera\b", re.IGNORECASE),
    "place": re.compile(r"\bwhere\b|\blocation\b|\bplace\b|\bgps\b|\bcoordinates\b", re.IGNORECASE),
    "text": re.compile(r"\b(read|text|words|say|says|ocr|written)\b", re.IGNORECASE),
}
_CLOSER = re.compile(r"\b(closer|enhanced?|better|blurry|dark)\b", re.IGNORECASE)


def look_at_picture(context: ToolContext, *, text: str, pictures: Sequence[str] | None = None) -> Answer:
    """Say what is asked about one picture: codes, faces, colours, when, where, words; or all that is seen."""
    document = _meant(context, text, pictures or context.papers)
    if document is None:
        question = _(
            "Which picture? Attach it to your question, or name it as it is called in your documents."
        )
        return Answer(status="clarify", text=question, source=LOOK)
    seen = looking.look_at(document, pipeline="enhanced" if _CLOSER.search(text) else "standard")
    if "problem" in seen:
        return Answer(status="no_data", text=seen["problem"], source=LOOK)
    page = Page.objects.get(document=document, number=1)
    asked = [name for name, words in _ASKS.items() if words.search(text)]
    if "codes" in asked:  # "what does the QR code say" is no question about the text
        asked = [name for name in asked if name != "text"]
    lines = [_SAID[name](document, page, seen) for name in asked] or _everything(context, page, seen, text)
    return Answer(
        status="ok",
        text="\n".join(lines),
        value=len(seen["faces"]) if asked == ["faces"] else None,
        unit="count" if asked == ["faces"] else None,
        labels=[code["text"] for code in seen["codes"]] or None,
        citations=[_cited(document, page)],
        source=LOOK,
    )


def _meant(context: ToolContext, text: str, given: Sequence[str]) -> Document | None:
    """A picture given with the question, else the one whose name the words hold, else the newest."""
    for paper in naming.chosen(context.workspace, given):
        if looking.has_picture(paper):
            return paper
    if (named := naming.named(context.workspace, text)) and looking.has_picture(named):
        return named
    if re.search(r"\b(last|latest|newest)\b", text, re.IGNORECASE):
        newest = picture_search.pictures_of(context.workspace).filter(picture="").first()
        return newest.document if newest else None
    return None


def _cited(document: Document, page: Page) -> Citation:
    """The picture, with its first line where it has words."""
    quote = page.text.strip().split("\n")[0][:200]
    start = page.text.index(quote) if quote else 0
    return Citation(
        document=str(document.pk),
        external_name=document.filename,
        page=page.number,
        quote=quote,
        start=start if quote else None,
        end=start + len(quote) if quote else None,
    )


def _of_codes(_document: Document, _page: Page, seen: dict[str, Any]) -> str:
    codes = seen["codes"]
    if not codes:
        return _("I see no QR code or barcode in it.")
    return "\n".join(f"- {code['symbology']}: {_meaning(code)}" for code in codes)


def _meaning(code: dict[str, Any]) -> str:
    said = code["fields"]
    if code["kind"] in {"upi", "epc"}:
        money = (
            f"{said.get('currency', '')} {said['amount']}".strip() if "amount" in said else _("any amount")
        )
        return _("a payment of %(money)s to %(name)s (%(payee)s)") % {
            "money": money,
            "name": said.get("name") or _("somebody"),
            "payee": said.get("payee", ""),
        }
    if code["kind"] == "gst_invoice":
        return _("invoice %(number)s of %(date)s over %(money)s, seller %(seller)s") % {
            "number": said.get("number", "?"),
            "date": said.get("date", "?"),
            "money": f"INR {said.get('amount', '?')}",
            "seller": said["seller_gstin"],
        }
    if code["kind"] == "link":
        return _("a link to %(url)s (I did not open it)") % {"url": said["url"]}
    return f"“{code['text'][:300]}”"


def _of_faces(_document: Document, _page: Page, seen: dict[str, Any]) -> str:
    count = len(seen["faces"])
    if not count:
        return _("I find no face in it. Small, hidden or turned faces can escape me.")
    return ngettext("I find %(n)d face in it.", "I find %(n)d faces in it.", count) % {"n": count}


def _of_colours(_document: Document, _page: Page, seen: dict[str, Any]) -> str:
    shares = [f"{each['name']} {each['hex']} ({each['share']:.0%})" for each in seen["colours"]]
    return _("Its colours: %(colours)s.") % {"colours": ", ".join(shares)} if shares else ""


def _of_time(_document: Document, _page: Page, seen: dict[str, Any]) -> str:
    moment = parse_datetime(seen["exif"].get("taken_at") or "")
    camera = seen["exif"].get("camera")
    if moment is None and not camera:
        return _("The file does not say when or with what it was taken.")
    when = _("Taken on %(day)s") % {"day": date_format(moment, "j F Y H:i")} if moment else _("Taken")
    return f"{when} {_('with %(camera)s') % {'camera': camera}}." if camera else f"{when}."


def _of_place(document: Document, _page: Page, seen: dict[str, Any]) -> str:
    place = looking.place_of(document) if seen["exif"].get("has_place") else None
    if place is None:
        return _("The file does not say where it was taken.")
    return _("Taken at %(north).5f, %(east).5f (degrees north and east, as the camera wrote).") % {
        "north": place[0],
        "east": place[1],
    }


def _of_text(_document: Document, page: Page, seen: dict[str, Any]) -> str:
    text = (seen.get("text") or page.text).strip()
    return _("It reads:\n%(text)s") % {"text": text[:MOST_TEXT]} if text else _("I make out no words in it.")


_SAID = {
    "codes": _of_codes,
    "faces": _of_faces,
    "colours": _of_colours,
    "when": _of_time,
    "place": _of_place,
    "text": _of_text,
}


def _everything(context: ToolContext, page: Page, seen: dict[str, Any], text: str) -> list[str]:
    """What a model says of it where one may, and what can be said without."""
    width, height = seen["size"]
    lines = [_captioned(context, page, text)]
    lines.append(_("%(width)d × %(height)d pixels.") % {"width": width, "height": height})
    lines += [_of_codes(page.document, page, seen)] if seen["codes"] else []
    lines += [_of_faces(page.document, page, seen), _of_colours(page.document, page, seen)]
    lines += [_of_time(page.document, page, seen)] if seen["exif"].get("taken_at") else []
    return [line for line in [*lines, _of_text(page.document, page, seen)] if line]


def _captioned(context: ToolContext, page: Page, text: str) -> str:
    """The model's words under its name, or why there are none."""
    try:
        captions.require_configured()
        model = consent.allowed_model(
            context.workspace, "pictures", Purse(context.workspace, context.membership.user)
        )
        caption = captions.describe(
            looking.bare(page.document), model, question=text, should_stop=context.should_stop
        )
    except (NoCaptionsError, ModelError, BadPictureError) as error:
        return _("%(reason)s Without one I say what I measure:") % {"reason": error.detail}
    looking.note_caption(page, caption=caption, model=model.name)
    return _("%(caption)s (in the words of %(model)s)") % {"caption": caption, "model": model.name}


def find_pictures(context: ToolContext, *, text: str) -> Answer:
    """Pictures that show what the words say, and by what they were compared."""
    found = picture_search.find(workspace=context.workspace, text=text, k=MOST_LISTED)
    note = _note(found.way)
    if not found.hits:
        return Answer(status="no_data", text=f"{_('I found no such picture.')} {note}".strip(), source=FIND)
    lines = [
        f"- {hit.document} [{number}]{': ' + hit.why if hit.why else ''}"
        for number, hit in enumerate(found.hits, start=1)
    ]
    count = len(found.hits)
    head = ngettext("%(n)d picture:", "%(n)d pictures:", count) % {"n": count}
    return Answer(
        status="ok",
        text="\n".join([head, *lines]) + (f"\n\n{note}" if note else ""),
        labels=[hit.document.filename for hit in found.hits],
        citations=[_hit_cited(hit) for hit in found.hits],
        source=FIND,
    )


def _note(way: str) -> str:
    if way == "model":
        return ""
    if not clip.is_configured():
        return _(
            "I compared text, colours, codes and faces. What a picture shows I can only search with a "
            "picture model (PICTURE_MODEL)."
        )
    return _("I compared text, colours, codes and faces.")


def _hit_cited(hit: SeenHit) -> Citation:
    return Citation(
        document=str(hit.document.pk), external_name=hit.document.filename, page=hit.page, quote=""
    )


_TEXT = {"type": "string", "description": "the question in the person's own words"}
_SPOKEN = Path(__file__).parent / "utterances"
TOOLS = (
    Tool(
        name=LOOK,
        description="What is in one picture: QR codes and barcodes, faces, colours, when and where it was "
        "taken, its words, and a description where a model that sees is set up.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "properties": {
                "text": _TEXT,
                "pictures": {"type": "array", "items": {"type": "string"}, "description": "document ids"},
            },
        },
        effect=Effect.READ,
        run=look_at_picture,
        claim=claim_look,
        claim_looks_up=True,
        timeout_seconds=60.0,
        title=gettext_lazy("Looked at a picture"),
        utterances=read(_SPOKEN / "look_at_picture.txt"),
    ),
    Tool(
        name=FIND,
        description="Find photos of the workspace by what they show, their text, colours or faces.",
        parameters={
            "type": "object",
            "additionalProperties": False,
            "required": ["text"],
            "properties": {"text": _TEXT},
        },
        effect=Effect.READ,
        run=find_pictures,
        claim=claim_find,
        title=gettext_lazy("Looked through your pictures"),
        utterances=read(_SPOKEN / "find_pictures.txt"),
    ),
)
