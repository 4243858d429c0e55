"""Names as alerts write them: paths of payment channels, gateway prefixes, towns behind the name."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re

from transactions.parsing import merchants

_I = re.IGNORECASE
_CHANNELS = re.compile(
    r"^(?:nip|trf|nibss|ussd|ibft|instapay|pesonet|fps|giro|pix|spei|eft|sepa|upi|p2[amp]\w?|imps|neft|rtgs|mmt|inf|inft|inb|ib|mob|mb|ach|nach|ecs|cr|dr|d|c|pos|ecom|e-?com|atm|cash|vps|vsi|visa|mc|rupay|bil|bpay|onl|onln|payment|pay|transfer|trf|ref|to|from|by|null|na|ok|upi\s?intent|paid\s+via\s+\w+|sent\s+using\s+\w+|\w*bank|\w+\s+bank(?:\s+ltd)?|tpt|ft|intl|dom)$",
    _I,
)
_CODE = re.compile(r"^(?=[A-Z]*\d)[A-Z0-9]{6,}$|^\d+$|^[A-Z]{4}0[A-Z0-9]{6}$", _I)
_PREFIX = re.compile(
    r"^(?:MSW|SQ|TST|PAYPAL|PP|PYU|PAYU|RSP|RAZ|RZP|RAZORPAY|CCA|CCAVENUE|BD|BILLDESK|CFT|CASHFREE|IND|WWW|SP|EZI|IZ|SUMUP|ZTL|PHR|PTM|PAYTM|GPY|FS|CKO|NYA|DNH|LS|GRAB)\s?[*]\s?|^(?:POS|ECOM|UPI[_-])\s*",
    _I,
)
_PLACE = re.compile(
    r"(?:,\s*|\s+-\s*)(?:[A-Z][A-Za-z. ]{2,24}[ -])?(?:IN|IND|AE|ARE|UAE|US|USA|GB|GBR|UK|SA|SG|SGP|DE|FR|ES|IT|NL|[A-Z]{2}-[A-Z]{2})\s*$|,\s*[A-Z][A-Za-z ]{2,24}(?:-[A-Z]{2})?\s*$"
    r"|\s+in\s+[A-Z]{2}\s*$|\s{2,}.*$"
)
_SHORT_URL = re.compile(r"^https?://(?:www\.)?", _I)
_TAIL = re.compile(
    r"\s+(?:on|dated)\s+(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun).*$"
    r"|\s+(?:using|via|through|with|from)\s+(?:your|my|the|kotak|card|upi|google|phonepe|paytm|account|a/c).*$|\s+(?:is|was|has|have)\s+(?:been\s+)?(?:approved|successful|made|charged|declined|completed).*$"
    r"|\s*\((?:upi|ref|txn|vpa)[^)]*\)?.*$|[.,;:]+$",
    _I,
)


def name_in(value: str) -> str | None:
    """The party that a value names, out of a channel's path when it is one."""
    value = _SHORT_URL.sub("", " ".join(value.split())).strip(" .*|\"'“”")
    if not value or len(value) > 160:
        return None
    if (
        re.match(
            r"^(?:UPI|NEFT|RTGS|IMPS|MMT|ACH|NACH|INF|INFT|BIL|POS|ECOM|VPS|TPT|FT)\b\s?[-/*:]", value, _I
        )
        or value.count("/") >= 2
    ):
        return _in_path(value)
    plain = _PREFIX.sub("", _TAIL.sub("", value))
    plain = _PLACE.sub("", plain) if len(_PLACE.sub("", plain)) >= 3 else plain
    plain = re.sub(r"\s*\(?[\w.\-]{2,}@[\w.\-]{2,}\)?", "", plain).strip(" -()") or plain
    if re.match(r"\d{1,2}[\s/.-]\w{2,9}[\s/.-]\d{2,4}|\w{3,9}\s\d{1,2},?\s\d{4}", plain):
        return None
    if re.match(r"(?:The|THE|Our|My|MY)\s+[A-Z]", plain):
        return plain[:120]
    if re.fullmatch(r"[\w.\-]+@[\w.\-]+", plain):
        return merchants.find_merchant(f"Rs 1 paid to VPA {plain}", is_debit=True)
    return merchants.clean_name(plain)


def _in_path(value: str) -> str | None:
    parts = [
        part.strip(" .")
        for part in re.split(
            r"[/*:]|\s-\s|(?<=\d)-|-(?=\d)|^(?:UPI|NEFT|RTGS|IMPS|ACH|NACH)\s?[\w]{0,3}-", value
        )
    ]
    named = []
    for part in parts:
        letters = sum(character.isalpha() for character in part)
        if (
            letters >= 3
            and not _CHANNELS.match(part)
            and not _CODE.match(part.replace(" ", ""))
            and "@" not in part
        ):
            named.append(_PREFIX.sub("", part))
    printed = [part for part in named if part.isupper()]
    printed.sort(key=lambda part: len(part) <= 4 and " " not in part)  # a bank's short name is no party
    return merchants.clean_name((printed or named)[0]) if named else None
