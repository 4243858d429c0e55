"""From a bank's line of text to the name people use."""

import re
from dataclasses import dataclass

from lumen.common.text import slug_key
from transactions.enrichment.brands import brand_in

MAX_NAME = 200


@dataclass(frozen=True, slots=True)
class NamedMerchant:
    """A merchant as a source calls it: the name to show, and the spelling to recognise next time."""

    name: str
    alias: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every spelling under which this merchant may already be known, the most telling first."""
        own = slug_key(self.name)
        spellings = (slug_key(self.alias), own, own.replace(" ", ""))
        return tuple(dict.fromkeys(key[:MAX_NAME] for key in spellings if key))


_SPLIT_RAIL = re.compile(
    r"^(?:(?:to|by) transfer ?-? ?)?(?:upi|neft|imps|rtgs|ach|nach|ecs|mmt|inf|inft|ib|mb|tpt|p2a"
    r"|p2m|bil|bpay|pos|ecom|vps|vin|iss)\b"
    r"(?: ?(?:cr|dr|inward|outward|out|in|mandate|ar|payment to))?\s*[-/*:]",
    re.IGNORECASE,
)
_GATEWAY = re.compile(
    r"^(?:razorpay(?: software)?|rzp|rsp|payu(?:money)?|pyu|ccavenue|cca|billdesk|bil|paytm"
    r"|phonepe|cashfree|cf|instamojo"
    r"|easebuzz|juspay|stripe|sq|sp|tst|paypal|pp|google|ggl|goog|apl|itunes|iap|ptm|ind|amp|ing)\s?\*+\s?",
    re.IGNORECASE,
)
_CARD_LEAD = re.compile(
    r"^(?:(?:imps|neft|rtgs|ach|billdesk"
    r"|pos|ecom|e-com|pur|purchase|visa|mastercard|rupay|debit card|credit card|card|txn"
    r"|purchase at|payment to|paid to"
    r"|payment from|received from|sent to|upi payment to|mandate|autopay|auto debit|e-mandate|si"
    r"|nach|ach d|ach c"
    r"|refund from|refund of|refund|reversal of|reversal|rev|rvsl|contactless|withdrawal at|info"
    r"|ref)\b[\s:/*-]*)+",
    re.IGNORECASE,
)
_CARD_NUMBER = re.compile(r"\b[\dxX*]{4,}[xX*]{2,}[\dxX*]*\d{2,4}\b|\b\d{6}[xX*]+\d{4}\b")
_VPA = re.compile(r"[\w.\-]{2,}@[a-z][a-z0-9]{1,}", re.IGNORECASE)
_LONG_NUMBER = re.compile(r"\b(?=\w*\d{4})[A-Z]{0,6}\d[\w]{3,}\b|#\s?\w+|\b\d{4,}\b", re.IGNORECASE)
_DATE = re.compile(r"\b\d{1,2}[-/]\d{1,2}[-/]\d{2,4}\b|\b\d{1,2}[-/ ]?[A-Z]{3}[-/ ]?\d{2,4}\b", re.IGNORECASE)
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([\w-]{2,})\.(?:com|co\.in|in|net|org|io|co|app|ai|co\.uk|de)\b.*$",
    re.IGNORECASE,
)
_LEGAL = re.compile(
    r"[\s,.]+(?:pvt|private|p)\.?\s*(?:ltd|limited)\.?$|[\s,]+(?:ltd|limited|llp|llc|inc|gmbh|plc"
    r"|ag|bv|s\.a|opc)\.?$",
    re.IGNORECASE,
)
_COUNTRIES = [
    "in", "ind", "india", "us", "usa", "gb", "gbr", "uk", "sg", "sgp", "ae", "are", "nl", "irl", "ie",
    "lu", "de", "deu", "fr", "fra", "ca", "au",
]  # fmt: skip
_STATES = [
    "ap", "as", "br", "ch", "dl", "ga", "gj", "hp", "hr", "jh", "ka", "kl", "mh", "mp", "or", "pb",
    "rj", "tg", "tn", "ts", "up", "ut", "wb",
]  # fmt: skip
_CITIES = (
    "bangalore|bengaluru|bang|blr|mumbai|bombay|navi mumbai|thane|delhi|new delhi|gurgaon"
    "|gurugram|noida|ghaziabad|faridabad"
    "|hyderabad|secunderabad|chennai|kolkata|calcutta|pune|ahmedabad|surat|vadodara|jaipur"
    "|lucknow|kanpur|nagpur|indore|bhopal"
    "|kochi|cochin|ernakulam|trivandrum|thiruvananthapuram|coimbatore|madurai|mysore|mysuru"
    "|mangalore|hubli|goa|panaji|panjim"
    "|chandigarh|mohali|panchkula|ludhiana|amritsar|visakhapatnam|vizag|vijayawada|patna|ranchi"
    "|guwahati|bhubaneswar|dehradun"
    "|raipur|nashik|aurangabad|rajkot|udaipur|jodhpur|agra|varanasi|meerut|london|dublin"
    "|singapore|dubai|amsterdam|luxembourg"
    "|san francisco|new york|seattle|los gatos|cupertino|mountain view|berlin|paris|stockholm"
)
_TAIL = re.compile(rf"\s+(?:{_CITIES}|{'|'.join(_COUNTRIES)})$", re.IGNORECASE)
_STATE_TAIL = re.compile(rf"\s+(?:{'|'.join(_STATES)})$", re.IGNORECASE)
_NOISE = {
    "ach", "apl", "app", "auto", "autopay", "axis", "axl", "bank", "barb", "being", "bhim", "bil",
    "bill", "bills", "bob", "bpay", "by", "c", "canara", "cnrb", "collect", "cr", "credit", "d",
    "debit", "dr", "ecom", "ecs", "fbpe", "fdrl", "federal", "from", "gpay", "hdfc", "help",
    "househelp", "ib", "ibl", "icic", "icici", "idfb", "idib", "imps", "indb", "inf", "inft", "kkbk",
    "kotak", "mandate", "mb", "merchant", "mmt", "na", "nach", "neft", "no", "null", "of", "oid",
    "okaxis", "okhdfcbank", "okicici", "oksbi", "online", "p2a", "p2m", "p2p", "paid", "pay",
    "payment", "payments", "paytm", "ph", "phone", "phonepe", "pnb", "pos", "ptyes", "ptys", "punb",
    "purchase", "qr", "ref", "remarks", "rent", "request", "rrn", "rtgs", "salary", "sbi", "sbin",
    "sent", "the", "to", "tpt", "transaction", "transfer", "txn", "ubin", "union", "upi", "upiintent",
    "using", "utib", "utibr", "utr", "via", "ybl", "yes", "yesb",
}  # fmt: skip
_IFSC = re.compile(r"^[A-Z]{4}0?[A-Z0-9]{0,7}\d[A-Z0-9]*$")
_ATM = re.compile(
    r"^(?:atm|atw|nwd|eaw|cash wdl|cash withdrawal)\b|\batm (?:wdl|cash|withdrawal)", re.IGNORECASE
)
_SMALL = {
    "a", "an", "and", "at", "de", "for", "in", "la", "of", "on", "the", "to",
}  # fmt: skip
_ACRONYMS = {
    "ATM", "AWS", "BBMP", "BESCOM", "BMTC", "BPCL", "BSES", "BSNL", "BWSSB", "CRED", "DMRC", "DTH",
    "EMI", "GST", "H&M", "HDFC", "HM", "HP", "HPCL", "IBM", "ICICI", "IKEA", "IOCL", "IRCTC", "JBL",
    "JSW", "KFC", "KSEB", "KSRTC", "LIC", "LPG", "MRF", "MSEB", "MSEDCL", "MSRTC", "MTNL", "MTR",
    "NGO", "NPS", "OYO", "PVR", "RTO", "SBI", "TNEB", "TSRTC", "TV", "UCO", "UK", "USA", "VI", "VLCC",
    "XUV",
}  # fmt: skip


def named_merchant(description: str, *, told: str = "") -> NamedMerchant | None:
    """Whom this line of text is about, or `None` when it names nobody.

    Args:
        description: the line as the bank wrote it.
        told: the merchant as the source itself names it, if it does; preferred over the line.
    """
    if not told and _ATM.search(description):
        return NamedMerchant(name="ATM", alias="atm")
    candidate = strip_noise(told) or strip_noise(description)
    if not candidate:
        return None
    brand = brand_in(candidate) or brand_in(description)
    return NamedMerchant(name=brand.name if brand else tidy(candidate), alias=candidate)


def strip_noise(text: str) -> str:
    """What is left of a bank's line without rails, gateways, numbers, cities and legal forms."""
    line = " ".join(_CARD_NUMBER.sub(" ", text).split())
    if _SPLIT_RAIL.match(line):
        line = _best_segment(line)
    line = _DATE.sub(" ", _CARD_LEAD.sub("", line.strip()))
    line = _GATEWAY.sub("", line.strip())
    if vpa := _VPA.search(line):
        line = line.replace(vpa.group(), "").strip() or _handle(vpa.group())
    line = _DOMAIN.sub(r"\1", line.strip())
    line = " ".join(_LONG_NUMBER.sub(" ", line).split()).strip(" -/*:.,_'\"")
    return _without_tails(line)[:MAX_NAME]


