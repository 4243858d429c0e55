"""Places in a learnt text where something personal stood: `{name}`, `{order}`, `{amount}` and alike.

`assistants.drafting.slots` fills them again, for another customer.
"""

import re

NAME, ORDER, AMOUNT, DATE, PHONE = "name", "order", "amount", "date", "phone"
EMAIL, LINK, ADDRESS, NUMBER = "email", "link", "address", "number"
KNOWN = (NAME, ORDER, AMOUNT, DATE, PHONE, EMAIL, LINK, ADDRESS, NUMBER)

_SLOT = re.compile(r"\{([a-z][a-z_]*)\}")
_FOREIGN = re.compile(r"\{\{\s*([^{}\n]{1,60}?)\s*\}\}|\[\[\s*([^\[\]\n]{1,60}?)\s*\]\]")
_TELLING = (
    (ORDER, r"order|booking|ticket|reference|tracking|invoice|bestell|commande|pedido"),
    (EMAIL, r"e-?mail"),
    (PHONE, r"phone|mobile|telefon|hotline"),
    (LINK, r"url|link|website|web ?site|portal|page|site"),
    (ADDRESS, r"address|street|city|adresse"),
    (AMOUNT, r"amount|price|refund|total|fee|cost|money"),
    (DATE, r"date|day|time|hours|month"),
    (NAME, r"name|customer|person|client|guest|user"),
    (NUMBER, r"number|count|digits|code|id"),
)


def find(text: str) -> tuple[str, ...]:
    """The slots of a text in their order, each once."""
    return tuple(dict.fromkeys(_SLOT.findall(text)))


def adopt(text: str) -> str:
    """Placeholders of other programs, `{{Order Number}}` or `[[name]]`, as slots of ours."""
    return _FOREIGN.sub(lambda found: "{" + _slot_called(found[1] or found[2]) + "}", text)


def _slot_called(words: str) -> str:
    folded = words.lower().replace("_", " ")
    for slot, telling in _TELLING:
        if re.search(telling, folded):
            return slot
    return re.sub(r"[^a-z]+", "_", folded).strip("_")[:40] or NUMBER
