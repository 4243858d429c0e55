"""Two people decide about one receipt at the same moment."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from tests.transactions.test_at_once import at_once, faults
from tests.transactions.test_papers import State, a_paper, a_payment
from transactions.models import Evidence, PaperMatch, Transaction
from transactions.services import papers

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


class TestAReceipt:
    def test_booked_twice_at_once_is_one_payment(self, workspace, maria):
        paper = a_paper(workspace)
        papers.catalog.usual_account(workspace)

        told = at_once(*[lambda: papers.book(actor=maria, document=paper, now=NOW)] * 2)

        assert [type(one) for one in faults(told)] == [papers.AlreadyAttachedError]
        assert Transaction.objects.count() == 1
        assert Evidence.objects.count() == 1

    def test_attached_to_two_payments_at_once_is_evidence_of_one(self, workspace, maria):
        paper = a_paper(workspace)
        one, other = a_payment(workspace), a_payment(workspace)

        told = at_once(
            lambda: papers.attach(actor=maria, document=paper, row=one),
            lambda: papers.attach(actor=maria, document=paper, row=other),
        )

        assert [type(fault) for fault in faults(told)] == [papers.AlreadyAttachedError]
        assert PaperMatch.objects.filter(state=State.ATTACHED).count() == 1

    def test_matched_and_booked_at_once_is_one_payment(self, workspace, maria):
        paper, row = a_paper(workspace), a_payment(workspace)

        at_once(
            lambda: papers.match_paper(document_id=str(paper.pk)),
            lambda: papers.book(actor=maria, document=paper, now=NOW),
        )

        assert PaperMatch.objects.filter(state=State.ATTACHED).count() == 1
        assert Evidence.objects.count() == 1
        assert row.pk

    def test_whose_booking_is_taken_back_twice_says_so(self, workspace, maria):
        paper = a_paper(workspace)
        papers.book(actor=maria, document=paper, now=NOW)
        match = PaperMatch.objects.select_related("document__workspace", "transaction", "workspace").get()

        told = at_once(*[lambda: papers.unbook(actor=maria, match=match, now=timezone.now())] * 2)

        assert [type(one) for one in faults(told)] == [papers.AlreadyUndoneError]
        assert not PaperMatch.objects.exists()

    def test_deleted_meanwhile_is_not_booked(self, workspace, maria):
        paper = a_paper(workspace)
        type(paper).objects.filter(pk=paper.pk).update(deleted_at=NOW)

        with pytest.raises(papers.GonePaperError):
            papers.book(actor=maria, document=paper, now=NOW)

        assert not Transaction.objects.exists()
