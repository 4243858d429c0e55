"""A question read into typed stretches: periods, amounts, names, words with meanings, and the rest."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate

from rapidfuzz import process
from rapidfuzz.distance import OSA

from transactions.questions.abbreviations import SAFE_CORRECTIONS, unabbreviated
from transactions.questions.amounts import AmountSpan, find_amounts
from transactions.questions.chatter import without_chatter
from transactions.questions.drawing import without_drawing
from transactions.questions.lexicon import (
    Meaning,
    is_filler,
    longest_from,
    longest_phrase,
    phrases,
    vocabulary,
)
from transactions.questions.names import Hit, Names, squeeze
from transactions.questions.numbers import ONES, SCALES, TENS, small_number
from transactions.questions.periods import Clock, PeriodSpan, find_periods
from transactions.questions.periods.words import MONTHS, RELATIVES, UNITS, WEEKDAYS, corrected
from transactions.questions.tokens import Token, tokenise

_CURRENCIES = {
    word: code
    for code, words in {
        "USD": "dollar dollars usd $",
        "EUR": "euro euros eur €",
        "GBP": "pound pounds gbp £",
        "AED": "aed dirham dirhams",
        "SGD": "sgd",
        "JPY": "yen jpy",
    }.items()
    for word in words.split()
}
_MONEY_UNITS = frozenset(("rupees", "rupee", "rs", "inr", "rupaye", "rupay", "bucks", "₹"))
_RANGE_LINKS = frozenset(("and", "to", "-", "se"))
_BREAKS = frozenset((",", "?", ".", "and"))
_SAFE_BY_LETTER = {
    letter: sorted(word for word in SAFE_CORRECTIONS if word[0] == letter)
    for letter in {word[0] for word in SAFE_CORRECTIONS}
}
_SAFE = sorted(SAFE_CORRECTIONS)


@cache
def _known_words() -> frozenset[str]:
    """Every word of the grammar itself."""
    tables = (MONTHS, WEEKDAYS, UNITS, RELATIVES, SCALES, ONES, TENS, _CURRENCIES)
    return vocabulary().union(*tables)


@dataclass(frozen=True, slots=True)
class Item:
    """One stretch of the question. A name may be a word with a meaning as well."""

    first: int
    last: int  # exclusive
    said: str
    meanings: frozenset[Meaning] = frozenset()
    hit: Hit | None = None
    period: PeriodSpan | None = None
    amount: AmountSpan | None = None
    number: int | None = None
    currency: str = ""
    hour: int | None = None
    is_unknown: bool = False

    def means(self, kind: str, value: str = "") -> bool:
        for k, v in self.meanings:  # noqa: SIM110  this is asked a hundred times a question
            if k == kind and (not value or v == value):
                return True
        return False

    def value_of(self, kind: str) -> str:
        return min((v for k, v in self.meanings if k == kind), default="")


@dataclass(slots=True)
class Reading:
    """The items in order, and what may be asked of them."""

    text: str
    tokens: list[Token]
    items: list[Item] = field(default_factory=list)
    corrections: dict[str, str] = field(default_factory=dict)

    def has(self, kind: str, value: str = "") -> bool:
        return any(item.means(kind, value) for item in self.items)

    def first(self, kind: str, value: str = "") -> Item | None:
        return next((item for item in self.items if item.means(kind, value)), None)

    def value(self, kind: str) -> str:
        found = self.first(kind)
        return found.value_of(kind) if found else ""

    @property
    def periods(self) -> list[PeriodSpan]:
        return [item.period for item in self.items if item.period]

    @property
    def amounts(self) -> list[AmountSpan]:
        return [item.amount for item in self.items if item.amount]

    @property
    def named(self) -> list[Item]:
        return [item for item in self.items if item.hit]

    @property
    def numbers(self) -> list[Item]:
        return [item for item in self.items if item.number is not None]

    @property
    def unknown(self) -> list[Item]:
        return [item for item in self.items if item.is_unknown]

    @property
    def words(self) -> list[str]:
        return [token.norm for token in self.tokens]

    def before(self, item: Item) -> Item | None:
        at = self.items.index(item)
        return self.items[at - 1] if at else None

    def after(self, item: Item) -> Item | None:
        at = self.items.index(item) + 1
        return self.items[at] if at < len(self.items) else None


class _Scanner:
    def __init__(self, text: str, names: Names, clock: Clock) -> None:
        self.text, self.names, self.clock = text, names, clock
        self.reading = Reading(text, tokenise(text))
        self._correct()
        self.tokens = self.reading.tokens
        self.norms = tuple(token.norm for token in self.tokens)
        self.name_spans = dict(self._find_names())
        taken_by_names = {
            index
            for first, (last, hit) in self.name_spans.items()
            if last - first > 1 and hit.how in ("exact", "synonym")
            for index in range(first, last)
        }
        no_times = taken_by_names | self._money_ranges()
        self.period_spans = {
            span.first_token: span
            for span in find_periods(self.tokens, clock)
            if not no_times & set(range(span.first_token, span.last_token))
        }
        taken = taken_by_names | {
            i for span in self.period_spans.values() for i in range(span.first_token, span.last_token)
        }
        self.amount_spans = {span.first_token: span for span in find_amounts(self.tokens, frozenset(taken))}
        self.rooms = self._rooms()

    def _money_ranges(self) -> set[int]:
        """Where `between 2000 and 3000 rupees` stands: the unit behind it says that no year is meant."""
        found: set[int] = set()
        for at in range(len(self.norms) - 3):
            low, link, high, unit = self.norms[at : at + 4]
            is_range = link in _RANGE_LINKS and low.isdecimal() and high.isdecimal()
            if is_range and (unit in _MONEY_UNITS or unit in _CURRENCIES):
                found |= {at, at + 1, at + 2}
        return found

    def _correct(self) -> None:
        """Replace words nobody knows by the nearest word somebody does."""
        for at, token in enumerate(self.reading.tokens):
            better = self._better_spelling(token)
            if better is not None:
                self.reading.tokens[at] = Token(better, better, token.start, token.end)
                self.reading.corrections[better] = token.text

    def _better_spelling(self, token: Token) -> str | None:
        word = token.norm
        if len(word) < 3 or not token.is_word or self._is_known(word):
            return None
        if len(word) < 4:
            return unabbreviated(word)
        near = [key for key in self.names.nearest(word) if not self._is_somebody(token, key)]
        if len(near) == 1 or (near and len({self.names.find(key) for key in near}) == 1):
            return near[0]
        return unabbreviated(word) or self.names.begun_by(word) or _safely_corrected(word)

    def _is_somebody(self, token: Token, key: str) -> bool:
        """`the Sharma family`, `a courtesy`: no slips for everyday words such as `pharma` and `course`."""
        hit = self.names.find(key)
        if hit is None or hit.how != "synonym":
            return False
        is_far = len(token.norm) < 10 and OSA.distance(token.norm, key) > 1
        return is_far or (token.start > 0 and token.text[:1].isupper())

    def _is_known(self, word: str) -> bool:
        return (
            word in _known_words()
            or word in self.names.words
            or word in self.names.trades
            or corrected(word) != word
            or self.names.knows(squeeze(word))
        )

    def _find_names(self) -> Iterator[tuple[int, tuple[int, Hit]]]:
        """At each token the longest stretch that names something."""
        squeezed = [squeeze(norm) for norm in self.norms]
        ends = [0, *accumulate(map(len, squeezed))]
        whole = "".join(squeezed)
        for first, begin in enumerate(ends[:-1]):
            if not squeezed[first]:
                continue
            for last in range(min(len(squeezed), first + self.names.longest + 2), first, -1):
                said = whole[begin : ends[last]]
                hit = self._name_at(first, last, said) if self.names.knows(said) else None
                if hit is not None:
                    yield first, (last, hit)
                    break

    def _name_at(self, first: int, last: int, squeezed: str) -> Hit | None:
        words = self.tokens[first:last]
        if last - first > 1 and not squeeze(words[-1].norm) and words[-1].norm != "+":
            return None
        if any(token.norm in _BREAKS for token in words[1:-1]) and not self._spans_and(words):
            return None
        hit = self.names.find(squeezed)
        if hit is None or not self._is_meant(words, hit):
            return None
        said = " ".join(token.text for token in words)
        how = "typo" if any(token.norm in self.reading.corrections for token in words) else hit.how
        return Hit(hit.names, how, hit.is_group, said)

    def _is_meant(self, words: list[Token], hit: Hit) -> bool:
        """Chance runs of small words (`par is`) are no part of a name (`Carrefour Paris`)."""
        if hit.how == "partial":
            return all(token.norm in self.names.words and not is_filler(token.norm) for token in words)
        is_said = len(words) > 1 and all(token.is_word for token in words)  # `household help`
        return hit.how != "exact" or is_said or not all(is_filler(token.norm) for token in words)

    def _spans_and(self, words: list[Token]) -> bool:
        """`food and dining` is one name, `rent, travel` is two."""
        return not any(token.norm in (",", "?") for token in words)

    def read(self) -> Reading:
        at = 0
        while at < len(self.tokens):
            item = self._item(at)
            if item is not None and (item.hit or not item.means("carry")):
                self.reading.items.append(item)
            at = item.last if item else at + 1
        self.reading.items = without_chatter(
            [self._as_verb(item) for item in self.reading.items], self.tokens
        )
        self.reading.items = [self._as_count(item) for item in self.reading.items]
        return self.reading

    def _as_count(self, item: Item) -> Item:
        """`kitne orders`, `bills kitne hain` count; `kitne ka`, `kitne paise`, `how many dollars` add up."""
        following = self.reading.after(item) if item.means("measure", "count") else None
        if following is not None and following.currency:
            return replace(item, meanings=frozenset([("measure", "sum")]))
        if item.said.lower() == "times" and self._counts_rows(item):
            return replace(item, meanings=frozenset([("noun", "transaction")]))
        if item.said.lower() not in ("kitne", "kitni") and self.tokens[item.first].norm not in (
            "kitne",
            "kitni",
        ):
            return item
        beside = [self.reading.after(item), self.reading.before(item)]
        counts = any(near is not None and near.means("noun") and not near.means("spend") for near in beside)
        next_word = self.tokens[item.last].norm if item.last < len(self.tokens) else ""
        if item.last - item.first > 1 or not counts or next_word in ("ka", "ke", "ki", "paise", "rupaye"):
            return item
        return replace(item, meanings=frozenset([("measure", "count")]))

    def _counts_rows(self, times: Item) -> bool:
        """`the last 4 times I paid Sunita`: four rows, no number of them."""
        number = self.reading.before(times)
        picked = self.reading.before(number) if number is not None and number.number else None
        return picked is not None and picked.means("extreme")

    def _as_verb(self, item: Item) -> Item:
        """`what did I drop at Threadly`: after a person a word of spending changes and leaves out nothing."""
        if not item.means("spend") or not item.first or self.tokens[item.first - 1].norm not in ("i", "we"):
            return item
        kept = {pair for pair in item.meanings if pair[0] not in ("not", "price_change", "measure")}
        return replace(item, meanings=frozenset(kept))

    def _item(self, at: int) -> Item | None:
        """The longest thing that begins here; a name beats a word of the same length, a period both."""
        choices = [found for found in (self._period(at), self._amount(at), self._hour(at)) if found]
        choices += [found for found in (self._name(at), self._word(at), self._number(at)) if found]
        if not choices:
            return self._leftover(at)
        best = max(choices, key=lambda item: item.last - item.first)
        if best.hit and (word := self._word(at)) and word.last == best.last:
            return Item(best.first, best.last, best.said, word.meanings, best.hit)
        return best

    def _said(self, first: int, last: int) -> str:
        return self.text[self.tokens[first].start : self.tokens[last - 1].end]

    def _period(self, at: int) -> Item | None:
        span = self.period_spans.get(at)
        return Item(at, span.last_token, span.text, period=span) if span else None

    def _amount(self, at: int) -> Item | None:
        span = self.amount_spans.get(at)
        if span is None or not span.is_marked:
            return None
        return Item(at, span.last_token, self._said(at, span.last_token), amount=span)

    def _name(self, at: int) -> Item | None:
        found = self.name_spans.get(at)
        return Item(at, found[0], self._said(at, found[0]), hit=found[1]) if found else None

    def _word(self, at: int) -> Item | None:
        most = longest_from().get(self.norms[at], 0)
        has_hyphen = bool(most) and "-" in self.norms[at : at + 2 * longest_phrase()]
        for size in range(min(2 * longest_phrase() if has_hyphen else most, self.rooms[at]), 0, -1):
            words = self.norms[at : at + size]
            found = phrases().get(words)
            if not found and has_hyphen:
                found = phrases().get(self._unhyphened(words))
            if found:
                return Item(at, at + size, self._said(at, at + size), frozenset(found))
        return None

    @staticmethod
    def _unhyphened(words: tuple[str, ...]) -> tuple[str, ...]:
        """`month-on-month` is `month on month`."""
        inner = tuple(word for word in words[1:-1] if word != "-")
        return (words[0], *inner, words[-1]) if len(words) > 2 else ()

    def _rooms(self) -> list[int]:
        """How many words a phrase may take at each place before the next period or amount begins."""
        rooms = [0] * len(self.tokens)
        end = len(self.tokens)
        for at in reversed(range(len(self.tokens))):
            rooms[at] = end - at
            if at in self.period_spans or at in self.amount_spans:
                end = at
        return rooms

    def _number(self, at: int) -> Item | None:
        word = self.tokens[at].norm
        if word in _CURRENCIES:
            return Item(at, at + 1, word, currency=_CURRENCIES[word])
        if word in ("a", "an", "do", "half", "few"):
            return None
        number = small_number(word) or (int(word) if word.isdecimal() and len(word) < 7 else None)
        return Item(at, at + 1, word, number=number) if number else None

    def _hour(self, at: int) -> Item | None:
        """`after 10 pm`, `post 9pm`, `after 22:00`."""
        if self.norms[at] not in ("after", "post", "past", "beyond"):
            return None
        words = self.norms[at : at + 5]
        if len(words) < 3 or not words[1].isdecimal():
            return None
        hour, size = int(words[1]), 3
        if words[2] == ":" and len(words) > 3:
            size = 4
            if len(words) > 4 and words[4] in ("pm", "am"):
                hour, size = hour % 12 + 12 * (words[4] == "pm"), 5
        elif words[2] in ("pm", "am"):
            hour = hour % 12 + 12 * (words[2] == "pm")
        else:
            return None
        return Item(at, at + size, self._said(at, at + size), hour=hour) if 0 <= hour <= 23 else None

    def _leftover(self, at: int) -> Item | None:
        token = self.tokens[at]
        if is_filler(token.norm) or not squeeze(token.norm):
            return None
        return Item(at, at + 1, token.text, is_unknown=True)


def _safely_corrected(word: str) -> str | None:
    """The nearest of the words that any other may be a slip for."""
    limit = 1 if len(word) < 7 else 2
    near = _SAFE if limit == 1 else _SAFE_BY_LETTER.get(word[0], ())
    if len(word) < 5 or not near:
        return None
    best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=limit)
    return best[0] if best else None


def read(text: str, names: Names, clock: Clock) -> Reading:
    """Find in a text everything the grammar has a type for."""
    return _Scanner(without_drawing(text), names, clock).read()
