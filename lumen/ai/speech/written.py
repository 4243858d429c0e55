"""Between words as they are said and text as it is typed: years, amounts, names, capitals."""

import re

from lumen.ai.speech.language import grammar
from lumen.ai.tools.builtin.number_words import with_digits

_CURRENCIES = "rupees?|dollars?|euros?|pounds?|francs?|yen|dirhams?|percent"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_ONES = "one two three four five six seven eight nine"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_SMALL_WORD = "|".join(f"{_ONES} {_TEENS} {_TENS}".split())
_BIG_WORD = "hundred|thousand|lakhs?|crores?|million|and"
_NUMBER = re.compile(rf"\b(?:{_SMALL_WORD}|a(?= (?:hundred|thousand)))(?: (?:{_SMALL_WORD}|{_BIG_WORD}))*\b")
_YEAR = re.compile(
    rf"\b(?:twenty|nineteen) (?:(?:{'|'.join(_TENS.split())})(?: (?:{'|'.join(_ONES.split())}))?"
    rf"|{'|'.join(_TEENS.split())})\b(?! (?:{_CURRENCIES}|hundred|thousand|days|weeks|miles))"
)
_MONEY_AFTER = re.compile(rf" (?:{_CURRENCIES}|point)\b")
_AMOUNT_BEFORE = re.compile(
    r"(?:above|over|under|below|than|least|most|exactly|of|convert|plus|minus|times|by) $"
)


def as_typed(words: str) -> str:
    """Words that were said, as somebody types them: `in march twenty twenty six` is `in March 2026`."""
    text = _YEAR.sub(_year, words)
    text = _NUMBER.sub(lambda found: _number(found, text), text)
    text = re.sub(r"(\d) point (\w+)", lambda found: f"{found[1]}.{with_digits(found[2])}", text)
    capitals = grammar.capitals()
    text = re.sub(r"\b[a-z]+\b", lambda found: capitals.get(found[0], found[0]), text)
    return text.replace("new York", "New York").replace("new Year", "New Year")


def as_said(text: str) -> list[str]:
    """The words of a name or a sentence in small letters: `Marks & Spencer` is `marks and spencer`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text).replace("&", " and ").replace("+", " plus ")
    return re.findall(r"[a-z]+(?:'[a-z]+)?", apart.lower())


def _year(found: re.Match[str]) -> str:
    first, rest = found[0].split(" ", 1)
    return f"{20 if first == 'twenty' else 19}{int(with_digits(rest)):02d}"


def _number(found: re.Match[str], text: str) -> str:
    """In digits when it is an amount, a year or large; `the last three months` keeps its word."""
    said = re.sub(r" and$", "", found[0])
    digits = with_digits(said.replace("lakhs", "lakh").replace("crores", "crore"))
    if not digits.isdigit():
        return found[0]
    is_amount = _MONEY_AFTER.match(text, found.end()) or _AMOUNT_BEFORE.search(text[: found.start()])
    if not is_amount and int(digits) < 100:
        return found[0]
    return digits + found[0][len(said) :]
