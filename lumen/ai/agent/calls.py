"""One tool call in a thread of its own, which can be ended from outside."""

import contextvars
import ctypes
import threading
import time
from contextlib import AbstractContextManager
from dataclasses import replace
from queue import SimpleQueue
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from django.db import connections
from django.utils import timezone

from lumen.ai.agent.plans import Candidate, Task
from lumen.ai.llm.budgets import Amounts
from lumen.ai.tools import breakers, calling, metering, registry
from lumen.ai.tools.registry import ToolContext
from lumen.common import stopping
from lumen.common.errors import LumenError
from lumen.common.stopping import StoppedError

log = structlog.get_logger(__name__)


class Call:
    """A candidate of a task at work.

    `result` holds what the tool returned; `problem` a sentence when it failed, `is_refused` when the
    asking member may not use it.
    """

    def __init__(
        self, *, task: Task, candidate: Candidate, context: ToolContext, finished: "SimpleQueue[Call]"
    ) -> None:
        self.task, self.candidate = task, candidate
        self.tool = registry.get(candidate.tool)
        self.result: Any = None
        self.problem = ""
        self.is_refused = False
        self.attempts = 1
        self.as_of: str | None = None
        self.milliseconds = 0
        self.at = timezone.now()
        self.spent = Amounts()
        self.queries = QueryCounter()
        self._finished = finished
        self._ended = threading.Event()
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._connection: Any = None
        self._is_working = False
        self._asked_to_end: float | None = None
        self.progress: SimpleQueue[str] = SimpleQueue()  # what it says it is at
        outer = context.should_stop
        self._context = replace(
            context,
            should_stop=lambda: self._ended.is_set() or outer(),
            on_progress=self.progress.put,
        )
        self._started = time.monotonic()

    def is_ending_for(self, seconds: float) -> bool:
        """Whether it was asked to stop so long ago and has not."""
        return self._asked_to_end is not None and time.monotonic() - self._asked_to_end > seconds

    @property
    def is_overdue(self) -> bool:
        return time.monotonic() - self._started > self.tool.timeout_seconds

    def start(self) -> None:
        """Work in a thread of its own."""
        inherited = contextvars.copy_context()
        self._thread = threading.Thread(
            target=inherited.run, args=(self._work_in_thread,), name=self.tool.name, daemon=True
        )
        self._thread.start()

    def perform(self) -> None:
        """Work in the caller's thread, and so inside its database transaction."""
        self._work(self._context)

    def end(self, reason: str) -> None:
        """Ask it to stop: tell the tool, and cancel the database query it waits for."""
        if self._ended.is_set():
            return
        self.problem = reason
        self._asked_to_end = time.monotonic()
        self._ended.set()
        with self._guard:
            if self._is_working:
                _cancel_query(self._connection)

    def interrupt(self) -> None:
        """Make it stop: for a tool that went on although it was asked."""
        self._asked_to_end = None
        with self._guard:
            if self._is_working and self._thread is not None and self._thread.ident is not None:
                _cancel_query(self._connection)
                _interrupt(self._thread.ident)

    def give_up(self) -> None:
        """Its time is over: a failure of the tool."""
        breakers.failed(self.tool)
        metering.note(self.tool.name, metering.FAILED, seconds=time.monotonic() - self._started)
        self.end(f"This step took longer than {self.tool.timeout_seconds:g} seconds and was ended.")

    def wait(self, timeout_seconds: float) -> None:
        """Wait until the thread is gone."""
        if self._thread is not None:
            self._thread.join(timeout_seconds)

    def _work_in_thread(self) -> None:
        try:
            self._work_interruptibly()
        except StoppedError:
            log.info("tool.interrupted", tool=self.tool.name)
        finally:
            connections.close_all()

    def _work_interruptibly(self) -> None:
        with self._guard:
            self._connection = connections["default"]
            self._is_working = True
        try:
            self._work(self._context)
        finally:
            with self._guard:
                self._is_working = False

    def _work(self, context: ToolContext) -> None:
        try:
            with (
                _at_home(context),
                connections["default"].execute_wrapper(self.queries),
                stopping.stoppable(context.should_stop),
            ):
                outcome = calling.call(self.tool, context, self.candidate.arguments)
            self.result, self.attempts, self.as_of = outcome.result, outcome.attempts, outcome.as_of
            self.spent = outcome.spent
        except calling.NotPermittedError as error:
            self.problem, self.is_refused = error.detail, True
        except LumenError as error:
            self.problem = error.detail
        except StoppedError:
            self.problem = self.problem or "stopped"
            raise
        except Exception:
            if not self._ended.is_set():
                log.exception("tool.failed", tool=self.tool.name)
            self.problem = self.problem or "This step failed. The others are not affected."
        finally:
            self.milliseconds = int((time.monotonic() - self._started) * 1000)
            self._finished.put(self)


def _at_home(context: ToolContext) -> AbstractContextManager[None]:
    """Moments are said by the workspace's clock; a thread does not inherit it."""
    return timezone.override(ZoneInfo(context.workspace.time_zone))


class QueryCounter:
    """Counts the statements that run inside `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _cancel_query(connection: Any) -> None:
    """Ask PostgreSQL to drop what the thread is waiting for."""
    driver = getattr(connection, "connection", None)
    if driver is not None and not driver.closed:
        driver.cancel()


def _interrupt(thread_id: int) -> None:
    """Make the thread raise at its next Python instruction."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread_id), ctypes.py_object(StoppedError))
