"""The reader for any bank: amount, direction and the rest from words and their order."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from dataclasses import dataclass, replace

from transactions.parsing import fields, merchants, refusals
from transactions.parsing.amounts import FoundMoney, find_bare_numbers
from transactions.parsing.banks import Bank
from transactions.parsing.reading import Reading

_I = re.IGNORECASE

# (strength, direction, words): the strongest word decides, among equals the first in the text.
_WORDS = [
    (9, "debit", r"\b(?:NEFT|RTGS|IMPS|transfer)\b[^\n]{0,90}\bcredited\s+to\s+(?:the\s+)?(?:beneficiary|payee)\b|\btransfer\b[^\n]{0,70}\bcredited\s+to\s+(?:(?!\b(?:a/?c|ac|acct|account|bank|card|wallet|your|ur)\b)[\w.&' ]){3,50}?\s+on\s+\d"),
    (12, "debit", r"\bcash\b[^.;\n]{0,40}\bpaid\s+to\s+you\b"),
    (9, "credit", r"\b(?:paid|sent)\s+you\b|\bpaid\s+to\s+you\b|\byou(?:'ve|\s+have|\s+were)\s+been\s+paid\b|\bpaid\s+to\s+your\s+(?:a/?c|account|bank)"),
    (9, "debit", r"\bpayment\b(?:(?!\b(?:card|a/?c|from)\b)[^.;]){0,60}\breceived\s+(?:for|towards|against)\s+(?:your\s+)?(?:(?!\b(?:card|a/?c|account|loan|wallet)\b)[^.;]){0,40}\b(?:bill|broadband|postpaid|prepaid|policy|premium|electricity|subscription|order|rent)\b|\b(?:receipt|received)\b[^.;]{0,20}\bpremium\b|\bpremium\b[^.;]{0,60}\breceived\b"),
    (9, "debit", r"(?:refund|cashback|reversal)\s+(?:has\s+been\s+)?revers\w+|كاش\s?باك\s+عكس"),
    (8, "credit", r"\brefund(?:ed)?\b|\brevers(?:ed|al)\b|\bcashback\b[^.]{0,40}\b(?:credited|received|earned)|возврат|استرداد|\biade\b|reembolso|remboursement"),
    (7, "credit", r"\bpayment\b[^.;]{0,60}\breceived\b|\breceived\b[^.;]{0,40}\bpayment\b|\bcredited\s+to\s+(?:your|ur)\b|\bthank\s+you\s+for\s+(?:your\s+|the\s+)?payment\s+of\b[^;]{0,70}\b(?:card|cc)\b|\breceipt\s+of\b|\bpayment\b[^.;]{0,40}\b(?:posted|applied|credited)\s+to\s+your\b[^.;]{0,30}\bcard\b"),
    (7, "credit", r"^(?![^.;]*\bfrom\s+(?:your|ur|a/?c|acc)).*?\b(?:sent|paid(?:\s+out)?|transferred|remitted|released|moved|processed)\b[^.;\n]{0,40}\b(?:to|into|in)\s+(?:your|ur|bank|linked|registered)\s+(?:[\w-]+\s+){0,3}(?:a/?c|acct?|account|wallet)\b"),
    (6, "debit", r"\bdebited\b|\bwithdrawn\b|\bwithdrew\b|\bcash[- ]?out\b|\bspent\b|\bbelastet|abgebucht|al[ıi][sş]veri[sş]|[çc]ekil|obci[ąa][żz]|transfer\s+keluar|cobrado|cargo\b|\bdeducted\b|\bdebit(?:ed)?\s*[:;]|\bcharged\b|برداشت|خصمت|خصم|سحب|ถอนเงิน|ใช้จ่าย|harcama|списан|снятие|retiraste|retiro|vyb[eě]r|umetoa|imetolewa|\bumetoa\b|imekatwa|umenunua|\btarik\s+tunai|snyatie|spisanie|kimetumwa|umetuma|umelipa|\bdr\.?\s+(?:inr|rs)|\bdeduct\b|\b(?:recovered|levied)\b|\btrfd\s+from\b|\btrf(?:d|er)?\s+out\b|\b(?:nikale|nikala|kaate)\b|\bafgeschreven\b|\bbhej[ea]\b|\bkat[ea]?\s+ga\w+|\bgesendet|[üu]berwiesen|\binviat\w|\b(?:has|ha)\s+(?:enviado|pagado)|envoy[ée]|d[ée]bit[ée]e?\b(?=\s)|\bbetaald|overgemaakt|wys[łl]an"),
    (6, "credit", r"\bcredited\b|\btrf\s+in\b|\b(?:wallet|fastag|a/?c|account|card)\b[^.;\n]{0,30}\b(?:recharged|topped\s+up|loaded)\b|\brecebeu\b|\bpaid\s+in\b|\berhalten|\bempfangen|\brecibido\b|\bontvangen|bijgeschreven|otrzyma|\bmottatt|\bprapt\b|\baaye\b|\b(?:added|loaded)\s+(?:to|into|in)\b|\bjama\s+(?:hu|k)|வரவு|జమ|ಜಮಾ|ജമ|જમા|ਜਮ੍ਹਾ|\btransfer\s+in\b|transfer[eê]ncia\s+(?:recibida|recebida)|إضافة|اضافة|استلام|حوالة\s+من|เงินเข้า|คืนเงิน|\bgeldi\b|připsán|\bvklad\b|zahlungseingang|\beingegangen|\bversement|\bdep[oó]sito\b|\bingreso\b|\bestorno|\bsetoran|зарахуван|поповнен|ገቢ|ገብቷል|জমা|ক্রেডিট|क्रेडिट|موصول|\blodg(?:e)?ment|\brefund\s+from\b|\bdisbursed\b|\bimepokea\b|imewekwa|umeweka|\bditerima\b|\bmenerima\b|\badded\s+to\s+(?:your|ur)\b|\bloaded\s+(?:to|into)\b|gelmi[şs]|accredit\w+|ricevut\w|jóváír|creditat|\bincasare|zaprimljen|prijem|inkomst|mottagit|indsat|הופקד|זוכה|जमा|\bdeposited\b|\breceived\b|واریز|إيداع|ايداع|واردة|วารด|รับเงิน|เงินฝาก|เงินเข้า|yatırıl|hesabınıza\s+gelen|зачислен|пополнен|поступлен|recibiste|recibi[oó]|abono|consignaci|p[rř][ií]choz[ií]|gutgeschrieben|gutschrift|recebid[ao]|transfer\s+masuk|wp[łl]yw|przych|uznan|cash-?in\b|umepokea|imepokelewa|postuplenie|zachislenie|popolnenie|зачисление|\bcr\.?\s+(?:inr|rs)|\binward\b(?!\s+(?:clearing|clg|ch(?:e?q)))|vir[ée]\s+sur|re[çc]u\b"),
    (5, "credit", r"перевод\s+(?:[\d .,]{1,16}\S{0,4}\s)?от\b|\btransfer\b[^.\n;]{0,30}\bfrom\b(?!\s+(?:your|ur|a/?c|ac|acc\w*)\b|\s+(?:[\w-]+\s+){1,3}(?:a/?c|acct?|account|card)\b)"),
    (5, "debit", r"مدفوعات|دفع\b|سداد|مشتريات|حسم|پرداخت|انتقال|เงินออก|โอนออก|ซื้อ|yap[ıi]ld[ıi]|gönder|výb[eě]r\b|zaplac|inkaso|kartenzahlung|lastschrift|abbuchung|auszahlung|pr[ée]l[eè]vement|\bretrait|\bd[ée]bito?\b|\bsaque\b|penarikan|\btransfer\s+Rp\S+\s+ke\b|wyp[łl]at|списання|зняття|ተቀንሷል|ተከፍሏል|ডেবিট|উত্তোলন|डेबिट|भुगतान|झिकि|\btransfer\s+(?:of\s+)?\S{1,16}\s?\S{0,12}\s+to\b(?!\s+(?:your|ur|a/?c)\b)|หักบัญชี|หักจาก|\bsent\b|\bpaid\b|\btransferred\b|\bpurchase[d]?\b|\bpurchasing\b|\bused\s+(?:for|at)\b|شراء|خرید|صادرة|بـ?صراف|покупка|оплата|oplata|pokupka|\bbayar\b|\bmembayar\b|pembelian|перевод(?!\s+(?:[\d .,]{1,16}\S{0,4}\s)?от\b)|compraste|compra\b|pagaste|pago\b|transferiste|enviaste|platba\s+kartou|odchoz[ií]|transferencia\s+(?:de|por)|\btransfer\s+out\b|ödeme|i[şs]lem\s+yap[ıi]l|virement|paiement|\bpaying\b|bezahlt|\bspeso\b|\bpagat\w|addebit\w+|vásárlás|terhel|\bplata\b|\bconsumo\b|\bköp\b|\bkøb\b|betalt|pagament|купівля|переказ|עסקה|חיוב|निकासी|achat|โอนเงิน|ชำระ|จ่าย|kwenda|p[łl]atno[śs][ćc]|enviad[ao]|thanh\s+toan|\bbought\b|\brecharge\b|\b(?:txn|transaction|withdrawal)\s+of\b[^.;]{2,18}\bdone\b|\bused\s+to\s+pay\b|\bswiped\b|\btapped\b|\bbilled\s+to\b|\bauto-?paid\b|\bhonou?red\b|\bremitted\s+to\b|\b(?:instal+ment|emi|premium)\b[^.;]{0,20}\bcollected\b|\boutward\b|\b(?:mobile|airtime)\s+(?:load|top-?up)\b|\bexecuted\b|\bthank\s+you\s+for\s+(?:your\s+|the\s+)?payment\s+of\b|\bcharged\s+to\b|\btrf\s+to\b|\bpayment\s+(?:made|sent|done|successful|executed)|\btransaksi\s+debit|\bcompra\s+(?:de|por)|\bpembayaran|снято"),
    (4, "debit", r"(?<![a-z])debit(?!\s+card)(?![a-z])|(?<![a-z])dr(?![a-z])|\bwithdraw(?:al)?\b|\bauto-?debit|\bDR\b"),
    (4, "credit", r"(?<![a-z])credit(?!\s*(?:card|line|score|note|facility|period|limit|union|bureau))(?![a-z])|(?<![a-z])cr(?![a-z])|\bdeposit\b|\bsalary\b|\bdividend\b"),
    (4, "credit", r"\bhad\s+a\s+transaction\s+of\s+\$"),
    (12, "credit", r"\A\s*(?:credit|cr)\b\W*(?:alert\b\W*)?(?=\n|\s*(?:acct?|a/c)\b)"),
    (12, "debit", r"\A\s*(?:debit|dr)\b\W*(?:alert\b\W*)?(?=\n|\s*(?:acct?|a/c)\b)"),
    (4, "credit", r"^(?:(?!\bbal(?:ance)?\b|\blimit\b|\bdue\b)[^.;\n]){0,200}?\b(?:in|into|to)\s+(?:your|ur)\s+(?:[\w-]+\s+){0,4}(?:a/?c|acct?|account|wallet|card)\b(?![^.;\n]{0,30}\bfrom\s+your)"),
    (4, "debit", r"^(?:(?!\bbal(?:ance)?\b|\blimit\b|\bdue\b)[^.;\n]){0,200}?\b(?:from|out\s+of|off|using)\s+(?:your\s+|ur\s+)?(?:(?!(?:to|in|into)\b)[\w-]+\s+){0,4}(?:a/?c|acct?|account|wallet|card)\b"),
    (3, "credit", r"(?<=[:\s])\+\s?\d[\d,.]{2,}"),
    (3, "debit", r"(?<=[:\s])-\s?\d[\d,.]{2,}"),
    (2, "debit", r"\btransaction\b|\btxn\b|\bpayment\b|\bpos\b|\bsip\b|card\b|\bemi\b|\bpurchase\b"),
]  # fmt: skip
_VERB = 5
_OPEN_COSTS = 4
_SAME_CLAUSE = 4
_CLAUSE_END = re.compile(r"[.!;](?=\s|$)|\n\n")
_COMPILED = [
    (strength, direction, re.compile(words, _I | re.MULTILINE)) for strength, direction, words in _WORDS
]

_SIDE = re.compile(
    r"(?:\b(?:limit|lmt|fee|fees|charges?|cost|vat|tax|outstanding|minimum|min|due|reward|points|threshold|above\s+the|up\s?to|upto|max(?:imum)?|set|cashback|of\s+which|tip|levy|commission|gst|available|avl|avail|avbl|الرسوم|العمولة)\b(?:(?!\bused\b|!\s)[^\d\n.]){0,24})$",
    _I,
)
_MOVED_BEFORE = re.compile(
    r"(?:debited|credited|deposited|withdrawn|spent|sent|paid|received|transferred|purchase|deducted|debit|credit|amt|amount|txn|transaction|مبلغ|بمبلغ|القيمة|refund(?:ed)?)\b[^\d\n]{0,28}$",
    _I,
)
_MOVED_AFTER = re.compile(
    r"^[^\d\n.]{0,45}\b(?:debited|credited|deposited|withdrawn|spent|sent|paid|received|transferred|deducted|was\s+approved|dr\b|cr\b)",
    _I,
)
_MOVED_AS = re.compile(r"\b(?:debited|credited|deducted)\s+(?:as|with|by|for)\s*$", _I)
# "Pay Rs 499 to ...": the sum is what somebody asks for or promises.
_ASKED = re.compile(
    r"(?:\A|[.!?;:\n,]\s*)(?:please\s+|pls\s+|just\s+|simply\s+|kindly\s+|now\s+|&\s+|and\s+)?"
    r"(?:get|earn|win|pay|add|deposit|send|spend|invest|borrow|convert|shop|save|grab|claim|avail|enjoy|keep)\s+"
    r"(?:(?:up\s?to|flat|just|only|at\s+least|an?|extra|another|min\w*|your)\s+){0,2}$",
    _I,
)
# A fee or a cashback is the movement when nothing else moved.
_COUNTS_ALONE = re.compile(
    r"\b(?:charges?|fees?|cashback|commission|levy|gst|tax|penalty)\b[^\d\n.]{0,24}$", _I
)


@dataclass(frozen=True, slots=True)
class Movement:
    money: FoundMoney
    direction: str
    strength: int


def read(text: str, bank: Bank | None) -> Reading | None:
    """Read a message of any bank; `None` when it holds no amount with a direction."""
    home = bank.currency if bank else _home_of(text)
    money = pick_amount(text, home)
    if money is None:
        return None
    direction, strength = direction_of(text, money)
    if direction is None:
        return None
    is_debit = direction == "debit"
    found = Reading(
        outcome="transaction",
        reason=_reason(direction),
        amount=abs(money.value),
        currency=money.currency or home,
        direction=direction,
        merchant=merchants.find_merchant(text, is_debit=is_debit),
        account_last4=fields.last4(text, is_debit=is_debit),
        balance=fields.balance(text, home),
        reference=fields.reference(text),
        payment_method=fields.payment_method(text),
        parser="generic",
    )
    return replace(found, confidence=_confidence(found, bank, strength))


def _reason(direction: str) -> str:
    return "Money out" if direction == "debit" else "Money in"


def _confidence(found: Reading, bank: Bank | None, strength: int) -> float:
    score = 0.45 + 0.04 * strength
    score += 0.08 if bank else 0
    score += 0.08 if found.account_last4 else 0
    score += 0.05 if found.merchant and found.merchant not in merchants.CHANNEL_NAMES else 0
    return round(min(score, 0.93), 2)


def _home_of(text: str) -> str | None:
    """A currency for an unknown sender: by its script and language, else by its own codes."""
    hints = [
        ("IRR", "تومان|مانده|برداشت|واریز"), ("SAR", "ريال|SAR"), ("AED", "درهم|AED"), ("THB", "บาท|[ก-๙]{4,}"),
        ("RUB", "₽|руб"), ("TRY", r"\bTL\b|₺"), ("COP", r"\b(?:Recibiste|Transferiste|Compraste|Pagaste|Retiraste|Bancolombia)\b"),
        ("TZS", r"\b(?:TZS|TSh|TSH|Umepokea|Kumb)\b"), ("KES", r"\bKsh"), ("INR", r"₹|\bRs\b|\bINR\b|\bUPI\b"),
        ("CZK", r"\bCZK\b|Kč"), ("ETB", r"\bETB\b|\bBirr\b"), ("NPR", r"\bNPR\b"), ("EUR", "€|EUR"), ("USD", r"\$"),
    ]  # fmt: skip
    return next((code for code, pattern in hints if re.search(pattern, text, _I)), None)


def pick_amount(text: str, home: str | None) -> FoundMoney | None:
    """The amount that moved: the one next to a verb of movement, else the first that is no side figure."""
    told = [m for m in fields.money_beside(text, home) if m.value or m.is_negative]
    candidates = [m for m in told if not _ASKED.search(text[max(0, m.start - 50) : m.start])]
    plain = [m for m in candidates if not _SIDE.search(text[max(0, m.start - 40) : m.start])]
    plain = plain or [m for m in candidates if _COUNTS_ALONE.search(text[max(0, m.start - 40) : m.start])]
    chosen = max(plain, key=lambda m: (_closeness(text, m), -m.start), default=None)
    if chosen is not None:
        return chosen
    return None if told and not candidates else _bare_amount(text, home)


def _closeness(text: str, money: FoundMoney) -> int:
    before, after = text[max(0, money.start - 45) : money.start], text[money.end : money.end + 60]
    score = 2 if _MOVED_BEFORE.search(before) else 0
    score += 1 if _MOVED_AS.search(before) else 0
    return score + (2 if _MOVED_AFTER.search(after) else 0)


_BARE_LEAD = re.compile(
    r"(?:debited|credited|deposited|withdrawn|spent|sent|paid|received|(?<![a-z])dr|(?<![a-z])cr|amt|amount|مبلغ|برداشت|واریز|خرید|انتقال|شراء|بمبلغ)[\s:.،]*(?:with|by|for|of|rs|amount)?[\s:.-]*$",
    _I,
)


def _bare_amount(text: str, home: str | None) -> FoundMoney | None:
    spans = fields.balance_span(text)
    numbers = [m for m in find_bare_numbers(text, home) if not any(a <= m.start < b for a, b in spans)]
    led = [m for m in numbers if _BARE_LEAD.search(text[max(0, m.start - 24) : m.start])]
    if led:
        return led[0]
    signed = [m for m in numbers if m.is_negative and m.value >= 1]
    grouped = [m for m in numbers if re.search(r",|\d\.\d\d$", text[m.start : m.end])]
    return next(iter(signed or grouped), None)


def _verbs(text: str) -> list[tuple[int, int, str]]:
    """The words of movement: how strong, where, which way. One that speaks of what may be counts less."""
    told = refusals.as_sentences(text)
    return [
        (strength - (_OPEN_COSTS if refusals.is_open(told, match) else 0), match.start(), direction)
        for strength, direction, words in _COMPILED
        for match in words.finditer(told)
    ]


def says_it_moved(text: str) -> bool:
    """Whether a verb of movement stands in it, at least "sent" or "paid"."""
    return any(words.search(text) for strength, _, words in _COMPILED if strength >= _VERB)


def direction_of(text: str, money: FoundMoney) -> tuple[str | None, int]:
    """Debit or credit, and how strong the word for it is.

    A word in the clause of the amount counts more. Of the strongest words the first counts: "debited
    from A/c 1 and A/c 2 credited" is money out.
    """
    hits = _verbs(text)
    if not hits:
        return ("debit", 3) if money.is_negative else (None, 0)
    start, end = _clause_of(text, money)
    weighed = [
        (strength + (_SAME_CLAUSE if start <= place < end else 0), -place, strength, direction)
        for strength, place, direction in hits
    ]
    _, _, strength, direction = max(weighed)
    return direction, max(strength, 1)


def _clause_of(text: str, money: FoundMoney) -> tuple[int, int]:
    """From where to where the sentence or line reaches that tells the amount."""
    ends = [m.start() for m in _CLAUSE_END.finditer(refusals.as_sentences(text))]
    start = max((end for end in ends if end <= money.start), default=0)
    return start, min((end for end in ends if end >= money.end), default=len(text))
