"""What the words of a row say its sum is: a total, a tax, cash, change, ...

The words are compared without spaces (`rows.letters`), because readers of pictures glue and split them.
"""

import re
from enum import StrEnum
from functools import lru_cache

from documents.understanding.receipts.rows import letters


class Role(StrEnum):
    TOTAL = "total"
    STRONG_TOTAL = "strong_total"  # "grand total", "amount due": the last word
    WEAK_TOTAL = "weak_total"  # "amount", "sale": often the total
    SUBTOTAL = "subtotal"
    TAX = "tax"
    ROUNDING = "rounding"
    SERVICE = "service"
    DISCOUNT = "discount"
    TIP = "tip"
    PAID = "paid"
    CHANGE = "change"
    COUNT = "count"  # how many pieces
    ASIDE = "aside"  # savings, points, balances of cards
    SUMMARY = "summary"  # the heading of a table of taxes
    HEADER = "header"  # the heading of the list of items
    NONE = ""


_T = r"t[oae]ta[lij]|t0tal|tota1|ttl|jum[l1]ah|gesamt|summe|totaal|tot(?=a?mt|amount|sales|due|rm$|eur$)"
_TOTAL = re.compile(_T)
_TAXES = (
    r"[cs]gst|igst|utgst|gst|sst|\bvat|vat|salestax|servicetax|tax|cukai|pajak|ppn|pb1|pbl|mwst"
    r"|ust(?=\b|$|\d)"
    r"|tva|iva(?![a-z])|btw|moms|hst|cess|ppnbm"
)
_ORDERED: tuple[tuple[Role, "re.Pattern[str]"], ...] = tuple(
    (role, re.compile(pattern))
    for role, pattern in (
        (
            Role.SUMMARY,
            r"(gst|sst|tax|vat|mwst|tva|iva|btw)(rate)?(summary|analysis|breakdown|details"
            r"|specification|recap)"
            r"|(summary|analysis|breakdown)of(gst|tax|vat)|ringkasancukai|^taxcode.*(amt|amount)"
            r"|^(gst|tax|vat)(code|rate)?(%)?(net)?(amt|amount|goods|taxable)(rm|inr)?(gst|tax|vat)",
        ),
        (
            Role.ASIDE,
            r"sav(ed|ing)|point|loyalty|bonus|hemat|rewards|^member|outstanding|availablebalance|cardbalance"
            r"|creditlimit|previousbalance|openingbalance|balanceb[/f]?f|kreditlimit|mrptotal|totalmrp",
        ),
        (
            Role.COUNT,
            rf"({_T})(no|number|num)?(of)?(the)?(qty|quan|item|pcs|piece|unit|line|article|barang|prod|pax)"
            r"|(item|qty|quantity|articles?|barang|product|pcs)s?(sold|count|total|purchased|nos?$)"
            r"|(no|number|num|count)of(item|pcs|article|pax|cust|guest|unit)|^(item|qty|pax|covers?"
            r"|guests?)s?$"
            r"|^anzahl|^nbre?articles|^jmlitem",
        ),
        (
            Role.STRONG_TOTAL,
            rf"(grand|net+|final)({_T}|amt|amount|payable)|({_T})(amt|amount|price|bill)?"
            r"(due|payable|topay|dibayar|bayar|belanja|(after|incl?).{0,12}round|rounded)"
            r"|(amt|amount|balance|bal)(due|payable|topay)|(bill|invoice|inv)(amt|amount|total|value)"
            rf"|netpayable|netto?bill|nett?amo?u?n?t|({_T})(bill|invoice|ttc|general)|payable(amount|amt)"
            rf"|rounded({_T})|({_T})after(disc|tax|gst|round)|jumlah(keseluruhan|besar|perlu|bayaran)"
            r"|zuzahlen|endbetrag|gesamtbetrag|netapayer|totalapagar|importetotal|totalecomplessivo|tebetalen"
            rf"|attbetala|aregler|({_T})keseluruhan|totaleeuro|^nett?(rm|total)?$|^topay|^payable",
        ),
        (
            Role.SUBTOTAL,
            rf"s[uo]b.?({_T})|sub.?tot|subtl|({_T}|amt|amount|sales?|net|value|price)(amt|amount|sales|rm)?"
            rf"(exc|excl|excluding|exclusive|before|without|wo|b4)(?!round)|tax(able|ed)(amt|amount|val"
            rf"|sales|supply)"
            r"|^(gross|basic|item|goods|food|merchandise|net)(amt|amount|value|sales|total|price)"
            rf"|zwischensumme|soustotal|sousttl|imponibile|baseimponible|hargajual|^dpp|({_T})ht$|nettobetrag"
            r"|amountbefore|amtbefore|(exclud|exclus)\w*(gst|tax|sst|vat)",
        ),
        (Role.ROUNDING, r"r[o0]u?nd|rndg|pembulatan|bulat|arrondi|rundung|rounff"),
        (
            Role.DISCOUNT,
            r"disc(?!h)|dlsc|discount|diskon|potongan|rabatt?|remise|coupon|voucher|promo|^less|^offer"
            r"|descuento"
            r"|sconto|korting",
        ),
        (
            Role.SERVICE,
            r"s(er)?vi?ce?(chg|charge|chrg|fee|tax0)|servch|svc|srvchg|bedienung|servicio|(pack|parcel"
            r"|deliver|"
            r"shipping|convenience|handling|platform)\w*(chg|charge|fee)?$|^service|bagcharge"
            r"|containercharge",
        ),
        (Role.TIP, r"^tips?$|gratuity|trinkgeld|pourboire|propina"),
    )
)
_INCLUDES = re.compile(r"inc|incl|with|wth|inclus|termasuk|after|inkl|dengan|ttc")
_IS_TAX = re.compile(_TAXES)
_TAX_SUM = re.compile(rf"({_T})({_TAXES})|({_TAXES})(amt|amount)?({_T})")
_CHANGE = re.compile(
    r"^chan?ge|change(due|rm|amt|amount|given|inr|back)?$|^your?change|cashback|kembali|^ba[kq]i|cambio|rendu"
    r"|r[u]?ckgeld|wechselgeld|^resto|vuelto|wisselgeld|troco|^monnaie|zuruck|^refund|^balance$"
    r"|^bal(rm)?$|^baki"
)
_PAID = re.compile(
    r"^cash(?!ier|bill|sale|memo|invoice|rec|desk|counter|ier)|cash$|tender|tunai|^bayar|pembayaran"
    r"|^paid|amt?paid"
    r"|amountpaid|^payment|^received|receivedamt|amountreceived|^visa|master(card)?|^debit|^credit|creditcard"
    r"|debitcard|^amex|bankcard|^card|gpay|googlepay|^upi|paytm|phonepe|^ovo|gopay|^dana|shopeepay"
    r"|touch.?n.?go"
    r"|^tng|e.?wallet|^ebt|^bar(eur)?$|gegeben|especes|efectivo|contanti|^cb(?![a-z])|carte|karten"
    r"|girocard|eccash"
    r"|^edc|^qris|maestro|contactless|bancontact|^pin$|nets$|^mydebit|boost|grabpay|^kartu|alipay|wechat"
)
_WEAK = re.compile(
    r"^(amount|amt|sale|sales|importe|betrag|montant|charge|charged|nominal|harga)(rm|inr|rs|eur)?s?$"
)
_HEADER_WORDS = re.compile(
    r"qty|quantity|item|desc|particular|price|rate|amount|amt|total|disc|uom|unit|code|tax|product|hsn"
    r"|harga|sr\b|sno"
)
_MOST_HEADERS = 3
_FILLER = re.compile(
    rf"{_T}|amount|amt|rm|myr|inr|idr|rs|rp|usd|eur|sgd|incl?u?s?i?v?e?(ding|sive)?|exc|of|{_TAXES}"
    rf"|sales?|payable|"
    r"due|round(ed|ing)?|after|with|nett?|grand|bill|invoice|items?|qty|and|the|for|to|pay|price|value"
    r"|in|before|"
    r"discount|service|charge|all|final|purchase|order|cost|belanja|bayar|semua|sum|balance|total"
    r"|percent|paid|cash"
)
LONGEST_REST = 7  # letters of a row of totals that are none of the usual words


