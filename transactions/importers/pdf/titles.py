"""Titles of sections that say which way the money below them went."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Iterable

from transactions.importers.pdf.lines import PageLine, is_money

_REST = r"(?:[\s,/&()-]+(?:and|other|others|the|atm|debit|card|cards?|electronic|mobile|banking|activity|transactions?|details?|list|history|continued|cont|e|y|et|und|account|your|detail|in|adjustments|advances?))*"
_IN = re.compile(
    rf"(?:\W*(?:other|electronic|atm|card|payments?,?|your|returns?,?|and|&)\s+)*(?:deposits?|credits?|additions?|money in|paid in|payments? received|payments?(?=[\s,]+(?:and|&)?\s*(?:other\s+)?credits?)|refunds?|abonos|ingresos|gutschriften|zahlungseingänge|entrate|accrediti|entrées)(?:[\s,&]+(?:and|other|payments?|credits?|additions?|deposits?|refunds?|returns?|y|et))*{_REST}\W*",
    re.IGNORECASE,
)
_OUT = re.compile(
    rf"(?:\W*(?:other|electronic|atm|card|checking|standard|foreign|cash|daily|your|and|&|debit)\s+)*(?:withdrawals?|debits?|subtractions?|checks?(?: paid)?|purchases?|payments?|fees?(?: charged)?|interest charged?|charges?|money out|paid out|advances?|cargos|retiros|lastschriften|zahlungsausgänge|uscite|addebiti|sorties)(?:[\s,&]+(?:and|other|withdrawals?|debits?|subtractions?|checks?|purchases?|fees?|charges?|charged|interest|paid|payments?|adjustments?|y|et))*{_REST}\W*",
    re.IGNORECASE,
)
_LONGEST = 60


def sign_of(line: PageLine) -> int:
    """1 below “Deposits and other credits”, -1 below “Withdrawals”, 0 for a line that is no such title."""
    text = line.text.strip()
    if len(line.segments) > 1 or len(text) > _LONGEST or any(is_money(one.text) for one in line.segments):
        return 0
    return 1 if _IN.fullmatch(text) else -1 if _OUT.fullmatch(text) else 0


def signs_of(lines: Iterable[PageLine]) -> dict[int, int]:
    """The sign for every line below a title, by the line's identity; empty where titles are not used so."""
    told: dict[int, int] = {}
    current, kinds = 0, set()
    for line in lines:
        found = sign_of(line)
        if found:
            current = found
            kinds.add(found)
        told[id(line)] = current
    return told if len(kinds) == 2 else {}
