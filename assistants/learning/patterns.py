"""What personal things look like in the languages of customers, each by the slot that takes its place."""

import re

from assistants.learning import slots

_MONTHS = (
    r"jan(?:uary|uar|vier|eiro|uari)?|ene(?:ro)?|gen(?:naio)?|feb(?:ruary|ruar|brero|braio|ruari)?|f[eé]v(?:rier)?"
    r"|mar(?:ch|s|zo|ço|et)?|märz|maart|mrt|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?|may|mai|mayo|maggio|mei|maio"
    r"|june?|juni|juin|giugno|junio|junho|july?|juli|juillet|luglio|julio|julho|aug(?:ust|ustus)?|août|agosto|ago"
    r"|sept?(?:ember|embre|iembre)?|settembre|setembro|oct(?:ober|obre|ubre)?|okt(?:ober)?|ottobre|outubro"
    r"|nov(?:ember|embre|iembre)?|novembro|de[cz](?:ember)?|d[eé]cembre|diciembre|dicembre|dezembro"
)
_DAYS = (
    r"mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs|rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo"
)
_CURRENCY = (
    r"[$€£¥₹₺₽₩₪]|(?:us|ca|au|nz|hk|s)\$|rs\.?|kr\.?|zł|usd|eur|gbp|inr|aed|chf|cad|aud|nzd|sek|nok|dkk|pln|czk"
    r"|jpy|cny|sgd|hkd|zar|try|brl|mxn|huf|ron"
)
_CURRENCY_WORDS = r"dollars?|euros?|pounds?|rupees?|quid|francs?|franken|cents?|pence|pesos?|reais"
_NUMBER = r"\d(?:[\d.,'’   ]*\d)?"
_ORDER_WORDS = (
    r"order|booking|reservation|ticket|invoice|receipt|reference|ref|tracking|case|account|customer|contract|policy"
    r"|bestell(?:ung|nummer)|auftrag|rechnung|vorgang|kundennummer|sendung"
    r"|commande|facture|dossier|r[eé]servation|pedido|factura|reserva|fattura|ordine|encomenda|bestelling|factuur"
)
_STREET_AFTER = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|way|court|ct|square|sq|terrace|place|close"
    r"|crescent|highway|hwy"
)
_STREET_BEFORE = (
    r"rue|avenue|boulevard|chemin|place|via|viale|piazza|corso|calle|avenida|plaza|rua|travessa|ul\.|ulica"
)
_STREET_SUFFIX = (
    r"stra(?:ß|ss)e|str\.|gasse|weg|allee|platz|damm|ufer|straat|laan|plein|gracht|gatan|vägen|vej|gade"
)
_CAP = r"[^\W\d_a-zß-ÿ][^\W\d_]*[.'’-]?"


def _any(*parts: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(parts), flags)


