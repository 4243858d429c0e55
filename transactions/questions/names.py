"""The workspace's own names: merchants, categories, accounts, methods, tags, and how people shorten them."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from accounts.models import Workspace
from lumen.common.text import fold
from transactions.questions.lexicon import vocabulary
from transactions.questions.periods.words import MONTHS, RELATIVES, UNITS, WEEKDAYS
from transactions.questions.synonyms import Concept, concepts, partial_stop
from transactions.questions.written import Written, written_in

_APOSTROPHES = re.compile(r"['’`]")
_METHODS = (
    "UPI",
    "Credit Card",
    "Debit Card",
    "Net Banking",
    "Cash",
    "Wallet",
    "Auto-debit",
    "Cheque",
    "NEFT",
    "IMPS",
    "Card",
)
_METHOD_WORDS = {
    "netbanking": "Net Banking",
    "internetbanking": "Net Banking",
    "autodebit": "Auto-debit",
    "autodebits": "Auto-debit",
    "creditcards": "Credit Card",
    "debitcards": "Debit Card",
    "cc": "Credit Card",
    "upipayments": "UPI",
    "gpay": "UPI",
    "phonepe": "UPI",
    "googlepay": "UPI",
    "bhim": "UPI",
    "nakad": "Cash",
    "nagad": "Cash",
    "naqad": "Cash",
    "wallets": "Wallet",
    "cheques": "Cheque",
    "ewallet": "Wallet",
}


BEGUN = 4  # letters of a name from which on it may be left unfinished


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One thing of the ledger, by the name it is shown under."""

    kind: str  # merchant category account method tag
    name: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a stretch of text may name. `how`: exact, alias, synonym, partial or typo."""

    names: tuple[Name, ...]
    how: str
    is_group: bool = False  # all of them together are meant, not one of them
    said: str = ""


@lru_cache(maxsize=4096)
def squeeze(text: str) -> str:
    """Letters and digits only: `Cult.fit`, `cult fit` and `CULTFIT` meet."""
    return "".join(words_of(text))


def words_of(text: str) -> list[str]:
    plain = _APOSTROPHES.sub("", fold(text)).replace("&", " ").replace("+", " ")
    return [word for word in re.split(r"[^\w]+|_", plain) if word and word != "and"]


@dataclass(slots=True)
class Names:
    """Indexes over the names of one workspace."""

    exact: dict[str, set[Name]] = field(default_factory=lambda: defaultdict(set))
    partial: dict[str, set[Name]] = field(default_factory=lambda: defaultdict(set))
    concepts: dict[str, Hit] = field(default_factory=dict)
    words: set[str] = field(default_factory=set)
    trades: set[str] = field(default_factory=set)  # what shops sell of which this ledger knows none
    longest: int = 1
    spellings: list[str] = field(default_factory=list)
    begun: dict[str, list[str]] = field(default_factory=dict)  # spellings by their first letters
    sized: dict[int, list[str]] = field(default_factory=dict)  # those about as long as a word

    def add(self, name: Name, spelling: str = "") -> None:
        words = words_of(spelling or name.name)
        if not words:
            return
        self.longest = max(self.longest, min(len(words) + 1, 6))
        for squeezed in _spellings("".join(words)):
            self.exact[squeezed].add(name)
        self.words.update(spelling for word in words for spelling in _spellings(word))
        for size in range(1, len(words)):
            for at in range(len(words) - size + 1):
                part = words[at : at + size]
                if size > 1 or _is_distinctive(part[0]):
                    for squeezed in _spellings("".join(part)):
                        self.partial[squeezed].add(name)

    def knows(self, squeezed: str) -> bool:
        """Whether `find` finds something."""
        return squeezed in self.exact or squeezed in self.concepts or squeezed in self.partial

    def find(self, squeezed: str) -> Hit | None:
        """What the squeezed text names: exact first, then everyday words, then part of a name."""
        if found := self.exact.get(squeezed):
            return Hit(tuple(sorted(found)), "exact")
        if hit := self.concepts.get(squeezed):
            return hit
        if found := self.partial.get(squeezed):
            return Hit(tuple(sorted(found)), "partial")
        return None

    def begun_by(self, word: str) -> str | None:
        """`groc`: the spelling that begins so, when all that do mean the same."""
        if len(word) < BEGUN:
            return None
        near = self.begun.get(word[:BEGUN], ())
        begun = [key for key in near if key.startswith(word) and len(key) <= 3 * len(word)]
        meant = {hit.names for key in begun if (hit := self.find(key))}
        return min(begun, key=len) if len(meant) == 1 else None

    def nearest(self, word: str) -> list[str]:
        """Known spellings within one or two slips of the keyboard of an unknown word."""
        limit = 2 if len(word) >= 8 else 1
        if len(word) < 5:
            return []
        size = len(word)
        if size not in self.sized:
            self.sized[size] = [key for key in self.spellings if abs(len(key) - size) <= limit]
        near = process.extract(word, self.sized[size], scorer=OSA.distance, score_cutoff=limit, limit=6)
        best = min((score for _, score, _ in near), default=0)
        return sorted({key for key, score, _ in near if score == best})


def _spellings(squeezed: str) -> Iterable[str]:
    yield squeezed
    if len(squeezed) > 4:
        yield squeezed[:-1] if squeezed.endswith("s") else f"{squeezed}s"


def _is_distinctive(word: str) -> bool:
    known = word in partial_stop() or word in vocabulary() or word in MONTHS or word in WEEKDAYS
    return len(word) >= 3 and not known and word not in UNITS and word not in RELATIVES and not word.isdigit()


def names_of(workspace: Workspace) -> Names:
    """The index of a workspace's names, read afresh (one query) and built only when they differ."""
    return _indexed(written_in(workspace))


