"""Arithmetic on decimals as people write it: `18% of 2,500`, `1.2 lakh / 12`, `(450 + 320) x 2`.

A small parser of its own; nothing is ever evaluated as code. Percentages work as on a pocket
calculator: `2500 + 18%` is 2950.
"""

import re
from dataclasses import dataclass
from decimal import Context, Decimal, DecimalException, DivisionByZero, InvalidOperation, Overflow

from lumen.common.errors import LumenError

MAX_LENGTH = 300
MAX_TOKENS = 120
MAX_DEPTH = 30
MAX_EXPONENT = 200
MAX_RESULT = Decimal("1e300")
MAX_MONEY = Decimal("1e18")
_CONTEXT = Context(prec=34, Emax=400, Emin=-400, traps=[InvalidOperation, DivisionByZero, Overflow])
_SCALES = {
    "k": 10**3, "thousand": 10**3, "lakh": 10**5, "lakhs": 10**5, "lac": 10**5, "lacs": 10**5, "l": 10**5,
    "million": 10**6, "mn": 10**6, "crore": 10**7, "crores": 10**7, "cr": 10**7, "billion": 10**9,
}  # fmt: skip
_CURRENCIES = {
    "₹": "INR", "rs": "INR", "rs.": "INR", "inr": "INR", "rupees": "INR", "rupee": "INR",
    "$": "USD", "usd": "USD", "dollars": "USD", "dollar": "USD",
    "€": "EUR", "eur": "EUR", "euros": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY", "s$": "SGD", "sgd": "SGD", "a$": "AUD", "aud": "AUD",
    "aed": "AED", "dirhams": "AED", "chf": "CHF", "cad": "CAD",
}  # fmt: skip
_OPERATORS = {
    "+": "+", "plus": "+", "-": "-", "−": "-", "–": "-", "minus": "-", "less": "-",
    "*": "*", "x": "*", "×": "*", "times": "*", "into": "*", "multiplied by": "*", "of": "*",
    "/": "/", "÷": "/", "divided by": "/", "over": "/", "by": "/",
    "^": "^", "**": "^", "to the power of": "^", "(": "(", ")": ")",
    "%": "%", "percent": "%", "per cent": "%", "pc": "%",
}  # fmt: skip
_WORDS = sorted([*_OPERATORS, *_CURRENCIES, *_SCALES], key=len, reverse=True)
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d[\d,]*(?:\.\d+)?|\.\d+)|(?P<word>"
    + "|".join(re.escape(word) + (r"(?![a-z])" if word[-1].isalpha() else "") for word in _WORDS)
    + r"))",
    re.IGNORECASE,
)


_TOO_LARGE = "The result is too large to be useful."


class ArithmeticProblemError(LumenError):
    code, title = "not-arithmetic", "This could not be calculated"


@dataclass(frozen=True, slots=True)
class Result:
    """What an expression comes to. `currency` is empty for plain numbers."""

    value: Decimal
    currency: str
    operations: int


@dataclass(frozen=True, slots=True)
class _Value:
    number: Decimal
    is_percent: bool = False


def calculate(expression: str) -> Result:
    """Work out an expression.

    Raises:
        ArithmeticProblemError: it is not arithmetic, too long, mixes currencies, or has no result.
    """
    tokens, currencies = _tokens(expression)
    if len(currencies) > 1:
        raise ArithmeticProblemError("These are different currencies; convert one of them first.")
    parser = _Parser(tokens)
    try:
        value = parser.whole().number
    except DivisionByZero:
        raise ArithmeticProblemError("Nothing can be divided by zero.") from None
    except Overflow:
        raise ArithmeticProblemError(_TOO_LARGE) from None
    except (DecimalException, OverflowError):
        raise ArithmeticProblemError("This has no result.") from None
    if abs(value) >= (MAX_MONEY if currencies else MAX_RESULT):
        raise ArithmeticProblemError(_TOO_LARGE)
    return Result(value, next(iter(currencies), ""), parser.operations)


