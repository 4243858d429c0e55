"""The papers that were given with a question, as the page shows them, and waiting until they are read."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chat.models import Message
from chat.presenting import MessageShown
from lumen.ai.tools import registry
from lumen.ai.tools.registry import ToolContext

if TYPE_CHECKING:
    from accounts.models import Membership

TOOL = "describe_documents"
MOST_SHOWN = 12
WAIT_SECONDS = 20.0
LOOK_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class GivenPapers:
    """What stands under a question: its first papers, and how many more there are."""

    papers: Sequence[Any]
    more: int

    @property
    def is_reading(self) -> bool:
        return any(paper.state == "reading" for paper in self.papers)


def described(membership: "Membership", ids: Sequence[str]) -> list[Any]:
    """These papers as the documents' own tool describes them; nothing without ids."""
    if not ids or not registry.knows(TOOL):
        return []
    context = ToolContext(workspace=membership.workspace, membership=membership, now=timezone.now())
    found: list[Any] = registry.get(TOOL).run(context, ids=list(ids))
    return found


def with_papers(
    shown: Sequence[MessageShown], membership: "Membership", *, before: Sequence[str] = ()
) -> list[MessageShown]:
    """Questions with the papers that came with them; those a question only kept are not shown again.

    Args:
        shown: oldest first.
        before: what the question before the first one was about.
    """
    new = _new_ids(shown, before)
    first = [key for ids in new.values() for key in ids[:MOST_SHOWN]]
    known = {paper.id: paper for paper in described(membership, first)}
    return [_with(one, new.get(one.message.pk, []), known) for one in shown]


def _new_ids(shown: Sequence[MessageShown], before: Sequence[str]) -> dict[Any, list[str]]:
    """For each question that brought papers: those that the one before it did not have."""
    new: dict[Any, list[str]] = {}
    seen = set(before)
    for one in shown:
        if one.message.role == Message.Role.USER:
            if fresh := [key for key in one.message.documents if key not in seen]:
                new[one.message.pk] = fresh
            seen = set(one.message.documents)
    return new


def _with(one: MessageShown, ids: Sequence[str], known: dict[str, Any]) -> MessageShown:
    papers = [known[key] for key in ids[:MOST_SHOWN] if key in known]
    return replace(one, given=GivenPapers(papers, max(0, len(ids) - MOST_SHOWN))) if papers else one


def before(question: Message) -> list[str]:
    """The papers of the question that a question follows."""
    answer = question.previous
    return list(answer.question.documents) if answer and answer.question else []


def wait_until_read(
    context: ToolContext,
    ids: Sequence[str],
    *,
    known: Sequence[str],
    tell: Callable[[str], None],
    seconds: float,
) -> str:
    """Wait for papers that are still being read.

    Args:
        known: those of the question before; that one of them failed was said then.
        tell: is told what is waited for, whenever that changes.

    Returns:
        What a person must know of those that no answer can use yet; nothing when all are read.
    """
    until = time.monotonic() + seconds
    told = ""
    while True:
        papers = described(context.membership, ids)
        reading = [paper for paper in papers if paper.state == "reading"]
        if not reading or context.should_stop() or time.monotonic() > until:
            return "\n".join(_notices(papers, known))
        said = _("Reading “%(name)s”…") % {"name": reading[0].name}
        if said != told:
            told = said
            tell(said)
        time.sleep(LOOK_SECONDS)


def _notices(papers: Sequence[Any], known: Sequence[str]) -> list[str]:
    still = _("“%(name)s” is still being read, so this leaves it out. Ask again when it is ready.")
    failed = _("“%(name)s” could not be read: %(said)s")
    said = {"reading": still, "failed": failed}
    told = [
        one for one in papers if one.state == "reading" or (one.state == "failed" and one.id not in known)
    ]
    return [said[one.state] % {"name": one.name, "said": one.said} for one in told]
