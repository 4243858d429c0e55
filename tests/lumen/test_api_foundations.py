"""What every endpoint has: problem details, throttles, idempotency, origins, request ids."""

import threading
import time

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import APIView

from lumen.api.idempotency import IdempotentMixin
from lumen.api.throttling import MemberThrottle
from lumen.common.errors import LumenError
from lumen.urls import handler400, handler403, handler404, handler500  # noqa: F401
from lumen.urls import urlpatterns as site

calls: list[str] = []


class NoCoffeeError(LumenError):
    status, code, title = 409, "no-coffee", "There is no coffee"


RAISED = {
    "lumen": NoCoffeeError("Make some first.", pots=2),
    "denied": PermissionDenied("Not for you."),
    "django-invalid": ValidationError({"amount": ["Too much."]}),
    "invalid": exceptions.ValidationError({"amount": ["Too much."], "lines": [{"tax": ["No."]}]}),
    "throttled": exceptions.Throttled(wait=7.2),
    "bug": ZeroDivisionError("secret detail"),
}


class Raising(APIView):
    def get(self, request, name):
        raise RAISED[name]


class Creating(IdempotentMixin, APIView):
    def post(self, request):
        calls.append(request.data.get("n"))
        if request.data.get("n") == "bad":
            raise NoCoffeeError("Make some first.")
        if request.data.get("n") == "slow":
            time.sleep(0.5)
        return Response({"number": len(calls)}, status=201)


class OncePerMinute(MemberThrottle):
    rate = "2/minute"
    scope = "tests"


class Throttled(APIView):
    throttle_classes = [OncePerMinute]

    def get(self, request):
        return Response({})


def slow(request):
    time.sleep(0.02)
    return HttpResponse("done")


