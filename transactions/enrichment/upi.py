"""Whom a line of the Indian rails names: `UPI/DR/4123/NAME/BANK/handle@bank/note`."""

import re

from lumen.common.text import slug_key

_NOISE = {
    "ach", "apl", "app", "auto", "autopay", "axis", "axl", "bank", "barb", "bbps", "being", "bhim", "bil",
    "bill", "bills", "blr", "bob", "bpay", "by", "c", "canara", "cnrb", "collect", "cr", "credit", "d",
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


def best_segment(line: str) -> str:
    """The part of the line that is the name."""
    parts = [part.strip() for part in re.split(r"[/*:]|(?<=\S)-(?=\S)| - |--", line)]
    spoken = [part for part in parts if part and not _is_noise(part)]
    names = [part for part in spoken if "@" not in part]
    if names:
        return names[0]
    return handle_of(spoken[0]) if spoken else ""


def _is_noise(part: str) -> bool:
    if "@" in part:
        return not handle_of(part)
    words = slug_key(part).split()
    if not words or all(word in _NOISE or word.isdigit() for word in words):
        return True
    return bool(_IFSC.match(part.replace(" ", "")) or re.fullmatch(r"[A-Z]{0,4}\d{5,}\w*", part))


def handle_of(vpa: str) -> str:
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
