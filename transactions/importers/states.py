"""Payments that a file names although they are not settled, or never will be."""
# ruff: noqa: E501  patterns are data; a broken line hides more than a long one

import re
from collections.abc import Sequence
from functools import lru_cache

from lumen.common.text import fold
from transactions.importers.text import Line

_WAITING = re.compile(
    r"\b(?:pending|vorgemerkt|processing|authori[sz]ed|uncleared|in process|scheduled|on hold|held|created|waiting|en attente|pendiente|non contabilizzato|da contabilizzare|venter|vantar|reserver(?:ad|et|t)|varaus|oczekujac[aey]|blokada|nierozliczon[aey]|blokace|cekajici|bekliyor|provizyon|a confirmar|em aberto|in behandeling|prel(?:iminar\w*)?|в обработке|处理中)\b"
)
_FAILED = re.compile(
    r"\b(?:fail\w*|declined|denied|reverted|cancel\w*|rejected|refused|expired|voided|abgelehnt|storniert|removed|returned|unsuccessful)\b"
)
_LONGEST = 16  # letters of a cell that is nothing but a state


@lru_cache(maxsize=4096)
def problem(status: str) -> str:
    """Why a payment in this state must not be booked; an empty string when it may."""
    told = fold(status)
    if not told:
        return ""
    if _FAILED.search(told):
        return f"This payment did not happen: its state is “{status[:30]}”."
    if _WAITING.search(told):
        return f"This payment is not settled yet: its state is “{status[:30]}”. A later file will have it."
    return ""


def unnamed_columns(body: Sequence[Line], known: Sequence[int]) -> tuple[int, ...]:
    """Columns without a heading of their own where a cell is nothing but a word such as “pending”."""
    found = {
        index
        for line in body
        for index, cell in enumerate(line.cells)
        if 3 < len(cell) <= _LONGEST and index not in known and _is_bare_state(cell)
    }
    return tuple(sorted(found))


@lru_cache(maxsize=1 << 14)
def _is_bare_state(cell: str) -> bool:
    return bool(_WAITING.fullmatch(fold(cell).strip(" .*")))
