"""GSTIN, the number of an Indian taxpayer: 15 characters, the last one a check character.

Layout: two digits of the state, ten characters of the PAN (five letters, four digits, a letter), an
entity character, a `Z` for ordinary taxpayers (other letters for special registrations), the check.

The check character is a Luhn sum with modulus 36 over the first 14 characters. Each character has the
value of its place in `0-9A-Z`. From left to right the values are multiplied by 1, 2, 1, 2, ...; of each
product the quotient and the remainder of a division by 36 are added up. The check character is the one
with the value `(36 - sum % 36) % 36`.
"""

import re

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LAYOUT = re.compile(r"\d{2}[A-Z]{5}\d{4}[A-Z][0-9A-Z]{3}")
_STATE_CODES = {f"{number:02}" for number in range(1, 39)} | {"97", "99"}


class GstinError(ValueError):
    """The sentence says what is wrong with the number."""


def check_character(first_fourteen: str) -> str:
    """The 15th character that belongs to the first fourteen."""
    total = 0
    for position, character in enumerate(first_fourteen):
        product = ALPHABET.index(character) * (1 + position % 2)
        total += product // 36 + product % 36
    return ALPHABET[-total % 36]


def clean_gstin(text: str) -> str:
    """The number in capitals without spaces.

    Raises:
        GstinError: wrong layout, unknown state, or a check character that does not fit.
    """
    number = "".join(text.split()).upper()
    if not _LAYOUT.fullmatch(number):
        raise GstinError("A GSTIN has 15 characters, such as 27AAPFU0939F1ZV.")
    if number[:2] not in _STATE_CODES:
        raise GstinError(f"No Indian state has the code {number[:2]}. Check the first two digits.")
    if check_character(number[:14]) != number[14]:
        raise GstinError("The last character does not fit the others. Check for a typing mistake.")
    return number


def is_gstin(text: str) -> bool:
    try:
        clean_gstin(text)
    except GstinError:
        return False
    return True
