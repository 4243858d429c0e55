"""The words of a question about money: phrases and what they stand for.

Each table maps a meaning to the phrases that carry it, English, Indian English and Hinglish.
"""

from functools import cache

from transactions.questions.numbers import ORDINALS

Meaning = tuple[str, str]  # (kind, value)

_PHRASES: dict[str, dict[str, str]] = {
    "measure": {
        "sum": "how much|how mch|hw much|total|totals|in total|totally|sum|sum of|amount|total amount|amount of money|kitna|kitne|kitni"
        "|kitna paisa|kitne paise|kitna paise|kitne rupaye|total kitna|altogether|overall total|how many rupees|how many bucks",
        "gross": "gross|before refunds|excluding refunds|without refunds|ignoring refunds|not counting refunds"
        "|without counting refunds|before any refunds|not including refunds|without subtracting refunds|disregarding refunds"
        "|without netting refunds|without deducting refunds|refunds excluded|refunds ignored|before refund",
        "count": "how many|number of|no of|no . of|nos of|count|count of|kitni baar|kitne baar|kitni bar|how often|how many times|times"
        "|frequency|# of|the number of|kitni dafa|total number of|tally of|how frequently|how many no of",
        "avg": "average|avg|mean|on average|on an average|averages|ausat|ausatan|average value|typical|typically|average cost"
        "|average size|average amount|avg value|avrg|usually|avarage",
        "median": "median|middle value",
        "distinct": "how many different|how many unique|how many distinct|number of different|number of unique|number of distinct"
        "|count of distinct|count of unique|count of different|kitne alag alag|kitne alag|different|unique|distinct",
        "net": "save|saved|saving|savings|bachat|bachaya|bachaye|bacha|bachi|net savings|income minus spend"
        "|income minus expenses|income minus spending|income less expenses|net cash flow|cash flow|cashflow|surplus|put aside"
        "|set aside|income less spending|earnings minus expenses|income - expenses|net cashflow|money saved|bache|bachta",
        "savings_rate": "savings rate|saving rate|rate of savings|rate of saving|savings ratio|savings percentage|savings percent"
        "|percent of income saved|percentage of income saved|percent of my income did i save|percentage of my income did i save"
        "|percent of income did i save|percentage of income did i save|% of income saved|% of my income did i save"
        "|% of income did i save|how much of my income did i save|share of income saved|savings %|% saved"
        "|fraction of my income did i save|share of my income did i save",
        "share": "percent of|percentage of|% of|share of|fraction of|proportion of|what share|what percentage|what percent|what fraction"
        "|what proportion|part of my|percentage share|as a percentage of|as a share of|as percent of|as a percent of|as % of|what %"
        "|kitna percent|kitne percent|kitna pratishat|how much percent|share in|share",
        "growth": "percent change|percentage change|% change|by what percent|by what percentage|by what %|growth|grow|grew|grown"
        "|percent increase|percentage increase|% increase|percent decrease|percentage decrease|% decrease|how many percent"
        "|percent more|percent less|% more|% less|change in percent|pct change|growth rate|percentage growth|percent growth"
        "|kitne percent badha|percent higher|percent lower|% higher|% lower|month on month change|in percent|in percentage|in %"
        "|percentage more|percentage less|mom growth|yoy growth|percentage difference|percent difference|kitna percent badha",
        "diff": "difference|diff|how much more|how much less|how much extra|how much higher|how much lower|difference between"
        "|kitna zyada|kitna jyada|kitna kam|difference in|change|changed|change in|kitna farak|kitna fark|how much did it change"
        "|how much more did i|how much less did i|gap between|kitna antar|increase|increased|decrease|decreased"
        "|risen|rise|rose|drop|dropped|fall|fell|went up|gone up|go up|went down|gone down|go down",
        "least_avg": "minimum and average",
    },
    "spend": {
        "spend": "spend|spent|spending|spendings|spends|expense|expenses|expenditure|expenditures|paid|pay|paying|cost|costs|costed"
        "|cost me|kharcha|kharche|kharch|kharcho|gaya|gaye|gayi|laga|lage|lagi|udaya|udaye|uda diya|blow|blew|blown|burn|burnt|burned"
        "|damage|outflow|outgoings|outgo|outlay|debit|debits|debited|money out|shell out|shelled out|drop|splurge|splurged"
        "|splash|kharch kiya|kharch kiye|kharch hua|kharcha hua|kharcha kiya|de diya|diya|diye|doled out|gone|use up|put into"
        "|outgo|speding|spnd|spned|spet|spnt|money go|money went|going out|consumed|went on|went to|goes to|go to|udd gaye|udaa diya"
        "|lag gaya|lag gaye|chala gaya|chale gaye|forked out|fork out|bill me|set me back|run me|netted",
    },
    "noun": {
        "transaction": "transaction|transactions|txn|txns|trx|transactn|transactions'|entries|entry|records|record|rows|charges|charge|debits"
        "|payment|payments|purchase|purchases|order|orders|bill|bills|expense|expenses|ride|rides|trip|trips|visit|visits|buy|buys"
        "|item|items|booking|bookings|recharge|recharges|delivery|deliveries|meal|meals|len den|kharche"
        "|transactons|trasactions|purchses|refuel|refuels|fill up|fill ups|outing|outings|swipes|swipe|bought|things|ticket|tickets",
    },
    "of": {
        "refund": "refund|refunds|refunded|money back|cashback|got back|get back|paid me back|pay me back|paid back|wapas|wapas mila"
        "|wapas aaya|returned|reversal|reversals|refund mila|came back|credited back|given back|gave back|give back",
        "income": "income|incomes|earn|earned|earning|earnings|did i make|have i made|i made|do i make|we make|we made|received|receive|got paid|get paid|kamai|kamaya|kamaye|kamayi"
        "|money in|inflow|inflows|credits|credit|credited|come in|came in|coming in|aamdani|earnt|take home|pay me|incoming",
        "transfer": "transfer|transfers|transferred|self transfer|self transfers|moved between accounts|own transfers|internal transfers",
        "expense": "debit transactions|expense transactions|only expenses",
    },
    "list": {
        "show": "show|list|display|give me|list out|show me|view|see|dikhao|dikha|dikhaao|dikhana|dikha do|dikhaiye|batao|bata|bata do"
        "|bataiye|bataao|pull up|fetch|get me|find|find me|enumerate|let me see|i want to see|print|bring up|shw|sho|search"
        "|what are all|give me all|list all|show all|what all|which all|itemise|itemize|details of|tell me all|tell me about|lookup|look up",
        "which": "which|what|what were|what was|what are|which were|which are|kaunsa|kaunse|kaun se|kaun sa|kaunsi|konsa|konse|kaun kaun se"
        "|kya kya|what did i buy|whats|what have",
    },
    "extreme": {
        "max": "biggest|largest|highest|most expensive|costliest|priciest|maximum|max|greatest|heaviest|single biggest|single largest"
        "|bigest|bigget|largst|sabse bada|sabse badi|sabse bade|sabse mehnga|sabse mehngi|sabse mehnge|sabse zyada|sabse jyada"
        "|sabse jada|most|the most|most costly|dearest|top most|topmost|most money|maximum amount|max amount|sabse adhik|record",
        "min": "smallest|lowest|cheapest|minimum|min|least|least expensive|tiniest|sabse chhota|sabse chhoti|sabse chota|sabse choti"
        "|sabse sasta|sabse sasti|sabse kam|the least|littlest|least amount|lowest amount|minimum amount",
        "latest": "last|latest|most recent|newest|recent|recently|aakhri|akhri|aakhiri|last time|the last time|most recently|pichla"
        "|pichli|lately|aakhri baar|akhri baar|pichli baar|current|currently|last ever",
        "earliest": "first|earliest|oldest|first ever|first time|the first time|very first|pehla|pehli|pehli baar|sabse pehla"
        "|sabse pehle|very first time",
    },
    "top": {
        "top": "top|highest spending|biggest spending|main|major|leading|toppers",
        "bottom": "bottom|lowest spending|least used",
    },
    "often": {
        "often": "most often|most frequent|most frequently|most times|most used|most visited|maximum times|max times|sabse zyada baar"
        "|sabse jyada baar|by number of transactions|by number of orders|by count|by transaction count|most number of times"
        "|most transactions|most orders|most purchases|by frequency|frequented|frequent|by number of purchases|most regularly|by visits"
        "|by number of payments|most number of transactions|highest number of transactions|most payments|by transactions",
    },
    "compare": {
        "vs": "vs|versus|vs .|v / s|compared to|compared with|in comparison to|in comparison with|as against|against|compare|comparison"
        "|comparison of|ke mukable|ki tulna|tulna|mukable|ke muqable|relative to|than|compared|as compared to|stack up|se compare",
        "or": "or|ya",
    },
    "more": {
        "more": "more|higher|greater|bigger|larger|zyada|jyada|jada|extra|exceed|above",
        "less": "less|lower|smaller|fewer|cheaper|kam",
    },
    "not": {
        "before": "except|except for|excluding|exclude|without|other than|apart from|not including|minus|but not|leaving out|leave out"
        "|not counting|ignoring|ignore|sans|excl|barring|besides|save for|not on|not at|not from|not in|leaving aside|outside of"
        "|remove|drop|take out|skip|minus the|aside from|do not include|dont include|not|non",
        "after": "ke alawa|ke bina|ko chhodkar|ko chodkar|chhodkar|chodkar|ko chhod ke|ko chod kar|ke siwa|chhod ke|ko hatakar|hatakar|hata ke"
        "|ko hata ke|excluded|ko chhod kar|ko nikal ke|nikal ke|aside|ke sivay",
    },
    "exists": {
        "yes_no": "did i|have i|did we|have we|is there|are there|was there|were there|do i have|any|ever|kya maine|kya humne|kya koi|has there"
        "|had i|koi|did i ever|have i ever|is there any|are there any|was i|am i|kya meine|kya mene|kya mera|kya mere|has my|did my|was any",
    },
    "question": {
        "when": "when|what date|which date|on what date|on which date|what day did|which day did|kab|what time|how long ago|since when|kis din"
        "|kis tarikh|kaunse din|when was|when did|date of",
        "where": "where|at which place|from where|kahan|kaha|kidhar|at which|who did i|whom|kisko|kis ko|who",
        "why": "why|kyun|kyu|kyon",
    },
    "per": {
        "day": "per day|a day|daily|every day|each day|har din|roz|rozana|per diem|everyday|har roz|/ day|p d|day by day|pratidin",
        "week": "per week|a week|weekly|every week|each week|har hafte|/ week|week by week",
        "month": "per month|a month|monthly|every month|each month|har mahine|/ month|month by month|month on month|har maheene|per mth"
        "|p m|pm|mahine ka",
        "quarter": "per quarter|quarterly|every quarter|each quarter|a quarter|quarter by quarter",
        "year": "per year|a year|yearly|annually|annual|every year|each year|per annum|har saal|year by year",
        "transaction": "per transaction|per order|per purchase|per visit|per ride|per trip|per bill|per payment|each time|per meal|each order"
        "|each ride|per txn|a ride|an order|order value|bill value|ticket size|each visit|har baar|basket size|a visit|per recharge"
        "|per refuel|per swipe|per fill",
    },
    "time_filter": {
        "weekend": "weekend|weekends|on weekends|over weekends|on the weekend|on the weekends|saturdays and sundays|saturday and sunday|sat sun"
        "|during weekends|at weekends|weekend pe|weekends pe",
        "weekday": "weekdays|on weekdays|during weekdays|during the week|working days|workdays|monday to friday|weekday",
        "night": "late night|late at night|late - night|raat ko|der raat",
    },
    "size": {
        "expensive": "expensive|costly|pricey|mehnga|mehnge|mehngi|big ticket|high value|mahenga|mahange",
        "small": "small|tiny|petty|chhota|chhote|chhoti|chote|minor",
    },
    "recurring": {
        "all": "recurring|recurring payments|recurring charges|subscriptions do i have|repeating|repeat payments|standing payments|auto debits"
        "|regular payments|regular bills|active subscriptions|current subscriptions|subscriptions am i|subscriptions i have"
        "|subscriptions are active|subscribed|subscribed to|my subscriptions|fixed expenses|fixed monthly|monthly commitments"
        "|auto pay|autopay|recurring bills|mandates|subscriptions do i pay|active subscription|subscriptions chal rahe"
        "|subscriptions chalu|recurring expenses|recurring subscriptions|paying for every month|pay every month|regular subscriptions"
        "|subscriptions running|fixed payments|monthly bills|kaunse subscriptions|what subscriptions|which subscriptions|all subscriptions"
        "|list subscriptions|show subscriptions|subscriptions list|list of subscriptions|list my subscriptions",
    },
    "price_change": {
        "increase": "went up|gone up|go up|increased|increase|price increase|price increases|price hike|price hikes|hiked|hike|become costlier"
        "|became costlier|got costlier|become more expensive|became more expensive|got more expensive|raised|raise|raised prices|rise"
        "|mehnga ho gaya|mehnga hua|mehnge hue|badh gaya|badh gaye|badha|costlier|more expensive|price rise|raised their price|cost more"
        "|increased in price|changed price|price changed|price change",
        "decrease": "went down|gone down|decreased|become cheaper|became cheaper|got cheaper|price drop|dropped in price|sasta hua|reduced|cheaper",
        "stopped": "stopped|stop|cancelled|canceled|cancel|ended|discontinued|lapsed|band|band ho gaya|band hua|band kiya|inactive|no longer"
        "|not paying anymore|not paying any more|lapse|dropped off|quit|unsubscribed|no longer active|no longer pay|no longer paying",
    },
    "next": {
        "next": "next|upcoming|due|coming up|agla|agli|when is|next due|renew|renewal|renews|due next|expected|expected next|agle|next due date"
        "|due soon|get charged next|charged next|falls due",
    },
    "duplicates": {
        "duplicates": "duplicate|duplicates|duplicated|double charged|charged twice|double charge|billed twice|double payment|double payments"
        "|paid twice|charged double|repeated charges|same charge twice|double billed|twice for the same|do baar|two times for same"
        "|double charges|double entries|double debit|double debits|debited twice|dobara|do do baar|duplicate charges|dupes|dupe|twice"
        "|doubly charged|same payment twice",
    },
    "budget": {
        "budget": "budget|budgets|budgeted|limit|bajat|budgt|budjet|spending limit|allowance|buget",
    },
    "left": {
        "left": "left|remaining|remain|remains|left over|available|bacha|bacha hai|baki|baaki|bachi|balance left|still spend|can i still spend|to go"
        "|left to spend|bacha hua|headroom|unused|room",
        "over": "over|over budget|exceed|exceeded|exceeding|overshot|overshoot|blown|blew|crossed|cross|beyond|overspent|overspend|went over|gone over"
        "|go over|overspending|busted|out of|par|paar|zyada ho gaya|bust|broken|break|broke|above",
        "within": "within|under|on track|inside|in budget|under control|staying",
    },
    "dim": {
        "category": "category|categories|kind of expense|types of expense|heads|expense head|expense heads|catagory|catagories|categry|area|areas|shreni"
        "|spending category|spending categories|expense category|expense categories|type of spending",
        "merchant": "merchant|merchants|shop|shops|store|stores|vendor|vendors|place|places|payee|payees|seller|sellers|company|companies|app|apps"
        "|restaurant|restaurants|outlet|outlets|brand|brands|merchnt|merchents|dukaan|dukan|platform|platforms|website|websites|service|services"
        "|provider|providers",
        "method": "payment method|payment methods|mode of payment|modes of payment|payment mode|payment modes|method of payment|methods|mode|payment type"
        "|method|payment types",
        "account": "account|accounts|bank account|bank accounts",
        "currency": "currency|currencies",
        "date": "day|days|date|dates|din|single day",
        "weekday": "day of the week|day of week|weekday|days of the week|week day",
        "week": "week|weeks|hafta|hafte",
        "month": "month|months|mahina|mahine",
        "quarter": "quarter|quarters",
        "year": "year|years|saal",
        "weekend": "weekend vs weekday|weekday vs weekend|weekends vs weekdays|weekdays vs weekends|weekend versus weekday|weekday versus weekend"
        "|weekends or weekdays|weekdays or weekends|weekends and weekdays|weekdays and weekends|weekdays versus weekends|weekends versus weekdays"
        "|weekend or weekday|weekday or weekend|weekend and weekday|weekday and weekend|weekday or on weekend|weekends than weekdays|weekends than on weekdays"
        "|weekdays than weekends|weekends compared to weekdays|weekends or on weekdays|weekdays or on weekends|weekend and weekdays|weekends compared with weekdays",
    },
    "group": {
        "by": "by|broken down by|break down by|breakdown by|split by|grouped by|group by|per|for each|in each|across|wise|- wise|ke hisaab se|ke hisab se|sorted by"
        "|each|every|har|breakdown|break down|broken down|split|break it down by|break that down by|split it by|split that by|trend|distribution|spread|breakup|break up"
        "|segregated by|over time|among|wise breakup",
    },
    "follow": {
        "and": "and|what about|how about|aur|also|and what about|and how about|then|ok and|okay and|aur ab|ok now|now|and for|same for|and same for|the same for|toh|ab",
        "only": "only|just|sirf|bas|keval|restrict to|narrow to|limit to|filter to|filter by|keep only",
        "that": "that|those|them|it|these|this|ones|they|there|same|its|inme|unme|usme|isme|unka|uska|iska|unko|inko|of which|among them|of those|of them|in that"
        "|out of those|from those|that one|the one|woh|wo|ye|yeh|their|un",
        "instead": "instead|rather|badle|i meant|i mean|no i meant|actually|sorry i meant|correction|make it|change it to|change that to|make that|switch to|matlab",
        "reset": "start over|reset|new question|forget that|forget it|clear|start again|start afresh|never mind|nevermind|forget about that|clear the context|fresh start",
    },
    "relative_period": {
        "before": "the month before|month before|the previous month|previous month|the week before|the year before|year before|the previous one|period before|the quarter before"
        "|previous period|the period before|month before that|the month before that|the year before that|week before that|the week before that|prior month|prior period|preceding month|preceding period|the preceding month|usse pehle|us se pehle|before that|the one before|usse pichle|year before that|quarter before that|the quarter before that",
        "after": "the month after|month after|the next month|following month|the following month|the week after|the year after|month after that|the month after that|after that|uske baad|next one",
        "year_ago": "same month last year|same period last year|same time last year|a year earlier|same month a year ago|same period a year ago|year ago|same week last year|same quarter last year|the same month last year|the same period last year|pichle saal isi mahine|the year before for the same month|the same month a year earlier|same month the year before",
    },
    "where_prep": {"where_prep": "on|at|in|for|from|to|with|via|using|through|towards|pe|par|ko|se|mein|me|ka|ke|ki|by|into|onto|of|m"},
    "containing": {"containing": "containing|mentioning|mention|mentions|with the word|with description|description contains|with note|described as|with text|matching|with the text|has the word|contain|contains|having the word"},
    "income_word": {"salary": "salary|paycheck|paychecks|tankhwah|tankha|pagar|salaries|sallary|vetan"},
    "foreign": {"foreign": "foreign currency|foreign currencies|foreign|non inr|non rupee|international|forex|abroad|overseas|in other currencies|other currencies|non - inr|not in rupees|not in inr|non - rupee|foreign transactions"},
}  # fmt: skip

