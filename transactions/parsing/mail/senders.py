"""Who writes: banks and shops by the domain of their address, never by a part of it."""
# ruff: noqa: E501  tables are data; a broken line hides more than a long one

import re
from dataclasses import dataclass
from functools import lru_cache

from transactions.parsing.banks import Bank, bank_of_sender


@dataclass(frozen=True, slots=True)
class Sender:
    """A company whose mails are known.

    Attributes:
        code: how the company signs its text messages, for the message reader; banks only.
        is_prepaid: whatever it confirms has been paid, such as a ticket.
        names_other: it pays or collects for others, whose name stands in the mail.
    """

    name: str
    is_bank: bool = False
    code: str = ""
    is_prepaid: bool = False
    names_other: bool = False

    @property
    def bank(self) -> Bank | None:
        return bank_of_sender(self.code) if self.code else None


# sender code = name: domains. Under .bank.in only the regulator's banks can have a name.
_BANKS = """
VM-HDFCBK=HDFC Bank: hdfcbank.net hdfcbank.com hdfcbank.bank.in hdfc.bank.in hdfcbank.co.in hdfcbank.in
VM-ICICIT=ICICI Bank: icicibank.com icicibank.co.in icici.bank.in icicibank.bank.in
VM-SBIINB=State Bank of India: sbi.co.in sbi.bank.in onlinesbi.com onlinesbi.sbi alerts.sbi.co.in sbi.com
VM-SBICRD=SBI Card: sbicard.com sbicard.in
VM-AXISBK=Axis Bank: axisbank.com axis.bank.in axisbank.bank.in axisbank.co.in
VM-KOTAKB=Kotak Mahindra Bank: kotak.com kotak.bank.in kotakbank.com kotak.in
VM-IDFCFB=IDFC FIRST Bank: idfcfirstbank.com idfcfirst.bank.in idfcbank.com idfcfirstbank.bank.in
VM-INDUSB=IndusInd Bank: indusind.com indusind.bank.in
VM-YESBNK=Yes Bank: yesbank.in yes.bank.in yesbank.com yesbank.bank.in
VM-FEDBNK=Federal Bank: federalbank.co.in federal.bank.in federalbank.com
VM-PNBSMS=Punjab National Bank: pnb.co.in pnb.bank.in pnbindia.in
VM-BOBTXN=Bank of Baroda: bankofbaroda.com bankofbaroda.co.in bankofbaroda.in bankofbaroda.bank.in bobcard.co.in bobfinancial.com
VM-CANBNK=Canara Bank: canarabank.com canara.bank.in canarabank.in
VM-UNIONB=Union Bank of India: unionbankofindia.com unionbankofindia.bank.in unionbankofindia.co.in
VM-INDBNK=Indian Bank: indianbank.co.in indianbank.bank.in indianbank.in
VM-BOIIND=Bank of India: bankofindia.co.in bankofindia.bank.in
VM-IOBCHN=Indian Overseas Bank: iob.in iob.bank.in iobnet.co.in
VM-IDBIBK=IDBI Bank: idbi.co.in idbibank.co.in idbi.bank.in
VM-BDNSMS=Bandhan Bank: bandhanbank.com bandhan.bank.in
VM-RBLBNK=RBL Bank: rblbank.com rbl.bank.in
VM-AUBANK=AU Small Finance Bank: aubank.in au.bank.in
VM-KARBNK=Karnataka Bank: ktkbank.com karnatakabank.com karnataka.bank.in
VM-SIBSMS=South Indian Bank: sib.co.in southindianbank.com sib.bank.in
VM-CUBANK=City Union Bank: cityunionbank.in cityunionbank.com cityunion.bank.in
VM-KVBANK=Karur Vysya Bank: kvbmail.com kvb.co.in kvb.bank.in
VM-HSBCIN=HSBC India: hsbc.co.in hsbc.bank.in mail.hsbc.co.in
VM-SCBANK=Standard Chartered Bank: sc.com sc.bank.in standardchartered.com
VM-DBSBNK=DBS Bank India: dbsbank.in dbs.bank.in
VM-ONECRD=OneCard: getonecard.app onecard.in
VM-SLICEIT=Slice: sliceit.com slice.bank.in sliceit.in
VM-JUPTER=Jupiter: jupiter.money
VM-PAYTMB=Paytm: paytmbank.com paytm.com paytm.in
VM-AIRBNK=Airtel Payments Bank: airtelbank.com airtel.bank.in
CHASE=Chase: chase.com jpmorgan.com
AMEX=American Express: americanexpress.com aexp.com americanexpress.co.in americanexpress.co.uk americanexpress.ca
BOFA=Bank of America: bankofamerica.com bofa.com
CAPITALONE=Capital One: capitalone.com
CITI=Citi: citi.com citibank.com
WELLSFARGO=Wells Fargo: wellsfargo.com
DISCOVER=Discover: discover.com discovercard.com
USAA=USAA: usaa.com
ALLY=Ally Bank: ally.com
SCHWAB=Charles Schwab: schwab.com
NFCU=Navy Federal Credit Union: navyfederal.org
=U.S. Bank: usbank.com
=PNC Bank: pnc.com
=TD Bank: td.com tdbank.com
=Truist: truist.com
=SoFi: sofi.com
=Synchrony: synchronybank.com synchrony.com
=Barclays US: barclaysus.com
=Fidelity: fidelity.com
MONZO=Monzo: monzo.com
STARLING=Starling: starlingbank.com
BARCLAYS=Barclays: barclays.co.uk barclays.com barclaycard.co.uk
LLOYDS=Lloyds: lloydsbank.co.uk lloydsbank.com
HALIFAX=Halifax: halifax.co.uk
NATWEST=NatWest: natwest.com
=HSBC UK: hsbc.co.uk hsbc.com
=Santander UK: santander.co.uk
=Nationwide: nationwide.co.uk
=first direct: firstdirect.com
REVOLUT=Revolut: revolut.com
=Wise: wise.com transferwise.com
N26=N26: n26.com
ING=ING: ing.de ing.com ing.nl ing.es ing.it
DKB=DKB: dkb.de
=Sparkasse: sparkasse.de
=Commerzbank: commerzbank.de commerzbank.com
=Deutsche Bank: deutsche-bank.de db.com
=comdirect: comdirect.de
=ABN AMRO: abnamro.nl abnamro.com
=Rabobank: rabobank.nl
=bunq: bunq.com
BNP=BNP Paribas: bnpparibas.com bnpparibas.net bnpparibas.fr
=Société Générale: socgen.com societegenerale.fr
=Crédit Agricole: credit-agricole.fr ca-paris.fr
=Boursobank: boursobank.com boursorama.fr
=BBVA: bbva.es bbva.com
=Santander: santander.com bancosantander.es gruposantander.es
=CaixaBank: caixabank.com caixabank.es
=Intesa Sanpaolo: intesasanpaolo.com
=UniCredit: unicredit.it unicredit.eu
=Caixa Geral de Depósitos: cgd.pt
=Millennium bcp: millenniumbcp.pt
ENBD=Emirates NBD: emiratesnbd.com
ADCB=Abu Dhabi Commercial Bank: adcb.com
FAB=First Abu Dhabi Bank: bankfab.com bankfab.ae
MASHREQ=Mashreq Bank: mashreq.com mashreqbank.com mashreqbank.ae
DIB=Dubai Islamic Bank: dib.ae
ADIB=Abu Dhabi Islamic Bank: adib.com adib.ae
RAKBANK=RAKBANK: rakbank.ae
CBD=Commercial Bank of Dubai: cbd.ae
ALRAJHI=Al Rajhi Bank: alrajhibank.com.sa alrajhibank.com
SNB=Saudi National Bank: alahli.com
RIYAD=Riyad Bank: riyadbank.com
NBK=National Bank of Kuwait: nbk.com
KFH=Kuwait Finance House: kfh.com
QNB_QATAR=QNB: qnb.com qnb.com.qa
BANKMUSCAT=Bank Muscat: bankmuscat.com
DBS=DBS: dbs.com dbs.com.sg
OCBC=OCBC: ocbc.com
UOB=UOB: uob.com.sg uobgroup.com
COMMBANK=CommBank: cba.com.au commbank.com.au
WESTPAC=Westpac: westpac.com.au
ANZ=ANZ: anz.com
NAB=NAB: nab.com.au
RBC=RBC: rbc.com royalbank.com
SCOTIA=Scotiabank: scotiabank.com
BMO=BMO: bmo.com
CIBC=CIBC: cibc.com
"""
# name: domains; "!" confirms only what was paid, ">" pays or collects for others.
_SHOPS = """
Amazon: amazon.in amazon.com amazon.co.uk amazon.de amazon.fr amazon.es amazon.it amazon.nl amazon.ae amazon.ca amazon.com.au
Flipkart: flipkart.com
Myntra: myntra.com
Swiggy: swiggy.in swiggy.com
Zomato: zomato.com
Blinkit: blinkit.com grofers.com
Zepto: zepto.co.in zeptonow.com
BigBasket: bigbasket.com
JioMart: jiomart.com
Nykaa: nykaa.com
Ajio: ajio.com
Meesho: meesho.com
Croma: croma.com
IKEA: ikea.com ikea.in
Uber!: uber.com
Ola!: olacabs.com olamoney.com
Rapido!: rapido.bike
Lyft!: lyft.com lyftmail.com
Bolt!: bolt.eu
BookMyShow!: bookmyshow.com bookmyshow.email bookmyshow.in
Netflix: netflix.com
Spotify: spotify.com
Disney+: disneyplus.com hotstar.com
YouTube: youtube.com
Apple: apple.com
Google Play: googleplay.com
Google: google.com
Microsoft: microsoft.com
Adobe: adobe.com
Dropbox: dropbox.com
GitHub: github.com
OpenAI: openai.com
PayPal>: paypal.com paypal.co.uk paypal.de paypal.fr paypal.in
Stripe>: stripe.com
Razorpay>: razorpay.com
PayU>: payu.in
Cashfree>: cashfree.com
Square>: squareup.com square.com messaging.squareup.com
Klarna>: klarna.com klarna.de
Venmo>: venmo.com
Cash App>: square.com cash.app
PhonePe>: phonepe.com
MakeMyTrip!: makemytrip.com
Goibibo!: goibibo.com
Cleartrip!: cleartrip.com
ixigo!: ixigo.com
redBus!: redbus.in redbus.com
IRCTC!: irctc.co.in irctc.com
IndiGo!: goindigo.in
Air India!: airindia.com airindia.in
Booking.com: booking.com
Airbnb: airbnb.com
Expedia: expedia.com
Airtel: airtel.com airtel.in
Jio: jio.com
Vi: vodafoneidea.com myvi.in
Tata Power: tatapower.com
Eventbrite!: eventbrite.com
Ticketmaster!: ticketmaster.com ticketmaster.co.uk
Deliveroo: deliveroo.co.uk deliveroo.com
Just Eat: just-eat.co.uk
DoorDash: doordash.com
Instacart: instacart.com
Walmart: walmart.com
Target: target.com
Best Buy: bestbuy.com
eBay: ebay.com ebay.co.uk ebay.de
Etsy: etsy.com
Zalando: zalando.de zalando.com zalando.co.uk
Deutsche Bahn!: bahn.de deutschebahn.com
SNCF!: sncf.com sncf-connect.com
Trainline!: trainline.com thetrainline.com
Ryanair!: ryanair.com
easyJet!: easyjet.com
Noon: noon.com
Talabat: talabat.com
Careem!: careem.com
"""
_MAILBOXES = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "live.com",
        "yahoo.com",
        "yahoo.co.in",
        "yahoo.in",
        "ymail.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "rediffmail.com",
        "protonmail.com",
        "proton.me",
        "zoho.com",
        "mail.ru",
        "yandex.ru",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "libero.it",
        "hotmail.co.uk",
        "hotmail.fr",
        "outlook.in",
        "live.in",
        "msn.com",
    ]
)
_COMMON = frozenset(["sparkasse", "discover", "fidelity"])  # words that others may carry in their names
_OWNABLE = re.compile(
    r"\.(?:com|net|in|co\.in|net\.in|org|bank|bank\.in|co\.uk|ae|example|test|invalid|localhost|com\.(?:au|br|mx|ar|sg|my|hk|ph|sa|eg|tr|co|pe|qa|kw|ng|gh|pk|lk|bd|vn)|co\.(?:za|ke|nz|id|th|jp|tz|ug)|de|fr|es|it|nl|pl|pt|ie|be|at|ch|se|no|dk|fi|ca)$"
)


