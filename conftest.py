"""Starts the embedded PostgreSQL and Redis that the tests talk to."""

import os

from lumen import embedded

_services = embedded.Services()


def pytest_configure() -> None:
    started = embedded.ensure_services()
    _services.postgres, _services.redis = started.postgres, started.redis


def pytest_unconfigure() -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:
        _services.stop()