def _best_segment(line: str) -> str:
    """The part of `UPI/DR/4123/NAME/BANK/handle@bank/note` that is the name."""
    parts = [part.strip() for part in re.split(r"[/*:]|(?<=\S)-(?=\S)| - |--", line)]
    spoken = [part for part in parts if part and not _is_noise(part)]
    names = [part for part in spoken if "@" not in part]
    if names:
        return names[0]
    return _handle(spoken[0]) if spoken else ""


def _is_noise(part: str) -> bool:
    if "@" in part:
        return not _handle(part)
    words = slug_key(part).split()
    if not words or all(word in _NOISE or word.isdigit() for word in words):
        return True
    return bool(_IFSC.match(part.replace(" ", "")) or re.fullmatch(r"[A-Z]{0,4}\d{5,}\w*", part))


def _handle(vpa: str) -> str:
    """The speaking part of a payment address; empty for phone numbers and printed QR codes."""
    local = vpa.partition("@")[0].lower()
    local = re.sub(
        r"[.\-_](?:rzp|payu|cf|bdsi|bd|billdesk|pg|upi|stripe|easebuzz|ccavenue|mab|bqr|qr)\b.*$", "", local
    )
    local = re.sub(
        r"^(?:paytmqr|paytm-|paytm\.|q\d|bharatpe|bharatpe\.|gpay-|phonepe|vyapar|ezetap"
        r"|pinelabs)[\w.\-]*$",
        "",
        local,
    )
    local = re.sub(r"\d{3,}", "", local)
    return local.replace(".", " ").replace("-", " ").replace("_", " ").strip()


def _without_tails(line: str) -> str:
    """Drop `BANGALORE KA IN` and `Pvt Ltd` from the end, but never the whole name."""
    before = ""
    while before != line:
        before = line
        shorter = _LEGAL.sub("", _TAIL.sub("", line)).rstrip(" ,-.")
        line = shorter or line
    if _STATE_TAIL.search(line) and line.isupper() and len(line.split()) > 2:
        return _without_tails(_STATE_TAIL.sub("", line))
    return line


def tidy(name: str) -> str:
    """Capitals where people put them, if the source wrote all in one case."""
    name = " ".join(name.replace("_", " ").split())
    if not (name.isupper() or name.islower()):
        return name
    return " ".join(_tidy_word(word, at) for at, word in enumerate(name.split()))


def _tidy_word(word: str, at: int) -> str:
    upper = word.upper()
    if upper in _ACRONYMS or (len(word) <= 3 and word.isalpha() and not set(upper) & set("AEIOUY")):
        return upper
    if at and word.lower() in _SMALL:
        return word.lower()
    return word[:1].upper() + word[1:].lower()
