"""The workspace's settings, other workspaces, leaving and deleting."""

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import Membership, Preferences, User, Workspace
from lumen.audit.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "accounts:workspace"
PAGES = [
    "accounts:workspace",
    "accounts:new-workspace",
    "accounts:members",
    "accounts:tokens",
    "accounts:preferences",
    "accounts:security",
    "accounts:danger",
    "notifications:list",
    "notifications:preferences",
]


def filled(**changes):
    return {
        "name": "Household",
        "kind": "consumer",
        "base_currency": "INR",
        "time_zone": "Asia/Kolkata",
        "locale": "en-IN",
        "week_starts_on": "0",
        "financial_year_start_month": "4",
        **changes,
    }


class TestPages:
    @pytest.mark.parametrize("page", PAGES)
    def test_open_for_every_member(self, as_maria, as_ben, as_vera, page):
        for client in (as_maria, as_ben, as_vera):
            assert client.get(reverse(page)).status_code == 200

    @pytest.mark.parametrize("page", [*PAGES, "audit:list", "accounts:welcome"])
    def test_ask_strangers_to_sign_in(self, as_nobody, page):
        answer = as_nobody.get(reverse(page))
        assert answer.status_code == 302
        assert answer.url.startswith("/auth/login/")

    def test_settings_lead_to_the_workspace(self, as_maria):
        assert as_maria.get("/settings/").url == reverse(PAGE)

    def test_a_person_without_a_workspace_gets_one(self, client, db):
        chief = User.objects.create_superuser("chief@example.com", factories.PASSWORD)
        client.force_login(chief)

        assert client.get(reverse(PAGE)).status_code == 200
        assert Membership.objects.get(user=chief).role == "owner"


class TestChangingTheWorkspace:
    def test_saves_what_an_owner_changes(self, as_maria, workspace):
        sent = filled(name="Tea & Co", kind="business", gstin="27aapfu0939f1zv", locale="en-GB")

        assert as_maria.post(reverse(PAGE), sent).url == reverse(PAGE)

        workspace.refresh_from_db()
        assert (workspace.name, workspace.gstin) == ("Tea & Co", "27AAPFU0939F1ZV")
        event = AuditEvent.objects.get(action="workspace.changed")
        assert set(event.facts["fields"]) == {"name", "kind", "gstin", "locale"}

    def test_changes_nothing_and_audits_nothing_when_nothing_differs(self, as_maria, workspace):
        as_maria.post(reverse(PAGE), filled(name=workspace.name))
        assert not AuditEvent.objects.filter(action="workspace.changed").exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            {"base_currency": "XXX"},
            {"time_zone": "Mars/Olympus"},
            {"gstin": "27AAPFU0939F1ZW"},
            {"name": ""},
            {"financial_year_start_month": "13"},
        ],
    )
    def test_refuses_what_makes_no_sense(self, as_maria, workspace, wrong):
        assert as_maria.post(reverse(PAGE), filled(**wrong)).status_code == 422
        workspace.refresh_from_db()
        assert workspace.name == "Maria's money"

    def test_is_not_for_members_and_viewers(self, as_ben, as_vera, workspace):
        for client in (as_ben, as_vera):
            assert client.post(reverse(PAGE), filled()).status_code == 403
        workspace.refresh_from_db()
        assert workspace.name == "Maria's money"

    def test_reaches_only_the_strangers_own_workspace(self, as_otto, workspace):
        as_otto.post(reverse(PAGE), filled(name="Otto's house"))
        workspace.refresh_from_db()
        assert workspace.name == "Maria's money"

    def test_keeps_the_base_currency_once_there_are_transactions(self, as_maria, workspace, monkeypatch):
        monkeypatch.setattr("accounts.services.workspaces._has_transactions", lambda workspace: True)

        answer = as_maria.post(reverse(PAGE), filled(base_currency="USD"))

        assert answer.status_code == 422
        assert "Transactions are already kept in INR" in answer.content.decode()
        workspace.refresh_from_db()
        assert workspace.base_currency == "INR"


