"""What the chat may ask of this app. Each module here that has `TOOLS` is found by itself."""

from lumen.ai.tools.discovery import register_package


def register_all() -> None:
    """Put this app's tools into the registry."""
    register_package(__name__)
