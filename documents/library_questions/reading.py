"""From words to a typed question about the library; `None` for everything that asks what a paper says."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from documents.library_questions import nouns
from documents.library_questions.nouns import Noun
from lumen.common import phrases
from lumen.common.dates import Period, add_months
from lumen.common.phrases import Calendar, PeriodPhrase

LONGEST = 160
MOST_NAMED = 6  # words of a name
MOST_BEFORE = 4  # words between "my" and the noun


ALWAYS = Period(None, None)


class Measure(StrEnum):
    COUNT = "count"
    SUM = "sum"
    AVERAGE = "average"
    LIST = "list"
    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"
    SMALLEST = "smallest"


class Day(StrEnum):
    """Which of a paper's days a period is about."""

    PAPER = "paper"  # when it was issued; when it was added where that is not known
    DUE = "due"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryQuery:
    """What is asked of the library. `words` must stand in the name of a paper or of who it is from."""

    measure: Measure
    noun: Noun
    words: tuple[str, ...] = ()
    party: str = ""  # who it is from or with, as written
    tag: str = ""
    language: str = ""
    day: Day = Day.PAPER
    period: Period = ALWAYS
    period_words: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    how_many: int | None = None  # of the newest, the largest
    state: str = ""  # "unread", "failed", "untagged"


