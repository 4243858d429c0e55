"""When: every stretch of time a question names, with calendar meaning.

`find_periods` returns the spans in the order they stand; `read_period` the one that a whole phrase means.
"""

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from lumen.common.dates import Period
from transactions.questions.hindi import latin
from transactions.questions.periods import (  # noqa: F401  they register their rules
    dates,
    fiscal,
    parts,
    relative,
    weeks,
)
from transactions.questions.periods.atoms import IMPOSSIBLE, Atom, Builder, rules
from transactions.questions.periods.clock import Clock
from transactions.questions.periods.patterns import Index, Match, Pattern
from transactions.questions.periods.ranges import JOINERS, with_year_of
from transactions.questions.periods.words import (
    CLASSES,
    MONTHS,
    RELATIVES,
    corrected,
    corrected_relative,
    corrected_unit,
    words_of,
)
from transactions.questions.tokens import Token, tokenise

__all__ = ["Clock", "Period", "PeriodSpan", "find_periods", "find_single_periods", "read_period"]

_AMOUNT_BEFORE = frozenset(
    words_of(
        "above over than under below exceeding rs inr rupees usd eur least most exactly around about "
        "approximately roughly ₹ $ € £ > < >= <= = top"
    )
)
_AMOUNT_AFTER = frozenset(
    words_of(
        "rs inr rupees rupaye rupee bucks dollars dollar usd euros eur k lakh lakhs lac crore cr hazaar "
        "hazar /- transactions payments orders se times %"
    )
)
_NOT_A_MONTH_AFTER_MAY = frozenset(words_of("i we you be have need not also want"))
_RANKED = frozenset(
    words_of(
        "biggest largest highest most smallest lowest cheapest costliest least latest last largest-ever "
        "priciest maximum minimum greatest max min best top"
    )
)
_IN = frozenset(
    words_of("in of for during from since year between before after until till and to than vs or")
)
_AND = frozenset(words_of("and & , or vs versus aur than /"))
_PARTS_OF = frozenset(
    words_of(
        "day days date time times week weeks weekend weekends month months quarter quarters half halves part "
        "end start beginning middle rest turn course "
        "midst first second third fourth last next latest at once one most all"
    )
)
_UNIT_GOES_ON = frozenset(
    words_of(
        "of before after prior preceding following ended ending that in when which i we starting to till "
        "until"
    )
)
_ON = frozenset(words_of("on from to since till until before after between and by the for of -"))


@dataclass(frozen=True, slots=True)
class PeriodSpan:
    """A period and the stretch of text that says it."""

    period: Period
    grain: str
    start: int
    end: int
    text: str
    first_token: int
    last_token: int  # exclusive
    month: int | None = None  # of a bare month, whose year was not said
    has_year: bool = True
    is_relative: bool = False


_SINGLES, _JOINS = Index(rules()), Index(JOINERS)


