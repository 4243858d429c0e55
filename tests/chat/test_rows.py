"""The rows behind an answer, by the ledger's own tools."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from chat.models import Conversation, Message
from lumen.common.dates import today_in
from tests.transactions.factories import make_transaction, make_transactions
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture
def answer(as_maria, workspace):
    """How much was spent on 60 lunches of the last days."""
    day = timezone.localdate() - timedelta(days=1)
    make_transactions(workspace, 60, booked_on=day)
    as_maria.post(reverse("chat:home"), {"text": "how much did I spend in the last 7 days?"})
    return Message.objects.get(role="assistant")


class TestRows:
    def test_are_counted_in_full_and_shown_in_part(self, as_maria, answer):
        page = as_maria.get(reverse("chat:conversation", args=[answer.conversation_id])).content.decode()
        rows = as_maria.get(reverse("chat:rows", args=[answer.pk])).content.decode()

        assert answer.answer["value"] == sum(101 + n for n in range(60))
        assert "60 transactions behind this answer" in page
        assert "1 to 50 of 60" in rows
        newest = Transaction.objects.order_by("-booked_on", "-booked_at", "-pk").first()
        assert reverse("transactions:detail", args=[newest.pk]) in rows

    def test_lead_to_the_list_with_the_same_filters(self, as_maria, answer):
        rows = as_maria.get(reverse("chat:rows", args=[answer.pk])).content.decode()
        today = today_in(answer.conversation.workspace.time_zone, timezone.now())
        start = (today - timedelta(days=6)).isoformat()

        assert f"/transactions/?from={start}&amp;to={today.isoformat()}" in rows

    def test_add_up_to_the_answer_in_the_file(self, as_maria, answer):
        text = as_maria.get(reverse("chat:rows-csv", args=[answer.pk])).content.decode()
        rows = list(csv.DictReader(io.StringIO(text)))

        assert len(rows) == 60
        assert -sum(Decimal(row["Amount"]) for row in rows) == answer.answer["value"]

    def test_do_not_become_formulas(self, as_maria, workspace):
        day = timezone.localdate() - timedelta(days=1)
        make_transaction(workspace, merchant="=1+1", booked_on=day)
        as_maria.post(reverse("chat:home"), {"text": "how much did I spend in the last 7 days?"})
        reply = Message.objects.get(role="assistant")

        text = as_maria.get(reverse("chat:rows-csv", args=[reply.pk])).content.decode()

        assert ",'=1+1," in text

    def test_need_as_many_queries_for_many_as_for_few(self, as_maria, answer, django_assert_max_num_queries):
        with django_assert_max_num_queries(9):
            as_maria.get(reverse("chat:rows", args=[answer.pk]), HTTP_HX_REQUEST="true")


class TestChips:
    def test_change_the_question_with_one_tap(self, as_maria, answer):
        url = reverse("chat:send", args=[answer.conversation_id])
        as_maria.post(url, {"text": "how many?", "refines": str(answer.pk)})
        newest = Message.objects.filter(role="assistant").latest("created_at")

        assert newest.answer["value"] == 60

    def test_refer_to_their_own_answer_even_later(self, as_maria, answer):
        url = reverse("chat:send", args=[answer.conversation_id])
        as_maria.post(url, {"text": "how much did I spend last year?"})
        as_maria.post(url, {"text": "how many?", "refines": str(answer.pk)})
        newest = Message.objects.filter(role="assistant").latest("created_at")

        assert newest.answer["value"] == 60

    def test_of_a_stranger_are_not_looked_at(self, as_otto, as_maria, answer):
        as_otto.post(reverse("chat:home"), {"text": "hello"})
        theirs = Conversation.objects.exclude(pk=answer.conversation_id).get()
        as_otto.post(reverse("chat:send", args=[theirs.pk]), {"text": "hi", "refines": str(answer.pk)})
        theirs.refresh_from_db()

        assert theirs.memory.keys() <= {"before"}  # what was said there, and nothing of hers
