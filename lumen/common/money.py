"""Money: signed decimals with a currency, and how people write them."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

SYMBOLS = {
    "INR": "₹",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "¥",
    "AED": "AED ",
    "SGD": "S$",
    "AUD": "A$",
}
ZERO_DECIMALS = {"JPY", "KRW", "VND", "CLP", "ISK", "UGX", "XAF", "XOF"}
THREE_DECIMALS = {"BHD", "KWD", "OMR", "JOD", "TND", "IQD", "LYD"}
# ISO 4217 codes in circulation
# fmt: off
CURRENCIES = frozenset({
    "AED", "AFN", "ALL", "AMD", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BRL", "BSD", "BTN", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CLP",
    "CNY", "COP", "CRC", "CUP", "CVE", "CZK", "DJF", "DKK", "DOP", "DZD", "EGP", "ERN", "ETB", "EUR",
    "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF", "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF",
    "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD", "JPY", "KES", "KGS", "KHR", "KMF", "KPW",
    "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "LYD", "MAD", "MDL", "MGA", "MKD",
    "MMK", "MNT", "MOP", "MRU", "MUR", "MVR", "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK",
    "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP", "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB",
    "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP", "SLE", "SOS", "SRD", "SSP", "STN", "SYP",
    "SZL", "THB", "TJS", "TMT", "TND", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "UYU",
    "UZS", "VES", "VND", "VUV", "WST", "XAF", "XCD", "XOF", "XPF", "YER", "ZAR", "ZMW", "ZWG",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Money:
    """A signed amount in one currency; negative is money out."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)


def decimals_of(currency: str) -> int:
    if currency in ZERO_DECIMALS:
        return 0
    return 3 if currency in THREE_DECIMALS else 2


def round_money(amount: Decimal, currency: str) -> Decimal:
    """Round half up to the currency's own number of decimals."""
    return amount.quantize(Decimal(1).scaleb(-decimals_of(currency)), rounding=ROUND_HALF_UP)


def group_digits(digits: str, *, indian: bool) -> str:
    """Put separators into a run of digits: 12,34,567 in the Indian way, 1,234,567 otherwise."""
    if not indian or len(digits) <= 3:
        return f"{int(digits):,}" if digits else "0"
    head, tail = digits[:-3], digits[-3:]
    pairs = [head[max(0, i - 2) : i] for i in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail])


def format_money(amount: Decimal, currency: str, *, sign: bool = True, decimals: int | None = None) -> str:
    """`₹1,23,456.50` for INR, `$1,234.50` for USD, `SEK 12.00` elsewhere; a true minus in front.

    Args:
        sign: show the minus of a negative amount.
        decimals: how many decimals; the currency's own number when not given, none for whole amounts.
    """
    places = decimals_of(currency) if decimals is None else decimals
    value = abs(amount).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{value:f}".partition(".")
    text = group_digits(whole, indian=currency == "INR") + (f".{fraction}" if fraction else "")
    symbol = SYMBOLS.get(currency, f"{currency} ")
    return f"{'−' if sign and amount < 0 and value else ''}{symbol}{text}"
