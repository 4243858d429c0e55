"""Facts that a mail gives as label and value: table rows, `label: value` lines, a label over its value."""
# ruff: noqa: E501  tables are data; a broken line hides more than a long one

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transactions.parsing.mail import vocabulary

_I = re.IGNORECASE


@dataclass(frozen=True, slots=True)
class Fact:
    """A label with its value; `kind` is what the label means, or empty."""

    kind: str
    label: str
    value: str
    line: int


# What labels mean, in the languages of the mails. The first kind whose words fill the whole label wins.
_KINDS = [
    ("debited", r"(?:dr|debit|out)\.?\s*(?:amt|amount)\.?|(?:transaction\s+)?(?:amount|amt|sum|value)\s+(?:debited|spent|withdrawn|sent|deducted)|(?:debited|spent|withdrawn)\s+amount|debit(?:\s+amount)?|you\s+sent|amount\s+sent|sent|abgebucht|money\s+out|withdrawal(?:\s+amount)?|purchase\s+amount|spent"),
    ("credited", r"(?:cr|credit|in)\.?\s*(?:amt|amount)\.?|deposited|amount\s+deposited|(?:transaction\s+)?(?:amount|amt)\s+(?:credited|received|deposited)|credited\s+amount|credit(?:\s+amount)?|you\s+received|amount\s+received|deposit(?:\s+amount)?|gutschrift|money\s+in|amount\s+refunded|refund(?:ed)?\s+(?:amount|total)|total\s+refund(?:ed)?|refund|erstattungsbetrag|erstattung|remboursement|reembolso"),
    ("paid", r"(?:total\s+)?(?:amount|sum|price)\s+(?:paid|charged|billed)(?:\s+(?:by|via|with|using|through|in|to)\b.{0,30})?|(?:total\s+)?(?:paid|charged|billed)(?:\s+(?:amount|today|via|by|with|using|through)\b.{0,30})?|total\s+(?:paid|charged|billed)(?:\s+.{0,20})?|you\s+(?:paid|were\s+charged)|paid\s+amount|payment\s+(?:amount|total)|amount\s+of\s+(?:payment|charge)|gezahlt(?:er\s+betrag)?|bezahlt(?:er\s+betrag)?|zahlbetrag|montant\s+(?:pay[ée]|r[ée]gl[ée]|pr[ée]lev[ée])|total\s+pay[ée]|importe\s+(?:pagado|cobrado|abonado)|total\s+(?:pagado|cobrado|pago)|importo\s+(?:pagato|addebitato)|totale\s+pagato|(?:totaal\s+)?betaald(?:\s+bedrag)?|valor\s+(?:pago|cobrado)|net\s+paid|(?:pay[ée]|r[ée]gl[ée]|bezahlt|pagado|pagato|betaald|pago)(?:\s+(?:par|mit|con|met|com)\b.{0,30})"),
    ("grand", r"grand\s+total|total\s+(?:amount|price|cost|bill|fare|due\s+today|payable|value|incl\.?.{0,20})(?:\s*\(.{0,30}\))?|(?:order|invoice|bill|booking|trip|ride|receipt|purchase|basket|cart|net|final|overall)\s+(?:total|amount)|net\s+(?:payable|total|amount)|gesamt(?:summe|betrag|preis)?(?:\s*\(?inkl\..{0,20})?|summe(?:\s+brutto)?|rechnungsbetrag|endbetrag|bestellsumme|montant\s+(?:total|ttc)|total\s+(?:ttc|de\s+la\s+commande|[àa]\s+payer|general|del\s+pedido|do\s+pedido|geral|iva\s+incl.{0,12}|con\s+iva)|importe\s+total|totale(?:\s+(?:ordine|complessivo|da\s+pagare))?|importo\s+totale|totaal(?:bedrag|prijs)?(?:\s+incl.{0,12})?|te\s+betalen|valor\s+total"),
    ("total", r"total(?:\s*\(.{0,30}\))?|sum|totals?"),
    ("due", r"(?:total\s+|minimum\s+|min\.?\s+)?(?:amount|payment|balance|sum)\s+(?:due|payable|owed|outstanding)(?:\s+.{0,25})?|(?:minimum|total|min\.?)\s+(?:amount\s+|amt\.?\s+|payment\s+)?due|cash\s+to\s+(?:be\s+)?(?:paid|collect\w*)|pay\s+on\s+delivery|cod\s+amount|fälliger\s+betrag|offener\s+betrag|montant\s+d[ûu]|importe\s+pendiente|amount\s+to\s+(?:be\s+)?pa(?:y|id)|to\s+pay"),
    ("balance", r"(?:your\s+)?(?:available|avail\.?|avl\.?|current|closing|account|new|updated|total|net|clear|ledger|remaining)?\s*(?:available\s+)?bal(?:ance)?(?:\s+(?:(?:after|as\s+of|at|on)\b.{0,30}|in\s+.{0,20}|is))?|kontostand|neuer\s+saldo|saldo(?:\s+(?:disponible|disponibile|actual|dispon[íi]vel))?|solde(?:\s+disponible)?|الرصيد(?:\s+المتاح)?"),
    ("limit", r".{0,30}\blimit\b.{0,20}|.{0,30}\boutstanding\b.{0,20}|linha\s+de\s+cr[ée]dito"),
    ("amount", r"how\s+much|(?:total|monto|importe|valor|montant|importo|bedrag|betrag)\s+(?:de\s+la|de\s+l.|del|de|da|do|di|della|du|van\s+de|der|des)\s?\w+|(?:nominal|jumlah)(?:\s+\w+)?|kwota(?:\s+\w+)?|belopp|bel[øo]p|beløb|tutar[ıi]?|s[ốo]\s+ti[ềe]n|c[áa]stka|čast[kc]a|summa|sum[ăa]|összeg|posted\s+amount|authori[sz]ed\s+amount|transfer|(?:your\s+)?(?:transaction|txn|trxn|transfer|payment|purchase|charge|transacted|billing|local|card)?\s*(?:amount|amt)\.?(?:\s*\(?(?:in\s+)?(?:inr|rs\.?|₹|usd|aed|gbp|eur|\$|€|£)\)?)?|betrag|umsatz|montant(?:\s+(?:de\s+l.op[ée]ration|en\s+eur))?|importe(?:\s+de\s+la\s+(?:compra|operaci[óo]n))?|monto|importo|bedrag|valor(?:\s+da\s+compra)?|cantidad|المبلغ|مبلغ|value|price|transaction|purchase|charge|operaci[óo]n|compra|achat|مبلغ\s+العملية"),
    ("merchant", r"empresa|negocio|tienda|firma|akzeptanzstelle|boutique|enseigne|magazin|obchod|(?:nama\s+)?(?:merchant|toko|pedagang|peniaga)(?:\s+\w+)?|sprzedawca|odbiorca|handlowiec|ink[öo]psst[äa]lle|butik|brukersted|forretning|i[şs]yeri|obchodn[íi]k|d[ôo]ngnghi|kauppias|merchant(?:\s+(?:name|details?|info(?:rmation)?|location|/\s*location))?|(?:at|where)|store(?:\s+name)?|shop|outlet|business(?:\s+name)?|vendor|seller|establishment|comercio|establecimiento|estabelecimento|loja|h[äa]ndler(?:name)?|commer[çc]ant|esercente|negozio|winkel|verk[äa]ufer|التاجر|اسم\s+التاجر|لدى|place\s+of\s+(?:purchase|transaction)|transaction\s+at|terminal"),
    ("payee", r"nombre\s+del?\s+(?:destinatario|beneficiario|comercio)|(?:nama\s+)?penerima|mottagare|mottaker|modtager|al[ıi]c[ıi]|p[řr][íi]jemce|favorecido|recebedor|para|beneficiary\s+account|(?:payee|recipient|beneficiary|receiver)(?:['’]s)?(?:\s+name)?|(?:paid|sent|transferred|transfer|payment|credited)\s+to|to|biller(?:\s+name)?|destinatario|beneficiario|b[ée]n[ée]ficiaire|empf[äa]nger|ontvanger|begunstigde|beneficiary\s+account\s+name|المستفيد"),
    ("payer", r"nombre\s+(?:de\s+quien\s+\w+|del?\s+(?:ordenante|originante|remitente|emisor))|transferido\s+por|ordenado\s+por|von|(?:nama\s+)?pengirim|nadawca|avs[äa]ndare|avsender|afsender|g[öo]nderen|odes[íi]latel|remetente|pagador|de|(?:sender|remitter|payer|payor)(?:['’]s)?(?:\s+name)?|(?:received|sent|credited|deposited)\s+(?:from|by)|from|auftraggeber|absender|donneur\s+d.ordre|ordenante|ordinante|afzender"),
    ("info", r"lastschrift|kartenzahlung|dauerauftrag|pr[ée]l[èe]vement|(?:keterangan|berita|catatan|tytu[łl](?:em)?|opis|meddelande|melding|tekst|a[çc][ıi]klama|zpr[áa]va)|memo|descr|(?:transaction\s+|txn\s+|payment\s+)?(?:info(?:rmation)?|details?|description|desc|narration|remarks?|particulars|detail|purpose|note)|verwendungszweck|concepto|libell[ée]|causale|omschrijving|descri[çc][ãa]o|descripci[óo]n|beschreibung|buchungstext"),
    ("account", r"(?:n[úu]mero|n[uú]m\.?|nº|n°|nr\.?|no\.?)\s+(?:(?:de|da|do|della|du|van|der)\s+)?(?:(?:la|su|tu|sua|votre|uw|je)\s+)?(?:tarjeta|cuenta|cart[ãa]o|carte|compte|conta|carta|conto|rekening|kaart)(?:\s+.{1,25})?|(?:rekening|akaun)\s+\w+|(?:z\s+)?rachun\w+|konto|kort(?:nummer)?|karta|kart|hesap|(?:s[ốo]\s+)?t[àa]i\s+kho[ảa]n|karty|wallet|(?:your\s+)?(?:(?:\w+\s+){0,4}(?:credit|debit|prepaid)\s+)?(?:card|account|acct\.?|a/c|acc\.?)(?:\s+(?:number|no\.?|num|ending(?:\s+(?:in|with))?|used|name|details|type))?|(?:from|debit|source|your|to|debited|credited|credit)\s+(?:account|a/c|acct\.?|card)(?:\s+(?:number|no\.?))?|account\s+(?:ending|debited|credited)(?:\s+in)?|card\s*#|karte(?:nnummer)?|konto(?:nummer)?|carte|compte|tarjeta|cuenta|carta|conto|kaart|rekening|cart[ãa]o|conta|رقم\s+البطاقة|البطاقة|iban"),
    ("method", r"payment\s+(?:method|mode|type|source|instrument|via)|paid\s+(?:with|by|using|via|through)|mode\s+of\s+payment|method|billed\s+to|charged\s+to|zahlungsart|zahlungsmethode|bezahlt\s+mit|mode\s+de\s+paiement|moyen\s+de\s+paiement|(?:m[ée]todo|forma|medio)\s+de\s+pag(?:o|amento)|metodo\s+di\s+pagamento|betaalmethode|betaalwijze|payments?"),
    ("date", r"tanggal(?:\s+\w+)?|tarikh|data\s+\w+|dato|tarih|datum|ng[àa]y|waktu|(?:transaction|txn|payment|purchase|value|posting|order|invoice|booking|date|trip|charge|billing|paid|sent|issued|receipt|post)?\s*(?:date|datum|fecha|data)(?:\s*(?:&|and|/|y|et|und|e)\s*(?:time|uhrzeit|hora|heure|ora))?(?:\s+(?:paid|of\s+(?:transaction|issue|purchase)|due))?|sent\s+on|paid\s+on|when|on|buchungsdatum|rechnungsdatum|bestelldatum|التاريخ|date\s+d[e']\s?(?:l.op[ée]ration|paiement|achat)|(?:fecha|data)\s+(?:de(?:l)?|di|da)\s+\w+|transaction\s+(?:on|time|timestamp)"),
    ("reference", r"(?:upi\s+|bank\s+|utr\s+|transaction\s+|txn\s+|payment\s+|order\s+|booking\s+|invoice\s+|receipt\s+|rrn\s+)?(?:ref(?:erence)?|utr|rrn|id|number|no|nr|confirmation)\.?(?:\s*(?:number|no\.?|id|code|#))?|(?:order|booking|invoice|receipt|bestell|rechnungs|auftrags|confirmation|transaction|crn|pnr)[\s-]*(?:#|no\.?|number|nummer|nr\.?|id|code)?|pedido|commande|num[ée]ro\s+de\s+(?:commande|transaction)|n[úu]mero\s+d[eo]\s+\w+"),
    ("type", r"(?:transaction|txn|payment)\s+(?:type|mode|nature|category)|type|dr/cr|debit/credit|status|transaction\s+status|payment\s+status|order\s+status"),
]  # fmt: skip
_COMPILED = [(kind, re.compile(rf"(?:{words})\s*[*#:.…]*", _I)) for kind, words in _KINDS]
_COLON = re.compile(r"^(?P<label>[^\n:|]{2,45}?)\s?[:：]\s*[-–|]?\s*(?P<value>\S[^\n]*)$")
_DASH = re.compile(r"^(?P<label>[A-Za-zÀ-ÿ][^\n:|₹$€£\d]{1,35}?)\s+[-–=]\s+(?P<value>\S[^\n]*)$")
_MONEY_END = re.compile(
    rf"^(?P<label>[A-Za-zÀ-ÿ][^\n|₹$€£\d:]{{2,45}}?)\s*[:：]?\s*(?P<value>(?:[-−+]\s?)?(?:(?:{vocabulary.BEFORE})\s?[\d.,']+|[\d.,']+\s?{vocabulary.AFTER})\*?)$",
    _I,
)
MONEY = re.compile(rf"(?<![A-Za-z])(?:{vocabulary.BEFORE})\s?\d|\d\s?{vocabulary.AFTER}", _I)


