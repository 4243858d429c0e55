"""Counts, sums and lists in words, with what is not known said beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.library_questions.matching import Matched
from documents.library_questions.nouns import Noun
from documents.library_questions.reading import Day, LibraryQuery, Measure
from documents.models import Document
from lumen.common.money import format_money

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """Totals by currency, never added together, and how many papers have none."""

    totals: dict[str, Decimal]
    counted: dict[str, int]
    unknown: int


def counted(number: int, noun: Noun) -> str:
    return f"{number} {noun.singular if number == 1 else noun.plural}"


def named(query: LibraryQuery) -> str:
    """What was asked for, after the noun: `from Acme in May`."""
    parts = []
    if query.party:
        parts.append(_("from or with %(name)s") % {"name": query.party})
    if query.words:
        parts.append(_("about “%(words)s”") % {"words": " ".join(query.words)})
    if query.tag:
        parts.append(_("tagged “%(tag)s”") % {"tag": query.tag})
    if query.day == Day.DUE:
        parts.append(
            _("due %(period)s") % {"period": query.period_words}
            if query.period_words
            else _("with a due date")
        )
    elif query.period_words:
        added = _("added %(period)s") if query.day == Day.ADDED else _("of %(period)s")
        parts.append(added % {"period": query.period_words})
    return " ".join(parts)


def count_sentence(query: LibraryQuery, matched: Matched, papers: Sequence[Document], total: int) -> str:
    """How many there are, which, and what is not known of them."""
    what = " ".join(filter(None, [counted(total, query.noun), named(query)]))
    text = _("You have %(what)s here") % {"what": what if total else what.replace("0 ", _("no") + " ", 1)}
    text += f": {listed(papers, query)}." if papers else "."
    if total > len(papers):
        text += " " + _("These are the newest %(n)d.") % {"n": len(papers)}
    return " ".join(filter(None, [text, *_remarks(query, matched)]))


def listed(papers: Iterable[Document], query: LibraryQuery) -> str:
    return ", ".join(_line(paper, query) for paper in papers)


def _line(paper: Document, query: LibraryQuery) -> str:
    facts = []
    if (
        query.measure in (Measure.SUM, Measure.LARGEST, Measure.SMALLEST, Measure.AVERAGE)
        or query.day == Day.DUE
    ) and paper.amount is not None:
        facts.append(format_money(paper.amount, paper.currency) if paper.currency else f"{paper.amount:,.2f}")
    if query.day == Day.DUE and paper.due_on:
        facts.append(_("due %(day)s") % {"day": date_format(paper.due_on, "j M Y")})
    elif query.measure in (Measure.NEWEST, Measure.OLDEST) and paper.issued_on:
        facts.append(date_format(paper.issued_on, "j M Y"))
    return f"{paper} ({', '.join(facts)})" if facts else str(paper)


def sum_sentence(
    query: LibraryQuery, matched: Matched, papers: Sequence[Document], total: int, sums: Sums
) -> str:
    """One total a currency, how many papers it is of, and which have none."""
    what = " ".join(filter(None, [counted(total, query.noun), named(query)]))
    if not sums.totals:
        text = _("No total is known of your %(what)s.") % {"what": what}
    else:
        is_average = query.measure == Measure.AVERAGE
        amounts = _(" and ").join(_money(sums, currency, is_average=is_average) for currency in sums.totals)
        word = _("come to %(amounts)s on average") if is_average else _("come to %(amounts)s")
        if total == 1:
            word = _("comes to %(amounts)s")
        text = _("Your %(what)s %(come)s") % {"what": what, "come": word % {"amounts": amounts}} + "."
        if len(sums.totals) > 1:
            text += " " + _("Different currencies are not added together.")
    if sums.unknown and sums.totals:
        text += " " + ngettext(
            "%(n)d of %(total)d has no known total.", "%(n)d of %(total)d have no known total.", sums.unknown
        ) % {"n": sums.unknown, "total": total}
    text += " " + _("They are: %(list)s.") % {"list": listed(papers, query)} if papers else ""
    return " ".join(filter(None, [text, *_remarks(query, matched)]))


def _money(sums: Sums, currency: str, *, is_average: bool) -> str:
    amount = sums.totals[currency] / (sums.counted[currency] if is_average else 1)
    return format_money(amount, currency) if currency else f"{amount:,.2f}"


def best_sentence(query: LibraryQuery, matched: Matched, papers: Sequence[Document]) -> str:
    """The newest, the largest: one or a few papers."""
    word = {
        Measure.NEWEST: _("newest"),
        Measure.OLDEST: _("oldest"),
        Measure.LARGEST: _("largest"),
        Measure.SMALLEST: _("smallest"),
    }[query.measure]
    noun = query.noun.singular if len(papers) == 1 else query.noun.plural
    what = " ".join(filter(None, [word, noun, named(query)]))
    if len(papers) == 1:
        text = _("Your %(what)s is %(title)s (%(filename)s).") % {
            "what": what, "title": _line(papers[0], query), "filename": papers[0].filename
        }  # fmt: skip
    else:
        text = _("Your %(what)s are %(list)s.") % {"what": what, "list": listed(papers, query)}
    return " ".join(filter(None, [text, *_remarks(query, matched)]))


def _remarks(query: LibraryQuery, matched: Matched) -> Iterable[str]:
    if matched.by_text:
        yield _("That name stands in their text only.")
    if matched.unmet:
        yield _("None of them names “%(words)s”.") % {"words": matched.unmet}
    if matched.dateless and query.day == Day.DUE:
        yield ngettext(
            "%(n)d more has no known due date.", "%(n)d more have no known due date.", matched.dateless
        ) % {"n": matched.dateless}
    elif matched.dateless:
        yield ngettext(
            "%(n)d has no date of its own and counts from when it was added.",
            "%(n)d have no date of their own and count from when they were added.",
            matched.dateless,
        ) % {"n": matched.dateless}
