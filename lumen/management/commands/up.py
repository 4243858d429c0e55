"""Run the whole of Lumen on this machine."""

import os
import subprocess
import sys
import threading
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from lumen import embedded, supervisor

READERS = 3  # papers read side by side: two of one member (DOCUMENTS_AT_ONCE), and one of somebody else


class Command(BaseCommand):
    help = "Start PostgreSQL, Redis, web, worker and beat; stop all of them with Ctrl-C."
    requires_system_checks: list[str] = []  # the database is not up yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-demo", action="store_true", help="do not make the demo workspace")

    def handle(self, *args: Any, **options: Any) -> None:
        port: int = options["port"]
        address = f"http://localhost:{port}"  # passkeys need a name, not a number
        try:
            with supervisor.only_one(embedded.var_dir(), address):
                supervisor.require_free_port(port)
                self._serve(port, address, with_demo=not options["no_demo"])
        except supervisor.CannotStartError as error:
            raise CommandError(str(error)) from None

    def _serve(self, port: int, address: str, *, with_demo: bool) -> None:
        services = embedded.ensure_services()
        try:
            self._prepare()
            children = [supervisor.Child(name, command) for name, command in _commands(port).items()]
            house = supervisor.Supervisor(children, _environment(address))
            greeter = threading.Thread(
                target=self._greet, args=(house, port, address, with_demo), daemon=True
            )
            greeter.start()
            house.run(keep=[services.keep_alive])
        finally:
            self.stdout.write("Stopping Lumen.")
            services.stop()

    def _prepare(self) -> None:
        for alias in ("default", "audit"):
            call_command("migrate", database=alias, verbosity=0)
        stamp = embedded.var_dir() / "static.stamp"
        newest = _newest_static()
        if not stamp.exists() or stamp.read_text() != newest:
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(newest)

    def _greet(
        self,
        house: supervisor.Supervisor,
        port: int,
        address: str,
        with_demo: bool,  # noqa: FBT001
    ) -> None:
        if not supervisor.wait_for_port(port, 60):
            house.say("up", "The web server did not start; its messages are above.")
            return
        house.say("up", f"Lumen is at {address}")
        if with_demo:
            house.say("up", "Demo sign-in: demo@lumen.example, password: show me the demo")
            command = [sys.executable, "manage.py", "seed_demo"]
            subprocess.run(
                command, env=house.environment, cwd=embedded.BASE_DIR, check=False,
                start_new_session=True,
            )  # fmt: skip
        house.say("up", "Ctrl-C stops everything.")


def _commands(port: int) -> dict[str, list[str]]:
    celery = [sys.executable, "-m", "celery", "--quiet", "-A", "lumen"]
    quiet = ("--loglevel", "WARNING", "--without-gossip", "--without-mingle")
    beat_file = str(embedded.var_dir() / "beat-schedule")
    return {
        "web": [
            *(sys.executable, "-m", "lumen.web", "-b", "127.0.0.1", "-p", str(port)),
            *("--verbosity", "0", "lumen.asgi:application"),
        ],
        "worker": [
            *celery, "worker", "--pool", "threads", "--concurrency", "8",
            *("--queues", "interactive,default", "--hostname", "worker@%h", *quiet),
        ],
        "reader": [
            *celery, "worker", "--pool", "threads", "--concurrency", str(READERS),
            *("--queues", "papers", "--hostname", "reader@%h", *quiet),
        ],
        "beat": [*celery, "beat", "--loglevel", "WARNING", "--schedule", beat_file],
    }  # fmt: skip


def _environment(address: str) -> dict[str, str]:
    """What the children see: services are managed here, and plain http is fine on this machine."""
    defaults = {
        "HTTPS": "false",
        "SITE_URL": address,
        "DATABASE_POOL": "true",
        "LOG_FORMAT": "console",
    }
    return {
        **defaults,
        **os.environ,
        "LUMEN_SERVICES_MANAGED": "1",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore::RuntimeWarning",
    }


def _newest_static() -> str:
    """A stamp that changes whenever a static file or the installed packages do."""
    files = [p for folder in settings.STATICFILES_DIRS for p in folder.rglob("*") if p.is_file()]
    newest = max((p.stat().st_mtime for p in files), default=0)
    return f"{len(files)} {newest} {(embedded.BASE_DIR / 'requirements.txt').stat().st_mtime}"
