#!/usr/bin/env python
"""Lumen's command line."""

import os
import sys
from pathlib import Path

# These never touch a database or queue, so they must not start one.
WITHOUT_SERVICES = {
    "up", "help", "--help", "version", "--version", "check", "makemigrations", "collectstatic",
    "makemessages", "compilemessages", "spectacular", "parse_messages", "parse_mail", "parse_periods",
    "parse_amounts", "backtest", "read_receipt",
}  # fmt: skip


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumen.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run `make run` once: it makes .venv with everything.")

    from lumen import embedded

    embedded.load_env_file(Path(__file__).parent / ".env")
    embedded.ensure_secrets()
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    services = None if command in WITHOUT_SERVICES else embedded.ensure_services()
    try:
        execute_from_command_line(sys.argv)
    finally:
        if services is not None:
            services.stop()


if __name__ == "__main__":
    main()