@lru_cache(maxsize=32)
def _indexed(written: Written) -> Names:
    names = Names()
    for kind in ("merchant", "category", "account", "method", "tag"):
        for name in getattr(written, "categories" if kind == "category" else f"{kind}s"):
            names.add(Name(kind, name))
    for key, merchant in written.aliases:
        names.add(Name("merchant", merchant), key)
    _add_methods(names, written.methods)
    _add_concepts(names, written)
    names.spellings = [key for key in (*names.exact, *names.concepts, *names.partial) if len(key) >= BEGUN]
    for key in names.spellings:
        names.begun.setdefault(key[:BEGUN], []).append(key)
    return names


def _add_methods(names: Names, methods: tuple[str, ...]) -> None:
    """Other words for the methods this workspace uses; `card` is any of its cards."""
    by_key = {squeeze(method): method for method in methods}
    for method in methods:
        if "card" in words_of(method):
            for word in ("card", "cards"):
                names.exact[word].add(Name("method", method))
    for word, method in _METHOD_WORDS.items():
        if known := by_key.get(squeeze(method)):
            names.exact[word].add(Name("method", known))
    names.words.update(word for method in _METHODS for word in words_of(method))


def _add_concepts(names: Names, written: Written) -> None:
    categories = {squeeze(name): name for name in written.categories}
    merchants = [(name, words_of(name)) for name in written.merchants]
    for concept in concepts():
        hit = _grounded(concept, categories, merchants)
        if hit is None:
            _add_trade(names, concept)
        for said in concept.words if hit else ():
            words = words_of(said)
            names.words.update(words)
            names.longest = max(names.longest, len(words))
            if hit:
                names.concepts.setdefault("".join(words), hit)


def _add_trade(names: Names, concept: Concept) -> None:
    """What shops of a kind sell: `cab`, `flights`."""
    if concept.merchants:
        names.trades.update(words[0] for said in concept.words if len(words := words_of(said)) == 1)


def _grounded(
    concept: Concept, categories: dict[str, str], merchants: list[tuple[str, list[str]]]
) -> Hit | None:
    """The everyday word as this workspace knows it: its own category, else its own merchants."""
    own = [categories[key] for key in map(squeeze, concept.categories) if key in categories]
    first_is_own = bool(own) and squeeze(concept.categories[0]) == squeeze(own[0])
    wanted = [words_of(word) for word in concept.merchants]
    fitting = tuple(Name("merchant", name) for name, words in merchants if _fits(wanted, words))
    if first_is_own or (own and not fitting):
        return Hit((Name("category", own[0]),), "synonym")
    if not fitting:
        return None
    if concept.is_vague and len(fitting) > 1:
        more = (Name("category", own[0]),) if own else ()
        return Hit((*fitting, *more), "synonym")
    return Hit(fitting, "synonym", is_group=True)


def _fits(wanted: list[list[str]], words: list[str]) -> bool:
    return any(
        words[at : at + len(parts)] == parts for parts in wanted for at in range(len(words) - len(parts) + 1)
    )
