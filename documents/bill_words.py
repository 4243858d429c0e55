"""How people ask for one fact of a bill they hold: "when is this due?", "how much is it?"."""

import re

from lumen.ai.tools.registry import Claim, ToolContext

SURE = 0.995  # nobody else can know what is in a hand
_NAMED = r"(?:bill|invoice|receipt|slip|ticket|qr(?: code)?|code|one)"
_IT = rf"(?:(?:this|that|the|my) {_NAMED}|it|this|that)\b"
_WHAT_IS = r"\bwhat(?:'s| is| was)"
_FORMS = {
    "due": (
        rf"\b(?:when|by when|what date|(?:un)?till? when)\b.*\b(?:due|payable|pay {_IT}|be paid)",
        rf"\b(?:due date|deadline|last date|already due|is {_IT} (?:due|overdue|late))\b",
        r"\bkab tak (?:bharna|dena|pay)\b",
    ),
    "number": (
        r"\b(?:what|which|tell me|read)\b.*\b(?:invoice|bill|receipt|consumer|reference) (?:no|number|id)\b",
    ),
    "tax": (
        r"\bhow much (?:of (?:it|this|that) is )?(?:tax|gst|vat)\b",
        rf"{_WHAT_IS} the (?:tax|gst|vat)\b",
    ),
    "items": (r"\bwhat (?:did i|have i|was) (?:buy|bought)\b|\b(?:list (?:the )?|what |the )items\b",),
    "code": (
        r"\b(?:scan|read|decode)\b.*\b(?:qr|code|barcode)\b|\bwhat(?:'s| is| does)\b.*\b(?:qr|barcode)\b",
    ),
    "sender": (
        rf"\bwho (?:is|sent|issued|gave)\b.*\b{_IT}",
        r"\b(?:which|what) (?:shop|store|company|merchant|vendor|place)\b|\bwho (?:do|should|must) i pay\b",
    ),
    "issued": (
        rf"\bwhen (?:was|is) {_IT} (?:from|issued|dated)",
        rf"\b(?:what|which) (?:date|day) (?:is|was|of)\b.*{_IT}",
        r"\bdate (?:of|on) (?:this|the|that) (?:bill|receipt|invoice)\b",
    ),
    "amount": (
        r"\bhow much (?:is|was|do i (?:owe|pay|have to pay|need to pay)|must i pay|to pay|does it come to)\b"
        r"(?!.*\b(?:in|tax|gst|vat|rent|deposit)\b)",
        rf"{_WHAT_IS} the (?:total|amount|sum|bill amount)\b(?!.*\bin\b)",
        rf"\b(?:read|scan) {_IT}$|\bkitne ka\b",
    ),
}
FACTS = tuple(_FORMS)
_READ = [(fact, re.compile("|".join(forms), re.IGNORECASE)) for fact, forms in _FORMS.items()]


def claim(context: ToolContext, text: str) -> Claim:
    """Certain when one fact of a paper in hand is asked for; nothing without a paper."""
    plain = " ".join(text.split()).rstrip(" ?.!")
    for fact, form in _READ if context.papers else ():
        if form.search(plain):
            return Claim(score=SURE, arguments={"about": fact}, reason=f"asks the paper for its {fact}")
    return Claim(score=0.0)
