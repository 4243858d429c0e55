"""Single facts of a message: account digits, balance, reference, how it was paid."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from collections.abc import Iterator
from decimal import Decimal

from transactions.parsing.amounts import NUMBER, FoundMoney, find_money, parse_number

_I = re.IGNORECASE
_DIGITS = r"(?:NN|CK|SV|SAV|CHK)?(?P<token>[\[(]?(?:[xX*#•]{1,12} (?=\d{3,5}\b))?[xX*#•.\-\dO]{0,40}\d[xX*#•.\-\d]{0,40})"
_ACCOUNT_WORD = r"(?:a\s?/\s?c|acct?|acc(?:ount)?|ac|saving[s]?|حساب|حسابك|บช|บัญชี|сч[её]т|hesap|cuenta|compte|akaunti|wallet|rek|tk|stk|sb|konto|conto|conta|rekening|khate|khata|khaate|खाता|खाते|खात्या\w*|கணக்கு|ఖాతా|ಖಾತೆ|അക്കൗണ്ട്)"
_CARD_WORD = r"(?:(?:super|credit|debit|gold|one)?card|cc|بطاقة|البطاقة|بطاقت\w*|مدى|کارت|карт[аы]?|karta|tarjeta|karte|картка|carte|cart[aã]o|kartu|บัตร|kart)"
_GLUE = r"(?:\s*(?:no|number|num|ending(?:\s+(?:with|in))?|ended|with|in|linked|account|bank|is|your|the|yako|xxx|رقم|انتهاء|مدى)\b)*[\s.:#;,()-]*"
_ACCOUNT = re.compile(rf"(?<![a-z]){_ACCOUNT_WORD}(?![a-wyz])\.?{_GLUE}{_DIGITS}", _I)
_CARD = re.compile(rf"(?<![a-z]){_CARD_WORD}(?![a-wyz])\.?{_GLUE}{_DIGITS}", _I)
_LOOSE = [
    re.compile(pattern, _I)
    for pattern in (
        r"\b(?P<token>\d{1,6}[xX*#]{2,20}\d{3,4})\b",
        r"\b[A-Z0-9]{0,8}(?P<token>[xX*#]{2,20}\d{3,4})\b",
        r"\btransaction\s+from\s+(?P<token>\d{4})\b",
        r"ב-(?P<token>\d{4})\b",
        rf"\bending\s+(?:with|in)?\s*{_DIGITS}",
        r"(?<![\w.*#])(?P<token>[xX*#•][xX*#•-]{1,30}\d{3,})(?!\d)",
        r"\bpart of [A-Z]+(?P<token>\d{4})\b",
        r"^(?:СЧ[ЁЕ]Т|SCHET)[ -]?(?P<token>\d{4})\b",
        r"(?P<token>\d{4})\s+(?:ile\s+biten|nolu)",
        r"\byour\s+#(?P<token>\d{6,})",
        r"\b(?P<token>[xX*]\d{3,4})\b",
        r"\b(?:MIR|VISA|ECMC|MAES|MC|final)[ -]?(?P<token>\d{4})\b",
        r"(?<!\S)\*(?P<token>\d{4})\b",
        r"(?m)^من\s*:?\s*\*{0,4}(?P<token>\d{4})\s*$",
        r"(?m)^(?:إلى|الى)\s*:?\s*\*{0,4}(?P<token>\d{4})\s*$",
        r"المنتهية\s+ب[ـ]?\s*(?P<token>\d{4})",
    )
]
_MASK = re.compile(r"[xX*#•]+")
_OWN = re.compile(r"\b(?:your|ur|from|from\s+\w+)\s*$", _I)
_NOT_ACCOUNT = re.compile(r"\b(?:call|sms|block|dial|ref|fwd)\W*$", _I)

_BALANCE_WORD = (
    r"(?:(?:avl|avb|avbl|aval|avail(?:able)?|av|curr?(?:ent)?|clr|clear|tot(?:al)?|new|updated|final|closing|ledger|remaining|net|a/c|acct?|account|m-?pesa|e-money account|wallet)\b[\s.:\-]{0,3}){0,4}"
    r"(?:bal(?:ance|\.)?(?![a-z])|الرصيد|رصيد(?:ك)?|مانده|موجودی|баланс|остаток|доступно|dostupno|bakiye\w*|dost[eę]pne\s+[sś]rodki|ostatok|balans|kontostand|egyenleg|sold\b(?:\s+disponibil)?|יתרה|शेष(?:\s+राशि)?|शिल्लक|बाकी|இருப்பு|నిల్వ|ಬಾಕಿ|ബാലൻസ്|બાકી|ਬਕਾਇਆ|স্থিতি|ব্যালেন্স|(?<=avail)\s+funds|(?<=available)\s+funds|คงเหลือ|saldo|solde|salio|zůstatek|z[uů]statek|so du|\bsd\b(?!\s+tk)|ยอดเงิน)"
)
_SPACED_VALUE = r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?(?=\s?(?:р|₽|руб|rub|byn|kč|kc|czk|pln|zł|€|eur|грн|uah|kzt|₸|sek|nok|dkk|huf|ft|bgn|azn|uzs|amd))"
_BALANCE = re.compile(
    rf"(?P<lead>\w+\s+)?{_BALANCE_WORD}(?P<gap>[^\d\n]{{0,28}}?)\s*[:=]?\s*(?P<minus>[-−]?)\s*(?<![xX*#•\d])(?P<value>{_SPACED_VALUE}|{NUMBER})(?![/:-]\d)(?![.,]?\d|\s*(?:/-)?\s*(?:has\s+been\s+|have\s+been\s+|is\s+|was\s+)?(?:credited|debited|added|deducted|used|loaded|paid|withdrawn|transferred)\b)(?P<tail>\s*(?:dr|d)\b)?",
    _I,
)
_JOINED = re.compile(
    rf"(?:avlbal|availbal|curbal|clrbal|totbal|avblbal|accbal)[^\d\n]{{0,12}}(?P<value>{NUMBER})", _I
)
_BALANCE_AFTER = re.compile(
    rf"(?<!\d)(?P<value>{NUMBER})(?: bal\b(?!\s*[:\w]|\.\s?[\d₹$RrIi])|\s*(?:[A-Z]{{3}}\s+)?(?:is\s+)?(?:your\s+|the\s+)?(?:new\s+|available\s+|current\s+)+balance)",
    _I,
)
_IN_ACCOUNT = re.compile(
    rf"\bbal(?:ance)?\s+(?:in|of|for)\s+[^\n;]{{0,60}}?\bis\s+(?:rs|inr|₹)[\s.:]{{0,2}}(?P<value>{NUMBER})",
    _I,
)
_AVAILABLE = re.compile(rf"\bavail(?:able)?[.:]?\s+(?:R|[$€£₦])\s?(?P<value>{NUMBER})", _I)
_NOT_BALANCE = re.compile(
    r"limit|outstanding|minimum|charge|levied|penal|non-?maint|\busing\b|transferred|paid|debited|credited|sent|per |alert|threshold|\bby\b|\b(?:txn|trx|transaction|id|ref|rrn|utr|call|sms)\b",
    _I,
)

_REFERENCES = [
    re.compile(pattern, _I)
    for pattern in (
        r"\b(?:upi|imps|neft|rtgs)?[\s:/-]*(?:ref(?:erence)?|rrn|utr|txn|trxn|transaction|trans|trx)\b[\s.:#-]*(?:ref(?:erence)?)?\s*(?:no|number|num|id|code|#)?\s*(?:is|:)?[\s.:#-]*(?P<r>(?=[A-Z]*\d)[A-Z0-9]{5,30})\b",
        r"\b(?:txnid|trxid|transid|refno|txn\s?id|tid|rrn|utr)[\s.:#-]*(?P<r>(?=[A-Z]*\d)[A-Z0-9]{5,30})\b",
        r"\b(?:UPI|IMPS|NEFT|RTGS)[:/ -]+(?:(?:DR|CR|P2A|P2M|P2P|IN|OUT|[A-Z]{4})[/-])?(?P<r>(?=[A-Z]*\d)[A-Z0-9]{8,25})\b",
        r"^(?:kumb:?\s*)?(?P<r>(?=[A-Z]*\d)[A-Z0-9]{6,20})\s+(?:confirmed|imethibitishwa)",
        r"\bkumb(?:ukumbu)?[:\s]+(?P<r>[A-Z0-9]{6,30})",
    )
]
_METHODS = [
    ("upi", r"\bUPI\b|\bVPA\b|@[a-z]{2,}\b(?!\.)"),
    ("imps", r"\bIMPS\b"),
    ("neft", r"\bNEFT\b"),
    ("rtgs", r"\bRTGS\b"),
    ("autopay", r"\bNACH\b|\bACH\b|\bECS\b|auto[- ]?pay|mandate|standing instruction"),
    ("cash", r"\bATM\b|cash\s+w(?:ith)?d|\bcash\b|withdraw|\bNFS\b|\bCDM\b"),
    ("card", r"\bcard\b|\bPOS\b|بطاقة|کارت|карт|karta|tarjeta|carte|บัตร"),
    ("cheque", r"\bche?q(?:ue)?\b|\bCLG\b"),
    ("wallet", r"\bwallet\b|M-?PESA|telebirr|Tigo|Mixx|Airtel Money"),
]


def last4(text: str, *, is_debit: bool = True) -> str | None:
    """The last digits of the account, or of the card when no account is named.

    Of two accounts in one sentence the holder's own is meant: the one after "your" or, for money
    out, after "from".
    """
    for pattern in (_ACCOUNT, _CARD):
        found = [(m, digits) for m in pattern.finditer(text) if (digits := _last_digits(m["token"]))]
        own = [
            digits
            for m, digits in found
            if is_debit and _OWN.search(text[max(0, m.start() - 14) : m.start()])
        ]
        if found:
            return own[0] if own else found[0][1]
    for pattern in _LOOSE:
        for match in pattern.finditer(text):
            digits = _last_digits(match["token"])
            if digits and not _NOT_ACCOUNT.search(text[max(0, match.start() - 8) : match.start()]):
                return digits
    return None


def _last_digits(token: str) -> str | None:
    """Three or four digits at the end of a masked number; digits around a dash belong together."""
    token = token.strip("()[].-,;: ")
    head, _, tail = (
        token.rpartition(max(_MASK.findall(token) or [""], key=len))
        if _MASK.search(token)
        else ("", "", token)
    )
    trailing = re.sub(r"\D", "", _MASK.split(token)[-1])
    everything = re.sub(r"\D", "", token)
    if len(trailing) >= 3 and not _MASK.split(token)[-1].startswith("-"):
        return trailing[-4:]
    if len(everything) >= 4 and (trailing or not head):
        return everything[-4:]
    if not tail and len(everything) >= 3:  # 7777* masks behind the digits
        return everything[-4:]
    return everything if len(everything) == 3 else None


def balance(text: str, home: str | None = None) -> Decimal | None:
    """What is left in the account; never a limit, an outstanding sum or a fee."""
    for match in _balances(text):
        facts = match.groupdict()
        value = parse_number(match["value"], home)
        is_negative = facts.get("minus") or facts.get("tail")
        return -value if is_negative else value
    return None


def _balances(text: str) -> Iterator[re.Match[str]]:
    for pattern in (_JOINED, _BALANCE, _IN_ACCOUNT, _BALANCE_AFTER, _AVAILABLE):
        for match in pattern.finditer(text):
            facts = match.groupdict()
            if not _NOT_BALANCE.search(f"{facts.get('lead') or ''}{facts.get('gap') or ''}"):
                yield match


def balance_span(text: str) -> list[tuple[int, int]]:
    """Where balances stand, so that none is taken for the amount."""
    return [match.span() for match in _balances(text)]


def reference(text: str) -> str | None:
    for pattern in _REFERENCES:
        if match := pattern.search(text):
            return match["r"]
    return None


def payment_method(text: str) -> str | None:
    for name, pattern in _METHODS:
        if re.search(pattern, text, _I):
            return name
    return None


def money_beside(text: str, home: str | None) -> list[FoundMoney]:
    """Amounts of the message that are not a balance."""
    spans = balance_span(text)
    return [m for m in find_money(text, home) if not any(start <= m.start < end for start, end in spans)]
