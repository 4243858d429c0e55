"""What the chat may ask of this app."""


def register_all() -> None:
    """Put this app's tools into the registry."""