_STOP = frozenset(
    ["a", "an", "the", "i", "me", "my", "mine", "we", "us", "our", "ours", "you", "your", "i'm", "im", "ive", "i've", "is", "are", "was", "were", "be", "been", "am", "do", "does", "did", "have", "has", "had", "will", "would", "can", "could", "should", "shall", "please", "pls", "plz", "kindly", "tell", "know", "want", "need", "like", "get", "got", "give", "let", "say", "hey", "hi", "hello", "ok", "okay", "so", "well", "actually", "just", "really", "exactly", "precisely", "approximately", "roughly", "about", "total", "money", "paisa", "paise", "rupees", "rupee", "rs", "inr", "₹", "amount", "cash_", "of", "in", "on", "at", "to", "for", "from", "with", "by", "via", "using", "through", "during", "over", "within", "as", "and", "or", "that", "which", "what", "who", "this", "these", "those", "it", "its", "there", "here", "up", "out", "so", "far", "till", "now", "until", "yet", "hua", "hui", "hue", "hai", "hain", "tha", "thi", "the", "ho", "hota", "hoti", "gaya", "gayi", "kiya", "kiye", "kiya", "kar", "karo", "kare", "karna", "karta", "karti", "mera", "meri", "mere", "maine", "humne", "hum", "main", "mai", "ne", "ko", "ka", "ke", "ki", "se", "pe", "par", "mein", "me", "mujhe", "mujhko", "apna", "apne", "apni", "toh", "to", "bhi", "hi", "na", "ji", "yaar", "bhai", "zara", "jara", "please", "sab", "saara", "saare", "sara", "poora", "pura", "kul", "all", "any", "every", "each", "some", "both", "everything", "anything", "overall", "altogether", "whole", "entire", "thing", "stuff", "worth", "value", "price", "cost", "?", "!", ".", ",", ";", ":", "'", '"', "(", ")", "-", "–", "—", "/", "&", "%", "#", "*", "`", "~", "@", "_", "|", "[", "]", "{", "}", "+", "=", "<", ">", "i'd", "id", "whats", "what's", "hows", "how's", "wheres", "when's", "whens", "s", "t", "d", "re", "ll", "ve", "m", "doing", "done", "been", "being", "make", "made", "buy", "bought", "order", "ordered", "go", "went", "gone", "going", "took", "take", "taken", "use", "used", "bring", "come", "came", "work", "happen", "happened", "currently", "right", "today's", "average", "then", "than", "if", "else", "not", "no", "yes", "yeah", "yup", "hmm", "um", "uh", "also", "too", "only", "again", "still", "already", "ever", "never", "buying", "ordering", "eating_", "shopping_", "personally", "myself", "household", "family", "home", "ghar", "hamara", "hamare", "hamari", "humara", "together", "between", "done", "put", "towards", "into", "per", "each", "single", "given", "give", "far", "made", "down", "across", "my", "accounts", "account", "ledger", "record", "records", "details", "detail", "info", "information", "data", "check", "look", "find", "number", "figure", "figures", "report", "summary", "quick", "quickly", "want", "wanna", "gonna", "wondering", "wonder", "curious", "question", "ask", "asking", "could'nt", "may", "might", "must", "period", "time", "date", "from", "date's", "once", "kr", "krna", "krdo", "dena", "dedo", "do", "lo", "liya", "le", "li", "raha", "rahe", "rahi", "wala", "wale", "wali", "waale", "kuch", "bata", "samjhao", "kya", "ab", "abhi", "recorded", "booked", "logged", "registered", "posted", "made", "shown", "purchased", "purchase", "paying", "happen", "happens", "happening", "much", "many", "lot", "lots", "bahut", "kaafi", "thoda", "thodi", "mile", "mila", "mili", "aaya", "aaye", "aayi", "hote", "pichhle", "month", "months", "week", "weeks", "day", "days", "year", "years", "mahine", "mahina", "din", "saal", "quarter", "hafte", "specifically", "particular", "particularly", "mainly", "mostly", "combined", "put_together", "added", "adding", "add_up", "calculate", "compute", "work_out", "figure_out"]
)


@cache
def phrases() -> dict[tuple[str, ...], list[Meaning]]:
    """Every phrase, as words, with all it can mean."""
    table: dict[tuple[str, ...], list[Meaning]] = {}
    for kind, values in _PHRASES.items():
        for value, text in values.items():
            for phrase in text.split("|"):
                table.setdefault(tuple(phrase.split()), []).append((kind, value))
    for word, value in ORDINALS.items():
        table.setdefault((word,), []).append(("ordinal", str(value)))
    return table


@cache
def vocabulary() -> frozenset[str]:
    """Every single word the grammar knows, so that none of them is taken for a misspelt name."""
    return frozenset(word for phrase in phrases() for word in phrase) | _STOP


@cache
def longest_phrase() -> int:
    return max(len(phrase) for phrase in phrases())


def is_filler(word: str) -> bool:
    return word in _STOP
