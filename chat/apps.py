from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import selectors
        from lumen.ai.llm import consent
        from lumen.ai.tools import builtin

        builtin.register_all()
        consent.register(selectors.is_agreed)
