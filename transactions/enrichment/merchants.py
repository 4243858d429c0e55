"""From a bank's line of text to the name people use."""

import re
from dataclasses import dataclass
from functools import lru_cache

from lumen.common.text import slug_key
from transactions.enrichment.brands import Brand, brand_in
from transactions.enrichment.cleaning import MAX_NAME, spoken_part, strip_noise
from transactions.enrichment.kinds import is_cash_machine
from transactions.enrichment.spelling import tidy

_RECENT = 20_000


@dataclass(frozen=True, slots=True)
class NamedMerchant:
    """A merchant as a source calls it: the name to show, and the spelling to recognise next time."""

    name: str
    alias: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """Every spelling under which this merchant may already be known, the most telling first."""
        own = slug_key(self.name)
        spellings = (slug_key(self.alias), own, own.replace(" ", ""))
        return tuple(dict.fromkeys(key[:MAX_NAME] for key in spellings if key))


@lru_cache(maxsize=_RECENT)
def named_merchant(description: str, *, told: str = "") -> NamedMerchant | None:
    """Whom this line of text is about, or `None` when it names nobody. Lines repeat: they are remembered.

    Args:
        description: the line as the bank wrote it.
        told: the merchant as the source itself names it, if it does; preferred over the line.
    """
    if not told and is_cash_machine(description):
        return NamedMerchant(name="ATM", alias="atm")
    candidate = strip_noise(told) or strip_noise(description)
    if not re.search(r"[^\W\d_]", candidate):
        return None
    line = told if strip_noise(told) else description
    brand = brand_in(spoken_part(line)) or brand_in(candidate) or _brand_anywhere(description)
    return NamedMerchant(name=brand.name if brand else tidy(candidate.replace("*", " ")), alias=candidate)


def _brand_anywhere(line: str) -> Brand | None:
    """A brand that the line names outside of what looks like the name; a way to pay is none."""
    brand = brand_in(line)
    return brand if brand and brand.category else None
