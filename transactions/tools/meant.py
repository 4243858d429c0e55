"""Which rows and which category somebody means who wants something changed."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rapidfuzz import process

from lumen.ai.answers import Answer
from lumen.ai.tools.calling import GoneError
from lumen.common.dates import today_in
from lumen.common.errors import LumenError
from lumen.common.money import format_money
from transactions.models import Category, Transaction, TransactionQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lumen.ai.tools.registry import ToolContext

MOST_ROWS = 5_000
MOST_OFFERED = 4
NEAR = 70  # of 100: from here on a misspelt category is worth offering
_NOT_A_FILTER = ("measure", "group", "group_by")
SHOWN = "shown"  # what the runner remembers of the answer before
_THESE = re.compile(
    r"(?:all )?(?:of )?(?:these|those|them|this|that|it|the (?:above|ones? above|rows)|ye|yeh"
    r"|inhe|inhen|inko|isko|unko|in ?sab"
    r"|ye ?sab|in ?sabko|wo sab|un ?sab)(?: (?:all|sab|ones?|rows?|payments?|transactions?|ko))*",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:all|every|each|my|our|the|of|sab|saare|saari|sabhi|mere|meri|mera|wale|waale|wali|ke|ki|ka|ko|payments?"
    r"|transactions?|orders?|purchases?|rows?|entries|spends?|spending|expenses?|charges?|bills?|to|at|from|for)\b",
    re.IGNORECASE,
)


class RowsUnclearError(LumenError):
    """It is not clear which rows are meant. `answer` says so, perhaps with choices."""

    status, code, title = 422, "rows-unclear", "Which payments do you mean?"

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.text)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Chosen:
    """Rows that were meant, and how to call them in a sentence."""

    rows: TransactionQuerySet
    words: str


def points_back(phrase: str) -> bool:
    """`these`, `un sab ko`: the rows of the answer before."""
    return bool(_THESE.fullmatch(phrase.strip()))


def bare(phrase: str) -> str:
    """The name in `all my Swiggy payments`."""
    return " ".join(_FILLERS.sub(" ", phrase).split())


def rows_meant(context: "ToolContext", phrase: str) -> Chosen:
    """The rows a phrase means: those of the answer before, or what the ledger's own grammar reads in it.

    Raises:
        RowsUnclearError: none, several things at once, or more than can be changed together.
    """
    chosen = _shown(context) if points_back(phrase) else _asked(context, phrase)
    count = chosen.rows.count()
    if not count:
        raise RowsUnclearError(
            _say("no_data", _("I found no payments like that, so there is nothing to change."))
        )
    if count > MOST_ROWS:
        text = _("That is %(count)d payments; I change at most %(most)d at once. Name a shorter time.")
        raise RowsUnclearError(_say("clarify", text % {"count": count, "most": MOST_ROWS}))
    return chosen


def _shown(context: "ToolContext") -> Chosen:
    shown = context.memory.get(SHOWN) or {}
    ids = shown.get("ids") or []
    rows = Transaction.objects.in_workspace(context.workspace).live().filter(pk__in=ids)
    if ids and shown.get("count", 0) > len(ids):
        rows = _of_query(context, shown.get("query") or {})
    if not ids:
        raise RowsUnclearError(_say("clarify", _("Which payments? List them first, or name the shop.")))
    return Chosen(rows, _("the payments shown before"))


def _asked(context: "ToolContext", phrase: str) -> Chosen:
    from transactions import questions

    asked = (
        f"show {phrase}"
        if re.search(r"\b(?:payment|transaction|order|purchase)", phrase)
        else f"show {phrase} payments"
    )
    memory: dict[str, Any] = {}
    answer = questions.answer_question(
        workspace=context.workspace, text=asked, now=context.now, memory=memory
    )
    if answer.status != "ok" or not answer.query or not _is_narrow(answer.query):
        raise RowsUnclearError(_unclear(answer))
    return Chosen(_of_query(context, answer.query), _in_words(answer))


def _is_narrow(query: dict[str, Any]) -> bool:
    """A filter or a time was understood; without one it would be the whole ledger."""
    return query.get("intent") == "list" and bool(query.get("filters") or query.get("period"))


def _unclear(answer: Answer) -> Answer:
    if answer.status in ("clarify", "no_data"):
        return _say(answer.status, answer.text)
    return _say("clarify", _("Which payments? Name the shop, or list them first and say “these”."))


def _in_words(answer: Answer) -> str:
    said = [chip for chip in answer.chips if chip.get("kind") not in _NOT_A_FILTER]
    labels = [str(chip["label"]) for chip in said if chip.get("label")]
    return ", ".join(labels)


def _of_query(context: "ToolContext", query: dict[str, Any]) -> TransactionQuerySet:
    """All rows of a list or total, however many of them were shown."""
    from transactions.questions.executor.rows import Ledger, kinds_for, select
    from transactions.questions.query import LedgerQuery, Measure

    asked = LedgerQuery.from_dict(query)
    ledger = Ledger(context.workspace, today_in(context.workspace.time_zone, context.now))
    measure = asked.measure or Measure()
    kinds = asked.of or (("expense",) if asked.intent == "list" else kinds_for(measure.of, measure.op))
    selected = select(ledger, asked, kinds=kinds)
    return Transaction.objects.in_workspace(context.workspace).filter(pk__in=selected.order_by().values("pk"))


def described(rows: TransactionQuerySet, currency: str) -> str:
    """`12 payments, ₹4,310.00 in all`."""
    count, total = rows.count(), rows.aggregate(total=Sum("base_amount"))["total"]
    text = ngettext("%(count)d payment", "%(count)d payments", count) % {"count": count}
    return f"{text}, {format_money(abs(total), currency)} in all" if total else text


def ids_of(rows: TransactionQuerySet) -> list[str]:
    return [str(pk) for pk in rows.order_by("-booked_on", "-pk").values_list("pk", flat=True)]


def rows_of(context: "ToolContext", ids: "Iterable[str]") -> TransactionQuerySet:
    """The confirmed rows that still live.

    Raises:
        GoneError: none does.
    """
    wanted = [UUID(each) for each in ids]
    rows = Transaction.objects.in_workspace(context.workspace).live().filter(pk__in=wanted)
    if not rows.exists():
        raise GoneError
    return rows


def category_meant(context: "ToolContext", said: str) -> Category | None:
    """The workspace's category of this name, in any of its everyday spellings."""
    from transactions.questions.names import names_of, squeeze

    wanted = squeeze(said)
    if not wanted:
        return None
    known = {squeeze(one.name): one for one in categories(context)}
    for key in (wanted, wanted.removesuffix("s"), f"{wanted}s"):
        if key in known:
            return known[key]
    hit = context.once("names", lambda: names_of(context.workspace)).find(wanted)
    hits = [name.name for name in hit.names if name.kind == "category"] if hit else []
    return known.get(squeeze(hits[0])) if len(hits) == 1 else None


def categories(context: "ToolContext") -> list[Category]:
    """All categories of the workspace, also those nobody used yet."""
    rows = Category.objects.in_workspace(context.workspace)
    return context.once("categories", lambda: list(rows.select_related("parent")))


def no_category(context: "ToolContext", said: str, sentence: str) -> Answer:
    """There is no such category; the nearest are offered. `sentence` holds `{}` where its name goes."""
    names = [one.name for one in categories(context)]
    near = process.extract(said, names, score_cutoff=NEAR, limit=MOST_OFFERED)
    text = _("There is no category called “%(said)s”.") % {"said": said[:60]}
    more = _("Did you mean one of these?") if near else _("Add it under Categories first.")
    offered = [{"label": name, "text": sentence.format(name)} for name, _score, _at in near]
    return Answer(status="clarify", text=f"{text} {more}", options=offered)


def _say(status: Any, text: str) -> Answer:
    return Answer(status=status, text=text)
