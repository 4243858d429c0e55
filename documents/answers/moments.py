"""Where in a recording something is said or shown: `where do they talk about the heater in the clip?`"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from documents import terms
from documents.models import Document, Page
from documents.recordings import TimedLine, lines_of
from documents.search import Hit, look
from lumen.ai.answers import Citation

if TYPE_CHECKING:
    from accounts.models import Workspace

PASSAGES, MOST = 10, 3
ENOUGH = 0.6  # of the words asked for, together in one stretch
_RECORDING = r"(?:video|clip|film|movie|recording|voice (?:note|memo)|audio|podcast|meeting)s?"
_PLACE = (
    rf"(?:\s+(?:in|on|of|during) (?:the|my|this|that|our|a) (?:[\w.'-]+ ){{0,3}}?{_RECORDING}\b.*)?[\s?.!]*$"
)
_WHEN = r"^\W*(?:where|when|at (?:which|what) (?:second|minute|moment|time|point|place))\s+"
_WHO = r"(?:they|we|he|she|i|you|somebody|someone|people|anybody|anyone)"
_TALKED = re.compile(
    rf"{_WHEN}(?:in .+? )?(?:do|does|did|is|are|was|were) {_WHO} "
    rf"(?:talk|talking|speak|speaking|say|saying|mention|discuss|discussing|show|see|hear)"
    rf"(?: anything| something)?(?: about| of)? (?P<what>.+?){_PLACE}",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    rf"{_WHEN}(?:in .+? )?(?:is|are|was|were|does|do) (?P<what>.+?) "
    rf"(?:shown|seen|mentioned|discussed|said|heard|talked about|spoken of|appear|come up|on (?:the )?screen)"
    rf"{_PLACE}",
    re.IGNORECASE,
)
_SAYS = re.compile(
    rf"^\W*what (?:do|does|did|is) (?:the|my|this|that|our) (?:[\w.'-]+ ){{0,3}}?{_RECORDING}(?: [\w.-]+)? "
    r"(?:say|tell|show|mention|said)(?: about| of)? (?P<what>.+?)[\s?.!]*$",
    re.IGNORECASE,
)
_OF_A_RECORDING = re.compile(
    rf"\b{_RECORDING}\b|\bthey (?:talk|speak)|^\W*at (?:which|what) (?:second|minute)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a recording; `share`: of the words asked for that stand around it."""

    citation: Citation
    title: str
    share: float


def topic_of(text: str) -> str:
    """What is looked for in recordings; empty when the question is of another kind."""
    found = _TALKED.match(text) or _SHOWN.match(text) or _SAYS.match(text)
    return found["what"].strip(" ?.!") if found and _OF_A_RECORDING.search(text) else ""


def moments_of(
    *, workspace: "Workspace", topic: str, document_ids: Sequence[UUID | str] | None = None
) -> list[Moment]:
    """The lines that come nearest to it, the best first; none where its words do not stand together."""
    recordings = Document.objects.in_workspace(workspace).readable().filter(duration_ms__isnull=False)
    if document_ids is not None:
        recordings = recordings.filter(pk__in=document_ids)
    ids = list(recordings.values_list("pk", flat=True))
    asked = set(terms.question_words(topic))
    if not ids or not asked:
        return []
    hits = look(workspace=workspace, text=topic, k=PASSAGES, document_ids=ids).hits
    pages = {
        (page.document_id, page.number): page
        for page in Page.objects.filter(
            document__in={hit.document_id for hit in hits}, number__in={hit.page for hit in hits}
        )
    }
    found = {
        (hit.document_id, hit.page): _moment(hit, pages.get((hit.document_id, hit.page)), asked)
        for hit in hits
    }
    near = [one for one in found.values() if one is not None and one.share >= ENOUGH]
    best = max((one.share for one in near), default=0.0)
    return [one for one in near if one.share == best][:MOST]


def _moment(hit: Hit, page: Page | None, asked: set[str]) -> Moment | None:
    lines = lines_of(page) if page else []
    if not lines:
        return None
    best = max(lines, key=lambda line: len(asked & set(terms.words(line.text))))
    together = asked & set(terms.words(" ".join(line.text for line in lines)))
    if not asked & set(terms.words(best.text)):
        return None
    return Moment(_citation(hit, best), hit.title, len(together) / len(asked))


def _citation(hit: Hit, line: TimedLine) -> Citation:
    return Citation(
        document=str(hit.document_id),
        external_name=hit.filename,
        page=hit.page,
        quote=line.text,
        start=line.start,
        end=line.end,
        at_ms=line.at_ms,
    )
