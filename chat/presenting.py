"""What a template shows of a message: an answer's parts, sources, rows and steps."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chat import branches, carrying, selectors
from chat.models import Citation, Message, Proposal, ToolRun
from chat.refining import ChipShown, chips_shown
from lumen.ai.agent import places
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.models import Membership

ROWS_SHOWN = 50
CHART_UNITS = 3  # length of a currency code
TIME_GROUPS = frozenset(("date", "week", "month", "quarter", "year"))
SHORT_SERIES = 2  # as many points are clearer as bars
BARS_SHOWN = 12
_MONTH = re.compile(r"\d{4}-\d{2}")
WORKING = {
    "ask_ledger": gettext_lazy("Asking your ledger…"),
    "answer_documents": gettext_lazy("Looking through your documents…"),
}


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a breakdown, as `components/chart_bars.html` draws it."""

    label: str
    value: float


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered passage and where to open it."""

    number: int
    name: str
    page: int
    moment: str  # of a recording, as its player shows it; empty on paper
    quote: str
    url: str


@dataclass(frozen=True, slots=True)
class StepShown:
    name: str
    tool: str
    arguments: list[tuple[str, str]]
    summary: str
    is_ok: bool
    milliseconds: int
    task: str = ""
    after: str = ""
    attempts: int = 1
    as_of: "datetime | None" = None
    queries: int | None = None
    takes: list[tuple[str, str]] = field(default_factory=list)  # what it took, and from which step
    tokens: int = 0  # of a language model
    money: Decimal = Decimal(0)  # US dollars


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A change that waits for a yes, or what came of it."""

    id: "UUID"
    sentence: str
    facts: list[tuple[str, str]]
    state: str
    result: str
    expires_at: "datetime"
    is_open: bool
    is_expired: bool
    may_undo: bool
    is_working: bool
    paper: str


@dataclass(frozen=True, slots=True)
class PartShown:
    """The evidence of one answered question."""

    status: str
    chips: list[ChipShown]
    bars: list[Bar]
    currency: str
    unit: str
    options: list[dict[str, str]]
    transactions: list[str]
    transaction_count: int
    query: dict[str, Any] | None
    text: str
    as_of: "datetime | None" = None
    group: str = ""

    @property
    def is_series(self) -> bool:
        """Enough points in time for a line."""
        return self.group in TIME_GROUPS and len(self.bars) > SHORT_SERIES and bool(self.currency)

    @property
    def first_bars(self) -> list[Bar]:
        return self.bars[:BARS_SHOWN]

    @property
    def labels(self) -> list[str]:
        return [bar.label for bar in self.bars]

    @property
    def values(self) -> list[float]:
        return [bar.value for bar in self.bars]

    @property
    def words(self) -> str:
        """The typed query as its chips say it."""
        return " · ".join(chip.label for chip in self.chips if not chip.is_new)

    @property
    def as_json(self) -> str:
        return json.dumps(self.query, indent=2, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class MessageShown:
    """A message with everything its template needs and nothing to look up."""

    message: Message
    text: str = ""
    status: str = ""
    seq: int = 0
    parts: list[PartShown] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    steps: list[StepShown] = field(default_factory=list)
    proposals: list[ProposalShown] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)  # of the person, that helped to read the question
    is_changed: bool = False  # a part of the interpretation was changed by hand
    versions: branches.Versions | None = None  # of a question that was edited
    given: Any = None  # of a question: `chat.attachments.GivenPapers`

    @property
    def transaction_count(self) -> int:
        return sum(part.transaction_count for part in self.parts if part.transactions)

    @property
    def only_nearest(self) -> bool:
        """Passages were found, but none that answers."""
        return all(part.status != "ok" for part in self.parts)


def show(message: Message) -> MessageShown:
    """How one message is shown; a running answer with what it has said so far."""
    if message.role == Message.Role.USER:
        return MessageShown(message, text=message.text)
    if message.is_open:
        progress = selectors.progress_of(message)
        status = str(WORKING.get(progress.status, _("Working…")))
        return MessageShown(message, text=progress.text, status=status, seq=progress.seq)
    return MessageShown(
        message,
        text=message.text,
        parts=_parts(message.answer),
        sources=_sources(list(message.citations.all())),
        steps=_steps(message),
        proposals=[proposal_shown(one, timezone.now()) for one in message.proposals.all()],
        facts=message.answer.get("facts", []),
        is_changed=bool(message.answer.get("changed")),
    )


def show_all(messages: Iterable[Message]) -> list[MessageShown]:
    return [show(message) for message in messages]


def show_path(messages: Sequence[Message]) -> list[MessageShown]:
    """The current version of each question, with its answer and its place among the versions.

    Args:
        messages: all of a conversation, oldest first.
    """
    versions = branches.versions_of(messages)
    shown = show_all(branches.shown(messages))
    return [replace(one, versions=versions.get(one.message.pk)) for one in shown]