@lru_cache(maxsize=5_000)
def role_of(text: str) -> Role:
    """The role of a row by its words alone."""
    words = letters(text)
    if not words:
        return Role.NONE
    if is_header(text):
        return Role.HEADER
    for role, pattern in _ORDERED:
        if pattern.search(words):
            return _checked(role, words)
    return _plain_role(words)


_BEFORE = re.compile(r"before(the)?r[o0]?und|netofgst|netofvat|supplies|weight|kgs?$")


def _checked(role: Role, words: str) -> Role:
    """A total after discount, or one without tax, is not what its first words say."""
    if _BEFORE.search(words):
        return Role.SUBTOTAL
    has_total = bool(_TOTAL.search(words))
    if role in {Role.ROUNDING, Role.SERVICE} and has_total and not re.match(r"round|service", words):
        return Role.STRONG_TOTAL if role == Role.ROUNDING else Role.TOTAL
    if role == Role.STRONG_TOTAL and re.search(r"exc|before", words) and not _INCLUDES.search(words):
        return Role.SUBTOTAL
    if role == Role.STRONG_TOTAL and _TAX_SUM.search(words) and not _INCLUDES.search(words):
        return Role.TAX
    return role


def _plain_role(words: str) -> Role:
    total = _TOTAL.search(words)
    if _CHANGE.search(words):
        return Role.CHANGE
    if total and _BEFORE.search(words):
        return Role.SUBTOTAL
    if total and re.search(r"total(cash|paid|tender|payment|received)", words):
        return Role.PAID
    if total:
        if _TAX_SUM.search(words) and not _INCLUDES.search(words):
            return Role.TAX
        return Role.TOTAL if len(_FILLER.sub("", words)) < LONGEST_REST else Role.WEAK_TOTAL
    if _PAID.search(words):
        return Role.PAID
    if _IS_TAX.search(words) and len(_FILLER.sub("", words)) < 2 * LONGEST_REST:
        return Role.TAX
    return Role.WEAK_TOTAL if _WEAK.search(words) else Role.NONE


def is_header(text: str) -> bool:
    """A row of column headings, without sums."""
    words = re.findall(r"[a-z/]+", text.lower())
    if re.search(r"\d[.,]\d\d\b", text) or len(words) > 10:
        return False
    return len({word for word in words if _HEADER_WORDS.search(word)}) >= _MOST_HEADERS
