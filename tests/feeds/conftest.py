import pytest

from tests.fakes import sites as fake_sites


@pytest.fixture
def sites(settings):
    """Sites on this machine, which the workspace may read."""
    settings.FEEDS_HOSTS = ["127.0.0.1"]
    with fake_sites.serving() as served:
        yield served


@pytest.fixture
def connection_queries():
    """How many questions to the database something takes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act):
        with CaptureQueriesContext(connection) as seen:
            act()
        return len(seen)

    return count
