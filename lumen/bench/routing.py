"""How often everyday requests get the tool they are for: nine kinds, and what is for none.

`dev.jsonl` and `dev2.jsonl` are looked at while the planner is mended; of `unseen.jsonl` and
`unseen2.jsonl` nobody reads more than the totals. The second pair also holds wishes to be told of
something, which are counted apart.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.utils import timezone

from accounts.models import Membership, User, Workspace
from chat.questions import Dialogue
from lumen.ai.agent import meaning, planner
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext
from lumen.bench.report import percentile
from lumen.common.text import slug_key

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "routing"
NONE, WATCH = "none", "watch"
TOOLS = {
    "weather": {"weather"},
    "currency": {"convert_currency"},
    "maths": {"calculate"},
    "units": {"convert_units"},
    "time": {"tell_time", "date_arithmetic"},
    "stocks": {"stocks"},
    "news": {"news"},
    "money": {"ask_ledger", "list_budgets", "list_recurring", "list_findings"},
    "documents": {
        "answer_documents",
        "search_documents",
        "library",
        "document_summary",
        "compare_documents",
    },
    WATCH: {"watch_for"},
    NONE: {"explain_abilities", "small_talk"},
}


@dataclass(frozen=True, slots=True)
class Routed:
    """One request and the tool it got first."""

    kind: str
    text: str
    tool: str
    milliseconds: float

    @property
    def is_right(self) -> bool:
        return self.tool in TOOLS[self.kind]


def run() -> str:
    """The totals of all sets, and of those that are looked at by kind."""
    taught = {_plain(said) for tool in registry.all_tools() for said in tool.utterances}
    lines: list[str] = []
    for seen, unseen in (("dev", "unseen"), ("dev2", "unseen2")):
        rows = {name: list(routed(f"{name}.jsonl")) for name in (seen, unseen)}
        new = [one for one in rows[unseen] if _plain(one.text) not in taught]
        lines += [f"  {kind:24s} {_share(of_kind)}" for kind, of_kind in _by_kind(rows[seen])]
        lines += [f"  {name}: {totals(rows[name])}" for name in (seen, unseen)]
        lines += [f"  {unseen}, {len(new)} no example says: {totals(new)}"]
    lines += [f"  {WATCH}, {name}: {_share(list(watched(f'{name}.jsonl')))}" for name in ("dev2", "unseen2")]
    with patch.object(meaning, "may_load_model", bool):
        rules = [one.milliseconds for one in routed("unseen.jsonl")]
    return "\n".join([*lines, f"  rules alone: {_times(rules)}"])


def routed(name: str) -> Iterator[Routed]:
    """Plan every request of a file as `manage.py route` does, after one that loads what is kept."""
    nobody, now = _nobody(), timezone.now()
    Dialogue(nobody).plan("good evening to all of you", now)
    for row in _read(name):
        if row["kind"] == WATCH:
            continue
        started = time.perf_counter()
        plan = Dialogue(nobody).plan(row["text"], now)
        elapsed = (time.perf_counter() - started) * 1000
        yield Routed(row["kind"], row["text"], plan.tasks[0].choice.tool, elapsed)


def watched(name: str) -> Iterator[Routed]:
    """Plan the wishes to be told as the chat does, where somebody can confirm."""
    nobody = _nobody()
    for row in _read(name):
        if row["kind"] == WATCH:
            context = ToolContext(
                workspace=nobody.workspace, membership=nobody, now=timezone.now(), may_propose=True
            )
            plan = planner.make_plan(context, row["text"])
            yield Routed(WATCH, row["text"], plan.tasks[0].choice.tool, 0.0)


def _read(name: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines()]


def _nobody() -> Membership:
    return Membership(workspace=Workspace(), user=User(), role=Membership.Role.OWNER)


def _by_kind(rows: Sequence[Routed]) -> list[tuple[str, list[Routed]]]:
    by_kind: dict[str, list[Routed]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    return sorted(by_kind.items())


def totals(rows: Sequence[Routed]) -> str:
    """Accuracy, how many of the nine kinds got their tool, and how many for none got one."""
    wanted = [row for row in rows if row.kind != NONE]
    for_none = [row for row in rows if row.kind == NONE]
    false = sum(not row.is_right for row in for_none) / len(for_none)
    accuracy = sum(row.is_right for row in rows) / len(rows)
    recall = sum(row.is_right for row in wanted) / len(wanted)
    times = _times([row.milliseconds for row in rows])
    return f"accuracy {accuracy:.3f}, tool recall {recall:.3f}, false tool {false:.3f}, {times}"


def _plain(text: str) -> str:
    return slug_key(text.replace("'", ""))


def _share(rows: Sequence[Routed]) -> str:
    right = sum(row.is_right for row in rows)
    return f"{right:4d}/{len(rows):<4d} {100 * right / len(rows):5.1f}%"


def _times(values: Sequence[float]) -> str:
    return f"p50 {percentile(values, 0.5):.2f} ms, p95 {percentile(values, 0.95):.2f} ms"
