"""Everyday words for categories and kinds of merchant, tried when a name is not the workspace's own."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """Words people say, the categories that may carry the idea, and words in names of merchants."""

    words: tuple[str, ...]
    categories: tuple[str, ...] = ()
    merchants: tuple[str, ...] = ()
    is_vague: bool = False  # several merchants fit and none is meant for sure: ask


def _concept(words: str, categories: str = "", merchants: str = "", *, is_vague: bool = False) -> Concept:
    def split(text: str) -> tuple[str, ...]:
        return tuple(part for part in text.split("|") if part)

    return Concept(split(words), split(categories), split(merchants), is_vague)


CONCEPTS = (
    _concept(
        "food|khana|khane|khaana|khaane|khane peene|khana peena|eating|eating out|dining|dining out|dine out|restaurant|restaurants|meals|food delivery|outside food"
        "|bahar ka khana|bahar khana|eat out|foods|takeaway|takeout|take out|food orders|eateries|food and drinks|food & drinks|ate|eat|dinner|lunch|breakfast"
        "|food and dining|dinners|lunches|ordering in|ordering food|bahar khane|food bills|fud|foood",
        "Food & Dining|Food and Dining|Food|Dining|Eating out|Restaurants|Food & Drinks",
    ),
    _concept("grocery|groceries|kirana|ration|rashan|sabzi|supermarket|supermarkets|kiraana|grocries|grocries|grocerys|groceries shopping|provisions|household groceries", "Groceries|Grocery"),
    _concept("petrol|fuel|diesel|gas station|petrol pump|fuelling|refuelling|petrol diesel|pump|gasoline|tel|fuel bills", "Fuel|Petrol|Fuel & Petrol"),
    _concept("medical|medicine|medicines|health|healthcare|dawai|dawaiyan|doctor|doctors|dawa|medicals|health care|medical bills|ilaaj|meds|health expenses", "Health|Medical|Healthcare|Health & Medical"),
    _concept("maid|house help|househelp|bai|domestic help|cook|household help|kaamwali|kaam wali|kaamwali bai|help at home|servant|cleaning lady", "Household Help|Domestic Help|Maid|Household"),
    _concept("gym|fitness|workout|workouts|gym membership", "Fitness|Gym|Health & Fitness"),
    _concept("transport|transportation|travelling around|commute|commuting|conveyance|local travel|local transport|getting around|kiraya bhada|transit|transprt|commutes", "Transport|Transportation|Commute"),
    _concept("travel|travelling|traveling|holiday|holidays|vacation|vacations|yatra|travels|ghumne|safar|travel bookings", "Travel|Travel & Holidays|Holidays"),
    _concept("shopping|online shopping|shoping|khareedari|kharidari|kharidi", "Shopping"),
    _concept("clothes|clothing|apparel|fashion|kapde|kapda", "Clothing|Apparel|Clothes|Fashion", "", is_vague=True),
    _concept("rent|house rent|kiraya|ghar ka kiraya|flat rent|home rent|ghar kiraya|makaan kiraya|makan ka kiraya", "Rent|Housing|Home"),
    _concept("entertainment|manoranjan|fun|entertainmnt|leisure|entertaiment", "Entertainment"),
    _concept("movie|movies|cinema|films|film|movie tickets|theatre", "Movies", "bookmyshow|pvr|inox|cinepolis", is_vague=True),
    _concept("subscription|subscriptions|subs|memberships|subscribtion|subscriptons", "Subscriptions|Subscription"),
    _concept("ott|streaming|streaming services|ott subscriptions|ott platforms", "", "netflix|hotstar|prime video|amazon prime|sonyliv|zee5|jiocinema", is_vague=True),
    _concept("utility|utilities|utility bills|household bills|bijli paani|utilties|utility bill", "Utilities|Bills & Utilities|Bills"),
    _concept(
        "electricity|electricity bill|electricity bills|bijli|bijli ka bill|bijli bill|power bill|current bill|light bill|electric bill|power bills|electricty|electric|bijlee|electricity charges",
        "Electricity",
        "bescom|electricity|tata power|adani electricity|msedcl|mahadiscom|bses|tneb|tangedco|torrent power|kseb|cesc|tsspdcl|apspdcl|uppcl|best undertaking|dhbvn|uhbvn|pspcl|jvvnl|wbsedcl|mseb|power",
    ),
    _concept("metro|metro rides|metro travel|metro card|metro train", "Metro", "metro|dmrc|bmrcl|cmrl"),
    _concept(
        "internet|wifi|wi fi|broadband|internet bill|wifi bill|broadband bill|net bill|wifi ka bill|internet charges|fiber|fibre",
        "Internet|Broadband|Internet & Phone",
        "broadband|fibernet|fiber|fibre|hathway|tikona|act fibernet|jiofiber|airtel xstream|excitel|spectra",
    ),
    _concept("mobile recharge|phone recharge|mobile bill|phone bill|mobile|phone|prepaid recharge|phone ka bill|mobile ka bill|recharge|recharges|cell phone bill|phone bills", "Mobile|Phone|Mobile & Phone", "jio|airtel|vi|vodafone|bsnl|idea"),
    _concept("cooking gas|lpg|gas cylinder|cylinder|gas bill|piped gas", "Gas", "indane|hp gas|bharat gas|mahanagar gas|igl|mgl|gas"),
    _concept("water bill|paani ka bill|water|pani ka bill", "Water", "water|bwssb|jal board"),
    _concept("education|padhai|tuition|tuitions|courses|learning|course|online courses|studies|shiksha", "Education"),
    _concept("school|school fee|school fees|fees for school|school ki fees", "School|School Fees|Education", "school|vidyalaya"),
    _concept("books|book|kitab|kitabein", "Books", "crossword|sapna|bookstore|books|kitab khana|bookshop"),
    _concept("insurance|bima|beema|insurance premium|insurance premiums|premium|premiums|policy premium|insurence", "Insurance"),
    _concept("gift|gifts|gifting|donations|donation|charity|tohfa|tohfe|daan|gifts and donations|donated|donate", "Gifts & Donations|Gifts|Donations|Gifts and Donations"),
    _concept("personal care|grooming|beauty|salon visits|cosmetics|parlour|self care", "Personal Care|Beauty|Personal Care & Beauty"),
    _concept("friends|friends and family|family and friends|friends & family|dost|doston|relatives|family members", "Friends & Family|Friends and Family"),
    _concept("fee|fees|bank charges|bank fees|charges and fees|fees and charges|penalty|penalties|bank charge|fine|fines|late fee|late fees|late payment fee", "Fees & Charges|Fees|Bank Charges|Fees and Charges"),
    _concept("vehicle|car service|bike service|vehicle maintenance|car maintenance|bike maintenance|gaadi|bike servicing|car servicing|gadi|vehicle service|vehicle servicing", "Vehicle|Vehicle Maintenance|Auto|Car"),
    _concept("atm|atm withdrawal|atm withdrawals|cash withdrawal|cash withdrawals|withdrawals|withdraw|withdrew|cash withdrawn|withdrawn|cash nikala|atm se|withdrawal|paise nikale|cash nikale|withdraw cash|withdrew cash|cash out|withdrawing|atm withdrawl|cash from atm|cash from the atm", "Cash Withdrawal|Cash Withdrawals|ATM|ATM Withdrawal|Cash & ATM", "atm"),
    _concept("sip|sips|investment|investments|invest|invested|mutual fund|mutual funds|nivesh|mf|investing|sip investments|sip investment|sip payments", "Investments|Investment|Savings & Investments|SIP", "zerodha coin|groww|sip|kuvera"),
    _concept("card bill|credit card bill|card bills|credit card bills|card payment|card payments|credit card payment|credit card payments|cc bill|cc bills|card bill payments|credit card bill payment|credit card bill payments|card bill payment|credit card dues", "Card Payment|Credit Card Payment|Credit Card Bill|Card Bill Payment"),
    _concept("wallet top up|wallet topup|wallet top ups|wallet topups|wallet load|wallet loads|wallet recharge|topped up|top up|top ups|topup|topups|add to wallet|wallet loading|loaded in wallet|top up my wallet|top up the wallet|loaded|load", "Wallet Top-up|Wallet Topup|Wallet", "top up"),
    _concept("salary|pay check|paycheck|paychecks|wages|tankhwah|tankha|pagar|salaries|vetan|sallary|take home salary|salry|salary credits|salary credit", "Salary|Salary Income|Wages"),
    _concept("freelance|freelancing|freelance income|freelance earnings|side income|consulting|freelance work|gig work|freelance payments|side hustle|freelanc|freelancing income", "Freelance|Freelance Income|Consulting|Side Income"),
    _concept("interest|interest income|byaaj|byaj|bank interest|interest earned|savings interest", "Interest|Interest Income"),
    _concept("tax refund|income tax refund|itr refund|it refund", "Tax Refund|Income Tax Refund"),
    _concept("dividend|dividends", "Dividend|Dividends"),
    _concept("cab|cabs|taxi|taxis|cab rides|taxi rides|ride hailing|cab fare|cab fares", "Cabs|Taxi|Cabs & Taxi", "uber|ola|rapido|meru|blusmart|namma yatri|indrive|savaari", is_vague=True),
    _concept("coffee|coffees|cafe|cafes|coffee shops|coffee shop|kaapi", "Coffee|Cafes|Coffee & Cafes", "starbucks|third wave|cafe|coffee|blue tokai|barista|costa", is_vague=True),
    _concept("tea|chai", "Tea", "chai|tea|chaayos"),
    _concept("flight|flights|air tickets|airfare|air fare|plane tickets|airline|airlines|flight tickets", "Flights", "indigo|air india|vistara|spicejet|akasa|emirates|lufthansa|airasia", is_vague=True),
    _concept("hotel|hotels|stay|stays|hotel stays|accommodation", "Hotels|Hotel", "hotel|taj|oyo|airbnb|zostel|marriott|hostel|treebo", is_vague=True),
    _concept("train|trains|train tickets|rail|railway|railways|train ticket", "Trains|Rail", "irctc|railway|sncf"),
    _concept("toll|tolls|toll charges|highway toll", "Tolls|Toll", "fastag|toll"),
    _concept("milk|doodh|dudh", "Milk", "milk|dairy|doodh"),
    _concept("vegetables|veggies|sabji|vegetable|subzi", "Vegetables", "vegetable|sabzi"),
    _concept("pharmacy|chemist|medical store|medical shop|pharmacies|medicine shop", "Pharmacy", "pharmacy|chemist|medplus|pharmeasy|1mg|netmeds"),
    _concept("hospital|hospitals|aspatal", "Hospital", "hospital"),
    _concept("salon|haircut|haircuts|barber", "Salon", "salon|barber|naturals|lakme"),
    _concept("games|gaming|video games|game", "Games|Gaming", "steam|xsolla|playstation|epic games|google play|xbox", is_vague=True),
    _concept("quick commerce|instant delivery", "", "blinkit|zepto|instamart|dunzo", is_vague=True),
)  # fmt: skip

PARTIAL_STOP = frozenset(
    ["bank", "bill", "card", "credit", "debit", "house", "home", "help", "air", "india", "online", "play", "one", "plus", "fee", "income", "tax", "refund", "interest", "company", "point", "late", "wave", "third", "games", "service", "services", "centre", "center", "payment", "payments", "cash", "top", "up", "shop", "store", "mart", "market", "express", "world", "group", "city", "global", "hotel", "le", "la", "the", "of", "and", "for", "to", "holiday", "village", "private", "limited", "ltd", "pvt", "technologies", "technology", "solutions", "enterprises", "club", "bar", "public", "national", "international", "day", "daily", "fresh", "my", "new", "old", "super", "big", "small", "good", "best", "first", "second", "last", "general", "data", "food", "foods", "kitchen", "cafe", "restaurant", "medical", "health", "tree", "star", "sun", "moon", "sky", "urban", "nature", "green", "blue", "red", "black", "white", "royal", "hero", "dr", "mr", "mrs", "shree", "sri", "st", "saint", "account", "savings", "current", "salary", "wallet", "withdrawal", "transfer"]
)
