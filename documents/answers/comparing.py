"""What differs between two papers: what is known of both, and sentences alike but for their figures."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.answers.quoting import cited, located
from documents.answers.summaries import Said, sentences_of
from documents.models import Document, Page
from documents.pipeline.headings import headings_of
from documents.pipeline.parsed import ParsedPage
from lumen.ai.answers import Answer, Citation
from lumen.common.money import format_money

SOURCE = "compare_documents"
ALIKE_FROM = 0.55  # share of the shorter sentence's words, figures aside
MOST_DIFFERENCES = 8
MOST_COMPARED = 600  # sentences of each
MOST_HEADINGS = 6
COMMON = 40  # a word in more sentences than this leads nowhere
_FIELDS = (
    ("kind", gettext_lazy("Kind")),
    ("correspondent", gettext_lazy("From")),
    ("issued_on", gettext_lazy("Date")),
    ("due_on", gettext_lazy("Due")),
    ("amount", gettext_lazy("Total")),
    ("tax", gettext_lazy("Tax")),
    ("number", gettext_lazy("Number")),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing said in both papers, differently; a side without a citation is known of the paper only."""

    label: str
    first: str
    second: str
    citations: tuple[Citation | None, Citation | None]


def compare(first: Document, second: Document) -> Answer:
    """The differences between two papers, each with both places."""
    found = [*_fields(first, second), *_sentences(first, second)][:MOST_DIFFERENCES]
    citations: list[Citation] = []
    lines = [_("%(first)s and %(second)s:") % {"first": first, "second": second}]
    lines += [_line(one, citations) for one in found]
    lines += _headings(first, second)
    if len(lines) == 1:
        lines = [
            _("I found no differences between %(first)s and %(second)s.") % {"first": first, "second": second}
        ]
    return Answer(status="ok", text="\n".join(lines), citations=citations, source=SOURCE)


def _line(one: Difference, citations: list[Citation]) -> str:
    sides = []
    for text, citation in zip((one.first, one.second), one.citations, strict=True):
        mark = ""
        if citation is not None:
            citations.append(citation)
            mark = f" [{len(citations)}]"
        sides.append(f"{text}{mark}")
    label = f"{one.label}: " if one.label else ""
    return f"• {label}{sides[0]} — {sides[1]}"


def _fields(first: Document, second: Document) -> Iterator[Difference]:
    pages = {
        key: {page.number: page for page in Page.objects.filter(document=key)} for key in (first, second)
    }
    for name, label in _FIELDS:
        values = _value(first, name), _value(second, name)
        if all(values) and values[0] != values[1]:
            places = tuple(_place(paper, name, pages[paper]) for paper in (first, second))
            yield Difference(str(label), values[0], values[1], (places[0], places[1]))


def _value(document: Document, name: str) -> str:
    value: Any = getattr(document, name)
    if value in (None, ""):
        return ""
    if name == "kind":
        return str(document.get_kind_display())
    if name in ("amount", "tax"):
        return format_money(value, document.currency) if document.currency else f"{value:,.2f}"
    return date_format(value, "j M Y") if name.endswith("_on") else str(value)


def _place(document: Document, name: str, pages: dict[int, Page]) -> Citation | None:
    """Where a field was read, if it was."""
    read = document.fields.get(name) or {}
    page = pages.get(read.get("page") or 0)
    start, end = read.get("start"), read.get("end")
    if page is None or start is None or end is None or not page.text[start:end].strip():
        return None
    return cited(page, document.filename, start, end)


def _sentences(first: Document, second: Document) -> Iterator[Difference]:
    """Sentences that say the same of other figures."""
    ours, theirs = sentences_of(first)[:MOST_COMPARED], sentences_of(second)[:MOST_COMPARED]
    index: dict[str, list[Said]] = defaultdict(list)
    for one in theirs:
        for word in one.words:
            index[word].append(one)
    taken: set[int] = set()
    for one in ours:
        other = _most_alike(one, index)
        if other is None or other.order in taken or _figures(one) == _figures(other):
            continue
        taken.add(other.order)
        yield Difference("", _quoted(one), _quoted(other), (_citation(first, one), _citation(second, other)))


def _most_alike(one: Said, index: dict[str, list[Said]]) -> Said | None:
    words = _plain(one)
    if len(words) < 2 or not _figures(one):
        return None
    near = {other.order: other for word in words if len(index[word]) <= COMMON for other in index[word]}
    best, best_share = None, ALIKE_FROM
    for other in near.values():
        theirs = _plain(other)
        share = len(words & theirs) / (max(len(words), len(theirs)) or 1)
        if _figures(other) and share >= best_share:
            best, best_share = other, share
    return best


def _plain(one: Said) -> frozenset[str]:
    return frozenset(word for word in one.words if not any(map(str.isdigit, word)))


def _figures(one: Said) -> frozenset[str]:
    return frozenset(word for word in one.words if any(map(str.isdigit, word)))


def _quoted(one: Said) -> str:
    return f"“{' '.join(one.text.split())}”"


def _citation(document: Document, one: Said) -> Citation | None:
    span = located(one.page.text, one.text, one.start)
    return cited(one.page, document.filename, *span) if span else None


def _headings(first: Document, second: Document) -> list[str]:
    """Sections that only one of them has."""
    ours, theirs = _sections(first), _sections(second)
    lines = []
    for paper, own, other in ((first, ours, theirs), (second, theirs, ours)):
        only = [text for text in own if text.casefold() not in {one.casefold() for one in other}]
        if only and len(only) < len(own):
            lines.append(_("Only in %(paper)s: %(sections)s.") % {"paper": paper, "sections": _listed(only)})
    return lines


def _sections(document: Document) -> Sequence[str]:
    pages = Page.objects.filter(document=document).order_by("number")
    parsed = (ParsedPage(number=page.number, text=page.text, blocks=page.blocks) for page in pages)
    return list(dict.fromkeys(heading.text for page in parsed for heading in headings_of(page)))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:MOST_HEADINGS]) + ("…" if len(names) > MOST_HEADINGS else "")
