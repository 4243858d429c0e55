"""Alive, ready and metrics."""

import pytest

from lumen import health

pytestmark = pytest.mark.django_db


class TestAlive:
    def test_answers_everybody_without_a_query(self, as_nobody, django_assert_num_queries):
        with django_assert_num_queries(0):
            answer = as_nobody.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (200, "ok")
        assert "no-store" in answer["Cache-Control"]


class TestReady:
    def test_names_each_part_with_its_state_and_time(self, as_nobody):
        answer = as_nobody.get("/ready")
        parts = answer.json()["parts"]
        assert answer.status_code == 200
        assert set(parts) == {"database", "audit_database", "redis", "workers", "models"}
        assert all(part["state"] == "ok" and part["ms"] >= 0 for part in parts.values())

    @pytest.mark.parametrize(
        ("check", "part"),
        [("redis_state", "redis"), ("worker_state", "workers"), ("model_state", "models")],
    )
    def test_is_unavailable_when_a_part_is_down(self, as_nobody, monkeypatch, check, part):
        def broken():
            raise ConnectionError("secret address")

        monkeypatch.setattr(health, check, broken)
        answer = as_nobody.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["parts"][part]["state"] == "down"
        assert "secret address" not in answer.content.decode()

    def test_notices_that_no_worker_answers(self, as_nobody, settings):
        settings.CELERY_TASK_ALWAYS_EAGER = False
        answer = as_nobody.get("/ready")
        assert answer.status_code == 503
        assert answer.json()["parts"]["workers"]["state"] == "down"
        again = as_nobody.get("/ready").json()["parts"]["workers"]
        assert again["ms"] < 100  # remembered, not asked again

    def test_looks_for_the_weights_on_this_machine(self, settings, monkeypatch, tmp_path):
        settings.AI_EMBEDDER = "sentence"
        assert health.model_state() == "ok"
        monkeypatch.setattr("lumen.ai.embeddings.sentence.model_folder", lambda: tmp_path)
        assert health.model_state() == "down"


class TestMetrics:
    def test_count_requests_by_route_and_status(self, as_nobody, as_maria):
        as_nobody.get("/health")
        as_maria.get("/settings/workspace/")
        as_nobody.get("/nothing/at/all")
        text = as_nobody.get("/metrics").content.decode()
        assert 'lumen_requests_total{method="GET",route="health",status="200"}' in text
        assert 'lumen_request_seconds_bucket{le="0.01",method="GET",route="health"}' in text
        assert 'route="settings/workspace/"' in text
        assert 'route="unresolved",status="404"' in text
        assert "nothing/at/all" not in text
        assert 'lumen_queue_length{queue="default"} 0.0' in text
        assert "process_resident_memory_bytes" in text

    def test_ask_for_their_token_when_one_is_set(self, as_nobody, settings):
        settings.METRICS_TOKEN = "a-token"
        assert as_nobody.get("/metrics").status_code == 401
        wrong = {"Authorization": "Bearer another"}
        assert as_nobody.get("/metrics", headers=wrong).status_code == 401
        right = {"Authorization": "Bearer a-token"}
        assert as_nobody.get("/metrics", headers=right).status_code == 200
