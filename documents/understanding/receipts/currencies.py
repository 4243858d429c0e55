"""In which money a receipt counts, by its signs and by where it was printed."""

import re
from collections.abc import Sequence

SYMBOLS: tuple[tuple[str, str], ...] = (
    (r"(?<![A-Za-z])RM(?![A-Za-z])|(?<![A-Za-z])MYR(?![A-Za-z])|\(RM\)", "MYR"),
    (r"(?<![A-Za-z])Rp\.?(?![A-Za-z])|(?<![A-Za-z])IDR(?![A-Za-z])", "IDR"),
    (r"S\$|(?<![A-Za-z])SGD(?![A-Za-z])", "SGD"),
    (r"A\$|(?<![A-Za-z])AUD(?![A-Za-z])", "AUD"),
    (r"US\$|(?<![A-Za-z])USD(?![A-Za-z])", "USD"),
    (r"HK\$|(?<![A-Za-z])HKD(?![A-Za-z])", "HKD"),
    (r"C\$|(?<![A-Za-z])CAD(?![A-Za-z])", "CAD"),
    (r"NZ\$|(?<![A-Za-z])NZD(?![A-Za-z])", "NZD"),
    (r"₹|(?<![A-Za-z])Rs\.?(?![A-Za-z])|(?<![A-Za-z])INR(?![A-Za-z])", "INR"),
    (r"€|(?<![A-Za-z])EUR(?![A-Za-z])|\bEURO\b", "EUR"),
    (r"£|(?<![A-Za-z])GBP(?![A-Za-z])", "GBP"),
    (r"₱|(?<![A-Za-z])PHP(?![A-Za-z])", "PHP"),
    (r"฿|(?<![A-Za-z])THB(?![A-Za-z])|\bBAHT\b", "THB"),
    (r"₫|(?<![A-Za-z])VND(?![A-Za-z])", "VND"),
    (r"¥|(?<![A-Za-z])JPY(?![A-Za-z])|円", "JPY"),
    (r"(?<![A-Za-z])CNY(?![A-Za-z])|(?<![A-Za-z])RMB(?![A-Za-z])|元", "CNY"),
    (r"(?<![A-Za-z])AED(?![A-Za-z])|\bDHS?\b", "AED"),
    (r"(?<![A-Za-z])SAR(?![A-Za-z])", "SAR"),
    (r"(?<![A-Za-z])CHF(?![A-Za-z])", "CHF"),
    (r"(?<![A-Za-z])LKR(?![A-Za-z])", "LKR"),
    (r"(?<![A-Za-z])ZAR(?![A-Za-z])", "ZAR"),
    (r"(?<![A-Za-z])PLN(?![A-Za-z])|\bzł", "PLN"),
    (r"(?<![A-Za-z])SEK(?![A-Za-z])", "SEK"),
    (r"(?<![A-Za-z])DKK(?![A-Za-z])", "DKK"),
    (r"(?<![A-Za-z])NOK(?![A-Za-z])", "NOK"),
    (r"R\$|(?<![A-Za-z])BRL(?![A-Za-z])", "BRL"),
    (r"(?<![A-Za-z])MXN(?![A-Za-z])", "MXN"),
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
_DOLLAR_HOMES = {"SGD", "AUD", "USD", "HKD", "CAD", "NZD"}
MISTAKEN_FOR_DIGITS = {"INR": "72873", "USD": "58", "SGD": "58", "AUD": "58", "GBP": "6", "EUR": "6"}


def currency_of(texts: Sequence[str]) -> str:
    """An ISO code, or nothing when the paper does not say."""
    whole = "\n".join(texts)
    counts = {code: len(re.findall(pattern, whole, re.IGNORECASE)) for pattern, code in SYMBOLS}
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
