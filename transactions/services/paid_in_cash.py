"""What was expected and no bank will tell."""

from typing import TYPE_CHECKING

from django.db import transaction

from transactions.models import Account, Expectation, Transaction
from transactions.services import catalog, evidence, expectations, ledger, matching
from transactions.services.drafts import TransactionDraft

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def record_as_cash(*, expectation: Expectation, actor: "User") -> Transaction:
    """No bank will tell it: put it into the ledger as paid in cash.

    Raises:
        ExpectationSettledError: it was paid or dropped meanwhile.
    """
    one = expectations.open_one(expectation)
    matching.lock_ledger(one.workspace)
    account = catalog.account_named(workspace=one.workspace, name=catalog.CASH, kind=Account.Kind.CASH)
    draft = TransactionDraft(
        account=account,
        booked_on=one.expected_on,
        amount=one.amount,
        currency=one.currency,
        merchant=one.merchant,
        description=one.merchant,
        method="cash",
        reference=one.reference,
    )
    one.state = Expectation.State.FULFILLED
    one.save(update_fields=["state", "updated_at"])
    [row] = ledger.record_transactions(
        workspace=one.workspace, actor=actor, drafts=[draft], origin=Transaction.Origin.FORM
    )
    one.transaction = row
    one.save(update_fields=["transaction", "updated_at"])
    evidence.attach(workspace=one.workspace, told=[expectations.attachment_of(one, row)])
    return row
