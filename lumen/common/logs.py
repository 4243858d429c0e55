"""Structured logs: ids and times, never amounts, message text or tokens."""

import logging
import re

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
