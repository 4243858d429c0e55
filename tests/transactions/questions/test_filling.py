"""What a language model may put into the typed query, and that nothing it puts there breaks anything."""

from datetime import date, datetime
from itertools import product

import jsonschema
import pytest

from lumen.ai.answers import Answer
from lumen.ai.tools import registry
from tests.transactions import factories
from transactions.questions.filling import answer_query, describe
from transactions.questions.query import INTENTS, OPS, InvalidQueryError
from transactions.questions.schema import ledger_query_schema

pytestmark = pytest.mark.django_db
NOW = datetime.fromisoformat("2025-11-14T10:00:00+05:30")
OCTOBER = {"start": "2025-10-01", "end": "2025-11-01"}
SEPTEMBER = {"start": "2025-09-01", "end": "2025-10-01"}


@pytest.fixture
def ledger(workspace):
    factories.make_transaction(workspace, category="Food & Dining", booked_on=date(2025, 10, 9))
    factories.make_transaction(workspace, merchant="Truffles Cafe", booked_on=date(2025, 9, 9))
    factories.make_transaction(workspace, merchant="Metro", booked_on=date(2025, 9, 9))
    return workspace


def fill(workspace, query, question="what went to truffles"):
    return answer_query(workspace=workspace, question=question, query=query, now=NOW, memory={})


class TestSchema:
    def test_is_one_that_models_and_checkers_understand(self):
        jsonschema.Draft202012Validator.check_schema(ledger_query_schema())

    def test_is_what_the_tool_offers(self):
        offered = registry.get("run_ledger_query").parameters
        assert offered["properties"]["query"]["properties"] == ledger_query_schema()["properties"]


class TestEveryShape:
    def test_is_computed_or_refused_in_a_sentence_and_never_breaks(self, ledger):
        parts = [
            {},
            {"group_by": "month"},
            {"periods": [OCTOBER, SEPTEMBER]},
            {"groups": ["Metro", "Truffles"]},
        ]
        answered, refused = 0, []
        for intent, op, part in product(sorted(INTENTS), sorted(OPS), parts):
            query = {"intent": intent, "measure": {"op": op}, "period": OCTOBER, **part}
            try:
                answer = fill(ledger, query)
            except InvalidQueryError as error:
                refused.append(error.detail)
            else:
                answered += isinstance(answer, Answer)
        assert answered > 100
        assert all(sentence.endswith(".") for sentence in refused)


class TestNames:
    def test_are_the_ledgers_own_however_they_were_written(self, ledger):
        wanted = {"category": "food and dining"}
        answer = fill(ledger, {"intent": "list", "filters": wanted, "period": OCTOBER})
        assert answer.query["filters"] == {"category": ["Food & Dining"]}
        assert answer.transaction_count == 1

    def test_may_have_a_slip_of_the_keyboard(self, ledger):
        answer = fill(ledger, {"intent": "exists", "filters": {"merchant": "Metrro"}})
        assert answer.value is True

    def test_that_could_be_two_things_are_not_chosen_between(self, ledger):
        factories.make_transaction(ledger, merchant="Green Zebra")
        factories.make_transaction(ledger, merchant="Blue Zebra")
        with pytest.raises(InvalidQueryError, match="could mean Blue Zebra or Green Zebra"):
            fill(ledger, {"intent": "exists", "filters": {"merchant": "zebra"}})

    def test_of_another_workspace_do_not_exist(self, ledger, otto):
        other = otto.memberships.get().workspace
        factories.make_transaction(other, merchant="Secret Club")
        with pytest.raises(InvalidQueryError, match="Nothing in this ledger"):
            fill(ledger, {"intent": "list", "filters": {"merchant": "Secret Club"}})


class TestDescription:
    def test_names_what_a_query_needs_and_no_merchant_or_amount(self, ledger):
        text = describe(workspace=ledger, now=NOW, memory={})

        assert "Friday 2025-11-14" in text
        assert "Food & Dining" in text
        assert "Truffles" not in text
        assert "450" not in text
