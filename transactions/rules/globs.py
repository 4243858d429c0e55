"""Patterns with stars and question marks, found in a text in a time that grows with its length only."""

from dataclasses import dataclass

MOST_STARS = 10


@dataclass(frozen=True, slots=True)
class Glob:
    """`*` stands for anything, `?` for one character, `#` for one digit.

    The pieces between stars are looked for one after another, each at its first place: no going back,
    so no pattern is slow. A pattern is found anywhere in the text.
    """

    pieces: tuple[str, ...]

    def found_in(self, text: str) -> bool:
        at = 0
        for piece in self.pieces:
            place = _find(piece, text, at)
            if place < 0:
                return False
            at = place + len(piece)
        return True


def compile_glob(pattern: str) -> Glob:
    return Glob(tuple(piece for piece in pattern.split("*") if piece))


def _find(piece: str, text: str, start: int) -> int:
    if "?" not in piece and "#" not in piece:
        return text.find(piece, start)
    for at in range(start, len(text) - len(piece) + 1):
        if all(_fits(sign, text[at + n]) for n, sign in enumerate(piece)):
            return at
    return -1


def _fits(sign: str, character: str) -> bool:
    return sign in {"?", character} or (sign == "#" and character.isdecimal())
