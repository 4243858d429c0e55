"""What headings of statements mean, in the words of banks and apps of many countries."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Sequence
from functools import lru_cache

from lumen.common.text import fold

ROLES = (
    "date", "time", "description", "merchant", "payer", "amount", "debit", "credit", "flag", "currency",
    "category", "method", "reference", "note", "balance", "status", "fee", "account", "id",
)  # fmt: skip
_DATE = r"(?:date|dt|datum|data|fecha)"
_AMT = r"(?:\s*(?:amount|amt|value|betrag|importe|eur|euros?|in chf|chf|en|inr|gbp|usd|aud))*"

# role -> patterns, the best first; a heading is folded, without marks and brackets
_PATTERNS: dict[str, tuple[str, ...]] = {
    "date": (
        rf"(?:txn|tran(?:saction)?s?|booking|posting|post(?:ed)?|purchase|completed|entry|activity) ?{_DATE}(?: ?(?:&|and|/) ?time)?|{_DATE} (?:of )?(?:transaction|purchase|posting|booking|completed)(?: utc)?|buchungs?(?:tag|datum)|transactiedatum|boekdatum|data (?:operacji|transakcji|operazione|movimento|mov|lancamento|contabile)|fecha (?:de )?(?:operacion|transaccion)|date operation|dateop|date de (?:l )?operation|datum transakce|dato|bogforingsdato|bokforings(?:dag|datum|dato)|bokf datum|reskontradatum|transaktionsda(?:g|tum|to)|transaksjonsdato|kirjauspaiva|tapahtumapaiva|(?:islem )?tarihi?(?: ?/ ?saat)?|(?:datum )?(?:transakcije|knjizenja|provedbe)|data (?:tranzactiei|tranzactie|inregistrarii|operatiunii|zaksiegowania)|年月日|日付|取引日|利用日|ご利用日|(?:交易|记账|入账|交易創建|交易创建)(?:日期|时间|時間)|거래일(?:자|시)|дата(?: операции| проводки| транзакции)?|ημερομηνια(?: συναλλαγης)?|tanggal(?: transaksi)?|tarikh|תאריך|التاريخ|datum zauctovani|datum pohybu|konyveles napja|terheles napja",
        rf"{_DATE}|{_DATE} ?(?:&|and|/) ?(?:time|heure|hora)|{_DATE}time|timestamp|when|buchung|f operacion|fecha (?:contable|y hora)|date (?:de )?comptabilisation|data ksiegowania|(?:belegdatum|kaufdatum|transaktionsdatum|umsatzdatum)|{_DATE} zauctovani|datum provedeni|konyveles datuma|(?:finished|completed|created) on|date initiated|date utc|completion time|dia|日期|일자|ngay(?: giao dich)?|дата и время.{0,12}",
        rf"(?:value|val|started|processed|processing|settlement|authori[sz]ed|effective|post) ?{_DATE}|{_DATE} (?:valeur|valuta|waluty|valor)|dateval|valuta(?:datum)?|wertstellung(?:sdatum)?|rentedatum|f valor|datum valuty|created(?: at)?(?: utc)?|vardedatum|valor tarihi|arvopaiva|abschlussdatum|(?:transaction )?{_DATE} .{{1,20}}|.{{1,20}} {_DATE}",
    ),
    "debit": (
        rf"(?:withdrawals?|debits?|debited|paid out|money out|amount debited|outflow|spent|outgoings?|soll|belastung(?:en)?|cargos?|addebit[oi]|uscite|dare|debitos?|wydatki|obciazeni[ae]|ausgaben?|depenses?|sorties?|egresos?|saidas?|charges?|purchases?|af|dr|retiros?|withdrawn|lastschrift|lastskrift|ut fra konto|ut|uttag|debet|borc|keluar|isplate?|duguje|rashody|uitgaven|weg|支出(?:金額|金额)?|お?引出し?(?:金額)?|お?支払い?金額|출금(?:액|금액)?|찾으신금액|расход|списание|дебет|χρεωση|חובה|مدين|terheles|vydaje|obciazenia){_AMT}(?: ?(?:dr|debit))?",
        r"(?:withdrawal|debit|amount dr|dr amount|dr amt|paid out|payments?|depense)\b.{0,25}|out",
    ),
    "credit": (
        rf"(?:deposits?|credits?|credited|paid in|money in|amount credited|inflow|received|receipts?|haben|gutschrift(?:en)?|abonos?|accredit[oi]|entrate|avere|creditos?|uznani[ae]|wplywy|einnahmen?|recettes?|entrees?|ingresos?|entradas?|bij|cr|depositos?|paid into account|inn pa konto|inn|insattning|kredit|alacak|masuk|uplate?|potrazuje|收入(?:金額|金额)?|存入(?:金額|金额)?|お?預入れ?(?:金額)?|입금(?:액|금액)?|맡기신금액|приход|зачисление|кредит|πιστωση|זכות|دائن|jovairas|prijmy){_AMT}(?: ?(?:cr|credit))?",
        r"(?:deposit|credit|amount cr|cr amount|cr amt|paid in)\b.{0,25}|payments?|in",
    ),
    "amount": (
        r"(?:transaction |txn |billing |trans )?(?:amount|amt|betrag|umsatz|importe|importo|importe en euros|montant|kwota|bedrag|valor|montante|castka|objem|osszeg|sum|total|belopp?|belob|summa|(?:islem )?tutari?|iznos|suma|maara(?: euroa?)?|金額|金额|交易金额|ご?利用金額|거래금액|금액|сумма(?: операции| платежа)?|ποσο|jumlah|nominal|so tien|סכום|المبلغ|egyenleg valtozas)(?: (?:inr|rs|eur|usd|gbp|chf|in inr|in rs|in eur|in chf|in gbp|operacji|transakcji waluta rachunku|transakcji|w walucie rachunku|in account currency|de la operacion|operation|paid|r \$))?|net|(?:transaction|txn) value|kwota|umsatz in eur|betrag in .{1,12}",
        r"(?:net|total|value|gross|brutto|netto|amount|betrag|importe|kwota|montant|bedrag|valor|cost) ?(?:amount|amt|.{1,16})?|source amount after fees|(?:paid|your|my) (?:amount|share)",
        r"(?:local|original|foreign|target|billed|home|native|converted) (?:amount|currency amount|amt).{0,14}|.{1,16} amount",
    ),
    "balance": (
        r"(?:closing |running |available |account |line |ledger |resulting |current |new |end |total )?bal(?:ance)?(?: ?(?:amt|amount|inr|eur|gbp|usd|in .{1,6}|rs|after transaction))?|saldo(?: (?:na|po|nach|despues|dopo|final|contabile|disponible|w).{0,24})?|solde(?: .{1,16})?|kontostand.{0,16}|zustatek|egyenleg|stan (?:konta|rachunku)|disponible|saldo|bakiye|stanje|sold(?: contabil| final)?|残高|差引残高|余额|餘額|账户余额|잔액|거래후잔액|остаток|баланс|υπολοιπο|baki(?: akhir)?|so du|יתרה|الرصيد|saldoul",
        r"balance.{0,20}|(?:.{1,14} )?balance",
    ),
    "flag": (
        r"(?:dr|debit|d) ?/ ?(?:cr|credit|c)|(?:cr|credit|c) ?/ ?(?:dr|debit|d)|(?:debit|dr) or (?:credit|cr)|drcr|crdr|dc|cd|d c|dr cr|cr dr|credit debit indicator|debit credit|billing ?amount ?sign|direction|indicator|af ?/?bij|soll ?/ ?haben|s ?/ ?h|\+ ?/ ?-|sens|znak|sign|収支|收/支|收支|入払区分|χρεωση ?/ ?πιστωση|приход/расход|inflow/outflow|income/expense|in ?/ ?out",
        r"(?:transaction |txn |trans |tran )?type|details|tipo|art|umsatztyp|subcategory",
    ),
    "description": (
        r"(?:transaction |txn |tran |full )?(?:narration|description|descriptions|particulars|remarks?|narrative|narratives)|(?:transaction|txn|tran) details?|verwendungszweck|concepto|descripcion|descrizione(?: operazione)?|libelle(?: .{1,20})?|tytul(?: (?:operacji|transakcji))?|omschrijving(?: ?-? ?1)?|beschreibung ?1?|description ?1|descricao|historico|popis|causale|leiras|buchungsdetails|erlauterung|operation|operazione|zahlungszweck|tekst|forklaring|beskrivelse|beskrivning|specifikation|meddelande|selitys|selite|aciklama(?:lar)?|opis placanja|svrha(?: placanja)?|detalii(?: tranzactie)?|descriere(?:a)?(?: tranzactiei?)?|explicatii|摘要(?:内容)?|お?取り?扱い?内容|内容|利用店名(?:・商品名)?|ご利用先|交易说明|商品(?:说明)?|적요|내용|описание(?: операции)?|назначение(?: платежа)?|περιγραφη|αιτιολογια|keterangan|uraian|noi dung|dien giai|תיאור|البيان|lançamento|lancamento",
        r"memo|text|information|mededelingen|payment reference|message|activity|event|item|original description|descrizione estesa|opis(?: (?:operacji|transakcji))?|details?|title|what|expense|note to self|communication|zprava|action|otsikko|viesti|oznaceni operace|uzivatelska identifikace|zprava pro prijemce|detalhes|dettagli(?:o)?|detalle|poznamka|kozlemeny|forgalom tipusa|reference text|descrizione completa|dettaglio operazione|buchungstext|additional information",
        r"(?:transaction )?(?:description|details|remarks|particulars|narration)\b.{0,25}|umsatz ?text|movimiento|comments?|(?:transaction|your) ref(?:erence)? ?\d|extended details|avisierungstext|observaciones|upresneni|typ(?: operace)?",
    ),
    "merchant": (
        r"merchant(?: name)?|payee(?: name)?|vendor|counter ?party(?: name)?|partner name|partner|auftraggeber ?/ ?(?:empfanger|beguenstigter|zahlungsempfanger)|beguenstigter ?/ ?(?:zahlungspflichtiger|auftraggeber)|name zahlungsbeteiligter|zahlungsempfanger(?: ?\* ?in)?|naam ?/ ?omschrijving|naam tegenpartij|nadawca ?/ ?odbiorca|nazwa (?:odbiorcy|kontrahenta|nadawcy ?/ ?odbiorcy)|gegenpartei|begunstigter|nazev protiuctu|dane kontrahenta|odbiorca ?/ ?zleceniodawca|nazev uctu protistrany|saaja ?/ ?maksaja|counterparty details|partnerszamla neve|partner neve|ellenoldali nev|motpart|mottaker|modtager|beneficiar(?:/ordonator)?|交易对方|对方户名|거래처|контрагент|상대계좌예금주명|source ?/ ?destination|saajan nimi|maksunsaaja|supplier ?found|favorecido",
        r"name|shop|store|beneficiary(?: name)?|empfanger|recipient(?: name)?|tegenpartij|odbiorca|paid to|to|target name|contrepartie|beneficiario|destinatario|opposing account name|destination name|place|where|transaction party|other party|beneficiary or remitter",
    ),
    "payer": (
        r"payer(?: name)?|zahlungspflichtige(?:r| ?\* ?r)?|maksaja|sender(?: name)?|source name|ordenante|auftraggeber|remitter(?: name)?|from|received from",
    ),
    "currency": (
        r"currency|ccy|cur|currency code|account currency|transaction currency|wahrung|waehrung|moneda|divisa|devise|munt(?:soort)?|waluta|moeda|mena|deviza|valuta",
        r"source currency|billing currency",
    ),
    "category": (
        r"categor(?:y|ies|ie|ia)|kategori[ea]|categorie|category group ?/ ?category|spending category|expense category",
        r"sub ?categor(?:y|ie)|category (?:group|name)|budget",
    ),
    "method": (
        r"(?:payment|pay) (?:method|mode|type|source)|mode(?: of payment)?|channel|method|paid (?:by|with)|buchungstext|mutatiesoort|zahlungsart|transaction mode|payment instrument",
        r"code|type",
    ),
    "reference": (
        r"(?:chq|cheque|check|ref|reference|utr|rrn|upi ref|bank ref|instrument|journal|bank reference)(?: ?[./] ?| )*(?:no|number|num|id|ref|reference|chq|cheque|slip #)?(?:(?: ?[./] ?| )+(?:ref(?:erence)?|no|number|cheque|chq|id))*|chqno|refno|utr(?: ?/ ?.{1,16})?|reference.{0,12}|check or slip #|kundenreferenz.{0,16}|end to end reference|transactiereferentie|transaction ref(?:erence)?.{0,12}|cheque|ref",
        r"(?:order|receipt|voucher) ?(?:id|no|number)|volgnr|(?:tran|txn|transaction) (?:id|no|number|nr)|transaktions ?- ?nr|numer referencyjny",
    ),
    "id": (r"(?:paypal |txn |tran )?transaction ?(?:id|identifier)|transferwise id|txn id|id|transaction ?_?id",),
    "note": (r"notes?(?: .{0,10}tags)?|comments?|tags?|labels?|observaciones|notiz(?:en)?", "memo"),
    "time": (r"(?:transaction |txn )?time|uhrzeit|zeit|hora|heure|ora|godzina|abschlusszeit",),
    "status": (r"(?:transaction |payment |txn )?(?:status|state)|zustand|estado|stato|pending|contabilizzazione|durum|tila|stav|状态|交易状态|статус|상태",),
    "fee": (r"fees?|gebuhr(?:en)?|frais",),
    "account": (r"account(?: name)?|konto|auftragskonto|source account|account ?no|account number|accountname|iban|iban ?/ ?bban|rekening|card no|card number|card last four digits|wallet|compte|numero de compte",),
}  # fmt: skip
_ORDER = (
    "date", "debit", "credit", "amount", "balance", "status", "fee", "time", "currency", "reference", "id", "description",
    "merchant", "payer", "category", "flag", "method", "account", "note",
)  # fmt: skip
_COMPILED = {role: [re.compile(rf"(?:{one})\Z") for one in patterns] for role, patterns in _PATTERNS.items()}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BRACKETS = re.compile(r"\(([^)]*)\)")
_MONEY = ("amount", "debit", "credit", "balance")
_DATED = re.compile(r"\b(?:date|dt|datum|fecha)\b")
_NEVER = re.compile(
    r"(?:s(?:r|l)?\.? ?/?(?:no|nr|#)|#|row|serial.*|.*exchange rate.*|.*iban.*(?:gegen|tegen).*|.*reward points?.*)\Z"
)


@lru_cache(maxsize=4096)
def folded(heading: str) -> str:
    """A heading for comparing: small letters, no accents, no marks, words of CamelCase apart."""
    text = _CAMEL.sub(" ", heading[:80]) if not heading.isupper() else heading[:80]
    text = (
        fold(text.replace("_", " ")).replace("ł", "l").replace("ı", "i").replace("ø", "o").replace("đ", "d")
    )
    text = _BRACKETS.sub(lambda inside: f" {inside[1]} ", text)
    text = re.sub(r"[^\w\s/#*+&\-$]", " ", text)
    return " ".join(text.replace("₹", " ").strip("# -*").split()) or ("#" if "#" in heading else "")


@lru_cache(maxsize=1 << 14)
def ranks_of(heading: str) -> dict[str, int]:
    """Role -> how well the heading names it, 0 is best."""
    text = folded(heading)
    if not text or _NEVER.match(text) or len(heading) > 80:
        return {}
    barred = _MONEY if _DATED.search(text) else ()
    return {
        role: rank
        for role, patterns in _COMPILED.items()
        if role not in barred
        and (rank := next((i for i, pattern in enumerate(patterns) if pattern.match(text)), None)) is not None
    }


def role_of(heading: str) -> str | None:
    """The role a heading names best, or `None`."""
    ranks = ranks_of(heading)
    return min(ranks, key=lambda role: (ranks[role], _ORDER.index(role)), default=None)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Role -> column index: every role takes the column that names it best, the first of equals."""
    wanted = sorted(
        (rank, _ORDER.index(role), index, role)
        for index, heading in enumerate(headings)
        for role, rank in ranks_of(heading).items()
    )
    found: dict[str, int] = {}
    for _rank, _order, index, role in wanted:
        if role not in found and index not in found.values():
            found[role] = index
    return _sensible(found, headings)


