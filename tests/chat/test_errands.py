"""A photo of a bill in hand: read, matched with the ledger, converted, recorded; and what is missing said."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from chat import proposals, services
from chat.models import Message, Proposal
from documents.models import Correspondent, Document, Page
from lumen.ai.tools import registry
from tests.fakes import frankfurter
from tests.transactions.factories import make_transaction
from transactions.models import ExchangeRate, PaperMatch, Transaction

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 10, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 3)
TEXT = "CROMA RETAIL\nDate 03/11/2026\nGrand Total 1,240.00\nThank you"


@pytest.fixture
def ask(workspace, membership, django_capture_on_commit_callbacks, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)

    def ask_now(text, *papers, conversation=None, who=membership):
        with django_capture_on_commit_callbacks(execute=True):
            turn = services.start_turn(
                workspace=workspace,
                membership=who,
                conversation=conversation,
                text=text,
                document_ids=[str(paper.pk) for paper in papers] if papers else None,
                now=NOW,
            )
        return Message.objects.get(pk=turn.reply.pk)

    return ask_now


@pytest.fixture
def other_workspace(otto):
    return otto.memberships.get().workspace


@pytest.fixture
def bill(workspace):
    return a_bill(workspace)


def a_bill(workspace, sender="Croma", text=TEXT, seen=None, **changes):
    number = Document.objects.count()
    start = text.find("1,240.00")
    place = {"page": 1, "start": start, "end": start + 8, "confidence": 0.9} if start >= 0 else {}
    facts = {
        "kind": "receipt",
        "amount": Decimal("1240.00"),
        "currency": "INR",
        "issued_on": DAY,
        "status": Document.Status.READY,
        "fields": {"amount": {"value": "1240.00", **place}} if place else {},
        "understood_by": "fields 1",
        "content_type": "image/png",
        **changes,
    }
    paper = Document.objects.create(
        workspace=workspace,
        correspondent=Correspondent.objects.create(workspace=workspace, name=sender) if sender else None,
        filename=f"bill-{number}.png",
        size=10,
        sha256=f"{number:064d}",
        page_count=1,
        **facts,
    )
    Page.objects.create(document=paper, number=1, text=text, seen=seen or {})
    return paper


def a_payment(workspace, **changes):
    facts = {"booked_on": DAY, "merchant": "Croma", "amount": Decimal("-1240.00"), **changes}
    return make_transaction(workspace, **{"origin": Transaction.Origin.CSV, **facts})


def a_rate(workspace, currency="EUR", rate="95"):
    return ExchangeRate.objects.create(
        workspace=workspace, currency=currency, base="INR", on=NOW.date(), rate=Decimal(rate), source="hand"
    )


def tools_of(reply):
    return [run.tool for run in reply.tool_runs.order_by("task")]


class TestBillInHand:
    @pytest.mark.parametrize(
        "question",
        [
            "did I already pay it?",
            "did I pay this bill?",
            "have I paid this",
            "is this paid already?",
            "which payment is this receipt?",
            "find the payment for this",
            "when did I pay this?",
            "is it in my ledger?",
            "maine ye bill pay kar diya kya",
        ],
    )
    def test_finds_its_payment(self, ask, workspace, bill, question):
        row = a_payment(workspace)
        reply = ask(question, bill)

        assert tools_of(reply) == ["read_bill", "find_payment"]
        assert "I read ₹1,240.00 at Croma, 3 November 2026 [1]." in reply.text
        assert "Yes, you paid it: ₹1,240.00 to Croma on 3 November 2026" in reply.text
        assert (reply.answer["value"], reply.answer["transactions"]) == (True, [str(row.pk)])
        assert reply.citations.get().quote == "Grand Total 1,240.00"

    def test_lets_typed_values_flow(self, ask, workspace, bill):
        reply = ask("did I pay this?", bill)

        _read, found = reply.plan
        assert found["arguments"] == {"bills": "{t1.bills}"}
        assert found["after"] == ["t1"]
        given = reply.tool_runs.get(tool="find_payment").arguments["bills"]
        assert given[0]["amount"] == "1240"
        assert given[0]["document"] == str(bill.pk)

    def test_says_that_it_is_not_paid_and_how_far_the_ledger_knows(self, ask, workspace, bill):
        a_payment(workspace, merchant="Other", amount=Decimal(-5), booked_on=date(2026, 11, 5))
        reply = ask("did I already pay it?", bill)

        assert "No: I find no payment of ₹1,240.00 to Croma between 31 October 2026" in reply.text
        assert "The newest payment I know is of 5 November 2026" in reply.text
        assert reply.answer["value"] is False

    def test_is_unsure_of_another_name(self, ask, workspace, bill):
        a_payment(workspace, merchant="Reliance Digital")
        reply = ask("did I already pay it?", bill)

        assert "Perhaps: I am not sure" in reply.text
        assert reply.answer["value"] is None

    def test_warns_when_it_may_have_been_paid_twice(self, ask, workspace, bill):
        a_payment(workspace)
        a_payment(workspace)
        assert "perhaps more than once" in ask("did I pay this twice?", bill).text

    def test_never_finds_payments_of_others(self, ask, workspace, other_workspace, bill):
        a_payment(other_workspace)
        assert ask("did I pay this?", bill).answer["value"] is False

    def test_never_reads_papers_of_others(self, ask, other_workspace):
        theirs = a_bill(other_workspace)
        reply = ask("did I pay this?", theirs)

        assert "1,240" not in reply.text
        assert "I cannot find what you attached" in reply.text

    def test_converts_what_it_says(self, ask, workspace, bill):
        a_rate(workspace)
        reply = ask("how much is this in euros?", bill)

        assert tools_of(reply) == ["read_bill", "convert_currency"]
        assert "₹1,240.00 is €13.05" in reply.text
        assert (reply.answer["value"], reply.answer["unit"]) == (13.05, "EUR")

    @pytest.mark.parametrize(
        "question",
        [
            "did I pay this bill, and what is that in euros?",
            "Photograph of this bill: did I already pay it, and what is that in euros?",
            "have I paid this? how much is it in euros?",
        ],
    )
    def test_answers_both_from_one_reading(self, ask, workspace, bill, question):
        a_payment(workspace)
        a_rate(workspace)
        reply = ask(question, bill)

        assert tools_of(reply) == ["read_bill", "find_payment", "convert_currency"]
        assert reply.text.index("Yes, you paid it") < reply.text.index("€13.05")
        assert [task["after"] for task in reply.plan] == [[], ["t1"], ["t1"]]

    def test_names_what_is_missing_when_a_step_fails(self, ask, workspace, bill):
        a_payment(workspace)
        reply = ask("did I pay this bill, and what is that in euros?", bill)

        assert "I read ₹1,240.00 at Croma" in reply.text
        assert "Yes, you paid it" in reply.text
        assert "What is missing: what it is in that currency. I know no EUR rate" in reply.text
        assert reply.answer["status"] == "ok"

    def test_fetches_a_rate_that_nobody_needed_before(self, ask, workspace, bill, settings):
        with frankfurter.running() as fake:
            fake.rates = {"2026-11-09": {"EUR": 0.01}}
            settings.EXCHANGE_RATES_URL = fake.url
            reply = ask("what is this in euros?", bill)

        assert "₹1,240.00 is €12.40, at the rate of 9 November 2026" in reply.text

    def test_says_that_the_service_does_not_answer(self, ask, workspace, bill, settings):
        with frankfurter.running() as fake:
            fake.body = "<html>sign in</html>"
            settings.EXCHANGE_RATES_URL = fake.url
            reply = ask("what is this in euros?", bill)

        assert "I read ₹1,240.00 at Croma" in reply.text
        assert "did not answer" in reply.text

    def test_follows_up_on_the_same_paper(self, ask, workspace, bill):
        a_rate(workspace)
        first = ask("did I already pay it?", bill)
        second = ask("and in euros?", conversation=first.conversation)

        assert "€13.05" in second.text

    def test_does_not_say_the_rest_without_an_amount(self, ask, workspace):
        blank = a_bill(workspace, sender="", text="hello", amount=None, content_type="application/pdf")
        reply = ask("did I pay this?", blank)

        assert "I could not read an amount" in reply.text
        assert "So I cannot say whether it is paid." in reply.text

    @pytest.mark.parametrize(
        ("question", "text", "value"),
        [
            ("when is this due?", "₹1,240.00 is due on 15 November 2026, in 5 days", "2026-11-15"),
            (
                "how much is this bill?",
                "I read ₹1,240.00 at Croma, 3 November 2026, due on 15 November 2026 [1].",
                1240.0,
            ),
            ("what is the invoice number?", "Its number is CR-77", "CR-77"),
            ("who is it from?", "It is from Croma", "Croma"),
        ],
    )
    def test_says_one_fact(self, ask, workspace, question, text, value):
        paper = a_bill(workspace, due_on=date(2026, 11, 15), number="CR-77")
        reply = ask(question, paper)

        assert text in reply.text
        assert reply.answer["value"] == value

    def test_adds_up_several(self, ask, workspace):
        first, second = a_bill(workspace), a_bill(workspace, sender="Bata", amount=Decimal("760.00"))
        a_rate(workspace, rate="100")
        reply = ask("how much is this in euros?", first, second)

        assert "€20.00" in reply.text

    def test_splits_with_others(self, ask, workspace, bill):
        reply = ask("split this with 3 people", bill)

        assert tools_of(reply) == ["read_bill", "calculate"]
        assert reply.answer["value"] == 310.0

    def test_works_out_a_tip(self, ask, workspace, bill):
        assert ask("what is 10% of this bill?", bill).answer["value"] == 124.0


class TestUsual:
    def test_compares_with_what_was_paid_before(self, ask, workspace, bill):
        for days, paid in ((40, 1000), (70, 1100), (100, 1050)):
            a_payment(workspace, amount=Decimal(-paid), booked_on=DAY - timedelta(days=days))
        a_payment(workspace)  # its own does not count
        reply = ask("is the amount on this bill what I usually pay there?", bill)

        assert "You usually pay Croma about ₹1,050.00: 3 payments" in reply.text
        assert "₹190.00 (18%) more than usual" in reply.text
        assert reply.answer["value"] is False

    def test_says_when_it_knows_too_little(self, ask, workspace, bill):
        assert "too few payments to Croma" in ask("is this more than usual?", bill).text


UPI = {
    "symbology": "QRCode",
    "text": "upi://pay?pa=ravi@okaxis&pn=Ravi%20Stores&am=500",
    "kind": "upi",
    "fields": {"payee": "ravi@okaxis", "name": "Ravi Stores", "amount": "500", "currency": "INR"},
}


class TestCode:
    @pytest.fixture
    def code(self, workspace):
        return a_bill(workspace, sender="", text="", amount=None, kind="other", seen={"codes": [UPI]})

    def test_is_read(self, ask, code):
        assert "The code asks for ₹500.00 to Ravi Stores (ravi@okaxis)." in ask("scan this QR", code).text

    def test_finds_whom_was_paid_before(self, ask, workspace, code):
        a_payment(workspace, merchant="Ravi Stores", amount=Decimal(-80))
        a_payment(workspace, merchant="", description="UPI/ravi@okaxis/9", amount=Decimal(-20))
        a_payment(workspace, merchant="Ravindra Sweets", amount=Decimal(-20))
        reply = ask("scan this QR: have I paid them before?", code)

        assert tools_of(reply) == ["read_bill", "payments_before"]
        assert "Yes: 2 payments to Ravi Stores (ravi@okaxis), ₹100.00 in all" in reply.text

    def test_says_when_nobody_was_paid(self, ask, code):
        assert "No: I find no payment to Ravi Stores" in ask("have I paid them before?", code).text


class TestVoiceNote:
    def test_that_names_a_sum_is_looked_for(self, ask, workspace):
        note = a_bill(
            workspace,
            sender="",
            text="I gave four hundred and fifty rupees to the electrician",
            amount=None,
            issued_on=None,
            kind="other",
            content_type="audio/ogg",
        )
        a_payment(workspace, merchant="Electrician", amount=Decimal(-450), booked_on=date(2026, 11, 9))
        reply = ask("is this in my ledger?", note)

        assert "I heard ₹450.00 in your recording" in reply.text
        assert "Perhaps" in reply.text


class TestRecording:
    def test_asks_first_and_books_with_the_paper(self, ask, workspace, membership, bill):
        reply = ask("add this as an expense", bill)
        proposal = reply.proposals.get()

        assert "Add an expense of ₹1,240.00 at Croma on 3 November 2026" in proposal.sentence
        assert not Transaction.objects.exists()
        proposals.confirm(proposal_id=proposal.pk, membership=membership, now=NOW)
        row = Transaction.objects.get()
        assert row.amount == Decimal("-1240.00")
        assert PaperMatch.objects.get(transaction=row).is_booked
        proposal.refresh_from_db()
        proposals.undo(proposal_id=proposal.pk, membership=membership, now=NOW)
        assert not Transaction.objects.live().exists()

    def test_proposes_nothing_for_what_is_there(self, ask, workspace, bill):
        a_payment(workspace)
        reply = ask("add this as an expense", bill)

        assert "It is in your ledger already" in reply.text
        assert not Proposal.objects.exists()

    def test_is_refused_to_viewers(self, ask, workspace, vera, bill):
        viewer = workspace.memberships.get(user=vera)
        reply = ask("add this as an expense", bill, who=viewer)

        assert "You can look at this workspace but not change it" in reply.text
        assert not Proposal.objects.exists()


class TestWithoutPaper:
    @pytest.mark.parametrize("name", ["read_bill", "find_payment", "payments_before", "usual_payment"])
    def test_nobody_claims(self, workspace, membership, name):
        from lumen.ai.tools.registry import ToolContext

        context = ToolContext(workspace=workspace, membership=membership, now=NOW)
        claim = registry.get(name).claim
        for text in ("did I pay this?", "when is this due", "have I paid them before", "more than usual?"):
            assert claim(context, text).score == 0.0


class TestOtherPapers:
    @pytest.mark.parametrize(
        "question", ["what is the late payment penalty?", "what does it say about notice?"]
    )
    def test_are_asked_as_before(self, ask, workspace, question):
        lease = a_bill(workspace, text="Notice is two months.", kind="contract", amount=None)
        assert "find_payment" not in tools_of(ask(question, lease))
