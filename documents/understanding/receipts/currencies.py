"""In which money a receipt counts, by its signs and by where it was printed."""

import re
from collections.abc import Sequence

SYMBOLS: tuple[tuple[str, str], ...] = (
    (r"(?<![A-Za-z])RM(?![A-Za-z])|\bMYR\b|\(RM\)", "MYR"),
    (r"(?<![A-Za-z])Rp\.?(?![A-Za-z])|\bIDR\b", "IDR"),
    (r"S\$|\bSGD\b", "SGD"),
    (r"A\$|\bAUD\b", "AUD"),
    (r"US\$|\bUSD\b", "USD"),
    (r"HK\$|\bHKD\b", "HKD"),
    (r"C\$|\bCAD\b", "CAD"),
    (r"NZ\$|\bNZD\b", "NZD"),
    (r"₹|(?<![A-Za-z])Rs\.?(?![A-Za-z])|\bINR\b", "INR"),
    (r"€|\bEUR\b|\bEURO\b", "EUR"),
    (r"£|\bGBP\b", "GBP"),
    (r"₱|\bPHP\b", "PHP"),
    (r"฿|\bTHB\b|\bBAHT\b", "THB"),
    (r"₫|\bVND\b", "VND"),
    (r"¥|\bJPY\b|円", "JPY"),
    (r"\bCNY\b|\bRMB\b|元", "CNY"),
    (r"\bAED\b|\bDHS?\b", "AED"),
    (r"\bSAR\b", "SAR"),
    (r"\bCHF\b", "CHF"),
    (r"\bLKR\b", "LKR"),
    (r"\bZAR\b", "ZAR"),
    (r"\bPLN\b|\bzł", "PLN"),
    (r"\bSEK\b", "SEK"),
    (r"\bDKK\b", "DKK"),
    (r"\bNOK\b", "NOK"),
    (r"R\$|\bBRL\b", "BRL"),
    (r"\bMXN\b", "MXN"),
)
_WORDS_OF_PLACES = {
    "MYR": r"sdn\.?\s*bhd|malaysia|kuala lumpur|selangor|johor|penang|pulau pinang|\bsst\b|\bjalan\b|\bjln\b"
    r"|\btaman\b|\bgst @? ?6 ?%|\bcukai\b|\bbaki\b|\bs/b\b|\bgst ?6 ?%",
    "IDR": r"\bppn\b|\bpb1\b|\bnpwp\b|jakarta|bandung|surabaya|indonesia|\bjl\.|\bjl\b|kembali|\btunai\b",
    "INR": r"gstin|\bcgst\b|\bsgst\b|\bigst\b|\bfssai\b|\bindia\b|mumbai|delhi|bengaluru|bangalore|chennai"
    r"|pune\b|kolkata|hyderabad|pvt\.? ?ltd|\bupi\b|\bphonepe\b|\bpaytm\b|\bd\.? ?l\.? ?no|\bmrp\b",
    "SGD": r"singapore|\buen\b|pte\.? ?ltd",
    "AUD": r"\babn\b|australia|\bnsw\b|\bvic\b|\bqld\b",
    "GBP": r"united kingdom|\blondon\b|vat (?:reg )?no|\b[A-Z]{1,2}\d{1,2} \d[A-Z]{2}\b",
    "EUR": r"mwst|gmbh|\bust-?id|siret|\btva\b|\biva\b|\bbtw\b|s\.?r\.?l\b|france|deutschland"
    r"|espa[nñ]a|italia",
    "PHP": r"\bvat tin\b|philippines|manila|quezon",
    "AED": r"\btrn\b|dubai|abu dhabi|\buae\b",
    "USD": r"\b[A-Z]{2} \d{5}(?:-\d{4})?\b|sales tax|\busa\b|\bebt\b",
}
PLACES = tuple((pattern, code) for code, pattern in _WORDS_OF_PLACES.items())
_CODE = re.compile(r"\\b([A-Z]{3})\\b")
_SIGNS = tuple(  # a code may be glued to a sum: GBP38.24
    (re.compile(_CODE.sub(r"\\b\1(?=\\b|\\d+[.,]\\d)|(?<=[.,]\\d\\d)\1\\b", pattern), re.IGNORECASE), code)
    for pattern, code in SYMBOLS
)
_DOLLAR_HOMES = {"SGD", "AUD", "USD", "HKD", "CAD", "NZD"}
MISTAKEN_FOR_DIGITS = {"INR": "72873", "USD": "58", "SGD": "58", "AUD": "58", "GBP": "6", "EUR": "6"}


def currency_of(texts: Sequence[str]) -> str:
    """An ISO code, or nothing when the paper does not say."""
    whole = "\n".join(texts)
    counts = {code: len(pattern.findall(whole)) for pattern, code in _SIGNS}
    places = {code: len(re.findall(pattern, whole, re.IGNORECASE)) for pattern, code in PLACES}
    best = max(counts, key=lambda code: (counts[code], places.get(code, 0)))
    if counts[best]:
        return best
    place = max(places, key=lambda code: places[code])
    if re.search(r"\$", whole):
        return place if places[place] and place in _DOLLAR_HOMES else "USD"
    return place if places[place] else ""


def reads_month_first(texts: Sequence[str], currency: str) -> bool:
    """Whether 03/04 is the fourth of March: on papers of the United States."""
    return currency == "USD" and bool(
        re.search(
            r"\b[A-Z]{2},? \d{5}(?:-\d{4})?\b|\(\d{3}\) ?\d{3}-\d{4}|\busa\b|sales tax", "\n".join(texts)
        )
    )
