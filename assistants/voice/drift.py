"""Whether the newest replies move away from a voice: a test with a stated rate of false alarms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistants.voice.distances import Array
from assistants.voice.explaining import Difference, changes
from assistants.voice.profiles import measure

FALSE_ALARMS = 0.01  # of a hundred looks at an unchanged voice, one alarm
LEAST_RECENT = 12
_ROUNDS = 1_999
_LEAST_SHIFT = 0.4  # own deviations: what nobody would notice is no alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """`chance`: how often an unchanged voice looks at least this different. `shift`: in own deviations."""

    alarm: bool
    chance: float
    shift: float
    recent: int
    habits: tuple[Difference, ...]


def drift(older: Sequence[str], recent: Sequence[str], *, seed: int = 0) -> Drift:
    """Compare how far `recent` and `older` replies lie from the voice of half of the older ones.

    The other half and the recent ones are exchanged at random: the alarm sounds when fewer than one in a
    hundred exchanges put the recent ones as far out as they are. So an unchanged voice alarms at most once
    in a hundred looks.
    """
    if len(recent) < LEAST_RECENT or len(older) < 2 * LEAST_RECENT:
        return Drift(alarm=False, chance=1.0, shift=0.0, recent=len(recent), habits=())
    profile = measure(older[::2])
    usual = np.array([profile.raw_distance(text) for text in older[1::2]])
    now = np.array([profile.raw_distance(text) for text in recent])
    chance = _chance(usual, now, seed)
    shift = float((now.mean() - usual.mean()) / max(float(usual.std()), 1e-6))
    alarm = chance < FALSE_ALARMS and shift >= _LEAST_SHIFT
    return Drift(
        alarm=alarm,
        chance=chance,
        shift=shift,
        recent=len(recent),
        habits=changes(measure(older), measure(recent)) if alarm else (),
    )


def _chance(usual: Array, now: Array, seed: int) -> float:
    """Share of exchanges whose mean of the recent part is at least as large."""
    together = np.concatenate([usual, now])
    random = np.random.default_rng(seed)
    order = random.permuted(np.tile(together, (_ROUNDS, 1)), axis=1)
    means = order[:, : len(now)].mean(axis=1)
    return float((1 + np.sum(means >= now.mean() - 1e-12)) / (1 + _ROUNDS))
