"""What was paid to somebody: by name, or by a payment address that stands there whole."""

from decimal import Decimal

import pytest

from tests.transactions.factories import make_transaction
from transactions import paying

pytestmark = pytest.mark.django_db


def found(workspace, *, name="", address=""):
    return [row.description for row in paying.payments_to(workspace, name=name, address=address)]


class TestPaymentsToAnAddress:
    @pytest.mark.parametrize(
        "said",
        ["UPI/om@ybl/lunch", "To OM@YBL", "paid om@ybl.", "(om@ybl)", "om@ybl"],
    )
    def test_are_found_wherever_it_stands_whole(self, workspace, said):
        make_transaction(workspace, amount=Decimal(-120), description=said)
        assert found(workspace, address="om@ybl") == [said]

    @pytest.mark.parametrize(
        "said",
        ["UPI/tom@ybl/lunch", "om@ybles", "om@ybl.example", "r.om@ybl", "x_om@ybl", "om@ybl-2", "a@om@ybl"],
    )
    def test_are_no_others_whose_address_holds_it(self, workspace, said):
        make_transaction(workspace, amount=Decimal(-120), description=said)
        assert found(workspace, address="om@ybl") == []

    def test_are_found_by_their_reference_too(self, workspace):
        make_transaction(workspace, amount=Decimal(-120), description="Lunch", reference="om@ybl")
        make_transaction(workspace, amount=Decimal(-90), description="Tea", reference="tom@ybl")
        assert found(workspace, address="om@ybl") == ["Lunch"]

    def test_take_no_sign_of_an_address_for_a_pattern(self, workspace):
        make_transaction(workspace, amount=Decimal(-120), description="UPI/aXb@ybl")
        assert found(workspace, address="a.b@ybl") == []

    def test_are_money_out_of_this_workspace(self, workspace, otto):
        make_transaction(workspace, amount=Decimal(120), kind="income", description="UPI/om@ybl")
        make_transaction(otto.memberships.get().workspace, amount=Decimal(-120), description="UPI/om@ybl")
        assert found(workspace, address="om@ybl") == []
