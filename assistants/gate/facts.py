"""What the gate looks for, and a text with the places it was found in taken out."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "date", "code", "address", "name", "promise"]
Key = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something checkable said in a text.

    `needs`: readings, one of which a source must offer.
    `offers`: what the same words vouch for when a source says them.
    """

    kind: Kind
    text: str
    start: int
    needs: frozenset[Key]
    offers: frozenset[Key]

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(slots=True)
class Reading:
    """A text being read: found facts are blanked out so that nothing is read twice."""

    text: str
    language: str
    facts: list[Fact] = field(default_factory=list)
    _left: list[str] = field(default_factory=list)
    _rest: str | None = None

    def __post_init__(self) -> None:
        self._left = list(self.text)

    @property
    def rest(self) -> str:
        """The text with everything found so far blanked out."""
        if self._rest is None:
            self._rest = "".join(self._left)
        return self._rest

    def found(
        self, kind: Kind, start: int, end: int, *, needs: set[Key], offers: set[Key] | None = None
    ) -> None:
        """Note a fact and blank its place."""
        self.facts.append(
            Fact(
                kind=kind,
                text=self.text[start:end],
                start=start,
                needs=frozenset(needs),
                offers=frozenset(needs | (offers or set())),
            )
        )
        self.blank(start, end)

    def blank(self, start: int, end: int) -> None:
        self._left[start:end] = "\x00" * (end - start)
        self._rest = None
