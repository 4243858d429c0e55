"""The other party of a movement, by the small word before its name, in the languages of the mails."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable

from transactions.parsing import merchants
from transactions.parsing.amounts import find_money
from transactions.parsing.mail.places import name_in

_NAME = r"(?P<who>(?!\d[\d.,]*\s?[€$£A-Z]|\d{3}|[A-Z]{0,3}[$€£₹]|[A-Z]{3}\s?\d)(?!(?:Your|My|Our|The\s+amount|ATM\b|A/C|Card|Account|Visa|Mastercard)\b)[A-ZÀ-ÞĀ-Ž0-9][^|\n;]{1,60}?)"
_STOP = (
    r"(?=\s*[.,;!]?\s*$|[.!;]\s|,\s|\s*\||\s+\(|\s+[-–]\s"
    r"|\s+(?:on|for|with|using|from|to|via|was|is|has|dated|ref|at|il|el|le|em|am|den|dnia|pada|tanggal|på|op|foi|fue|mit|met|con|com|avec|z|med|med\s+ditt|za|por|per|pour|für|über|na)\s+(?=[a-zà-ž0-9])"
    r"|\s+(?:zosta[łl]a|zrealizowan\w+|aprovad\w+|aprobad\w+|ref(?:erence|\.)?\b|txn|avail|bal)\b)"
)
_DESCRIBED = re.compile(
    rf"(?i:\b(?:description|details?|desc|descr|narration|memo|info|merchant|remarks?|particulars|payee|concepto|libell[ée]|empf[äa]nger|auftraggeber|zahlungsempf[äa]nger|h[äa]ndler|b[ée]n[ée]ficiaire|donneur\s+d.ordre|beneficiario|ordenante|ordinante|comercio|esercente|begunstigde|ontvanger|afzender|omschrijving|mottagare|mottaker|modtager|avs[äa]ndare|odbiorca|nadawca|al[ıi]c[ıi]|favorecido|pagador|to|from)\s*[:\-–]\s*(?:(?:eftpos|pos|visa|purchase|direct\s+(?:debit|credit)|bill\s+payment|online|transfer|nip|trf|tfr|payment)\s+(?:to\s+|from\s+)?)?){_NAME}{_STOP}",
)
_OUT = re.compile(
    rf"(?:(?<=\s)@\s?|\b(?i:at|chez|aupr[èe]s\s+de|hos|presso|bij|bei|di|w|u|paid\s+to|sent\s+to|transfer\s+to|to|towards|an|aan|naar|à|till|til|ke|kepada|na\s+rzecz|dla|para|a\s+favor\s+de|a\s+favore\s+di|en|em|por|de|by)\s+){_NAME}{_STOP}"
)
_IN = re.compile(
    rf"\b(?i:from|by|par|von|van|de\s+la\s+part\s+de|de|da|från|fra|od|dari|daripada|sent\s+by)\s+{_NAME}{_STOP}"
)
_PRINTED = re.compile(
    rf"[:–-]\s*(?i:compra|pago|pagamento|pagto|achat|paiement|prlv|vir|kauf|lastschrift|kortköp|varekjøp|visa-varekjøp|köp|zakup|purchase|pos|trf)\s+{_NAME}{_STOP}"
)
_FOR = re.compile(rf"(?i:\b\d{{3,5}}\)?\s+for\s+){_NAME}{_STOP}")
_COMMAS = re.compile(r"(?i:\b(?:purchase|pos|payment|withdrawal|pur))\s*,\s*(?P<who>[A-Z][^,|\n]{2,40}?)\s*,")
_NO_PARTY = re.compile(
    r"^(?:(?:online|internet|mobile|apple|google|samsung)\s*(?:pay|banking)?|apr|[a-z]{3}\s?\d[\d.,]*|\d[\d\s/.,:-]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b.*|zelle|atm.*|(?:credit|debit|savings|current|checking)\b.*|\w+\s+(?:bank|account|card|wallet))$",
    re.IGNORECASE,
)


def described_in(lines: Iterable[str]) -> str | None:
    """The name behind a label within a sentence."""
    return _first(lines, (_DESCRIBED,))


def party_in(lines: Iterable[str], *, is_debit: bool) -> str | None:
    """The first name behind "at", "chez", "von" and the like; the sentence with the amount comes first."""
    return _first(lines, (_DESCRIBED, _PRINTED, _COMMAS, _OUT if is_debit else _IN, _FOR))


def _first(lines: Iterable[str], patterns: tuple[re.Pattern[str], ...]) -> str | None:
    for line in lines:
        for pattern in patterns:
            for match in pattern.finditer(line[:1500]):
                name = (
                    None
                    if _NO_PARTY.match(match["who"]) or find_money(match["who"])
                    else name_in(match["who"])
                )
                if name and name not in merchants.CHANNEL_NAMES and not _NO_PARTY.match(name):
                    return name
    return None
