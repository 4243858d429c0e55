"""Well-known merchants and telling words, with the starter category each belongs to."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lumen.common.text import slug_key

# One line a category: `Name` or `Name = other spellings, comma separated`; entries end with `;`.
_BRANDS = {
    "Food & Dining": """
        Swiggy = swiggy food, bundl technologies; Zomato = eternal limited, zomato order; EatSure =
        rebel foods; Faasos; Behrouz Biryani; Domino's = dominos, dominos pizza, jubilant foodworks;
        Pizza Hut = pizzahut; KFC; McDonald's = mcdonalds, mc donalds, mcdonald s, hardcastle
        restaurants; Burger King = burgerking; Subway; Starbucks = tata starbucks; Café Coffee Day =
        cafe coffee day, coffee day; Third Wave Coffee = thirdwave coffee; Blue Tokai = bluetokai;
        Chaayos; Chai Point = chaipoint; Barista; Costa Coffee; Tim Hortons; Haldiram's = haldirams,
        haldiram; Bikanervala; Saravana Bhavan = saravanaa bhavan; MTR; Truffles; Barbeque Nation =
        barbeque nation; Mainland China; Wow! Momo = wow momo; Theobroma; Baskin Robbins; Naturals Ice
        Cream; Keventers; Dunkin = dunkin donuts; Taco Bell; Nando's = nandos; Paradise Biryani; A2B =
        adyar ananda bhavan; DoorDash; Uber Eats = ubereats; Deliveroo; Just Eat; Chipotle; Pret A
        Manger; Dineout; EazyDiner; Magicpin; Box8; Faaso's""",
    "Groceries": """
        BigBasket = big basket, innovative retail, bbnow, bb daily; Blinkit = grofers, blink commerce;
        Zepto = zeptonow, kiranakart; Swiggy Instamart = instamart; DMart = d mart, avenue supermarts,
        dmart ready; Reliance Fresh = reliance smart, reliance retail, jiomart; JioMart; More
        Supermarket = more retail; Spencer's = spencers; Nature's Basket = natures basket; Nilgiris;
        Star Bazaar; Spar; Ratnadeep; Heritage Fresh; Milkbasket; Country Delight; Nandini Milk Parlour
        = nandini milk, nandini; Amul; Mother Dairy = mother dairy; Licious; FreshToHome = fresh to
        home; Namdhari's = namdharis; Vegetable Vendor; Lulu Hypermarket = lulu; Walmart; Costco; Tesco;
        Lidl; Aldi; Whole Foods; Trader Joe's = trader joes; Carrefour; Kirana Store = kirana""",
    "Transport": """
        Uber = uber india, uber trip, uber rides; Ola = ola cabs, olacabs, ani technologies; Rapido =
        roppen; BluSmart; Namma Yatri = nammayatri; Meru; Namma Metro = bmrcl, bangalore metro; Delhi
        Metro = dmrc; Mumbai Metro; Chennai Metro; Hyderabad Metro; BMTC; KSRTC; MSRTC; TSRTC; FASTag =
        fastag, netc, ihmcl; Park+ = park plus, parkplus; Yulu; Bounce; Quick Ride; Lyft; Grab;
        Transport for London = tfl""",
    "Fuel": """
        Indian Oil = indianoil, iocl; Bharat Petroleum = bpcl, bharatpetroleum; HP Petrol = hpcl,
        hindustan petroleum; Shell; Nayara Energy = nayara; Reliance Petroleum = jio bp""",
    "Vehicle": """
        GoMechanic; Hero MotoCorp; TVS Motor; Maruti Service = maruti suzuki; Bosch Car Service; MRF
        Tyres; Apollo Tyres""",
    "Shopping": """
        Amazon = amzn, amazon pay india, amazon in, amazon seller, amazon retail; Flipkart; Myntra;
        Ajio; Meesho; Snapdeal; Tata CLiQ = tata cliq; Nykaa Fashion; Snapdeal; FirstCry; Decathlon;
        IKEA; Croma; Reliance Digital; Vijay Sales; Lifestyle; Shoppers Stop; Pantaloons; Westside =
        trent; Zudio; Max Fashion; Zara; H&M = h m, hennes; Uniqlo; Marks & Spencer = marks spencer;
        Levi's = levis; FabIndia; Manyavar; Bata; Nike; Adidas; Puma; Woodland; Titan; Tanishq; Kalyan
        Jewellers; Lenskart; Pepperfry; Urban Ladder; Home Centre; Crossword; Sapna Book House; Apple
        Store; Samsung; boAt = boat lifestyle; eBay; Etsy; AliExpress; Best Buy; Target; Caratlane;
        Bluestone; Hamleys""",
    "Health": """
        Apollo Pharmacy = apollo pharmacies, apollo 247; Apollo Hospitals; MedPlus = medplus; 1mg = tata
        1mg, onemg; PharmEasy; Netmeds; Practo; Fortis; Manipal Hospital = manipal hospitals; Max
        Healthcare; Narayana Health = narayana hrudayalaya; Columbia Asia; Aster; Cloudnine; Dr Lal
        PathLabs = lal pathlabs; Thyrocare; Metropolis; Clove Dental; Wellness Forever""",
    "Fitness": """
        Cult.fit = cultfit, cult fit, curefit, cure fit; Gold's Gym = golds gym; Anytime Fitness;
        Fitness First; HealthifyMe; Talwalkars; Playo""",
    "Personal Care": """
        Nykaa; Urban Company = urbancompany, urbanclap; Purplle; Mamaearth; The Body Shop; Naturals
        Salon; Lakme Salon = lakme; Jawed Habib; Bodycraft; Green Trends; Sephora""",
    "Entertainment": """
        BookMyShow = bigtree, bookmyshow; PVR = pvr inox, pvr cinemas; INOX; Cinepolis; Paytm Insider =
        insider; Wonderla; Google Play = google play apps; Steam = steampowered, steamgames;
        PlayStation; Xbox; Nintendo; District;
        Smaaash""",
    "Subscriptions": """
        Netflix; Spotify; YouTube Premium = youtube; Amazon Prime = prime video, primevideo; Disney+
        Hotstar = hotstar, jiohotstar; SonyLIV = sony liv; Zee5; JioCinema; Apple = apple services,
        apple com bill, itunes; iCloud; Google One = google storage; Audible; Kindle = kindle unlimited;
        Gaana; JioSaavn; Times Prime; The Hindu; The Ken; LinkedIn Premium = linkedin; ChatGPT = openai,
        chatgpt; Claude = anthropic; Dropbox; Medium; Patreon; NYTimes = new york times; Duolingo;
        Notion;
        GitHub; Amazon Web Services = aws; Google Cloud; Microsoft = microsoft 365, msft; Zoho; Adobe;
        Canva; Figma; Slack; Zoom; DigitalOcean; Cloudflare; GoDaddy; Namecheap; JetBrains; Atlassian;
        Tally Solutions = tally""",
    "Utilities": """
        BESCOM; Tata Power; Adani Electricity; BSES = bses rajdhani, bses yamuna; MSEB = msedcl,
        mahavitaran; TNEB = tangedco; KSEB; CESC; Torrent Power; BWSSB; Indane; HP Gas; Bharat Gas;
        Mahanagar Gas; Indraprastha Gas = igl; Airtel Broadband = airtel fiber, airtel xstream; Airtel =
        bharti airtel; Jio = reliance jio, jio prepaid recharge, jio recharge, jiofiber; Vi = vodafone
        idea, vodafone; BSNL; ACT Fibernet = act broadband, atria convergence; Hathway; Tata Play = tata
        sky; Dish TV; Sun Direct""",
    "Travel": """
        IRCTC; IndiGo = interglobe, goindigo, indigo airlines; Air India; Vistara; SpiceJet; Akasa Air;
        MakeMyTrip = makemytrip, mmt hotel; Goibibo; Cleartrip; Yatra; EaseMyTrip; ixigo; redBus =
        redbus; AbhiBus; OYO; Treebo; FabHotels; Airbnb; Booking.com = booking com, booking b v; Agoda;
        Expedia; Taj Hotels; Emirates; Lufthansa; Ryanair; easyJet; Zoomcar; Hostelworld""",
    "Education": """
        Byju's = byjus; Unacademy; Vedantu; Coursera; Udemy; upGrad; Physics Wallah = physicswallah;
        Delhi Public School; Khan Academy; edX; Simplilearn; Cuemath; WhiteHat Jr""",
    "Gifts & Donations": """
        GiveIndia; Ketto; Milaap; CRY; Akshaya Patra; Ferns N Petals = fnp; IGP; PM CARES; Archies;
        UNICEF; Red Cross""",
    "Insurance": """
        LIC = life insurance corporation; HDFC Life; HDFC Ergo; ICICI Lombard; ICICI Prudential; SBI
        Life; Star Health; Max Life; Bajaj Allianz; Acko; Digit Insurance = go digit; PolicyBazaar; Niva
        Bupa; Care Health; Tata AIG; New India Assurance""",
    "Household Help": "Broomees; BookMyBai; Snabbit; Pronto Home",
    "Home Supplies": """
        Asian Paints; Berger Paints; Wakefit; Sleepwell; Hindware; Home Depot; Livspace""",
    "Rent": "NoBroker; NestAway; Stanza Living; Housing.com = housing com; Zolo",
    "Loan & EMI": """
        Bajaj Finance = bajaj finserv; HDB Financial; Home Credit; Tata Capital; Muthoot Finance;
        KreditBee; LazyPay; Simpl""",
    "Marketing": """
        Google Ads = google adwords; Meta Ads = facebk, facebook ads; Mailchimp; LinkedIn Ads""",
    "Office Supplies": """
        Staples; Kokuyo Camlin; WeWork; Awfis; Blue Dart = bluedart; DTDC; Delhivery; FedEx; DHL; India
        Post""",
    "Pets": "Heads Up For Tails; Supertails; Just Dogs",
}  # fmt: skip

