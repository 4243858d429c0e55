"""What several numbers have in common: median, mode, range, deviation, with the step between."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Context, Decimal

_CONTEXT = Context(prec=30)
_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|-?\d+(?:\.\d+)?")
_FORM = re.compile(
    r"^(?:the )?(?P<what>median|mode|range|variance|standard deviation|std\.? ?dev(?:iation)?|stdev"
    r"|largest|biggest|highest|maximum|max|smallest|lowest|minimum|min)(?: number| value)?"
    r"\s*(?:of|among|in|for|:)?\s*"
    r"(?:the numbers\s*)?(?P<list>-?[\d.,]+(?:\s*(?:,|and|&|\s)\s*-?[\d.]+)+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Counted:
    text: str
    steps: tuple[str, ...]
    value: Decimal


def work_out(text: str) -> Counted | None:
    """`median of 3, 9 and 4`; nothing when it is no such question."""
    match = _FORM.match(text)
    numbers = [Decimal(one.replace(",", "")) for one in _NUMBER.findall(match["list"])] if match else []
    if match is None or len(numbers) < 2:
        return None
    what = match["what"].lower()
    ordered = sorted(numbers)
    step = f"In order: {', '.join(map(_plain, ordered))}"
    if what.startswith(("st", "var")):
        return _spread(numbers, is_variance=what.startswith("var"))
    if what in ("largest", "biggest", "highest", "maximum", "max"):
        return _told("The largest is", ordered[-1], step)
    if what in ("smallest", "lowest", "minimum", "min"):
        return _told("The smallest is", ordered[0], step)
    if what == "range":
        return _told("The range is", ordered[-1] - ordered[0], step)
    return _mode(numbers, step) if what == "mode" else _told("The median is", _middle(ordered), step)


def _told(words: str, value: Decimal, *steps: str) -> Counted:
    return Counted(f"{words} {_plain(value)}.", steps, value)


def _middle(ordered: Sequence[Decimal]) -> Decimal:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _mode(numbers: Sequence[Decimal], step: str) -> Counted:
    value, times = Counter(numbers).most_common(1)[0]
    return Counted(f"The mode is {_plain(value)}: it comes {times} times.", (step,), value)


def _spread(numbers: Sequence[Decimal], *, is_variance: bool) -> Counted:
    """Of a sample: divided by one less than there are numbers."""
    mean = _CONTEXT.divide(sum(numbers, Decimal(0)), Decimal(len(numbers)))
    squares = sum((_CONTEXT.power(number - mean, Decimal(2)) for number in numbers), Decimal(0))
    variance = _CONTEXT.divide(squares, Decimal(len(numbers) - 1))
    steps = (
        f"Mean = {_plain(mean)}",
        f"Squared distances from it: {_plain(squares)} in all",
        f"Divided by {len(numbers) - 1}: {_plain(variance)}",
    )
    if is_variance:
        return _told("The variance of this sample is", variance, *steps)
    value = _CONTEXT.sqrt(variance)
    return _told("The standard deviation of this sample is", value, *steps, f"Square root: {_plain(value)}")


def _plain(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.000001')).normalize():f}".replace("-", "−")
