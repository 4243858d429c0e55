"""How people call currencies: words, signs, ISO codes, and the names of countries before them."""

import re

from lumen.common.money import CURRENCIES

WORDS_TOO = frozenset(  # codes that are words of their own when nobody writes them in capitals
    "all amd bam bob cop cup dop gel gip lak mad mop mur nio pen sos stn top try".split()  # noqa: SIM905 - words
)
_WORDS = {
    word: code
    for code, words in {
        "INR": "₹ rs rs. re rupee rupees rupaye rupay rupaiya rupaya",
        "USD": "$ us$ dollar dollars buck bucks",
        "EUR": "€ euro euros",
        "GBP": "£ pound pounds quid sterling",
        "JPY": "¥ yen",
        "AED": "dirham dirhams",
        "SGD": "s$",
        "AUD": "a$",
        "CHF": "franc francs",
        "THB": "baht",
        "CNY": "yuan renminbi rmb",
        "KRW": "won",
        "MXN": "peso pesos",
        "RUB": "rouble roubles ruble rubles",
        "TRY": "lira",
        "ZAR": "rand",
        "BRL": "real reais",
        "SEK": "krona kronor",
        "NOK": "krone kroner",
        "PLN": "zloty",
        "MYR": "ringgit",
        "IDR": "rupiah",
        "PHP": "php",
        "ILS": "shekel shekels",
        "KES": "shilling shillings",
        "BDT": "taka",
    }.items()
    for word in words.split()
}
_CODES = "|".join(sorted(CURRENCIES))
_NAMES = "|".join(
    re.escape(word) + (r"\b" if word[-1].isalpha() else "") for word in sorted(_WORDS, key=len)[::-1]
)
_OF_COUNTRY = {
    name.strip(): code
    for code, names in {
        "CAD": "canadian dollar",
        "AUD": "australian dollar",
        "SGD": "singapore dollar",
        "HKD": "hong kong dollar",
        "NZD": "new zealand dollar",
        "USD": "us dollar, american dollar, american one",
        "GBP": "british pound, english pound",
        "MXN": "mexican peso",
        "PHP": "philippine peso",
        "CHF": "swiss franc, swiss money",
        "INR": "indian rupee",
        "PKR": "pakistani rupee",
        "LKR": "sri lankan rupee",
        "DKK": "danish krone",
        "NOK": "norwegian krone",
        "SEK": "swedish krona",
        "JPY": "japanese yen",
        "CNY": "chinese yuan",
        "KRW": "south korean won, korean won",
        "TRY": "turkish lira",
        "RUB": "russian rouble",
        "AED": "uae dirham",
    }.items()
    for name in names.split(",")
}
_COUNTRIES = "|".join(sorted({name.rpartition(" ")[0] for name in _OF_COUNTRY}, key=len, reverse=True))
CURRENCY = rf"(?:(?<![a-z])(?:(?:{_COUNTRIES}) )?(?:{_NAMES}|money\b|ones\b)|(?<![a-z])(?:{_CODES})\b)"

_RUNS = re.compile("[a-z]+")
_CUES = frozenset(
    run for said in (*_WORDS, *CURRENCIES, "money", "ones") for run in _RUNS.findall(said.lower())
)


def may_name_one(text: str) -> bool:
    """Whether a currency can stand in the text; cheap and never too strict."""
    return not text.isascii() or "$" in text or not _CUES.isdisjoint(_RUNS.findall(text.lower()))


def code_of(said: str) -> str:
    """The ISO code of a currency as people call it; empty when it is none."""
    word = " ".join(said.lower().split())
    country, _space, name = word.rpartition(" ")
    if code := _OF_COUNTRY.get(word) or _OF_COUNTRY.get(word.removesuffix("s")):
        return code
    word = name if country else word
    is_code = word.upper() in CURRENCIES and (word not in WORDS_TOO or said.isupper())
    return _WORDS.get(word) or (word.upper() if is_code else "")
