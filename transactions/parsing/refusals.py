"""Messages in which no money has moved. They are refused before anything else is read."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from dataclasses import dataclass

from transactions.parsing import fields
from transactions.parsing.reading import Reading

_I = re.IGNORECASE | re.DOTALL

# Money has moved: a verb of completion that belongs to an account, card or person.
DONE = re.compile(
    r"""\b(?:has|have|had|is|was|been|are|stands?|successfully)\b(?:(?!\b(?:will|shall|to|not|can|cannot)\b)[\s\w]){0,24}\b
        (?:debited|credited|deducted|withdrawn|deposited|disbursed|spent|paid|sent|transferred|trfd|received|refunded|reversed|charged|posted|processed|recovered|added|loaded|levied|recharged|settled|taken)\b
      |\b(?:debited|credited|deducted|withdrawn|deposited|spent|refunded|reversed|recovered|levied|trfd|trf\s+(?:to|from|frm|out|in))\b
      |\b(?:emi|instal+ment|premium|bill|loan)\b[^.;?]{0,40}\bpaid\b(?!\s+(?:after|before|by|late))
      |\b(?:swiped|auto-?paid|honou?red|remitted|disbursed|encashed|billed\s+to\s+your|(?:instal+ment|emi|premium)\b[^.;]{0,20}\bcollected)\b
      |\b(?:used\s+(?:at|for|to\s+pay)|payment\s+executed|executed\s*:|thank\s+you\s+for\s+(?:your\s+|the\s+)?payment\s+of|charged\s+to|hit\s+your|landed\s+in|(?:txn|withdrawal|transaction|recharge|payment)\s+(?:of\s+)?(?:rs\.?|inr|₹)?\s?[\d,·]+\s+(?:done|made|successful)|cash-?in\b)
      |(?:\brs\b|\binr\b|₹)[\s.:]*\d[\d,·]*(?:/-)?\s+(?:just\s+|now\s+|successfully\s+)*(?:paid|sent|received|added|loaded|transferred|recharged|landed|went)\b
      |\b(?:paid|sent|received|added|loaded|transferred|recharged)\b[!:\s]{1,3}(?:\brs\b|\binr\b|₹)[\s.:]*\d
      |\b(?:recharge|payment|load|transfer|withdrawal|txn|transaction|purchase|top-?up)\b[^.;]{0,50}(?<!not\s)\bsuccessful\b
      |\b(?:nikale|nikala|kaate|kata|jama\s+(?:hu|k)\w+|bhej[ea]|kat[ea]?\s+ga\w+|prapt\s+hu\w+)\b|जमा|निकासी|भुगतान|डेबिट|क्रेडिट|காசு|வரவு|பற்று|జమ|డెబిట్|ಜಮಾ|ಡೆಬಿಟ್|ജമ|ഡെബിറ്റ്|જમા|ઉધાર|ਜਮ੍ਹਾ|জমা
      |\b(?:you(?:'ve| have)?|we(?:'ve| have)?)\s+(?:successfully\s+)?(?:been\s+)?(?:paid|sent|spent|received|withdrawn|transferred|bought|purchased|deposited|used)\b
      |^\s*(?:sent|paid|spent|received|withdrawn|cr|dr|debit|credit)\b(?!\s+(?:card|limit|line|score))
      |\b(?:txn|transaction|purchase|payment|withdrawal|transfer)\b[^.;]{0,60}\b(?:was|is|has\ been)\s+(?:approved|successful|completed|received|done)\b
      |\bthank\ you\ for\ using\b[^.]{0,60}\bcard\b
      |\b(?:txn|transaction)\ of\b[^.]{0,120}\b(?:was\ successful|earned)\b
    """,
    _I | re.VERBOSE | re.MULTILINE,
)
_SENTENCE = re.compile(r"[^.\n!]+[.\n!]*")
_WARNING = re.compile(
    r"\b(?:do not|don'?t|never|dont|not to)\s+(?:share|disclose|reveal)\b|\b(?:bank|we)\b.{0,40}\bnever\s+(?:ask|call)s?\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to book nothing, with an example it must refuse.

    `yields` means that a completed movement elsewhere in the message is stronger.
    """

    name: str
    outcome: str
    reason: str
    pattern: re.Pattern[str]
    example: str
    yields: bool = True


