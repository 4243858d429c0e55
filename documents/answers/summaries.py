"""What one paper says in a few of its own sentences: the most central ones, each cited."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from documents import terms
from documents.answers.quoting import cited
from documents.evidence.expecting import Kind, candidates
from documents.models import Document, Page
from documents.pipeline.headings import looks_like_heading
from documents.pipeline.sentences import sentence_spans
from documents.words import ENGLISH
from lumen.ai.answers import Answer, Citation
from lumen.common.money import format_money

SOURCE = "document_summary"
MOST_PAGES = 80
MOST_SENTENCES = 2_000
SHOWN = 6
SHORTEST_WORDS = 5
LONGEST = 320  # characters
TOO_ALIKE = 0.6  # share of words in common
_FACTS = (Kind.AMOUNT, Kind.DATE, Kind.DURATION)
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a paper: `page.text[start:end]`."""

    page: Page
    start: int
    end: int
    words: frozenset[str]
    order: int

    @property
    def text(self) -> str:
        return self.page.text[self.start : self.end]


def summarise(document: Document) -> Answer:
    """A summary in the paper's own sentences; what is known of it first."""
    sentences = sentences_of(document)
    best = _central(sentences)
    if not best:
        return Answer(
            status="no_data",
            text=_("There is no text in %(paper)s to sum up.") % {"paper": document},
            source=SOURCE,
        )
    citations = [cited(one.page, document.filename, one.start, one.end) for one in best]
    lines = [introduction(document), *cited_lines(citations)]
    return Answer(status="ok", text="\n".join(lines), citations=citations, source=SOURCE)


def introduction(document: Document) -> str:
    """What is known of a paper in one line."""
    kind = document.get_kind_display() if document.kind and document.kind != Document.Kind.OTHER else ""
    facts = [
        kind,
        _("from %(name)s") % {"name": document.correspondent} if document.correspondent else "",
        _("of %(day)s") % {"day": date_format(document.issued_on, "j M Y")} if document.issued_on else "",
        _("total %(amount)s") % {"amount": _money(document)} if document.amount is not None else "",
        _("due %(day)s") % {"day": date_format(document.due_on, "j M Y")} if document.due_on else "",
        _("%(n)d pages") % {"n": document.page_count} if document.page_count > 1 else "",
    ]
    known = ", ".join(fact for fact in facts if fact)
    return f"{document} ({known})" if known else str(document)


def _money(document: Document) -> str:
    if document.amount is None:
        return ""
    return (
        format_money(document.amount, document.currency) if document.currency else f"{document.amount:,.2f}"
    )


def cited_lines(citations: Sequence[Citation]) -> Iterator[str]:
    for number, citation in enumerate(citations, start=1):
        yield f"• {' '.join(citation.quote.split())} [{number}]"


def sentences_of(document: Document) -> list[Said]:
    """The sentences of a paper that say something, at most 2,000."""
    found: list[Said] = []
    for page in Page.objects.filter(document=document).order_by("number")[:MOST_PAGES]:
        for start, end in sentence_spans(page.text):
            text = page.text[start:end]
            words = (
                frozenset(terms.question_words(text, document.language or ENGLISH))
                if _is_said(page.text, start, end)
                else frozenset()
            )
            if len(words) >= SHORTEST_WORDS or (words and any(map(str.isdigit, text)) and len(words) >= 2):
                found.append(Said(page, start, end, words, len(found)))
            if len(found) == MOST_SENTENCES:
                return found
    return found


def _is_said(text: str, start: int, end: int) -> bool:
    """Words, not a heading or a ruler."""
    sentence = text[start:end]
    is_heading = looks_like_heading(sentence) and text[end:].startswith("\n\n")
    return not is_heading and bool(_LETTER.search(sentence)) and len(sentence) <= LONGEST


def _central(sentences: Sequence[Said]) -> list[Said]:
    """Those that share most with the rest, early ones first among equals, none twice; in reading order."""
    if not sentences:
        return []
    spread = Counter(word for one in sentences for word in one.words)
    weights = {word: math.log1p(count) if count > 1 else 0.2 for word, count in spread.items()}
    scored = sorted(sentences, key=lambda one: -_score(one, weights, len(sentences)))
    kept: list[Said] = []
    for one in scored:
        if all(
            len(one.words & other.words) < TOO_ALIKE * min(len(one.words), len(other.words)) for other in kept
        ):
            kept.append(one)
        if len(kept) == SHOWN:
            break
    return sorted(kept, key=lambda one: one.order)


def _score(one: Said, weights: dict[str, float], total: int) -> float:
    centre = sum(weights[word] for word in one.words) / (len(one.words) + 4)
    lead = 0.5 * math.exp(-one.order / max(3.0, total / 12))
    facts = 0.15 * sum(next(candidates(kind, one.text, ""), None) is not None for kind in _FACTS)
    return centre + lead + facts
