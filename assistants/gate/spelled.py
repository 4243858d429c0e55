"""Numbers written in words, two and up; `one` is left alone, it is mostly an article or a pronoun."""

import re
from dataclasses import dataclass
from functools import lru_cache

from assistants.voice.words import language_of, lexicon
from lumen.common.text import fold

_SMALL = {
    "en": (
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen"
    ),
    "de": (
        "zwei drei vier funf sechs sieben acht neun zehn elf zwolf dreizehn vierzehn funfzehn "
        "sechzehn siebzehn achtzehn neunzehn"
    ),
    "fr": (
        "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "dix-sept dix-huit dix-neuf"
    ),
    "es": (
        "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis "
        "diecisiete dieciocho diecinueve"
    ),
    "it": (
        "due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici "
        "sedici diciassette diciotto diciannove"
    ),
    "pt": (
        "dois tres quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis "
        "dezessete dezoito dezenove"
    ),
    "nl": (
        "twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
        "zeventien achttien negentien"
    ),
    "hi": "दो तीन चार पांच छह सात आठ नौ दस",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "de": "zwanzig dreissig vierzig funfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingts quatre-vingt-dix",
    "es": "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "pt": "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "nl": "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
    "hi": "बीस तीस चालीस पचास साठ सत्तर अस्सी नब्बे",
}
_HUNDREDS = {
    "en": {"hundred": 100, "thousand": 1_000, "dozen": 12},
    "de": {"hundert": 100, "tausend": 1_000, "dutzend": 12},
    "fr": {"cent": 100, "mille": 1_000, "douzaine": 12},
    "es": {"cien": 100, "ciento": 100, "mil": 1_000, "docena": 12, "veinticuatro": 24},
    "it": {"cento": 100, "mille": 1_000, "dozzina": 12, "ventiquattro": 24},
    "pt": {"cem": 100, "mil": 1_000, "duzia": 12},
    "nl": {"honderd": 100, "duizend": 1_000, "dozijn": 12},
    "hi": {"सौ": 100, "हज़ार": 1_000},
}
_LEFT_ALONE = {"it": {"sei"}, "fr": {"neuf"}, "de": {"acht"}}  # you are; new; to heed
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TEN = 10


@dataclass(frozen=True, slots=True)
class Spelled:
    start: int
    end: int
    value: int


def spelled_numbers(text: str, language: str = "") -> list[Spelled]:
    """Numbers in words in `text`; words that follow each other make one number: `two hundred and ten`."""
    code = language or language_of([word.lower() for word in _WORDS.findall(text)])
    table = _table(lexicon(code).language)
    found: list[Spelled] = []
    for match in _WORDS.finditer(text):
        word = fold(match.group()).replace("ß", "ss")
        end = match.end()
        if word not in table and "-" in word:  # two-year
            word, end = word.partition("-")[0], match.start() + match.group().index("-")
        value = table.get(word)
        if value is None:
            continue
        last = found[-1] if found else None
        if last and re.fullmatch(r"[\s-]+(?:and\s+|y\s+|e\s+)?", text[last.end : match.start()]):
            joined = _joined(last.value, value)
            if joined is not None:
                found[-1] = Spelled(last.start, end, joined)
                continue
        found.append(Spelled(match.start(), end, value))
    return found


def _joined(before: int, value: int) -> int | None:
    if value in {100, 1_000} and before < value:
        return before * value
    low = before % 100 if before % 1_000 else before % 1_000_000
    if before >= 100 and value < (1_000 if not before % 1_000 else 100) and not (before % 100):
        return before + value
    return before + value if value < _TEN and low >= 2 * _TEN and not low % _TEN else None


@lru_cache(maxsize=16)
def _table(code: str) -> dict[str, int]:
    units = {word: i for i, word in enumerate(_SMALL[code].split(), 2)}
    tens = {word: 10 * i for i, word in enumerate(_TENS[code].split(), 2)}
    table = {**units, **tens, **_HUNDREDS[code]}
    ones = {"one": 1, "ein": 1, "een": 1, **{word: n for word, n in units.items() if n < _TEN}}
    for word, ten in tens.items():
        for unit, n in ones.items():
            if code == "en":
                table[f"{word}-{unit}"] = ten + n
            elif code in {"de", "nl"}:
                joint = "und" if code == "de" else "en"
                table[f"{unit}{joint}{word}"] = ten + n
    return {word: n for word, n in table.items() if word not in _LEFT_ALONE.get(code, set())}
