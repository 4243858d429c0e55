"""What a person wants remembered in every conversation, and how it helps to read their questions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from chat.models import Fact, FactQuerySet
from lumen.ai.tools import registry
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import Membership, User, Workspace
    from lumen.ai.tools.registry import ToolContext

MOST_FACTS = 100
MAX_LENGTH = 300
_SIDE = 80
_KNOWER = "know_names"
_PREFIX = re.compile(r"^(?:please\s+)?(?:remember|note|keep in mind)(?:\s+that)?[:,]?\s+", re.IGNORECASE)
_MY = r"(?:(?:my|our|the)\s+)?"
_EQUATIONS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^{_MY}(?P<a>.+?)\s+(?:is|are|gets?)\s+(?:always\s+)?(?:paid|sent)\s+to\s+{_MY}(?P<b>.+)$",
        rf"^(?:i|we)\s+pay\s+{_MY}(?P<a>.+?)\s+to\s+{_MY}(?P<b>.+)$",
        rf"^(?P<a>.+?)\s*(?:=|\b(?:means|stands for|refers to|is short for)\b)\s*{_MY}(?P<b>.+)$",
        r"^(?:when|if) i say\s+(?P<a>.+?),?\s+i mean\s+(?P<b>.+)$",
        r"^(?P<a>\w[\w.&' -]{0,40}?)\s+is\s+(?:my|our)\s+(?P<b>.+)$",
    )
)
_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|shri|smt)\.?\s+", re.IGNORECASE)
_QUOTES = "\"'“”‘’ ."


class EmptyFactError(LumenError):
    status, code, title = 422, "empty-fact", "There is nothing to remember"


class TooManyFactsError(LumenError):
    status, code, title = 422, "too-many-facts", "There are too many facts"


class KnownFactError(LumenError):
    status, code, title = 409, "known-fact", "This is remembered already"


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with names put in that the ledger knows, and the facts that say so."""

    text: str
    used: tuple[str, ...] = ()


def facts_of(membership: "Membership") -> FactQuerySet:
    """A member's own facts of a workspace, newest first."""
    return Fact.objects.in_workspace(membership.workspace).of(membership.user)


@transaction.atomic
def add_fact(*, workspace: "Workspace", user: "User", text: str) -> Fact:
    """Remember a sentence.

    Raises:
        EmptyFactError, TooManyFactsError, KnownFactError: nothing was stored.
    """
    mine = Fact.objects.in_workspace(workspace).of(user)
    said = _checked(text, mine)
    if mine.count() >= MOST_FACTS:
        sentence = _("Lumen remembers at most %(limit)s things. Delete one first.")
        raise TooManyFactsError(sentence % {"limit": MOST_FACTS})
    fact = Fact.objects.create(workspace=workspace, user=user, text=said, **sides_of(said))
    audit.record(workspace=workspace, actor=user, action="fact.added", fact=fact.pk)
    return fact


@transaction.atomic
def edit_fact(*, fact: Fact, text: str) -> Fact:
    """Say it differently.

    Raises:
        EmptyFactError, KnownFactError: it stays as it was.
    """
    mine = Fact.objects.in_workspace(fact.workspace).of(fact.user).exclude(pk=fact.pk)
    fact.text = _checked(text, mine)
    sides = sides_of(fact.text)
    fact.said, fact.meaning = sides["said"], sides["meaning"]
    fact.save(update_fields=["text", "said", "meaning", "updated_at"])
    audit.record(workspace=fact.workspace, actor=fact.user, action="fact.changed", fact=fact.pk)
    return fact


@transaction.atomic
def delete_fact(*, fact: Fact) -> None:
    audit.record(workspace=fact.workspace, actor=fact.user, action="fact.deleted", fact=fact.pk)
    fact.delete()


def _checked(text: str, others: FactQuerySet) -> str:
    said = _PREFIX.sub("", " ".join(text.split()))[:MAX_LENGTH].strip()
    if not said:
        raise EmptyFactError(_("Say what to remember, for example “Rao = rent”."))
    said = said[0].upper() + said[1:]
    if others.filter(text=said).exists():
        raise KnownFactError(_("This is remembered already."))
    return said


def sides_of(text: str) -> dict[str, str]:
    """The two names that a sentence equates: `my rent is paid to Mr Rao` gives rent and Rao."""
    for pattern in _EQUATIONS:
        if match := pattern.match(text.strip().rstrip(".")):
            a, b = (_TITLE.sub("", match[side].strip(_QUOTES)) for side in ("a", "b"))
            if a and b and len(a) <= _SIDE and len(b) <= _SIDE:
                return {"said": a, "meaning": b}
    return {"said": "", "meaning": ""}


def read_with_facts(context: "ToolContext", text: str) -> Reading:
    """Put the name that the ledger knows where the question has the one that it does not."""
    mine = facts_of(context.membership).exclude(said="")
    asked = [fact for fact in mine if _stands_in(fact.said, text) or _stands_in(fact.meaning, text)]
    if not asked:
        return Reading(text)
    known = _known(context, {side for fact in asked for side in (fact.said, fact.meaning)})
    used = []
    for fact in asked:
        for unknown, name in ((fact.said, fact.meaning), (fact.meaning, fact.said)):
            if unknown not in known and name in known and _stands_in(unknown, text):
                text = _pattern(unknown).sub(name.replace("\\", r"\\"), text)
                used.append(fact.text)
    return Reading(text, tuple(used))


def _pattern(side: str) -> "re.Pattern[str]":
    """The name as a whole word, with or without a title before it."""
    return re.compile(rf"(?:\b(?:mr|mrs|ms|dr|shri|smt)\.?\s+)?(?<!\w){re.escape(side)}(?!\w)", re.IGNORECASE)


def _stands_in(side: str, text: str) -> bool:
    return bool(_pattern(side).search(text))


def _known(context: "ToolContext", words: Iterable[str]) -> set[str]:
    if not any(tool.name == _KNOWER for tool in registry.all_tools()):
        return set()
    return set(registry.get(_KNOWER).run(context, words=sorted(words)))
