from django.apps import AppConfig


class LumenConfig(AppConfig):
    name = "lumen"
    verbose_name = "Lumen"

    def ready(self) -> None:
        from lumen import celery, checks  # noqa: F401  binds shared tasks, registers checks