def _sensible(found: dict[str, int], headings: Sequence[str]) -> dict[str, int]:
    if "amount" in found and "debit" in found and "credit" in found:
        if len(headings) > found["amount"] and ranks_of(headings[found["amount"]]).get("amount") == 0:
            del found["debit"], found["credit"]
        else:
            del found["amount"]
    if "amount" not in found and ("debit" in found) != ("credit" in found):
        found["amount"] = found.pop("debit" if "debit" in found else "credit")
    for role in ("debit", "credit"):
        if "amount" in found:
            found.pop(role, None)
    return found


# headings that only one bank or app writes
_SIGNATURES = (
    ("DKB", ("zahlungspflichtige*r", "glaubiger-id")),
    ("Sparkasse", ("auftragskonto", "sammlerreferenz")),
    ("N26", ("partner iban", "payment reference")),
    ("Monzo", ("emoji", "local amount")),
    ("Starling", ("counter party", "spending category")),
    ("Revolut", ("product", "started date", "completed date")),
    ("Chase", ("details", "posting date", "check or slip #")),
    ("American Express", ("card member", "account #")),
    ("Capital One", ("posted date", "card no", "debit", "credit")),
    ("Wise", ("transfer wise id",)),
    ("PayPal", ("gross", "fee", "net", "to email address")),
    ("ING", ("af bij", "mutatiesoort")),
    ("Rabobank", ("iban/bban", "volgnr")),
    ("mBank", ("data ksiegowania", "saldo po operacji", "nadawca/odbiorca")),
    ("UBS", ("abschlussdatum", "fussnoten")),
    ("HDFC Bank", ("narration", "chq /ref no", "withdrawal amt", "closing balance")),
)


def institution_of(headings: Sequence[str]) -> str:
    """The bank or app whose export has exactly such headings, or an empty string."""
    known = {
        folded(heading).replace(" *", "*").replace("* ", "*").replace(" / ", "/") for heading in headings
    }
    return next((name for name, marks in _SIGNATURES if known.issuperset(marks)), "")
