"""Invitations, roles, removal."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import ApiToken, Invitation, Membership, User
from lumen.audit.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
MEMBERS, INVITE = "accounts:members", "accounts:invite"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def link_in(mail):
    return re.search(r"http://\S+?(/settings/invitations/\w+/)", mail.body)[1]


@pytest.fixture
def link(as_maria, mailoutbox):
    as_maria.post(reverse(INVITE), {"email": "guest@example.com", "role": "member"})
    return link_in(mailoutbox[-1])


class TestInviting:
    def test_mails_a_link_and_keeps_only_its_digest(self, as_maria, mailoutbox):
        answer = as_maria.post(reverse(INVITE), {"email": "Guest@example.com", "role": "viewer"})

        assert answer.url == reverse(MEMBERS)
        assert mailoutbox[0].to == ["guest@example.com"]
        token = link_in(mailoutbox[0]).split("/")[-2]
        invitation = Invitation.objects.get()
        assert invitation.role == "viewer"
        assert invitation.token_digest == ApiToken.digest_of(token) != token
        assert "guest@example.com" in as_maria.get(reverse(MEMBERS)).content.decode()
        assert AuditEvent.objects.get(action="invitation.sent").facts["role"] == "viewer"

    def test_replaces_an_earlier_invitation(self, as_maria, link, as_nobody):
        as_maria.post(reverse(INVITE), {"email": "guest@example.com", "role": "owner"})

        assert Invitation.objects.get().role == "owner"
        assert as_nobody.get(link).status_code == 404

    @pytest.mark.parametrize(
        "sent",
        [
            {"email": "nonsense", "role": "member"},
            {"email": "guest@example.com", "role": "king"},
            {"email": "BEN@example.com", "role": "member"},
        ],
    )
    def test_refuses_what_makes_no_sense(self, as_maria, ben, sent, mailoutbox):
        assert as_maria.post(reverse(INVITE), sent).status_code == 422
        assert not Invitation.objects.exists()
        assert not mailoutbox

    def test_is_for_owners(self, as_ben, as_vera, mailoutbox):
        for client in (as_ben, as_vera):
            answer = client.post(reverse(INVITE), {"email": "a@example.com", "role": "owner"})
            assert answer.status_code == 403
        assert not mailoutbox

    def test_has_an_end(self, workspace, maria, monkeypatch):
        monkeypatch.setattr("accounts.services.members.OPEN_INVITATIONS_LIMIT", 1)
        invite = {"workspace": workspace, "actor": maria, "role": "member", "now": NOW}
        services.invite_member(email="a@example.com", **invite)
        with pytest.raises(services.InvitationError, match="Too many"):
            services.invite_member(email="b@example.com", **invite)
        assert Invitation.objects.count() == 1

    def test_can_be_revoked(self, as_maria, as_otto, link, as_nobody):
        url = reverse("accounts:revoke-invitation", args=[Invitation.objects.get().pk])
        assert as_otto.post(url).status_code == 404
        as_maria.post(url)
        assert as_nobody.get(link).status_code == 404


class TestAccepting:
    def test_works_for_somebody_new_from_the_link_to_the_workspace(
        self, link, as_nobody, workspace, mailoutbox
    ):
        page = as_nobody.get(link).content.decode()
        assert f"/auth/signup/?next={link}" in page
        as_nobody.post(
            f"/auth/signup/?next={link}",
            {"email": "guest@example.com", "password1": factories.PASSWORD, "next": link},
        )
        code = re.search(r"^([A-Z0-9-]{6,9})$", mailoutbox[-1].body, re.MULTILINE)[1]
        assert as_nobody.post("/auth/confirm-email/", {"code": code}).url == link

        assert as_nobody.post(link).url == reverse("home")

        joined = Membership.objects.get(user__email="guest@example.com", workspace=workspace)
        assert joined.role == "member"
        assert as_nobody.get(reverse(MEMBERS)).wsgi_request.workspace == workspace

    def test_works_for_somebody_who_is_here_already(self, link, client, workspace):
        guest = factories.make_user("guest@example.com")
        client.force_login(guest)

        assert client.post(link).url == reverse("home")
        assert Membership.objects.filter(user=guest, workspace=workspace).exists()
        assert client.get(link).status_code == 410

    def test_is_refused_for_another_address(self, link, as_otto, otto, workspace):
        answer = as_otto.post(link)

        assert answer.status_code == 409
        assert "This invitation is for guest@example.com" in answer.content.decode()
        assert not Membership.objects.filter(user=otto, workspace=workspace).exists()

    def test_is_refused_for_an_address_that_was_never_confirmed(self, link, client, workspace):
        guest = User.objects.create_user("guest@example.com", factories.PASSWORD)
        client.force_login(guest)

        assert client.post(link).status_code == 409
        assert not Membership.objects.filter(user=guest, workspace=workspace).exists()

    def test_ends_after_seven_days(self, link, client, workspace):
        client.force_login(factories.make_user("guest@example.com"))
        with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1), tick=False):
            client.force_login(User.objects.get(email="guest@example.com"))
            assert client.get(link).status_code == 410
            assert client.post(link).status_code == 409
        assert workspace.memberships.count() == 1


class TestRoles:
    def url(self, name, workspace, user):
        return reverse(name, args=[Membership.objects.get(workspace=workspace, user=user).pk])

    def test_are_changed_by_owners(self, as_maria, ben, workspace):
        as_maria.post(self.url("accounts:change-role", workspace, ben), {"role": "viewer"})

        assert Membership.objects.get(user=ben).role == "viewer"
        facts = AuditEvent.objects.get(action="member.role_changed").facts
        assert (facts["before"], facts["after"]) == ("member", "viewer")

    def test_are_not_changed_by_members_viewers_or_strangers(self, as_ben, as_vera, as_otto, ben, workspace):
        url = self.url("accounts:change-role", workspace, ben)
        assert as_ben.post(url, {"role": "owner"}).status_code == 403
        assert as_vera.post(url, {"role": "owner"}).status_code == 403
        assert as_otto.post(url, {"role": "owner"}).status_code == 404
        assert Membership.objects.get(user=ben).role == "member"

    def test_leave_at_least_one_owner(self, as_maria, maria, workspace):
        as_maria.post(self.url("accounts:change-role", workspace, maria), {"role": "viewer"})
        assert Membership.objects.get(user=maria).role == "owner"

    def test_let_an_owner_step_back_once_there_is_another(self, as_maria, maria, ben, workspace):
        as_maria.post(self.url("accounts:change-role", workspace, ben), {"role": "owner"})
        as_maria.post(self.url("accounts:change-role", workspace, maria), {"role": "viewer"})
        assert Membership.objects.get(user=maria).role == "viewer"

    def test_end_with_removal_and_so_do_the_keys(self, as_maria, ben, workspace):
        issued = services.create_api_token(
            workspace=workspace, user=ben, name="script", scopes=["read"], expires_at=None
        )

        as_maria.post(self.url("accounts:remove-member", workspace, ben))

        assert ApiToken.live(issued.text) is None
        assert Membership.objects.get(user=ben).workspace != workspace

    def test_removal_is_for_owners(self, as_ben, as_otto, maria, workspace):
        url = self.url("accounts:remove-member", workspace, maria)
        assert as_ben.post(url).status_code == 403
        assert as_otto.post(url).status_code == 404
        assert Membership.objects.filter(user=maria, workspace=workspace).exists()


class TestList:
    def test_needs_the_same_number_of_queries_for_many(self, as_maria, workspace, django_assert_num_queries):
        def add(count, start):
            for n in range(start, start + count):
                user = factories.make_user(f"m{n}@example.com")
                factories.make_membership(workspace, user, "member")

        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        add(3, 0)
        as_maria.get(reverse(MEMBERS))
        with CaptureQueriesContext(connection) as few:
            as_maria.get(reverse(MEMBERS))
        add(20, 3)
        with django_assert_num_queries(len(few)):
            as_maria.get(reverse(MEMBERS))
