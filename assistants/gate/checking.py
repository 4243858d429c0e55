"""Comparing what a text says with what its sources say."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistants.gate.addresses import read_addresses
from assistants.gate.calendar import read_calendar
from assistants.gate.facts import Fact, Key, Kind, Reading
from assistants.gate.misplaced import misplaced
from assistants.gate.names import read_names, vouched
from assistants.gate.numbers import is_written, read_codes, read_numbers
from assistants.gate.promises import is_backed, promises_in, statements_in
from assistants.voice.texts import cut, words_of
from assistants.voice.words import language_of

_KNOWN_VOUCHES_FOR = frozenset({"name", "code", "mail", "site", "street", "phone"})


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a text says and no source does."""

    kind: Kind
    text: str
    sentence: str


def check(
    text: str, sources: Sequence[str], *, known: Sequence[str] = (), silent: Sequence[str] = ()
) -> tuple[Problem, ...]:
    """What `text` says that no source says; nothing when it may be sent.

    Args:
        text: the reply as it would be sent.
        sources: the texts it rests on; never what a customer wrote, who promises nothing for the business.
        known: texts that vouch for names, codes and addresses only, never for numbers, days or promises:
            the business's name, who is greeted and who signs, the customer's message for its order number.
        silent: sources that vouch for everything but promises: what the business states and does not promise.

    Returns:
        Problems in the order of the text: numbers, dates, codes, addresses and names without a source or
        moved to another matter, and promises that no source makes under the same conditions.
    """
    said = [*sources, *silent]
    general = language_of(words_of(" ".join(said)))
    reading = read(text, general)
    rests = [read(source, general) for source in said]
    offered = {key for rest in rests for fact in rest.facts for key in fact.offers} | _from_known(known)
    read_names(reading, vouched([*said, *known]))
    backed = [fact for fact in reading.facts if fact.needs & offered or is_written(fact, [*said, *known])]
    facts = [fact for fact in reading.facts if fact not in backed]
    facts += misplaced(reading, rests, backed)
    found = [(fact.start, Problem(fact.kind, fact.text, _sentence_at(text, fact.start))) for fact in facts]
    found += [(text.find(problem.sentence), problem) for problem in _promises(reading, sources)]
    return tuple(dict.fromkeys(problem for _, problem in sorted(found, key=lambda pair: pair[0])))


def read(text: str, otherwise: str = "en") -> Reading:
    """Everything checkable in `text` but its names and promises; `otherwise`: its language when in doubt."""
    reading = Reading(text, language_of(words_of(text), otherwise=otherwise))
    for step in (read_addresses, read_calendar, read_codes, read_numbers):
        step(reading)
    return reading


def carries_content(text: str) -> bool:
    """Whether `text` says anything that would need a source."""
    reading = read(text)
    read_names(reading, vouched(()))
    return bool(reading.facts or promises_in(text, reading.language))


def _from_known(known: Sequence[str]) -> set[Key]:
    return {
        key
        for text in known
        for fact in read(text).facts
        for key in fact.offers
        if key[0] in _KNOWN_VOUCHES_FOR
    }


def _promises(reading: Reading, sources: Sequence[str]) -> list[Problem]:
    made = promises_in(reading.text, reading.language)
    if not made:
        return []
    said = [
        statement
        for source in sources
        for statement in statements_in(source, language_of(words_of(source), otherwise=reading.language))
    ]
    return [Problem("promise", p.text, p.sentence) for p in made if not is_backed(p, said)]


def _sentence_at(text: str, place: int) -> str:
    start = 0
    for piece in cut(text):
        if place < start + len(piece):
            return piece.strip()
        start += len(piece)
    return text.strip()


def facts_of(text: str) -> list[Fact]:
    """The numbers, dates, codes and addresses of `text`, in order."""
    return sorted(read(text).facts, key=lambda fact: fact.start)
