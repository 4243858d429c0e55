"""Several people at the same moment, each with a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def together(*actions: Callable[[], Any], times: int = 1) -> list[Any]:
    """Start all actions at once; what each returned, or the exception it raised, in their order."""
    every = [action for action in actions for _time in range(times)]
    ready = threading.Barrier(len(every))
    outcomes: list[Any] = [None] * len(every)

    def act(at: int, action: Callable[[], Any]) -> None:
        ready.wait(10)
        try:
            outcomes[at] = action()
        except Exception as error:  # noqa: BLE001  the test looks at it
            outcomes[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(every)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes
