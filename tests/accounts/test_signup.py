"""From sign-up to the first page, and what protects signing in."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse

from accounts.models import Membership, User
from lumen.audit.models import AuditEvent
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db
SIGNUP, LOGIN = "/auth/signup/", "/auth/login/"


def code_in(mail):
    return re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4}|\d{6})$", mail.body, re.MULTILINE)[1]


def totp_code(secret):
    return f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"


class TestSigningUp:
    def test_sends_a_code_and_ends_on_the_dashboard_with_a_workspace(self, as_nobody, mailoutbox):
        sent = as_nobody.post(SIGNUP, {"email": "new@example.com", "password1": PASSWORD})
        assert sent.url == "/auth/confirm-email/"
        assert [mail.to for mail in mailoutbox] == [["new@example.com"]]
        assert "Your code for Lumen" in mailoutbox[0].subject

        verified = as_nobody.post(sent.url, {"code": code_in(mailoutbox[0])})
        assert verified.url == reverse("accounts:welcome")
        assert as_nobody.get(verified.url).status_code == 200

        kept = {"first_name": "Nina", "kind": "business", "base_currency": "INR"}
        kept |= {"time_zone": "Asia/Kolkata", "company_name": "Nina Tea", "gstin": "27AAPFU0939F1ZV"}
        assert as_nobody.post(verified.url, kept).url == reverse("home")

        membership = Membership.objects.get(user__email="new@example.com")
        assert (membership.role, membership.workspace.kind) == ("owner", "business")
        assert membership.workspace.name == "Nina Tea"
        assert membership.user.first_name == "Nina"
        assert EmailAddress.objects.get(user=membership.user).verified
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"user.signed_up", "workspace.created", "user.email_confirmed"} <= actions

    def test_refuses_a_wrong_code(self, as_nobody, mailoutbox):
        as_nobody.post(SIGNUP, {"email": "new@example.com", "password1": PASSWORD})

        answer = as_nobody.post("/auth/confirm-email/", {"code": "WRONG1"})

        assert answer.status_code == 200
        assert not EmailAddress.objects.get().verified
        assert as_nobody.get(reverse("accounts:workspace")).url.startswith(LOGIN)

    def test_answers_the_same_for_a_known_address_and_mails_its_owner(self, as_nobody, maria, mailoutbox):
        answer = as_nobody.post(SIGNUP, {"email": maria.email, "password1": PASSWORD})

        assert answer.url == "/auth/confirm-email/"
        assert User.objects.count() == 1
        assert "already exists" in mailoutbox[0].body

    def test_refuses_a_weak_password_and_saves_nobody(self, as_nobody):
        answer = as_nobody.post(SIGNUP, {"email": "new@example.com", "password1": "short"})

        assert answer.status_code == 200
        assert "too short" in answer.content.decode()
        assert not User.objects.exists()

    def test_keeps_a_wrong_gstin_from_being_saved(self, as_maria, workspace):
        kept = {"kind": "business", "base_currency": "INR", "time_zone": "Asia/Kolkata"}

        answer = as_maria.post(reverse("accounts:welcome"), kept | {"gstin": "27AAPFU0939F1ZW"})

        assert answer.status_code == 422
        assert "typing mistake" in answer.content.decode()
        workspace.refresh_from_db()
        assert workspace.kind == "consumer"


class TestSigningIn:
    def sign_in(self, client, password=PASSWORD):
        return client.post(LOGIN, {"login": "maria@example.com", "password": password})

    def prove(self, client):
        return client.post("/auth/reauthenticate/", {"password": PASSWORD})

    def test_leads_home(self, as_nobody, workspace):
        assert self.sign_in(as_nobody).url == reverse("home")

    def test_says_the_same_for_a_wrong_password_and_an_unknown_address(self, as_nobody, workspace):
        wrong = self.sign_in(as_nobody, "not the password").content.decode()
        unknown = as_nobody.post(LOGIN, {"login": "nobody@example.com", "password": "x" * 12})

        sentence = "The email address and/or password you specified are not correct."
        assert sentence in wrong
        assert sentence in unknown.content.decode()

    def test_stops_guessing_after_five_wrong_passwords(self, as_nobody, workspace):
        for _ in range(5):
            self.sign_in(as_nobody, "not the password")

        assert "Too many failed login attempts" in self.sign_in(as_nobody).content.decode()

    def test_asks_for_the_second_step(self, as_nobody, maria, workspace):
        secret = generate_totp_secret()
        TOTP.activate(maria, secret)
        assert Authenticator.objects.get().data["secret"] != secret

        assert self.sign_in(as_nobody).url == reverse("mfa_authenticate")
        assert as_nobody.get(reverse("accounts:workspace")).status_code == 302
        done = as_nobody.post(reverse("mfa_authenticate"), {"code": totp_code(secret)})
        assert done.url == reverse("home")

    def test_takes_a_recovery_code_once(self, as_nobody, maria, workspace):
        TOTP.activate(maria, generate_totp_secret())
        code = RecoveryCodes.activate(maria).get_unused_codes()[0]
        for expected in (302, 200):
            self.sign_in(as_nobody)
            answer = as_nobody.post(reverse("mfa_authenticate"), {"code": code})
            assert answer.status_code == expected
            as_nobody.logout()

    def test_resets_a_forgotten_password_by_mail(self, as_nobody, workspace, mailoutbox):
        as_nobody.post("/auth/password/reset/", {"email": "maria@example.com"})
        link = re.search(r"http://testserver(\S+)", mailoutbox[0].body)[1]
        form_url = as_nobody.get(link).url
        fresh = "another long password"

        as_nobody.post(form_url, {"password1": fresh, "password2": fresh})

        assert self.sign_in(as_nobody, fresh).url == reverse("home")

    @pytest.mark.parametrize("page", ["mfa_index", "mfa_activate_totp", "account_email"])
    def test_sets_up_second_steps_on_pages_that_work(self, as_nobody, workspace, page):
        self.sign_in(as_nobody)
        self.prove(as_nobody)
        assert as_nobody.get(reverse(page)).status_code == 200

    def test_sets_up_an_authenticator_app_and_shows_recovery_codes(self, as_nobody, maria, workspace):
        self.sign_in(as_nobody)
        self.prove(as_nobody)
        page = as_nobody.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret

        done = as_nobody.post(reverse("mfa_activate_totp"), {"code": totp_code(secret)})

        assert done.status_code == 302
        assert as_nobody.get(reverse("mfa_view_recovery_codes")).status_code == 200
        added = AuditEvent.objects.filter(action="user.factor_added").values_list("facts", flat=True)
        assert {"type": "totp"} in added
