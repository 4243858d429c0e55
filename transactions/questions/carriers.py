"""Words nobody listed that only carry a question: `kindly ascertain`, `payments effected through UPI`.

An unknown word may be passed over only where grammar shows that it names nothing and narrows nothing, and
only in a question that says by itself what is asked. Words that change which rows are meant (`cancelled`,
`unpaid`, `shared`) are listed in `lexicon.toml` and are never passed over.
"""

from transactions.questions.lexicon import loaded_words
from transactions.questions.reading import Item, Reading

_ASKS = (
    "measure",
    "list",
    "extreme",
    "top",
    "often",
    "group",
    "per",
    "exists",
    "compare",
    "budget",
    "recurring",
)
_BEFORE_VERB = frozenset(
    [
        "to",
        "please",
        "kindly",
        "you",
        "could",
        "would",
        "can",
        "i",
        "we",
        "let",
        "us",
        "be",
        "been",
        "being",
        "was",
        "were",
        "is",
        "are",
        "also",
        "then",
        "pls",
        "plz",
    ]
)
_PARTICIPLES = ("ed", "ing", "able", "ible")
_PREPOSITIONS = frozenset(
    [
        "to",
        "by",
        "for",
        "in",
        "from",
        "under",
        "as",
        "at",
        "with",
        "through",
        "via",
        "on",
        "during",
        "over",
        "across",
        "against",
        "of",
        "within",
        "towards",
    ]
)
_HELPERS = frozenset(["did", "does", "do", "has", "have"])
_SLIPS = frozenset(
    ["accidentally", "mistakenly", "wrongly", "probably", "weird", "odd", "strange", "fishy", "dodgy"]
)  # harmless where a slip is asked about
_OBJECTS = frozenset(
    ["the", "my", "how", "what", "if", "any", "all", "each", "every", "which", "whether", "our"]
)
_MODALS = frozenset(["could", "can", "may", "might", "would", "should", "must"])
_PARTICLES = frozenset(["away", "out", "up", "through", "down", "off", "over", "back"])


def is_harmless(item: Item, reading: Reading) -> bool:
    """Whether an unknown word may be passed over."""
    word = item.said.lower()
    if word in _SLIPS and (reading.has("duplicates") or reading.has("repeat")):
        return True
    if word in loaded_words() or not word.isalpha() or not word.isascii() or len(word) < 3:
        return False
    if _weighs_the_most(reading.words[item.last : item.last + 3]):
        return False
    if (item.said[:1].isupper() and item.first > 0) or not _says_what_is_asked(reading):
        return False
    before, after = _beside(item, reading)
    if word.endswith("ly") and len(word) > 4:
        return True
    return _opens_a_wish(item, after) or _is_verb(item, before, after, reading)


def _weighs_the_most(following: list[str]) -> bool:
    """`which place do I haunt the most`: the verb says whether money or visits count."""
    return following[:2] == ["the", "most"] and following[2:] not in (["money"], ["to"], ["on"], ["at"])


def _opens_a_wish(item: Item, after: str) -> bool:
    """`Tabulate the payments`: a verb nobody listed, at the very beginning."""
    return item.first == 0 and after in ("the", "my", "our", "all", "a", "me", "how", "what")


def _is_verb(item: Item, before: str, after: str, reading: Reading) -> bool:
    """`payments effected through UPI`, `could be provided`, `to ascertain the total`."""
    is_participle = item.said.lower().endswith(_PARTICIPLES)
    if is_participle and after in _PREPOSITIONS and before not in ("for", "on", "at"):
        return True
    if is_participle and before == "be" and _MODALS & set(reading.words):
        return True
    if after in ("at", "with", "from") and _is_named_after(item, reading):
        return True
    follows = before in _BEFORE_VERB or _is_verb_of_a_name(item, reading)
    return follows and after in _PREPOSITIONS | _PARTICLES | _OBJECTS


def _is_named_after(item: Item, reading: Reading) -> bool:
    """`date night at Silver Screen`: what was bought there is not asked, where is."""
    at = reading.items.index(item) + 1
    following = reading.items[at : at + 2]
    return len(following) == 2 and following[0].means("where_prep") and following[1].hit is not None


def _is_verb_of_a_name(item: Item, reading: Reading) -> bool:
    """`how much did Zipride squeeze out of me`: what somebody did to be paid."""
    name = reading.before(item)
    if name is None or name.hit is None or name.last != item.first or not name.first:
        return False
    return reading.words[name.first - 1] in _HELPERS


def _says_what_is_asked(reading: Reading) -> bool:
    asks = any(reading.has(kind) for kind in _ASKS)
    return asks and (bool(reading.named or reading.periods or reading.amounts) or reading.has("spend"))


def _beside(item: Item, reading: Reading) -> tuple[str, str]:
    words = reading.words
    before = words[item.first - 1] if item.first else ""
    return before, words[item.last] if item.last < len(words) else ""
