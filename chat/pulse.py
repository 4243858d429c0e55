"""Whether a run is still alive, and whether it should stop: two keys in Redis."""

import time
from uuid import UUID

from lumen.common import events
from lumen.common.redis import client

BEAT_SECONDS = 1.0
DEAD_AFTER_SECONDS = 10


def _key(run_id: UUID | str) -> str:
    return f"lumen:run:{run_id}:alive"


def is_alive(run_id: UUID | str) -> bool:
    """Whether the worker that took this run has said so lately."""
    return bool(client().exists(_key(run_id)))


class Pulse:
    """Held by a run: asking whether to stop also says that it is alive."""

    def __init__(self, run_id: UUID | str) -> None:
        self._run_id = run_id
        self._last_beat = 0.0

    def should_stop(self) -> bool:
        if time.monotonic() - self._last_beat > BEAT_SECONDS:
            self._last_beat = time.monotonic()
            client().set(_key(self._run_id), "1", ex=DEAD_AFTER_SECONDS)
        return events.stop_requested(self._run_id)

    def end(self) -> None:
        client().delete(_key(self._run_id))
