from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "lumen.feeds"
    label = "feeds"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lumen.feeds import lending, tools

        tools.register_all()
        lending.register_all()
