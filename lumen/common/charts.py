"""Geometry of the charts that templates draw as SVG."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lumen.common.money import format_money

WIDTH = 600
HEIGHT = 120
INDIAN_UNITS = ((10_000_000, "Cr"), (100_000, "L"), (1_000, "k"))
UNITS = ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "k"))
Number = int | float | Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """A polyline through the values, and the same closed towards zero."""

    points: str
    area: str


def percent_of_greatest(value: Number, rows: Iterable[Any]) -> str:
    """The share, 0 to 100, that `value` has in the greatest absolute `value` of `rows`."""
    greatest = max((abs(float(_value_of(row) or 0)) for row in rows), default=0.0)
    share = abs(float(value or 0)) / greatest * 100 if greatest else 0.0
    return f"{share:.1f}"


def _value_of(row: Any) -> Number:
    found: Number = row["value"] if isinstance(row, dict) else row.value
    return found


def line(
    values: Sequence[Number], *, width: int = WIDTH, height: int = HEIGHT, low: float, high: float
) -> Line:
    """Spread values evenly over `width`; `low` is at the bottom and `high` at the top.

    Args:
        values: shape (n,), oldest first.
        low, high: the range of the scale, in the unit of the values.

    Returns:
        Points in SVG user units, with y growing downwards.
    """
    spread = (high - low) or 1.0
    step = width / max(len(values) - 1, 1)

    def y_of(value: Number) -> float:
        return round(height - (float(value) - low) / spread * height, 1)

    points = " ".join(f"{round(i * step, 1)},{y_of(value)}" for i, value in enumerate(values))
    base, end = y_of(min(max(0.0, low), high)), round((len(values) - 1) * step, 1)
    area = f"0,{base} {points} {end},{base}" if points else ""
    return Line(points=points, area=area)


@dataclass(frozen=True, slots=True)
class Tick:
    """A round value of the scale and its height in the drawing."""

    value: Decimal
    y: float


@dataclass(frozen=True, slots=True)
class Plot:
    first: Line
    second: Line | None
    ticks: tuple[Tick, ...]
    ends: tuple[str, str]


def plot(*, values: Sequence[Number], second: Sequence[Number] = (), labels: Sequence[str] = ()) -> Plot:
    """Two lines on one scale of round numbers that includes zero."""
    numbers = [float(value) for value in [*values, *second]]
    step = round_step(max([0.0, *numbers]) - min([0.0, *numbers]))
    low = math.floor(min([0.0, *numbers]) / step) * step
    high = max(math.ceil(max([0.0, *numbers]) / step) * step, low + step)
    # the second series sets the width when it is longer (a whole month against one in progress)
    slots = max(len(values), len(second), len(labels), 2)
    first_line, second_line = (
        line(series, width=_width_of(series, slots), low=low, high=high) for series in (values, second)
    )
    count = round((high - low) / step)
    ticks = tuple(
        Tick(Decimal(repr(low + i * step)), round(HEIGHT - HEIGHT * i / count, 1)) for i in range(count + 1)
    )
    ends = (str(labels[0]), str(labels[-1])) if labels else ("", "")
    return Plot(first_line, second_line if second else None, ticks, ends)


def _width_of(series: Sequence[Number], slots: int) -> int:
    return round(WIDTH * max(len(series) - 1, 0) / (slots - 1))


@dataclass(frozen=True, slots=True)
class Dot:
    """A circle of a diagram."""

    x: float
    y: float
    radius: float


def dots(points: Sequence[tuple[float, float, int]], *, size: int = 100, largest: float = 5.0) -> list[Dot]:
    """Circles in a square diagram whose sides run from 0 to 1; their areas are as the counts.

    Args:
        points: x, y and count of each.
    """
    most = max((count for _x, _y, count in points), default=0)
    return [
        Dot(
            x=round(x * size, 1),
            y=round((1 - y) * size, 1),
            radius=round(max(math.sqrt(count / most) * largest, 1.0), 1),
        )
        for x, y, count in points
    ]


def round_step(spread: float, steps: int = 3) -> float:
    """A 1, 2, 2.5 or 5 times a power of ten that divides `spread` into about `steps` steps."""
    if spread <= 0:
        return 1.0
    rough = spread / steps
    power = math.pow(10, math.floor(math.log10(rough)))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)


def format_compact(amount: Decimal, currency: str) -> str:
    """`₹1.5L` and `₹2Cr` for rupees, `$1.5M` elsewhere; for scales, where rounding is welcome."""
    for size, letter in INDIAN_UNITS if currency == "INR" else UNITS:
        if abs(amount) >= size:
            short = (amount / size).quantize(Decimal("0.1")).normalize()
            return format_money(short, currency, decimals=0 if short == int(short) else 1) + letter
    return format_money(amount, currency, decimals=0)