def _refusal(
    name: str, outcome: str, reason: str, pattern: str, example: str, *, yields: bool = True
) -> Refusal:
    return Refusal(name, outcome, reason, re.compile(pattern, _I | re.VERBOSE), example, yields)


_FUTURE = r"\b(?:will|shall|would|to)\s+be\s+(?:auto[- ]?)?(?:debited|deducted|charged|credited|processed|paid|presented|reversed|refunded|billed|posted|returned|levied|recovered|collected|transferred|sent|taken|withdrawn|applied|adjusted)\b"

REFUSALS = [
    _refusal(
        "otp", "not_money", "A one-time code, not a payment",
        r"""\b(?:otp|one[- ]?time[- ]?(?:password|pass\s?code|code|pin)|passcode|verification\s+code|security\s+code|secret\s+code|login\s+code)\b
              [^.\n]{0,90}?(?<![\d*xX,/-])\d{3,8}(?![\d,]*·\d|-\d)
          |\b(?:use|enter)\s+\d{4,8}\b
          |\b\d{3,8}[xX*]*\s+is\s+(?:the\s+|your\s+)?[\w\s]{0,40}?(?:otp|one[- ]?time|code|password|pin)\b
          |\botp\b[^.\n]{0,40}\b(?:is|for|to|:)\b
          |رمز\s+(?:التحقق|التفعيل|السري|الدخول|مؤقت)|كلمة\s+(?:السر|المرور)|کد\s+(?:تایید|تأیید)|رمز\s+(?:پویا|یکبار|دوم)
          |код\s+(?:подтверждения|для|входа)|(?:никому|не)\s+(?:не\s+)?сообщайте|\bkod\s+(?:sms|autoryzacyjny)|doğrulama\s+(?:kodu|şifre)|\btek\s+kullanımlık
          |c[oó]digo\s+(?:de\s+)?(?:verificaci[oó]n|seguridad|din[aá]mic\w|[uú]nico|es)|clave\s+din[aá]mica|\bcode\s+(?:de\s+)?(?:confirmation|validation|s[eé]curit[eé])|ov[eě][rř]ovac[ií]\s+k[oó]d|รหัส\s*(?:otp|ยืนยัน)""",
        "482913 is your OTP for a purchase of Rs 450 at BIGBASKET. Do not share it.", yields=False,
    ),
    _refusal(
        "declined", "not_money", "The payment did not go through",
        r"""\b(?:declined?(?!\s+(?:ch(?:g|rg|arge)|fee))|unsuccessful|could\s+not\s+be\s+(?:completed|processed|credited|debited)|not\s+(?:be\s+)?(?:processed|successful|completed|approved|authori[sz]ed)|was\s+rejected|been\s+rejected|(?:has|have|is|was|been|transaction|txn|payment|transfer)\s+failed|failed\s+(?:due|because|as|for|at|on|transaction|txn|payment)|failure|dishonou?red|returned\s+unpaid|bounced|insufficient\s+(?:funds?|bal\w*)|cannot\s+be\s+(?:processed|completed)|unable\s+to\s+(?:process|complete)|turned\s+down|not\s+(?:permitted|allowed)|failed(?=\s*[.!])|(?:has|have)\s+not\s+been\s+(?:deducted|debited|charged)|blocked\s+(?:a|the|your)\s+(?:\S+\s+){0,3}(?:transaction|payment|transfer|purchase)|nothing\s+(?:has\s+(?:left|been)|was))\b
          |مرفوض|رفض|لم\s+تتم|غير\s+كاف|ناموفق|отказ|отклонен|недостаточно|reddedil|başarısız|yetersiz|rechazad|declinad|negad[ao]|insuficiente|refus[ée]|rejet[ée]|zam[ií]tnut|odrzucon|imeshindwa|haijafanikiwa|haukufanikiwa|ไม่สำเร็จ|ปฏิเสธ""",
        "Your transaction of Rs 900 at SHOP on card XX1234 was declined due to insufficient funds.",
        yields=False,
    ),
    _refusal(
        "clearing", "not_money", "A cheque that is not cleared yet",
        r"\b(?:che?q(?:ue)?|chq)\b[^.]{0,90}\b(?:received|sent|presented|lodged)\s+for\s+(?:clearing|collection)|\bon\s+reali[sz]ation\b|\bcredit\s+(?:is\s+)?subject\s+to\b",
        "Your cheque 001234 for INR 900 has been received for clearing.", yields=False,
    ),
    _refusal(
        "processing", "not_money", "An order that is still being processed",
        r"\brequest\b[^.]{0,120}\b(?:received|accepted|submitted|registered|initiated)\b[^.]{0,40}\bprocess|\bis\s+being\s+processed\b|\b(?:refund|reversal)\b[^.]{0,80}\b(?:has\s+been|is|was)\s+(?:initiated|raised)\b",
        "Your transfer request for Rs 900 has been received and is being processed.", yields=False,
    ),
    _refusal(
        "request", "not_money", "Someone asks for money; nothing was paid",
        r"""\bhas\s+requested\b|\brequested\s+(?:money|payment|rs\.?|inr|₹)|\brequest(?:ing|s)\s+(?:money|rs|inr|₹|payment|you)|\bsent\s+you\s+an?\s+(?:\w+\s+)?(?:invoice|bill|request|link)\b|\binvoice\s+(?:for|of)\b|\bcollect\s+request|\bmoney\s+request|\bpayment\s+request|\b(?:is|are)\s+being\s+processed\b
          |\bunder\s+(?:process(?:ing)?|review)\b|\bon\s+hold\b|\bawait(?:s|ing)\b|\b(?:is|are|still)\s+pending\b|\bpending\s+(?:with|at)\b|\bon\s+approv(?:al|ing)\b|\bapprove\s+(?:the|this|it)\b|\brequest\b[^.]{0,60}\b(?:has\s+been|is|was)\s+(?:successfully\s+)?(?:received|registered|accepted|submitted|initiated|logged)\b|\bplease\s+pay\b|\bto\s+continue\b|\bpay\s+now\b|\bpayment\s+link\b|\bto\s+pay[,:]?\s+(?:click|visit|tap)""",
        "ANIL KUMAR has requested Rs 250 from you on UPI. Approve in your app.",
    ),
    _refusal(
        "statement", "statement", "A statement is ready",
        r"""\b(?:e-?statement|statement)\b[^.]{0,80}\b(?:generated|ready|sent|available|emailed|for)\b|\bminimum\s+amount\b|\bstmt\b|\bestado\s+de\s+cuenta\b""",
        "Your card statement for Jan is ready. Total: Rs 8,200, minimum: Rs 410.",
    ),
    _refusal(
        "due", "not_money", "A bill or instalment that is due",
        r"""\b(?:is|are|was|falls?|fall)\s+(?:now\s+)?(?:over)?due\b|\bdue\s+(?:date|on|by|for|in|amt|amount|is|tomorrow|today)\b|\boverdue\b|\blast\s+date\b|\b(?:if|incase|in\s+case)\s+(?:already\s+)?paid\b|\bpayable\s+(?:by|on|before)\b|\b(?:total|min(?:imum)?\.?|amount|amt|amnt|payment|outstanding|emi|bill)\s+(?:amount\s+|amt\.?\s+)?due\b|\bbill\s+(?:alert|dated|generated|of|for)\b|\bbill\b[^.]{0,40}\b(?:is|has\s+been)\s+generated\b
          |\b(?:pay|repay)\s+(?:by|before|immediately|your)\b|\breminder\b|\boutstanding\s+(?:amount|of|is|dues?)\b|\brecharge\s+now\b|\b(?:plan|pack|validity)\b[^.]{0,30}\bexpir
          |son\s+ödeme|dönem\s+borcu|asgari|fecha\s+l[ií]mite|pago\s+m[ií]nimo|\bvencimiento\b|\bvence\b|\béchéance\b|jatuh\s+tempo|splatn|срок\s+оплаты|минимальн\w+\s+плат|задолженност|المستحق|يرجى\s+(?:سداد|دفع)|الحد\s+الأدنى|الاستحقاق|ครบกำหนด|سررسید""",
        "Your electricity bill of Rs 1,240 is due on 12-Jan-2026. Pay now to avoid a fee.",
    ),
    _refusal(
        "future", "mandate", "A debit that is announced, not made",
        rf"""{_FUTURE}|\bscheduled\s+(?:for|on|to)\b|\bupcoming\b|\bmaintain\s+(?:sufficient|adequate|enough)\b|\bkeep\s+(?:sufficient|adequate|enough)\b|\bsufficient\s+balance\b""",
        "Rs 199 will be debited from A/c XX1234 on 05-Feb-26 for SPOTIFY autopay.",
    ),
    _refusal(
        "mandate", "mandate", "A standing permission was set up or changed",
        r"""\b(?:e-?mandate|mandate|auto[- ]?pay|standing\s+instruction|\bsi\b|subscription|nach)\b[^.]{0,90}\b(?:created|registered|set\s?up|activated|approved|cancel\w*|revoked|paused|resumed|modified|updated|accepted|enabled|deactivated|initiated|registration|executed\s+on|request)\b
          |\b(?:created|registered|set\s?up|activated|approved|cancelled|revoked|paused|modified)\b[^.]{0,60}\b(?:e-?mandate|mandate|auto[- ]?pay|standing\s+instruction|nach)\b|\bUMN\b""",
        "UPI-Mandate of Rs 149.00 towards HOTSTAR is successfully created. UMN: 12ab@upi",
    ),
    _refusal(
        "login", "not_money", "About signing in or settings",
        r"""\bdid\s+you\s+(?:attempt|make|try|authori[sz]e)\b|إضافة\s+مستفيد|\b(?:changed|modified|updated|set)\b[^.]{0,40}\blimit\b|\blog(?:ged)?[- ]?(?:in|on)\b|\bsign(?:ed)?[- ]in\b|\bnew\s+device\b|\bregistration\b|\b(?:mpin|upi\s+pin|atm\s+pin|\bpin|password)\s+(?:has\s+been|is|was|set|reset|change\w*|generat\w*)|\b(?:beneficiary|payee|b[ée]n[ée]ficiaire|beneficiario)\b[^.]{0,50}\b(?:added|registered|activat\w*|cool\w*|le\b|deleted)|\bajout\s+d.un\b|\bdevice\s+binding|\bkyc\b|\b(?:card|limit|account|address|mobile|e-?mail|nominee)\b[^.]{0,50}\b(?:activated|blocked|unblocked|updated|changed|enabled|disabled|increased|enhanced|dispatched|delivered|issued|shipped)\b|\blimit\s+(?:increase|enhancement)\b|\bnew\s+limit\b|\bcheque\s?book\b|\bprofile\b[^.]{0,30}\bupdated""",
        "You have logged in to NetBanking at 10:12. If not you, call us.",
    ),
    _refusal(
        "securities", "not_money", "About shares and holdings, not money",
        r"""\bdemat\b|\b\d+(?:\.\d+)?[- ](?:[\w&.' ]{0,40}\s)?(?:eq(?:uity)?\s+)?(?:shares?|units?\s+of)\b|\bISIN\b|\bsecurities\s+(?:balance|holding|pledge)|\bfund\s+bal(?:ance)?\b[^.]{0,60}\bsecurit|\bholding\s+statement|\ballot(?:ted|ment)\s+of\s+(?:shares|equity)|\bpledge[d]?\b""",
        "Your demat a/c ending 1234 is credited with 10 shares of SUNRISE LTD on 05-11-25.", yields=False,
    ),
    _refusal(
        "delivery", "not_money", "About an order or a delivery",
        r"""\b(?:out\s+for\s+delivery|has\s+been\s+(?:shipped|dispatched|delivered)|order\s+(?:is\s+)?(?:confirmed|placed|shipped|packed)|your\s+(?:order|package|parcel|shipment)|arriving|delivery\s+(?:partner|executive)|track\s+(?:it|your))\b""",
        "Your order 4432 is out for delivery. Keep Rs 560 ready.",
    ),
    _refusal(
        "promotion", "not_money", "An offer",
        r"""\b(?:reward\s+points?|redeem|offers?|discount|sale|win|won|hurry|pre-?approved|apply\s+now|click\s+here|avail\s+(?:now|of|a|your|an|the)|voucher|coupon|limited\s+period|congrat\w*|instant\s+loan|personal\s+loan|upgrade|get\s+(?:up\s?to|flat|\d+%|rs|₹|inr)|up\s?to\s+(?:rs|₹|inr|\d+\s?%)|flat\s+(?:rs|₹|\d+)|\d+\s?%\s+(?:off|cashback|discount)|t&c|tnc|exclusive|eligible|recharge\s+(?:with|your|now)|invest\s+(?:now|in)|no[- ]cost\s+emi|convert(?:ed|ible)?|activate\s+now|ofertas?|aprovecha|promoci[oó]n|promo)\b|عرض|скидк|indirim|kampanya|โปรโมชั่น""",
        "Get up to Rs 500 cashback on your next order! T&C apply.",
    ),
    _refusal(
        "notice", "not_money", "A notice without a movement",
        r"""\bfee\s+notice\b|\b(?:cheque|chq)\b[^.]{0,60}\b(?:stop\w*|received\s+for\s+clearing|presented|sent\s+for)|\bhas\s+been\s+(?:raised|lodged|registered)\b|\bservice\s+request\b|\bcomplaint\b|\bdispute\s+(?:request|raised|of)""",
        "Fee notice: from April the SMS fee is Rs 15 a quarter.",
    ),
]  # fmt: skip

