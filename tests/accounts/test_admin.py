"""What staff see, and what not even they may."""

import pytest
from django.contrib import admin
from django.core.management import call_command
from django.urls import reverse

from accounts import services
from accounts.models import ApiToken, User
from lumen.audit.services import drain_outbox
from tests import factories

pytestmark = pytest.mark.django_db
OURS = [
    *("accounts_user", "accounts_workspace", "accounts_membership", "accounts_invitation"),
    *("accounts_apitoken", "accounts_preferences", "audit_auditevent", "audit_outboxevent"),
    *("notifications_notification", "notifications_delivery", "notifications_preference"),
]


@pytest.fixture
def chief(db):
    return User.objects.create_superuser("chief@example.com", factories.PASSWORD)


@pytest.fixture
def as_chief(chief, client):
    client.force_login(chief)
    return client


@pytest.fixture
def issued(workspace, maria):
    return services.create_api_token(
        workspace=workspace, user=maria, name="script", scopes=["read"], expires_at=None
    )


class TestStaff:
    @pytest.mark.parametrize("name", OURS)
    def test_list_and_search_everything_of_ours(self, as_chief, workspace, maria, issued, name):
        drain_outbox()
        url = reverse(f"admin:{name}_changelist")
        assert as_chief.get(url).status_code == 200
        assert as_chief.get(url, {"q": "maria"}).status_code == 200

    def test_open_each_registered_model(self, as_chief):
        for model in admin.site._registry:
            url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert as_chief.get(url).status_code == 200, model

    @pytest.mark.parametrize("kind", ["user", "workspace"])
    def test_open_one(self, as_chief, workspace, maria, kind):
        found = {"user": maria, "workspace": workspace}[kind]
        url = reverse(f"admin:accounts_{kind}_change", args=[found.pk])
        assert as_chief.get(url).status_code == 200

    def test_add_a_person(self, as_chief):
        sent = {"email": "new@example.com", "usable_password": "true"}
        sent |= {"password1": factories.PASSWORD, "password2": factories.PASSWORD}
        as_chief.post(reverse("admin:accounts_user_add"), sent)
        assert User.objects.get(email="new@example.com").check_password(factories.PASSWORD)

    def test_see_no_digests(self, as_chief, issued):
        page = as_chief.get(reverse("admin:accounts_apitoken_change", args=[issued.token.pk]))
        assert issued.token.prefix in page.content.decode()
        assert issued.token.digest not in page.content.decode()

    def test_revoke_keys(self, as_chief, issued):
        sent = {"action": "revoke", "_selected_action": [str(issued.token.pk)]}
        as_chief.post(reverse("admin:accounts_apitoken_changelist"), sent)
        assert ApiToken.live(issued.text) is None

    def test_cannot_touch_the_audit_log(self, as_chief, workspace):
        drain_outbox()
        assert as_chief.get(reverse("admin:audit_auditevent_add")).status_code == 403
        from lumen.audit.models import AuditEvent

        event = AuditEvent.objects.first()
        url = reverse("admin:audit_auditevent_delete", args=[event.pk])
        assert as_chief.post(url, {"post": "yes"}).status_code == 403

    def test_sign_in_on_the_sites_own_page(self, client):
        answer = client.get("/admin/", follow=True)
        assert answer.request["PATH_INFO"] == "/auth/login/"


class TestOthers:
    def test_are_refused(self, as_maria):
        assert as_maria.get("/admin/").status_code in (302, 403)
        assert as_maria.get("/admin/accounts/user/").status_code in (302, 403)


class TestCreateSuperuser:
    def test_makes_somebody_who_can_sign_in(self, client, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", factories.PASSWORD)
        call_command("createsuperuser", email="boss@example.com", interactive=False, verbosity=0)

        sent = {"login": "boss@example.com", "password": factories.PASSWORD}
        assert client.post("/auth/login/?next=/admin/", sent).url == "/admin/"
        assert client.get("/admin/").status_code == 200
