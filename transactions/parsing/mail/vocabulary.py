"""Words of movements in the languages of the mails: tables by language, compiled in one place.

In a table each word or phrase is a regular expression without spaces; a low line stands for the space
between the words of a phrase.
"""
# ruff: noqa: E501  tables are data; a broken line hides more than a long one

import re
from collections.abc import Mapping

Table = Mapping[str, str]

# Said of money that has left. Each also states that something has happened.
GONE: Table = {
    "en": r"debited deducted withdrawn withdrew spent sent_to paid_to purchased bought taken_from came_out_of (?:taken|paid)_out_of you_(?:have_)?(?:just_)?(?:sent|paid) (?:has|have)_left went_out gone_out",
    "de": r"belastet abgebucht bezahlt gezahlt überwiesen eingezogen kartenzahlung lastschrift abgehoben",
    "fr": r"débitée?s? debitée? payée? réglée? regl[ée]e? prélevée? prelevée? envoyée? retirée?",
    "es": r"pagado pagaste cargado cobrado comprado compraste enviado enviaste transferiste retiraste consumiste gastaste debitad[ao] consumo",
    "it": r"pagato addebitat[ao] inviato prelevat[ao] spes[oi] spesa_di",
    "nl": r"betaald afgeschreven overgemaakt gepind opgenomen",
    "pt": r"pag[ao]u? comprou pagou enviou transferiu debitad[ao] enviad[ao] sacou gastou",
    "pl": r"obci[ąa][żz]on\w+ zap[łl]aci[łl]\w* wyp[łl]acon\w+ pobran[aoey]",
    "nordic": r"använts använt dragits dragit betalat betalt betalte köpt kjøpt köp_på kjøp_på køb_på brukt brugt överfört överförts overført trukket belastad belastet belastats hævet käytetty maksettu veloitettu osto",
    "id, ms": r"terkirim didebit dibayar(?:kan)? ditransfer",
    "tr": r"çekildi çekilmiştir harcama\w* ödendi ödenmiştir gönderildi alışveriş\w*",
    "cs, sk": r"zaplaceno zaplaten[éáo] odepsán\w* stržen\w*",
    "ro, hu": r"plătit[ăe]? cheltuit[ăe]? retras[ăe]? levonva terhelt\w* vásárlás\w* fizetett",
    "vi": r"đã_(?:thanh_toán|chi|chuyển)",
}
# Said of money that has come.
COME: Table = {
    "en": r"credited deposited received refunded reversed sent_you paid_you (?:been|were|got)_paid you_got you_have_got (?:has|have)_(?:just_)?(?:landed|arrived|come_in) is_(?:now_)?in_your came_into to_your_(?:\w+_){0,3}account (?:added|paid)_(?:in)?to_your",
    "de": r"gutgeschrieben eingegangen erhalten zahlungseingang geldeingang auf_(?:ihr|dein)_konto",
    "fr": r"reçue? créditée? creditée? versée? remboursée?",
    "es": r"abonado recibido recibiste recibió acreditad[ao] te_(?:envió|transfirió|pagó|depositó)",
    "it": r"accreditat[ao] ricevut[ao]",
    "nl": r"bijgeschreven ontvangen",
    "pt": r"creditad[ao] recebid[ao] recebeu",
    "pl": r"otrzyman\w+ otrzyma[łl]\w* wp[łl]yn[ęeąi]\w* uznan\w+ na_(?:tw[óo]j|pani|pana)_(?:rachunek|konto)",
    "nordic": r"mottag\w+ mottatt modtaget satt_inn indsat insatt vastaanot\w+ saanut saapunut",
    "id, ms": r"diterima menerima dikredit masuk",
    "tr": r"yat[ıi]r[ıi]ld[ıi] yatırılmıştır geldi hesab[ıi]n[ıi]za alındı aldınız",
    "cs, sk": r"připsán\w* pripísan\w* přijat\w* prijat\w*",
    "ro, hu": r"încasat[ăe]? primit jóváír\w* érkezett",
    "vi": r"đã_nhận",
}
# Names of money that has come; they do not say that it has happened.
INCOMING: Table = {
    "en": r"credit_of deposit_of credit_alert direct_deposit funds_(?:in|received) payment_in money_in refund salary interest_of automatically_deposited cashback_of (?:credited_)(?:to|in|into)_(?:your|ur|a/c|acc)",
    "de": r"gutschrift lohneingang gehaltseingang",
    "es": r"dep[óo]sito ingreso abono",
    "it": r"accredito",
    "nordic": r"ins[äa]ttning innbetaling indbetaling",
    "nl": r"bijschrijving",
    "pt": r"dep[óo]sito",
}
# Names of money that has left; they do not say that it has happened either.
OUTGOING: Table = {
    "en": r"charged purchase debit(?!_card) withdrawal payment_(?:out|sent)",
    "de": r"abbuchung lastschrift",
    "fr": r"pr[ée]l[èe]vement retrait achat",
    "es": r"retiro compra d[ée]bito",
    "it": r"addebito prelievo acquisto",
    "nl": r"afschrijving",
    "pt": r"d[ée]bito saque",
}
# Said of any movement.
DONE: Table = {
    "en": r"approved successful(?!_sign) was_used (?:posted|cleared)_to",
    "de": r"getätigt gebucht durchgeführt",
    "fr": r"effectuée? réalisée? acceptée?_chez",
    "es": r"realizado realizada realizaste hiciste has_hecho efectuad[ao] exitos[ao]",
    "it": r"effettuat[ao] eseguit[ao]",
    "nl": r"uitgevoerd",
    "pt": r"aprovad[ao] realizad[ao] efetuad[ao]",
    "pl": r"zrealizowan\w+ zaksi[ęe]gowan\w+ wykonan[aoey]",
    "nordic": r"genomförd\w* gjennomført gennemført suoritettu",
    "id, ms": r"berhasil berjaya sukses",
    "tr": r"yapılmıştır yapıldı gerçekleşti\w* gerçekleştirildi",
    "cs, sk": r"provedena? uskutečněn\w* vykonan\w*",
    "ro, hu": r"efectuat[ăe]? sikeres",
    "vi": r"thành_công",
}
ARABIC = r"تم\s+(?:خصم|إيداع|سحب|شراء|الدفع|تحويل|إضافة)|شراء|خصم|إيداع|حوالة"
# What a person keeps money in, and what they owe on.
ACCOUNTS: Table = {
    "en": r"a/c acct? account e?wallet checking chequing savings",
    "de": r"konto girokonto",
    "fr": r"compte",
    "es": r"cuenta billetera",
    "it": r"conto",
    "nl": r"rekening\w*",
    "pt": r"conta",
    "pl": r"rachun\w+",
    "id, ms": r"rekening akaun",
    "tr": r"hesap\w* hesab\w*",
    "cs, sk": r"účt\w* účet",
    "nordic": r"konto\w*",
}
CARDS: Table = {
    "en": r"card loan mortgage visa mastercard amex maestro rupay",
    "de": r"karte\w* kreditkarte girocard",
    "fr": r"carte",
    "es": r"tarjeta tarj T\.?\s?(?:Deb|Cred?)",
    "it": r"carta bancomat",
    "nl": r"kaart betaalpas creditcard",
    "pt": r"cart[ãa]o",
    "nordic": r"(?:\w*k|k)ort\w*",
    "pl, cs": r"kart[aąęyuoě]\w*",
    "tr": r"kart[ıi]\w*",
    "id, ms": r"kartu kad",
}
# What subjects of mails about a movement say, beside the words above.
SUBJECTS: Table = {
    "en": r"transactions? txn debit\w* credit\w* payments? paid spent spend sent purchases? deposit\w* withdraw\w* transfer\w* refund\w* charged? salary interest upi neft imps rtgs atm zelle account_update alert\w* confirmation notification notice notify\w* posted money funds",
    "de": r"zahlung\w* umsatz\w* buchung\w* karteneinsatz geldeingang",
    "fr": r"paiement virement op[ée]ration achat retrait",
    "es": r"pago compra cargo abono transferencia alertas? aviso constancia movimiento retiro",
    "it": r"pagamento bonifico prelievo addebito movimento acquisto",
    "nl": r"betaling bijschrijving afschrijving",
    "pt": r"compra transfer[êe]ncia pix saque",
    "nordic": r"k[öo]p kj[øo]p k[øo]b\w* kort\w+ betaling\w* betalning\w* transak\w+ overførsel överföring",
    "pl, cs": r"p[łl]atno[śs][ćc]\w* platb\w* przelew\w* zakup",
    "id, ms": r"transaksi pembayaran pembelian",
    "tr": r"işlem\w* ödeme\w*",
    "ro, hu": r"tranzac\w* tranzakci\w* plat[ăa]",
}
# Words before the last digits of a card or an account.
ENDINGS: Table = {
    "en": r"end(?:ing|s) last_(?:4|four)(?:_digits)?(?:_are|_is)?",
    "de": r"end(?:end|ung|et) endziffern? letzten?_(?:4|vier)_(?:ziffern|stellen)",
    "fr": r"(?:se_)?terminant finissant derniers_chiffres",
    "es, it, pt": r"terminad[ao] terminata che_termina finale? terminaci[óo]n [úu]ltimos_(?:4|cuatro|quatro)_d[íi]gitos ultime_(?:4_|quattro_)?cifre",
    "nl": r"eindig(?:end|t)",
    "nordic": r"slut(?:ar|ter|tar) ender p[äa][äa]ttyv\w+",
    "pl, cs": r"ko[ńn]cz\w+_si[ęe] zako[ńn]czon\w+ ko[ńn]c[óo]wk\w+ končíc[íi] konč[íi]c[íi]",
    "id, ms": r"berakhir\w* akhir\w*",
    "ro, hu": r"terminat[ăe]? végződő",
}

# A currency before and behind a number, as patterns that respect capitals.
BEFORE = r"(?-i:[A-Z]{3}|US\$|[A-Z]{1,2}\$|RM|[Rr]p|[Rr]s|Bs|S/|[RPNQKL])\.?|[$€£₹₦₱฿₫₩¥₺₪₽₴₵]|rs\.?|kr\.?|k[st]hs?\.?"
AFTER = r"(?:€|£|₫|₺|₽|₴|zł|kč|kr\b\.?|lei\b|ft\b|tl\b|บาท|đ|euros?\b|usd\b|eur\b|(?-i:[A-Z]{3})\b)"


def words(*tables: Table) -> str:
    """One pattern of all the words of the tables; no boundaries around it."""
    every = (word for table in tables for told in table.values() for word in told.split())
    return "(?:" + "|".join(word.replace("_", r"\s+") for word in every) + ")"


def any_of(*tables: Table, also: str = "") -> re.Pattern[str]:
    """Whole words of the tables, in capitals or not; `also` is a pattern of its own beside them."""
    return re.compile(rf"\b{words(*tables)}\b" + (f"|{also}" if also else ""), re.IGNORECASE)