_REFUND_DONE = re.compile(
    r"\b(?:has|have|is|was|been)\s+(?:successfully\s+)?(?:reversed|refunded|credited(?:\s+back)?)\b|\bcredited\s+back\b|\b(?:credited|reversed)\b[^.;]{0,60}\b(?:against|for|towards)\b[^.;]{0,40}\bfailed\b|\brefund\s+of\b|\breversed!|\b(?:amount|txn|transaction)\s+reversed\b",
    re.IGNORECASE,
)
_CONDITIONAL = re.compile(
    r"\b(?:if|once|when|until|unless|will|would|shall|can|could|may|to\s+be|before|get(?:s|ting)?|earns?|convert|want|need|qualify|eligible|for\s+paying|not|never|no\s+(?:charges?|fees?|amount|money)|request\s+(?:\w+\s+){0,2}(?:for|to|of)|dispute|chargeback|already|authori[sz]e)\b[^.;?!\n]{0,60}$",
    re.IGNORECASE,
)


# "credited in 2 minutes": a promise, whatever tense it has.
_PROMISED = re.compile(
    r"^[^.;\n]{0,45}?\b(?:(?:with)?in\s+(?:just\s+)?(?:\d+(?:-\d+)?\s*(?:min|sec|hour|hr|day|working)|(?:a\s+few\s+)?(?:minutes|seconds))|only\s+(?:on|from|after))"
    r"|^[^.;\n]{0,20}\b(?:every|each)\s|^\s*(?:to\s+)?(?:you\s+)?(?:an?\s+|the\s+|your\s+)?(?:\w+\s+)?(?:request|invoice|bill|link|reminder|otp|code|statement|quote|offer|dispute|complaint|query|application|claim|documents?|feedback|enquiry)\b|^\s*\?",
    re.IGNORECASE,
)
_AT_ONCE = re.compile(r"^[^.;\n]{0,45}?\binstantly\b", re.IGNORECASE)
_PERFECT = re.compile(r"(?:has|have|was|been|successfully)\b", re.IGNORECASE)
_MONEY = re.compile(r"(?:\brs\b|\binr\b|₹|रु|\b[a-z]{3}\s?)[\s.:]{0,2}\d", re.IGNORECASE)
_CLAUSE = re.compile(r"(?<=[.!])\s+|(?<=[.!])(?=[A-Za-z])|\n")
_CODE_GIVEN = re.compile(
    r"\b(?:otp|code|password|pin)\b\W{0,3}(?:(?:is|no|:)\W{0,3}){0,2}\d{4,8}\b(?!·)|\b\d{4,8}\s+(?:is|to|as)\b|\b(?:enter|use)\s+(?:\w+\s+)?\d{4,8}\b",
    re.IGNORECASE,
)
_RETURNED_CHEQUE = re.compile(r"\b(?:che?q(?:ue)?|chq)\b", re.IGNORECASE)


