from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "lumen.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lumen.audit import receivers  # noqa: F401  connects allauth's signals
