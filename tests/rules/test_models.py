"""The schema is what the models say."""

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


class TestMigrations:
    def test_leave_nothing_to_migrate(self):
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
