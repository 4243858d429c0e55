"""Tools that need none of the apps. Each module here that has `TOOLS` is found by itself."""

from lumen.ai.tools.discovery import register_package


def register_all() -> None:
    """Put the built-in tools into the registry."""
    register_package(__name__)
