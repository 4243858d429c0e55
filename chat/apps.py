from django.apps import AppConfig


class ChatConfig(AppConfig):
    name = "chat"

    def ready(self) -> None:
        from chat import selectors, tools, usage
        from lumen.ai.llm import budgets, consent
        from lumen.ai.tools import builtin

        builtin.register_all()
        tools.register_all()
        consent.register(selectors.is_agreed)
        budgets.register(usage.DayBook())
