"""Whether the work of this thread is still wanted, and waiting that ends as soon as it is not.

Whoever begins work that a person may stop says how to tell (`stoppable`); whoever waits below that, for a
program, a server or a pause, looks (`check`) or waits by what is here. Nothing has to be handed down.
"""

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import Any, Generic, TypeVar

TICK_SECONDS = 0.1
ENDING_SECONDS = 0.5

Result = TypeVar("Result")


class StoppedError(BaseException):
    """The person stopped the run, or the time of this step is over.

    Not an `Exception`: what catches everything must not swallow it.
    """


def _never() -> bool:
    return False


_should_stop: ContextVar[Callable[[], bool]] = ContextVar("should_stop", default=_never)


@contextmanager
def stoppable(should_stop: Callable[[], bool]) -> Iterator[None]:
    """What is done inside is no longer wanted once `should_stop` says so."""
    token = _should_stop.set(should_stop)
    try:
        yield
    finally:
        _should_stop.reset(token)


def check() -> None:
    """Raises: StoppedError, when nobody wants this work any more."""
    if _should_stop.get()():
        raise StoppedError


def pause(seconds: float) -> None:
    """Sleep.

    Raises:
        StoppedError: nobody wants this work any more.
    """
    until = time.monotonic() + seconds
    check()
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(TICK_SECONDS, left))
        check()


@contextmanager
def held(lock: threading.Lock) -> Iterator[None]:
    """A lock whose holder may take long.

    Raises:
        StoppedError: nobody wants this work any more.
    """
    while not lock.acquire(timeout=TICK_SECONDS):
        check()
    try:
        yield
    finally:
        lock.release()


class Errand(Generic[Result]):
    """A coroutine at work in a thread with a loop of its own, which can be broken off from outside.

    Breaking off closes its connections whatever they wait for: an address that answers nothing, a server
    that is silent, a body that drips. (Only a question to a name server cannot be taken back: the C
    library's thread ends by itself, and nobody uses what it finds.)
    """

    def __init__(self, work: Coroutine[Any, Any, Result], name: str) -> None:
        self._work = work
        self._loop = asyncio.new_event_loop()
        self._task: asyncio.Task[Result] | None = None
        self._thread = threading.Thread(target=self._go, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Whether it is over, after no more than so many seconds."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def end(self) -> None:
        """Break it off, if it still goes on, and wait a moment until its thread is gone."""
        with suppress(RuntimeError):  # the loop has closed by itself
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join(ENDING_SECONDS)

    def result(self) -> Result:
        """What came of it, once it is over; what it raised is raised here."""
        if self._task is None:
            raise RuntimeError("This errand was never begun.")
        return self._task.result()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _go(self) -> None:
        try:
            self._task = self._loop.create_task(self._work)
            self._loop.run_until_complete(asyncio.wait([self._task]))
        finally:
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._loop.close()


def fetched(work: Coroutine[Any, Any, Result], *, name: str) -> Result:
    """What a coroutine that talks to a server comes to; what it raises is raised here.

    Raises:
        StoppedError: nobody wants it any more; its connections are closed by then.
    """
    errand = Errand(work, name)
    errand.start()
    try:
        while not errand.wait(TICK_SECONDS):
            check()
    finally:
        errand.end()
    return errand.result()
