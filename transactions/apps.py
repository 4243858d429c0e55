from django.apps import AppConfig


class TransactionsConfig(AppConfig):
    name = "transactions"

    def ready(self) -> None:
        from documents.signals import understood
        from transactions import receivers, tools
        from transactions.questions import lending

        tools.register_all()
        lending.register()
        understood.connect(receivers.paper_understood, dispatch_uid="transactions.paper_understood")
