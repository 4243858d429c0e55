"""Which money is meant when a country is named instead of it, and reading loose sentences about money."""

import re
from collections.abc import Callable

_COUNTRIES = {
    name.strip(): code
    for code, names in {
        "USD": "america, american, usa, united states, us",
        "MXN": "mexico, mexican",
        "CAD": "canada, canadian",
        "GBP": "england, english, britain, british, uk, london, scotland",
        "EUR": "europe, european, france, germany, italy, spain, ireland, greece, portugal, netherlands",
        "INR": "india, indian",
        "PKR": "pakistan, pakistani",
        "LKR": "sri lanka",
        "NPR": "nepal",
        "BDT": "bangladesh",
        "JPY": "japan, japanese, tokyo",
        "CNY": "china, chinese",
        "KRW": "korea, korean",
        "TWD": "taiwan",
        "HKD": "hong kong",
        "SGD": "singapore",
        "MYR": "malaysia",
        "IDR": "indonesia, bali",
        "PHP": "philippines, philippine",
        "THB": "thailand, thai",
        "VND": "vietnam, vietnamese, dong",
        "AUD": "australia, australian, aussie",
        "NZD": "new zealand, kiwi",
        "CHF": "switzerland, swiss",
        "SEK": "sweden, swedish",
        "NOK": "norway, norwegian",
        "DKK": "denmark, danish",
        "ISK": "iceland",
        "PLN": "poland, polish",
        "CZK": "czech",
        "HUF": "hungary, hungarian, forint",
        "RUB": "russia, russian",
        "UAH": "ukraine, hryvnia",
        "TRY": "turkey, turkish",
        "ILS": "israel, israeli",
        "EGP": "egypt, egyptian",
        "ZAR": "south africa",
        "KES": "kenya, kenyan",
        "NGN": "nigeria, nigerian, naira",
        "GHS": "ghana, cedi",
        "MAD": "morocco",
        "AED": "dubai, emirates, uae",
        "SAR": "saudi, saudi arabia, riyal, riyals",
        "KWD": "kuwait, kuwaiti",
        "BHD": "bahrain",
        "QAR": "qatar",
        "BRL": "brazil, brazilian",
        "ARS": "argentina",
        "CLP": "chile",
        "COP": "colombia",
        "PEN": "peru",
    }.items()
    for name in names.split(",")
}
_NAMED = re.compile(
    rf"\b(?:{'|'.join(sorted(_COUNTRIES, key=len, reverse=True))})\b(?! (?:dollar|pound|peso|franc|rupee))",
    re.IGNORECASE,
)


def in_order(text: str, currencies: re.Pattern[str], code_of: Callable[[str], str]) -> list[tuple[int, str]]:
    """Every currency that is named, by itself or by its country: where, and its code; each once."""
    found = [(match.start(), code) for match in currencies.finditer(text) if (code := code_of(match[0]))]
    found += [(match.start(), _COUNTRIES[match[0].lower()]) for match in _NAMED.finditer(text)]
    once: dict[str, int] = {}
    for place, code in sorted(found):
        once.setdefault(code, place)
    return [(place, code) for code, place in once.items()]