class TestSeveralWorkspaces:
    def test_makes_another_one_and_goes_there(self, as_maria, maria, workspace):
        sent = filled(name="Shop", kind="business")

        assert as_maria.post(reverse("accounts:new-workspace"), sent).url == reverse("home")

        shop = Workspace.objects.get(name="Shop")
        assert as_maria.session["workspace"] == str(shop.pk)
        assert "Shop" in as_maria.get(reverse(PAGE)).content.decode()

    def test_returns_to_the_last_one_after_signing_in_again(self, as_maria, maria, workspace):
        shop = factories.make_workspace(owner=maria, name="Shop")
        as_maria.post(reverse("accounts:switch"), {"workspace": str(shop.pk)})
        as_maria.logout()
        as_maria.force_login(maria)

        assert as_maria.get(reverse(PAGE)).wsgi_request.workspace == shop
        assert Preferences.objects.get(user=maria).last_workspace == shop

    @pytest.mark.parametrize("chosen", ["", "nonsense", "0b9d0f3e-0000-4000-8000-000000000000"])
    def test_knows_no_other_workspaces(self, as_maria, chosen):
        assert as_maria.post(reverse("accounts:switch"), {"workspace": chosen}).status_code == 404

    def test_does_not_let_a_stranger_in(self, as_otto, workspace):
        answer = as_otto.post(reverse("accounts:switch"), {"workspace": str(workspace.pk)})
        assert answer.status_code == 404
        assert "workspace" not in as_otto.session


class TestDeleting:
    def test_a_workspace_asks_who_you_are_and_for_its_name(self, as_maria, workspace, proven):
        url = reverse("accounts:delete-workspace")
        assert as_maria.post(url, {"name": workspace.name}).url.startswith("/auth/reauthenticate/")
        proven(as_maria)
        assert as_maria.post(url, {"name": "something"}).status_code == 422
        assert Workspace.objects.filter(pk=workspace.pk).exists()

        assert as_maria.post(url, {"name": workspace.name}).url == reverse("home")

        assert not Workspace.objects.filter(pk=workspace.pk).exists()
        assert Membership.objects.get(user__email="maria@example.com").role == "owner"

    def test_a_workspace_is_for_owners_only(self, as_ben, workspace, proven):
        url = reverse("accounts:delete-workspace")
        assert proven(as_ben).post(url, {"name": workspace.name}).status_code == 403
        assert Workspace.objects.filter(pk=workspace.pk).exists()

    def test_oneself_takes_the_own_workspace_along(self, as_maria, maria, workspace, proven):
        proven(as_maria).post(reverse("accounts:delete-account"))

        assert not User.objects.filter(pk=maria.pk).exists()
        assert not Workspace.objects.filter(pk=workspace.pk).exists()
        assert AuditEvent.objects.filter(action="user.deleted", actor_id=maria.pk).exists()

    def test_oneself_is_refused_while_others_need_an_owner(self, as_maria, maria, ben, proven):
        answer = proven(as_maria).post(reverse("accounts:delete-account"))

        assert answer.status_code == 409
        assert "last owner" in answer.content.decode()
        assert User.objects.filter(pk=maria.pk).exists()

    def test_oneself_leaves_shared_workspaces_to_the_others(self, as_ben, ben, workspace, proven):
        proven(as_ben).post(reverse("accounts:delete-account"))

        assert not User.objects.filter(pk=ben.pk).exists()
        assert Workspace.objects.filter(pk=workspace.pk).exists()

    def test_leaving_gives_a_member_a_workspace_of_their_own(self, as_ben, ben, workspace):
        assert as_ben.post(reverse("accounts:leave")).url == reverse("home")
        assert Membership.objects.get(user=ben).workspace != workspace

    def test_the_last_owner_cannot_leave(self, as_maria, maria, workspace):
        assert as_maria.post(reverse("accounts:leave")).url == reverse("accounts:members")
        assert Membership.objects.filter(user=maria, workspace=workspace).exists()


class TestFirstWorkspace:
    def test_is_made_once(self, maria, workspace):
        assert services.create_first_workspace(user=maria) == workspace
        assert Workspace.objects.count() == 1
