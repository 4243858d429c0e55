"""Tags as they are stored."""


def clean_tag(text: str) -> str:
    """Lower case, no leading #."""
    return " ".join(text.lower().lstrip("# ").split())[:40]