class _Reader:
    """Reads atoms and ranges from one row of words; every position is read once."""

    def __init__(self, tokens: list[Token], clock: Clock) -> None:
        self.tokens = tokens
        self.clock = clock
        self.words: list[str] = []
        for at in range(len(tokens)):
            self.words.append(self._word(at))
        self._atoms: dict[int, Atom | None] = {}
        for at in reversed(range(len(tokens))):  # later stretches first: rules look only ahead
            self._atoms[at] = self._longest_atom(at)
            self._atoms[at] = self._with_tail(at)

    def _word(self, at: int) -> str:
        """A word mended and in Latin letters; `'25` where a year is glued to its month."""
        word = corrected(latin(self.tokens[at].norm))
        if at + 1 < len(self.tokens):
            word = corrected_relative(word, self.tokens[at + 1].norm)
        before = self.words[at - 1] if at else ""
        if before in RELATIVES or before.isdecimal():
            return corrected_unit(word)
        is_glued = at > 0 and self.tokens[at - 1].end == self.tokens[at].start
        if is_glued and before in MONTHS and word.isdecimal() and len(word) == 2 and "19" <= word <= "35":
            return f"'{word}"
        return word

    def atom(self, at: int) -> Atom | None:
        """The longest single stretch that begins at this word."""
        return self._atoms.get(at)

    def _longest_atom(self, at: int) -> Atom | None:
        best: Atom | None = None
        for pattern, build in _SINGLES.heads(self.words, at):
            best = self._better(best, at, pattern, build)
        return best

    def _with_tail(self, at: int) -> Atom | None:
        """The same made longer by what stands behind it: `last month` and `ke end`."""
        best = self._atoms[at]
        if best is None or best.is_impossible:
            return best
        for pattern, build in _SINGLES.tails(self.words, best.end):
            best = self._better(best, at, pattern, build)
        return best

    def _better(self, best: Atom | None, at: int, pattern: Pattern, build: Builder) -> Atom | None:
        match = pattern.match(self.words, at, self.read)
        if match is None or (best is not None and match.end <= best.end):
            return best
        found = self._built(match, build)
        return replace(found, end=match.end) if found and self._is_plausible(at, match.end) else best

    def _built(self, match: Match, build: Builder) -> Atom | None:
        """What a rule makes of its parts; a part that is no date leaves none to the whole."""
        if any(isinstance(part, Atom) and part.is_impossible for part in match.captured):
            return IMPOSSIBLE
        try:
            return build(self.clock, *match.captured)
        except (ValueError, OverflowError):  # beyond the years a calendar has
            return None

    def _is_plausible(self, at: int, end: int) -> bool:
        """A lone four-digit number, `may` or `sat` is a time only where it reads like one."""
        if end - at == 3 and self.words[at + 1] == "/" and self.words[at + 2].isdecimal():
            return (
                len(self.words[at]) > 2 or len(self.words[at + 2]) > 2 or not at or self.words[at - 1] in _ON
            )
        if end - at == 2 and CLASSES["NODAY"](self.words[at]) is not None:
            return not at or self.words[at - 1] in _ON  # `show 50 october orders` names no day
        if end - at != 1:
            return True
        word = self.words[at]
        before = self.words[at - 1] if at else ""
        after = self.words[end] if end < len(self.words) else ""
        if word == "may":
            return after not in _NOT_A_MONTH_AFTER_MAY
        if word[:1].isdecimal() and not word.isdecimal() and len(word) <= 4:
            return after not in _RANKED and before not in _AMOUNT_BEFORE
        return not word.isdecimal() or self._reads_like_a_year(before, word, after)

    def _reads_like_a_year(self, before: str, word: str, after: str) -> bool:
        if before in _AMOUNT_BEFORE or after in _AMOUNT_AFTER:
            return False
        return before in _IN or not before or not after or (2010 <= int(word) <= 2035 and after != "on")

    def read(self, at: int, kind: str) -> Atom | None:
        """One end of a range (`EDGE`) may be a bare day; anything else must be a whole atom."""
        found = self.atom(at)
        if kind == "SPAN" or found is not None:
            return found
        at += self.words[at] == "the"
        day = CLASSES["DAY"](self.words[at]) if at < len(self.words) else None
        if not isinstance(day, int):
            return None
        return Atom(self.clock.day(), "loose", day=day, has_year=False, end=at + 1)

    def single(self, at: int) -> Atom | None:
        """A stretch that needs nothing around it."""
        found = self.atom(at)
        return found if found is not None and self._stands_alone(at, found) else None

    def longest(self, at: int) -> Atom | None:
        """The longest range or single stretch that begins at this word."""
        best = self.single(at)
        for pattern, join in _JOINS.heads(self.words, at):
            best = self._better(best, at, pattern, join)
        edge = self.read(at, "EDGE")
        for pattern, join in _JOINS.tails(self.words, edge.end) if edge else ():
            best = self._better(best, at, pattern, join)
        return best

    def _stands_alone(self, at: int, atom: Atom) -> bool:
        """`the month` needs something around it; so does a lone ordinal such as `the second`."""
        words = self.words[at : atom.end]
        if words[0] == "all" or words[:2] in (["of", "the"], ["for", "the"]):
            return self._is_running_unit(at, atom.end)
        if len(words) == 2 and words[0] in ("the", "my"):
            return words[1][0].isdecimal() or words[1] not in ("month", "quarter", "year")
        return words != ["sec"]

    def _is_running_unit(self, at: int, end: int) -> bool:
        """`of the year`, not `day of the week` or `for the month before`."""
        before = self.words[at - 1] if at else ""
        after = self.words[end] if end < len(self.words) else ""
        is_single = self.words[end - 1] in ("week", "month", "quarter", "year") or end - at > 3
        goes_on = after in _UNIT_GOES_ON or self._atoms.get(end) is not None
        return is_single and before not in _PARTS_OF and not goes_on


def find_periods(text: str | list[Token], clock: Clock) -> list[PeriodSpan]:
    """Every period of the text, left to right, the longest reading at each place."""
    return _find(text, clock, joins=True)


def find_single_periods(text: str | list[Token], clock: Clock) -> list[PeriodSpan]:
    """The same without ranges: the two ends of `from September to October`, to compare them."""
    return _find(text, clock, joins=False)


def _find(text: str | list[Token], clock: Clock, *, joins: bool) -> list[PeriodSpan]:
    tokens = tokenise(text) if isinstance(text, str) else text
    reader = _Reader(tokens, clock)
    read = reader.longest if joins else reader.single
    found: list[tuple[int, Atom]] = []
    at = 0
    while at < len(tokens):
        atom = read(at)
        if atom is None:
            at += 1
            continue
        if not atom.is_impossible:
            found.append((at, atom))
        at = atom.end
    return [_span(tokens, first, atom) for first, atom in _with_shared_years(found, reader.words, clock)]


def _with_shared_years(
    found: list[tuple[int, Atom]], words: list[str], clock: Clock
) -> list[tuple[int, Atom]]:
    """`January and February 2024`: the year stands behind the last and is meant for all."""
    for index in range(len(found) - 2, -1, -1):
        (at, atom), (following_at, following) = found[index], found[index + 1]
        if len(words[atom.end : following_at]) == 1 and words[atom.end] in _AND:
            found[index] = at, with_year_of(clock, atom, following)
    return found


def _span(tokens: list[Token], at: int, atom: Atom) -> PeriodSpan:
    words = tokens[at : atom.end]
    return PeriodSpan(
        period=atom.period,
        grain=atom.grain,
        start=words[0].start,
        end=words[-1].end,
        text=" ".join(token.text for token in words),
        first_token=at,
        last_token=atom.end,
        month=atom.month if atom.needs_year and atom.day is None else None,
        has_year=atom.has_year,
        is_relative=atom.is_relative,
    )


def read_period(text: str, *, today: date, fy_start: int = 4, week_start: int = 0) -> Period:
    """The one period a phrase means; open on both sides when it names none."""
    spans = find_periods(text, Clock(today, week_start, fy_start))
    if not spans:
        return Period(None, None)
    if all(one.period.end == two.period.start is not None for one, two in pairwise(spans)):
        return Period(spans[0].period.start, spans[-1].period.end)
    return max(spans, key=lambda span: span.end - span.start).period
