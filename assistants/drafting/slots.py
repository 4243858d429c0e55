"""Filling `{name}` and `{order}` of an approved reply; what nobody knows is never guessed."""

import re
from collections.abc import Mapping, Sequence

from assistants.drafting.courtesy import courtesy_of
from lumen.common.text import slug_key

SLOT = re.compile(r"\{[a-z][a-z_]*\}")
NAME, FIRST_NAME = "name", "first_name"
ECHOED = {"order": "order", "email": "email", "tracking": "order", "reference": "order"}
"""Slots that repeat what the customer wrote about themselves, with the kind of entity that fills them.

Amounts, days and links are not among them: a customer who names an amount does not make it true.
"""
LONGEST_NAME = 40
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_NAME = re.compile(rf"(?:[^\W\d_]{{1,5}}\. )?{_WORD}(?: {_WORD}){{0,3}}")
_GREETED = re.compile(
    r"^(?P<before>[^\n{,]{1,40}?)(?P<comma>,?)[ ]*\{(?:name|first_name)\}(?P<after>[ ]*[,!.:;–-])?",
    re.IGNORECASE,
)
_DEAR = frozenset(
    (
        *("dear", "liebe", "lieber", "liebe r", "lieber r", "cher", "chere", "estimado", "estimada"),
        *("querido", "querida", "caro", "cara", "gentile", "prezado", "prezada", "beste", "geachte", "lieve"),
    )
)
_SIGNED = re.compile(r"(?:\n[ \t]*[-–—]*[ \t]*\{(?:name|first_name)\}[ \t]*[.!]?[ \t]*)+\s*$", re.IGNORECASE)


def values_of(*, name: str, email: str, entities: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What slots may be filled with: from the contact and from the customer's own message.

    Args:
        entities: (kind, text) of the message. Two different orders fill no slot: it would be a guess.
    """
    values = {slot: found for slot, kind in ECHOED.items() if (found := _only(entities, kind))}
    if email:
        values["email"] = email
    if person := said_name(name):
        values |= {NAME: person, FIRST_NAME: person.split()[0]}
    return values


def said_name(name: str) -> str:
    """The first name, or the name after a title; empty for what is no name: links, sentences, orders."""
    plain = " ".join(name.split())
    if len(plain) > LONGEST_NAME or not _NAME.fullmatch(plain):
        return ""
    first = plain.split()[0]
    return plain if first.endswith(".") else first


def _only(entities: Sequence[tuple[str, str]], kind: str) -> str:
    found = {text for one, text in entities if one == kind}
    return found.pop() if len(found) == 1 else ""


def fill(reply: str, values: Mapping[str, str]) -> str | None:
    """The reply with every slot filled; `None` when one cannot be."""
    text = fill_known(reply, values)
    return None if SLOT.search(text) else text or None


def fill_known(reply: str, values: Mapping[str, str]) -> str:
    """The reply with those slots filled that something is known for.

    The name in the greeting is the customer's; one below the last line is whoever signed the old reply,
    and goes. A greeting without a name to put there is said without one.
    """
    text = _SIGNED.sub("", reply).rstrip()
    text = _greeted(text, values)
    for slot in set(SLOT.findall(text)):
        key = slot[1:-1]
        if key not in (NAME, FIRST_NAME) and key in values:
            text = text.replace(slot, values[key])
    return text.strip()


def _greeted(text: str, values: Mapping[str, str]) -> str:
    match = _GREETED.match(text)
    if match is None or not _greets(match["before"]):
        return text
    name = values.get(NAME, "")
    middle = f"{match['comma']} {name}" if name else ""
    after = (match["after"] or "").lstrip()
    return f"{match['before'].rstrip()}{middle}{after}{text[match.end() :]}"


def _greets(words: str) -> bool:
    """Whether whoever is named after these words is who is written to."""
    return bool(courtesy_of(words)) or slug_key(words) in _DEAR
