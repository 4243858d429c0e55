"""How long a person waits for the first sign of life after asking, on a running house."""

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lumen import embedded
from lumen.bench.report import Figure, Report, percentile
from lumen.bench.starts import free_port, running, wait_for

ASKED = 25
WARM = 5
QUESTIONS = ("How much did I spend last month?", "18% of 2,500", "Top 5 merchants this year", "hello")
_MAKE_PERSON = """
from django.contrib.auth import get_user_model
from accounts import services
user = get_user_model().objects.create_user("bench-stream@example.com", "not used here")
workspace = services.create_workspace(owner=user, name="Bench")
made = services.create_api_token(
    workspace=workspace, user=user, name="bench", scopes=["read", "write"], expires_at=None
)
print("token", made.text)
"""


def measure_streams() -> Report:
    """From sending a question to the first event, and to the first word, as a program receives them."""
    report = Report("Streams: milliseconds from asking to the first event")
    with tempfile.TemporaryDirectory(prefix="lumen-bench-") as name:
        var, port = Path(name) / "var", free_port()
        command = [sys.executable, "manage.py", "up", "--no-demo", "--port", str(port)]
        with running(command, embedded.BASE_DIR, var, port):
            wait_for(f"http://127.0.0.1:{port}/ready")
            token = _token(var)
            waits = [_ask(port, token, QUESTIONS[n % len(QUESTIONS)]) for n in range(WARM + ASKED)][WARM:]
    titles = ("first event (ids)", "the plan", "first word of the answer")
    for at, title in enumerate(titles):
        found = sorted(wait[at] for wait in waits)
        report.add(
            Figure(
                name=title,
                unit="ms",
                p50=percentile(found, 0.5),
                p95=percentile(found, 0.95),
                note=f"{ASKED} questions over HTTP, server-sent events",
            )
        )
    return report


def _token(var: Path) -> str:
    """The key of a person of that house."""
    environment = {**os.environ, "LUMEN_VAR": str(var)}
    command = [sys.executable, "manage.py", "shell", "-c", _MAKE_PERSON]
    made = subprocess.run(
        command, cwd=embedded.BASE_DIR, env=environment, check=True, capture_output=True, text=True
    )
    return next(line.split()[1] for line in made.stdout.splitlines() if line.startswith("token "))


def _ask(port: int, token: str, question: str) -> list[float]:
    """Milliseconds to the first event, the plan and the first word; the rest is read to its end."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    started = time.perf_counter()
    connection.request("POST", "/api/v1/chat/stream", json.dumps({"message": question}), headers)
    seen: dict[str, float] = {}
    for line in connection.getresponse():
        if line.startswith(b"data: "):
            kind = json.loads(line.removeprefix(b"data: "))["type"]
            seen.setdefault(kind, (time.perf_counter() - started) * 1_000)
    connection.close()
    return [min(seen.values()), seen["plan"], seen["chunk"]]
