"""The embedded servers survive the worst and lose nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.db import connection

from lumen import embedded

WRITE = """
import psycopg, redis
from lumen import embedded
services = embedded.ensure_services()
config = embedded.database_config()
with psycopg.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"]) as connection:
    connection.execute("CREATE TABLE kept (n int)")
    connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
client = redis.Redis.from_url(embedded.redis_url())
client.rpush("kept", *range(1000))
print(services.postgres.get_pid(), services.redis.pid, flush=True)
import time; time.sleep(60)
"""
READ = """
import psycopg, redis
from lumen import embedded
services = embedded.ensure_services()
config = embedded.database_config()
with psycopg.connect(host=config["HOST"], user=config["USER"], dbname=config["NAME"]) as connection:
    rows = connection.execute("SELECT count(*), sum(n) FROM kept").fetchone()
    version = connection.execute("SELECT extversion FROM pg_available_extension_versions, "
        "LATERAL (SELECT version AS extversion) v WHERE name = 'vector' LIMIT 1").fetchone()
print(*rows, redis.Redis.from_url(embedded.redis_url()).llen("kept"), bool(version), flush=True)
services.stop()
"""


def _python(code: str, var: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "LUMEN_VAR": str(var)}
    return subprocess.Popen([sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def var(tmp_path):
    folder = tmp_path / "var"
    folder.mkdir()
    yield folder
    for process in psutil.process_iter(["cmdline"]):
        if str(folder) in " ".join(process.info["cmdline"] or []):
            process.kill()


class TestKill:
    def test_loses_nothing_when_everything_is_killed_at_once(self, var):
        writer = _python(WRITE, var)
        pids = [int(pid) for pid in writer.stdout.readline().split()]
        for pid in [writer.pid, *pids]:
            os.kill(pid, signal.SIGKILL)
        writer.wait()

        reader = _python(READ, var)
        out, _ = reader.communicate(timeout=60)

        assert out.split() == ["1000", "500500", "1000", "True"]
        assert reader.returncode == 0


class TestSecrets:
    def test_keeps_the_keys_it_made_and_hides_them_from_others(self, var, monkeypatch):
        monkeypatch.setenv("LUMEN_VAR", str(var))
        for key in ("SECRET_KEY", "FERNET_KEYS"):
            monkeypatch.delenv(key)
        embedded.ensure_secrets()
        first = os.environ["SECRET_KEY"]
        monkeypatch.delenv("SECRET_KEY")
        embedded.ensure_secrets()

        assert os.environ["SECRET_KEY"] == first
        assert (var / "secrets.env").stat().st_mode & 0o077 == 0


@pytest.mark.django_db
def test_the_server_starts_with_the_settings_of_lumen():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name IN ('shared_buffers', 'jit')")
        assert dict(cursor.fetchall()) == {"shared_buffers": "65536", "jit": "off"}
