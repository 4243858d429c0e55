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
    ["accidentally", "mistakenly", "wrongly", "probably"]
)  # harmless where a slip is asked about
_PARTICLES = frozenset(["away", "out", "up", "through", "down", "off", "over", "back"])


def is_harmless(item: Item, reading: Reading) -> bool:
    """Whether an unknown word may be passed over."""
    word = item.said.lower()
    if word in _SLIPS and (reading.has("duplicates") or reading.has("repeat")):
        return True
    if word in loaded_words() or not word.isalpha() or not word.isascii() or len(word) < 3:
        return False
    if (item.said[:1].isupper() and item.first > 0) or not _says_what_is_asked(reading):
        return False
    before, after = _beside(item, reading)
    if word.endswith("ly") and len(word) > 4:
        return True
    if item.first == 0 and after in ("the", "my", "our", "all", "a", "me", "how", "what"):
        return True
    if word.endswith(_PARTICIPLES) and after in _PREPOSITIONS and before not in ("for", "on", "at"):
        return True
    if after in ("at", "with", "from") and _is_named_after(item, reading):
        return True
    return (before in _BEFORE_VERB or _is_verb_of_a_name(item, reading)) and (
        after in _PREPOSITIONS | _PARTICLES | {"the", "my", "how", "what", "if"}
    )


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
