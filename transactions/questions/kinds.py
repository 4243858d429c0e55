"""Which kind of name a word stands for when it fits several: the words beside it decide, or nobody does."""

from transactions.questions.names import Hit, Name
from transactions.questions.reading import Item, Reading

_ORDER = ("category", "merchant", "method", "account", "tag")
_ACCOUNTS = frozenset(
    ["account", "accounts", "acct", "ac", "bank", "card", "cards", "khata", "khate", "khaata", "statement"]
)
_THROUGH = frozenset(["through", "via", "using"])
_SHOPS = frozenset(["shop", "store", "outlet", "merchant", "vendor", "restaurant", "company", "app"])
_CATEGORIES = frozenset(["category", "head", "bucket", "budget"])
_OUT_OF = frozenset(("from", "on", "with", "through", "via", "using", "by", "in", "into", "to"))
_MINE = frozenset(("my", "our", "mere", "meri", "apne", "hamare"))


def meant_kind(hit: Hit, item: Item, reading: Reading) -> tuple[Name, ...]:
    """The names that a hit leaves open: one when it is clear, several when the person must say.

    A name said in full stands for the kind people mean first. Part of a name that fits an account and a
    merchant, or a merchant and a category, stands for neither until a word beside it tells: `at Kaveri`,
    `from my Kaveri account`, `the care category`.
    """
    kinds = {name.kind for name in hit.names}
    if hit.how == "synonym" or len(kinds) == 1:
        return hit.names
    told = _told(item, reading, kinds)
    if told:
        return tuple(name for name in hit.names if name.kind in told)
    if hit.how == "partial":
        return hit.names
    first = next(kind for kind in _ORDER if kind in kinds)
    return tuple(name for name in hit.names if name.kind == first)


def _told(item: Item, reading: Reading, kinds: set[str]) -> set[str]:
    """The kinds that the words beside a name speak of."""
    words = reading.words
    before = words[item.first - 1] if item.first else ""
    farther = words[item.first - 2] if item.first > 1 else ""
    after = words[item.last] if item.last < len(words) else ""
    is_mine = before in _MINE and farther in _OUT_OF
    if after in _ACCOUNTS or (after == "credit" and "account" in kinds) or before in _THROUGH:
        return kinds & {"account", "method"}
    if after in _CATEGORIES or (before in _CATEGORIES and farther in ("the", "under")):
        return kinds & {"category"}
    if after in _SHOPS or before == "at":
        return kinds & {"merchant"}
    if before == "tagged" or after == "tag":
        return kinds & {"tag"}
    return kinds & {"account"} if is_mine else set()
