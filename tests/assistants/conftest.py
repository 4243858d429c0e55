"""Maria's assistant, its website and a customer who wrote."""

import pytest

from tests.assistants import making


@pytest.fixture
def assistant(workspace):
    return making.make_assistant(workspace)


@pytest.fixture
def channel(assistant):
    return making.make_channel(assistant)


@pytest.fixture
def enquiry(channel):
    return making.make_enquiry(channel)


@pytest.fixture
def message(enquiry):
    return making.make_message(enquiry)
