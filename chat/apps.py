from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from lumen.ai.tools import builtin

        builtin.register_all()