def _known(domain: str) -> Sender | None:
    """The company that owns a domain or the one above it."""
    labels = domain.lower().strip(".").split(".")
    table = _table()
    return next(
        (table[name] for n in range(len(labels) - 1) if (name := ".".join(labels[n:])) in table), None
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, Sender]:
    table: dict[str, Sender] = {}
    for line in _SHOPS.strip().split("\n"):
        name, _, domains = line.partition(": ")
        sender = Sender(name.rstrip("!>"), is_prepaid=name.endswith("!"), names_other=name.endswith(">"))
        table |= dict.fromkeys(domains.split(), sender)
    for line in _BANKS.strip().split("\n"):
        code, _, rest = line.partition("=")
        name, _, domains = rest.partition(": ")
        table |= dict.fromkeys(domains.split(), Sender(name, is_bank=True, code=code))
    return table


@lru_cache(maxsize=1)
def _brands() -> dict[str, Sender]:
    """Banks by the word that is their domain, where it is long enough to be nobody else's."""
    return {
        domain.split(".")[0]: sender
        for domain, sender in _table().items()
        if sender.is_bank and len(domain.split(".")[0]) >= 7 and domain.split(".")[0] not in _COMMON
    }


@lru_cache(maxsize=2048)
def sender_of(domain: str) -> Sender | None:
    """The company that a mail's domain proves, or `None` for a stranger's."""
    found = _known(domain)
    if found is not None:
        return found
    domain = domain.lower().strip(".")
    if domain.endswith(".bank.in"):
        name = domain.split(".")[-3]
        return _brands().get(name) or Sender(f"{name.title()} Bank", is_bank=True)
    suffix = _OWNABLE.search(domain)
    return _brands().get(domain[: suffix.start()].split(".")[-1]) if suffix else None


@lru_cache(maxsize=2048)
def is_lookalike(domain: str) -> bool:
    """Whether a stranger's domain carries a bank's name, as `hdfcbank.net.evil.example` does."""
    if not domain or sender_of(domain) is not None:
        return False
    return any(part in _brands() for part in re.split(r"[.-]", domain.lower()))


def is_mailbox(domain: str) -> bool:
    """Whether people, not companies, write from this domain."""
    return domain.lower() in _MAILBOXES


@lru_cache(maxsize=2048)
def bank_named(name: str) -> Sender | None:
    """The bank whose full name someone gives as their own."""
    told = f" {' '.join(re.findall(r'[a-z0-9]+', name.lower()))} "
    for sender in _table().values():
        plain = " ".join(re.findall(r"[a-z0-9]+", sender.name.lower()))
        if sender.is_bank and len(plain) > 4 and f" {plain} " in told:
            return sender
    return None
