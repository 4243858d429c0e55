"""Sums of powers of one or two unknowns with exact fractions, read by a small grammar of their own.

Nothing is ever evaluated as code; length, powers and digits are limited.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from lumen.ai.tools.builtin.arithmetic import ArithmeticProblemError

MAX_LENGTH, MAX_TOKENS, MAX_DEPTH, MAX_POWER, MAX_DIGITS = 200, 80, 12, 6, 60
Powers = tuple[tuple[str, int], ...]  # of a term, such as (("x", 2),); a number has none
_RAISED = {"²": "^2", "³": "^3", "⁴": "^4", "−": "-", "–": "-", "×": "*", "·": "*", "÷": "/", "**": "^"}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?|\.\d+)|(?P<name>[a-zA-Z])(?![a-zA-Z])|(?P<sign>[-+*/^()]))"
)


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Each term's powers and its factor; terms of factor 0 are left out."""

    terms: Mapping[Powers, Fraction] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(sorted({name for powers in self.terms for name, _power in powers}))

    @property
    def degree(self) -> int:
        return max((sum(power for _name, power in powers) for powers in self.terms), default=0)

    @property
    def constant(self) -> Fraction:
        return self.terms.get((), Fraction(0))

    def factor(self, name: str, power: int = 1) -> Fraction:
        return self.terms.get(((name, power),), Fraction(0))

    def __add__(self, other: "Polynomial") -> "Polynomial":
        summed = dict(self.terms)
        for powers, factor in other.terms.items():
            summed[powers] = summed.get(powers, Fraction(0)) + factor
        return _checked(summed)

    def __neg__(self) -> "Polynomial":
        return Polynomial({powers: -factor for powers, factor in self.terms.items()})

    def __sub__(self, other: "Polynomial") -> "Polynomial":
        return self + -other

    def __mul__(self, other: "Polynomial") -> "Polynomial":
        product: dict[Powers, Fraction] = {}
        for first, one in self.terms.items():
            for second, two in other.terms.items():
                powers = _joined(first, second)
                product[powers] = product.get(powers, Fraction(0)) + one * two
        return _checked(product)

    def derivative(self, name: str) -> "Polynomial":
        found: dict[Powers, Fraction] = {}
        for powers, factor in self.terms.items():
            power = dict(powers).get(name, 0)
            if power:
                lower = _joined(powers, ((name, -1),))
                found[lower] = found.get(lower, Fraction(0)) + factor * power
        return Polynomial(found)

    def __str__(self) -> str:
        ordered = sorted(self.terms.items(), key=lambda term: (-sum(p for _n, p in term[0]), term[0]))
        text = ""
        for powers, factor in ordered:
            sign = "−" if factor < 0 else "+"
            text += f" {sign} {_term(powers, abs(factor))}"
        return text.removeprefix(" + ").replace(" − ", "−", 1) if text.startswith(" −") else text[3:] or "0"


def _term(powers: Powers, factor: Fraction) -> str:
    names = "".join(name + _raised(power) for name, power in powers)
    if not names:
        return written(factor)
    if factor == 1:
        return names
    return f"({factor}){names}" if is_long(factor) else f"{written(factor)}{names}"


def _raised(power: int) -> str:
    return "" if power == 1 else "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))


def is_long(value: Fraction) -> bool:
    """Whether its decimals never end, or go on for long."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest != 1 or (value * 10**6).denominator != 1


def written(value: Fraction) -> str:
    """`5`, `−2.5`, or `1/3` where decimals never end."""
    minus = "−" if value < 0 else ""
    value = abs(value)
    if is_long(value):
        return f"{minus}{value.numerator}/{value.denominator}"
    whole, rest = divmod(value.numerator * 10**6 // value.denominator, 10**6)
    decimals = f"{rest:06d}".rstrip("0")
    return f"{minus}{whole}{'.' if decimals else ''}{decimals}"


def _joined(first: Powers, second: Powers) -> Powers:
    powers = dict(first)
    for name, power in second:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def _checked(terms: dict[Powers, Fraction]) -> Polynomial:
    kept = {powers: factor for powers, factor in terms.items() if factor}
    found = Polynomial(kept)
    if found.degree > MAX_POWER:
        raise ArithmeticProblemError(f"I work with powers up to {MAX_POWER}.")
    if any(max(abs(f.numerator), f.denominator) > 10**MAX_DIGITS for f in kept.values()):
        raise ArithmeticProblemError("The numbers in this are too large.")
    return found


def read(text: str) -> Polynomial:
    """`3x + 5`, `2(x - 1)`, `x^2/4`.

    Raises:
        ArithmeticProblemError: it is something else, or too long.
    """
    for raised, plain in _RAISED.items():
        text = text.replace(raised, plain)
    if len(text) > MAX_LENGTH:
        raise ArithmeticProblemError(f"This is longer than {MAX_LENGTH} characters.")
    tokens: list[str] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None or len(tokens) >= MAX_TOKENS:
            raise ArithmeticProblemError(f"I cannot read “{text[position:].strip()[:20]}” as an equation.")
        tokens.append(match[match.lastgroup or 0].lower())
        position = match.end()
    return _Reader(tokens).whole()


class _Reader:
    """Recursive descent: sums of products of powers; `2x` and `2(x + 1)` multiply."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> Polynomial:
        found = self._sum()
        if self._at < len(self._tokens):
            raise ArithmeticProblemError("Something is left over at the end.")
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self, *wanted: str) -> str:
        if (token := self._peek()) and token in wanted:
            self._at += 1
            return token
        return ""

    def _sum(self) -> Polynomial:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ArithmeticProblemError("The brackets are nested too deeply.")
        sign = self._next("-", "+")
        found = -self._product() if sign == "-" else self._product()
        while sign := self._next("+", "-"):
            found = found - self._product() if sign == "-" else found + self._product()
        self._depth -= 1
        return found

    def _product(self) -> Polynomial:
        found = self._power()
        while (sign := self._next("*", "/")) or self._peek()[:1].isalnum() or self._peek() == "(":
            right = self._power()
            found = found * (_inverse(right) if sign == "/" else right)
        return found

    def _power(self) -> Polynomial:
        if self._next("-"):
            return -self._power()
        base = self._atom()
        if not self._next("^"):
            return base
        exponent = self._atom()
        power = exponent.constant
        if exponent.names or power.denominator != 1 or not 0 <= power <= MAX_POWER:
            raise ArithmeticProblemError(f"I work with whole powers up to {MAX_POWER}.")
        found = Polynomial({(): Fraction(1)})
        for _time in range(int(power)):
            found = found * base
        return found

    def _atom(self) -> Polynomial:
        token = self._peek()
        self._at += 1
        if token == "(":  # noqa: S105  a bracket
            found = self._sum()
            if not self._next(")"):
                raise ArithmeticProblemError("A bracket is not closed.")
            return found
        if token.isalpha():
            return Polynomial({((token, 1),): Fraction(1)})
        if not token or (not token[0].isdigit() and token[0] != "."):
            raise ArithmeticProblemError("A number is missing.")
        return _checked({(): Fraction(token)})


def _inverse(divisor: Polynomial) -> Polynomial:
    if divisor.names:
        raise ArithmeticProblemError("I cannot divide by an unknown.")
    if not divisor.constant:
        raise ArithmeticProblemError("Nothing can be divided by zero.")
    return Polynomial({(): 1 / divisor.constant})
