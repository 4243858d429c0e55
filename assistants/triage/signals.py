"""What the wording of a message tells without any training: language, anger, urgency, entities."""

import re
from collections import Counter

from assistants.triage.base import Entity, Signals
from assistants.triage.lexicon import (
    FUNCTION_WORDS,
    GRUMBLE,
    RAGE,
    SCRIPTS,
    SOON,
    TELLING_LETTERS,
    URGENT,
    WANTS_PERSON,
)
from lumen.common.text import slug_key

READ_CHARACTERS = 4_000
SHOUTED_WORDS, SHOUTED_SHARE = 3, 0.5

_MONTHS = (
    r"jan(?:uary|uar|vier|eiro)?|feb(?:ruary|ruar)?|mar(?:ch|s|zo|co)?|märz|apr(?:il)?|may|mai|mayo"
    r"|jun[ei]?|juin"
    r"|jul[yi]?|juillet|aug(?:ust)?|août|agosto|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?"
    r"|de[cz](?:ember)?"
)
_MONEY = r"(?:[$€£¥₹₺₽]|rs\.?|usd|eur|gbp|inr|aed|chf|cad|aud|sek|pln|dollars?|euros?|pounds?|rupees?|quid)"
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
ENTITY_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
        ("url", r"\bhttps?://\S+|\bwww\.\S+"),
        ("iban", r"\b[a-z]{2}\d{2}(?: ?[a-z0-9]{4}){3,7}(?: ?[a-z0-9]{1,3})?\b"),
        ("card", r"\b(?:\d{4}[ -]){3}\d{4}\b|\b(?:ending|ends) (?:in|with) \d{4}\b"),
        ("date", rf"\b\d{{4}}-\d{{2}}-\d{{2}}\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b"
                 rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.)?\s(?:of\s|de\s)?(?:{_MONTHS})\b\.?(?:\s\d{{4}})?"
                 rf"|\b(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?"),
        ("amount", rf"{_MONEY}\s?(?:{_NUMBER})\b|\b(?:{_NUMBER})\s?{_MONEY}(?![a-z])"),
        ("order", r"(?:\b(?:order|bestell\w*|commande|pedido|ordine|bestelling|ticket|invoice|rechnung"
                  r"|facture|booking"
                  r"|reference|ref|tracking|zam[oó]wieni\w+|sipari[sş])(?:\s*(?:no|nr|number|nummer"
                  r"|num[eé]ro|id|code))?(?:\s+(?:is|was|ist|lautet|est|es|è|é))?"
                  r"[\s.:#]*)#?\s*((?=[\w-]*\d)[\w-]{3,24})|#\s?((?=[\w-]*\d)[\w-]{3,24})"
                  r"|\b((?=[A-Z0-9-]*\d)[A-Z]{2,5}-[A-Z0-9-]{3,20})\b"),
        ("phone", r"(?<![\w.,])\+?\d[\d ()/-]{7,16}\d(?![\w])"),
        ("name", r"(?:\b(?:my name is|this is|i am|i'm|regards,?|best,?|thanks,?|cheers,?|mein name ist"
                  r"|ich bin|gruß,?"
                 r"|grüße,?|je m'appelle|cordialement,?|me llamo|saludos,?|mi chiamo|meu nome é|ik ben)\s+)"
                 r"((?-i:[A-ZÀ-Ý][a-zß-ÿ'’-]+(?:\s[A-ZÀ-Ý][a-zß-ÿ'’-]+){0,2}))"),
    )
)  # fmt: skip


def signals(text: str) -> Signals:
    """What the wording of `text` tells."""
    text = text[:READ_CHARACTERS]
    folded = slug_key(text)
    return Signals(
        language=language(text),
        anger=anger(text, folded),
        urgency=urgency(text, folded),
        wants_person=bool(WANTS_PERSON.search(folded)),
        entities=entities(text),
    )


def language(text: str) -> str:
    """The likeliest language: by script, else by its small words; English when nothing tells."""
    for code, pattern in SCRIPTS:
        least = 1 if code in TELLING_LETTERS else max(2, len(text) // 12)
        if len(re.findall(pattern, text)) >= least:
            return code
    words = Counter(slug_key(text).split())
    scores = {
        code: sum(count for word, count in words.items() if word in known)
        for code, known in FUNCTION_WORDS.items()
    }
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    return best if scores[best] else "en"


def anger(text: str, folded: str | None = None) -> float:
    """From 0 to 1: strong words, weaker ones, capitals, exclamation marks."""
    folded = slug_key(text) if folded is None else folded
    strong, weak = len(set(RAGE.findall(folded))), len(set(GRUMBLE.findall(folded)))
    marks = len(re.findall(r"!{2,}|\?!|!\?|\?{3,}", text))
    heat = 0.72 * min(strong, 2) + 0.3 * min(weak, 3) + 0.15 * min(marks, 2) + 0.3 * _is_shouted(text)
    return round(min(1.0, heat), 2)


def _is_shouted(text: str) -> bool:
    words: list[str] = re.findall(r"[^\W\d_]{2,}", text)
    loud = sum(word.isupper() for word in words)
    return loud >= SHOUTED_WORDS and bool(loud >= SHOUTED_SHARE * len(words))


def urgency(text: str, folded: str | None = None) -> float:
    """From 0 to 1: words of haste, then what only hints at it."""
    folded = slug_key(text) if folded is None else folded
    found = len(set(URGENT.findall(folded)))
    hints = len(set(SOON.findall(folded)))
    heat = 0.7 * min(found, 1) + 0.15 * min(max(found - 1, 0), 1) + 0.15 * min(hints, 2)
    return round(min(1.0, heat + 0.1 * ("!" in text)), 2)


def entities(text: str) -> tuple[Entity, ...]:
    """What the message names, in its order; a stretch of text counts once."""
    taken: list[tuple[int, int, Entity]] = []
    for kind, pattern in ENTITY_PATTERNS:
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            start, end = match.span(group)
            if all(end <= left or start >= right for left, right, _ in taken):
                taken.append((start, end, Entity(kind, match.group(group).strip())))
    return tuple(entity for *_, entity in sorted(taken, key=lambda one: one[0]))