def proposal_shown(proposal: Proposal, now: "datetime") -> ProposalShown:
    """A proposal with what can be done about it at this moment."""
    is_lost = carrying.is_lost(proposal, now)
    is_working = proposal.state == Proposal.State.WORKING and not is_lost
    is_waiting = proposal.state == Proposal.State.WAITING or is_lost
    is_expired = is_waiting and proposal.expires_at <= now
    return ProposalShown(
        id=proposal.pk,
        sentence=proposal.sentence,
        facts=[(name, value) for name, value in proposal.facts],
        state=proposal.state,
        result=proposal.result,
        expires_at=proposal.expires_at,
        is_open=is_waiting and not is_expired,
        is_expired=is_expired,
        may_undo=proposal.state == Proposal.State.DONE and bool(proposal.undo),
        is_working=is_working,
        paper=proposal.paper if proposal.state == Proposal.State.DONE else "",
    )


def _parts(answer: dict[str, Any]) -> list[PartShown]:
    stored = answer.get("parts") or ([answer] if answer else [])
    return [_part(part) for part in stored]


def _part(answer: dict[str, Any]) -> PartShown:
    unit = answer.get("unit") or ""
    rows = answer.get("rows") or []
    query = answer.get("query")
    return PartShown(
        status=answer.get("status", ""),
        chips=chips_shown(answer),
        bars=[Bar(_readable_label(str(label)), _plain(number)) for label, number in rows],
        currency=unit if unit.isupper() and len(unit) == CHART_UNITS else "",
        unit=unit,
        options=answer.get("options", []),
        transactions=answer.get("transactions", []),
        transaction_count=max(answer.get("transaction_count") or 0, len(answer.get("transactions", []))),
        query=query,
        group=(query or {}).get("group_by", ""),
        text=answer.get("text", ""),
        as_of=parse_datetime(answer.get("as_of") or ""),
    )


def _plain(number: float) -> float:
    """Counts as whole numbers."""
    return int(number) if number == int(number) else number


def _readable_label(label: str) -> str:
    """`2025-10` as Oct 2025 and `2025-10-05` as 5 Oct 2025; others as they are."""
    try:
        if _MONTH.fullmatch(label):
            return date_format(date.fromisoformat(f"{label}-01"), "M Y")
        return date_format(date.fromisoformat(label), "j M Y")
    except ValueError:
        return label


def _sources(citations: Sequence[Citation]) -> list[Source]:
    """Each with an address that lets one step to the answer's other passages of the same paper."""
    marks: dict[Any, list[str]] = defaultdict(list)
    for one in citations:
        if one.end is not None:
            marks[one.document_id].append(f"{one.page}.{one.start}.{one.end}")
    return [_source(citation, marks[citation.document_id]) for citation in citations]


def _source(citation: Citation, marks: Sequence[str]) -> Source:
    return Source(
        number=citation.number,
        name=citation.external_name,
        page=citation.page,
        moment=citation.moment,
        quote=citation.quote,
        url=passage_url(citation, marks="~".join(marks) if len(marks) > 1 else None),
    )


def passage_url(citation: Citation, marks: str | None = None) -> str:
    """The document's page, opened at the quoted passage.

    Args:
        marks: passages to step through there, as `page.start.end~page.start.end`.
    """
    where = {"page": citation.page, "start": citation.start, "end": citation.end, "marks": marks}
    if citation.at_ms is not None:
        where["t"] = citation.at_ms // 1_000
    query = urlencode({key: value for key, value in where.items() if value is not None})
    return f"{reverse('documents:detail', args=[citation.document_id])}?{query}"


def _steps(message: Message) -> list[StepShown]:
    """What ran, in the order of the plan, each with what it took from which."""
    runs = sorted(message.tool_runs.all(), key=lambda run: (run.task, run.pk))
    titles = {run.task: f"{run.task}, {_title_of(run.tool)}" for run in runs}
    planned = {task["id"]: task["arguments"] for task in message.plan}
    return [_step(run, _taken(planned.get(run.task, {}), titles)) for run in runs]


def _taken(arguments: dict[str, Any], titles: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, titles.get(task, task)) for name, task in places.sources_of(arguments)]


def _step(run: ToolRun, takes: list[tuple[str, str]]) -> StepShown:
    return StepShown(
        takes=takes,
        tokens=run.tokens,
        money=run.money,
        name=_title_of(run.tool),
        tool=run.tool,
        arguments=[(key, _readable(value)) for key, value in run.arguments.items()],
        summary=run.summary,
        is_ok=run.is_ok,
        milliseconds=run.milliseconds,
        task=run.task,
        after=", ".join(run.after),
        attempts=run.attempts,
        as_of=parse_datetime(run.as_of),
        queries=run.queries,
    )


def _title_of(name: str) -> str:
    """What the tool says it did; its name when it is no longer there."""
    try:
        return str(registry.get(name).title or name)
    except registry.UnknownToolError:
        return name


def _readable(value: Any) -> str:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return ", ".join(map(_readable, value)) if isinstance(value, list) else str(value)


def rows_behind(
    message: Message,
    membership: "Membership",
    now: "datetime",
    limit: int | None = ROWS_SHOWN,
    offset: int = 0,
) -> Sequence[Any]:
    """The transactions an answer was computed from, as the ledger's own tool describes them."""
    context = ToolContext(workspace=membership.workspace, membership=membership, now=now)
    described: list[Any] = []
    for part in _parts(message.answer):
        if part.transactions:
            tool = registry.get("describe_transactions")
            described += tool.run(
                context, ids=part.transactions, query=part.query, limit=limit, offset=offset
            )
    return described
