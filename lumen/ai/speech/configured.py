"""Which recogniser the settings choose."""

from django.conf import settings

VENDORS = ("openai", "google")


def name() -> str:
    """`local:<folder>`, `openai:<model>`, `google:<model>`; empty for the recogniser that comes along."""
    return str(settings.SPEECH_MODEL)


def vendor() -> str:
    """What stands before the colon."""
    return name().partition(":")[0]


def outside() -> str:
    """The recogniser that sound would be sent to, with its address, as an owner agrees to it; else empty."""
    if vendor() not in VENDORS:
        return ""
    return f"{name()} @ {address()}"[:200]


def address() -> str:
    """Where an outside recogniser is asked."""
    if settings.SPEECH_BASE_URL:
        return str(settings.SPEECH_BASE_URL).rstrip("/")
    if vendor() == "google":
        return "https://generativelanguage.googleapis.com"
    return "https://api.openai.com/v1"


def key() -> str:
    """Its key; one of language models only where it goes to the vendor that gave it."""
    if settings.SPEECH_API_KEY or settings.SPEECH_BASE_URL:
        return str(settings.SPEECH_API_KEY)
    if vendor() == "google":
        return str(settings.GEMINI_API_KEY)
    return "" if settings.AI_BASE_URL else str(settings.AI_API_KEY)
