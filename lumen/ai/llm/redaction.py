"""Account, card and tax numbers do not leave the machine."""

import re

_DAY = r"\d{4}-\d{2}-\d{2}"
_LONG_NUMBER = re.compile(rf"(?<![\d,.])(?!{_DAY})(?:\d[ -]?){{8,18}}(\d{{4}})(?![\d,]|\.\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_GST = re.compile(r"\b\d{2}[A-Z]{5}\d{4}[A-Z][A-Z\d]Z[A-Z\d]\b", re.IGNORECASE)
_PAN = re.compile(r"\b[A-Z]{5}\d{4}[A-Z]\b", re.IGNORECASE)
_SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
_SECRET = re.compile(r"\b(?:lmn_|sk-|AIza)[\w-]{12,}")


def masked(text: str) -> str:
    """The text with such numbers crossed out; of long ones the last four digits stay, as banks print them."""
    text = _GST.sub("XXXXXXXXXXX0XXX", text)
    text = _PAN.sub("XXXXX0000X", text)
    text = _IBAN.sub(lambda found: f"XXXX{found[0].replace(' ', '')[-4:]}", text)
    text = _SSN.sub("XXX-XX-XXXX", text)
    text = _SECRET.sub("XXXX", text)
    return _LONG_NUMBER.sub(r"XXXX\1", text)