def kind_of(label: str) -> str:
    """What a label means; empty for words that are none."""
    plain = re.sub(r"^[\s•*·\-–>]+|[\s:：*.#=…-]+$", "", label)[:60]
    plain = re.sub(r"\s*\((?:in\s+)?(?:[A-Z]{3}|[^\w\s)]{1,2})\)$", "", plain)
    if not plain or len(plain) > 55:
        return ""
    return next((kind for kind, words in _COMPILED if words.fullmatch(plain)), "")


def find_facts(text: str) -> list[Fact]:
    """Every label with its value, in order."""
    return list(_facts(text.split("\n")[:1500]))


def _facts(lines: list[str]) -> Iterator[Fact]:
    for number, line in enumerate(lines):
        if " | " in line:
            cells = [cell.strip(" |") for cell in line.split(" | ")]
            yield from _of_cells(cells, lines[number + 1] if number + 1 < len(lines) else "", number)
            continue
        found = _COLON.match(line) or _DASH.match(line) or _MONEY_END.match(line)
        if found and len(line) < 300:
            kind = kind_of(found["label"])
            if kind or _COLON.match(line):
                yield Fact(kind, found["label"].strip(), found["value"].strip(" |*"), number)
                continue
        yield from _over(lines, number)


def _of_cells(cells: list[str], below: str, number: int) -> Iterator[Fact]:
    """A row: label and value beside each other, or headings over the row below."""
    cells = [cell for cell in cells if cell and cell not in {":", "-", "–"}]
    kinds = [kind_of(cell) for cell in cells]
    under = [cell.strip(" |") for cell in below.split(" | ")]
    are_heads = len(cells) == len(under) and sum(map(bool, kinds)) >= max(2, len(cells) - 1)
    if are_heads and not any(map(kind_of, under)):
        yield from (Fact(k, c, v, number) for k, c, v in zip(kinds, cells, under, strict=True))
        return
    if len(cells) == 4 and kinds[0] and kinds[2] and not kinds[1]:
        yield Fact(kinds[0], cells[0], cells[1], number)
        yield Fact(kinds[2], cells[2], cells[3], number)
    elif len(cells) in {2, 3} and len(cells[0]) <= 60:
        yield Fact(kinds[0], cells[0].rstrip(": "), cells[-1].lstrip(": "), number)
    for cell in cells:
        found = _COLON.match(cell)
        if found and kind_of(found["label"]):
            yield Fact(kind_of(found["label"]), found["label"], found["value"], number)


def _over(lines: list[str], number: int) -> Iterator[Fact]:
    """A label alone on its line, its value on the next."""
    label = lines[number]
    if len(label) > 45 or number + 1 >= len(lines):
        return
    kind, value = kind_of(label), lines[number + 1]
    if kind and len(value) < 120 and not kind_of(value) and " | " not in value:
        yield Fact(kind, label.strip(" :"), value.strip(), number)


def value_of(facts: list[Fact], *kinds: str) -> str:
    """The first value of the first kind that is told, or an empty string."""
    return next((fact.value for kind in kinds for fact in facts if fact.kind == kind), "")
