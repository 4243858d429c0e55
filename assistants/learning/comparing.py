"""Two ways of replying, compared by how often each is sent as it is."""

from dataclasses import dataclass
from math import hypot, sqrt

TWO_SIDED_95 = 1.959963984540054  # standard normal quantile


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A way of replying: `accepted` of `decided` drafts were sent as they were."""

    name: str
    decided: int
    accepted: int

    @property
    def rate(self) -> float:
        return self.accepted / self.decided if self.decided else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Where the true rate lies, with 95% confidence."""
        return wilson_interval(self.accepted, self.decided)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The rate of `first` minus that of `second`, and the 95% interval it lies in."""

    first: Tried
    second: Tried
    difference: float
    low: float
    high: float

    @property
    def winner(self) -> Tried | None:
        """The better one, when chance does not explain the difference."""
        if self.low > 0:
            return self.first
        return self.second if self.high < 0 else None


def wilson_interval(successes: int, trials: int, *, z: float = TWO_SIDED_95) -> tuple[float, float]:
    """The interval of a share, in 0..1; all of it without trials.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    below = 1 + z * z / trials
    return max(0.0, (centre - spread) / below), min(1.0, (centre + spread) / below)


def compare(first: Tried, second: Tried) -> Comparison:
    """The difference of two shares with its interval.

    Source: R. G. Newcombe, Interval Estimation for the Difference between Independent Proportions,
    1998, method 10.
    """
    difference = first.rate - second.rate
    (low1, high1), (low2, high2) = first.interval, second.interval
    return Comparison(
        first=first,
        second=second,
        difference=difference,
        low=max(-1.0, difference - hypot(first.rate - low1, high2 - second.rate)),
        high=min(1.0, difference + hypot(high1 - first.rate, second.rate - low2)),
    )