_EXPENSE_WORDS = {
    "Food & Dining": """
        restaurant restaurants cafe coffee bakery bakers dhaba biryani pizza burger sweets mess canteen
        tiffin tiffins kitchen eatery bhavan darshini juice bar brewery pub food foods dosa idli bistro
        grill""",
    "Groceries": """
        supermarket supermart mart grocery groceries provision provisions kirana vegetables vegetable
        fruits milk dairy butcher meat hypermarket""",
    "Fuel": "petrol petroleum diesel fuel fuels filling petroleums",
    "Transport": "metro cab cabs taxi auto rickshaw toll parking bus",
    "Vehicle": "garage tyres tyre motors automobiles puncture servicing",
    "Health": """
        pharmacy pharma pharmacies medical medicals medicine medicines hospital hospitals clinic
        diagnostics diagnostic chemist chemists dental dentist lab labs optician physiotherapy nursing
        druggist""",
    "Fitness": "gym fitness yoga crossfit",
    "Personal Care": "salon saloon spa parlour barber haircut beauty unisex",
    "Education": """
        school college university tuition academy coaching institute vidyalaya exam course""",
    "Utilities": """
        electricity broadband water gas recharge postpaid prepaid dth telecom wifi internet""",
    "Rent": "rent landlord",
    "Household Help": "maid househelp driver cook housekeeping gardener nanny",
    "Insurance": "insurance premium policy",
    "Entertainment": "cinema cinemas theatre multiplex movie movies gaming concert",
    "Travel": """
        hotel hotels resort resorts airlines airways flight travels homestay hostel tours railway""",
    "Shopping": """
        store stores fashion garments textiles silks jewellers electronics furniture footwear bookstore
        books boutique mall emporium sarees""",
    "Gifts & Donations": """
        donation temple trust foundation charity gift gifts florist devasthanam church mosque gurudwara""",
    "Fees & Charges": "charges charge fee fees penalty amc gst late finance annual",
    "Loan & EMI": "emi loan",
    "Taxes": "tax advancetax challan",
    "Subscriptions": "subscription membership",
    "Home Supplies": "hardware paints plumbing electricals sanitary",
    "Pets": "pet pets vet veterinary",
}  # fmt: skip
_INCOME_WORDS = {
    "Tax Refund": "itdtax tax refund",
    "Salary": "salary payroll sal wages stipend",
    "Interest": "interest int",
    "Dividends": "dividend div ach",
    "Cashback & Rewards": "cashback reward rewards",
    "Rental Income": "rent",
    "Freelance": "freelance consulting invoice upwork fiverr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    category: str


@lru_cache(maxsize=1)
def _spellings() -> dict[str, Brand]:
    """Every spelling with its spaces taken out -> the brand."""
    table: dict[str, Brand] = {}
    for category, lines in _BRANDS.items():
        for entry in " ".join(lines.split()).split(";"):
            name, _, others = entry.strip().partition(" = ")
            if not name.strip():
                continue
            brand = Brand(name.strip(), category)
            for spelling in (name, *others.split(",")):
                if compact := slug_key(spelling).replace(" ", ""):
                    table.setdefault(compact, brand)
    return table


_MOST_WORDS = 4


def brand_in(text: str) -> Brand | None:
    """The well-known merchant this text names: the longest run of words that spells one."""
    words = slug_key(text).replace(" s ", "s ").split()
    table = _spellings()
    for length in range(min(_MOST_WORDS, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            run = "".join(words[start : start + length])
            if run in table:
                return table[run]
    return None


def keyword_category(text: str, kind: str) -> str:
    """The category that a telling word gives, or an empty string."""
    words = set(re.split(r"\s+", slug_key(text)))
    table = _INCOME_WORDS if kind == "income" else _EXPENSE_WORDS
    for category, telling in table.items():
        if words & set(telling.split()):
            return category
    return ""
