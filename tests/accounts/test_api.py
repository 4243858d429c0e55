"""Registering, signing in and out by tokens, and the caller."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.utils import timezone
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import Membership, User, Workspace
from lumen.audit.models import AuditEvent
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
AUTH = "/api/v1/auth/"


def post(client, path, body, token=""):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return client.post(AUTH + path, body, content_type="application/json", headers=headers)


def login(client, **body):
    return post(client, "login", {"email": "maria@example.com", "password": PASSWORD, **body})


def me(client, token):
    return client.get(AUTH + "me", headers={"Authorization": f"Bearer {token}"})


def is_problem(answer, status, code):
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["detail"]
    return True


class TestRegistering:
    def test_takes_a_code_from_the_mail_before_signing_in(self, as_nobody, mailoutbox):
        sent = {"email": "new@example.com", "password": PASSWORD, "name": "Nina Rao"}
        answer = post(as_nobody, "register", sent)
        assert answer.status_code == 201
        assert answer.json()["verification_required"] is True

        credentials = {"email": "new@example.com", "password": PASSWORD}
        assert is_problem(post(as_nobody, "login", credentials), 403, "email-not-verified")
        code = re.search(r"^([A-Z0-9-]{6,9})$", mailoutbox[-1].body, re.MULTILINE)[1]
        verify = {"email": "new@example.com", "code": code}
        assert post(as_nobody, "verify-email", verify).status_code == 200
        assert is_problem(post(as_nobody, "verify-email", verify), 400, "wrong-code")

        token = post(as_nobody, "login", credentials).json()["access_token"]
        person = me(as_nobody, token).json()
        assert (person["email"], person["name"]) == ("new@example.com", "Nina Rao")
        assert [each["role"] for each in person["workspaces"]] == ["owner"]

    def test_answers_the_same_for_a_known_address(self, as_nobody, maria, mailoutbox):
        known = post(as_nobody, "register", {"email": maria.email, "password": PASSWORD})
        fresh = post(as_nobody, "register", {"email": "new@example.com", "password": PASSWORD})

        assert known.status_code == fresh.status_code == 201
        assert known.json().keys() == fresh.json().keys()
        assert known.json()["detail"] == fresh.json()["detail"]
        assert User.objects.count() == 2
        assert "already exists" in mailoutbox[0].body
        assert is_problem(login(as_nobody, password="x" * 12), 401, "wrong-credentials")

    @pytest.mark.parametrize(
        ("sent", "field"),
        [
            ({"email": "nonsense", "password": PASSWORD}, "email"),
            ({"email": "new@example.com", "password": "short"}, "password"),
            ({"email": "new@example.com", "password": "1234567890"}, "password"),
            ({"email": "new@example.com"}, "password"),
        ],
    )
    def test_says_what_is_wrong_and_saves_nobody(self, as_nobody, sent, field):
        answer = post(as_nobody, "register", sent)

        assert is_problem(answer, 400, "invalid")
        assert field in answer.json()["fields"]
        assert not User.objects.exists()

    def test_needs_no_code_when_mail_is_switched_off(self, as_nobody, settings, mailoutbox):
        settings.ACCOUNT_EMAIL_VERIFICATION = "none"
        settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
        credentials = {"email": "new@example.com", "password": PASSWORD}

        assert post(as_nobody, "register", credentials).json()["verification_required"] is False
        assert post(as_nobody, "login", credentials).status_code == 200

    def test_gives_up_on_a_code_after_five_wrong_tries(self, as_nobody, mailoutbox):
        post(as_nobody, "register", {"email": "new@example.com", "password": PASSWORD})
        code = re.search(r"^([A-Z0-9-]{6,9})$", mailoutbox[-1].body, re.MULTILINE)[1]
        for _ in range(5):
            post(as_nobody, "verify-email", {"email": "new@example.com", "code": "WRONG1"})

        verify = {"email": "new@example.com", "code": code}
        assert is_problem(post(as_nobody, "verify-email", verify), 400, "wrong-code")
        assert not EmailAddress.objects.get().verified

    def test_says_nothing_about_unknown_addresses(self, as_nobody):
        verify = {"email": "nobody@example.com", "code": "ABCDEF"}
        assert is_problem(post(as_nobody, "verify-email", verify), 400, "wrong-code")


class TestSigningIn:
    @pytest.mark.parametrize("name", ["username", "email"])
    @pytest.mark.parametrize("content_type", ["application/json", "form"])
    def test_takes_form_or_json_and_either_name(self, as_nobody, workspace, name, content_type):
        body = {name: "Maria@example.com", "password": PASSWORD}
        kind = {} if content_type == "form" else {"content_type": content_type}

        answer = as_nobody.post(AUTH + "login", body, **kind)

        assert answer.status_code == 200
        pair = answer.json()
        assert set(pair) == {"access_token", "refresh_token", "token_type", "expires_in"}
        assert (pair["token_type"], pair["expires_in"]) == ("bearer", 1800)
        assert answer["Cache-Control"] == "no-store"
        assert me(as_nobody, pair["access_token"]).json()["email"] == "maria@example.com"
        assert AuditEvent.objects.filter(action="user.signed_in").exists()

    def test_refuses_an_address_that_no_text_can_hold(self, as_nobody, workspace):
        told = b'{"email": "x\\ud800@example.com", "password": "whatever it is"}'
        for path in ("login", "register"):
            answer = as_nobody.post(f"/api/v1/auth/{path}", told, content_type="application/json")
            assert answer.status_code == 400, answer.content

    def test_says_the_same_for_wrong_password_unknown_address_and_inactive_person(self, as_nobody, workspace):
        factories.make_user("gone@example.com", is_active=False)
        answers = [
            login(as_nobody, password="not the password"),
            login(as_nobody, email="nobody@example.com"),
            login(as_nobody, email="gone@example.com"),
        ]
        bodies = [answer.json() for answer in answers]
        assert all(is_problem(answer, 401, "wrong-credentials") for answer in answers)
        assert bodies[0] == bodies[1] == bodies[2]

    def test_asks_for_an_address(self, as_nobody):
        assert is_problem(post(as_nobody, "login", {"password": "x"}), 400, "invalid")

    def test_stops_guessing_before_the_right_password_can_be_found(self, as_nobody, workspace):
        for _ in range(5):
            login(as_nobody, password="not the password")
        assert is_problem(login(as_nobody), 429, "throttled")

    def test_is_throttled_by_account_and_says_how_long(self, as_nobody, workspace):
        for _ in range(10):
            login(as_nobody)
        answer = login(as_nobody)
        assert is_problem(answer, 429, "throttled")
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert login(as_nobody, email="other@example.com").status_code == 401

    def test_is_throttled_by_address_over_all_accounts(self, as_nobody, workspace):
        statuses = [
            post(as_nobody, "forgot-password", {"email": f"p{n}@example.com"}).status_code for n in range(61)
        ]
        assert statuses == [202] * 60 + [429]

    def test_asks_for_the_second_step(self, as_nobody, maria, workspace):
        secret = generate_totp_secret()
        TOTP.activate(maria, secret)
        assert is_problem(login(as_nobody), 401, "second-step-needed")
        assert is_problem(login(as_nobody, code="000000x"), 401, "second-step-needed")

        code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
        assert login(as_nobody, code=code).status_code == 200
        assert is_problem(login(as_nobody, code=code), 401, "second-step-needed")

    def test_takes_recovery_codes_once(self, as_nobody, maria, workspace):
        TOTP.activate(maria, generate_totp_secret())
        code = RecoveryCodes.activate(maria).get_unused_codes()[0]
        assert login(as_nobody, code=code).status_code == 200
        assert is_problem(login(as_nobody, code=code), 401, "second-step-needed")


class TestTokens:
    @pytest.fixture
    def pair(self, as_nobody, workspace):
        return login(as_nobody).json()

    def refresh(self, client, pair):
        return post(client, "refresh", {"refresh_token": pair["refresh_token"]})

    def test_are_renewed_once(self, as_nobody, pair):
        fresh = self.refresh(as_nobody, pair)
        assert set(fresh.json()) == set(pair)
        assert me(as_nobody, fresh.json()["access_token"]).status_code == 200
        assert is_problem(self.refresh(as_nobody, pair), 401, "token-not-valid")

    def test_end_by_themselves(self, as_nobody, pair):
        with time_machine.travel(timezone.now() + timedelta(minutes=31)):
            assert me(as_nobody, pair["access_token"]).status_code == 401
        with time_machine.travel(timezone.now() + timedelta(days=8)):
            assert self.refresh(as_nobody, pair).status_code == 401

    def test_end_with_a_new_password(self, as_nobody, pair, maria):
        maria.set_password("another long password")
        maria.save()
        assert me(as_nobody, pair["access_token"]).status_code == 401
        assert self.refresh(as_nobody, pair).status_code == 401

    def test_end_with_their_person(self, as_nobody, pair, maria):
        maria.delete()
        assert me(as_nobody, pair["access_token"]).status_code == 401
        assert self.refresh(as_nobody, pair).status_code == 401

    def test_end_by_signing_out(self, as_nobody, pair):
        body = {"refresh_token": pair["refresh_token"]}
        assert post(as_nobody, "logout", body, pair["access_token"]).status_code == 204
        refused = me(as_nobody, pair["access_token"])
        assert is_problem(refused, 401, "token-not-valid")
        assert refused.json()["detail"] == "This token was signed out. Sign in again."
        assert self.refresh(as_nobody, pair).status_code == 401

    def test_all_end_by_signing_out_without_naming_one(self, as_nobody, pair):
        other = login(as_nobody).json()
        assert post(as_nobody, "logout", {}, pair["access_token"]).status_code == 204
        for each in (pair, other):
            assert self.refresh(as_nobody, each).status_code == 401

    def test_signing_out_twice_is_no_error(self, as_nobody, pair):
        body = {"refresh_token": pair["refresh_token"]}
        for _ in range(2):
            assert post(as_nobody, "logout", body).status_code == 204
        assert post(as_nobody, "logout", {"refresh_token": "nonsense"}).status_code == 204

    def test_an_access_token_renews_nothing_and_a_refresh_token_opens_nothing(self, as_nobody, pair):
        swapped = {"refresh_token": pair["access_token"]}
        assert is_problem(post(as_nobody, "refresh", swapped), 401, "token-not-valid")
        assert me(as_nobody, pair["refresh_token"]).status_code == 401

    def test_of_another_key_are_refused(self, as_nobody, maria, settings):
        from rest_framework_simplejwt.backends import TokenBackend

        claims = dict(RefreshToken.for_user(maria).access_token.payload)
        forged = TokenBackend("HS256", "another key " * 4).encode(claims)
        assert me(as_nobody, forged).status_code == 401


class TestForgotPassword:
    def test_mails_a_link_to_people_who_are_here(self, as_nobody, workspace, mailoutbox):
        known = post(as_nobody, "forgot-password", {"email": "maria@example.com"})
        unknown = post(as_nobody, "forgot-password", {"email": "nobody@example.com"})

        assert known.status_code == unknown.status_code == 202
        assert known.json() == unknown.json()
        assert "/auth/password/reset/key/" in mailoutbox[0].body
        assert "/auth/password/reset/key/" not in mailoutbox[1].body


class TestMe:
    def test_names_the_caller_and_their_workspaces(self, as_maria, maria, workspace):
        factories.make_workspace(owner=maria, name="Shop", kind="business")
        answer = as_maria.get(AUTH + "me").json()
        assert [(each["name"], each["kind"]) for each in answer["workspaces"]] == [
            ("Maria's money", "consumer"),
            ("Shop", "business"),
        ]
        assert answer["workspaces"][0]["id"] == str(workspace.pk)

    def test_is_nobodys_business(self, as_nobody):
        assert is_problem(as_nobody.get(AUTH + "me"), 401, "not-authenticated")

    def delete(self, client, password):
        body = {"password": password}
        return client.delete("/api/v1/me", body, content_type="application/json")

    def test_deletes_the_caller_with_the_password(self, as_maria, workspace):
        assert self.delete(as_maria, PASSWORD).status_code == 204
        assert not User.objects.exists()
        assert not Workspace.objects.exists()

    def test_deletes_nobody_with_a_wrong_password(self, as_maria):
        assert is_problem(self.delete(as_maria, "not the password"), 403, "wrong-password")
        assert is_problem(self.delete(as_maria, ""), 400, "invalid")
        assert User.objects.exists()

    def test_does_not_leave_others_without_an_owner(self, as_maria, ben):
        assert is_problem(self.delete(as_maria, PASSWORD), 409, "last-owner")
        assert Membership.objects.count() == 2

    def test_viewers_may_leave_for_good(self, as_vera, vera):
        assert self.delete(as_vera, PASSWORD).status_code == 204
        assert not User.objects.filter(pk=vera.pk).exists()
