"""The words people use for papers, and which papers they mean."""

import re
from dataclasses import dataclass

from django.db.models import Q

from documents.models import Document

Kind = Document.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Noun:
    """`kinds` as understood from the paper; `titles` where nobody has understood it yet, or it is no kind."""

    singular: str
    plural: str
    kinds: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()  # a look-up and its value
    is_plural: bool = True

    def matching(self) -> Q:
        """The papers it means; everything for a general word."""
        named = Q()
        for word in self.titles:
            named |= Q(filename__icontains=word) | Q(title__icontains=word)
        if self.kinds:
            return Q(kind__in=self.kinds) | (Q(kind__in=["", Kind.OTHER]) & named)
        return named | (Q(**dict(self.files)) if self.files else Q())


_WORD = ("content_type__contains", "wordprocessingml")
GENERAL = Noun(singular="document", plural="documents")
_NOUNS: tuple[Noun, ...] = (
    GENERAL,
    Noun(singular="paper", plural="papers"),
    Noun(singular="file", plural="files"),
    Noun(singular="item", plural="items"),
    Noun(singular="invoice", plural="invoices", kinds=(Kind.INVOICE,), titles=("invoice",)),
    Noun(singular="bill", plural="bills", kinds=(Kind.BILL, Kind.INVOICE), titles=("bill",)),
    Noun(singular="receipt", plural="receipts", kinds=(Kind.RECEIPT,), titles=("receipt",)),
    Noun(singular="statement", plural="statements", kinds=(Kind.STATEMENT,), titles=("statement",)),
    Noun(singular="contract", plural="contracts", kinds=(Kind.CONTRACT,), titles=("contract", "agreement")),
    Noun(singular="agreement", plural="agreements", kinds=(Kind.CONTRACT,), titles=("contract", "agreement")),
    Noun(singular="lease", plural="leases", titles=("lease", "rental", "rent agreement")),
    Noun(singular="letter", plural="letters", kinds=(Kind.LETTER,), titles=("letter",)),
    Noun(singular="identity paper", plural="identity papers", kinds=(Kind.IDENTITY,), titles=("passport",)),
    Noun(singular="policy", plural="policies", titles=("policy", "insurance")),
    Noun(singular="warranty", plural="warranties", titles=("warranty", "guarantee")),
    Noun(singular="certificate", plural="certificates", titles=("certificate",)),
    Noun(singular="payslip", plural="payslips", titles=("payslip", "salary slip", "pay slip")),
    Noun(singular="manual", plural="manuals", titles=("manual", "instructions")),
    Noun(singular="report", plural="reports", titles=("report",)),
    Noun(singular="mail", plural="mails", files=(("content_type", "message/rfc822"),)),
    Noun(singular="PDF", plural="PDFs", files=(("content_type", "application/pdf"),)),
    Noun(singular="scan", plural="scans", files=(("pages__origin", "ocr"),)),
    Noun(singular="picture", plural="pictures", files=(("content_type__startswith", "image/"),)),
    Noun(singular="photo", plural="photos", files=(("content_type__startswith", "image/"),)),
    Noun(singular="image", plural="images", files=(("content_type__startswith", "image/"),)),
    Noun(singular="Word file", plural="Word files", files=(_WORD,)),
    Noun(singular="Word document", plural="Word documents", files=(_WORD,)),
    Noun(singular="spreadsheet", plural="spreadsheets", files=(("content_type__contains", "sheet"),)),
)  # fmt: skip
_BY_WORD = {
    word.lower(): (noun, word == noun.plural) for noun in _NOUNS for word in (noun.singular, noun.plural)
}
_NOUN = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _BY_WORD), key=len, reverse=True)) + r")\b", re.IGNORECASE
)


def find(text: str) -> tuple[Noun, int, int] | None:
    """The first word for papers with its place; "electricity bill statements" are statements."""
    found = _NOUN.search(text)
    if found is None:
        return None
    while (following := _NOUN.match(text, found.end() + 1)) and text[found.end()] == " ":
        found = following
    noun, is_plural = _BY_WORD[found[0].lower()]
    shaped = Noun(
        singular=noun.singular,
        plural=noun.plural,
        kinds=noun.kinds,
        titles=noun.titles,
        files=noun.files,
        is_plural=is_plural,
    )
    return shaped, found.start(), found.end()
