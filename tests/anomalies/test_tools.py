import pytest
from django.utils import timezone

from anomalies.tools import findings as tools
from lumen.ai.tools import registry
from tests.anomalies.factories import make_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def context(workspace, membership):
    return registry.ToolContext(workspace=workspace, membership=membership, now=timezone.now())


class TestClaim:
    @pytest.mark.parametrize(
        "text", ["Anything unusual?", "Is there something suspicious this month?", "show my findings"]
    )
    def test_is_sure_of_questions_about_oddness(self, context, text):
        assert tools.claim(context, text).score > 0.8

    @pytest.mark.parametrize(
        "text", ["Was I charged twice?", "any duplicate charges", "did Swiggy bill me double?"]
    )
    def test_knows_questions_about_duplicates(self, context, text):
        claim = tools.claim(context, text)

        assert claim.score > 0.8
        assert claim.arguments["kind"] == "duplicate_charge"

    @pytest.mark.parametrize(
        "text", ["How much did I spend on food?", "What does my lease say about notice?", "hello"]
    )
    def test_leaves_the_rest_to_others(self, context, text):
        assert tools.claim(context, text).score == 0


class TestListFindings:
    def test_answers_with_the_sentence_and_the_payment(self, context, workspace):
        finding = make_finding(workspace)

        answer = registry.get("list_findings").run(context)

        assert finding.text in answer.text
        assert answer.transactions == [str(finding.transaction_id)]
        assert (answer.value, answer.unit, answer.source) == (1, "count", "list_findings")

    def test_says_when_there_is_nothing(self, context):
        assert tools.list_findings(context).text == "Nothing unusual is waiting for an answer."
        assert "charged twice" in tools.list_findings(context, kind="duplicate_charge").text

    def test_sees_only_its_own_workspace(self, workspace, otto):
        from accounts.models import Membership

        make_finding(workspace)
        theirs = Membership.objects.get(user=otto)
        context = registry.ToolContext(workspace=theirs.workspace, membership=theirs, now=timezone.now())

        assert tools.list_findings(context).value == 0
