"""Text as words that can be compared: stems in many languages, numbers, ids, and pairs of signs."""

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

from documents.stop_words import SIGNS_OF_ASKING, STOP_WORDS

ENGLISH = "en"
ARABIC = "arabic"
SHORTEST_WORD = 2
LATIN_SHARE = 0.5
_STEMMERS = {
    "en": "english", "de": "german", "es": "spanish", "fr": "french", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian", "nb": "norwegian", "nn": "norwegian",
    "fi": "finnish", "ro": "romanian", "hu": "hungarian", "tr": "turkish", "pl": "polish", "cs": "czech",
    "ca": "catalan", "id": "indonesian", "et": "estonian", "lt": "lithuanian", "ga": "irish", "eu": "basque",
}  # fmt: skip
LATIN_LANGUAGES = frozenset(_STEMMERS)
# Scripts that tell the stemmer by themselves, whatever language the paper is in; first the usual language.
_SCRIPTS = (
    (0x0370, 0x03FF, {"el": "greek"}),
    (0x0400, 0x052F, {"ru": "russian", "sr": "serbian"}),
    (0x0530, 0x058F, {"hy": "armenian"}),
    (0x0600, 0x06FF, {"ar": ARABIC, "fa": "persian", "ur": ""}),
    (0x0900, 0x097F, {"hi": "hindi", "ne": "nepali"}),
    (0x0B80, 0x0BFF, {"ta": "tamil"}),
)
_LAST_LATIN = 0x024F
# Scripts without spaces between words, and Korean, whose words carry their endings.
_SIGNS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0971-\u0dff"
_LETTER = rf"(?:[^\W_{_SIGNS}]|[{_MARKS}])"
_TOKEN = re.compile(
    rf"[{_SIGNS}{_MARKS}]*[{_SIGNS}][{_SIGNS}{_MARKS}]*|{_LETTER}+(?:[-/.,:'’@&_]{_LETTER}+)*"
)
_PART = re.compile(rf"{_LETTER}+")
SIGN = re.compile(rf"[{_SIGNS}]")
_ASKING = re.compile("|".join(sorted(map(re.escape, SIGNS_OF_ASKING), key=len, reverse=True)))
# What tells how to answer, not what is looked for.
_INSTRUCTIONS = re.compile(
    r"""
    \b(?:please\s+)?(?:give|provide|write|state)\s+(?:me\s+)?(?:a|an|your|the)\s+(?:short\s+|brief\s+)?
        (?:response|answer)(?:\s+to\s+(?:the|this)\s+question)?\b
    | \b(?:by\s+)?(?:relying|basing|base|based)\s+(?:your\s+\w+\s+)?(?:only\s+|primarily\s+)?on\s+the\s+
        (?:details|information|data|figures)(?:\s+(?:shown|provided|given|found))?(?:\s+(?:primarily|only))?
        (?:\s+(?:in|within))?\b
    | \b(?:answer|express(?:ed)?|round(?:ed)?)\s+(?:your\s+answer\s+)?(?:in|to)\s+
        (?:usd|us\s+dollars|units|percents?|one|two|three)
        (?:\s+(?:thousands|millions|billions|decimal\s+places?))?\b
    | \(?\bin\s+(?:usd|eur|gbp|inr|us\s+dollars)?\s*(?:thousands|millions|billions)\b\)?
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"\d[\d.,]*\Z")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?\Z|\d+(?:\.\d+)?\Z")  # 1,90,000.00 and 1234.5
_EUROPEAN = re.compile(
    r"\d{1,3}(?:\.\d{3})+,\d+\Z|\d{1,3}(?:\.\d{3}){2,}\Z|\d+,\d{1,2}\Z"
)  # 1.234,50 and 12,5
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}\Z")  # 1.234 is one or the other
_YEAR = re.compile(r"(?:fy|cy|q[1-4]|[1-4]q|h[12])+((?:19|20)\d\d)\Z")
_SPELLINGS = str.maketrans(
    {
        **{chr(code): None for code in (0xAD, 0x640, 0x670, 0x93C, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F)},
        **{chr(code): None for code in (*range(0x610, 0x61B), *range(0x64B, 0x653))},
        **dict(zip("أإآٱ٫٬", "اااا.,", strict=True)),
        **dict(zip("ёँ’ʼ", "еं''", strict=True)),
        **{chr(zero + digit): str(digit) for zero in (0x660, 0x6F0, 0x966, 0x9E6) for digit in range(10)},
    }
)
_ARABIC_BEGINNINGS = ("وال", "بال", "كال", "فال", "ال", "لل")
_ARABIC_ENDINGS = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")
_ENDINGS = str.maketrans("ةىؤئ", "هيوي")
_HINDI = str.maketrans({"ँ": "ं", "ॉ": "ा", "ऑ": "आ", "ः": None})
_NASAL = re.compile("[ङञणनम]\u094d(?=[\u0915-\u0939])")  # हिन्दी is हिंदी
# Irregular forms, and words that papers and people use for one thing.
_SAME_WORD = dict(
    pair.split(":")
    for pair in """
    paid:pay bought:buy gave:give given:give held:hold kept:keep left:leave made:make sent:send
    sold:sell spent:spend told:tell took:take taken:take went:go gone:go began:begin begun:begin
    brought:bring built:build chose:choose chosen:choose drawn:draw drew:draw ran:run met:meet lent:lend
    lost:lose said:say sought:seek shown:show wrote:write written:write children:child people:person
    won:win grew:grow grown:grow knew:know known:know thought:think taught:teach caught:catch felt:feel
    found:find fought:fight led:lead fell:fall fallen:fall rose:rise risen:rise became:become broke:break
    broken:break spoke:speak spoken:speak stole:steal stolen:steal flew:fly threw:throw thrown:throw
    died:die dead:die men:man women:woman feet:foot wives:wife lives:life
    expiry:expire expiration:expire fridge:refrigerator flat:apartment landlord:owner landlady:owner
    tds:tax yearly:annual e-mail:email mail:email phone:call lease:rent
    """.split()  # noqa: SIM905  read as words
)
_stemmers = threading.local()


def words(text: str, language: str = ENGLISH) -> list[str]:
    """The stems, numbers, ids and pairs of signs of a text, in order.

    Args:
        text: any text, in several scripts perhaps.
        language: ISO 639-1 code of what is written in Latin letters; English where unknown.
    """
    found: list[str] = []
    for token in _TOKEN.findall(_spelled(text)):
        found += _of_token(token, language)
    return found


def question_words(text: str, language: str = ENGLISH) -> list[str]:
    """The words of a question that carry meaning, each once; all of them if none does."""
    idle = STOP_WORDS[ENGLISH] | STOP_WORDS.get(language, frozenset())
    spelled = _ASKING.sub(" ", _spelled(without_instructions(text)))
    tokens = [token for token in _TOKEN.findall(spelled) if token not in idle]
    found = dict.fromkeys(word for token in tokens for word in _of_token(token, language))
    telling = [word for word in found if len(word) > 1 or not SIGN.match(word)]
    return telling or list(found) or list(dict.fromkeys(words(text, language)))


def without_instructions(question: str) -> str:
    """A question without what it says about the form of the answer; as it was if nothing else is left."""
    return " ".join(_INSTRUCTIONS.sub(" ", question).split()) or question


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = ENGLISH) -> str:
    """The stem of a spelled word; letters outside Latin choose the language by themselves."""
    name = _stemmer_name(word, language)
    if name == "english":
        word = _plain(word)
        word = _SAME_WORD.get(word, word)
    elif name == "hindi":
        word = _NASAL.sub("ं", word.translate(_HINDI)) or word
    stemmed = _light_arabic(word) if name == ARABIC else _stemmer(name).stemWord(word) if name else word
    return _plain(stemmed.translate(_ENDINGS)) if ord(word[0]) <= _LAST_LATIN else stemmed.translate(_ENDINGS)


def is_mostly_latin(text: str) -> bool:
    """Whether the sentence model, which is English in practice, can read the letters of a text."""
    letters = [char for char in text if char.isalpha()]
    latin = sum(ord(char) <= _LAST_LATIN or "\u1e00" <= char <= "\u1eff" for char in letters)
    return latin >= LATIN_SHARE * len(letters)


def _light_arabic(word: str) -> str:
    """Without "and", article and the common endings ("light10"): finds more than deeper stems do."""
    if word.startswith("و") and len(word) > 3:
        word = word[1:]
    beginning = next((b for b in _ARABIC_BEGINNINGS if word.startswith(b) and len(word) > len(b) + 1), "")
    word = word.removeprefix(beginning)
    for ending in _ARABIC_ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            word = word.removesuffix(ending)
    return word


def _spelled(text: str) -> str:
    """One spelling for one word: small letters, no vowel points, plain digits."""
    return unicodedata.normalize("NFKC", text).casefold().translate(_SPELLINGS)


def _plain(word: str) -> str:
    if word.isascii():
        return word
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=100_000)
def _of_token(token: str, language: str) -> tuple[str, ...]:
    if SIGN.search(token):
        return tuple(token[i : i + 2] for i in range(len(token) - 1)) or (token,)
    if _NUMBER.match(token):
        return tuple(_numbers(token))
    parts = _PART.findall(token.removesuffix("'s"))
    if len(parts) == 1:
        return _of_part(parts[0], language)
    whole = "".join(parts)
    is_id = any(c.isdigit() for c in whole)
    of_parts = [stem(part, language) for part in parts if len(part) >= SHORTEST_WORD or is_id]
    return (*of_parts, _plain(whole)) if is_id else tuple(of_parts)


def _of_part(part: str, language: str) -> tuple[str, ...]:
    year = _YEAR.match(part)
    return (part, year.group(1)) if year else (stem(part, language),)


def _numbers(token: str) -> list[str]:
    """A number without its grouping; both readings where it has two; the parts of anything else."""
    token = token.rstrip(".,")
    if _THOUSANDS.match(token):
        return [_shortest(token), token.replace(".", "")]
    if _EUROPEAN.match(token):
        return [_shortest(token.replace(".", "").replace(",", "."))]
    if _GROUPED.match(token):
        return [_shortest(token.replace(",", ""))]
    parts = re.findall(r"\d+", token)
    return [*parts, "".join(parts)]


def _shortest(number: str) -> str:
    return number.rstrip("0").rstrip(".") if "." in number else number


def _stemmer_name(word: str, language: str) -> str:
    code = ord(word[0])
    if code <= _LAST_LATIN:
        return _STEMMERS.get(language, "english")
    for first, last, names in _SCRIPTS:
        if first <= code <= last:
            return names.get(language, next(iter(names.values())))
    return ""


def _stemmer(name: str) -> Any:
    """A stemmer of this thread: they keep the word they are working on."""
    import snowballstemmer

    kept: dict[str, Any] = _stemmers.__dict__
    if name not in kept:
        kept[name] = snowballstemmer.stemmer(name)
    return kept[name]