LINKS = _any(r"\b(?:https?|ftp)://[^\s<>\"']+[^\s<>\"'.,;:!?)\]]", r"\bwww\.[^\s<>\"']+[^\s<>\"'.,;:!?)\]]")
DOMAINS = _any(
    r"\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|shop|store|app|de|fr|es|it|nl|uk|eu|in|ch|at)(?:/[^\s<>\"'.,;:!?)\]]*)?\b(?!@)"
)
EMAILS = _any(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+", r"[\w.+%-]+@[\w-]+")
HANDLES = _any(r"(?<!\w)@\w+", r"@")
IBANS = _any(r"\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?\b")
CARDS = _any(r"\b(?:\d{4}[ -]){2,4}\d{1,4}\b", r"\b\d{13,19}\b", r"[x*•]{2,}[ -]?\d{2,4}\b")
DATES = _any(
    r"\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:t\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?)?\b",
    r"\b\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}\b",
    rf"(?:\b(?:{_DAYS}),?\s+(?:the\s+|den\s+|le\s+)?)?"
    rf"\b\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s?(?:of\s|de\s)?(?:{_MONTHS})\b(?:\.?,?\s(?:de\s)?\d{{4}})?",
    rf"(?:\b(?:{_DAYS}),?\s+)?\b(?:{_MONTHS})\.?\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}})?",
    rf"\b(?:{_MONTHS})\s\d{{4}}\b",
    rf"\b(?:{_DAYS}),?\s+(?:the\s+|den\s+|le\s+|el\s+)?\d{{1,2}}(?:st|nd|rd|th|er|\.)?(?![\w:])",
    r"\b(?:on|by|until|before|since|from|after|till) the \d{1,2}(?:st|nd|rd|th)\b",
    r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日",
)  # fmt: skip
AMOUNTS = _any(
    rf"(?<!\w)[-−+]?(?:{_CURRENCY})\s?[-−+]?{_NUMBER}(?:\s?k\b|\s?m\b)?",
    rf"(?<![\w.,])[-−+]?{_NUMBER}\s?(?:{_CURRENCY}(?![^\W_])|(?:{_CURRENCY_WORDS})\b)",
)
ORDERS = _any(
    rf"\b(?:{_ORDER_WORDS})(?:\s*(?:no|nr|number|nummer|num[eé]ro|n[uú]mero|id|code|reference|is|:|#|\.)){{0,3}}"
    r"\s*[:#.]?\s*(?P<value>(?=[\w/-]*\d)[\w](?:[\w/-]{0,28}\w)?)",
    r"(?P<hash>#\s?(?=[\w/-]*\d)\w[\w/-]{0,30})",
    r"(?P<code>\b(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])(?!\d{1,4}(?:st|nd|rd|th|h|am|pm|k|kg|g|cm|mm|ml|m|l|x)\b)\w[\w/-]{2,30}\w\b)",
)  # fmt: skip
PHONES = _any(r"(?<![\w.,])(?:\+|00)?\(?\d[\d  ()/.-]{6,18}\d(?!\w)")
ADDRESSES = _any(
    rf"\b\d{{1,5}}[a-z]?,?\s(?:{_CAP}\s){{1,4}}(?i:{_STREET_AFTER})\b\.?(?:,\s?{_CAP}(?:\s{_CAP})?)?",
    rf"(?i:\b(?:{_STREET_BEFORE}))\s(?:(?:de|du|des|della|del|di|la|le|da|do|dos)\s(?:la\s)?)*(?:{_CAP}\s?){{1,4}},?\s?\d{{1,5}}[a-z]?\b",
    rf"\b\d{{1,5}}\s?(?:bis|ter)?,?\s(?i:(?:{_STREET_BEFORE}))\s(?:(?:de|du|des|la|le|l['’])\s?)*(?:{_CAP}\s?){{1,4}}",
    rf"\b{_CAP}(?:[ -]{_CAP})?\s?(?i:(?:{_STREET_SUFFIX}))\s?\d{{1,5}}(?:\s?[a-z]\b)?",
    rf"\b[^\W\d_]+(?i:(?:{_STREET_SUFFIX}))\s?\d{{1,5}}(?:\s?[a-z]\b)?",
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b",
    rf"\b(?:[A-Z]{{1,2}}-)?\d{{5}}\s{_CAP}\b",
    flags=0,
)
NUMBERS = _any(
    r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|uhr|h\d{0,2})(?![^\W_])",
    r"[-−+]?(?:\d+(?:[.,:/'’×x-]\d+)+|\d+)(?:(?:st|nd|rd|th)\b)?",
)

PERSONAL: tuple[tuple[str, re.Pattern[str]], ...] = (
    (slots.LINK, LINKS),
    (slots.EMAIL, EMAILS),
    (slots.LINK, DOMAINS),
    (slots.NUMBER, IBANS),
    (slots.NUMBER, CARDS),
    (slots.ADDRESS, ADDRESSES),
    (slots.DATE, DATES),
    (slots.AMOUNT, AMOUNTS),
    (slots.ORDER, ORDERS),
    (slots.PHONE, PHONES),
    (slots.NUMBER, NUMBERS),
    (slots.NAME, HANDLES),
)
"""Earlier ones take precedence where two see the same stretch."""


def _choice(*lines: str) -> str:
    """Alternatives of a pattern, written in lines."""
    return "(?:" + "|".join(lines) + ")"


