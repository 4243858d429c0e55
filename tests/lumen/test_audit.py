"""The audit log holds, and shows when it does not."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from lumen.audit import services
from lumen.audit.models import AuditEvent, OutboxEvent

pytestmark = pytest.mark.django_db


class TestChain:
    def test_moves_events_from_the_outbox_into_a_chain_that_holds(self, workspace, maria):
        services.record(workspace=workspace, actor=maria, action="thing.happened", n=1)
        services.drain_outbox()

        assert not OutboxEvent.objects.exists()
        assert services.verify_chain(chain=str(workspace.pk)) is None
        newest = AuditEvent.objects.filter(workspace_id=workspace.pk).latest("position")
        assert (newest.action, newest.facts) == ("thing.happened", {"n": 1})

    def test_breaks_nothing_when_what_follows_the_commit_fails(
        self, workspace, monkeypatch, django_capture_on_commit_callbacks
    ):
        def broken(_):
            raise ConnectionError

        monkeypatch.setattr(services.generations, "advance", broken)
        with django_capture_on_commit_callbacks(execute=True):
            services.record(workspace=workspace, actor=None, action="thing.happened")

    def test_refuses_to_change_or_delete_an_event(self, workspace):
        services.drain_outbox()
        for change in ("UPDATE audit_auditevent SET action = 'x'", "DELETE FROM audit_auditevent"):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(using="audit"):
                connections["audit"].cursor().execute(change)

    def test_finds_the_first_event_that_was_tampered_with(self, workspace, maria, capsys):
        for n in range(3):
            services.record(workspace=workspace, actor=maria, action="thing.happened", n=n)
        services.drain_outbox()
        cursor = connections["audit"].cursor()
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
        cursor.execute("UPDATE audit_auditevent SET action = 'nothing.happened' WHERE position = 3")
        cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_append_only")

        broken = services.verify_chain(chain=str(workspace.pk))

        assert broken is not None
        assert (broken.position, broken.reason) == (3, "its content was changed")
        with pytest.raises(SystemExit):
            call_command("verify_audit")