urlpatterns = [
    path("api/v1/raise/<str:name>", Raising.as_view()),
    path("api/v1/create", Creating.as_view()),
    path("api/v1/throttled", Throttled.as_view()),
    path("slow", slow),
    *site,
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _no_calls():
    calls.clear()


def is_problem(answer, status, code):
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["type"] == f"/problems/{code}"
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert body["title"]
    return body


class TestProblemDetails:
    def test_of_our_own_errors_carry_their_facts(self, as_maria):
        body = is_problem(as_maria.get("/api/v1/raise/lumen"), 409, "no-coffee")
        assert (body["detail"], body["pots"]) == ("Make some first.", 2)

    @pytest.mark.parametrize("name", ["invalid", "django-invalid"])
    def test_of_wrong_fields_name_them(self, as_maria, name):
        body = is_problem(as_maria.get(f"/api/v1/raise/{name}"), 400, "invalid")
        assert body["fields"]["amount"] == ["Too much."]
        assert body["detail"].startswith("amount: Too much.")

    def test_of_forbidden_things_say_why(self, as_maria):
        assert is_problem(as_maria.get("/api/v1/raise/denied"), 403, "forbidden")["detail"] == (
            "Not for you."
        )

    def test_of_too_many_requests_say_how_long(self, as_maria):
        answer = as_maria.get("/api/v1/raise/throttled")
        assert is_problem(answer, 429, "throttled")["detail"] == "Try again in 8 seconds."
        assert answer["Retry-After"] == "8"

    def test_of_bugs_say_nothing_about_them(self, as_maria):
        as_maria.raise_request_exception = False
        answer = as_maria.get("/api/v1/raise/bug")
        is_problem(answer, 500, "server-error")
        assert "secret detail" not in answer.content.decode()

    @pytest.mark.parametrize("unknown", ["/api/v1/nothing", "/api/", "/api/v2/x", "/api/v1/auth/me/"])
    @pytest.mark.parametrize("method", ["get", "post", "delete"])
    def test_of_unknown_addresses_are_the_same_for_everybody(self, as_nobody, as_maria, unknown, method):
        for client in (as_nobody, as_maria):
            is_problem(getattr(client, method)(unknown), 404, "not-found")

    def test_of_wrong_methods(self, as_maria):
        is_problem(as_maria.put("/api/v1/notifications"), 405, "method-not-allowed")

    def test_of_callers_nobody_knows(self, as_nobody):
        answer = as_nobody.get("/api/v1/notifications")
        is_problem(answer, 401, "not-authenticated")
        assert answer["WWW-Authenticate"] == "Bearer"

    def test_of_bodies_that_are_not_json(self, as_maria):
        answer = as_maria.post("/api/v1/create", "{", content_type="application/json")
        is_problem(answer, 400, "parse-error")

    def test_of_bodies_of_another_kind(self, as_maria):
        answer = as_maria.post("/api/v1/create", "<x/>", content_type="text/xml")
        is_problem(answer, 415, "unsupported-media-type")

    def test_of_a_session_without_the_csrf_token(self, maria, workspace):
        client = Client(enforce_csrf_checks=True)
        client.force_login(maria)
        is_problem(client.post("/api/v1/create", {}), 403, "permission-denied")

    def test_of_a_workspace_that_is_not_theirs(self, as_otto, workspace):
        headers = {"X-Lumen-Workspace": workspace.slug}
        real = as_otto.get("/api/v1/notifications", headers=headers)
        made_up = as_otto.get("/api/v1/notifications", headers={"X-Lumen-Workspace": "made-up"})
        assert is_problem(real, 403, "permission-denied") == made_up.json()

    def test_pages_keep_their_frame(self, as_maria, as_nobody):
        for client in (as_maria, as_nobody):
            answer = client.get("/nothing/here")
            assert answer.status_code == 404
            assert "There is nothing here" in answer.content.decode()


class TestThrottle:
    def test_counts_by_person_and_says_how_long(self, as_maria, as_otto):
        assert [as_maria.get("/api/v1/throttled").status_code for _ in range(3)] == [200, 200, 429]
        answer = as_maria.get("/api/v1/throttled")
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert as_otto.get("/api/v1/throttled").status_code == 200

    def test_counts_by_address_too(self, as_maria):
        for _ in range(3):
            as_maria.get("/api/v1/throttled")
        elsewhere = as_maria.get("/api/v1/throttled", REMOTE_ADDR="198.51.100.7")
        assert elsewhere.status_code == 200

    def test_lets_through_again_when_the_window_has_moved_on(self, as_maria, monkeypatch):
        monkeypatch.setattr(OncePerMinute, "rate", "2/second")
        assert [as_maria.get("/api/v1/throttled").status_code for _ in range(3)] == [200, 200, 429]
        time.sleep(1.05)
        assert as_maria.get("/api/v1/throttled").status_code == 200

    def test_lets_no_parallel_call_slip_by(self, rf, maria):
        request = rf.get("/")
        request.user = maria
        allowed = []

        def call():
            allowed.append(OncePerMinute().allow_request(request, None))

        threads = [threading.Thread(target=call) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(allowed) == [False] * 18 + [True] * 2

    def test_is_a_hundred_a_minute_by_default(self):
        import os
        import subprocess
        import sys

        code = (
            "import django; django.setup()\n"
            "from lumen.api.throttling import MemberThrottle as M\n"
            "print(M().num_requests, M().duration)"
        )
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "lumen.settings"}
        environment.pop("API_THROTTLE")
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == ["100", "60"]


class TestIdempotency:
    def create(self, client, key="k1", **body):
        headers = {"Idempotency-Key": key} if key else {}
        return client.post("/api/v1/create", body, content_type="application/json", headers=headers)

    def test_gives_the_first_answer_again(self, as_maria):
        first, again = self.create(as_maria, n=1), self.create(as_maria, n=1)
        assert first.json() == again.json() == {"number": 1}
        assert again.status_code == 201
        assert again["Idempotent-Replay"] == "true"
        assert calls == [1]

    def test_refuses_the_key_for_something_else(self, as_maria):
        self.create(as_maria, n=1)
        is_problem(self.create(as_maria, n=2), 409, "idempotency-conflict")
        assert calls == [1]

    def test_keeps_people_and_keys_apart(self, as_maria, as_otto):
        for client, key in ((as_maria, "k1"), (as_maria, "k2"), (as_otto, "k1"), (as_maria, "")):
            assert self.create(client, key, n=1).status_code == 201
        assert len(calls) == 4

    def test_frees_the_key_of_a_refused_request(self, as_maria):
        assert self.create(as_maria, n="bad").status_code == 409
        assert self.create(as_maria, n=1).status_code == 201

    def test_compares_uploads_by_their_content(self, as_maria):
        from django.core.files.uploadedfile import SimpleUploadedFile

        def upload(content):
            body = {"file": SimpleUploadedFile("a.csv", content), "n": "1"}
            return as_maria.post("/api/v1/create", body, headers={"Idempotency-Key": "k1"})

        assert upload(b"one").status_code == 201
        assert upload(b"one")["Idempotent-Replay"] == "true"
        is_problem(upload(b"two"), 409, "idempotency-conflict")

    @pytest.mark.django_db(transaction=True)
    def test_does_the_work_once_for_two_requests_at_a_time(self, maria, workspace):
        answers = []

        def send():
            client = Client()
            client.force_login(maria)
            answers.append(self.create(client, n="slow"))
            connections.close_all()

        threads = [threading.Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answer.status_code for answer in answers) == [201, 409]
        assert calls == ["slow"]


class TestEveryAnswer:
    def test_carries_an_id_and_its_time(self, as_nobody):
        first, second = as_nobody.get("/health"), as_nobody.get("/health")
        assert len(first["X-Request-ID"]) == 32
        assert first["X-Request-ID"] != second["X-Request-ID"]
        assert 0 < float(first["X-Process-Time"]) < 10

    def test_warns_in_the_log_when_it_was_slow(self, as_nobody, settings, caplog):
        settings.SLOW_REQUEST_SECONDS = 0.01
        as_nobody.get("/slow?secret=1")
        (record,) = [r for r in caplog.records if "request.slow" in str(r.msg)]
        assert record.levelname == "WARNING"
        assert record.msg["route"] == "slow"
        assert "secret" not in str(record.msg)

    def test_is_quiet_when_it_was_quick(self, as_nobody, caplog):
        as_nobody.get("/health")
        assert not [r for r in caplog.records if "request.slow" in str(r.msg)]


class TestOrigins:
    def ask(self, client, origin):
        headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
        return client.options("/api/v1/notifications", headers=headers)

    def test_on_the_list_may_ask(self, as_nobody, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
        answer = self.ask(as_nobody, "https://app.example")
        assert answer["Access-Control-Allow-Origin"] == "https://app.example"

    def test_off_the_list_may_not(self, as_nobody, settings):
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
        assert "Access-Control-Allow-Origin" not in self.ask(as_nobody, "https://evil.example")

    def test_are_none_by_default_and_never_for_pages(self, as_nobody, settings):
        assert settings.CORS_ALLOWED_ORIGINS == []
        settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
        answer = as_nobody.get("/", headers={"Origin": "https://app.example"})
        assert "Access-Control-Allow-Origin" not in answer
