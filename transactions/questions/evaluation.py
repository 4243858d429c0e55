"""How many of our own questions are answered right, over an invented household. `make evaluate` prints it.

A sample gives the query a question should become; an answer is right when it equals what that query
comes to. So two queries that mean the same count as the same. A question that reads two ways names the
second reading under `accept`. `seen` and `unseen` are one author's; `voices`, `strangers` and `idioms` are
how other people ask, written before the reader was read.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import Workspace
from lumen.ai.answers import Answer
from lumen.common.dates import today_in
from transactions.questions import phrases
from transactions.questions.answering import answer_question, present
from transactions.questions.executor import Ledger, execute, read_only
from transactions.questions.parser import Parsed
from transactions.questions.query import LedgerQuery
from transactions.services.history import load_ledger

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "questions"
SETS = ("seen", "blind", "unseen", "voices", "strangers", "idioms", "wary")
PARTS = (*SETS, "phrases")
NOW = datetime.fromisoformat("2025-11-14T10:00:00+05:30")
_DECLINED = frozenset(("unanswerable", "no_data", "refused"))


@dataclass(frozen=True, slots=True)
class Judgement:
    """One question, what it should have become, and whether it was answered so."""

    id: str
    text: str
    group: str
    persona: str | None
    dialogue: str | None
    is_right: bool
    was_answered: bool
    answer: Answer


def run(parts: Collection[str] = PARTS) -> str:
    """The table of `make evaluate`: right, of all, and wrong instead of declined, by kind of question."""
    with invented_household() as workspace:
        told = [
            f"{name}\n{table(judge_all(workspace, read_samples(name)))}" for name in SETS if name in parts
        ]
    if "phrases" in parts:
        told.append(f"phrases\n{phrases.summary()}")
    return "\n".join(told)


@contextmanager
def invented_household() -> Iterator[Workspace]:
    """The sample ledger in a workspace of its own that is gone afterwards."""
    with transaction.atomic(), transaction.atomic(using="audit"):
        slug = "questions-evaluation"
        load_ledger(path=SAMPLES / "ledger.csv", slug=slug, budgets=SAMPLES / "budgets.csv")
        yield Workspace.objects.get(slug=slug)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="audit")


def read_samples(name: str) -> list[dict[str, Any]]:
    lines = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def judge_all(workspace: Workspace, samples: Iterable[dict[str, Any]]) -> list[Judgement]:
    """Ask every sample; the turns of one dialogue share a memory."""
    memories: dict[str, dict[str, Any]] = defaultdict(dict)
    return [_judge(workspace, sample, memories[sample["dialogue"] or sample["id"]]) for sample in samples]


def _judge(workspace: Workspace, sample: dict[str, Any], memory: dict[str, Any]) -> Judgement:
    gold, *others = (LedgerQuery.from_dict(each) for each in (sample["gold"], *sample.get("accept", ())))
    answer = answer_question(workspace=workspace, text=sample["text"], now=NOW, memory=memory)
    return Judgement(
        id=sample["id"],
        text=sample["text"],
        group=gold.intent if gold.status == "ok" else gold.status,
        persona=sample.get("persona"),
        dialogue=sample["dialogue"],
        is_right=any(_is_right(workspace, reading, answer) for reading in (gold, *others)),
        was_answered=answer.status == "ok",
        answer=answer,
    )


def _is_right(workspace: Workspace, gold: LedgerQuery, answer: Answer) -> bool:
    if gold.status != "ok":
        return answer.status == gold.status or (gold.status in _DECLINED and answer.status in _DECLINED)
    ledger = Ledger(workspace, today_in(workspace.time_zone, NOW))
    with read_only():
        wanted = present(ledger, gold, execute(ledger, gold), Parsed(gold))
    return _essence(wanted) == _essence(answer)


def _essence(answer: Answer) -> tuple[Any, ...]:
    rows = (
        sorted(row[1] for row in answer.rows or ())
        if answer.value is None or isinstance(answer.value, list)
        else None
    )
    value = sorted(answer.value) if isinstance(answer.value, list) else answer.value
    return answer.status, value, rows or None, set(answer.ids or ()), answer.labels


def table(judgements: list[Judgement]) -> str:
    """Lines of `kind  right/of  percent`, then dialogues and wrong answers."""
    groups: dict[str, list[bool]] = defaultdict(list)
    dialogues: dict[str, list[bool]] = defaultdict(list)
    for judgement in judgements:
        groups[judgement.group].append(judgement.is_right)
        groups["all"].append(judgement.is_right)
        if judgement.persona:
            groups[f"by {judgement.persona}"].append(judgement.is_right)
        if judgement.dialogue:
            dialogues[judgement.dialogue].append(judgement.is_right)
    lines = [
        f"  {name:14s} {sum(right):4d}/{len(right):<4d} {100 * sum(right) / len(right):5.1f}%"
        for name, right in sorted(groups.items())
    ]
    wrong = sum(judgement.was_answered and not judgement.is_right for judgement in judgements)
    whole = sum(all(right) for right in dialogues.values())
    lines.append(f"  dialogues wholly right {whole}/{len(dialogues)}, answered but wrong {wrong}")
    return "\n".join(lines)
