"""What the details of a payment (field 86) say: whom, what for, which reference.

Known shapes: German subfields (`?20`, also with other marks), Dutch words between slashes
(`/NAME/`), numbered extra lines (`:NS:`), and plain text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from transactions.importers import structured

_MARK = re.compile(r"^\d{3}(?P<mark>[?<>~^+@|])(?=\s?\d{2})")
_SEPA = re.compile(r"\b(EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|SVWZ|ABWA|ABWE)\+")
_SLASHED = re.compile(
    r"/(TRTP|RTYP|TRCD|IBAN|BIC|NAME|REMI|EREF|PREF|MARF|CSID|BENM|ORDP|CNTP|PURP|RTRN|ISDT|ADDR|ID|SVCL|ULTC|ULTD|ULTB)/"
)
_FULL_LINE = 65
_FULL_SUBFIELD = 27
_NAME_LINES = {"15", "16"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remittance:
    text: str = ""
    party: str = ""
    reference: str = ""
    kind: str = ""


def read_remittance(details: str, extras: Iterable[str] = ()) -> Remittance:
    """Read field 86, whose lines are kept apart by line breaks.

    Args:
        extras: what stands in fields `:NS:`, used where there is no field 86.
    """
    if not details.strip():
        return _numbered("\n".join(extras))
    lines = [line.rstrip("\r") for line in details.split("\n")]
    if mark := _MARK.match(lines[0].strip()):
        return _subfields("".join(lines).strip(), mark["mark"])
    if _SLASHED.match(lines[0].strip()):
        return _slashed("".join(lines).strip())
    return Remittance(text=structured.clean(_joined(lines, _FULL_LINE)))


def _joined(parts: list[str], width: int) -> str:
    """Lines that fill their width go on in the next without a space."""
    text = ""
    for part in parts:
        text += part if len(part) >= width else f"{part} "
    return text.strip()


def _subfields(text: str, mark: str) -> Remittance:
    pieces = re.split(rf"{re.escape(mark)}\s?(\d{{2}})", text)
    told: dict[str, str] = {}
    for key, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        told.setdefault(key, piece.strip("\r"))
    wide = _FULL_SUBFIELD - 2  # banks cut spaces off at the end of a line
    purpose = _joined([told[key] for key in sorted(told) if "20" <= key <= "29" or "60" <= key <= "63"], wide)
    sepa = _SEPA.split(purpose)
    tagged = dict(zip(sepa[1::2], (structured.clean(part) for part in sepa[2::2]), strict=True))
    party = structured.clean(_joined([told.get(key, "") for key in ("32", "33")], wide))
    return Remittance(
        text=tagged.get("SVWZ") or structured.clean(sepa[0]) or structured.clean(purpose),
        party=(tagged.get("ABWA") or tagged.get("ABWE") or party).rstrip("?"),
        reference=_given(tagged.get("EREF") or tagged.get("KREF") or ""),
        kind=structured.clean(told.get("00", "")),
    )


def _slashed(text: str) -> Remittance:
    pieces = _SLASHED.split(text)
    told: dict[str, str] = {}
    for key, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        told[key] = told.get(key) or structured.clean(piece.strip("/"))
    counterparty = [part.strip() for part in told.get("CNTP", "").split("/")]
    purpose = re.sub(r"^(?:USTD|STRD)/+(?:CUR/|ISO/)?", "", told.get("REMI", ""))
    return Remittance(
        text=purpose or told.get("TRTP", ""),
        party=told.get("NAME") or (counterparty[2] if len(counterparty) > 2 else ""),
        reference=_given(told.get("EREF") or told.get("PREF") or ""),
        kind=told.get("TRTP") or told.get("RTYP", ""),
    )


def _numbered(text: str) -> Remittance:
    told = [(line[:2], line[2:].strip()) for line in text.splitlines() if line[:2].isdigit()]
    party = "".join(piece for key, piece in told if key in _NAME_LINES)
    texts = [piece for key, piece in told if "05" <= key <= "14"]
    return Remittance(text=structured.clean(" ".join(texts)), party=structured.clean(party))


def _given(reference: str) -> str:
    return "" if reference.upper() in {"NOTPROVIDED", "NONREF"} else reference
