"""Tail probabilities, and the bits of surprise in them."""

from math import exp, log2, sqrt

MOST_BITS = 40.0


def bits(probability: float) -> float:
    """`-log2`, between 0 and 40."""
    if probability <= 0:
        return MOST_BITS
    return min(MOST_BITS, max(0.0, -log2(probability)))


def student_tail(t: float) -> float:
    """P(T >= t) for Student's t with 4 degrees of freedom, in closed form.

    Four degrees leave room for the heavy tails of real spending, where a normal tail would call
    every generous dinner a one-in-a-million event.
    """
    if t > 1_000:
        return 3.0 / t**4  # the leading term; the closed form would lose all its digits
    root = sqrt(1 + t * t / 4)
    centre = t / (2 * root)
    return max(0.0, 0.5 - 0.75 * (centre - centre**3 / 3))


def exponential_tail(value: float, *, start: float, slope: float, share: float) -> float:
    """P(X >= value) beyond `start`, which a `share` of values exceed, by `slope` on average."""
    return share * exp(-(value - start) / slope)


def geometric_tail(count: int, mean: float) -> float:
    """P(X >= count) for a geometric count (0, 1, 2, ...) of this mean."""
    return float((mean / (1 + mean)) ** count)


def poisson_tail(count: int, mean: float) -> float:
    """P(X >= count) for a Poisson count of this mean.

    Summed from `count` upwards, since one minus the rest would lose small probabilities.
    """
    term = exp(-mean)
    for number in range(1, count + 1):
        term *= mean / number
    total, number = term, count
    while term > total * 1e-12 and number < count + 200:
        number += 1
        term *= mean / number
        total += term
    return min(1.0, total)
