"""Keys for programs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import ApiToken
from lumen.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
NEW, LIST = "accounts:new-token", "accounts:tokens"


@pytest.fixture
def issued(workspace, maria):
    return services.create_api_token(
        workspace=workspace, user=maria, name="script", scopes=["read"], expires_at=None
    )


def revoke_url(issued):
    return reverse("accounts:revoke-token", args=[issued.token.pk])


class TestMaking:
    def test_asks_for_the_password_again(self, as_maria):
        for method in (as_maria.get, as_maria.post):
            assert method(reverse(NEW)).url.startswith("/auth/reauthenticate/")

    def test_shows_the_key_once_and_keeps_its_digest(self, as_maria, proven):
        sent = {"name": "Phone", "scopes": ["read", "write"], "expires_in_days": "30"}

        answer = proven(as_maria).post(reverse(NEW), sent)

        token = ApiToken.objects.get()
        text = answer.context["issued"].text
        assert text.startswith("lmn_")
        assert text in answer.content.decode()
        assert token.digest == ApiToken.digest_of(text)
        assert timedelta(days=29) < token.expires_at - timezone.now() < timedelta(days=31)
        assert "no-store" in answer["Cache-Control"]
        page = as_maria.get(reverse(LIST)).content.decode()
        assert "Phone" in page
        assert text not in page
        assert text not in str(list(AuditEvent.objects.values_list("facts", flat=True)))

    @pytest.mark.parametrize(
        "wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["rule"]}, {"expires_in_days": "7000"}]
    )
    def test_refuses_what_makes_no_sense(self, as_maria, proven, wrong):
        sent = {"name": "Phone", "scopes": ["read"], "expires_in_days": "never", **wrong}
        assert proven(as_maria).post(reverse(NEW), sent).status_code == 422
        assert not ApiToken.objects.exists()


class TestRevoking:
    def test_stops_the_key(self, as_maria, issued):
        as_maria.post(revoke_url(issued))

        assert ApiToken.live(issued.text) is None
        assert AuditEvent.objects.filter(action="api_token.revoked").count() == 1
        as_maria.post(revoke_url(issued))
        assert AuditEvent.objects.filter(action="api_token.revoked").count() == 1

    def test_is_for_its_owner_and_the_workspaces_owners(self, as_ben, as_otto, issued):
        assert as_ben.post(revoke_url(issued)).status_code == 404
        assert as_otto.post(revoke_url(issued)).status_code == 404
        assert ApiToken.live(issued.text)

    def test_owners_see_and_stop_the_keys_of_members(self, as_maria, ben, workspace):
        issued = services.create_api_token(
            workspace=workspace, user=ben, name="Ben's script", scopes=["read"], expires_at=None
        )
        assert "Ben&#x27;s script" in as_maria.get(reverse(LIST)).content.decode()
        as_maria.post(revoke_url(issued))
        assert ApiToken.live(issued.text) is None


class TestUsing:
    def call(self, client, text, method="get", path="/api/v1/notifications"):
        return getattr(client, method)(path, headers={"Authorization": f"Bearer {text}"})

    def test_opens_the_api_and_notes_when(self, as_nobody, issued):
        assert self.call(as_nobody, issued.text).status_code == 200
        issued.token.refresh_from_db()
        assert issued.token.last_used_at

    def test_read_keys_only_read(self, as_nobody, issued):
        for method in ("post", "put", "patch", "delete"):
            assert self.call(as_nobody, issued.text, method).status_code == 403

    def test_ends_on_its_day(self, as_nobody, issued):
        ApiToken.objects.update(expires_at=timezone.now())
        answer = self.call(as_nobody, issued.text)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"

    def test_ends_with_its_owner(self, as_nobody, issued, maria):
        maria.is_active = False
        maria.save()
        assert self.call(as_nobody, issued.text).status_code == 401

    def test_knows_no_made_up_keys(self, as_nobody, workspace):
        assert self.call(as_nobody, "lmn_made-up").status_code == 401
        assert self.call(as_nobody, "nonsense").status_code == 401

    def test_reaches_its_own_workspace_only(self, as_nobody, issued, otto):
        other = otto.workspaces.get()
        headers = {"Authorization": f"Bearer {issued.text}", "X-Lumen-Workspace": str(other.pk)}
        answer = as_nobody.get("/api/v1/audit-events", headers=headers)
        assert answer.status_code == 200
        assert answer.json()["results"] == []