_SALES_TALK = re.compile(
    r"\bunlock\b|\bzero\s+(?:documentation|paperwork)|\bpre-?approved\b|\bcredit\s+line\b|\b(?:apply|activate|avail|claim)\s+(?:now|here|today|at)\b"
    r"|\b(?:you\s+qualify|need\s+(?:urgent\s+|instant\s+|extra\s+)?(?:cash|money|funds))\b"
    r"|\b(?:instant|personal|paperless)\s+(?:personal\s+)?loan\b|\binvite|\buse\s+it\s+(?:before|by)\b|\borders?\s+above\b|\bcongrat\w*",
    re.IGNORECASE,
)
_SHORT_DOT = re.compile(r"\b(rs|no|dt|ref|mr|mrs|ms|amt|bal|avl|a/c|ac|acct|cr|dr|st)\.", re.IGNORECASE)
_DECIMAL_DOT = re.compile(r"(?<=\d)\.(?=\d)")


def as_sentences(text: str) -> str:
    """The message with a dot only where a sentence ends: decimals take a raised dot."""
    return _DECIMAL_DOT.sub("·", _SHORT_DOT.sub(r"\1 ", text))


def _is_sales_talk(text: str) -> bool:
    """An offer that speaks of money as if it had moved, and names no account."""
    return bool(_SALES_TALK.search(text)) and (fields.last4(text) is None or not has_movement(text))


