"""Whom the money went to or came from, as the message names them."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from collections.abc import Iterator

from lumen.common.money import CURRENCIES

_I = re.IGNORECASE
_STOP = (
    r"(?=\s+(?:on|dt|dated|date|at\s+\d|via|using|through|thru|by\s+(?:upi|imps|neft|card)|ref|refno|ref\.|rrn|utr|upi|txn|trxn|trans(?:action)?\s+(?:id|no|ref)|avl|avb|avail\w*|aval|bal|balance|curr?(?:ent)?\s+bal\w*|clear|clr|is|was|has|had|have|for\s+(?:rs|inr|upi)|with\s+(?:ref|txn|usd|inr|rs|aed|reference)|from\s+(?:your|a/?c|acct?|hdfc|(?:\w+\s){1,3}(?:a/?c|acct?|account|card|bank))|el\s+\d\S*|linked|towards|in\s+your|to\s+your|en\s+(?:tu|su)|con\s+tu|desde\s+tu|thank|your|not\s+you|if\s+not|call|sms|kwenda|tarehe|salio|earned|charged|dispute|new\s+balance|\d{1,2}[-/](?:\d{1,2}|[a-z]{3})[-/]|\d{4}-\d{2}|umn)\b"
    r"|\s*[\n;|]|\s*\.\s|\s*\.$|\s*,\s*(?:avl|bal|ref|upi|on|if|call|txn|trans|rrn)|\s*\(|\s+-\s|\s*$|\.(?:avl|bal|ref|upi|if|not|txn|trans|your|call|help|dispute|podívejte)|\s*,\s+[A-Z][a-z]+\.\s|\s{3,}\d)"
)
_NAME = rf"(?P<m>[^\s\n.;:,(][^\n;]{{0,70}}?){_STOP}"
_PARTY = r"(?:mr|mrs|ms|m/s|mme|shri|smt|beneficiary|payee|merchant)\.?\s+"


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern.replace("NAME", _NAME), _I | re.MULTILINE)


# Channel paths come first: they are written by machines and leave no doubt.
_PATHS = [
    _rule(r"\bUPI[:/]\s?\d{9,}\s*\((?P<m>[A-Za-z][^)\n]{2,50})\)"),
    _rule(r"\bto:\s*(?:POS|ECOM|PG|UPI)[-/](?P<m>[A-Za-z][^/\n]{2,50}?)(?=\.\s|\.?$|/)"),
    _rule(r"\b(?:UPI|IMPS)-\d{9,}-(?P<m>[A-Za-z][^/\n;-]+?)(?=-|/|\s+on\b|\.\s|\.$|\s*$)"),
    _rule(
        r"\bUPI/(?:DR|CR|P2A|P2M|P2P|[A-Z]{4})/[A-Z0-9]{6,}/(?P<m>[^/\n;]+?)(?=/|\s+(?:on\s+)?\d{1,2}-|\s+on\b|\s*\.\s|\.$|\s*$|\)|,)"
    ),
    _rule(r"\bUPI/(?:P2A/|P2M/)?\d{9,}/(?P<m>[^/\n;]+?)(?=/|\s+on\b|\s*\.\s|\.$|\s*$|\)|,)"),
    _rule(
        r"\b(?:NEFT|RTGS|IMPS|MMT|INB|INFT)[/*-]+(?:(?:CR|DR|IMPS|P2A)[/*-]+)?(?:[A-Z0-9]{6,}[/*-]+)(?P<m>[A-Za-z][^/*\n;(]+?)(?=[/*(]|\s+on\b|\.\s|\.$|\s*$|-[A-Z0-9]{6,})"
    ),
    _rule(r"/(?P<m>[A-Za-z][A-Za-z ]{2,40})\.\s?Bal\b"),
    _rule(r"\bInfo\s*:?\s*(?:BIL|VPS|VIN|IIN)[*/](?:[^*/\n.]{1,24}[*/])*(?P<m>[A-Za-z][^*/\n.]{2,40})"),
    _rule(
        r"\b(?:ACH|NACH|ECS)[\s*/-]+(?:D-|DR\b|CR\b|C-|DEBIT|CREDIT)?[\s*/-]*(?P<m>[A-Za-z][^*/\n;-]{3,}?)(?=[*/-]|\s+on\s+\d|\.\s?(?:avl|bal)|\.$|\s*$)"
    ),
    _rule(r"\bVPA\s*:?\s*[\w.\-]+@\w+\s+(?P<m>(?-i:[A-Z][A-Z&'. ]{2,40}))(?=\.|\s+(?:on|upi|ref|\()|\s*$)"),
    _rule(r"\bVPA\s*:?\s*(?P<v>[\w.\-]+@[\w.\-]+)\s*\((?:UPI[^)]*|(?P<m>[^)\n]{3,60}))\)"),
    _rule(r"\b(?:VPA|UPI ID|vendor|merchant|payee)\s*:?\s*(?P<v>[\w.\-]+@\w+)"),
    _rule(r"\b(?:to|by|from|at|towards|for)\s*[:\s]\s*(?P<v>[\w.\-]+@[a-z]{2,})\b"),
]
# Sentences that leave no doubt either, before any remark is read.
_SURE_OUT = [
    _rule(
        r"\b(?:sent|paid|transferred|umetuma|umelipa)\s+(?:[A-Z]{1,4}|[₹$€£₦])?\.?\s?[\d,.]+\s?(?:[A-Z]{3}\s)?(?:of\s+\w+\s+)?(?:to|kwa)\s+(?:"
        + _PARTY
        + r")?NAME"
    ),
]
_SURE_IN = [
    _rule(
        r"\b(?:deposited|credited)\s+(?:in|into|to)\s+(?:your|ur)\s+a/?c\b[^\n.;]{0,30}?\bby\s+(?:"
        + _PARTY
        + r")?NAME"
    ),
    _rule(
        r"\b(?:received|umepokea)\s+(?:[A-Z]{1,4}|[₹$€£₦])?\.?\s?[\d,.]+\s?(?:[A-Z]{3}\s)?(?:of\s+\w+\s+)?(?:from|kutoka(?:\s+kwa)?)\s+(?:"
        + _PARTY
        + r")?NAME"
    ),
]
# Labelled lines, in the languages that write them.
_LABELS = [
    _rule(r"\bfinal\s+\d{4}\s+R\$\s?[\d.,]+\s+(?P<m>[^\n]{2,40}?)\s+em\b"),
    _rule(r"\bbeneficiary\s+(?:a/?c|ac|account)\b[^\n]{0,30}?\bof\s+NAME"),
    _rule(r"^(?:[^:\n]{2,20}:\s*)?(?P<m>[A-Z][^\n:]{1,40}?)\s+(?:has\s+)?(?:paid|sent)\s+you\b"),
    _rule(r",\s*(?P<m>[A-Z][^,\n]{2,40}),\s*R\s?-?\d"),
    _rule(r"\bpresso\s+(?P<m>[^\n]{2,50}?)\s+(?:con|il|in\s+data)\b"),
    _rule(r"\bla\s+(?P<m>(?-i:[A-Z])[^\n]{2,50}?)\s+(?:cu|din|la\s+data)\b"),
    _rule(r"\b(?P<m>(?-i:[A-ZÇĞİÖŞÜ])[^\n\d]{2,40}?)\s+taraf[ıi]ndan"),
    _rule(r"\d\s?(?:HUF|Ft),\s*(?P<m>[^,\n]{2,40}),"),
    _rule(r"בבית\s+העסק\s+(?P<m>[^\n.,]{2,40})"),
    _rule(r"карт\w*\s?\*?\d{4}\s+(?P<m>[A-ZА-ЯІЇЄ][^\n]{1,40}?)\s+(?:баланс|доступно|остаток)"),
    _rule(r"\d\s?[A-Z]{3};\s*(?P<m>[^;\n]{2,40});\s*(?:ostatok|ok|balans|dostupno)"),
    _rule(r"\d\s?(?:RUB|BYN|UAH|KZT|₽)\.\s+(?P<m>[^\n;]{2,40}?)\.\s+(?:доступно|баланс|остаток)"),
    _rule(r"\ba\s+la\s+(?:cuenta|llave)\s+\S+\s+de\s+NAME"),
    _rule(r"\b(?:kartou|kartu)\b[^\n]{3,20}?\bv\s+(?P<m>(?-i:[A-Z])[^\n.]{2,40}?)(?=\.|\s*$)"),
    _rule(r"\bbayar\s+\S+\s+ke\s+(?P<m>[^\n]{2,40}?)\s+(?:pakai|dengan|pada)\b"),
    _rule(r"(?:oplata|pokupka|spisanie)\s+[\d.,\s]+[A-Z]{3};\s*(?P<m>[^;\n]{2,40});"),
    _rule(r"\blocation\s*:\s*(?P<m>[^,\n:]{2,60})"),
    _rule(r"\bmobile\s+[\dxX]{6,}-(?P<m>[^(\n]{2,60}?)\s*\("),
    _rule(r"\bfrom\s+\d{4,}\s*-\s*(?P<m>[^\n]{2,60}?)(?=\s+(?:on|new)\b|\.|\s*$)"),
    _rule(r"(?:لدى|عند)\s+(?P<m>[^\n.\d:]{2,60}?)(?=\.|\s+(?:يوم|في|بتاريخ|الرصيد)|\s*$)"),
    _rule(r"\bw\s+(?P<m>(?-i:[A-Z])[^\n.]{2,40}?)(?=\.|\s+saldo|\s*$)"),
    _rule(r"\b(?P<m>(?-i:[A-ZÇĞİÖŞÜ])[^\n\d]{2,40}?)\s+adl[ıi]\s+ki[şs]i"),
    _rule(r"\bbei\s+(?P<m>[^\n]{2,50}?)\s+(?:belastet|bezahlt|am|abgebucht)"),
    _rule(r"\bdari\s+(?P<m>[^\n]{2,50}?)\s+ke\b"),
    _rule(r"\brecebid[ao]\s+de\s+(?P<m>[^\n]{2,50}?)\s+(?:no|de|em)\b"),
    _rule(r"\bnd\s*:\s*(?:thanh\s+toan\s+)?(?P<m>[^\n]{2,60}?)\s*$"),
    _rule(r"\bcash-?out\s+to\s+(?P<m>[^\n]{2,50}?)\s+is\b"),
    _rule(
        r"(?:tarihinde|saat|\d\d:\d\d)\s+(?P<m>[^\d\n][^\n]{1,60}?)\s+(?:i[sş]yerin\w+|firmas[ıi]nda|adl[ıi])"
    ),
    _rule(r"(?:покупка|оплата|списание)\s+[\d\s.,]+(?:р|₽|руб)\S*\s+(?P<m>[^\n]+?)\s+(?:баланс|доступно)"),
    _rule(r"\bв\s+(?P<m>[A-ZА-Я][^\n.]{2,40}?)\s*(?:\.|баланс|доступно|$)"),
    _rule(r"(?:ไปยัง|ไปที่|ให้|จาก|ที่)\s*(?P<m>[^\n]+?)(?=\s+(?:บช|บัญชี|คงเหลือ|วันที่)|\s*$)"),
    _rule(r"\bdi\s+(?P<m>[A-Z][^\n]{2,40}?)\s+(?:kartu|dengan|pada|tgl)"),
    _rule(r"\b(?:chez|v[ée]rs|auprès de)\s+NAME"),
    _rule(
        r"\b(?:compr\w+|pag\w+|retir\w+|consumo|compra|cargo)\b[^\n]{2,40}?\b(?:en|em|na|no)\s+(?P<m>[A-Za-z][^\n,]{1,50}?)(?=,|\s+(?:con|com|el|desde|tarjeta|cuenta|no\s+cart|em\s+\d|por)\b|\.|\s*$)"
    ),
    _rule(
        r"^\s*(?:at|merchant|to|from|payee|beneficiary|التاجر|لدى|من|إلى|الى|إلي|في متجر|ร้าน|mağaza|comercio)\s*[:：]\s*(?P<m>[^\n:;]{2,80}?)\s*$"
    ),
    _rule(r"^\s*من\s?\*+;(?P<m>[^\n]+)$"),
    _rule(r"^\s*(?:إلى|الى|من|لـ)\s+(?P<m>[^\d\n*:][^\n*:]{2,60}?)\**\s*$"),
    _rule(r"^\s*to\s+(?P<m>[A-Za-z][^\n]{1,60}?)\s*$"),
    _rule(
        r"\b(?:desc?(?:ription)?|narration|reason|rmks?|remarks?|info|details)\s*[:.\-]\s*(?P<m>[^\n]{2,90}?)(?=\s*\n|\s+(?:date|time|bal|avl|av|avail\w*|ref)\b|\.\s+(?:avl|bal|date|av\b)|\.\s*$|\s*$|\s*-\s*$)"
    ),
    _rule(r"\bร้าน\s*(?P<m>[^\n]+?)(?=\s+(?:บช|บัญชี|คงเหลือ|วันที่)|\s*$)"),
    _rule(r"\bat\s*:\s*(?P<m>[^\n]+)$"),
    _rule(r"\b\d{6,}-(?P<m>[^\n]+?)\s+(?:[A-Z]{2}\s+)?firmasında"),
    _rule(r"(?:oplata|оплата|покупка)\s+[\d.,\s]+\w+\.?\s+(?:[A-Z]{3}\s+)?(?P<m>[^.\n]+)\."),
    _rule(r"\d\s?(?:₽|₸|руб|р|грн|UAH|KZT)\.?\s+(?P<m>[^.\n\d]+)\.?\s*(?:баланс|доступно|остаток|карт)"),
    _rule(r"\bfrom\s+account\s+[\dxX*-]+\s+(?P<m>[^\n.]+?)\s+(?:from|via|on)\b"),
]
_OUT = [
    _rule(r"\ban\s+(?P<m>(?-i:[A-Z])[^\n.]{2,40}?)\s+(?:gesendet|[üu]berwiesen)"),
    _rule(r"(?P<m>(?-i:[A-Z][A-Z .&']{2,40}?))\s+ko\b"),
    _rule(r"\bSIP\s+(?:in|of)\s+NAME"),
    _rule(r"\bauto[- ]?pay\s+(?:of|for)\s+NAME"),
    _rule(r"(?:INR|Rs\.?)\s?[\d,.]*\d,\s*(?P<m>(?-i:[A-Z])[^,\n]{2,40}),"),
    _rule(r"\byou\s+(?:paid|sent)\s+(?P<m>(?-i:[A-Z])[^\n$€£₹\d]{1,40}?)\s+(?=[$€£₹]|[A-Z]{2,3}\.?\s?\d)"),
    _rule(r"\brecharge\s+(?:of|for)\s+(?P<m>(?-i:[A-Z])[A-Za-z]+)"),
    _rule(r"(?P<m>(?-i:[A-Z][A-Z .&']{2,40}?))\s+(?:को|ko)\s"),
    _rule(r"\bnaar\s+NAME"),
    _rule(
        r"\bfor\s+your\s+(?P<m>(?-i:[A-Z][A-Za-z]+(?:\s[A-Z][A-Za-z]+){0,2}))(?=\s+(?:[\dX]|bill|connection|account|no\b|number|postpaid|prepaid|order|policy))"
    ),
    _rule(r"\b(?:favou?ring|fvg\.?|favg\.?|in\s+favou?r\s+of)\s+(?:" + _PARTY + r")?NAME"),
    _rule(r"\brecibo\s+de\s+NAME"),
    _rule(r"द्वारा\s+(?P<m>[A-Z][^\n]{2,40}?)\s+(?:पर|को)(?=\s)"),
    _rule(
        r"\b(?:charged|paid|executed)\b[^\n.]{0,60}?\bfor\s+your\s+(?P<m>(?-i:[A-Z])[^\n.]{2,30}?)\s+order\b"
    ),
    _rule(r"^\s*for\s+(?P<m>[A-Za-z][^\n]{1,50}?)(?:\s+mandate)?\s*$"),
    _rule(
        r"[;,&]\s*(?:and\s+)?NAME_CREDITED".replace(
            "NAME_CREDITED", r"(?P<m>[A-Za-z][^;\n]{1,60}?)\s+(?:is\s+)?credited\b"
        )
    ),
    _rule(
        r"\b(?:trf|transfer(?:red)?|sent|paid|payment)\s+(?:of\s+[^\n]{2,25}?\s+)?(?:to|towards)\s+(?:"
        + _PARTY
        + r")?NAME"
    ),
    _rule(r"\bat\s+(?:POS\s+)?(?:" + _PARTY + r")?NAME"),
    _rule(r"(?<=\s)@\s*(?=[A-Za-z])NAME"),
    _rule(r"\bto\s+account\s+[\dxX*-]+\s+NAME"),
    _rule(r"\bke\s+(?P<m>[A-Z][^\n]{2,40}?)\s+(?:pada|pakai|dengan)\b"),
    _rule(r"\bto\s+(?:" + _PARTY + r")?NAME"),
    _rule(r"\b(?:kwenda|vers|a favor de|для)\s+NAME"),
    _rule(r"\b(?:transferiste|enviaste|pagaste)\b[^\n]{2,20}?\ba\s+NAME"),
    _rule(r"\bv obchod[ěe]\s+NAME"),
    _rule(r"\bna [uú][cč]et\s+NAME"),
    _rule(r"\bpara\s+(?P<m>[A-Z][^\n]{2,40}?)(?=\s+via|\s+em|\.|\s*$)"),
    _rule(r"\bkwa\s+NAME"),
    _rule(r"\btowards\s+NAME"),
    _rule(r"\b(?:transaction|txn|purchase|spent)\b[^\n]{0,30}?\bwith\s+NAME"),
    _rule(r"\bpro\s+(?P<m>[A-Z][^\n.]{2,50})"),
    _rule(r"\bfrom\s+NAME"),
    _rule(r"\b(?:for|on|as|by)\s+NAME"),
    _rule(r"\d{2,4}\s+-\s?(?P<m>(?-i:[A-Z])[^\n.]{2,40}?)(?:\s+SI)?(?=\.)"),
]
_IN = [
    _rule(r"\bda\s+(?P<m>(?-i:[A-Z])[^\n]{2,40}?)\s+(?:sul|in|su|il)\b"),
    _rule(r"(?P<m>(?-i:[A-ZÇĞİÖŞÜ][A-ZÇĞİÖŞÜ ]{3,40}?))\s+hesab[ıi]ndan"),
    _rule(r"(?P<m>(?-i:[A-Z][A-Z&. ]{2,40}?))\s+paid\s+in\b"),
    _rule(
        r"^(?:dear\s+\w+,?\s*)?(?:your\s+)?(?P<m>(?-i:[A-Z][A-Za-z]+(?:\s[A-Z][a-z]+){0,3}))\s+refund\s+of\b"
    ),
    _rule(r"(?P<m>(?-i:[A-Z][A-Za-z .&']{2,40}?))\s+(?:se|से)\s"),
    _rule(r"\bfrm\s+(?:" + _PARTY + r")?NAME"),
    _rule(r"\bde\s+(?:M\.|Mme\.?)\s+(?P<m>[^\n.]{2,40}?)\s+sur\b"),
    _rule(r"\bvon\s+(?P<m>[^\n]{2,50}?)\s+(?:auf|am|an)\b"),
    _rule(r"\bfrom\s+your\s+(?P<m>(?-i:[A-Z])\w+)\s+(?:balance|wallet|account)\b"),
    _rule(
        r"\b(?:received|credited|deposited|credit|refund|transfer)\b[^\n;]{0,110}?\b(?:from|by)\s+(?:"
        + _PARTY
        + r")?NAME"
    ),
    _rule(r"\bfrom\s+(?:" + _PARTY + r")?NAME"),
    _rule(r"\b(?:kutoka kwa|kutoka|от|od odes[ií]latele|od|de la part de|de)\s+NAME"),
    _rule(r"\bby\s+(?:" + _PARTY + r")?NAME"),
    _rule(r"\btowards\s+NAME"),
    _rule(r"\bat\s+NAME"),
    _rule(r"\b(?:for|as|via)\s+NAME"),
]

# What stands where a name could stand but is none.
_NOT_NAME = re.compile(
    r"^(?:transfer(?:\s+of\b|$)|(?:your|ur|you|a/?c|acct|account|cuenta|akaunti|card|ca|self|we|me|block|dispute|know|report|rs|inr|usd|aed|"
    r"info|any|ending|no|for|check|download|avoid|details|otp|mobile(?!\s+(?:top|rech|bill))|registered|fraud|not|on|this|ref|"
    r"beneficiary|of|linked|in|at|with|by|date|its|if|call|sms(?!\s+(?:charge|alert|chg|fee))|that|these|be|help|hh|dd|manage|cancel|"
    r"stop|confirm|view|see|pay|log|visit|click|opt|available|avl|bal|balance|debited|credited|debit card|credit card|"
    r"tu|su|sua|seu|mi|standing|transaction|txn|mandate|autopay|an?(?=\s)|hdfc bank a/?c|upi ref|utr|rrn)\b"
    r"|(?:ay|pnr|loan|order)\b(?=\s*\d)|\w+\s+card\s+xx|pnr\b|order\s*#|bank\s+xx|(?:\w+\s+)?loan\s+\w*\d|(?:upi|imps|neft|rtgs|ach|nach|ecs|clg|aeps|trf|ft|vpa|pos|bank|ib|mb|cash|cr|dr|debit|credit|payment|purchase)$"
    r"|(?:upi|imps|neft|rtgs)/(?:cr(?:edit)?|dr|debit)/\w*|xx|[*x#•]{2}|\d{1,2}[-/]\d|\d{1,2}[-/]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/\d]|\d{1,2}:\d{2}|\d+$|batchid|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|https?:|www\.$)",
    _I,
)
# These begin a sentence, or a name when it is written large: THE BODY SHOP.
_LOWLY = re.compile(r"^(?:the|my|our|all|more|it|us|get|clear)\b(?!\s+(?-i:[A-Z]))", _I)
_FOOTER_START = re.compile(
    r"(?:\bif\s+(?:this\s+(?:was|is)\s+)?not\b|\bnot\s+(?:you|u|done)\b|\bfraud\b|\bto\s+(?:dispute|block|report|opt)\b"
    r"|\bsms\s+(?:block|blk)|\bblock\s+a/c|\bcall\s?\d|\bdial\s|\bdownload\b|\bthank(?:s|\s+you)\b|\bclick\b|\bhelp\s?:"
    r"|\bfor\s+(?:any\s+)?(?:dispute|quer|assist|more|further|info)|\btxt\s+stop|\bprotect\b|\b(?:do\s+not|never|don't)\s+share\b|\bbeware\b|\breply\s+stop|https?://)",
    _I,
)
_PERSON_REST = re.compile(r"\s+(?:A/?C|Acct|account|acc)\b.*$", _I)
_TAIL = re.compile(
    r"(?:\s+(?:on|at|via|using|ref|upi|thru|from|for|by|to|and|&|in|dated|dt|with)|\s*[-,.:;/*]+|\s+\d{1,2}[-/][A-Za-z0-9]{2,3}[-/]\d{2,4}.*)$",
    _I,
)
_PHONE = re.compile(r"(?:-|\s)[\w.]+@\w+.*$|^[\d\s+*xX•#-]{5,}(?=\s+[A-Za-z])|(?<=[A-Za-z])\s+\+?[\dX*]{8,}$")

# Movements that have no other party, under the short name of their channel.
_CHANNELS = [
    ("Cash Deposit", r"cash\s+dep|deposit\s+of\s+cash|deposited\b.{0,60}\bcash\b|\bCDM\b|by\s+cash\b"),
    (
        "Interest",
        r"\b(?:towards|int(?:erest)?\.?\s+(?:paid|credit\w*|earned)|credit\s+interest|as\s+interest|int\.?pd|monthly\s+interest)\b\s*interest|\bint(?:erest)?\.?\s*(?:paid|pd|credit|earned|of|for|amount)\b",
    ),
    ("Salary", r"\bsalary\b"),
    ("ATM", r"\bATM\b|\bCAM\*|\bATW\b"),
    ("Cash Withdrawal", r"cash\s*w(?:ith)?d|\bNFS|cash\s+withdraw|\bwithdrawn\b"),
    ("Cheque", r"\bche?q(?:ue)?\b"),
    ("UPI", r"\bUPI\b"),
    ("IMPS", r"\bIMPS\b"),
    ("NEFT", r"\bNEFT\b"),
    ("RTGS", r"\bRTGS\b"),
    ("Autopay", r"\bNACH\b|\bACH\b|\bECS\b"),
]
CHANNEL_NAMES = frozenset(name for name, _ in _CHANNELS)
WAYS = frozenset(["UPI", "IMPS", "NEFT", "RTGS", "Autopay"])
_EARLY = re.compile(
    r"\b(?:deposited\s+in\s+cash|deposit\s+of\s+cash|cash\s+dep|towards\s+interest|NFS\s?CASH|CAM\*|cash\s+withdrawal|ATM\s+withdrawal|(?:thru|via|by|through)\s+ATM|withdrawn\s+(?:at|from)\s+(?:\w+\s+){0,2}ATM|ATM[\s-]*(?:WDL|W/?D\b|CASH))",
    _I,
)


def find_merchant(text: str, *, is_debit: bool) -> str | None:
    """The other party of a movement, or the channel's name when there is none to be found."""
    if _EARLY.search(text) and (channel := channel_name(text)):
        return channel
    told = without_footer(text)
    for pattern in _rules(is_debit=is_debit):
        for match in _overlapping(pattern, told):
            if name := _accepted(match):
                return name
    return _line_after_date(told) or channel_name(told)


