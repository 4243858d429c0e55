"""How sure it is, from the words alone, that a message wants a picture made; and what it should show."""

import re

from lumen.ai.media.making import LONGEST_PROMPT
from lumen.ai.tools.registry import Claim, ToolContext

_COURTESY = (
    r"(?:(?:please|pls|hey|hi|ok(?:ay)?|lumen|kindly|now|"
    r"(?:can|could|would|will) you|i(?:'d| would) like you to|i (?:want|need) you to|help me"
    r"|let(?:'s| us))"
    r"\W+)*"
)
_MAKES = r"(?:draw|paint|sketch|illustrate|generate|create|make|design|render|produce|imagine)"
_KIND = (
    r"(?:pictures?|images?|pics?|photos?|logos?|illustrations?|paintings?|drawings?|icons?|posters?"
    r"|wallpapers?|portraits?|sketch(?:es)?|cartoons?|avatars?|artworks?|watercolou?rs?|banners?|emojis?"
    r"|stickers?|clip ?art)"
)
_ONE = r"(?:an?|some|one|another|the)"
_WANTED = re.compile(
    rf"^\W*{_COURTESY}{_MAKES}\s+(?:(?:me|us)\s+)?(?P<prompt>{_ONE}\s+(?:[\w'-]+\s+){{0,4}}?{_KIND}\b"
    rf"(?:\s+(?:of|showing|with|for|that|where|in|about|from|which)\b.+)?)$",
    re.IGNORECASE | re.DOTALL,
)
_DRAWN = re.compile(
    rf"^\W*{_COURTESY}(?:draw|paint|sketch|illustrate)\s+(?:(?:me|us)\s+)?(?P<prompt>(?:an?|some|two|three)\s+.+)$",
    re.IGNORECASE | re.DOTALL,
)
_ABLE = re.compile(
    rf"^\W*(?:hey\W+|lumen\W+)*(?:can|could|do) you\s+(?:also\s+)?(?:draw|paint|sketch"
    rf"|(?:draw|paint|generate|create|make)\s+{_KIND})[\s?!.]*$",
    re.IGNORECASE,
)
OWN_FIGURES = re.compile(  # Lumen draws them itself, from rows
    r"\b(?:my|our)\s+(?:[\w'-]+\s+){0,3}?(?:spend(?:ing|s)?|expen[sd]\w+|incomes?|earnings|salary|savings?"
    r"|budgets?|transactions?|payments?|balances?|net worth|subscriptions?|finances?|costs?|outgoings"
    r"|cash ?flow)\b",
    re.IGNORECASE,
)
_CHART = re.compile(
    r"\b(?:charts?|graphs?|plots?|histograms?|diagrams?|tables?|breakdowns?|trends?|timelines?)\b"
    r"|\bwhere my money\b|\bi (?:spent|spend|paid|earned|earn|saved|bought)\b",
    re.IGNORECASE,
)
_NO_DRAWING = re.compile(
    r"^(?:an?|some)\s+(?:\w+\s+)?(?:conclusions?|comparisons?|distinctions?|line|lines|blank|breath|salary|"
    r"card|lots?|parallels?|cheques?|checks?|loan|cash|money|inferences?|lessons?|copy|copies)\b",
    re.IGNORECASE,
)
_ONLY_KIND = re.compile(rf"^{_ONE}\s+{_KIND}[\s?!.]*$", re.IGNORECASE)
_OF = re.compile(rf"^(?:an?|some|one|another|the)\s+{_KIND}\s+(?:of|showing)\s+", re.IGNORECASE)
_AFTER = re.compile(r"[\s,]*(?:\bplease|\bfor me|\bthanks?(?: you)?)?[\s?!.]*$", re.IGNORECASE)
SURE, DRAWN = 0.97, 0.93
LONGEST_NAME = 120


def claim_make(context: ToolContext, text: str) -> Claim:
    """Sure when a picture of something is to be made; charts of one's own figures are not meant."""
    if OWN_FIGURES.search(text) or _CHART.search(text):
        return Claim(score=0.0)
    if _ABLE.match(text):
        return Claim(score=SURE, arguments={"prompt": ""}, reason="asks whether pictures can be made")
    if found := _WANTED.match(text):
        return Claim(
            score=SURE, arguments={"prompt": prompt_of(found["prompt"])}, reason="wants a picture made"
        )
    found = _DRAWN.match(text)
    if found is None or _NO_DRAWING.match(found["prompt"]):
        return Claim(score=0.0)
    return Claim(
        score=DRAWN, arguments={"prompt": prompt_of(found["prompt"])}, reason="wants something drawn"
    )


def prompt_of(said: str) -> str:
    """What it should show, without the courtesies after it; empty when nothing was said of it."""
    wanted = _AFTER.sub("", " ".join(said.split()))
    return "" if _ONLY_KIND.match(wanted) else wanted[:LONGEST_PROMPT]


def named_after(prompt: str) -> str:
    """`a picture of a red bicycle` is called `A red bicycle`."""
    shown = _OF.sub("", prompt).strip(" .,!?“”\"'") or prompt
    return f"{shown[:1].upper()}{shown[1:]}"[:LONGEST_NAME].rstrip()
