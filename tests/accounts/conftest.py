import pytest


@pytest.fixture
def proven():
    """A signed-in client that has just typed the password again."""
    from tests.factories import PASSWORD

    def prove(client):
        answer = client.post("/auth/reauthenticate/", {"password": PASSWORD})
        assert answer.status_code == 302
        return client

    return prove
