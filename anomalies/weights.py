"""Every signal, weight and threshold of the watch, in one place. `docs/anomalies.md` explains them.

Bits are surprise: `-log2` of how likely a payment at least this odd is, judged by this workspace's
own past. Ten bits is once in a thousand payments.
"""

from dataclasses import dataclass

VERSION = "watch-2"


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal adds `weight * (bits - threshold)` to the score, never less than 0 or more than `cap`."""

    threshold: float
    weight: float
    cap: float


@dataclass(frozen=True, slots=True)
class Steps:
    """What one answer multiplies a weight with, and how far answers can move it in all."""

    down: float
    up: float
    least: float
    most: float

    def after(self, *, up: int, down: int) -> float:
        """After so many "not me" and so many "expected"."""
        return max(self.least, min(self.most, self.up**up * self.down**down))


SIGNALS: dict[str, Signal] = {
    "amount": Signal(threshold=3.0, weight=0.7, cap=6.0),
    "hour": Signal(threshold=3.5, weight=0.7, cap=6.0),
    "category_hour": Signal(threshold=1.5, weight=0.6, cap=4.0),
    "new_merchant": Signal(threshold=1.0, weight=1.0, cap=6.0),
    "rare_category": Signal(threshold=5.0, weight=0.2, cap=2.0),
    "count_1h": Signal(threshold=3.0, weight=0.8, cap=8.0),
    "spend_24h": Signal(threshold=2.5, weight=1.8, cap=12.0),
    # voters: they count only beside another signal, so neither can ever carry a notice alone
    "company": Signal(threshold=0.0, weight=0.5, cap=6.0),
    "forest": Signal(threshold=6.5, weight=0.6, cap=3.0),
}

# Levels, by score in bits above the thresholds
INFO_BITS, LOOK_BITS, URGENT_BITS = 3.0, 5.0, 16.0
COMPANY_BITS = 3.0  # what a payment scores above this speaks for those that follow it...
COMPANY_DAYS = 1.5  # ...and fades to a third in so many days

# Cold start: nothing statistical before both
MIN_PAYMENTS, MIN_DAYS = 30, 30

# Baselines of log amounts: how many payments are remembered, and how strongly few are shrunk
MERCHANT_WINDOW, CATEGORY_WINDOW, USER_WINDOW = 120, 300, 600
SHRINK_MERCHANT, SHRINK_CATEGORY, SHRINK_MOST = 4.0, 8.0, 400.0
CONTEST_WINDOW, CONTEST_MIN, CONTEST_MIN_RESULTS = 300, 3, 20  # how far a merchant differs from its category
MIN_LOG_SCALE = 0.12
MIN_WIDE_LOG_SCALE = 0.35  # of a category or a user: places differ, however even one of them is

# How far amounts usually lie from what was expected: the upper tail of this person's own distances
DISTANCE_WINDOW, DISTANCE_MIN = 600, 30
TAIL_SHARE, TAIL_FAR_SHARE = 0.20, 0.05  # the tail starts at the first; both places give its slope
TAIL_PRIOR_SLOPE, TAIL_PRIOR_WEIGHT, TAIL_MIN_SLOPE = 0.6, 20.0, 0.15
ODD_BITS = 6.5  # what surprises more teaches the tail nothing...
ODD_PRIOR_WEIGHT, ODD_PRIOR_RATE = 20.0, 0.02
ODD_MOST_BITS = 1.0  # what a category adds at most where nothing was ever odd
ODD_WINDOW, ODD_MOST = 50, 25  # ...unless so many of the latest did: then life has changed

# The clock
HOUR_BINS, HOUR_KERNEL, HOUR_PRIOR = 48, 6.0, 6.0
CATEGORY_HOUR_MIN = 12
NIGHT_STARTS, NIGHT_ENDS = 23 * 60, 5 * 60 + 30  # minutes of the day
MIN_NIGHT_HOUR_BITS = 4.5
MIN_NIGHT_SCORE = 7.0
MIN_NIGHT_RANK = 0.92  # of all earlier amounts

# Far above usual
MIN_AMOUNT_BITS = 8.0
MIN_CATEGORY_AMOUNT_BITS = 10.0  # when the merchant is new and only the category speaks
MIN_AMOUNT_TIMES = 3.0
MIN_AMOUNT_RANK = 0.85
MIN_MERCHANT_PAYMENTS, MIN_CATEGORY_PAYMENTS = 4, 8
LARGE_RANK = 0.90  # spend in 24 h speaks only for a payment that is itself large...
MIN_SPEND_SHARE = 0.20  # ...and a good part of that spend
PATTERN_BITS = 12.0  # a payment that shows so much by itself, but no kind fits, is kept for the feed

# Duplicate charge
TWIN_HOURS = 24
TWIN_PRIOR_RATE, TWIN_PRIOR_WEIGHT = 0.02, 10.0
MIN_TWIN_BITS = 7.0
MIN_TWIN_RANK = 0.10  # not for small change
CLOSE_TWIN_MINUTES = 60  # further apart, there and back on the same fare is likelier
MIN_FAR_TWIN_BITS, MIN_FAR_TWIN_RANK = 7.5, 0.50

# Velocity
MIN_BURST, MIN_BURST_BITS = 4, 8.0
SMALL_BURST, SMALL_BURST_BITS = 6, 10.0  # below so many payments the pace must be odder still
BURST_PRIOR_MEAN, BURST_PRIOR_WEIGHT = 0.25, 40.0

# Card testing: small charges at new merchants, then a large one
TESTING_HOURS = 48
TESTING_SMALL_SHARE = 0.05
TESTING_MIN_SMALL = 2
MIN_TESTING_BITS = 13.0

# Recurring charges
RECURRING_MIN, RECURRING_LOOK_BACK = 3, 6
RECURRING_GAP_VARIATION = 0.25
RECURRING_AMOUNT = 0.12
RECURRING_MIN_GAP_DAYS = 6
MONTH_GAP = (27.5, 31.5)
FIXED_AMOUNT = 0.03
PRICE_RISE_MIN, PRICE_RISE_MAX = 0.05, 1.0
STOPPED_GRACE_SHARE, STOPPED_MIN_GRACE_DAYS = 0.35, 4
TRIAL_SHARE, TRIAL_SHARE_SUBSCRIPTION = 0.03, 0.25
TRIAL_MIN_DAYS, TRIAL_MAX_DAYS = 3, 95

# Cancelled charges: how far a later one may be from the last price, as a factor
CANCELLED_ROOM, CANCELLED_VARIABLE_ROOM = 1.35, 3.0

# Income
INCOME_LATE_DAYS, INCOME_MISSING_DAYS = 2, 15

# Trips
TRIP_QUIET_DAYS = 10  # without a payment in the currency ends a trip
TRIP_FORGOTTEN_DAYS = 120  # after so long a currency is new again
TRIP_MIN_NEWCOMERS = 2  # new places in one currency within two days are a trip as well

# Learning
EXPECTED_ROOM = 1.25  # "expected" makes this merchant normal up to 1.25 times the amount
WATCH_DAYS = 30
MUTE_DAYS = 30
WATCH_BITS = 2.0  # what a watched merchant adds
EVERYWHERE = Steps(down=0.93, up=1.07, least=0.82, most=1.2)
IN_CATEGORY = Steps(down=0.8, up=1.1, least=0.65, most=1.3)

# Telling
NOTICE_AGE_DAYS = 7  # older rows of an import give no notices unless asked
MERGE_HOURS = 24
BUNDLE_FROM = 4  # so many at once are told in one notification
AT_MOST_A_DAY, AT_MOST_A_MONTH = 3, 6  # notifications to one member, besides urgent ones
# A finding is raised at the bars above and stays, when what it rests on is changed, down to this share of
# them: its kind and its level both, so that it does not come and go with every correction
STAY_SHARE = 0.8

# Isolation forest
FOREST_TREES, FOREST_SAMPLE, FOREST_ROWS = 64, 256, 2_000
FOREST_MIN_ROWS = 200
FOREST_KEEP = 3
