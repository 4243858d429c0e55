"""Sums of money as receipts print them and readers of pictures see them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

DECIMALS, WHOLE = "decimals", "whole"  # 12.30, or 45.000 as forty-five thousand
MOST_DIGITS = 12
_TIME = re.compile(
    r"\b\d{1,2}\s?[:.]\s?\d{2}(?:\s?[:.]\s?\d{2})?\s?[ap]\.?\s?m\b|\b\d{1,2}:\d{2}(?::\d{2})?", re.IGNORECASE
)
_PERCENT = re.compile(r"@?\s?\d+(?:[.,]\d+)?\s?(?:%|pct\b)", re.IGNORECASE)
_CARD = re.compile(r"[*xX#]{2,}[\s-]?\d{4}")
_DAY = re.compile(r"\d{1,4}\s?([-/.])\s?\d{1,2}\s?\1\s?\d{2,4}")
_NUMBER = re.compile(
    r"(?<![\d.,])(?P<minus>[-−(]\s?)?(?P<lead>(?:RM|RS|RP|[$£€₹¥])\s?)?(?P<minus2>[-−]\s?)?"
    r"(?P<body>\d+(?:(?:[.,']|(?<=\d)\s(?=\d{3},\d{2}(?!\d)))\d{3})*(?:\s?[.,]\s?\d{2}(?!\d))?"
    r"|\d+\s?[.,]\s?\d{2}(?!\d)|\d+(?:[.,]\d+)*|[.,]\d{2}(?!\d))"
    r"(?P<after>\s?[-−)](?=\s|$))?",
    re.IGNORECASE,
)
_LOOKALIKE_TOKEN = re.compile(r"(?<![A-Za-z])[\dOoQDlI|][\dOoQDlI|SsBZ.,]*[\dOoQDlI|SsBZ]")
_DIGITS = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "l": "1", "I": "1", "|": "1", "S": "5",
                         "s": "5", "B": "8", "Z": "2"})  # fmt: skip
_MARKED = re.compile(r"rm|rs|rp|[$£€₹¥]|idr|inr|myr|usd|eur|gbp|sgd", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum found at `text[start:end]`; `is_sure` is false for a whole number that may be anything."""

    value: Decimal
    start: int
    end: int
    is_sure: bool = True


def style_of(texts: Iterable[str]) -> str:
    """Whether this receipt counts cents, or prints whole sums with points for thousands."""
    cents = thousands = 0
    for text in texts:
        plain = masked(text)
        cents += len(re.findall(r"\d\s?[.,]\s?\d{2}(?![\d.,]|\s?%)", plain))
        thousands += len(re.findall(r"(?<![\d.,])\d{1,3}(?:[.,]\d{3})+(?![\d.,])", plain))
    return WHOLE if thousands > 2 * cents else DECIMALS


def masked(text: str) -> str:
    """The text with dates, times, percentages and cards blanked, and digits where a reader saw letters."""
    for pattern in (_DAY, _TIME, _PERCENT, _CARD):
        text = pattern.sub(lambda match: " " * len(match[0]), text)
    return _LOOKALIKE_TOKEN.sub(_as_digits, text)


def _as_digits(match: "re.Match[str]") -> str:
    token = match[0]
    digits = sum(character.isdigit() for character in token)
    has_cents = re.search(r"[.,][\dOoQDlI|SsBZ]{2}$", token)
    others = len(token) - digits - token.count(".") - token.count(",")
    return token.translate(_DIGITS) if has_cents and digits >= others and digits else token


def find_amounts(text: str, style: str = DECIMALS) -> list[Amount]:
    """Sums from left to right."""
    found = []
    plain = masked(text)
    for match in _NUMBER.finditer(plain):
        value = _value(match["body"], style)
        if value is None:
            continue
        number, is_sure = value
        if _is_code(plain, match):
            continue
        is_negative = match["minus"] or match["minus2"] or (match["after"] or "").strip() in {"-", "−"}
        is_sure = is_sure or bool(_MARKED.search(match["lead"] or ""))
        start, end = match.span("body")
        found.append(Amount(-number if is_negative else number, start, end, is_sure))
    return found


def _is_code(text: str, match: "re.Match[str]") -> bool:
    """Whether the number is part of a code, a weight or a size: "A12.30", "0.5KG", "1.25L"."""
    after = text[match.end("body") :]
    if re.match(r"\s?(?:kgs?|gm?|ml|ltr?|mm|cm|l|oz|lbs?|pcs|x\d)\b", after, re.IGNORECASE):
        return True
    before = text[: match.start()]
    return bool(re.search(r"[A-Za-z]\d*[-/#]$|[-/#]$", before)) and not match["lead"]


def _value(body: str, style: str) -> tuple[Decimal, bool] | None:
    compact = re.sub(r"[\s']", "", body)
    if sum(character.isdigit() for character in compact) > MOST_DIGITS:
        return None
    cents = re.fullmatch(r"(\d*(?:[.,]\d{3})*)[.,](\d{2})", compact)
    if cents:
        whole = re.sub(r"[.,]", "", cents[1]) or "0"
        return Decimal(f"{whole}.{cents[2]}"), True
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", compact):
        is_thousands = style == WHOLE or "," in compact
        return (Decimal(re.sub(r"[.,]", "", compact)), style == WHOLE) if is_thousands else None
    if compact.isdigit() and len(compact) <= 9:
        return Decimal(compact), False
    return None
