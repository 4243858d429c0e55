"""Whose receipt it is: the name at its top, without addresses, numbers and greetings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from documents.understanding.receipts.roles import Role, role_of
from documents.understanding.receipts.rows import Row, letters

TOP_ROWS = 14
LONGEST_NAME = 80
_LEGAL = (
    r"sdn\.?\s*\.?bhd|sdnbhd|\bs/b\b|\bbhd\b|bhd\.?$|berhad|pte\.?\s*ltd|pteltd|\bpvt\b"
    r"|private limited|pvtltd|\bltd\b"
    r"|limited|\bllp\b|\bllc\b|\binc\b|\bcorp\b|\bplc\b|\bgmbh\b|\bkg\b|\bag\b|\be\.?k\.?\b"
    r"|\bs\.?a\.?r\.?l\b|\bsas\b"
    r"|\bs\.?r\.?l\b|\bs\.?p\.?a\b|\bs\.l\.|\bb\.?v\b|\bn\.v\b|\boy\b|\bab\b|\baps\b|^pt\.?\s|^cv\.?\s"
    r"|\btbk\b"
    r"|\bco\.?,?\s*ltd|\bk\.?k\.?$|& co\b|& sons|\(m\)|company$"
)
LEGAL = re.compile(_LEGAL, re.IGNORECASE)
_TRADE = re.compile(
    r"restoran|restaurant|resto\b|rest\b|cafe|caf[eé]|coffee|kopi|bakery|baker|mart\b|market|store"
    r"|shop\b|kedai|toko"
    r"|warung|rumah makan|hotel|pharmacy|apotek|farmasi|chemist|medical|clinic|klinik|hardware|trading"
    r"|enterprise"
    r"|perniagaan|stationer|book|books|bengkel|motor|petrol|station$|fuel|filling|super|hyper|bazaar"
    r"|bazar|emporium"
    r"|foods?\b|kitchen|dhaba|bhavan|bhawan|sweets|bistro|grill|bar\b|pub\b|pizzeria|ristorante"
    r"|trattoria|brasserie"
    r"|boulangerie|patisserie|mes[oó]n\b|b[aä]ckerei|apotheke|markt|gasthaus|panaderia|farmacia|tienda|mercado"
    r"|supermercado"
    r"|electronics|textiles?|fashion|boutique|salon|spa\b|cinema|gym|laundry|florist|jewell|optic"
    r"|plaza|centre|center"
    r"|industr|marketing|services?\b|agency|agencies|pasaraya|minimarket|swalayan|depot|house|garden"
    r"|corner|dairy",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"\bno\.?\s?:?\s?\d|\blot\s?\w?\d|\bjalan\b|\bjln\b|\bjl\b\.?|\blorong\b|\blrg\b|\btaman\b|\btmn\b"
    r"|\bpersiaran\b"
    r"|\bkampung\b|\bblock\b|\bblk\b|\bfloor\b|\broad\b|\brd\b|\bstreet\b|\bst\b\.?$|\bave(nue)?\b"
    r"|\blane\b|\bnagar\b"
    r"|\bmarg\b|\bcross\b|\bsector\b|\bplot\b|\bnear\b|\bopp\b|\bstra(ss|ß)e\b|str\.\s?\d|strasse"
    r"|platz\b|weg\s\d"
    r"|\brue\b|\bvia\b|\bcalle\b|\bavda\b|\bpiazza\b|\bpincode\b|\bpin\s?[-:]|\b\d{5,6}\b"
    r"|\bkuala lumpur\b|selangor"
    r"|\bjohor\b|\bpenang\b|\bjakarta\b|\bbandung\b|\bsingapore\s?\(?\d|\bunit\s?\w?\d|\bground\b"
    r"|\bwilayah\b|^kota\b"
    r"|\bseksyen\b|\bkaw\b|\bindia\b$|\b[A-Z]{2}\s\d{5}\b|\bdist\b|\bbatu\s\d|\bmukim\b|\bbandar\b"
    r"|^level\b|\bhwy\b"
    r"|\bblvd\b|\bsuite\b|\bstate\b|^p\.?o\.? box|\bgate\b|\bcolony\b|\bphase\b|\bstage\b|\bmain\s\d"
    r"|\d(st|nd|rd|th)\b|^c/\s?\w|^av\.\s|\bplaza\s[^\W\d].*\d",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"\btel\b|\bte1\b|phone|\bph\b|\bfax\b|\bhp\b|mobile|\bmob\b|whatsapp|hotline|e-?mail|@|www"
    r"|https?:|\.com|\.my\b"
    r"|website|facebook|insta|customer care|careline|contact|\bcall\b|telp|telepon|\+\d{2}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"\bgst(in)?\b|\bsst\b|\bvat\b|\btin\b|\bpan\b|\babn\b|\buen\b|\broc\b|\bnpwp\b|\breg\b"
    r"|\bregn?o?\b|company no"
    r"|co\.?\s?(reg|no)|fssai|licen[cs]e|\bust-?id|\bsiret\b|p\.?\s?iva|\bcif\b|\bnif\b|tax id"
    r"|\bcrn?\b|\bcin\b|\bdl no"
    r"|^id\b|service tax no|st\.?-?nr|bill no|invoice no|inv\.? ?no|receipt no|doc(ument)? no|\btable\b"
    r"|\border\b|\btoken\b"
    r"|\bcashier\b|\bcounter\b|\btrans(action)?\W*(no|id|#|\d)|\bterminal\b|\bpos\b|salesperson"
    r"|\bslip\b|check\s?#|chk|server|waiter"
    r"|\bdate\b|tarikh|\btime\b"
    r"|tanggal|\bttime|struk|nota\b|no\.\s?(nota|struk|faktur)|kasir|bediener|kasse",
    re.IGNORECASE,
)
_TITLES = re.compile(
    r"^(simplified|full|retail|sales?|official|original|duplicate|customer|merchant|cash|credit"
    r"|provisional)*(tax|gst|cash"
    r"|sales?|official|retail|credit|guest|proforma)*(invoice|lnvoice|involce|receipt|recelpt|recipt"
    r"|bill|memo|copy|check|"
    r"slip|order|sale|sales|voucher|debit|note|resit|kwitansi|rechnung|quittung|bon|beleg|ticket"
    r"|facture|recu|factura"
    r"|scontrino|ricevuta|estimate|quotation)+(copy|original|bill|no)?$"
    r"|^(welcome|wellcome|selamatdatang|thankyou|terimakasih|thanks|bienvenue|bienvenido|willkommen"
    r"|benvenuti|namaste)"
    r"|^dinein|^takeaway$|^copy$|reprint|duplicate|^open(ing)?(hours|daily|from)|businesshours"
    r"|operatinghours|followus|likeus"
    r"|^original$|^page(no)?$"
    r"|^invoice$|^receipt$|^description|gstregistered|approvedby|^paid$|^void$|^test$|^official"
    r"|^takeout|^delivery(order)?$",
)
_REGISTRATION = re.compile(
    r"\(?\s*(?:co(?:mpany)?\.?\s*)?(?:reg(?:istration|n)?\.?\s*)?(?:roc\s*)?(?:no\.?|#)?\s*[:.]?\s*\(?\s*"
    r"(?:[A-Z]{0,3}\d{4,}\s*[-–]?\s*[A-Z0-9]{1,2}|\d{12}|\d{5,7}-?[A-Z])\s*\)?.*$",
    re.IGNORECASE,
)
_GREETING = re.compile(
    r"^\W*(?:welcome\s*to|wellcome to|thank you for shopping at|selamat datang (?:di|ke))\s*:?", re.IGNORECASE
)
_LICENSEE = re.compile(
    r"licen[cs]ee|\bunit of\b|franchisee|managed by|operated by|trading as|formerly|\bt/a\b", re.IGNORECASE
)
_ALONE = re.compile(
    r"^\W*((sdn\.?\s*)?bhd|pte\.?\s*ltd|pvt\.?\s*ltd|limited|ltd|inc|llc|gmbh|enterprise|trading)\W*$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^\W*(?:(?:and|trading|enterprises?|industr\w+|machinery|marketing|services?|supplies|supply"
    r"|stores?|shop|centre"
    r"|center|restaurant|restoran|supermarket|hypermarket|pasaraya|mart|minimarket|cafe|pharmacy"
    r"|farmasi|bakery|hardware|electrical|holdings?|group|company|co|food|foods"
    r"|international|retail)\W+)+"
    r"(?:(?:sdn\W*)?bhd|s/b|pte\W*ltd|pvt\W*ltd|limited|ltd|llp|inc|llc)?\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlacedName:
    """A name, the row it stands in, and how sure it is."""

    name: str
    row: int
    confidence: float


def find_merchant(rows: Sequence[Row]) -> PlacedName | None:
    """The shop's name; a company's legal name near the top comes before slogans and logos."""
    head = list(enumerate(rows[:TOP_ROWS]))
    tallest = _usual_height(rows)
    scored = [(number, score) for number, row in head if (score := _score(number, row, tallest)) > 0]
    if not scored:
        return _domain(rows)
    number, score = max(scored, key=lambda each: (each[1], -each[0]))
    name = _completed(rows, number)
    return PlacedName(name, number, min(0.97, 0.35 + score / 12)) if name else _domain(rows)


def _usual_height(rows: Sequence[Row]) -> float:
    heights = sorted(row.height for row in rows if row.height)
    return heights[len(heights) // 2] if heights else 0.0


def _score(number: int, row: Row, usual_height: float) -> float:
    """How likely this row is the name; 0 when it cannot be."""
    text = cleaned(row.text)
    words = letters(text)
    if len(words) < 3 or _TITLES.search(words) or _is_mostly_digits(text):
        return 0.0
    has_legal = bool(LEGAL.search(text))
    if _CONTACT.search(row.text) and not has_legal:
        return 0.0
    if (_NUMBERS.search(text) or _ends_list(row.text)) and not has_legal:
        return 0.0
    score = 5.0 - 0.55 * number
    score += 3.2 if has_legal else 0.0
    score += 1.4 if _TRADE.search(text) else 0.0
    score -= 4.0 if _is_address(text) and not has_legal else 0.0
    score -= 6.0 if _LICENSEE.search(text) else 0.0
    score -= 1.5 if len(words) < 5 or text.rstrip().endswith(",") else 0.0
    score -= 1.5 if text.islower() else 0.0  # scribbled by whoever filed it
    if usual_height and row.height > 1.35 * usual_height:
        score += 1.2
    return score


def _is_address(text: str) -> bool:
    """Whether the row says where the shop is; "Wren Street Coffee" is a shop."""
    found = list(_ADDRESS.finditer(text))
    is_shop = found and not any(sign.isdigit() for sign in text) and _TRADE.search(text, found[-1].end())
    return bool(found) and not is_shop


def _is_mostly_digits(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return digits > 0.4 * max(1, len(text.replace(" ", "")))


def _ends_list(text: str) -> bool:
    """A row that belongs to the body: a sum with a role, or a heading of columns."""
    role = role_of(text)
    return role == Role.HEADER or (role != Role.NONE and any(character.isdigit() for character in text))


def cleaned(text: str) -> str:
    """A name without registration numbers, greetings and ornaments."""
    text = _GREETING.sub("", " ".join(text.split()))
    text = _REGISTRATION.sub("", text)
    return text.strip(" *#=-_~.,:;|+\"'`<>[]{}").strip()[:LONGEST_NAME]


def _completed(rows: Sequence[Row], number: int) -> str:
    """The name with the row that goes on with it: "GREEN FIELD TRADING" above "SDN BHD"."""
    name = cleaned(rows[number].text)
    if number and (_ALONE.match(name) or _GENERIC.match(name)):
        above = cleaned(rows[number - 1].text)
        return f"{above} {name}" if _score(number - 1, rows[number - 1], 0.0) > 0 else name
    if number + 1 < len(rows) and _ALONE.match(cleaned(rows[number + 1].text)):
        return f"{name} {cleaned(rows[number + 1].text)}"
    if name.endswith(("&", " AND", " and")) and number + 1 < len(rows):
        return f"{name} {cleaned(rows[number + 1].text)}"
    if name.count("(") > name.count(")"):
        name = name[: name.rfind("(")].strip() if name.rfind("(") > 3 else name + ")"
    return name


def _domain(rows: Sequence[Row]) -> PlacedName | None:
    """Where no name could be read, that of the shop's own pages or mail."""
    for number, row in enumerate(rows):
        match = re.search(
            r"(?:www\.|@)([a-z][a-z0-9-]{2,})\.(?:com|co|net|org|in|my|id|sg|de|fr|es|it|uk)",
            row.text,
            re.IGNORECASE,
        )
        if match and match[1].lower() not in {
            "gmail",
            "yahoo",
            "hotmail",
            "outlook",
            "facebook",
            "instagram",
        }:
            return PlacedName(match[1].replace("-", " ").title(), number, 0.3)
    return None