_POLITE = r"(?:(?:please|kindly|can you|could you|would you|i want to|i need to|i'd like to|let me)\s+)*"
_OPENINGS: tuple[tuple[Measure, re.Pattern[str]], ...] = tuple(
    (measure, re.compile(rf"^\s*{_POLITE}(?:{words})\s+", re.IGNORECASE))
    for measure, words in (
        (
            Measure.AVERAGE,
            r"(?:what(?:'s| is| was) )?(?:the )?(?:average|mean)(?: amount| total| value)?(?: of| for)?",
        ),
        (
            Measure.SUM,
            r"(?:what(?:'s| is| was| are)? )?(?:the |my )?(?:(?:grand |overall |combined )?(?:total|"
            r"sum)(?: amount| value| cost)?"
            r"(?: of| for| on)?(?: all)?)|add up|sum up|sum|total up|total|"
            r"how much (?:is|are|was|were|do|did|does)(?: i owe (?:on|for|in))?|what do|"
            r"how much do i owe (?:on|for|in)|"
            r"how much money (?:is|are) (?:on|in)",
        ),
        (
            Measure.COUNT,
            r"how many(?: of)?|(?:what(?:'s| is) )?(?:the )?number of|count(?: up)?(?: of)?|"
            r"do i have any|are there any",
        ),
        (
            Measure.LIST,
            r"list(?: out| up)?|show(?: me)?|give me|display|get(?: me)?|find(?: me)?|which|what|"
            r"what are|which are|pull up|bring up|see|do you have|i need",
        ),
    )
)
_SUPERLATIVES = {
    Measure.NEWEST: r"newest|latest|last|most recent|recent|most recently (?:added|uploaded)",
    Measure.OLDEST: r"oldest|first|earliest",
    Measure.LARGEST: r"largest|biggest|highest|most expensive|costliest|dearest",
    Measure.SMALLEST: r"smallest|lowest|cheapest|least expensive",
}
_SUPERLATIVE = re.compile(
    r"^\s*" + _POLITE + r"(?:(?:list|show(?: me)?|give me|open|find(?: me)?|get(?: me)?|which|what|"
    r"what is|what's|"
    r"which is|what are|which are|where is|where's|who (?:is|sent)|when (?:is|was|"
    r"did))\s+)?(?:(?:is|was|are)\s+)?(?:(?:the|my|our)\s+)*"
    r"(?:(?P<before>\d{1,3}|two|three|four|five|ten)\s+)?"
    + "(?:" + "|".join(f"(?P<{measure}>{words})" for measure, words in _SUPERLATIVES.items()) + r")\s+"
    r"(?:(?P<many>\d{1,3}|two|three|four|five|ten)\s+)?",
    re.IGNORECASE,
)  # fmt: skip
_FEW = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}
_SKIPPED = frozenset(
    [
        "all",
        "of",
        "my",
        "our",
        "the",
        "any",
        "some",
        "are",
        "is",
        "there",
        "every",
        "each",
        "those",
        "these",
        "which",
        "what",
        "me",
        "have",
        "papers",
        "both",
    ]
)
_NEVER_BEFORE = frozenset(
    """
    i you he she it we they who whom when where why how do does did is was were can could should must will
    would may might not in on at to from by with for about as if say says said mention mentions mean means
    month months day days year years week weeks hour hours amount percent per cent number total this that
    a an and or does during before after since until notice copies pages page
    """.split()  # noqa: SIM905  read as words
)
_GOT = r"(?:have|got|get|receive|received|upload|uploaded|add|added|scan|scanned|keep|kept|owe|stored?)"
_PHRASES = re.compile(  # whole phrases that say nothing more
    rf"\b(?:do|did|have|has|had) (?:i|we|you)(?: {_GOT})*\b|\b(?:are|is|were|was) there\b|"
    r"\b(?:in|on|within) (?:my|the|our|this) (?:library|papers|documents|files|archive|account)\b|"
    rf"\b(?:i|we) {_GOT}\b|\bin total\b|\baltogether\b|\bplease\b|\bso far\b|"
    r"\bcomes? to\b|\bamounts? to\b|\b(?:add|sum) up\b|\btogether\b|\bin all\b|\bcost(?: me)?\b|"
    r"\bright now\b|\bcurrently\b",
    re.IGNORECASE,
)
_SUMMING = re.compile(r"\b(?:add|sum)(?:s|ed)? up(?: to)?\b|\b(?:come|amount)s? to\b", re.IGNORECASE)
_LITTLE = re.compile(
    r"\b(?:here|stored|saved|worth|a|an|the|my|our|all|any|me|that|which|were|was|are|is|to|and|of|"
    r"been|get|got|arrived?|came|come|sent|have)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:due|payable|to be paid|to pay|falling due|need(?:s)? (?:to be paid|paying)|have to pay|"
    r"overdue)\b(?: (?:in|on|by|within|before|for|the))?",
    re.IGNORECASE,
)
_OVERDUE = re.compile(r"\boverdue\b", re.IGNORECASE)
_ADDED = re.compile(
    r"\b(?:added|uploaded|scanned|imported|upload|add|scan|stored|arrived here)\b", re.IGNORECASE
)
_ISSUED = re.compile(
    r"\b(?:dated|issued|written|signed|billed|received|sent)\b(?: (?:in|on|from))?", re.IGNORECASE
)
_TAG = re.compile(
    r"\b(?:tagged|labell?ed|with (?:the )?tags?)(?: as| with)?\s+[\"“]?(?P<tag>[^\"”]+?)[\"”]?(?=$|"
    r"\s+(?:in|from|dated|this|last)\b|[?.!])",
    re.IGNORECASE,
)
_LANGUAGES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "hindi": "hi",
    "russian": "ru", "arabic": "ar", "chinese": "zh", "portuguese": "pt", "dutch": "nl",
    "japanese": "ja", "polish": "pl",
    "turkish": "tr",
}  # fmt: skip
_LANGUAGE = re.compile(rf"\b(?:(?:written )?in )?(?P<language>{'|'.join(_LANGUAGES)})\b", re.IGNORECASE)
_STATES = {
    "failed": r"failed|could not be read|couldn't be read|broken|unreadable",
    "unread": r"not (?:been )?reviewed|unreviewed|to review|not looked (?:at|through)",
    "untagged": r"untagged|without (?:a |any )?tags?|with no tags?|missing tags?",
}
_STATE = re.compile(
    r"\b(?:that )?(?:have |are |were )?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in _STATES.items())
    + r")\b",
    re.IGNORECASE,
)
_PARTY = re.compile(
    r"\b(?:from|by|with|of|to|for|sent by|issued by|at)\s+(?:the |my |"
    r"our )?(?P<party>[^\s?.!,][^?!,]*?)\s*$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(?:about|on|regarding|concerning|mentioning|for|called|named)\s+(?:the |my |"
    r"our )?(?P<about>[^?!,]+?)\s*$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"[\s?.!]+$")
_PREPOSITION = re.compile(
    r"\b(?:in|on|from|of|for|during|since|by|before|after|within|over|the|dated|until|"
    r"at)\s*$",
    re.IGNORECASE,
)


def read(text: str, calendar: Calendar) -> LibraryQuery | None:
    """What `text` asks of the library as a whole."""
    spaced = " ".join(text.split())
    if len(spaced) > 2 * LONGEST:
        return None
    asked = _ENDING.sub("", spaced)
    if not asked or len(asked) > LONGEST:
        return None
    opened = _opened(asked)
    if opened is None:
        return None
    query, rest = opened
    found = nouns.find(rest)
    if found is None:
        return None
    noun, start, end = found
    before = _words_before(rest[:start])
    if before is None or (query.measure in _NEEDS_MANY and not noun.is_plural):
        return None
    if rest == asked and (start > 0 or not rest[end:].strip()):
        return None  # without a word of asking only "bills due in May"
    query = replace(query, noun=noun, words=tuple(before))
    return _with_tail(_with_marks(query, " ".join(before)), rest[end:], calendar)


_NEEDS_MANY = {Measure.COUNT, Measure.SUM, Measure.LIST, Measure.AVERAGE}


def _opened(asked: str) -> tuple[LibraryQuery, str] | None:
    if found := _SUPERLATIVE.match(asked):
        measure = next(Measure(name) for name in _SUPERLATIVES if found[name])
        many = found["many"] or found["before"]
        count = _FEW.get(many.lower()) or int(many) if many else None
        return LibraryQuery(measure=measure, noun=nouns.GENERAL, how_many=count), asked[found.end() :]
    for measure, opening in _OPENINGS:
        if found := opening.match(asked):
            return LibraryQuery(measure=measure, noun=nouns.GENERAL), asked[found.end() :]
    return LibraryQuery(measure=Measure.LIST, noun=nouns.GENERAL), asked


def _words_before(text: str) -> list[str] | None:
    """The words that narrow the noun: `electricity` in `my electricity bills`; `None` for other words."""
    words = [word for word in re.findall(r"[\w&'.-]+", text.lower()) if word not in _SKIPPED]
    if len(words) > MOST_BEFORE or _NEVER_BEFORE.intersection(words):
        return None
    return words


def _with_marks(query: LibraryQuery, before: str) -> LibraryQuery:
    """Take out of the words before the noun what says a language, a state or that something is due."""
    words = list(query.words)
    if (found := _LANGUAGE.search(before)) and found["language"].lower() in words:
        words.remove(found["language"].lower())
        query = replace(query, language=_LANGUAGES[found["language"].lower()])
    if found := _STATE.search(before):
        state = next(name for name in _STATES if found[name])
        words = [word for word in words if word not in found[0].lower().split()]
        query = replace(query, state=state)
    if due := _DUE.search(before):
        words = [word for word in words if word not in due[0].lower().split()]
        query = replace(query, day=Day.DUE)
    return replace(query, words=tuple(words))


def _with_tail(query: LibraryQuery, tail: str, calendar: Calendar) -> LibraryQuery | None:
    """Read what stands behind the noun; `None` when a word of it is not understood."""
    rest = _SUMMING.sub(" ", f" {tail}")
    if found := _TAG.search(rest):
        query, rest = replace(query, tag=found["tag"].strip()), _without(rest, found.span())
    query, rest = _with_day(query, rest)
    query, rest = _with_state(query, rest)
    query, rest = _with_period(query, rest, calendar)
    query, rest = _with_amount(query, rest)
    return _with_names(query, _PHRASES.sub(" ", rest).rstrip())


def _without(text: str, span: tuple[int, int]) -> str:
    return f"{text[: span[0]]} {text[span[1] :]}"


def _with_day(query: LibraryQuery, rest: str) -> tuple[LibraryQuery, str]:
    if found := _DUE.search(rest):
        return replace(query, day=Day.DUE), _without(rest, found.span())
    if found := _ADDED.search(rest):
        return replace(query, day=Day.ADDED), _without(rest, found.span())
    if found := _ISSUED.search(rest):
        return query, _without(rest, found.span())
    return query, rest


def _with_state(query: LibraryQuery, rest: str) -> tuple[LibraryQuery, str]:
    if found := _LANGUAGE.search(rest):
        language = _LANGUAGES[found["language"].lower()]
        query, rest = replace(query, language=language), _without(rest, found.span())
    if found := _STATE.search(rest):
        state = next(name for name in _STATES if found[name])
        query, rest = replace(query, state=state), _without(rest, found.span())
    return query, rest


def _with_period(query: LibraryQuery, rest: str, calendar: Calendar) -> tuple[LibraryQuery, str]:
    found = phrases.find_periods(rest, calendar)
    if not found:
        return query, rest
    span = max(found, key=lambda one: one.end - one.start)
    period = _whole(span, calendar)
    if query.day == Day.DUE and not span.has_year:
        period = _coming(period, calendar.today)
    before = _PREPOSITION.sub(" ", rest[: span.start])
    words = " ".join(span.text.split())
    return replace(query, period=period, period_words=words), f"{before} {rest[span.end :]}"


def _whole(span: PeriodPhrase, calendar: Calendar) -> Period:
    """Papers "from May" are of May, not of everything since."""
    said = re.match(r"\s*from\s+(.+)", span.text, re.IGNORECASE)
    if span.period.end is not None or said is None:
        return span.period
    within = phrases.find_periods(f"in {said[1]}", calendar)
    return within[0].period if within else span.period


def _coming(period: Period, today: date) -> Period:
    """A bare month of something due is the next one, not the last."""
    if period.start is None or period.end is None or period.end > today:
        return period
    return Period(add_months(period.start, 12), add_months(period.end, 12))


def _with_amount(query: LibraryQuery, rest: str) -> tuple[LibraryQuery, str]:
    marked = [found for found in phrases.find_amounts(rest) if found.is_marked]
    if not marked:
        return query, rest
    found = marked[0]
    before = re.sub(
        r"\b(?:that )?(?:are|is|of|for|costing|worth|with a total|"
        r"with totals?)\s*$",
        " ",
        rest[: found.start],
    )
    return replace(query, low=found.low, high=found.high), f"{before} {rest[found.end :]}"


def _with_names(query: LibraryQuery, rest: str) -> LibraryQuery | None:
    """Whose papers, or about what; nothing else may be left over."""
    for pattern, name in ((_PARTY, "party"), (_ABOUT, "about")):
        found = pattern.search(rest)
        if found is None or _LITTLE.sub(" ", rest[: found.start()]).strip(" ,"):
            continue
        words = re.findall(r"[\w&'.-]+", found[name])
        if not words or len(words) > MOST_NAMED or _NEVER_BEFORE.intersection(words):
            return None
        if name == "party":
            return replace(query, party=" ".join(words))
        return replace(query, words=(*query.words, *(word.lower() for word in words)))
    return None if _LITTLE.sub(" ", rest).strip(" ,;:-") else query
