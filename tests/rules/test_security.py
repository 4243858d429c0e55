"""What must hold wherever Lumen runs."""

import json
import logging
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from lumen.audit.sentences import SENTENCES
from tests.factories import PASSWORD

ROOT = Path(__file__).parent.parent.parent
HEAVY = ["torch", "sentence_transformers", "sklearn", "rapidocr", "cv2", "onnxruntime"]
HEAVY += ["google.genai", "anthropic", "openai", "pydantic_ai"]


def run(*arguments, **changes):
    """A fresh Python with production settings, so that nothing of this test run leaks in."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lumen.settings"}
    for name in ("HTTPS", "DEBUG", "API_THROTTLE", "GOOGLE_CLIENT_ID"):
        environment.pop(name, None)
    environment |= {"SECRET_KEY": string.ascii_letters, "ALLOWED_HOSTS": "lumen.example", **changes}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


FACTS = """
import django, json; django.setup()
from allauth.account import app_settings
from django.conf import settings
names = ["DEBUG", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
print(json.dumps({
    "safe": [getattr(settings, name) for name in names],
    "hasher": settings.PASSWORD_HASHERS[0],
    "limits": app_settings.RATE_LIMITS,
    "form_action": settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["form-action"],
    "exempt": settings.SECURE_REDIRECT_EXEMPT,
}))
"""


def facts_of_settings(**changes):
    done = run("-c", FACTS, **changes)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def production():
    return facts_of_settings()


class TestProduction:
    def test_passes_the_deployment_check(self):
        done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING")
        assert done.returncode == 0, done.stderr
        assert "no issues" in done.stdout

    def test_is_what_you_get_when_nothing_is_set(self, production):
        assert production["safe"] == [False, True, True, True]

    def test_hashes_passwords_with_argon2(self, production):
        assert "Argon2" in production["hasher"]

    def test_keeps_the_rate_limits_of_signing_in(self, production):
        assert production["limits"]["login_failed"] == "10/m/ip,5/300s/key"

    def test_refuses_a_key_ring_that_is_none(self):
        done = run("manage.py", "check", FERNET_KEYS="nonsense")
        assert done.returncode != 0
        assert "lumen.E001" in done.stderr

    def test_lets_forms_lead_to_google_only_when_it_is_configured(self, production):
        google = "https://accounts.google.com"
        assert google not in production["form_action"]
        assert google in facts_of_settings(GOOGLE_CLIENT_ID="an-id")["form_action"]

    def test_health_checks_need_no_https(self, production):
        assert r"^health$" in production["exempt"]


class TestAuditActions:
    def test_are_all_written_down(self):
        code = [
            path.read_text()
            for app in ("accounts", "lumen", "transactions", "documents", "anomalies", "chat")
            for path in (ROOT / app).rglob("*.py")
        ]
        recorded = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', "\n".join(code)))
        listed = set(re.findall(r"`([a-z_]+\.[a-z_]+)`", (ROOT / "docs/security.md").read_text()))
        assert recorded - listed == set()

    def test_have_no_sentence_that_nobody_needs(self):
        code = "\n".join(
            path.read_text() for path in [*ROOT.glob("accounts/**/*.py"), *ROOT.glob("lumen/**/*.py")]
        )
        recorded = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', code))
        assert {name for name in SENTENCES if name.split(".")[0] in ("user", "export")} - recorded == set()


class TestLightStart:
    def test_the_web_process_imports_no_model_library(self):
        code = (
            "import sys, lumen.asgi\n"
            "from django.urls import get_resolver\n"
            "names = list(get_resolver().reverse_dict) and [p for p in get_resolver().url_patterns]\n"
            "for pattern in names: getattr(pattern, 'url_patterns', None)\n"
            f"print([name for name in {HEAVY!r} if name in sys.modules])"
        )
        done = run("-c", code)
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip() == "[]"


@pytest.mark.django_db
class TestHeaders:
    @pytest.mark.parametrize("page", ["/", "/auth/login/", "/auth/signup/", "/nothing"])
    def test_forbid_inline_scripts_styles_and_frames(self, client, page):
        answer = client.get(page)
        policy = dict(
            (each.strip().partition(" ")[::2]) for each in answer["Content-Security-Policy"].split(";")
        )
        assert policy["default-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        for name in ("script-src", "style-src"):
            assert "unsafe" not in policy[name]
            assert "http" not in policy[name]
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_give_each_page_its_own_nonce(self, client):
        def nonce():
            return client.get("/auth/login/")["Content-Security-Policy"].split("'nonce-")[1][:16]

        assert nonce() != nonce()

    def test_keep_cookies_from_scripts_and_other_sites(self, client, maria, workspace):
        client.post("/auth/login/", {"login": maria.email, "password": PASSWORD})
        session = client.cookies["sessionid"]
        assert session["httponly"]
        assert session["samesite"] == "Lax"


@pytest.mark.django_db
class TestLogs:
    def test_strike_private_details_out_of_errors(self, maria):
        from lumen.common.logs import formatter

        try:
            with transaction.atomic():
                User.objects.create(email=maria.email)
        except IntegrityError:
            text = "Refused lmn_abcdefgh1234"
            record = logging.LogRecord("x", logging.ERROR, "", 0, text, (), sys.exc_info())
        written = json.loads(formatter().format(record))
        assert "duplicate key value" in written["exception"]
        assert "maria@" not in str(written)
        assert "lmn_abc" not in str(written)

    def test_hold_no_addresses_passwords_or_secrets_of_links(
        self, client, maria, workspace, caplog, settings
    ):
        settings.SLOW_REQUEST_SECONDS = 0.0
        caplog.set_level("DEBUG", logger="lumen")
        client.raise_request_exception = False
        client.post("/auth/login/", {"login": maria.email, "password": "wrong password"})
        client.post("/auth/login/", {"login": maria.email, "password": PASSWORD})
        client.post("/auth/password/reset/", {"email": maria.email})
        client.get("/settings/invitations/secret-of-a-link/")
        client.post("/api/v1/auth/login", {"email": maria.email, "password": PASSWORD}, "application/json")
        client.get("/api/v1/auth/me", headers={"Authorization": "Bearer lmn_secret-of-a-link"})
        client.post("/settings/members/invite/", {"email": "guest@example.com", "role": "member"})

        written = caplog.text
        assert "request.slow" in written
        for private in ("maria@", "guest@", PASSWORD, "wrong password", "secret-of-a-link", "Maria"):
            assert private not in written, private