def without_warnings(text: str) -> str:
    """The message without the sentences that tell never to share a code."""
    return _SENTENCE.sub(lambda told: " " if _WARNING.search(told[0]) else told[0], text)


_HEDGED = re.compile(
    r"\b(?:will|can|may|shall|request(?:ed)?|attempt(?:ed)?|convert\w*|reply|eligible|apply|ensure)\b",
    re.IGNORECASE,
)


def is_hedged(text: str) -> bool:
    """Whether it speaks of what may come to be rather than of what was."""
    return bool(_HEDGED.search(without_warnings(text)))


def has_movement(text: str) -> bool:
    """Whether the message states a completed movement, not a condition or an announcement."""
    return any(not is_open(text, match) for match in DONE.finditer(text))


def is_only_promised(text: str) -> bool:
    """Whether every verb of movement in it speaks of what may or will be."""
    return DONE.search(text) is not None and not has_movement(text)


def is_open(text: str, verb: re.Match[str]) -> bool:
    """Whether a verb speaks of what may or will be: its condition stands before or behind it."""
    before = text[max(0, verb.start() - 70) : verb.start()]
    after = text[verb.end() : verb.end() + 60]
    if _CONDITIONAL.search(before) or _PROMISED.search(after):
        return True
    return bool(_AT_ONCE.search(after)) and not _PERFECT.match(verb[0])


