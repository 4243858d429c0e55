"""Sentences in which no money has moved, and those in which it has."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from dataclasses import dataclass

from transactions.parsing.mail import vocabulary
from transactions.parsing.reading import Reading

_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason to book nothing, with a sentence it must refuse.

    `is_final` refuses the whole mail when its subject says so, whatever else stands in it.
    """

    name: str
    outcome: str
    reason: str
    pattern: re.Pattern[str]
    example: str
    is_final: bool = True


def _refusal(
    name: str, outcome: str, reason: str, pattern: str, example: str, *, is_final: bool = True
) -> Refusal:
    return Refusal(name, outcome, reason, re.compile(pattern, _I | re.VERBOSE), example, is_final)


REFUSALS = [
    _refusal(
        "otp", "not_money", "A one-time code, not a payment",
        r"""\botp\b(?!\s*(?:,|or|and|/|\bto\s+anyone))|\bone[- ]?time\s+(?:pass|code|pin)|\b(?:code|pin|tan|clave|c[óo]digo|codice|kod\w*|kode)\b.{0,120}\b(?:is|es|ist|est|è|é|adalah)\s+\d{4,8}\b|\b(?:to|para|pour|per|um)\s+(?:authori[sz]e|autorizar|autoriser|autorizzare)\b|\b(?:verification|security|confirmation|sign-?in|login|access|authentication|bestätigungs|sicherheits)[- ]?code\b|\bpasscode\b|\b\d{4,8}\s+is\s+(?:your|the)\b|\b(?<!to\s)(?:confirm|approve|authori[sz]e|verify)\s+(?:the|this|your|a)\s+(?:\w+\s+)?(?:payment|purchase|transaction|transfer)\b|\bbestätige[n]?\b.{0,40}\bzahlung|\b(?:bitte|jetzt)\b.{0,60}\b(?:freigeben|bestätigen)\b|\b(?:autori[czs]a|confirma|aprueba|valide[zr]?|confirme[zr]?|autorizza|conferma|bevestig|keur)\s+(?:(?:la|el|le|il|esta|este|ce|cet|cette|questo|tu|su|votre|deze|de|je|uw)\s+)(?:compra|pago|paiement|achat|pagamento|acquisto|betaling|aankoop)\b|\bc[oó]digo\s+de\s+(?:verificaci|seguridad|un\s+solo)|\bcode\s+de\s+(?:v[ée]rification|s[ée]curit[ée]|confirmation)""",
        "482913 is the OTP for your transaction of Rs 4,999 at GADGET HUB.",
    ),
    _refusal(
        "declined", "not_money", "The payment did not go through",
        r"""\b(?:declined?|unsuccessful(?:ly)?|not\s+(?:yet\s+)?(?:be\s+|been\s+)?(?:received|paid|debited|charged|processed|successful|completed|approved|authori[sz]ed|go\s+through|permitted|allowed|honou?red|possible|accepted)|returned\s+unpaid|we(?:['’]ve|\s+have)?\s+blocked|was\s+blocked|been\s+blocked|on\s+hold|stop\s+payment|rejected|failed|failure|dishonou?red|bounced|insufficient|unable\s+to\s+(?:process|complete|charge)|(?:couldn.t|could\s+not|can.t|cannot|unable\s+to)\s+(?:be\s+)?(?:process|charge|complete|collect|take|pay|pai|ma[dk]e|sen[dt]|debit|deduct|authori[sz]e|approve)\w*|didn.t\s+go\s+through|did\s+not\s+go\s+through|cancell?ed|voided|problem\s+with\s+your\s+(?:payment|billing)|update\s+your\s+(?:payment|billing|card)|abgelehnt|fehlgeschlagen|nicht\s+(?:durchgeführt|ausgeführt|eingelöst|erfolgreich)|storniert|refus[ée]e?|rejet[ée]e?|échou[ée]e?|annul[ée]e?|rechazad[ao]|denegad[ao]|cancelad[ao]|rifiutat[ao]|non\s+riuscit[ao]|geweigerd|mislukt|geannuleerd|recusad[ao]|falhou|مرفوض\w*|رفض)\b""",
        "Your transaction of INR 900 at SHOP on card XX1234 has been declined.",
    ),
    _refusal(
        "statement", "statement", "A statement is ready",
        r"""\b(?:e-?)?statement\b(?!\s+(?:credit|descriptor)).{0,80}\b(?:generated|ready|available|attached|for\s+(?:the\s+)?(?:period|month|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|your)|is\s+here|enclosed)\b|\b(?:your|card|account|bank|monthly|combined)\s+(?:\w+\s+){0,2}e?-?statement\b(?!\s+(?:as|under|with|descriptor|credit|will))|\bminimum\s+(?:amount|payment)\s+due\b|\b(?:certificate|report|summary|form\s+\d+\w?|tax\s+(?:form|document))\b.{0,80}\b(?:ready|available|attached|enclosed|download\w*)\b|\bstatement\s+balance\b|\bkontoauszug\b|\bkreditkartenabrechnung\b|\brelev[ée]\s+de\s+compte\b|\bextracto\b|\bestado\s+de\s+cuenta\b|\bestratto\s+conto\b|\bafschrift\b|\bextrato\b|\bkonto(?:stands)?[üu]bersicht""",
        "Your card statement for November is ready.",
    ),
    _refusal(
        "future", "mandate", "A debit that is announced, not made",
        r"""\b(?:will|shall|would|to)\s+be\s+(?:automatically\s+|auto[- ]?)?(?:debited|deducted|charged|credited|processed|paid|collected|billed|renewed|withdrawn)\b|\bwill\s+(?:automatically\s+)?(?:renew|charge|debit|bill|collect|expire|attempt|mature|lapse|take)\b|\bmatur(?:es|ing|ity)\b|\bcoming\s+up\b|\b(?:we|you).ll\s+(?:be\s+)?(?:charge|debit|bill|automatically)\w*|\bscheduled\s+(?:for|on|to|payment|transfer|debit)\b|\b(?:payment|transfer)\s+(?:is\s+|was\s+|has\s+been\s+)?scheduled\b|\b(?:vorgemerkt|terminiert|programad[ao]|programmée?|programmat[ao]|pianificat[ao]|ingepland|gepland|agendad[ao]|planlagt|schemalagd|zaplanowan\w+|dijadwalkan)\b|\bwird\b.{0,60}\b(?:ausgeführt|gebucht|überwiesen)\b|\bse\s+(?:realizar|ejecutar|enviar|debitar)[áa]\b|\bser[áa]\s+(?:efectuad|enviad|ejecutad|realizad)\w*|\bsera\s+(?:ex[ée]cut|effectu)\w*|\bupcoming\b|\brenews?\s+(?:on|soon|in)\b|\brenewal\s+(?:reminder|notice)\b|\bnext\s+(?:payment|billing\s+date|charge)\s+(?:is|will|of)\b|\bpre-?debit\b|\bwird\b.{0,60}\b(?:abgebucht|eingezogen|belastet|verlängert|fällig)\b|\bwerden\s+wir\b.{0,60}\b(?:abbuchen|einziehen)\b|\bsera\s+(?:pr[ée]lev|d[ée]bit|renouvel)\w*|\bse\s+(?:cargar[áa]|cobrar[áa]|renovar[áa])\b|\bverr[àa]\s+(?:addebitat|rinnovat)\w*|\bwordt\b.{0,40}\b(?:afgeschreven|geïncasseerd|verlengd)\b|\bser[áa]\s+(?:debitad|cobrad|renovad)\w*""",
        "As per your e-mandate Rs 649 will be debited from your card on 08-11-2025.", is_final=False,
    ),
    _refusal(
        "mandate", "mandate", "A standing permission was set up or changed",
        r"""\b(?:e-?mandate|mandate|auto\s?-?pay|standing\s+instruction|recurring\s+payment|direct\s+debit(?:\s+instruction)?|nach|sip)\b.{0,80}\b(?:created|registered|registration|set\s?up|activated|approved|cancel\w*|revoked|paused|resumed|modified|updated|enabled|enrol\w*)\b|\b(?:created|registered|set\s?up|activated|cancelled|revoked|paused|modified|enabled)\b.{0,60}\b(?:e-?mandate|mandate|auto\s?-?pay|standing\s+instruction|recurring\s+payment)\b|\blastschriftmandat\b|\bdauerauftrag\b.{0,40}\b(?:eingerichtet|angelegt|geändert)""",
        "Your e-mandate for HOTSTAR of Rs 149 has been registered.",
    ),
    _refusal(
        "due", "not_money", "A bill or instalment that is due",
        r"""\b(?:is|are|was|falls?|fall|now|coming|payment|bill|premium|emi|instal?ment|amount|rent|fee)\s+(?:now\s+|over)?due\b|\bdue\s+(?:date|on|by|in|soon|tomorrow|today|amount)\b|\boverdue\b|\bpast\s+due\b|\breminder\b|\b(?:your|new|latest|e-?)\s*(?:\w+\s+){0,2}(?:bill|invoice)\b.{0,50}\b(?:is\s+(?:ready|here|available|generated|attached)|has\s+been\s+(?:generated|issued)|generated|is\s+now)\b|\bpay\s+(?:now|by|before|your)\b|\bplease\s+pay\b|\bfällig(?:keit)?\b|\bzahlungserinnerung\b|\bmahnung\b|\bàs?\s+payer\s+avant\b|\bvence\s+el\b|\bscadenza\b|\bvervaldatum\b|\bpayment\s+request\b|\brequest(?:s|ed|ing)?\s+(?:a\s+)?(?:payment|money|₹|rs\.?|inr|\$|£|€)|\bcollect\s+request\b|\brequested\b.{0,30}\bfrom\s+you\b""",
        "Your Airtel bill is ready. Amount due Rs 823, due date 18 Nov.", is_final=False,
    ),
    _refusal(
        "refund", "not_money", "A refund that is on its way",
        r"""\brefund\b.{0,60}\b(?:initiated|requested|request|is\s+being|in\s+progress|in\s+process|will\s+be|approved|on\s+its\s+way|under\s+process|raised|started|expected|takes?|can\s+take)\b|\b(?:initiated|started|requested|raised|approved|processing)\b.{0,40}\brefund\b|\brefund\b.{0,120}\b(?:within|in)\s+(?:the\s+next\s+)?\d[\d\s–-]*(?:to\s+\d+\s+)?(?:business\s+|working\s+|bank\s+)?(?:days|hours|werktag\w*|jours|d[íi]as|giorni)\b|\brückerstattung\b.{0,60}\b(?:eingeleitet|veranlasst|bearbeitung)""",
        "We have initiated a refund of Rs 1,199; it will be credited in 5-7 business days.",
    ),
    _refusal(
        "login", "not_money", "About signing in, or about the card or account itself",
        r"""\b(?:logged|signed|log|sign|einge)[- ]?(?:in|on|loggt)\b|\blog-?in\b|\bnew\s+(?:device|sign-?in|login)\b|\b(?:pin|password|passwort|mot\s+de\s+passe|contraseña|passcode)\b.{0,40}\b(?:changed|reset|updated|set|generated|geändert|modifi|cambi)\w*|\b(?:reset|change)\s+your\s+(?:pin|password)|\b(?:beneficiary|payee|nominee|recipient|empfänger|b[ée]n[ée]ficiaire|beneficiario)\b.{0,80}\b(?:added|registered|activat\w*|hinzugefügt|ajout[ée]|añadid\w*)|\b(?:added|registered)\b.{0,40}\b(?:a\s+new\s+)?(?:beneficiary|payee|biller)\b|\bkyc\b|\bre-?kyc\b
          |\b(?:card(?!\s+(?:purchase|transaction|payment|withdrawal|deposit|charge|refund|credit))|limit|address|mobile|phone|e-?mail|nominee|cheque\s?book|account\s+details|contact)\b.{0,60}\b(?:activated|blocked|unblocked|updated|changed|enabled|disabled|increased|enhanced|raised|dispatched|delivered|issued|shipped|posted|expir\w+|frozen|unfrozen|locked|unlocked|on\s+its\s+way|reduced|revised)\b|\b(?:increased|raised|enhanced)\b.{0,30}\b(?:credit\s+)?limit\b|\blimit\b.{0,60}\bfrom\b.{0,20}\bto\b|\bsecurity\s+(?:alert|notice|update)\b|\bunusual\s+(?:activity|sign)|\bsuspicious\b|\bfraud\s+alert\b|\bdid\s+you\s+(?:make|authori[sz]e|attempt)\b|\bwas\s+this\s+you\b|\bterms\s+(?:and\s+conditions|of\s+(?:use|service))\b.{0,60}\b(?:chang|updat|revis)\w*|\bverify\s+your\b|\bbinding\b|\bdeclaration\b""",
        "You have successfully logged in to Net Banking.",
    ),
    _refusal(
        "delivery", "not_money", "About an order or a delivery",
        r"""\b(?:out\s+for\s+delivery|arriving|dispatched|shipped|on\s+(?:its|the)\s+way|ready\s+(?:for|to)\s+(?:pick|collect)\w*|track\s+(?:your|it)|delivery\s+(?:update|partner|attempt)|unterwegs|versandt|verschickt|zugestellt|exp[ée]di[ée]e?|enviado|en\s+camino|spedito|verzonden|onderweg|delivered)\b|\brate\s+your\b|\bhow\s+was\s+your\b|\breview\s+your\b""",
        "Your package is out for delivery.", is_final=False,
    ),
    _refusal(
        "promotion", "not_money", "An offer",
        r"""\b(?:offers?\b(?!\s+letter)|sale\b|win\b|won\b|hurry|pre-?approved|apply\s+(?:now|today|by|for)|limited[- ](?:period|time)|congrat\w*|instant\s+(?:personal\s+)?loan|personal\s+loan|loan\s+offer|upgrade|save\s+(?:up|big|\d|rs|₹|\$|£|€|more|extra)|flat\s+(?:rs\.?|₹|inr|\d)|up\s?to\s+(?:rs\.?|₹|inr|\$|€|£)?\s?\d[\d,.]*\s?%?\s*(?:off|cashback|discount|back|reward|savings)?|\d+\s?%\s+(?:off|cash\s?back|discount|rabatt|korting|sconto|de\s+(?:descuento|r[ée]duction|desconto))|use\s+code|promo(?:tion)?(?:al)?\s*code|coupon|voucher|exclusive(?:ly)?|eligible|no[- ]cost\s+emi|convert\b.{0,40}\bemi|earn\s+(?:up|\d|rewards?|points|rs|₹|cash)|introducing|refer\s+(?:a|and|your|&)|sign\s+up\b|subscribe|webinar|newsletter|free\s+trial|(?:get|enjoy|grab|unlock|claim|redeem)\s+(?:up|flat|a|an|your|₹|rs|\d|\$|£|€)|rabatt|angebot|gutschein|sichern\s+sie|oferta|aprovecha|descuento|promo[cç][iãa]\w*|offerta|sconto|korting|aanbieding|profitez|offre\s+sp[ée]ciale|survey|feedback)\b""",
        "Get flat Rs 120 off on your next order with this coupon.", is_final=False,
    ),
    _refusal(
        "request", "not_money", "A request that is still being worked on",
        r"""\b(?:cheque|check|chq)\b.{0,80}\b(?:clearing|stopp?(?:ed)?|issued|presented)\b|\bsubmit(?:ted)?\s+(?:your|the|form|a)\b|\bwas\s+submitted\b|\byour\s+claim\b|\bclaim\s+(?:about|for|of|has|was)\b|\blooking\s+into\b|\binvestigat\w+|\breklamation\b|\br[ée]clamation\b|\breclamaci[óo]n\b|\bawait(?:s|ing)\b|\bto\s+avoid\b|\brequest\b.{0,100}\b(?:received|accepted|submitted|registered|raised|logged|in\s+process)\b|\bis\s+(?:being\s+)?(?:process(?:ed|ing)|pending)\b|\bunder\s+process(?:ing)?\b|\bservice\s+request\b|\bcomplaint\b|\b(?:your|a|the)\s+dispute\b|\bdispute\s+(?:raised|received|opened|registered|resolved|update|case|id)\b|\bwird\s+bearbeitet\b|\ben\s+cours\s+de\s+traitement\b|\bin\s+bearbeitung\b""",
        "Your transfer request of Rs 900 has been received and is being processed.",
    ),
]  # fmt: skip

