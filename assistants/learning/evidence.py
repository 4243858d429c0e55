"""What a number of decisions proves."""

from math import sqrt

ONE_SIDED_95 = 1.6448536269514722  # standard normal quantile


def wilson_lower(successes: int, trials: int, *, z: float = ONE_SIDED_95) -> float:
    """The lower bound of a share, in 0..1, that successes out of trials support.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, 1927.
    Without trials nothing is proved: 0.

    Raises:
        ValueError: more successes than trials, or fewer than none.
    """
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} of {trials}")
    if trials == 0:
        return 0.0
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, (centre - spread) / (1 + z * z / trials))
