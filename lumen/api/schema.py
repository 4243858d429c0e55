"""How the OpenAPI document names things."""

from drf_spectacular.openapi import AutoSchema


class LumenSchema(AutoSchema):
    """Groups operations by the first part of their path."""

    def get_tags(self) -> list[str]:
        parts = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return [parts[2] if len(parts) > 2 else "lumen"]
