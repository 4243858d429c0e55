"""Numbers and money as people and banks write them, in any grouping and currency."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from lumen.common.money import CURRENCIES

_DIGITS = {
    code: str(unicodedata.decimal(chr(code))) for code in range(0x660, 0x1FBFA) if chr(code).isdecimal()
} | {ord("٫"): ".", ord("٬"): ",", ord("．"): ".", ord("，"): ","}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f\t]")

# Currencies of places where a dot groups thousands and a comma starts the decimals.
DOT_GROUPS = frozenset(
    ["COP", "CLP", "ARS", "IDR", "VND", "TRY", "BRL", "EUR", "PYG", "UYU", "DKK", "ISK", "CRC"]
)
# ISO codes that are also everyday words or bank shorthand; only believed of a bank at home there.
_WORDLIKE = frozenset(
    [
        "ALL",
        "TRY",
        "TOP",
        "CUP",
        "BAM",
        "GEL",
        "MOP",
        "SOS",
        "LAK",
        "PEN",
        "MAD",
        "BOB",
        "ANG",
        "COP",
        "RON",
        "CAD",
    ]
)

_SIGNS = {
    "₹": "INR", "rs": "INR", "रु": "INR", "rupees": "INR", "us$": "USD", "s$": "SGD", "a$": "AUD",
    "c$": "CAD", "hk$": "HKD", "r$": "BRL", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "฿": "THB",
    "บาท": "THB", "บ.": "THB", "₽": "RUB", "р": "RUB", "r": "ZAR", "руб": "RUB", "₺": "TRY", "tl": "TRY", "ريال سعودى": "SAR",
    "ريال سعودي": "SAR", "ريال": "SAR", "ر.س": "SAR", "sr": "SAR", "درهم": "AED", "د.إ": "AED",
    "dhs": "AED", "تومان": "IRR", "ریال": "IRR", "birr": "ETB", "tsh": "TZS", "tshs": "TZS",
    "ksh": "KES", "kshs": "KES", "ush": "UGX", "ugshs": "UGX", "₦": "NGN", "gh₵": "GHS", "ghc": "GHS",
    "kč": "CZK", "kc": "CZK", "zł": "PLN", "৳": "BDT", "tk": "BDT", "rp": "IDR", "rm": "MYR", "₫": "VND",
    "₩": "KRW", "₪": "ILS", 'ש"ח': "ILS", "ש״ח": "ILS", "₱": "PHP", "p": "PHP", "n": "NGN", "cfa": "XOF", "fcfa": "XAF", "ج.م": "EGP", "جم": "EGP",
    "جنيه": "EGP", "le": "EGP", "kd": "KWD", "bd": "BHD", "qr": "QAR", "ro": "OMR", "₴": "UAH",
    "грн": "UAH", "₸": "KZT", "тг": "KZT", "s/": "PEN", "元": "CNY", "₲": "PYG", "ft": "HUF", "lei": "RON",
    "npr": "NPR", "mvr": "MVR", "reais": "BRL", "pesos": "MXN", "usd": "USD", "euro": "EUR",
    "euros": "EUR", "दिरहम": "AED", "ரூ": "INR", "రూ": "INR", "ರೂ": "INR", "രൂ": "INR", "રૂ": "INR", "ਰੁ": "INR", "රු": "LKR", "€uro": "EUR", "tsh.": "TZS",
    "kr": "SEK", "fr": "CHF", "sfr": "CHF", "bs": "BOB", "q": "GTQ",
}  # fmt: skip
_SHORT = {"p", "n", "r", "le", "ro", "bd", "kd", "qr", "ft", "sr", "tl", "lei", "ush", "kr", "fr", "bs", "q"}
_ONLY_AT_HOME = {"p", "n", "r", "le", "ro", "tk", "ft", "fr", "bs", "q"}
_CODE = r"(?:" + "|".join(sorted(CURRENCIES)) + r"|RMB|TSH|KSH|NRS)"
_SIGN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True) if sign not in _SHORT)
_SHORT_SIGN = "|".join(sorted(_SHORT, key=len, reverse=True))

NUMBER = r"(?:\d{1,3}(?:[,.'’]\d{2,3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,3})?(?!\d))"
_SPACED = r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?"
_BEFORE = rf"(?:(?<![A-Za-z])(?i:{_SIGN})|(?<![A-Z]){_CODE}|(?<![A-Za-z0-9])(?i:{_SHORT_SIGN})(?=\.?\s?\d))"
_AFTER = rf"(?:{_CODE}(?![a-zA-Z])|(?i:{_SIGN})(?![a-zA-Zа-я])|(?i:tl|sr|lei|kr|ft)\b)"
_MONEY = re.compile(
    rf"(?P<before>{_BEFORE})(?: *(?:{_BEFORE}))? ?[.:=]?[ \n]? {{0,2}}(?P<minus>[-−(+]?) ?(?P<value>{_SPACED}(?= ?(?:₽|₸|RUB|KZT|UZS))|{NUMBER})"
    rf"|(?<![A-Za-z0-9_А-яЁё.,/*#])(?<!\d[:-])(?P<minus2>[-−(]?)(?P<value2>{_SPACED}|{NUMBER}) ?(?:/-)? ?(?P<after>{_AFTER})(?!\.? ?\d[\d,]*(?:\.\d{{1,2}})?(?![\d/:.-]))"
)
_BARE = re.compile(
    rf"(?<![a-zA-Z0-9_/*#@.])(?<![\d][:-])(?P<minus>[-−(]?)(?P<value>{NUMBER})(?![\w/*@])(?!-\w)(?!:\d)"
)


@dataclass(frozen=True, slots=True)
class FoundMoney:
    """An amount in a text, with where it stands."""

    start: int
    end: int
    value: Decimal
    currency: str | None
    is_negative: bool = False


def tidy(text: str) -> str:
    """Western digits, plain spaces, no invisible marks; line breaks stay."""
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", text.translate(_DIGITS)))
    return plain.replace("\r\n", "\n").replace("\r", "\n").strip()


def parse_number(text: str, currency: str | None = None) -> Decimal:
    """Read an unsigned number in Indian, western or continental grouping.

    `currency` settles what a single dot before three digits means: 1.000 is a thousand pesos, and
    one dinar.

    Raises:
        ValueError: there are no digits in it.
    """
    digits = re.sub(r"[\s'’]", "", text)
    if not re.search(r"\d", digits):
        raise ValueError(f"not a number: {text!r}")
    mark = _decimal_mark(digits, currency)
    if mark is None:
        return Decimal(re.sub(r"[.,]", "", digits))
    whole, _, fraction = digits.rpartition(mark)
    return Decimal(f"{re.sub(r'[.,]', '', whole) or '0'}.{fraction or '0'}")


def _decimal_mark(digits: str, currency: str | None) -> str | None:
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        mark = max(".", ",", key=digits.rfind)
        return mark if digits.count(mark) == 1 else None
    mark = "." if dots else ","
    count, tail = dots + commas, len(digits) - digits.rfind(mark) - 1
    if not count:
        return None
    if count > 1:  # 1.000.000 groups; 70.000.00 is a slip of the keyboard
        return mark if tail <= 2 else None
    if tail != 3:
        return mark
    return "." if mark == "." and currency not in DOT_GROUPS else None


def currency_of(sign: str, home: str | None = None) -> str | None:
    """The ISO code a sign or code means to a bank whose own currency is `home`."""
    upper = sign.strip(" .:").upper()
    if home and _is_local_name(upper, home):
        return home
    aliases = {"RMB": "CNY", "TSH": "TZS", "KSH": "KES", "NRS": "NPR"}
    if upper in CURRENCIES:
        return upper
    return aliases.get(upper) or _SIGNS.get(sign.strip(" .:").lower())


def _is_local_name(sign: str, home: str) -> bool:
    shared = {
        "RS": {"INR", "NPR", "PKR", "LKR", "MUR", "SCR"},
        "RUPEES": {"INR", "NPR", "PKR", "LKR", "MUR"},
        "$": {"USD", "COP", "MXN", "CLP", "ARS", "CAD", "AUD", "SGD", "HKD", "NZD", "UYU", "DOP"},
        "PESOS": {"COP", "MXN", "CLP", "ARS", "PHP", "DOP", "UYU"},
        "¥": {"JPY", "CNY"}, "£": {"GBP", "EGP"}, "P": {"PHP", "BWP"}, "KR": {"SEK", "NOK", "DKK", "ISK"},
        "ريال": {"SAR", "QAR", "OMR", "YER", "IRR"}, "درهم": {"AED", "MAD"},
    }  # fmt: skip
    return home in shared.get(sign, set())


def find_money(text: str, home: str | None = None) -> list[FoundMoney]:
    """Every number that stands beside a currency, in order."""
    found = []
    for match in _MONEY.finditer(text):
        sign = match["before"] or match["after"]
        if sign.upper() in _WORDLIKE and sign.upper() != home and match["before"] and "." not in match[0]:
            continue
        if sign.lower() in _ONLY_AT_HOME and currency_of(sign) != home:
            continue
        currency = currency_of(sign, home)
        minus = (match["minus"] or match["minus2"] or "") in {"-", "−", "("}
        start = match.start()
        number = match["value"] or match["value2"]
        found.append(FoundMoney(start, match.end(), parse_number(number, currency), currency, minus))
    return found


def find_bare_numbers(text: str, home: str | None = None) -> list[FoundMoney]:
    """Numbers without a currency, for messages that never name one."""
    return [
        FoundMoney(m.start(), m.end(), parse_number(m["value"], home), home, m["minus"] in {"-", "−", "("})
        for m in _BARE.finditer(text)
    ]
