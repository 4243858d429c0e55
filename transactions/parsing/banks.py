"""Who wrote a message: sender ids and names of banks, their country, currency and clock."""
# ruff: noqa: E501  patterns and tables are data; a broken line hides more than a long one

import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Bank:
    name: str
    country: str

    @property
    def currency(self) -> str:
        return COUNTRIES[self.country][0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(COUNTRIES[self.country][1])

    @property
    def writes_month_first(self) -> bool:
        return self.country == "US"


COUNTRIES = {
    "IN": ("INR", "Asia/Kolkata"), "AE": ("AED", "Asia/Dubai"), "SA": ("SAR", "Asia/Riyadh"),
    "NP": ("NPR", "Asia/Kathmandu"), "LK": ("LKR", "Asia/Colombo"), "PK": ("PKR", "Asia/Karachi"),
    "BD": ("BDT", "Asia/Dhaka"), "US": ("USD", "America/New_York"), "GB": ("GBP", "Europe/London"),
    "EU": ("EUR", "Europe/Paris"), "TZ": ("TZS", "Africa/Dar_es_Salaam"), "KE": ("KES", "Africa/Nairobi"),
    "UG": ("UGX", "Africa/Kampala"), "ET": ("ETB", "Africa/Addis_Ababa"), "NG": ("NGN", "Africa/Lagos"),
    "GH": ("GHS", "Africa/Accra"), "ZA": ("ZAR", "Africa/Johannesburg"), "EG": ("EGP", "Africa/Cairo"),
    "TH": ("THB", "Asia/Bangkok"), "IR": ("IRR", "Asia/Tehran"), "RU": ("RUB", "Europe/Moscow"),
    "BY": ("BYN", "Europe/Minsk"), "CO": ("COP", "America/Bogota"), "MX": ("MXN", "America/Mexico_City"),
    "BR": ("BRL", "America/Sao_Paulo"), "TR": ("TRY", "Europe/Istanbul"), "CZ": ("CZK", "Europe/Prague"),
    "PL": ("PLN", "Europe/Warsaw"), "KW": ("KWD", "Asia/Kuwait"), "QA": ("QAR", "Asia/Qatar"),
    "OM": ("OMR", "Asia/Muscat"), "BH": ("BHD", "Asia/Bahrain"), "JO": ("JOD", "Asia/Amman"),
    "SG": ("SGD", "Asia/Singapore"), "MY": ("MYR", "Asia/Kuala_Lumpur"), "ID": ("IDR", "Asia/Jakarta"),
    "PH": ("PHP", "Asia/Manila"), "VN": ("VND", "Asia/Ho_Chi_Minh"), "AU": ("AUD", "Australia/Sydney"),
    "CA": ("CAD", "America/Toronto"), "KZ": ("KZT", "Asia/Almaty"), "UA": ("UAH", "Europe/Kyiv"),
    "RW": ("RWF", "Africa/Kigali"), "ZM": ("ZMW", "Africa/Lusaka"), "MA": ("MAD", "Africa/Casablanca"),
}  # fmt: skip

# country: "sender id parts, first one wins = Name"; matched in the sender without operator prefix
_SENDERS = {
    "IN": """HDFCBK HDFCBN HDFCBANK=HDFC Bank;HDFCMF=HDFC Mutual Fund;ICICIT ICICIB ICICI ICIOTP=ICICI Bank
        SBIINB SBIBNK SBIUPI SBIPSG SBYONO ATMSBI SBITXN CBSSBI SBICRD SBICARD SBIBK=State Bank of India;AXISBK AXISBN AXISMR AXIS=Axis Bank
        KOTAKB KOTAK KMBL=Kotak Mahindra Bank;PNBSMS PNBBNK PNBOTP PUNBN PNB=Punjab National Bank;BOBSMS BOBTXN BARODA BOBCRD BOBFIN BOBONE=Bank of Baroda
        CANBNK CANARA=Canara Bank;UNIONB UBOIBK UNIONBK=Union Bank of India;INDBNK INDIANBK=Indian Bank;IDFCFB IDFCBK IDFC=IDFC FIRST Bank
        INDUSB INDUSIND INDUSL=IndusInd Bank;YESBNK YESBK YESBANK=Yes Bank;FEDBNK FEDERAL FEDSCP FEDFIB FEDONE FEDJUP=Federal Bank
        BOIIND BOIBNK=Bank of India;CENTBK CBOI=Central Bank of India;UCOBNK UCOBANK=UCO Bank;IOBCHN IOBBNK IOB=Indian Overseas Bank
        MAHABK BOMSMS MAHABANK=Bank of Maharashtra;PSBANK PSBSMS PSBIND=Punjab & Sind Bank;IDBIBK IDBI=IDBI Bank;BDNSMS BANDHN BANDHAN=Bandhan Bank
        RBLBNK RBLCRD RBLBANK=RBL Bank;AUBANK AUBNK AUSFB=AU Small Finance Bank;KARBNK KTKBNK KBLBNK=Karnataka Bank;SIBSMS SIBBNK=South Indian Bank
        CUBANK CUBLTD CITYUN=City Union Bank;KVBANK KVBUPI=Karur Vysya Bank;DHANBK DHANBNK=Dhanlaxmi Bank;JKBANK JKBNK=Jammu & Kashmir Bank
        JANABK JANABNK=Jana Small Finance Bank;EQUTAS EQUITA=Equitas Small Finance Bank;UJJIVN UJVNSF=Ujjivan Small Finance Bank;UTKSPR UTKARSH=Utkarsh Small Finance Bank
        HSBCIN HSBC=HSBC India;SCBANK SCBNK STANCH=Standard Chartered Bank;DBSBNK DBSBK DIGIBK=DBS Bank India;CITIBK CITIBANK=Citibank India
        AIRBNK AIRTEL AIRMNY=Airtel Payments Bank;IPBMSG IPPBNK INDPOST=India Post Payments Bank;PAYTMB PAYTM PYTMBK=Paytm;JIOPBS JIOPAY=JioPay
        SARBNK SARASWAT=Saraswat Bank;KELBNK KERBNK=Kerala Bank;KGBANK KGBNK=Kerala Gramin Bank;GREATERBNK GRTBNK=Greater Bank;SVCBNK COSMOS TJSBSB=Co-operative Bank
        ONECRD ONECARD=OneCard;SLICEIT SLCEIT SLICE=Slice;JUPTER JUPITER=Jupiter;CREDIN CRED-=CRED;AMZPAY APAY AMAZON JUSPAY=Amazon Pay;PHONPE PHONEPE=PhonePe
        MOBIKW=MobiKwik;LAZYPY LAZYPAY=LazyPay;SIMPL=Simpl;FREECH=Freecharge;NAVAMC NAVIMF=Navi Mutual Fund;CSHFRE=Cashfree;AMEXIN AMEX=American Express
        DCBBNK=DCB Bank;TMBANK TMBNET=Tamilnad Mercantile Bank;CSBBNK CSBANK=CSB Bank;NKGSB=NKGSB Bank;ESAFBK ESAFSF=ESAF Small Finance Bank;SURYOD=Suryoday Small Finance Bank;FINOPB=Fino Payments Bank""",
    "AE": "ADCB=Abu Dhabi Commercial Bank;FAB=First Abu Dhabi Bank;EMIRATESNBD ENBD=Emirates NBD;EI_SMS=Emirates Islamic;LIV=Liv Bank;MASHREQ NEOBANK=Mashreq Bank;DIB=Dubai Islamic Bank;ADIB=Abu Dhabi Islamic Bank;RAKBANK=RAKBANK;WIO=Wio Bank;CBD=Commercial Bank of Dubai",
    "SA": "ALRAJHI=Al Rajhi Bank;ALINMA=Alinma Bank;SNB ALAHLI=Saudi National Bank;BSF=Banque Saudi Fransi;D360=D360 Bank;RIYAD=Riyad Bank;STCPAY STC_BANK STCBANK=STC Bank;BARQ URPAY=Wallet;SAIB=SAIB;ALBILAD=Bank Albilad;ALJAZIRA=Bank AlJazira;SABB SAB=SAB;ANB=Arab National Bank",
    "NP": "LAXMI=Laxmi Sunrise Bank;CTZN=Citizens Bank;LBBL=Lumbini Bikas Bank;MFL=Manjushree Finance;NSBI=Nepal SBI Bank;SBL=Siddhartha Bank;NABIL=Nabil Bank;NMB_=NMB Bank Nepal;NIMB NIBL=NIMB;EBL=Everest Bank;GBIME GLOBAL_IME=Global IME Bank;KUMARI=Kumari Bank;SANIMA=Sanima Bank;PRABHU=Prabhu Bank;ESEWA=eSewa;KHALTI=Khalti;NICA NICASIA=NIC Asia Bank;MBL_=Machhapuchchhre Bank;HBL_=Himalayan Bank;RBB=Rastriya Banijya Bank;ADBL=ADBL;PCBL=Prime Bank",
    "LK": "NDB=National Development Bank;NSB=National Savings Bank;COMBANK=Commercial Bank of Ceylon;SAMPATH=Sampath Bank;HNB=Hatton National Bank;BOC=Bank of Ceylon;PEOPLES=People's Bank;SEYLAN=Seylan Bank;DFCC=DFCC Bank;NTB=Nations Trust Bank",
    "PK": "FBL FAYSAL=Faysal Bank;HBL=HBL;UBL=UBL;MEEZAN=Meezan Bank;ALFALAH=Bank Alfalah;EASYPAISA=Easypaisa;JAZZCASH=JazzCash;9220=Standard Chartered Pakistan;SADAPAY=SadaPay;NAYAPAY=NayaPay;ALLIED ABL=Allied Bank",
    "BD": "BKASH=bKash;NAGAD=Nagad;DBBL ROCKET=Dutch-Bangla Bank;BRAC=BRAC Bank;CITYBANK=City Bank",
    "US": "SCHWAB=Charles Schwab;CITI=Citi;NFCU NAVYFED=Navy Federal Credit Union;HICKORY 8775907589=Old Hickory Credit Union;42141 ADELFI=AdelFi;CHASE=Chase;DISCOVER 347268=Discover;BOFA=Bank of America;WELLSFARGO=Wells Fargo;USAA=USAA;CAPITALONE 227898=Capital One;HUNTINGTON=Huntington Bank;ALLY=Ally Bank;VENMO=Venmo",
    "TZ": "CRDB=CRDB Bank;NMB=NMB Bank;DTB=Diamond Trust Bank;MIXX TIGO=Mixx by Yas;SELCOM=Selcom Pesa;HALOPESA=HaloPesa;AIRTELMONEY AIRTEL_MONEY=Airtel Money;NBC=NBC Bank;AZAMPESA=AzamPesa",
    "KE": "M-PESA MPESA=M-PESA;KCB=KCB;EQUITY=Equity Bank;COOPBANK=Co-operative Bank",
    "UG": "MTNMOMO=MTN MoMo",
    "ET": "CBE=Commercial Bank of Ethiopia;127 TELEBIRR=telebirr;ZEMEN=Zemen Bank;DASHEN AMOLE=Dashen Bank;ABYSSINIA BOA=Bank of Abyssinia;AWASH=Awash Bank",
    "NG": "ACCESS=Access Bank;ZENITH=Zenith Bank;JAIZ=Jaiz Bank;KEYSTONE=Keystone Bank;GTBANK GTB=GTBank;FIRSTBANK=First Bank;UBA=UBA;OPAY=OPay;KUDA=Kuda;FCMB=FCMB;STERLING=Sterling Bank;WEMA ALAT=Wema Bank;UNIONBANK=Union Bank of Nigeria;STANBIC=Stanbic IBTC;FIDELITY=Fidelity Bank;PALMPAY=PalmPay",
    "ZA": "FNB=FNB;CAPITEC=Capitec;ABSA=Absa;NEDBANK=Nedbank;STDBANK STANDARDBANK=Standard Bank;INVESTEC=Investec",
    "AU": "COMMBANK=CommBank;WESTPAC=Westpac;ANZ=ANZ;NAB=NAB;INGAU=ING Australia",
    "CA": "RBC=RBC;TDBANK=TD;SCOTIA=Scotiabank;BMO=BMO;CIBC=CIBC;TANGERINE=Tangerine",
    "VN": "VCB VIETCOMBANK=Vietcombank;TECHCOM=Techcombank;BIDV=BIDV;MBBANK=MB Bank;VPBANK=VPBank",
    "UA": "PRIVAT=PrivatBank;MONOBANK=monobank",
    "GH": "MTNMOMO MOBILEMONEY MTN=MTN MoMo Ghana;GCB=GCB Bank;ECOBANK=Ecobank",
    "SG": "DBS=DBS;OCBC=OCBC;UOB=UOB",
    "MY": "MAYBANK=Maybank;CIMB_MY=CIMB;RHB=RHB",
    "ID": "GOPAY=GoPay;OVO=OVO;DANA=DANA;BCA=BCA;MANDIRI=Bank Mandiri;BRI=BRI;BNI=BNI",
    "PH": "GCASH=GCash;BPI=BPI;BDO=BDO;MAYA=Maya",
    "GB": "MONZO=Monzo;BARCLAYS=Barclays;STARLING=Starling;HALIFAX=Halifax;NATWEST=NatWest;LLOYDS=Lloyds",
    "EG": "CIB=CIB Egypt;NBE=National Bank of Egypt;BANQUE_MISR BANQUEMISR=Banque Misr;QNB=QNB Egypt",
    "TH": "CIMB=CIMB Thai;GSB=Government Savings Bank;KBANK=Kasikornbank;BAY KRUNGSRI=Krungsri;SCB=Siam Commercial Bank;TTB=ttb;KTB KRUNGTHAI=Krungthai Bank;BBL BANGKOK=Bangkok Bank;UOB=UOB Thailand",
    "IR": "BANK_MELLAT MELLAT=Bank Mellat;PARSIAN=Parsian Bank;MELLI=Bank Melli;+98 +9820=Iranian bank;PASARGAD=Pasargad Bank;SADERAT=Bank Saderat;BLUBANK BLU=Blubank;TEJARAT=Tejarat Bank;SAMAN=Saman Bank",
    "RU": "TBANK T-BANK TINKOFF=T-Bank;900 SBERBANK=Sberbank;ALFABANK ALFA-BANK=Alfa-Bank;VTB=VTB;RAIFFEISEN=Raiffeisen",
    "BY": "PRIORBANK=Priorbank;BELARUSBANK ASB=Belarusbank;MTBANK=MTBank",
    "CO": "87400 85540 BANCOLOMBIA=Bancolombia;NEQUI=Nequi;DAVIVIENDA=Davivienda",
    "MX": "BANORTE=Banorte;BBVA=BBVA;BANAMEX=Banamex;SANTANDER_MX=Santander México",
    "BR": "NUBANK=Nubank;ITAU=Itaú;BRADESCO=Bradesco",
    "TR": "ENPARA=Enpara;GARANTI=Garanti BBVA;AKBANK=Akbank;ISBANK=İş Bankası;YAPIKREDI=Yapı Kredi;ZIRAAT=Ziraat Bankası",
    "CZ": "MBANK_CZ=mBank;AIR_BANK AIRBANK=Air Bank;CSOB=ČSOB;KB_=Komerční banka",
    "PL": "MBANK_PL=mBank;PKO=PKO BP;ING_PL=ING",
    "EU": "38015 BPCE=BPCE;BNP=BNP Paribas;REVOLUT=Revolut;N26=N26;ING=ING;DKB=DKB",
    "KW": "NBK=National Bank of Kuwait;KFH=Kuwait Finance House;BOUBYAN=Boubyan Bank",
    "OM": "BANK_MUSCAT BANKMUSCAT=Bank Muscat",
    "QA": "QNB_QATAR=QNB;CBQ=Commercial Bank of Qatar",
}  # fmt: skip

# names that only a bank of that country writes in its messages
_CONTENT = [
    (r"\bSBI\b|State Bank of India", "State Bank of India", "IN"),
    (r"HDFC Bank", "HDFC Bank", "IN"),
    (r"ICICI Bank", "ICICI Bank", "IN"),
    (r"Axis Bank", "Axis Bank", "IN"),
    (r"Kotak", "Kotak Mahindra Bank", "IN"),
    (r"\bPNB\b", "Punjab National Bank", "IN"),
    (r"Bank of Baroda|\bBOB\b", "Bank of Baroda", "IN"),
    (r"Canara", "Canara Bank", "IN"),
    (r"Union Bank of India", "Union Bank of India", "IN"),
    (r"IDFC FIRST", "IDFC FIRST Bank", "IN"),
    (r"IndusInd", "IndusInd Bank", "IN"),
    (r"Yes Bank", "Yes Bank", "IN"),
    (r"Federal Bank", "Federal Bank", "IN"),
    (r"Bancolombia", "Bancolombia", "CO"),
    (r"Tigo ?Pesa|Mixx by Yas|\bM-?Pesa\b.{0,300}\bT(?:ZS|Sh)", "Mobile money", "TZ"),
]
_PREFIX = re.compile(r"^[A-Z]{2}-(?=[A-Z0-9])")
_SUFFIX = re.compile(r"-[STPG]$")


@lru_cache(maxsize=1)
def _table() -> list[tuple[str, Bank]]:
    entries = []
    for country, text in _SENDERS.items():
        for entry in re.split(r"[;\n]", text):
            keys, _, name = entry.partition("=")
            bank = Bank(name.strip(), country)
            entries += [(key.replace("_", " "), bank) for key in keys.split()]
    return sorted(entries, key=lambda entry: -len(entry[0]))


@lru_cache(maxsize=4096)
def bank_of_sender(sender: str) -> Bank | None:
    """The bank a sender id belongs to: the longest known part that it starts with or holds."""
    upper = sender.upper().strip()
    core = _SUFFIX.sub("", _PREFIX.sub("", upper)).replace("_", " ")
    starts = [bank for key, bank in _table() if core.startswith(key)]
    if starts:
        return _indian_first(starts, is_indian=bool(_PREFIX.match(upper)))
    inside = [bank for key, bank in _table() if len(key) >= 4 and _is_inside(key, core)]
    return _indian_first(inside, is_indian=bool(_PREFIX.match(upper))) if inside else None


def _is_inside(key: str, sender: str) -> bool:
    """A short part must begin a word: GOPAY is not OPAY."""
    at = sender.find(key)
    return at >= 0 and (len(key) >= 6 or not sender[at - 1 : at].isalnum())


def _indian_first(banks: list[Bank], *, is_indian: bool) -> Bank:
    """Indian senders carry an operator prefix such as `VM-`; others do not."""
    preferred = [bank for bank in banks if bank.country == "IN"] if is_indian else []
    return (preferred or banks)[0]


def identify(sender: str, text: str) -> Bank | None:
    """The bank of a message by its sender id, else by what only that bank writes."""
    bank = bank_of_sender(sender)
    if bank is not None:
        return bank
    for pattern, name, country in _CONTENT:
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            return Bank(name, country)
    if _PREFIX.match(sender.upper()):
        return Bank(_SUFFIX.sub("", _PREFIX.sub("", sender.upper())).title(), "IN")
    return None


def is_known(bank: Bank) -> bool:
    """Whether it is one of ours, not only a sender's name."""
    return any(known.name == bank.name for _, known in _table())


def institution_in(text: str) -> str:
    """The bank that a statement's heading names, or an empty string."""
    names = [(text.lower().find(bank.name.lower()), bank.name) for _, bank in _table() if len(bank.name) > 4]
    found = sorted((at, name) for at, name in names if at >= 0)
    return (
        found[0][1]
        if found
        else next((name for pattern, name, _ in _CONTENT if re.search(pattern, text)), "")
    )