def has_anchored_movement(text: str) -> bool:
    """Whether one sentence says how much moved, on which account or card, and that it is done."""
    return any(
        _MONEY.search(clause) and fields.last4(clause) and has_movement(clause)
        for clause in _CLAUSE.split(text)
    )


def refuse(text: str) -> Reading | None:
    """The refusal that fits, or `None` when the message may be about money that moved."""
    told = as_sentences(without_warnings(text))
    moved = has_movement(told)
    for refusal in REFUSALS:
        if not refusal.pattern.search(told):
            continue
        if refusal.yields and moved and not (refusal.name == "promotion" and _is_sales_talk(told)):
            continue
        if _is_overruled(refusal, told):
            continue
        return _reading(refusal)
    if without_warnings(text).strip() != text.strip() and not moved and not re.search(r"\d", told):
        return _reading(REFUSALS[0])
    if _is_sales_talk(told):
        return _reading(next(refusal for refusal in REFUSALS if refusal.name == "promotion"))
    return None


def _is_overruled(refusal: Refusal, told: str) -> bool:
    """Words of a refusal beside a movement that says too clearly that it was made."""
    if refusal.name == "otp":
        return not _CODE_GIVEN.search(told) and has_anchored_movement(told)
    if refusal.name == "declined" and _RETURNED_CHEQUE.search(told) and has_anchored_movement(told):
        return True
    return refusal.name == "declined" and bool(_REFUND_DONE.search(told))


def _reading(refusal: Refusal) -> Reading:
    return Reading(
        outcome=refusal.outcome, reason=refusal.reason, confidence=0.95, parser=f"refuse:{refusal.name}"
    )
