"""`make evaluate`: what a replay grants over a stream drawn from our own topics.

There are fewer samples than messages in the stream: once all are drawn, they come again with small changes (a
greeting, a closing, a slip of the keyboard), so later windows are easier than life is.
"""

import json
import random
from collections.abc import Iterator

from assistants.triage.evaluation import NEIGHBOURS, OUTSIDE, SAMPLES, TOPICS
from assistants.triage.replaying import Exchange, Replay, windows

LENGTH, STRANGE, SEED = 6_000, 0.08, 3
HELLOS = ("", "", "", "Hi, ", "Hello! ", "hey ", "Good morning, ", "Dear team, ")
THANKS = ("", "", "", " Thanks!", " thx", " Please help.", " Kind regards", " Any idea?")


def run() -> str:
    """One line a window, as the command prints them."""
    replay = Replay(list(stream(LENGTH)))
    list(replay.run())
    return "\n".join(json.dumps(window.as_line()) for window in windows(replay.outcomes))


def stream(length: int) -> Iterator[Exchange]:
    """Messages in random order, some of them out of scope; each round shows every sample once."""
    drawn = random.Random(SEED)  # noqa: S311 -- samples, not secrets
    inside = _endless(TOPICS, drawn)
    outside = _endless(OUTSIDE, drawn), _endless(NEIGHBOURS, drawn)
    for _ in range(length):
        if drawn.random() < STRANGE:
            yield Exchange(next(outside[drawn.random() < 0.25]).text, None)
        else:
            yield next(inside)


def _endless(name: str, drawn: random.Random) -> Iterator[Exchange]:
    rows = [json.loads(line) for line in (SAMPLES / name).read_text(encoding="utf-8").splitlines() if line]
    changes = False
    while True:
        drawn.shuffle(rows)
        for row in rows:
            text = _changed(row["text"], drawn) if changes else row["text"]
            yield Exchange(text, row.get("label"))
        changes = True


def _changed(text: str, drawn: random.Random) -> str:
    if len(text) > 20 and drawn.random() < 0.4:
        place = drawn.randrange(1, len(text) - 2)
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return drawn.choice(HELLOS) + text + drawn.choice(THANKS)
