"""What is declined before any number is looked for: changes, tricks, and facts no ledger holds."""

import re
from dataclasses import dataclass

_POLITE = (
    r"^(?:(?:ok|okay|hey|hi|lumen|please|pls|kindly|now|just|can you|could you|can u|would you|will you|i want you to|i want to|i need you to|"
    r"i'?d like (?:you )?to|go ahead and|you must|you should|so|then|and|also|help me|let'?s|first|assistant|quickly)[\s,]+)*"
)
_CHANGES = re.compile(
    _POLITE
    + r"(?:(?:delete|erase|wipe|purge|destroy|nuke|truncate|overwrite|undo|recategori[sz]e|categori[sz]e|reclassify|rename|"
    r"modify|edit|merge|hide|unhide|mark|flag|untag|tag|archive|void|reimburse|approve|export and delete|get rid of|insert|"
    r"record|log|enter|transfer|send|pay|withdraw|deposit|sell|settle|block|freeze|unsubscribe|cancel|"
    r"create|make me a|close|disable|enable|split the|convert all|sync|reset my|reset all|clear (?:all|my|the|every)|"
    r"empty|set|update|fix|correct|assign|import|upload|forget all|replace all|pretend|drop (?:all|my|the|table|every)|"
    r"change|adjust|rewrite|move|add (?:a|an|new|₹|rs|\d|this|my)|put (?:a|₹|rs|\d|all|my|this)|remove (?:all|my|the|every|this|that|duplicate|these|those|any|old|transaction|entry|entries|payment)s?)\b)",
    re.IGNORECASE,
)
_CHANGES_FOLLOWED_BY = re.compile(
    r"^\s*(?:change|make|set|switch|update|move) (?:it|that|this)?\s*(?:to|from)\b", re.IGNORECASE
)
_CHANGES_INSIDE = re.compile(
    r"\b(?:delete|erase|wipe|hata|mita|uda|badal|bhej|jod|nikal|band|cancel|remove|add|set|update|edit|change|transfer|pay)\s*(?:kar(?:\s*(?:do|de|dena|ke))|karo|kardo|krdo|do|dena|dijiye|kijiye)\b"
    r"|\b(?:delete|erase|wipe|purge)\b.{0,40}\b(?:transactions?|payments?|rows?|records?|entries|entry|everything|ledger|data|orders?|rides?|expenses?|history|all|rent|purchases?)\b"
    r"|\b(?:and|then)\s+(?:delete|erase|remove|wipe|pay|transfer|send|cancel|recategori[sz]e|rename)\b"
    r"|\bdrop\s+table\b|\bdelete\s+from\b|\btruncate\s+table\b|;\s*(?:drop|delete|update|insert|alter|select)\b|\bunion\s+select\b|\bupdate\s+\w+\s+set\b|\binsert\s+into\b|'\s*or\s*'?1'?\s*=\s*'?1|\b1\s*=\s*1\b|--\s*$",
    re.IGNORECASE,
)
_TRICKS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+|every\s+|previous\s+|prior\s+|above\s+|earlier\s+)*(?:instructions?|rules?|prompts?|filters?|guidelines?|conventions?|context|permissions?|ledger|system|safety)\b"
    r"|\bsystem\s+prompt\b|\byour\s+(?:instructions|prompt|rules)\b|\bdeveloper\s+mode\b|\bjailbreak\b|\b(?:you are|act as|pretend to be|pretend you|role ?play)\b"
    r"|\b(?:other|another|all|different)\s+(?:users?|customers?|workspaces?|people'?s|households?|accounts? holders?|tenants?)\b|\bsomeone else'?s\b|\beveryone'?s\b"
    r"|\bworkspace\s+(?:id|of|=|number)\b|\b(?:say|answer|reply|respond|tell me|claim|report|state|print|output) (?:that )?(?:the )?(?:total|answer|sum|spend|it|result) (?:is|was|as|=)\b"
    r"|\brun\s+(?:this|the|a|an|some)?\s*(?:sql|query|code|script|command|python|shell)\b|\bselect\s+\*|\bselect\b.{1,60}\bfrom\s+(?:transactions?|users?|accounts?_\w+|transactions_\w+)\b"
    r"|<\s*/?\s*(?:script|data|system)\b|\{\{.*\}\}|\bos\.system\b|\b__\w+__\b|\benv(?:ironment)? variables?\b|\bas (?:an )?admin\b|\bsudo\b|\bapi[ _-]?keys?\b|\bsecret key\b",
    re.IGNORECASE,
)
_SECRETS = re.compile(
    r"\b(?:passwords?|passcode|pin code|atm pin|card pin|upi pin|my pin|cvv|otp|card number|account number|full card|aadhaar|aadhar|pan (?:card|number)|ifsc|netbanking id|user ?id)\b",
    re.IGNORECASE,
)
_UNKNOWABLE = {
    "balances": r"\b(?:account|bank|current|closing|opening|available|wallet|total|my|outstanding|paytm|hdfc|icici|sbi|axis|savings|card)\s+balances?\b|\bbalances?\b(?!\s+(?:left\s+)?(?:in|of|on|for)\s+(?:my\s+|the\s+)?[\w& ]*budget)|\bhow much (?:money )?(?:do i have|is there|have i got)\b(?!.*(?:budget|left|subscription|transaction))|\bmoney (?:do i have|is (?:left )?in)\b|\bkitna paisa hai\b|\bkitne paise (?:hain|hai)\b(?!.*budget)|\bnet ?worth\b|\bin my (?:bank|account|wallet) (?:right )?now\b",
    "credit scores and limits": r"\b(?:credit|cibil|experian)\s*(?:score|rating|report|limit|history)\b|\bcibil\b|\bcard limit\b|\breward points?\b|\bloyalty points?\b|\bmiles\b.*\bcard\b|\bmy points\b|\bminimum due\b|\bcredit utili[sz]ation\b",
    "loans and holdings": r"\b(?:loan|emi|mortgage)s?\b.*\b(?:outstanding|left|remaining|balance|rate|tenure|eligib\w*|close)\b|\b(?:portfolio|stock|share|mutual fund|nav|sensex|nifty|bitcoin|crypto|gold)\s*(?:value|price|rate|returns?|worth|performance|today)?\b(?=.*\b(?:value|price|rate|returns?|worth|performance|doing|today|nav|much is)\b)|\bnifty\b|\bsensex\b|\bbitcoin\b|\breturns? on my\b|\bcurrent value of\b|\binterest rates?\b|\bexchange rates?\b|\bhow are my investments\b|\binvestments? (?:doing|performing|worth)\b|\bmaturity\b",
    "what will happen": r"\b(?:will|shall|would|going to)\s+(?:i|we|it|my|the)\b.*\b(?:spend|cost|save|be|pay|earn|exceed|run out|last|reach|have|get)\b|\b(?:predict|forecast|project(?:ed|ion)?|estimate|expected to spend|likely to|future)\b|\bhow much (?:will|would|should)\b|\bby (?:the )?end of (?:this|the|next) (?:month|year)\b.*\b(?:will|spend|save)\b",
    "advice and reasons": r"\b(?:should i|can i afford|could i afford|do i need to|is it (?:ok|okay|wise|worth|good|safe)|recommend|suggest|advice|advise|tips?|how (?:can|do|could|should) i (?:save|reduce|cut|lower|stop|spend less|invest|earn more)|what should i|am i (?:rich|poor|broke|spending too much|doing)|good deal|best (?:card|way|fund|plan|bank|credit))\b|^\s*why\b|\bwhy (?:did|do|is|are|was|were|am|has|have)\b|\breason\b|\bkyu?n?\s+(?:itna|zyada|kiya)\b",
    "other people": r"\b(?:my|mera|meri)\s+(?:neighbou?r|colleague|boss|friend|brother|sister|father|mother|dad|wife|husband|spouse|partner|son|daughter|roommate|flatmate|cousin|uncle|aunt|kids?|parents?)(?:'?s|s')?\s+(?:spend|spent|earn|earns|make|makes|salary|income|expenses?|spending|pay|paid|save|budget|buy|bought|credit)\b|\b(?:did|does|do|has|have|is)\s+(?:my\s+)?(?:neighbou?rs?|colleagues?|boss|friends?|brother|sister|father|mother|dad|wife|husband|spouse|partner|son|daughter|roommate|flatmate|cousin|uncle|aunt|kids?|parents?)\b|\b(?:average|typical|other|most)\s+(?:indians?|people|famil(?:y|ies)|persons?|households?|users?)\b|\bpeople like me\b|\bcompared? (?:to|with) (?:others|other people|my friends|peers|average)\b|\bnational average\b|\bmy (?:neighbou?r|colleague|boss)\b|\b(?:ambani|modi|elon)\b",
    "prices and products": r"\b(?:price of (?:a|an|the|one|petrol|gold|diesel|tomato|onion|milk|iphone)|^how much (?:does|do|is|are) (?:a|an|one)\b(?!.*\b(?:average|budget|my|our)\b)|cheapest (?:flight|hotel|plan|place to)|discounts?|coupons?|offers?|calories|kilomet(?:er|re)s?|litres?|liters?|kms?|distance|mileage|kwh|units of electricity|quantity|how many (?:litres?|units|kilos|kg|coffees|pizzas|eggs|bottles|cups)|gst number|warranty|delivery (?:time|status|address)|track my|where is my|flight status|weather|temperature|news|cricket|ipl|score of|capital of|president|prime minister|joke|poem|recipe|translate|meaning of|menu|ingredients|which (?:items|dishes|products|movie|movies|film|book|books|courses?|songs?)|what (?:items|dishes|products|movie|movies|film|book|books|dish|courses?|songs?|did i (?:eat|watch|read|drink|wear|listen))|who (?:delivered|drove|cooked|served|am i|are you|is the)|driver|phone number|email|address|opening hours|tax (?:slab|liability|saving|bracket)|how much tax (?:do|should|will|must)|tax do i owe|customer care|contact)\b",
}  # fmt: skip
_UNKNOWN_FACTS = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _UNKNOWABLE.items()}
_PAPERS = re.compile(
    r"\b(?:agreement|contract|lease|policy document|polic(?:y|ies)|clause|warranty|guarantee|document|documents|pdf|manual|brochure|certificate|"
    r"resume|cv|letter|notice period|terms|paper|papers|section|paragraph|page \d+|handbook|offer letter|deed|prescription|report card|"
    r"(?:does|do|did|what) (?:my|the|our)?\s*[\w ]{0,40}\b(?:say|says|mention|mentions|state|states|cover|covers|specify))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Refusal:
    status: str  # refused or unanswerable
    text: str


def refusal_of(text: str, *, is_follow_up: bool) -> Refusal | None:
    """Why a text is declined, or nothing. `is_follow_up`: there is a question it could be editing."""
    if _TRICKS.search(text):
        return Refusal(
            "refused", "I only answer questions about this workspace's own ledger, by its own rules."
        )
    if _SECRETS.search(text):
        return Refusal("refused", "I do not keep or show passwords, card numbers or other secrets.")
    if _CHANGES_INSIDE.search(text) or (
        _CHANGES.search(text) and not _edits_the_question(text, is_follow_up)
    ):
        return Refusal(
            "refused",
            "I can only look things up here; nothing was changed. Open the transaction to edit or delete it yourself.",
        )
    for facts, pattern in _UNKNOWN_FACTS.items():
        if pattern.search(text):
            return Refusal(
                "unanswerable", f"The ledger holds payments only, so it cannot tell about {facts}."
            )
    return None


def _edits_the_question(text: str, is_follow_up: bool) -> bool:  # noqa: FBT001
    """`change it to October` and `remove the amount filter` speak about the question before."""
    words = text.lower().split()
    if not is_follow_up:
        return False
    return bool(_CHANGES_FOLLOWED_BY.match(text)) or "filter" in words or words[:1] in (["set"], ["reset"])


def is_about_papers(text: str) -> bool:
    """Whether a text speaks of what a document says rather than of money that moved."""
    return bool(_PAPERS.search(text))
