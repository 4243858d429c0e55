"""`Draw a chart of my spending by month` asks for the spending by month; its rows are drawn anyway."""

import re

_CHART = (
    r"(?:(?:bar|pie|line|column|area|donut|doughnut|stacked|simple|nice|quick)\s+){0,2}"
    r"(?:charts?|graphs?|plots?|diagrams?|histograms?|visuali[sz]ations?)"
)
_PICTURE = r"(?:pictures?|images?|drawings?|illustrations?)"
_VERB = (
    r"(?:draw|make|create|generate|show|give|plot|produce|sketch|paint|build|prepare|render|display|do|get"
    r"|see)"
)
_MONEY = (
    r"(?:my|our)\s+(?:[\w'-]+\s+){0,2}?(?:spend\w*|expen[sd]\w+|incomes?|earnings|savings?|transactions?"
    r"|payments?|subscriptions?|outgoings)\b"
)
_OPENING = re.compile(
    r"^(?P<kept>\W*(?:(?:please|pls|hey|can you|could you|will you|would you|i want|i need|i'd like)\W+)*)"
    rf"(?P<drawn>(?:(?:to )?{_VERB}\s+(?:(?:me|us)\s+)?)?(?:(?:an?|the|some)\s+)?"
    rf"(?:{_CHART}\s+(?:of|for|showing|with|about|on)\s+|{_PICTURE}\s+(?:of|showing)\s+(?={_MONEY}))"
    r"|(?:chart|plot|graph|visuali[sz]e)\s+(?:out\s+)?(?=(?:my|our|the|what|how)\b))",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"\s+(?:as|in|on|with)\s+(?:an?\s+|the\s+)?{_CHART}(?:\s+please)?(?=[\s?.!]*$)", re.IGNORECASE
)


def without_drawing(text: str) -> str:
    """The text with blanks in place of the wish for a chart, so that every other word stays where it was."""
    if opening := _OPENING.match(text):
        text = _blanked(text, *opening.span("drawn"))
    if closing := _CLOSING.search(text):
        text = _blanked(text, *closing.span())
    return text


def _blanked(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
