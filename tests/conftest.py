"""Who is who in the tests: Maria owns, Ben is a member, Vera only views, Otto is a stranger."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client, TestCase

from accounts.models import Membership
from tests import factories


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every database test may use both aliases: a write always leaves its audit event."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            options = {**marker.kwargs, "databases": ["default", "audit"]}
            item.add_marker(pytest.mark.django_db(*marker.args, **options), append=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Lets transactional tests empty the audit log afterwards; changing and deleting stay refused."""
    with django_db_blocker.unblock(), connections["audit"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_no_truncate")
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()


def _end_other_sessions() -> None:
    """A thread of a test may leave a connection to the collector; PostgreSQL drops no database in use."""
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


class CommittingClient(Client):
    """A client whose requests really commit: what is queued for after commit runs."""

    def request(self, **request: Any) -> Any:
        with (
            TestCase.captureOnCommitCallbacks(using="default", execute=True),
            TestCase.captureOnCommitCallbacks(using="audit", execute=True),
        ):
            return super().request(**request)


@pytest.fixture(autouse=True)
def _clear_cache(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db"):
        cache.clear()


@pytest.fixture
def maria(db):
    return factories.make_user("maria@example.com", first_name="Maria")


@pytest.fixture
def workspace(maria):
    return factories.make_workspace(owner=maria, name="Maria's money")


@pytest.fixture
def ben(workspace):
    user = factories.make_user("ben@example.com", first_name="Ben")
    factories.make_membership(workspace, user, Membership.Role.MEMBER)
    return user


@pytest.fixture
def vera(workspace):
    user = factories.make_user("vera@example.com", first_name="Vera")
    factories.make_membership(workspace, user, Membership.Role.VIEWER)
    return user


@pytest.fixture
def otto(db):
    """A stranger with a workspace of his own."""
    user = factories.make_user("otto@example.com", first_name="Otto")
    factories.make_workspace(owner=user, name="Otto's money")
    return user


def _signed_in(user: Any) -> Client:
    client = CommittingClient()
    client.force_login(user)
    return client


@pytest.fixture
def as_maria(maria, workspace):
    return _signed_in(maria)


@pytest.fixture
def as_ben(ben):
    return _signed_in(ben)


@pytest.fixture
def as_vera(vera):
    return _signed_in(vera)


@pytest.fixture
def as_otto(otto):
    return _signed_in(otto)


@pytest.fixture
def as_nobody(db):
    return CommittingClient()


@pytest.fixture
def membership(maria, workspace):
    return Membership.objects.get(workspace=workspace, user=maria)