def _rules(*, is_debit: bool) -> list[re.Pattern[str]]:
    sure, likely = (_SURE_OUT, _OUT) if is_debit else (_SURE_IN, _IN)
    return [*sure, *_PATHS, *_LABELS, *likely]


def without_footer(text: str) -> str:
    """The message without its closing advice, whose words look like names."""
    found = next((m for m in _FOOTER_START.finditer(text) if m.start() >= 40), None)
    return text[: found.start()] if found else text


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Every match, also one that begins inside a match that turned out to be no name."""
    match = pattern.search(text)
    while match:
        yield match
        match = pattern.search(text, match.start() + 1)


def _accepted(match: re.Match[str]) -> str | None:
    facts = match.groupdict()
    if facts.get("m"):
        return clean_name(facts["m"])
    return name_of_vpa(facts["v"]) if facts.get("v") else None


def name_of_vpa(vpa: str) -> str | None:
    """`indigo.paytm@hdfcbank` is Indigo; a phone number is nobody."""
    handle = vpa.partition("@")[0]
    gateway = r"^(?:paytm|bharatpe|gpay|phonepe|razorpay|q\d+|upi|rzp)$"
    parts = [
        p
        for p in re.split(r"[.\-_]", handle)
        if re.search(r"[A-Za-z]{3,}", p) and not re.search(gateway, p, _I)
    ]
    return re.sub(r"\d+$", "", parts[0]).title() if parts else None


def clean_name(name: str) -> str | None:
    """Trim what belongs to the sentence; `None` when no name is left."""
    whole = " ".join(name.split()).strip(" .,:;-/*\"'")
    trimmed = _PERSON_REST.sub("", whole)
    if trimmed != whole and re.search(r"\bbank$", trimmed, _I):
        return None  # the holder's own account at a bank
    while (shorter := _TAIL.sub("", trimmed).strip(" .,:;-/*\"'")) != trimmed:
        trimmed = shorter
    trimmed = _PHONE.sub("", trimmed).strip(" .,:;-/*")
    letters = sum(character.isalpha() for character in trimmed)
    if letters < 2 or "@" in trimmed or _is_no_name(trimmed):
        return None
    return trimmed[:120]


def _is_no_name(name: str) -> bool:
    return bool(_NOT_NAME.search(name) or _LOWLY.search(name)) or _is_money(name)


def _is_money(name: str) -> bool:
    return name[:3] in CURRENCIES and bool(re.fullmatch(r"[A-Z]{3}\s?\d[\d,.]*", name))


def _line_after_date(text: str) -> str | None:
    """Card alerts in lines: the name stands alone on the line before or after the time stamp."""
    lines = [line.strip() for line in text.split("\n")]
    stamps = [
        n for n, line in enumerate(lines) if re.match(r"^\d{1,4}[-/]\d{1,2}[-/]\d{2,4}\s+\d{1,2}:\d{2}", line)
    ]
    for index in stamps:
        for near in (index + 1, index - 1):
            name = clean_name(lines[near]) if 0 <= near < len(lines) else None
            if name and not re.search(r"bal|limit|card|a/c|\d{3,}", lines[near], _I):
                return name
    return None


_SIGNED = [
    re.compile(r"(?:[-–]\s?|[.!]\s+)(?P<m>[A-Z][A-Za-z0-9&']{2,20}(?: [A-Z]\w{1,20})?)\.?\s*$"),
    re.compile(r"^(?P<m>[A-Z][\w.&' ]{1,30}?)\s?:\s"),
]


def signature(text: str) -> str | None:
    """Who wrote it, as it says itself: "IRCTC: ..." or "... -IRCTC"."""
    for pattern in _SIGNED:
        match = pattern.search(text)
        name = clean_name(match["m"]) if match else None
        if name and not re.search(
            r"\b(?:bank|alert|update|txn|transaction|info|dear|enjoy|thanks?)\b", name, _I
        ):
            return name
    return None


def channel_name(text: str) -> str | None:
    for name, pattern in _CHANNELS:
        if re.search(pattern, text, _I):
            return name
    return None
