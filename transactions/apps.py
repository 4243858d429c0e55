from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from transactions import tools
        from transactions.questions import lending

        tools.register_all()
        lending.register()
