"""What is left of a bank's line without rails, gateways, numbers, places and legal forms."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from lumen.common.text import slug_key
from transactions.enrichment import words
from transactions.enrichment.spelling import plain
from transactions.enrichment.upi import best_segment, handle_of

MAX_NAME = 200
_DATA = Path(__file__).with_name("data")
_LINES: dict[str, str] = tomllib.loads((_DATA / "lines.toml").read_text(encoding="utf-8"))
_RECENT = 20_000
_MOST_WORDS = 4

_SPLIT_RAIL = re.compile(
    r"^(?:(?:to|by) transfer ?-? ?)?(?:upi|neft|imps|rtgs|ach|nach|ecs|mmt|inf|inft|ib|mb|tpt|p2a"
    r"|p2m|bil|bpay|bbps|pos|ecom|vps|vin|iss)\b"
    r"(?: ?(?:cr|dr|inward|outward|out|in|mandate|ar|payment to))?\s*[-/*:]",
    re.IGNORECASE,
)


def _listed(name: str) -> list[str]:
    """One list of `data/lines.toml`, the longest first."""
    told = " ".join(_LINES[name].split()).split(",")
    return sorted({each.strip() for each in told if each.strip()}, key=lambda each: (-len(each), each))


def _any_of(name: str) -> str:
    """A pattern of its entries; a space stands for any number of them."""
    return "|".join(re.escape(each).replace(r"\ ", r"\s*") for each in _listed(name))


_GATEWAY = re.compile(rf"^(?:{_any_of('gateways')})\s?\*+\s?", re.IGNORECASE)
_SPACED_GATEWAY = re.compile(rf"^(?:{_any_of('gateways_without_star')})\s+(?=[a-z]{{3}})", re.IGNORECASE)
_LEAD = re.compile(
    rf"^(?:(?:{_any_of('leads')})(?=$|[\s:/*.,#-])[\s:/*.,#-]*"
    rf"(?:(?:{_any_of('months')})\.?(?: ?\d{{2,4}})?\s+)?"
    r"|(?:to|from|at|en|em|bei|chez|by|no|nr|n°|op)\s+(?=\S)"
    r"|(?:dr|cr)(?:[-/:]\s*|\s+(?=\d|to |from |by ))"
    r"|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\s+|\d{4,}[\s:-]+|x{2,}\d{2,}\s+)+",
    re.IGNORECASE,
)
_FILLER = re.compile(rf"\b(?:{_any_of('filler')}|des:.*|indn:.*)(?=\s|$)", re.IGNORECASE)
_LEGAL = re.compile(rf"[\s,.]+(?:{_any_of('legal_forms')})\.?$", re.IGNORECASE)
_COUNTRIES, _STATES = frozenset(_listed("countries")), frozenset(_listed("regions"))
_REAL_WORDS, _BEFORE_PLACE = frozenset(_listed("ambiguous_codes")), frozenset(_listed("before_town"))
_CARD_NUMBER = re.compile(
    r"\b[\dxX*]{4,}[xX*]{2,}[\dxX*]*\d{2,4}\b|\b\d{6}[xX*]+\d{4}\b|\b[xX*]{2,}\d{3,}\b"
    r"|\b(?:card|carte|tarj)\s+(?:no\.? ?)?\d{4}\b"
)
_VPA = re.compile(r"[\w.\-]{2,}@[a-z][a-z0-9]{1,}", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:on |am |du |le |el |dne )?\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b"
    r"|\b(?:on )?\d{1,2}[-/ ]?(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*(?:[-/ ]?\d{2,4})?\b"
    r"|\b(?:MON|TUE|WED|THU|FRI|SAT|SUN) \d{1,2}[AP]M\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b\d{1,2}[/.]\d{1,2}\b|\b\d{2}/\d{4}\b",
    re.IGNORECASE,
)
_CUT = re.compile(
    r"(?<=\w\w)\s*(?:\s#\s?\w+.*|#\d+.*|//.*"
    r"|\s\+?\d?[-. ]?\(?\d{3}\)?[-. ]\d{3}[-. ]?\d{4}.*|\s\d{3}-\d{6,}.*|\s\d{3}-[A-Z]{4,}.*"
    r"|\s(?:https?:|www\.)\S.*|\s\S+\.(?:com|co\.uk|gov|net|org|io|co)/\S*.*|\sg\.co/.*"
    r"|\s(?:ppd|ccd|web|ctx) id:?.*|\sh:\d+.*"
    r"|\s(?:ref|mandat(?:e|sref)?|end-to-end|eref|mref|rum|ics|kundennr|vertrag|rechnung|rg|fact|factura|invoice"
    r"|inv|order|trx|tx|id|conf|acct|a/c|ac|no|nr|n°|num|kd)\.?[:#]?\s*[-\w]*\d{3,}.*)$",
    re.IGNORECASE,
)
_STORE = re.compile(
    r"(?<=\w\w\w)[\s,]+(?:store|str|stores|shop|unit|loc|location|fil|filiale|filial|branch|fuel ctr|suc"
    r"|sucursal|mag|magasin|sklep|stacja|kiosk|station|t|f|no|nr|#)?[\s.\-#]*"
    r"(?=[A-Z\-]{0,2}\d{3,})[A-Z\-]{0,2}\d{3,}[A-Z]?\d*\b.*$",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(
    r"\b\d+[A-Z]+\d\w*\b|\b\d[A-Z]{8,}\b|\b(?=\w*\d{4})[A-Z]{0,6}\d[\w]{3,}\b"
    r"|\b(?=\w*\d\w*\d)(?=\w*[a-z])\w{8,}\b|#\s?\w*|\b\d{4,}\b|\b[A-Z]\d{3,}\b|\b(?:k|m|fil|t)\.\s?\d+\b",
    re.IGNORECASE,
)
_DOMAIN = re.compile(
    r"^(?:https?://)?(?:www\.)?([\w-]{2,})\.(?:com|co\.in|in|net|org|io|co|app|ai|co\.uk|de|fr|es|nl|pl|it|eu"
    r"|com\.au|com\.br|com\.mx|ca|ch|at|be|se|sg|ae|tv|me|dev|gg)\b(?:/\S*)?.*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def _places() -> frozenset[str]:
    lines = (_DATA / "places.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@lru_cache(maxsize=_RECENT)
def strip_noise(text: str) -> str:
    """The name in a bank's line; empty when it names nobody."""
    line = _shop_of(spoken_part(text))
    if vpa := _VPA.search(line):
        line = line.replace(vpa.group(), "").strip() or handle_of(vpa.group())
    line = _DATE.sub(" ", line)
    line = _CUT.sub("", f"{line} ".rstrip())
    line = _DOMAIN.sub(r"\1", " ".join(line.split()))
    line = _without_store(line)
    line = " ".join(_LONG_NUMBER.sub(" ", line).split())
    line = " ".join(_FILLER.sub(" ", line).split()) or line
    line = _LEAD.sub("", line).strip(" -/*:.,_'\"()") or line.strip(" -/*:.,_'\"()")
    return _without_tails(line)[:MAX_NAME]


