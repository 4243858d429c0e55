"""Years of account as questions and names of papers write them."""

import re

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORT = re.compile(r"\b(?:FY|CY|H[12]|Q[1-4])[\s_-]?['’]?(\d\d)(?!\d)", re.IGNORECASE)


def years_of(text: str) -> set[int]:
    """The years that a text names: `2021`, `FY2021`, `2021Q3`, `FY21`, `Q3 '21`."""
    spelled = text.replace("_", " ")
    long = {int(found.group()) for found in _YEAR.finditer(spelled)}
    return long | {2000 + int(short) for short in _SHORT.findall(spelled)}
