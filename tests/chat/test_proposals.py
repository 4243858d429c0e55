"""A tool that writes asks first: once, by the person who was asked, with a way back."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from chat import proposals, services
from chat.models import Message, Proposal
from lumen.ai.tools.calling import NotPermittedError
from lumen.audit.models import AuditEvent, OutboxEvent
from tests import factories
from tests.chat import tools

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def painter(register):
    tools.PAINTED.clear()
    register(tools.LEDGER, tools.writer("paint_walls"))


@pytest.fixture
def ask_as(workspace, django_capture_on_commit_callbacks):
    def ask_now(user, text):
        with django_capture_on_commit_callbacks(execute=True):
            turn = services.start_turn(
                workspace=workspace,
                membership=Membership.objects.get(workspace=workspace, user=user),
                conversation=None,
                text=text,
                now=timezone.now(),
            )
        return Message.objects.get(pk=turn.reply.pk)

    return ask_now


@pytest.fixture
def proposal(ask_as, maria):
    return ask_as(maria, "paint the walls").proposals.get()


def page(proposal, what):
    return reverse(f"chat:proposal-{what}", args=[proposal.pk])


def rest(proposal, what):
    return f"/api/v1/chat/proposals/{proposal.pk}/{what}"


def actions(workspace):
    return {
        action
        for model in (OutboxEvent, AuditEvent)
        for action in model.objects.filter(workspace_id=workspace.pk).values_list("action", flat=True)
    }


class TestAsking:
    def test_changes_nothing_by_itself(self, proposal):
        assert tools.PAINTED == []
        assert (proposal.state, proposal.arguments) == ("waiting", {"colour": "blue"})
        assert proposal.sentence == "Paint 3 walls blue."

    def test_shows_exactly_what_would_happen_with_both_buttons(self, as_maria, proposal):
        body = as_maria.get(
            reverse("chat:conversation", args=[proposal.message.conversation_id])
        ).content.decode()

        assert "Paint 3 walls blue." in body
        assert page(proposal, "confirm") in body
        assert page(proposal, "cancel") in body

    def test_tells_the_proposal_beside_the_fixed_keys_of_an_answer(self, as_maria, proposal):
        told = as_maria.get(f"/api/v1/chat/conversations/{proposal.message.conversation_id}").json()

        answer = told["messages"][-1]
        [proposed] = answer["proposals"]
        assert "proposals" not in answer["answer"]
        assert proposed["sentence"] == "Paint 3 walls blue."
        assert proposed["state"] == "waiting"

    def test_refuses_a_viewer_before_anything_is_proposed(self, ask_as, vera):
        reply = ask_as(vera, "paint the walls")

        assert reply.answer["status"] == "refused"
        assert not reply.proposals.exists()

    def test_withdraws_what_still_waits_when_the_question_is_asked_again(
        self, proposal, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            services.retry_turn(reply=proposal.message, now=timezone.now())
        assert not Proposal.objects.filter(pk=proposal.pk).exists()


class TestConfirming:
    def test_does_it_once_and_records_it(self, as_maria, proposal, workspace):
        assert as_maria.post(page(proposal, "confirm")).status_code == 302
        proposal.refresh_from_db()

        assert tools.PAINTED == ["blue"]
        assert (proposal.state, proposal.result) == ("done", "3 walls are blue.")
        assert "proposal.confirmed" in actions(workspace)

    def test_offers_undo_in_place(self, as_maria, proposal):
        answer = as_maria.post(page(proposal, "confirm"), headers={"HX-Request": "true"})

        assert answer.status_code == 200
        assert page(proposal, "undo") in answer.content.decode()

    def test_answers_a_second_time_with_a_conflict(self, as_maria, proposal):
        as_maria.post(rest(proposal, "confirm"))
        second = as_maria.post(rest(proposal, "confirm"))

        assert (second.status_code, second.json()["code"]) == (409, "already-decided")
        assert tools.PAINTED == ["blue"]

    def test_says_that_it_has_expired(self, as_maria, proposal):
        Proposal.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        late = as_maria.post(rest(proposal, "confirm"))
        shown = as_maria.get(reverse("chat:conversation", args=[proposal.message.conversation_id]))

        assert (late.status_code, late.json()["code"]) == (410, "proposal-expired")
        assert tools.PAINTED == []
        assert "This offer has expired" in shown.content.decode()

    @pytest.mark.parametrize("what", ["confirm", "cancel", "undo"])
    def test_is_not_there_for_anybody_else(self, request, proposal, what):
        for other in ("as_ben", "as_otto"):
            client = request.getfixturevalue(other)
            assert client.post(page(proposal, what)).status_code == 404
            assert client.post(rest(proposal, what)).status_code == 404
        assert tools.PAINTED == []

    def test_sends_nobody_to_sign_in(self, as_nobody, proposal):
        answer = as_nobody.post(page(proposal, "confirm"))
        assert (answer.status_code, "login" in answer["Location"]) == (302, True)

    def test_refuses_who_may_only_look_by_now(self, as_maria, proposal, workspace, maria):
        other = factories.make_user("owner@example.com")
        factories.make_membership(workspace, other, Membership.Role.OWNER)
        Membership.objects.filter(workspace=workspace, user=maria).update(role=Membership.Role.VIEWER)

        for headers in ({}, {"HX-Request": "true"}):
            assert as_maria.post(page(proposal, "confirm"), headers=headers).status_code == 403
        assert as_maria.post(rest(proposal, "confirm")).status_code == 403
        proposal.refresh_from_db()
        assert (tools.PAINTED, proposal.state) == ([], "waiting")
        assert "proposal.confirmed" not in actions(workspace)
        assert as_maria.post(rest(proposal, "cancel")).json()["state"] == "cancelled"

    def test_refuses_whose_role_was_lowered_in_that_moment(self, proposal, membership):
        as_it_was = Membership.objects.select_related("workspace", "user").get(pk=membership.pk)
        Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.VIEWER)

        with pytest.raises(NotPermittedError):
            proposals.confirm(proposal_id=proposal.pk, membership=as_it_was, now=timezone.now())
        assert tools.PAINTED == []

    def test_needs_a_post(self, as_maria, proposal):
        assert as_maria.get(page(proposal, "confirm")).status_code == 405

    def test_shows_in_place_why_not(self, as_maria, proposal):
        as_maria.post(rest(proposal, "confirm"))
        again = as_maria.post(page(proposal, "confirm"), headers={"HX-Request": "true"})

        assert again.status_code == 409
        assert "This was decided before" in again.content.decode()

    def test_shows_in_place_that_it_is_too_late(self, as_maria, proposal):
        Proposal.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        late = as_maria.post(page(proposal, "confirm"), headers={"HX-Request": "true"})

        assert late.status_code == 410
        assert "This offer has expired" in late.content.decode()


class TestCancelling:
    def test_changes_nothing_and_closes_it(self, as_maria, proposal, workspace):
        as_maria.post(rest(proposal, "cancel"))

        assert as_maria.post(rest(proposal, "confirm")).status_code == 409
        assert tools.PAINTED == []
        assert "proposal.cancelled" in actions(workspace)


class TestUndoing:
    def test_takes_it_back_once(self, as_maria, proposal, workspace):
        as_maria.post(rest(proposal, "confirm"))
        undone = as_maria.post(rest(proposal, "undo"))

        assert undone.json()["state"] == "undone"
        assert tools.PAINTED == []
        assert as_maria.post(rest(proposal, "undo")).json()["code"] == "nothing-to-undo"
        assert "proposal.undone" in actions(workspace)

    def test_has_nothing_to_undo_before(self, as_maria, proposal):
        assert as_maria.post(rest(proposal, "undo")).status_code == 409

    def test_refuses_who_may_only_look_by_now(self, as_maria, proposal, membership):
        as_maria.post(rest(proposal, "confirm"))
        Membership.objects.filter(pk=membership.pk).update(role=Membership.Role.VIEWER)

        assert as_maria.post(page(proposal, "undo")).status_code == 403
        assert as_maria.post(rest(proposal, "undo")).status_code == 403
        assert tools.PAINTED == ["blue"]


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_confirm_once(self, proposal, workspace, maria):
        """Two browsers press Confirm in the same moment."""
        together, outcomes = threading.Barrier(2), []

        def press():
            membership = Membership.objects.select_related("workspace", "user").get(
                workspace=workspace, user=maria
            )
            together.wait(5)
            try:
                proposals.confirm(proposal_id=proposal.pk, membership=membership, now=timezone.now())
                outcomes.append("done")
            except proposals.AlreadyDecidedError:
                outcomes.append("refused")
            finally:
                connections.close_all()

        pressing = [threading.Thread(target=press) for _ in range(2)]
        for thread in pressing:
            thread.start()
        for thread in pressing:
            thread.join(20)
        assert sorted(outcomes) == ["done", "refused"]
        assert tools.PAINTED == ["blue"]

    def test_undo_once(self, proposal, workspace, maria):
        membership = Membership.objects.select_related("workspace", "user").get(
            workspace=workspace, user=maria
        )
        now = timezone.now()
        proposals.confirm(proposal_id=proposal.pk, membership=membership, now=now)
        proposals.undo(proposal_id=proposal.pk, membership=membership, now=now)
        with pytest.raises(proposals.NothingToUndoError):
            proposals.undo(proposal_id=proposal.pk, membership=membership, now=now)
        assert tools.PAINTED == []


class TestElsewhere:
    def test_a_deleted_conversation_takes_its_proposals_with_it(self, as_maria, proposal):
        services.delete_conversation(conversation=proposal.message.conversation, now=timezone.now())
        assert as_maria.post(rest(proposal, "confirm")).status_code == 404
        assert tools.PAINTED == []

    def test_another_workspace_of_the_same_person_does_not_see_them(self, as_maria, maria, proposal):
        other = factories.make_workspace(owner=maria, name="Elsewhere")
        as_maria.post(reverse("accounts:switch"), {"workspace": other.pk})
        answer = as_maria.post(page(proposal, "confirm"))
        proposal.refresh_from_db()
        assert (answer.status_code, proposal.state) == (404, "waiting")
