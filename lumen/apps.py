from django.apps import AppConfig


class LumenConfig(AppConfig):
    name = "lumen"
    verbose_name = "Lumen"

    def ready(self) -> None:
        from lumen import celery, checks  # noqa: F401  binds shared tasks, registers checks
        from lumen.common.files import remove_files_with_rows

        remove_files_with_rows()
