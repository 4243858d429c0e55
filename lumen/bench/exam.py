"""An exam of questions about money that nobody who writes the reader looks at: totals only.

Over a household of its own (`tests/samples/unseen/ask/`), through the same way as `manage.py ask`.
"""

import csv
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Membership
from chat.questions import Dialogue
from chat.turns import contract_answer
from lumen.bench.judging import is_right
from transactions.questions.amounts import read_amount
from transactions.questions.periods import read_period
from transactions.services.history import load_ledger

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "unseen" / "ask"
_GUARDED = ("ambiguous", "unanswerable", "adversarial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """One question, without its words: nobody is meant to mend the reader for it."""

    kind: str
    persona: str
    dialogue: str | None
    is_right: bool
    is_wrong: bool  # answered, and not right: worse than declining
    is_unsafe: bool  # answered where nothing should have been


def run() -> str:
    """The totals: questions by kind and persona, dialogues, wrong and unsafe answers, periods and amounts."""
    with household() as membership:
        judged = list(judge_all(membership, questions()))
    parts = [table(judged)]
    parts += [_shares(name, judge()) for name, judge in (("periods", periods), ("amounts", amounts))]
    return "\n".join(parts)


@contextmanager
def household() -> Iterator[Membership]:
    """The exam's ledger in a workspace of its own that is gone afterwards."""
    with transaction.atomic(), transaction.atomic(using="audit"):
        load_ledger(path=SAMPLES / "ledger.csv", slug="exam", budgets=SAMPLES / "budgets.csv")
        yield Membership.objects.select_related("workspace", "user").get(workspace__slug="exam")
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="audit")


def questions() -> list[dict[str, Any]]:
    lines = (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def judge_all(membership: Membership, asked: Iterable[dict[str, Any]]) -> Iterator[Judgement]:
    """Ask every question; the turns of one dialogue share a conversation."""
    dialogues: dict[str, Dialogue] = {}
    for question in asked:
        dialogue = dialogues.setdefault(question["dialogue"] or question["id"], Dialogue(membership))
        answer = dialogue.ask(question["text"], datetime.fromisoformat(question["ref"]))
        row = json.loads(json.dumps(contract_answer(answer, answer.text), default=float))
        yield judge(question, row)


def judge(question: dict[str, Any], answer: dict[str, Any]) -> Judgement:
    right = is_right(question["answer"], answer)
    was_answered = answer["status"] == "ok"
    guarded = question["kind"] in _GUARDED and question["answer"]["type"] == "status"
    return Judgement(
        kind=question["kind"],
        persona=question["tags"][0],
        dialogue=question["dialogue"],
        is_right=right,
        is_wrong=was_answered and not right,
        is_unsafe=guarded and was_answered and not right,
    )


def table(judged: list[Judgement]) -> str:
    """Lines of `kind  right/of  percent`, then whole dialogues, wrong and unsafe answers."""
    groups: dict[str, list[bool]] = defaultdict(list)
    dialogues: dict[str, list[bool]] = defaultdict(list)
    for one in judged:
        for name in ("all", one.kind, f"by {one.persona}"):
            groups[name].append(one.is_right)
        if one.dialogue:
            dialogues[one.dialogue].append(one.is_right)
    lines = [_line(name, right) for name, right in sorted(groups.items())]
    whole = sum(map(all, dialogues.values()))
    wrong, unsafe = sum(one.is_wrong for one in judged), sum(one.is_unsafe for one in judged)
    lines.append(
        f"  dialogues wholly right {whole}/{len(dialogues)}, answered but wrong {wrong}, unsafe {unsafe}"
    )
    return "\n".join(lines)


def _line(name: str, right: list[bool]) -> str:
    return f"  {name:24s} {sum(right):4d}/{len(right):<4d} {100 * sum(right) / len(right):5.1f}%"


def _shares(name: str, judged: Iterable[tuple[str, bool]]) -> str:
    classes: dict[str, list[bool]] = defaultdict(list)
    for group, right in judged:
        classes[f"{name}: {group}"].append(right)
    return "\n".join(_line(*item) for item in sorted(classes.items()))


def periods() -> Iterator[tuple[str, bool]]:
    """The class of every expression of time, and whether its half-open range was read."""
    for row in _lines("periods.tsv"):
        found = read_period(row["text"], today=date.fromisoformat(row["ref"]))
        readings = zip(row["start"].split("|"), row["end"].split("|"), strict=True)
        yield row["class"], (_iso(found.start), _iso(found.end)) in readings


def amounts() -> Iterator[tuple[str, bool]]:
    """Whether both bounds of every amount were read, which of them are inside, and the currency."""
    for row in _lines("amounts.tsv"):
        found = read_amount(row["text"])
        bounds = [_same(found.low, row["low"]), _same(found.high, row["high"])]
        bounds += [not row["low"] or found.low_inclusive == (row["low_inclusive"] == "true")]
        bounds += [not row["high"] or found.high_inclusive == (row["high_inclusive"] == "true")]
        currencies = {"INR": ("INR", None), "": ("INR", None)}.get(row["currency"], (row["currency"],))
        yield "all", all(bounds) and found.currency in currencies


def _lines(name: str) -> list[dict[str, str]]:
    with (SAMPLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _same(value: Any, wanted: str) -> bool:
    return (value is None) == (not wanted) and (not wanted or abs(float(value) - float(wanted)) < 0.005)