@lru_cache(maxsize=_RECENT)
def spoken_part(text: str) -> str:
    """The line from where it begins to speak of somebody: behind rails, card words and gateways."""
    line = _CARD_NUMBER.sub(" ", text).replace("\t", "   ").strip()
    if _SPLIT_RAIL.match(line):
        line = best_segment(" ".join(line.split()))
    line, before = _LEAD.sub("", _first_column(line)).strip(), ""
    while before != line:
        before = line
        line = _LEAD.sub("", _SPACED_GATEWAY.sub("", _GATEWAY.sub("", line))).strip() or line
    return line


def _first_column(line: str) -> str:
    """Card lines are columns: name, town, country. The first that says a name."""
    columns = [each for each in re.split(r"\s{2,}(?!\*)", re.sub(r"\*\s+", "*", line)) if each.strip()]
    for column in columns:
        rest = _LEAD.sub("", f"{column} ").strip()
        if len(plain(rest)) > 2 and re.search(r"[^\W\d]{2}", rest):
            return column
    return " ".join(line.split())


def _shop_of(line: str) -> str:
    """What stands before the star; what stands behind it when only initials stand before."""
    name, star, rest = line.partition("*")
    if not star:
        return line
    if len(name.strip()) < 3 and rest.strip():
        return rest.strip()
    return name.strip() if re.search(r"\d", rest) or len(plain(name)) > 3 else f"{name} {rest}".strip()


def _without_store(line: str) -> str:
    """Cut at a shop's number: what follows is where it is."""
    found = _STORE.search(line)
    if found and re.search(r"[^\W\d]{2}", line[: found.start()]):
        return line[: found.start()]
    return line


def _without_tails(line: str) -> str:
    """Drop `BANGALORE KA IN` and `Pvt Ltd` from the end, but never the whole name."""
    before, has_place = "", True
    while before != line:
        before = line
        line = (_LEGAL.sub("", line).rstrip(" ,-./") or line) if len(line.split()) > 1 else line
        line = _without_region(_without_last_number(line))
        if has_place and (shorter := _without_place(line)) != line:
            line, has_place = shorter, False  # one town only: `CAFE NAPOLI AUGSBURG`
    return line


def _without_region(line: str) -> str:
    """Drop a code of a country or state; after one, also the town nobody has heard of."""
    parts = line.rsplit(None, 1)
    if len(parts) < 2:
        return line
    rest, code = parts[0].rstrip(" ,-/"), parts[1].lower().strip(".,()")
    is_country, is_state = code in _COUNTRIES, code in _STATES
    if not (is_country or is_state):
        return line
    if parts[1].isupper() and rest.isupper():
        if code in _REAL_WORDS and _without_place(rest) == rest and len(rest.split()) < 2:
            return line
        return _without_unknown_town(rest) if _is_two_words(rest) else rest
    return rest if len(code) > 3 or (parts[1].isupper() and _without_place(rest) != rest) else line


def _without_last_number(line: str) -> str:
    """Drop a small shop number or a domain that repeats the name."""
    parts = line.rsplit(None, 1)
    if len(parts) == 2 and (_DOMAIN.match(parts[1]) or (parts[1].isdigit() and " " in parts[0])):
        return parts[0]
    return line


def _is_two_words(rest: str) -> bool:
    return len(rest.split()) > 2 and _without_place(rest) == rest


def _without_unknown_town(rest: str) -> str:
    """The last of three words before a region is a town, unless it tells what the shop sells."""
    front, last = rest.rsplit(None, 1)
    said = words.expense_hint(last).category
    is_name = said or len(last) < 4 or not last.isalpha() or _LEGAL.search(f" {last}")
    return rest if is_name or not words.telling_category(front) else front


def _without_place(line: str) -> str:
    """Drop a town from the end; the longest name of one that leaves something to call it."""
    spoken = line.split()
    for count in range(min(_MOST_WORDS, len(spoken) - 1), 0, -1):
        tail = " ".join(spoken[-count:])
        rest = " ".join(spoken[:-count]).rstrip(" ,-/")
        if plain(tail) in _places() and len(plain(rest)) > 1 and plain(rest.split()[-1]) not in _BEFORE_PLACE:
            return rest
    head, dash, tail = line.rpartition("-")
    if dash and plain(tail) in _places() and len(slug_key(head)) > 3:
        return head.rstrip()
    return line
