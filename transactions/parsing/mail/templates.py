"""Sentences of bank alerts: data, each with an example that it must read."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from dataclasses import dataclass

from transactions.parsing.mail import vocabulary


@dataclass(frozen=True, slots=True)
class Template:
    """One shape of sentence. Its groups are `amount` (with the currency), `merchant` and `last4`."""

    name: str
    pattern: re.Pattern[str]
    direction: str
    example: str


_NUMBER = r"(?:\d{1,3}(?:[ ’']\d{3})+(?:[.,]\d{1,2})?|\d[\d,.'’]*)"
_M = rf"(?P<amount>(?:{vocabulary.BEFORE})\s?{_NUMBER}|{_NUMBER}\s?{vocabulary.AFTER})(?:\s?(?:usd|inr|eur|cad|aud))?"
_L = r"(?:(?:ending|terminad[ao]|se\s+terminant|endend|die\s+eindigt|che\s+termina|com\s+final|con\s+finale|final)\s*(?:in|with|on|en|par|auf|op|com|em)?\s*[-:]?\s*|no\.?\s*|number\s*|[(.]{1,4})?[\sxX*•.#-]*(?P<last4>\d{3,5})\)?"
_ACC = rf"(?:your\s+|the\s+)?(?:[\w-]+\s+){{0,5}}(?:card|account|a/c|acct|a/c\s+no\.?)\s*{_L}"
_WHO = r"(?P<merchant>[^|\n]{2,80}?)"
_STOP = r"(?=\s+on\s+(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun)|\s+at\s+\d|\s+(?:using|via|through|with)\s+(?:your|upi|kotak|card|my|the|zelle)|\s+(?:is|was|has|have)\s|\s+from\s+(?:your|a/c|account)|\s+for\s+(?:your|rs|inr|₹)|\s*[.;!|]\s|\s*[.;!|]?\s*$|\s*\n|,\s+a\s|\s+dated\s|\s+(?:ref|txn|utr)\b|\s+le\s+\d|\s+am\s+\d|\s+el\s+\d|\s+il\s+\d|\s+op\s+\d|\s+em\s+\d|\s+(?:con|mit|avec|met|com)\s+(?:la|tu|su|il|deine\w*|ihre\w*|der|votre|ta|je|uw|o|a|seu|sua|cart\w+|tarjeta|karte|kaart)\b|\s+auf\s+(?:ihr|dein)\w*\b|\s+met\s)"
_VPA = r"(?:VPA|UPI\s+ID)\s*:?\s*[\w.\-]+@[\w.\-]+"


def _t(name: str, pattern: str, direction: str, example: str) -> Template:
    whole = (
        pattern.replace("MONEY", _M)
        .replace("ACCOUNT", _ACC)
        .replace("WHO", _WHO)
        .replace("STOP", _STOP)
        .replace("VPAID", _VPA)
    )
    return Template(name, re.compile(whole, re.IGNORECASE), direction, example)


TEMPLATES = [
    _t("upi-out", r"MONEY\s+(?:has\s+been|is|was)\s+debited\s+from\s+ACCOUNT\s+(?:to|towards)\s+VPAID\s+\(?WHO\)?STOP", "debit",
       "Rs.340.00 has been debited from account **2291 to VPA leaf@ybl GREEN LEAF on 04-11-25"),
    _t("upi-in", r"MONEY\s+(?:has\s+been|is|was)\s+(?:successfully\s+)?credited\s+to\s+ACCOUNT\s+(?:by|from)\s+VPAID\s+\(?WHO\)?STOP", "credit",
       "Rs. 1,500.00 is successfully credited to your account **2291 by VPA r@okaxis ROHIT SEN on 03-11-25"),
    _t("card-thanks", r"thank\s+you\s+for\s+using\s+ACCOUNT\s+for\s+MONEY\s+at\s+WHOSTOP", "debit",
       "Thank you for using your HDFC Bank Credit Card ending 8812 for Rs 2,649.00 at NORTHWIND on 02-11-2025"),
    _t("card-debited-towards", r"MONEY\s+(?:has\s+been|is|was)\s+debited\s+from\s+ACCOUNT\s+(?:towards|at|for|to)\s+WHOSTOP", "debit",
       "Rs. 899.00 is debited from your HDFC Bank Credit Card ending 8812 towards HAPPY PETS on 01 Nov, 2025"),
    _t("card-used-info", r"ACCOUNT\s+(?:has\s+been|was|is)\s+used\s+(?:for|to\s+make)\s+(?:a\s+|an\s+)?(?:\w+\s+){0,2}?(?:transaction|purchase|payment)?\s*(?:of|for)?\s*MONEY.{2,50}?\binfo\s*:\s*WHO(?:\.\s|\.?$|;|\n)", "debit",
       "Your ICICI Bank Credit Card XX7003 has been used for a transaction of INR 1,280.50 on Nov 01, 2025 at 09:00:24. Info: SPICE ROUTE."),
    _t("card-used-at", r"ACCOUNT\s+(?:has\s+been|was|is)\s+used\s+(?:for|to\s+(?:make|pay))\s+(?:a\s+|an\s+)?(?:\w+\s+){0,2}?(?:transaction|purchase|payment)?\s*(?:of|for)?\s*MONEY\s+(?:on\s+[\d/:.\-\s]{6,22}\s+|on\s+\w{3}\s\d{1,2},?\s\d{4}\s+)?at\s+WHOSTOP", "debit",
       "Your Cr.Card XXX8811 was used for AED 230.00 on 03/11/2025 15:11:20 at DESERT ROSE SPA."),
    _t("online-payment", r"made\s+(?:an?\s+)?(?:online\s+)?(?:\w+\s+)?(?:payment|transfer|purchase)\s+of\s+MONEY\s+(?:towards|to|at)\s+WHO\s+(?:from|using|with|on)\s+ACCOUNT", "debit",
       "You have made an online payment of Rs 4,500.00 towards BLUEWATER from your Account XXXXXX9911"),
    _t("spent-on-at", r"MONEY\s+(?:has\s+been\s+|was\s+|is\s+)?(?:spent|used|charged|paid)\s+(?:on|using|from|with|to)\s+ACCOUNT\s+(?:at|towards|to)\s+WHOSTOP", "debit",
       "Rs.799.00 spent on your SBI Credit Card ending 4455 at METRO PHARMACY on 03/11/25."),
    _t("transaction-at-using", r"(?:transaction|purchase|payment)\s+of\s+MONEY\s+(?:at|to|with|made\s+at)\s+WHO\s+(?:using|with|on|from|via)\s+ACCOUNT", "debit",
       "Your transaction of Rs.1,250.00 at PAPER BOAT using Kotak Bank Credit Card XX5566 on 01-NOV-2025 has been successful."),
    _t("transaction-on-card", r"(?:transaction|purchase|payment)\s+(?:on|with|using|from)\s+ACCOUNT\s+(?:for|of)\s+MONEY\s+(?:on\s+[\d/:.\-\s]{6,22}(?:[ap]m\s+)?)?at\s+WHOSTOP", "debit",
       "The transaction on your IndusInd Bank Credit Card ending 3141 for INR 3,210.00 on 03-11-2025 11:21:37 am at SUNSET is Approved."),
    _t("purchase-with-card", r"(?:purchase|transaction|payment|pos|spend)\s+(?:amount\s+)?(?:of|for)\s+MONEY\s+(?:was\s+made\s+|has\s+been\s+made\s+|made\s+)?(?:with|on|using|from|by)\s+ACCOUNT\s+(?:at|to|in\s+favou?r\s+of)\s+WHOSTOP", "debit",
       "Purchase of AED 86.50 with Debit Card ending 3120 at PALM GROCERS, DUBAI."),
    _t("at-in-the-amount", r"\bat\s+WHO,\s+(?:a\s+)?(?:pending\s+)?(?:authori[sz]ation|purchase|transaction)\b.{0,40}?\bin\s+the\s+amount\s+of\s+MONEY", "debit",
       "on November 2, 2025, at PACIFIC NOODLE BAR, a pending authorization or purchase in the amount of $18.75 was placed or charged"),
    _t("you-paid-name-amount", r"^you\s+(?:paid|sent)\s+WHO\s+MONEY\s*$", "debit",
       "You paid Lena Fischer $24.00"),
    _t("de-in", r"(?:zahlungseingang|gutschrift|überweisung|geldeingang|lohneingang)\s+(?:von|über|in\s+höhe\s+von)\s+MONEY\s+von\s+WHOSTOP", "credit",
       "Sie haben einen Zahlungseingang von 1.850,00 EUR von ACME GmbH auf Ihrem Konto erhalten"),
    _t("de-sent", r"zahlung\s+(?:von|über)\s+MONEY\s+an\s+WHO\s+(?:gesendet|gezahlt|bezahlt|autorisiert)", "debit",
       "Sie haben eine Zahlung von 64,50 EUR an Radhaus Nord gesendet"),
    _t("fr-in", r"virement\s+(?:de|d['’]un\s+montant\s+de)\s+MONEY.{0,40}?\b(?:de\s+la\s+part\s+de|provenant\s+de|de)\s+WHOSTOP", "credit",
       "Vous avez reçu un virement de 250,00 EUR de la part de M. PETIT"),
    _t("charge-at-authorised", r"(?:charge|transaction|purchase|payment|debit)\s+of\s+(?:\(\$?USD\)\s*)?MONEY\s+(?:at|with|to|by|from)\s+WHO\s+(?:(?:has\s+been|was|is|has)\s+)?(?:authori[sz]ed|approved|made|successful|charged|completed|processed|posted|cleared)", "debit",
       "A charge of $12.00 at BLUE DOOR has been authorized on Nov 1, 2025"),
    _t("your-transaction-with", r"your\s+MONEY\s+(?:\w+\s+)?(?:transaction|purchase|payment|charge)\s+(?:with|at|to)\s+WHOSTOP", "debit",
       "Your $23.45 transaction with BLUE DOOR COFFEE"),
    _t("purchase-with", r"(?:purchase|payment|transaction)\s+(?:of|for)\s+MONEY\s+(?:with|at|to)\s+WHOSTOP", "debit",
       "You made a credit card purchase of $12.99 with STREAMLY TV"),
    _t("they-sent-you", r"(?:^|[.\n:]\s*)(?P<merchant>[A-Z][\w.'’& -]{1,50}?)\s+(?:has\s+)?(?:sent|paid|transferred)\s+you\s+(?:a\s+payment\s+of\s+)?MONEY", "credit",
       "Maya Ortiz sent you $50.00"),
    _t("received-from", r"(?:received|got)\s+(?:a\s+)?(?:(?:money|payment|transfer|deposit)\s+(?:of\s+)?)?MONEY\s+from\s+WHOSTOP", "credit",
       "You received £250.00 from J BLACK on 3 November"),
    _t("you-sent", r"(?:sent|paid|transferred)\s+(?:a\s+payment\s+of\s+)?MONEY\s+(?:to|at)\s+WHOSTOP", "debit",
       "You sent $120.00 to Maya Ortiz"),
    _t("credited-from", r"MONEY\s+(?:has\s+been|is|was)\s+(?:successfully\s+)?(?:credited|deposited|received)\s+(?:to|in|into)\s+ACCOUNT.{0,60}?\b(?:from|by)\s+WHOSTOP", "credit",
       "INR 5,000.00 has been credited to your account XX1234 on 01-11-25 by NEFT from LAKEVIEW SYSTEMS."),
    _t("debited-account-for", r"ACCOUNT\s+(?:has\s+been|is|was)\s+debited\s+(?:with|for|by)\s+MONEY.{0,45}?(?:\btowards|\bto|\bat|\binfo\s*:|\bfor)\s+WHOSTOP", "debit",
       "Your account XX1234 has been debited with INR 500.00 on 01-11-25 towards SUN POWER."),
    _t("debited-and-credited", r"ACCOUNT\s+(?:has\s+been|is|was)\s+debited\s+(?:with|for|by)\s+MONEY.{0,40}?\band\s+WHO\s+(?:is|was|has\s+been)\s+credited", "debit",
       "Your account XX911 is debited for Rs 10,000.00 on 05-Nov-25 and SUNITA DEVI is credited."),
    _t("credited-with", r"ACCOUNT\s+(?:has\s+been|is|was)\s+credited\s+(?:with|for|by)\s+MONEY.{0,45}?(?:\bfrom|\bby|\binfo\s*:)\s+(?:VPAID\s+)?WHOSTOP", "credit",
       "Your account XX1234 has been credited with INR 500.00 on 01-11-25 from ANU KAPOOR."),
    _t("card-at-for", r"ACCOUNT\s+(?:has\s+been|was|is)\s+(?:used|charged|debited)\s+(?:for\s+(?:a\s+)?purchase\s+)?(?:at|with|by)\s+WHO\s+for\s+(?:an?\s+(?:amount\s+of\s+)?)?MONEY", "debit",
       "Your card ending 4471 was used at FERRY CAFE for $15.75"),
    _t("card-charged-at", r"ACCOUNT\s+(?:has\s+been|was|is)\s+(?:charged|debited)\s+MONEY\s+(?:at|by|to|for)\s+WHOSTOP", "debit",
       "Your credit card ending in 8841 was charged $26.00 at LAKESIDE BREWING."),
    _t("purchase-at-for", r"(?:purchase|transaction|payment|charge|spend|withdrawal)\s+(?:was\s+|has\s+been\s+)?(?:made\s+)?(?:at|with|to)\s+WHO\s+(?:for|of|in\s+the\s+amount\s+of)\s+MONEY", "debit",
       "Purchase made at FERRY CAFE for $15.75"),
    _t("transaction-approved-at", r"(?:transaction|purchase|payment)\s+(?:for|of)\s+MONEY\s+(?:was|has\s+been|is)\s+(?:approved|authori[sz]ed|made|charged|completed)\s+(?:on|with|using|to)\s+ACCOUNT\s+(?:at|with|by)\s+WHOSTOP", "debit",
       "Transaction for $15.75 was approved on debit card 4471 at FERRY CAFE at 12:01 PM"),
    _t("they-charged", r"(?:^|[.:]\s)(?P<merchant>[A-Z][\w.'’&* -]{1,50}?)\s+charged\s+(?:you\s+)?MONEY", "debit",
       "SONGBIRD MUSIC charged $9.99 to your card"),
    _t("money-paid-to", r"MONEY\s+(?:has\s+been|was|is)\s+(?:successfully\s+)?(?:paid|sent|transferred)\s+(?:from\s+ACCOUNT\s+)?(?:to|towards)\s+(?!your)WHOSTOP", "debit",
       "Rs 700 has been transferred from your account XX1234 to KIRAN RAO on 02-11-25"),
    _t("credit-from", r"(?:credit|refund|deposit|transfer|payment|reversal)\s+of\s+MONEY\s+from\s+(?!your|a/c|account)WHO(?=\s+(?:posted|was|has|is|arrived|received|to\s+your|into|in\s+your)|STOP)", "credit",
       "A credit of $48.20 from EVERGREEN posted to your account"),
    _t("payment-of-to", r"(?:made\s+a\s+)?(?:payment|transfer)\s+of\s+MONEY\s+(?:has\s+been\s+made\s+|was\s+made\s+)?(?:from\s+ACCOUNT\s+)?to\s+(?!your)WHOSTOP", "debit",
       "A payment of £64.20 has been made from your account ending 5567 to THAMES WATER on 03 Nov 2025."),
    _t("de-transfer", r"MONEY\s+(?:wurden?\s+)?an\s+WHO\s+(?:überwiesen|gesendet|gezahlt)", "debit",
       "Sie haben 250,00 EUR an Jana Novak überwiesen"),
    _t("fr-out", r"virement\s+(?:de|d['’]un\s+montant\s+de)\s+MONEY.{0,40}?\b(?:à|vers|en\s+faveur\s+de|au\s+profit\s+de)\s+WHOSTOP", "debit",
       "Votre virement de 250,00 EUR à M. PETIT a été effectué"),
    _t("es-in", r"(?:transferencia|bizum|ingreso)\s+de\s+MONEY\s+de\s+WHOSTOP", "credit",
       "Has recibido una transferencia de 250,00 EUR de ANA RUIZ"),
    _t("es-out", r"(?:transferencia|bizum)\s+de\s+MONEY\s+a\s+WHOSTOP", "debit",
       "Has realizado una transferencia de 250,00 EUR a ANA RUIZ"),
    _t("it-in", r"bonifico\s+(?:di|per)\s+MONEY\s+da\s+(?:parte\s+di\s+)?WHOSTOP", "credit",
       "Hai ricevuto un bonifico di 250,00 EUR da MARIO ROSSI"),
    _t("it-out", r"bonifico\s+(?:di|per)\s+MONEY\s+(?:a\s+favore\s+di|a|verso)\s+WHOSTOP", "debit",
       "Hai inviato un bonifico di 250,00 EUR a MARIO ROSSI"),
    _t("nl-in", r"MONEY\s+(?:ontvangen|bijgeschreven)\b.{0,50}?\bvan\s+(?!je|uw)WHOSTOP", "credit",
       "Je hebt € 25,00 ontvangen van J. JANSEN"),
    _t("nl-out", r"MONEY\s+(?:afgeschreven|overgemaakt|betaald)\b.{0,60}?\b(?:aan|naar|bij)\s+WHOSTOP", "debit",
       "Er is € 45,00 afgeschreven van je rekening eindigend op 7712 aan Sportclub Oost"),
    _t("pt-in", r"transfer[êe]ncia\s+de\s+MONEY\s+de\s+WHOSTOP", "credit",
       "Recebeu uma transferência de 250,00 EUR de ANA COSTA"),
    _t("de-card", r"MONEY\s+(?:\w+\s+){0,2}?(?:bei|an|in)\s+WHO\s+(?:mit|am|bezahlt|über)\b", "debit",
       "du hast 23,90 € bei BIO MARKT mit deiner Karte bezahlt"),
    _t("fr-card", r"(?:paiement|achat|pr[ée]l[èe]vement)\s+(?:(?:par\s+)?carte\s+)?(?:de|d['’]un\s+montant\s+de)\s+MONEY.{0,90}?\b(?:chez|aupr[èe]s\s+de|à|au\s+profit\s+de)\s+WHOSTOP", "debit",
       "Un paiement de 45,00 EUR a été effectué avec votre carte chez LIBRAIRIE DU PORT le 03/11/2025"),
    _t("es-card", r"(?:pago|compra|cargo)\s+(?:con\s+tarjeta\s+)?(?:de|por(?:\s+un\s+importe\s+de)?)\s+MONEY.{0,60}?\ben\s+WHOSTOP", "debit",
       "Has realizado un pago de 12,40 € en PANADERIA EL SOL el 03/11/2025"),
    _t("it-card", r"(?:pagamento|acquisto|addebito)\s+(?:con\s+carta\s+)?(?:di|per)\s+MONEY.{0,60}?\b(?:presso|da|a favore di)\s+WHOSTOP", "debit",
       "Hai effettuato un pagamento di 12,40 EUR presso BAR CENTRALE il 03/11/2025"),
    _t("nl-card", r"MONEY\s+(?:betaald|afgeschreven|gepind)?\s*(?:bij|aan)\s+WHOSTOP", "debit",
       "Je hebt € 12,40 betaald bij BAKKERIJ JANSEN op 03-11-2025"),
    _t("pt-card", r"(?:pagamento|compra)\s+(?:de|no\s+valor\s+de)\s+MONEY.{0,60}?\b(?:em|na|no|a)\s+WHOSTOP", "debit",
       "Compra de 12,40 EUR em PADARIA LISBOA em 03/11/2025"),
]  # fmt: skip