def _tokens(expression: str) -> tuple[list[str | Decimal], set[str]]:
    text = expression.strip()
    if len(text) > MAX_LENGTH:
        raise ArithmeticProblemError(f"This is longer than {MAX_LENGTH} characters.")
    tokens: list[str | Decimal] = []
    currencies: set[str] = set()
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ArithmeticProblemError(f"“{text[position:].split()[0]}” is not arithmetic.")
        position = match.end()
        _take(match, tokens, currencies)
        if len(tokens) > MAX_TOKENS:
            raise ArithmeticProblemError("This has too many parts.")
    return tokens, currencies


def _take(match: re.Match[str], tokens: list[str | Decimal], currencies: set[str]) -> None:
    if match["number"]:
        tokens.append(Decimal(match["number"].replace(",", "")))
        return
    word = match["word"].lower()
    if word in _CURRENCIES:
        currencies.add(_CURRENCIES[word])
    elif word in _SCALES:
        if not tokens or not isinstance(tokens[-1], Decimal):
            raise ArithmeticProblemError(f"There is no number before “{word}”.")
        tokens[-1] *= _SCALES[word]
    else:
        tokens.append(_OPERATORS[word])


class _Parser:
    """Recursive descent: sums of products of powers."""

    def __init__(self, tokens: list[str | Decimal]) -> None:
        self._tokens = tokens
        self._position = 0
        self._depth = 0
        self.operations = 0

    def whole(self) -> _Value:
        value = self._sum()
        if self._position < len(self._tokens):
            raise ArithmeticProblemError("Something is left over at the end.")
        return _Value(value.number / 100 if value.is_percent else value.number)

    def _peek(self) -> str | Decimal | None:
        return self._tokens[self._position] if self._position < len(self._tokens) else None

    def _next(self, *wanted: str) -> str:
        token = self._peek()
        if isinstance(token, str) and token in wanted:
            self._position += 1
            return token
        return ""

    def _sum(self) -> _Value:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ArithmeticProblemError("The brackets are nested too deeply.")
        left = self._product()
        while operator := self._next("+", "-"):
            self.operations += 1
            left = self._added(left, operator, self._product())
        self._depth -= 1
        return left

    @staticmethod
    def _added(left: _Value, operator: str, right: _Value) -> _Value:
        sign = 1 if operator == "+" else -1
        if right.is_percent and not left.is_percent:
            share = _CONTEXT.divide(_CONTEXT.multiply(left.number, right.number), Decimal(100))
            return _Value(_CONTEXT.add(left.number, sign * share))
        return _Value(_CONTEXT.add(left.number, sign * right.number), left.is_percent)

    def _product(self) -> _Value:
        left = self._power()
        while operator := self._next("*", "/"):
            self.operations += 1
            right = self._power()
            first, second = _plain(left), _plain(right)
            whole = _CONTEXT.multiply if operator == "*" else _CONTEXT.divide
            left = _Value(whole(first, second))
        return left

    def _power(self) -> _Value:
        """Signs bind less than powers, as on paper: `-2^2` is -4."""
        negative = False
        while sign := self._next("+", "-"):
            negative ^= sign == "-"
        value = self._atom()
        if self._next("^"):
            self.operations += 1
            exponent = self._exponent()
            if abs(exponent) > MAX_EXPONENT:
                raise ArithmeticProblemError(f"Powers go up to {MAX_EXPONENT}.")
            value = _Value(_CONTEXT.power(_plain(value), exponent))
        return _Value(-value.number, value.is_percent) if negative else value

    def _exponent(self) -> Decimal:
        sign = self._next("+", "-")
        exponent = _plain(self._atom())
        return -exponent if sign == "-" else exponent

    def _atom(self) -> _Value:
        if self._next("("):
            value = self._sum()
            if not self._next(")"):
                raise ArithmeticProblemError("A bracket is not closed.")
        else:
            token = self._peek()
            if not isinstance(token, Decimal):
                raise ArithmeticProblemError("A number is missing.")
            self._position += 1
            value = _Value(token)
        if self._next("%"):
            self.operations += 1
            return _Value(_plain(value), is_percent=True)
        return value


def _plain(value: _Value) -> Decimal:
    return _CONTEXT.divide(value.number, Decimal(100)) if value.is_percent else value.number
