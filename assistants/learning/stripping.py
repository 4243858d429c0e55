"""Taking what is personal out of a text before anything is learnt from it.

Everything with a digit, an @ or an address of the web goes, and names where the wording shows that they
are names. What stays are facts of the business: values that recur in replies to several customers.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistants.learning import slots
from assistants.learning.patterns import (
    GREETED,
    INTRODUCED,
    NOT_NAMES,
    PERSONAL,
    SIGNED,
    TITLED,
    TITLES,
)
from lumen.common.text import fold

FACT_FROM = 3  # replies to different customers that say the same: the business says it
LONGEST_TEXT = 20_000
_FLEETING = frozenset({slots.DATE, slots.NAME})  # what is said of one day or to one person is no fact
_TITLE = re.compile(rf"^(?:(?:{TITLES})\b\.?\s+)+", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
_WORD_AFTER = re.compile(r"[\s-]*([^\W\d_]+|%)?")
_JOINING = frozenset(
    ("to", "and", "or", "of", "in", "at", "on", "by", "for", "until", "und", "bis", "oder", "et")
)


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of a text that a slot can replace; `value` compares it with others."""

    start: int
    end: int
    slot: str
    value: str


def strip_question(text: str, *, names: Iterable[str] = ()) -> str:
    """A customer's words without anything of theirs.

    Args:
        names: what is known of who wrote: their name, company, address.
    """
    text = _clean(text)
    return _replaced(text, found_in(text, names=[*names, *names_in(text)]))


def strip_reply(
    reply: str, *, question: str = "", names: Iterable[str] = (), facts: frozenset[str] = frozenset()
) -> str:
    """What a person replied without anything of the customer's; facts of the business stay.

    Args:
        question: what the customer wrote, whose names are taken out of the reply too.
        facts: values as `Found.value` writes them, see `facts_of`.
    """
    reply = _clean(reply)
    taken = found_in(reply, names=[*names, *names_in(_clean(question)), *addressed_in(reply)])
    return _replaced(reply, [one for one in taken if one.value not in facts])


def facts_of(pairs: Iterable[Sequence[str]], *, least: int = FACT_FROM) -> frozenset[str]:
    """Values that replies give to at least `least` different customers who did not say them first.

    Args:
        pairs: question and reply, each of another conversation.
    """
    askers: defaultdict[str, set[str]] = defaultdict(set)
    for question, reply in pairs:
        theirs = {_plain(one.value) for one in found_in(_clean(question))}
        for one in found_in(_clean(reply)):
            if one.slot not in _FLEETING and _plain(one.value) not in theirs:
                askers[one.value].add(question)
    return frozenset(
        value for value, those in askers.items() if len(those) >= least and not _says_little(value)
    )


def values_in(text: str) -> tuple[Found, ...]:
    """Personal-looking values of a text that could be facts of the business."""
    return tuple(one for one in found_in(_clean(text)) if one.slot not in _FLEETING)


def found_in(text: str, *, names: Iterable[str] = ()) -> list[Found]:
    """Every stretch to replace, in order and without overlaps; known names first."""
    taken: list[Found] = []
    free = bytearray(len(text))
    for slot, start, end in (*_known(text, names), *_looking_personal(text), *_single(text)):
        if start < end and not any(free[start:end]):
            free[start:end] = b"\x01" * (end - start)
            taken.append(Found(start, end, slot, _value(text, start, end, slot)))
    return sorted(taken, key=lambda one: one.start)


def names_in(text: str) -> tuple[str, ...]:
    """Names by which a writer calls themselves, or somebody with a title."""
    said = [found["name"] or found["said"] for found in INTRODUCED.finditer(text)]
    titled = [found["name"] for found in TITLED.finditer(text)]
    signed = [found["name"] for found in SIGNED.finditer(text)]
    return tuple(dict.fromkeys(filter(_is_name, (name.strip(" .") for name in said + titled + signed))))


def addressed_in(text: str) -> tuple[str, ...]:
    """Names by which a reply greets somebody."""
    greeted = (_TITLE.sub("", found["name"]) for found in GREETED.finditer(text))
    return tuple(dict.fromkeys(filter(_is_name, (name.strip(" .") for name in greeted))))


def summary(before: str, after: str) -> Counter[str]:
    """How many of which slots stand in a stripped text that were not there before."""
    return Counter(re.findall(r"\{([a-z_]+)\}", after)) - Counter(re.findall(r"\{([a-z_]+)\}", before))


def _clean(text: str) -> str:
    return slots.adopt(text.replace("\r\n", "\n")[:LONGEST_TEXT]).strip()


def _is_name(name: str) -> bool:
    return len(name) > 1 and fold(name.split(maxsplit=1)[0].strip(".,")) not in NOT_NAMES


def _known(text: str, names: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """Where names stand: whole, or a part of at least three letters, as a word of its own."""
    wholes = {name.strip() for name in names if name.strip()}
    parts = {part for name in wholes for part in re.split(r"[\s,]+", name) if len(part) > 2}
    parts -= {part for part in parts if fold(part) in NOT_NAMES}
    for name in sorted(wholes | parts, key=len, reverse=True):
        flags = re.IGNORECASE if " " in name else 0
        pattern = rf"(?:\b(?i:{TITLES})\b\.?\s+)?(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)"
        for found in re.finditer(pattern, text, flags):
            yield slots.NAME, found.start(), found.end()


def _looking_personal(text: str) -> Iterator[tuple[str, int, int]]:
    has_digits, has_at = bool(_DIGITS.search(text)), "@" in text
    for slot, pattern in PERSONAL:
        if not (has_digits or has_at or slot == slots.LINK):
            continue
        for found in pattern.finditer(text):
            kind = next((name for name, value in found.groupdict().items() if value), None)
            yield slot, *found.span(kind or 0)


def _single(text: str) -> Iterator[tuple[str, int, int]]:
    """What is left over between stretches that were taken."""
    for found in re.finditer(r"[\d@]", text):
        yield slots.NAME if found[0] == "@" else slots.NUMBER, *found.span()


def _value(text: str, start: int, end: int, slot: str) -> str:
    """How two stretches compare; a bare number means something only with the word after it."""
    value = " ".join(fold(text[start:end]).split())
    if slot != slots.NUMBER:
        return f"{slot} {value}"
    found = _WORD_AFTER.match(text, end)
    after = fold(found[1]) if found and found[1] else ""
    return f"{slot} {value} {'' if after in _JOINING else after}".rstrip()


def _says_little(value: str) -> bool:
    """A number below a hundred with nothing after it: it recurs by chance."""
    return re.fullmatch(r"number \d{1,2}", value) is not None


def _plain(value: str) -> str:
    """The digits of a value, by which a customer's own is known again; else its words."""
    words = value.split(" ", 1)[-1]
    return re.sub(r"\D", "", words) or words


def _replaced(text: str, taken: Sequence[Found]) -> str:
    parts, at = [], 0
    for one in taken:
        parts += [text[at : one.start], "{" + one.slot + "}"]
        at = one.end
    return _joined("".join([*parts, text[at:]]))


def _joined(text: str) -> str:
    """Slots of one kind that stand beside each other are one: "{name} {name}"."""
    return re.sub(r"\{([a-z_]+)\}(?:[\s,.-]{0,2}\{\1\})+", r"{\1}", text)