TITLES = (
    r"mrs?|ms|miss|mx|dr|prof|sir|madam|herrn?|frau|mme|madame|mlle|monsieur|se[ñn]or(?:a|ita)?|sra?|do[ñn]a"
    r"|signor[ae]?|sig(?:\.ra|ra)?|senhora?|dhr|mevr(?:ouw)?|meneer|pan[ií]?"
)
_GREETINGS = _choice(
    r"hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|greetings|thanks?|thank you|sorry",
    r"hallo|liebe[rs]?|sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|beste|geachte|hoi|dag|hej",
    r"bonjour|bonsoir|ch[eè]re?|salut|ciao|buongiorno|buonasera|gentile|car[oa]",
    r"hola|buen(?:os|as) (?:d[ií]as|tardes|noches)|estimad[oa]|querid[oa]",
    r"ol[aá]|prezad[oa]|bom dia|boa (?:tarde|noite)|cze[sś][cć]|dzie[nń] dobry|namaste",
)
_CLOSINGS = _choice(
    r"(?:best|kind|warm|many)?\s?(?:regards|wishes|thanks)|thanks|thank you|thx|cheers|best|love|warmly",
    r"sincerely|yours(?: (?:truly|sincerely|faithfully))?|mfg|lg|vg|danke|gru(?:ß|ss)",
    r"(?:viele|liebe|beste|sch[oö]ne) gr(?:ü|ue)(?:ß|ss)e|mit freundlichen gr(?:ü|ue)(?:ß|ss)en",
    r"cordialement|merci|bien [aà] vous|saludos|un saludo|gracias|atentamente|cordiali saluti|grazie|saluti",
    r"atenciosamente|obrigad[oa]|abra[cç]os?|met vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt",
    r"pozdrawiam|hilsen|h[aä]lsningar",
)
_NAMINGS = _choice(
    r"my (?:full |first |last )?name(?:'s| is)|the name is|name:|mein name ist|ich hei(?:ß|ss)e",
    r"je m['’]appelle|mon nom est|me llamo|mi nombre es|mi chiamo|meu nome [eé]|mijn naam is|nazywam si[eę]",
    r"on behalf of|(?:under|in|on) the name(?: of)?|addressed to|booked (?:by|for)",
)
_PERSON = r"(?-i:[^\W\d_a-zß-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)*\.?)"
_FULL = rf"{_PERSON}(?:[  ](?:(?:van|von|de|der|den|da|di|du|la|le|bin|al)[  ])*{_PERSON}){{0,3}}"
TITLED = re.compile(rf"\b(?:{TITLES})\b\.?[  ]+(?P<name>{_FULL})", re.IGNORECASE)
GREETED = re.compile(
    rf"^\W*{_GREETINGS}(?:[  ]there)?[,  ]+(?P<name>(?:(?:{TITLES})\b\.?[  ]+)*{_FULL})"
    r"(?=\s*(?:[,!.:;–—-]|\n|$))",
    re.IGNORECASE | re.MULTILINE,
)
INTRODUCED = re.compile(
    rf"\b{_NAMINGS}[:  ]+(?P<name>{_FULL})"
    r"|\b(?:i am|i['’]m|this is|it['’]s|ich bin|hier ist|je suis|soy|sono|sou|ik ben)[  ]+"
    rf"(?P<said>{_FULL})(?=\s*(?:[,.!;]|$|from\b|here\b|and (?:i|my)\b|aus\b|von\b))",
    re.IGNORECASE,
)
SIGNED = re.compile(
    rf"(?:^|[\n.!?,])[  ]*{_CLOSINGS}[ ,.!–—-]*[\n  ][\n  –—-]*(?P<name>{_FULL})[ .]*(?=\n|$)",
    re.IGNORECASE,
)
NOT_NAMES = frozenset(
    word
    for line in (
        "there all team everyone sir madam customer client patient guest friend folks again support hello",
        "hi dear thanks i my the a an this that is it we you your our no not yes ok okay what when where why",
        "how who can could would will please sorry trying having looking writing still just very so also in",
        "on at to for with from and or but if as by american british german french italian spanish indian",
        "canadian european english monday tuesday wednesday thursday friday saturday sunday visa mastercard",
        "urgent correct wrong fine great ridiculous unacceptable new late here ready happy unhappy paypal",
        "apple kundin kunde kundenservice damen herren zusammen tous toutes equipo tutti equipe",
    )
    for word in line.split()
)
