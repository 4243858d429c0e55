"""Which language model answers, and when it is left alone for a while."""

import threading
import time
from functools import lru_cache

from django.conf import settings

from lumen.ai.llm.base import LanguageModel
from lumen.ai.llm.offline import OfflineModel

FAILURES_ALLOWED = 3
REST_SECONDS = 60.0
LONGEST_REST_SECONDS = 600.0  # however long a busy server asks for
DEFAULT_GEMINI = "google:gemini-2.5-flash"


class Breaker:
    """Opens after some failures in a row, and lets one attempt through after a rest."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._closed_again_at = 0.0

    @property
    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again_at

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self, retry_after: float | None = None) -> None:
        """Count a failure; a server that says when to come back is left alone until then.

        Args:
            retry_after: seconds that a busy server asked for.
        """
        with self._lock:
            self._failures += 1
            rest = min(retry_after or 0.0, LONGEST_REST_SECONDS)
            if self._failures >= FAILURES_ALLOWED:
                rest = max(rest, REST_SECONDS)
            self._closed_again_at = max(self._closed_again_at, time.monotonic() + rest)


breaker = Breaker()


def configured_name() -> str:
    """`vendor:model` of the configured language model; empty when there is none."""
    if settings.AI_MODEL:
        name: str = settings.AI_MODEL
        return name if ":" in name else f"openai:{name}"
    return DEFAULT_GEMINI if settings.GEMINI_API_KEY else ""


def endpoint() -> str:
    """Where questions would be sent, in words for the consent page."""
    if settings.AI_BASE_URL:
        return str(settings.AI_BASE_URL)
    vendor = configured_name().partition(":")[0]
    return {"google": "Google", "anthropic": "Anthropic"}.get(vendor, "OpenAI")


def language_model() -> LanguageModel:
    """The configured model; the offline twin when there is none or it keeps failing."""
    name = configured_name()
    if not name or breaker.is_open:
        return OfflineModel()
    key = settings.GEMINI_API_KEY if name.startswith("google:") else ""
    return _door(name, key or settings.AI_API_KEY, settings.AI_BASE_URL, settings.AI_MAX_TOKENS)


@lru_cache(maxsize=4)
def _door(name: str, api_key: str, base_url: str, max_tokens: int) -> LanguageModel:
    from lumen.ai.llm.door import PydanticModel

    return PydanticModel(name, api_key=api_key, base_url=base_url, max_tokens=max_tokens)
