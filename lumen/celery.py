"""The Celery application and the beat schedule."""

import os
from pathlib import Path

from lumen import embedded

embedded.load_env_file(Path(__file__).resolve().parent.parent / ".env")
embedded.ensure_secrets()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumen.settings")

from celery import Celery  # noqa: E402
from celery.schedules import crontab  # noqa: E402

app = Celery("lumen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.task_routes = {
    "chat.*": {"queue": "interactive"},
    "documents.tasks.embed_query": {"queue": "interactive"},
    "documents.tasks.embed_picture_query": {"queue": "interactive"},
    "documents.tasks.look_closer": {"queue": "interactive"},
    "documents.tasks.read_next": {"queue": "papers"},
}
app.conf.beat_schedule = {
    "train-anomaly-models": {
        "task": "anomalies.tasks.train_all",
        "schedule": crontab(hour=2, minute=30),
    },
    "learn-from-customers": {
        "task": "assistants.tasks.learn_all",
        "schedule": crontab(hour=2, minute=10),
    },
    "tell-what-waited": {"task": "anomalies.tasks.tell_waiting", "schedule": 300.0},
    "send-weekly-digests": {"task": "anomalies.tasks.send_digests", "schedule": 600.0},
    "forget-backtests": {"task": "anomalies.tasks.forget_backtests", "schedule": 1800.0},
    "forget-old-exports": {
        "task": "accounts.tasks.forget_old_exports",
        "schedule": crontab(hour=3, minute=10),
    },
    "refresh-exchange-rates": {
        "task": "transactions.tasks.refresh_rates",
        "schedule": crontab(hour=16, minute=40),  # the day's rates appear at about 16:00 CET
    },
    "read-left-waiting": {"task": "transactions.tasks.read_left_waiting", "schedule": 300.0},
    "poll-mailboxes": {"task": "transactions.tasks.poll_mailboxes", "schedule": 300.0},
    "renew-mailbox-watches": {
        "task": "transactions.tasks.renew_mailbox_watches",
        "schedule": crontab(hour=4, minute=20),
    },
    "drop-old-expectations": {
        "task": "transactions.tasks.drop_old_expectations",
        "schedule": crontab(hour=3, minute=40),
    },
    "mark-stopped-regulars": {
        "task": "transactions.tasks.mark_stopped",
        "schedule": crontab(hour=3, minute=50),
    },
    "forget-expired-enquiries": {
        "task": "assistants.tasks.forget_expired",
        "schedule": crontab(hour=3, minute=25),
    },
    "refresh-feeds": {"task": "lumen.feeds.tasks.refresh_due", "schedule": 60.0},
    "check-watches": {"task": "lumen.feeds.tasks.check_due", "schedule": 60.0},
    "forget-old-news": {
        "task": "lumen.feeds.tasks.forget_old",
        "schedule": crontab(hour=4, minute=35),
    },
    "drain-audit-outbox": {"task": "lumen.audit.tasks.drain_outbox", "schedule": 60.0},
    "revive-imports": {"task": "transactions.tasks.revive_imports", "schedule": 60.0},
    "forget-searches": {
        "task": "documents.tasks.forget_searches",
        "schedule": crontab(hour=4, minute=5),
    },
    "refresh-search-index": {"task": "documents.tasks.refresh_index", "schedule": 60.0},
    "deliver-to-customers": {"task": "assistants.tasks.deliver_due", "schedule": 30.0},
    "read-customers-mailboxes": {"task": "assistants.tasks.read_mailboxes", "schedule": 60.0},
    "wake-snoozed-enquiries": {"task": "assistants.tasks.wake_snoozed", "schedule": 60.0},
    "tell-overdue-enquiries": {"task": "assistants.tasks.tell_overdue", "schedule": 60.0},
    "close-quiet-enquiries": {"task": "assistants.tasks.close_quiet", "schedule": 600.0},
    "watch-voices": {
        "task": "assistants.tasks.watch_voices",
        "schedule": crontab(hour=2, minute=50),
    },
    "revive-stuck-documents": {"task": "documents.tasks.revive_stuck", "schedule": 30.0},
}
