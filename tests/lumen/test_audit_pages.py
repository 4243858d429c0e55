"""The audit log as owners read it, and under load."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from lumen.audit import selectors, services
from lumen.audit.models import AuditEvent, OutboxEvent
from lumen.audit.sentences import SENTENCES, sentence_of

PAGE, API = "/audit/", "/api/v1/audit-events"


def record(workspace, actor, count, action="thing.happened"):
    for n in range(count):
        services.record(workspace=workspace, actor=actor, action=action, n=n)
    services.drain_outbox()


@pytest.mark.django_db
class TestPage:
    def test_is_for_owners(self, as_maria, as_ben, as_vera, as_nobody):
        assert as_maria.get(PAGE).status_code == 200
        assert as_ben.get(PAGE).status_code == 403
        assert as_vera.get(PAGE).status_code == 403
        assert as_nobody.get(PAGE).url.startswith("/auth/login/")

    def test_tells_in_words_who_did_what(self, as_maria, workspace, maria):
        as_maria.post(reverse("accounts:invite"), {"email": "guest@example.com", "role": "viewer"})
        as_maria.get(PAGE)  # takes the toast along
        page = as_maria.get(PAGE).content.decode()
        assert "Invited somebody as viewer" in page
        assert "Made the workspace" in page
        assert "guest@example.com" not in page

    def test_shows_a_stranger_their_own_log_only(self, as_otto, workspace, maria):
        record(workspace, maria, 1, "secret.happened")
        assert "Secret happened" not in as_otto.get(PAGE).content.decode()

    def test_filters_by_action_person_and_day(self, as_maria, workspace, maria, ben):
        record(workspace, ben, 1, "thing.happened")
        record(workspace, maria, 1, "other.happened")
        today = timezone.localdate()

        def rows(**query):
            return [entry.event.action for entry in as_maria.get(PAGE, query).context["entries"]]

        assert rows(action="thing.happened") == ["thing.happened"]
        assert rows(actor=str(ben.pk)) == ["thing.happened"]
        assert "thing.happened" in rows(
            **{"from": str(today - timedelta(days=1)), "to": str(today + timedelta(days=1))}
        )
        assert rows(**{"from": str(today + timedelta(days=2))}) == []
        assert rows(action="nothing.happened") == []
        assert "thing.happened" in rows(actor="nonsense", to="nonsense")

    def test_answers_its_table_alone_to_htmx(self, as_maria):
        headers = {"HX-Request": "true", "HX-Target": "audit-table"}
        answer = as_maria.get(PAGE, headers=headers).content.decode().strip()
        assert answer.startswith("<section")
        assert "<html" not in answer

    def test_needs_the_same_number_of_queries_for_many(self, as_maria, workspace, maria):
        def queries():
            with (
                CaptureQueriesContext(connection) as main,
                CaptureQueriesContext(connections["audit"]) as log,
            ):
                as_maria.get(PAGE)
            return len(main), len(log)

        record(workspace, maria, 2)
        as_maria.get(PAGE)
        few = queries()
        record(workspace, maria, 20)
        assert queries() == few


class TestSentences:
    def test_read_well_without_and_with_facts(self):
        assert sentence_of("member.role_changed", {"before": "member", "after": "viewer"}) == (
            "Changed a role from member to viewer"
        )
        assert sentence_of("workspace.changed", {"fields": ["time_zone", "name"]}) == (
            "Changed the workspace: time zone, name"
        )
        assert sentence_of("import.finished", {"rows": 3}) == "Import finished"

    @pytest.mark.parametrize("action", sorted(SENTENCES))
    def test_never_show_their_machinery(self, action):
        assert "%" not in sentence_of(action, {})


@pytest.mark.django_db
class TestApi:
    def test_lists_events_by_cursor_for_owners(self, as_maria, as_ben, workspace, maria):
        record(workspace, maria, 3)
        first = as_maria.get(API, {"limit": 2}).json()
        second = as_maria.get(API, {"limit": 2, "cursor": first["next"]}).json()

        events = first["results"] + second["results"]
        assert [event["position"] for event in events] == [4, 3, 2, 1]
        assert second["next"] is None
        assert set(events[0]) == {
            *("id", "position", "created_at", "actor_id", "action", "sentence", "facts"),
            *("previous_digest", "digest"),
        }
        assert events[0]["previous_digest"] == events[1]["digest"]
        assert as_ben.get(API).status_code == 403

    def test_filters(self, as_maria, workspace, maria):
        record(workspace, maria, 2)
        found = as_maria.get(API, {"action": "workspace.created"}).json()["results"]
        assert [event["action"] for event in found] == ["workspace.created"]

    def test_says_what_is_wrong_with_a_filter(self, as_maria):
        answer = as_maria.get(API, {"actor": "nonsense"})
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")

    def test_keeps_strangers_in_their_own_log(self, as_otto, workspace, maria):
        record(workspace, maria, 3)
        chains = {event["action"] for event in as_otto.get(API).json()["results"]}
        assert chains == {"workspace.created"}
        headers = {"X-Lumen-Workspace": workspace.slug}
        assert as_otto.get(API, headers=headers).status_code == 403


@pytest.mark.django_db
class TestCommand:
    def test_says_how_many_chains_hold(self, workspace, capsys):
        call_command("verify_audit")
        assert capsys.readouterr().out == "1 chains hold.\n"

    def test_names_the_first_broken_event(self, workspace, maria, capsys):
        record(workspace, maria, 3)
        with connections["audit"].cursor() as cursor:
            cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER audit_append_only")
            cursor.execute("DELETE FROM audit_auditevent WHERE position = 2")
            cursor.execute("ALTER TABLE audit_auditevent ENABLE TRIGGER audit_append_only")

        with pytest.raises(SystemExit) as stop:
            call_command("verify_audit")

        assert stop.value.code == 1
        event = AuditEvent.objects.get(position=3)
        assert capsys.readouterr().out == (
            f"Chain {workspace.pk} breaks at event 3 (thing.happened, {event.id}): event 2 is missing.\n"
        )


@pytest.mark.django_db(transaction=True)
class TestSideBySide:
    THREADS, EACH = 8, 20

    def test_many_writers_lose_nothing_and_the_chains_hold(self, maria, workspace):
        from tests.factories import make_workspace

        places = [workspace, make_workspace(owner=maria, name="Shop"), None]
        problems = []

        def write(number):
            try:
                for n in range(self.EACH):
                    with transaction.atomic():
                        for place in places[:: 1 if number % 2 else -1]:
                            services.record(workspace=place, actor=maria, action="thing.happened", n=n)
            except DatabaseError as error:
                problems.append(error)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=write, args=[n]) for n in range(self.THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        services.drain_outbox()

        assert problems == []
        assert not OutboxEvent.objects.exists()
        happened = AuditEvent.objects.filter(action="thing.happened")
        assert happened.count() == self.THREADS * self.EACH * len(places)
        for chain in services.chains():
            assert services.verify_chain(chain=chain) is None

    def test_an_event_that_was_moved_twice_is_kept_once(self, workspace, maria):
        services.drain_outbox()
        with transaction.atomic():
            event = services.record(workspace=workspace, actor=maria, action="thing.happened")
            copy = OutboxEvent.objects.get(pk=event.pk)
        copy.save(force_insert=True)  # as if the process had ended before it could tidy up

        services.drain_outbox()

        assert AuditEvent.objects.filter(id=event.pk).count() == 1
        assert not OutboxEvent.objects.exists()

    def test_a_change_that_is_rolled_back_leaves_no_trace(self, workspace, maria):
        with transaction.atomic():
            services.record(workspace=workspace, actor=maria, action="thing.happened")
            transaction.set_rollback(True)
        services.drain_outbox()
        assert not AuditEvent.objects.filter(action="thing.happened").exists()


@pytest.mark.django_db
class TestSelectors:
    def test_show_a_person_their_own_sign_ins(self, as_maria, maria, otto, workspace):
        record(None, maria, 1, "user.signed_in")
        record(None, otto, 1, "user.password_changed")
        assert [entry.sentence for entry in selectors.events_of_person(user=maria)] == ["Signed in"]