SETTLED = re.compile(
    r"""\b(?:has|have|had|is|was|been|are|were|'s|’s|got)\s+(?:(?:just|now|successfully|also|automatically)\s+){0,2}(?:been\s+)?(?:(?:just|successfully)\s+)?
          (?:debited|credited|deducted|withdrawn|deposited|spent|paid|sent|transferred|received|refunded|reversed|charged|used|made|approved|posted|processed|completed|placed\s+or\s+charged|authori[sz]ed|successful|collected|placed)\b
      |\b(?:debited|credited|deducted|withdrawn|deposited|spent|refunded|withdrew)\b
      |\b(?:you(?:['’]ve|\s+have|\s+just)?|we(?:['’]ve|\s+have)?|he|she|they)\s+(?:(?:just|successfully)\s+)?(?:paid|sent|spent|received|got|withdrew|withdrawn|transferred|bought|purchased|deposited|made|used|refunded)\b
      |\b[\w.]+\s+(?:sent|paid)\s+you\b|\bsent\s+you\b|\bpaid\s+you\b
      |\b(?:txn|transaction|purchase|payment|withdrawal|charge)\b.{0,40}\b(?:of|for|with|at)\b
      |\bthank\s+you\s+for\s+(?:using|your\s+payment)\b|\bhas\s+(?:a\s+)?(?:debit|credit)\s+by\b|\bhas\s+credit\b|\bwas\s+used\b
      |\b(?:debit|credit|deposit|transfer|charge)\b.{0,60}\b(?:posted|cleared|booked)\b
      |\b(?:approved|purchase\s+approved|payment\s+(?:received|sent|successful|confirmed|made|complete))\b
      |\d\s+(?:was\s+|just\s+)?(?:sent|paid|spent|received|transferred|debited|purchase|charged|taken|used|withdrawn|refunded)\b|\b(?:has|have)\s+(?:just\s+)?(?:left|landed|arrived|gone\s+out|come\s+in)\b|\bwent\s+out\s+of\b|\bis\s+(?:now\s+)?in\s+your\b|\binterest\s+(?:paid|earned|credited)\b|\bdetails\s+of\s+this\s+transaction\b|\b(?:pur|pos\s+purchase|pos)\s*,
      |"""
    rf"\b{vocabulary.words(vocabulary.GONE, vocabulary.COME, vocabulary.DONE)}\b|{vocabulary.ARABIC}",
    _I | re.VERBOSE,
)
_UNLESS = re.compile(
    r"\b(?:if|once|when|until|unless|will|would|shall|can|could|may|might|to\s+be|before|wenn|falls|si|se(?!\s+(?:ha|han|te|le|acredit|debit))|als)\b[^.;\n]{0,70}$",
    _I,
)


def refusal_of(sentence: str) -> Refusal | None:
    """Why this sentence alone would book nothing."""
    return next((refusal for refusal in REFUSALS if refusal.pattern.search(sentence)), None)


def is_conditional(sentence: str, at: int) -> bool:
    """Whether what begins at a place only holds if or when something else does."""
    return bool(_UNLESS.search(sentence[max(0, at - 80) : at]))


def says_moved(sentence: str) -> bool:
    """Whether a sentence states a movement as done, not as a condition or an announcement."""
    return any(
        not _UNLESS.search(sentence[max(0, found.start() - 80) : found.start()])
        for found in SETTLED.finditer(sentence[:2000])
    )


def refused(refusal: Refusal) -> Reading:
    return Reading(
        outcome=refusal.outcome, reason=refusal.reason, confidence=0.92, parser=f"mail:refuse:{refusal.name}"
    )
