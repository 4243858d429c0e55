"""Equations with every step: one unknown up to powers, two unknowns, and derivatives of polynomials."""

import re
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import isqrt

from lumen.ai.tools.builtin import polynomials
from lumen.ai.tools.builtin.arithmetic import ArithmeticProblemError
from lumen.ai.tools.builtin.polynomials import Polynomial, is_long, written

MOST_ROOT_TRIALS = 4_000
_CONTEXT = Context(prec=30)
_NAMES = r"[a-z](?:\s*(?:,|and)\s*[a-z])?"
_ASKS = re.compile(
    r"^(?:(?:please|can you|could you|help me|i need to)\s+)*"
    r"(?:solve|find|work out|what(?:'s| is| are)|determine|calculate)?\s*(?:the )?"
    r"(?:equations?|system|simultaneous equations?|roots? of|solutions? (?:of|to)|values? of)?\s*"
    rf"(?:(?:for\s+)?{_NAMES}(?=\s*(?::|\s(?:if|when|in|where|from|given)\b)))?"
    r"\s*(?::|if|when|in|where|from|given)?\s*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"[\s,.?]*(?:(?:,|;)?\s*(?:what(?:'s| is| are)|find|solve(?: for)?|for|then)\s+{_NAMES})?[\s.?!]*$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:;|,|\band\b|&|\n)\s*", re.IGNORECASE)
_DERIVE = re.compile(
    r"^(?:what(?:'s| is)\s+)?(?:the\s+)?(?:derivative of|differentiate|d/d[a-z](?: of)?)\s+(?P<of>.+?)"
    r"(?:\s+(?:with respect to|wrt|by)\s+(?P<by>[a-z]))?[\s.?]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Solved:
    """What it comes to, in a line; how, in lines; and the values as numbers."""

    text: str
    steps: tuple[str, ...]
    values: tuple[float, ...] = ()


def solve(text: str) -> Solved | None:
    """The solution of what is written there; nothing when it is no equation.

    Raises:
        ArithmeticProblemError: it is one that cannot be solved here, and why.
    """
    if match := _DERIVE.match(text.strip()):
        return _derived(match["of"], match["by"])
    if "=" not in text:
        return None
    sides = [part.split("=") for part in _BETWEEN.split(_bare(text)) if part]
    if not 1 <= len(sides) <= 2 or any(len(pair) != 2 for pair in sides):
        return None
    try:
        read = [(polynomials.read(left), polynomials.read(right)) for left, right in sides]
    except ArithmeticProblemError:
        if _is_meant(text):
            raise
        return None
    return _solved(read)


def _solved(read: list[tuple[Polynomial, Polynomial]]) -> Solved | None:
    names = sorted({name for pair in read for side in pair for name in side.names})
    if not names:
        return None
    if len(read) == 2:
        return _two(read, names)
    if len(names) > 1:
        raise ArithmeticProblemError("One equation is too few for two unknowns: give me another one.")
    return _one(read[0], names[0])


def _is_meant(text: str) -> bool:
    return bool(re.match(r"\s*solve\b", text, re.IGNORECASE))


def _bare(text: str) -> str:
    return _TAIL.sub("", _ASKS.sub("", text.strip(), count=1))


def _derived(said: str, by: str | None) -> Solved | None:
    try:
        found = polynomials.read(said)
    except ArithmeticProblemError:
        return None
    name = by.lower() if by else next(iter(found.names), "x")
    slope = found.derivative(name)
    steps = [f"d/d{name} of each term of {found}: the power comes down as a factor and falls by one."]
    return Solved(f"The derivative of {found} is {slope}.", tuple(steps))


def _one(pair: tuple[Polynomial, Polynomial], name: str) -> Solved:
    left, right = pair
    whole = left - right
    steps = [f"{left} = {right}"]
    if whole.degree == 0:
        same = not whole.constant
        return Solved("Every number is a solution." if same else "There is no solution.", tuple(steps))
    if whole.degree == 1:
        return _linear(whole, name, steps)
    steps.append(f"Everything on one side: {whole} = 0")
    if whole.degree == 2:
        return _quadratic(
            [whole.factor(name, power) if power else whole.constant for power in (2, 1, 0)], name, steps
        )
    return _higher(whole, name, steps)


def _linear(whole: Polynomial, name: str, steps: list[str]) -> Solved:
    factor, constant = whole.factor(name), -whole.constant
    alone = Polynomial({((name, 1),): factor})
    if steps[0] != f"{alone} = {written(constant)}":
        steps.append(f"Unknowns on one side, numbers on the other: {alone} = {written(constant)}")
    value = constant / factor
    if factor != 1:
        steps.append(f"Divide both sides by {written(factor)}: {name} = {_exact(value)}")
    return Solved(f"{name} = {_exact(value)}", tuple(steps), (float(value),))


def _quadratic(factors: list[Fraction], name: str, steps: list[str]) -> Solved:
    a, b, c = factors
    under = b * b - 4 * a * c
    steps.append(
        f"Discriminant b² − 4ac = ({written(b)})² − 4 · {written(a)} · ({written(c)}) = {written(under)}"
    )
    if under < 0:
        steps.append("It is negative, so no real number fits.")
        return Solved("There is no real solution.", tuple(steps))
    formula = (
        f"{name} = (−b ± √{written(under)}) / 2a = ({written(-b)} ± √{written(under)}) / {written(2 * a)}"
    )
    steps.append(formula)
    root = _root(under)
    if root is not None:
        values = sorted({(-b - root) / (2 * a), (-b + root) / (2 * a)})
        return _found(name, [_exact(value) for value in values], [float(value) for value in values], steps)
    near = _CONTEXT.sqrt(_decimal(under))
    found = sorted((_decimal(-b) + sign * near) / _decimal(2 * a) for sign in (-1, 1))
    return _found(name, [f"≈ {value:.6f}" for value in found], [float(value) for value in found], steps)


def _higher(whole: Polynomial, name: str, steps: list[str]) -> Solved:
    """Whole and broken roots first; what is left must be quadratic."""
    factors = [
        whole.constant if not power else whole.factor(name, power) for power in range(whole.degree, -1, -1)
    ]
    values: list[Fraction] = []
    while len(factors) > 3:
        root = _rational_root(factors)
        if root is None:
            raise ArithmeticProblemError(
                "I solve higher powers only where simple numbers fit, and here none does."
            )
        values.append(root)
        factors = _divided(factors, root)
        steps.append(f"{name} = {written(root)} fits, so ({name} − {written(root)}) can be divided out.")
    rest = _quadratic(factors, name, steps)
    both = sorted({*map(float, values), *rest.values})
    shown = [_exact(Fraction(value).limit_denominator(10**6)) for value in both]
    return _found(name, shown, both, list(rest.steps))


def _rational_root(factors: list[Fraction]) -> Fraction | None:
    scale = 1
    for factor in factors:
        scale = scale * factor.denominator // _gcd(scale, factor.denominator)
    last, first = abs(int(factors[-1] * scale)), abs(int(factors[0] * scale))
    if not last:
        return Fraction(0)
    tops = [n for n in range(1, min(last, MOST_ROOT_TRIALS) + 1) if last % n == 0]
    bottoms = [n for n in range(1, min(first, 50) + 1) if first % n == 0]
    trials = (Fraction(sign * top, bottom) for top in tops for bottom in bottoms for sign in (1, -1))
    return next((trial for trial in trials if not _value(factors, trial)), None)


def _gcd(one: int, two: int) -> int:
    while two:
        one, two = two, one % two
    return one


def _value(factors: list[Fraction], at: Fraction) -> Fraction:
    total = Fraction(0)
    for factor in factors:
        total = total * at + factor
    return total


def _divided(factors: list[Fraction], root: Fraction) -> list[Fraction]:
    found = [factors[0]]
    for factor in factors[1:-1]:
        found.append(factor + found[-1] * root)
    return found


def _two(pairs: list[tuple[Polynomial, Polynomial]], names: list[str]) -> Solved:
    wholes = [left - right for left, right in pairs]
    if len(names) != 2 or any(whole.degree > 1 for whole in wholes):
        raise ArithmeticProblemError("I solve two equations when they have two unknowns without powers.")
    x, y = names
    (a, b, e), (c, d, f) = ((one.factor(x), one.factor(y), -one.constant) for one in wholes)
    steps = [f"{_line(x, a, y, b)} = {written(e)}", f"{_line(x, c, y, d)} = {written(f)}"]
    under = a * d - b * c
    if not under:
        is_same = a * f == c * e and b * f == d * e
        return Solved(
            "Both say the same: there are endless solutions." if is_same else "They contradict each other.",
            tuple(steps),
        )
    left = f"{written(under)}{x} = {written(e * d - b * f)}"
    steps.append(f"The first times {written(d)} minus the second times {written(b)}: {left}")
    value = (e * d - b * f) / under
    other = (a * f - e * c) / under
    steps.append(f"{x} = {_exact(value)}")
    steps.append(f"Put into an equation: {y} = {_exact(other)}")
    return Solved(f"{x} = {_exact(value)}, {y} = {_exact(other)}", tuple(steps), (float(value), float(other)))


def _line(x: str, a: Fraction, y: str, b: Fraction) -> str:
    return str(Polynomial({((x, 1),): a, ((y, 1),): b} if a and b else {((x if a else y, 1),): a or b}))


def _found(name: str, shown: list[str], values: list[float], steps: list[str]) -> Solved:
    joined = " or ".join(f"{name} {one}" if one.startswith("≈") else f"{name} = {one}" for one in shown)
    return Solved(joined, tuple(steps), tuple(values))


def _exact(value: Fraction) -> str:
    """`2.5`, or `1/3 ≈ 0.333333`."""
    return f"{written(value)} ≈ {float(value):.6f}" if is_long(value) else written(value)


def _root(value: Fraction) -> Fraction | None:
    """The square root, when it is no endless number."""
    top, bottom = isqrt(value.numerator), isqrt(value.denominator)
    return Fraction(top, bottom) if Fraction(top * top, bottom * bottom) == value else None


def _decimal(value: Fraction) -> Decimal:
    return _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
