"""Banks, cards and wallets that are not on the list: by the name they give themselves, and where they live."""
# ruff: noqa: E501  tables are data; a broken line hides more than a long one

import re
from functools import lru_cache

from transactions.parsing.banks import COUNTRIES

_I = re.IGNORECASE
_KIND = re.compile(
    r"bank|banco\b|banca\b|banque|bancorp|bancolombia|banka\b|\bbca\b|sparkasse|kasse\b|raiffeisen|volksbank|credit\s*union|\b\w*fcu\b|\bfederal\s+credit|\bcu\b|building\s*society|\bcaja\b|\bcaixa\b|cassa\b|cr[ée]dit\s+\w+|\bcredit\s+cards?\b|\bcards?\b|\bsavings\b|\bfinanc\w*|\bfintech\b|\bmicrofinance|\bmutual\b|wallet|\bpay\b|\w+pay\b|\bmoney\b|\bcash\b|\bpesa\b|\btrust\b|\bpayments?\b|\b(?:account|transaction|card)\s+alerts?\b|\bco-?operative\b|\bsacco\b|مصرف|بنك|البنك",
    _I,
)
_NAMES = re.compile(
    r"\b(?:gcash|maya|momo|zalopay|bkash|nagad|jazzcash|easypaisa|opay|kuda|moniepoint|m-?pesa|chipper|nubank|nu|mercado\s*pago|picpay|ual[áa]|nequi|daviplata|yape|plin|revolut|wise|monese|monzo|starling|curve|chime|varo|dave|sofi|brex|ramp|mercury|tide|zopa|atom|up|wealthsimple|koho|tangerine|simplii|jupiter|niyo|slice|mobikwik|freecharge|onecard|stc|urpay|liv|wio|alinma|dana|ovo|gopay|linkaja|tng|touch\s*['’]?n\s*go|boost|vipps|mobilepay|swish|twint|satispay|lydia|sumeria|qonto|hype|bunq|n26|vivid|trade\s+republic|nordea|seb|danske|nationwide|skipton|leeds|coventry|absa|fnb|nedbank|capitec|discovery|kcb|equity|gtbank|gtco|uba|crdb|nmb|huntington|regions|truist|keybank|fifth\s+third|m&t|ally|alliant|penfed|becu|amex|american\s+express|barclaycard|mastercard|visa|intesa|unicredit|galicia|macua|bbva|santander|ita[úu]|bradesco|inter|c6|bcp|interbank|davivienda|banorte|hsbc|uob|ocbc|dbs|posb|maybank|cimb|rhb|bdo|bpi|mandiri|bri|bni|bca|kasikorn\w*|scb|krungthai|vietcombank|techcombank|ing|abn|kbc|belfius|postfinance|ubs|mbank|pko|millennium|otp|erste|csob|finn\w*|payoneer|paytm|airtel\s+money|mtn|orange\s+money|tigo|vodafone\s+cash|ecocash|telebirr)\b",
    _I,
)
_NOISE = re.compile(
    r"\b(?:food|blood|bank\s+holiday|credit\s+card\s+(?:deals|news)|saver|insider|daily|news\w*)\b", _I
)
# Where the last part of a domain is at home; the currencies of places that have no bank of ours stand here.
_EURO = "eu de fr es it nl be at ie pt fi gr sk si ee lv lt lu mt cy hr"
_COUNTRY = {"uk": "GB"} | dict.fromkeys(_EURO.split(), "EU")
_MORE = {
    "se": "SEK", "no": "NOK", "dk": "DKK", "ch": "CHF", "hu": "HUF", "ro": "RON", "bg": "BGN", "is": "ISK", "nz": "NZD",
    "hk": "HKD", "tw": "TWD", "jp": "JPY", "kr": "KRW", "cn": "CNY", "ar": "ARS", "cl": "CLP", "pe": "PEN", "uy": "UYU", "py": "PYG",
    "bo": "BOB", "do": "DOP", "cr": "CRC", "gt": "GTQ", "il": "ILS", "mu": "MUR", "bw": "BWP", "na": "NAD", "mw": "MWK", "mz": "MZN",
    "sn": "XOF", "ci": "XOF", "cm": "XAF", "tn": "TND", "dz": "DZD", "lb": "LBP", "ge": "GEL", "am": "AMD", "uz": "UZS",
    "kh": "KHR", "mm": "MMK", "fj": "FJD", "jm": "JMD", "tt": "TTD", "mv": "MVR", "rs": "RSD", "zw": "ZWL",
}  # fmt: skip
_VANITY = frozenset(["co", "me", "io", "tv", "ai", "is", "am", "to", "cc", "ws", "fm", "bo", "ng", "id"])
_BY_NAME = [
    (r"wealthsimple|koho|tangerine|simplii|desjardins|interac|\bvancity\b|\bcoast\s+capital\b|\bmeridian\b", "CAD"),
    (r"\bbca\b|mandiri|gopay|\bovo\b|\bdana\b|\bbri\b|\bbni\b", "IDR"),
    (r"gcash|\bmaya\b|\bbdo\b|\bbpi\b|metrobank\b", "PHP"), (r"maybank|\bcimb\b|\btng\b|touch\s*['’]?n\s*go|\brhb\b", "MYR"),
    (r"gtbank|gtco|zenith|\bkuda\b|opay|palmpay|moniepoint|\buba\b|access\s*bank", "NGN"),
    (r"m-?pesa|\bkcb\b|equity\s+bank", "KES"), (r"capitec|\babsa\b|\bfnb\b|nedbank|tymebank|standard\s+bank", "ZAR"),
    (r"nubank|bradesco|ita[úu]|picpay", "BRL"), (r"bancolombia|nequi|davivienda|daviplata", "COP"),
    (r"banorte|banamex|citibanamex|\bbbva\s+m[ée]xico", "MXN"), (r"ual[áa]|galicia|\bmacro\b|mercado\s*pago", "ARS"),
    (r"swedbank|handelsbanken|\bseb\b", "SEK"), (r"\bdnb\b|vipps|sbanken", "NOK"), (r"danske|jyske|mobilepay", "DKK"),
    (r"commonwealth\s+bank|westpac|bendigo|macquarie|suncorp|bankwest|\bubank\b", "AUD"), (r"kiwibank|\basb\b", "NZD"),
    (r"building\s+society", "GBP"), (r"bkash|nagad", "BDT"), (r"jazzcash|easypaisa|\bhbl\b|meezan", "PKR"),
]  # fmt: skip


@lru_cache(maxsize=4096)
def is_institution(name: str, domain: str) -> bool:
    """Whether a stranger calls itself a bank, a card or a wallet, in its name or its address."""
    if _NOISE.search(name):
        return False
    address = " ".join(re.split(r"[.-]", domain.lower())[:-1])
    return any(pattern.search(words) for pattern in (_KIND, _NAMES) for words in (name, address))


@lru_cache(maxsize=4096)
def home_of(name: str, domain: str) -> str | None:
    """The currency where a sender lives: by the country of the address, else by a name known there."""
    last = domain.lower().rpartition(".")[2]
    is_vanity = last in _VANITY and not re.search(r"\.(?:co|com|net|org|gov|ac)\.\w\w$", domain.lower())
    country = _COUNTRY.get(last, last.upper())
    if not is_vanity and len(last) == 2 and (country in COUNTRIES or last in _MORE):
        return COUNTRIES[country][0] if country in COUNTRIES else _MORE[last]
    told = f"{name} {domain}".lower()
    return next((currency for pattern, currency in _BY_NAME if re.search(pattern, told)), None)
