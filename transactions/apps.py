from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from documents.signals import understood
        from transactions import receivers, spoken, tools
        from transactions.questions import lending
        from transactions.rates import watched

        tools.register_all()
        lending.register()
        watched.register()
        spoken.register()
        understood.connect(receivers.paper_understood, dispatch_uid="transactions.paper_understood")
