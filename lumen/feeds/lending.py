"""What this app knows, for those below it that may not import it."""


def register_all() -> None:
    """Lend nothing yet."""
