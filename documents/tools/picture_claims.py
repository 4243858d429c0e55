"""How sure it is, from the words alone, that a message asks about what is in a picture."""

import re
from typing import Any

from documents import looking
from documents.answers import naming
from documents.tools.making_claims import OWN_FIGURES
from lumen.ai.tools.registry import Claim, ToolContext

_PICTURE = r"(?:photos?|pictures?|images?|pics?|snapshots?|snaps?|screenshots?|selfies?)"
_THIS = r"(?:this|the|that|my|attached|it|these)"
_LOOK = re.compile(
    rf"\b(?:what(?:'s| is| do you see| can you see)?(?: shown)? (?:in|on) {_THIS} {_PICTURE}"
    rf"|(?:describe|caption|analy[sz]e|look at) {_THIS} (?:\w+ )?{_PICTURE}"
    rf"|(?:scan|read|decode)\b.{{0,30}}\b(?:qr|bar ?-?code)"
    rf"|what does {_THIS}? ?(?:qr|bar)[ -]?code|(?:qr|bar)[ -]?code (?:say|contain|mean|go|lead)"
    rf"|how many (?:faces?|people|persons)\b.{{0,30}}\b{_PICTURE}"
    rf"|(?:count|find|detect) (?:the )?faces"
    rf"|(?:what|which|dominant|main) colou?rs?\b.{{0,40}}\b{_PICTURE}"
    rf"|(?:when|where) was {_THIS} {_PICTURE}(?: \w+)? taken|which camera (?:took|was)"
    rf"|(?:read|extract|ocr) (?:me )?(?:the )?(?:text|words)\b.{{0,25}}\b{_PICTURE})",
    re.IGNORECASE,
)
_OF_GIVEN = re.compile(
    r"^\s*(?:(?:please|can you|could you|hey)\s+)*(?:describe (?:this|it)"
    r"|what(?:'s| is) (?:this|that|in (?:this|it|here))"
    r"|what do you see|how many (?:faces?|people)\b.*|scan (?:this|it|the (?:qr|bar)\S*(?: code)?)"
    r"|read (?:this|it)|(?:what|which) colou?rs?\b.*|(?:when|where) was (?:this|it) taken|enhance (?:this|it)"
    r"|look (?:at (?:this|it)|closer))[\s?.!]*$",
    re.IGNORECASE,
)
_FIND = re.compile(
    rf"\b(?:find|show|search|look for|list|get|where(?:'s| is| are))\b"
    rf"(?:(?! of my spend| chart).){{0,40}}?\b{_PICTURE}\b"
    rf"|^(?:my |all |the )*{_PICTURE} (?:of|with|from|showing|that|where|containing)\b",
    re.IGNORECASE,
)
_NOT_ONES = re.compile(
    r"\bprofile (?:picture|photo)|\bbig(?:ger)? picture\b|\bget the picture\b", re.IGNORECASE
)
SURE, GIVEN, FINDS = 0.97, 0.97, 0.93


def claim_look(context: ToolContext, text: str) -> Claim:
    """Sure when the words ask about a picture, and about whatever picture was given with the question."""
    if _NOT_ONES.search(text):
        return Claim(score=0.0)
    given = _given(context)
    if given and (_OF_GIVEN.match(text) or _LOOK.search(text)):
        return Claim(score=GIVEN, arguments=_arguments(text, given), reason="asks about the picture given")
    if _LOOK.search(text):
        return Claim(score=SURE, arguments=_arguments(text, given), reason="asks what is in a picture")
    return Claim(score=0.0)


def claim_find(context: ToolContext, text: str) -> Claim:
    """Sure when pictures are looked for by what is in them."""
    if _NOT_ONES.search(text) or OWN_FIGURES.search(text):
        return Claim(score=0.0)
    if _LOOK.search(text) or not _FIND.search(text):
        return Claim(score=0.0)
    return Claim(score=FINDS, arguments={"text": text}, reason="looks for pictures")


def _arguments(text: str, given: list[str]) -> dict[str, Any]:
    return {"text": text, "pictures": given} if given else {"text": text}


def _given(context: ToolContext) -> list[str]:
    """Ids of the pictures that were given with the question."""
    papers = context.papers
    if not papers:
        return []
    return context.once(
        f"pictures of {','.join(papers)}",
        lambda: [str(one.pk) for one in naming.chosen(context.workspace, papers) if looking.has_picture(one)],
    )
