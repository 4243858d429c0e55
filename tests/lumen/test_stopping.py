"""Waiting that ends as soon as nobody wants what is waited for."""

import asyncio
import sys
import threading
import time

import pytest

from lumen.common import children, stopping
from lumen.common.stopping import StoppedError

LONG = 60.0  # seconds that nothing here may take


@pytest.fixture
def wanted():
    """Work inside that is wanted until `set`."""
    over = threading.Event()
    with stopping.stoppable(over.is_set):
        yield over


def soon(event):
    threading.Timer(0.3, event.set).start()


class TestCheck:
    def test_lets_work_go_on_that_nobody_can_stop(self):
        stopping.check()

    def test_ends_what_nobody_wants_any_more(self, wanted):
        stopping.check()
        wanted.set()
        with pytest.raises(StoppedError):
            stopping.check()

    def test_is_not_caught_by_what_catches_every_exception(self):
        assert not issubclass(StoppedError, Exception)

    def test_asks_the_innermost_that_began_the_work(self, wanted):
        wanted.set()
        with stopping.stoppable(lambda: False):
            stopping.check()
        with pytest.raises(StoppedError):
            stopping.check()

    def test_knows_nothing_of_other_threads(self, wanted):
        wanted.set()
        ended = []
        thread = threading.Thread(target=lambda: ended.append(stopping.check()))
        thread.start()
        thread.join()
        assert ended == [None]


class TestPause:
    def test_lasts_as_long_as_it_should(self):
        began = time.monotonic()
        stopping.pause(0.25)
        assert time.monotonic() - began >= 0.25

    def test_ends_early(self, wanted):
        soon(wanted)
        with pytest.raises(StoppedError):
            stopping.pause(LONG)

    def test_does_not_begin_when_it_is_over_already(self, wanted):
        wanted.set()
        with pytest.raises(StoppedError):
            stopping.pause(0)


class TestHeld:
    def test_gives_the_lock_back(self):
        lock = threading.Lock()
        with stopping.held(lock):
            assert lock.locked()
        assert not lock.locked()

    def test_is_not_waited_for_in_vain_and_stays_with_its_holder(self, wanted):
        lock = threading.Lock()
        lock.acquire()
        soon(wanted)
        with pytest.raises(StoppedError), stopping.held(lock):
            raise AssertionError("somebody else holds it")
        assert lock.locked()


def errands():
    return [thread for thread in threading.enumerate() if thread.name == "errand"]


class TestFetched:
    def test_is_what_came_of_it(self):
        async def answer():
            await asyncio.sleep(0)
            return 42

        assert stopping.fetched(answer(), name="errand") == 42
        assert not errands()

    def test_raises_what_went_wrong(self):
        async def answer():
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            stopping.fetched(answer(), name="errand")
        assert not errands()

    def test_is_broken_off_and_tidied_up(self, wanted):
        tidied = threading.Event()

        async def answer():
            try:
                await asyncio.sleep(LONG)
            finally:
                tidied.set()

        soon(wanted)
        with pytest.raises(StoppedError):
            stopping.fetched(answer(), name="errand")
        assert tidied.is_set()
        assert not errands()

    def test_works_where_a_loop_runs_already(self):
        async def answer():
            return 1

        async def outer():
            return stopping.fetched(answer(), name="errand")

        assert asyncio.run(outer()) == 1


class TestAProgram:
    """Ends with the work it was started for, though nobody handed anything down."""

    def started(self, code):
        return [sys.executable, "-c", code]

    def test_that_is_silent(self, wanted):
        soon(wanted)
        with pytest.raises(StoppedError):
            children.output_of(self.started("import time; time.sleep(60)"), seconds=LONG)

    def test_that_never_stops_talking(self, wanted):
        soon(wanted)
        endless = self.started("while True: print('and')")
        with pytest.raises(StoppedError):
            for _line in children.lines_of(endless, silence_seconds=LONG):
                pass

    def test_is_waited_for_while_it_talks(self):
        looks = []
        talks = "import time\nfor _ in range(60): print('x', flush=True); time.sleep(0.01)"
        list(children.lines_of(self.started(talks), silence_seconds=LONG, on_wait=lambda: looks.append(1)))
        assert looks
