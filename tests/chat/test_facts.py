"""What Lumen remembers for a person."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from chat import facts, remembering
from chat.models import Fact, Message, Proposal
from lumen.ai.agent.memory import Turn, as_text, fitting
from lumen.audit.models import AuditEvent
from tests.chat import tools
from tests.transactions.factories import make_transaction

pytestmark = pytest.mark.django_db
URL = "/chat/facts/"
API = "/api/v1/chat/facts"


@pytest.fixture
def fact(workspace, maria):
    return facts.add_fact(workspace=workspace, user=maria, text="Rao = rent")


class TestSides:
    @pytest.mark.parametrize(
        ("text", "sides"),
        [
            ("Rao = rent", ("Rao", "rent")),
            ("my rent is paid to Mr Rao", ("rent", "Rao")),
            ("I pay my rent to Mrs. Rao.", ("rent", "Rao")),
            ("Maa means Sunita Kulkarni", ("Maa", "Sunita Kulkarni")),
            ("when I say club, I mean “Deccan Gymkhana”", ("club", "Deccan Gymkhana")),
            ("Rao is my landlord", ("Rao", "landlord")),
            ("I like round numbers", ("", "")),
        ],
    )
    def test_are_the_names_that_a_sentence_equates(self, text, sides):
        found = facts.sides_of(text)
        assert (found["said"], found["meaning"]) == sides


class TestPage:
    def test_adds_changes_and_forgets(self, as_maria, maria):
        as_maria.post(URL, {"text": "remember that Rao = rent"})
        fact = Fact.objects.get(user=maria)
        assert (fact.text, fact.said, fact.meaning) == ("Rao = rent", "Rao", "rent")

        as_maria.post(reverse("chat:fact-edit", args=[fact.pk]), {"text": "Rao = groceries"})
        fact.refresh_from_db()
        assert fact.meaning == "groceries"

        as_maria.post(reverse("chat:fact-delete", args=[fact.pk]))
        assert not Fact.objects.exists()
        actions = set(AuditEvent.objects.values_list("action", flat=True))
        assert {"fact.added", "fact.changed", "fact.deleted"} <= actions

    @pytest.mark.parametrize("text", ["", "  ", "x" * 301, "Rao = rent"])
    def test_refuses_and_saves_nothing(self, as_maria, fact, text):
        assert as_maria.post(URL, {"text": text}).status_code == 422
        assert Fact.objects.count() == 1

    def test_keeps_a_hundred_at_most(self, as_maria, workspace, maria, monkeypatch, fact):
        monkeypatch.setattr(facts, "MOST_FACTS", 1)
        response = as_maria.post(URL, {"text": "Maa means Sunita"})
        assert response.status_code == 422
        assert "at most 1 things" in response.content.decode()

    def test_is_personal(self, as_ben, as_vera, as_otto, as_nobody, fact):
        for client in (as_ben, as_vera, as_otto):
            assert 'value="Rao = rent"' not in client.get(URL).content.decode()
            for name in ("chat:fact-edit", "chat:fact-delete"):
                assert client.post(reverse(name, args=[fact.pk]), {"text": "x"}).status_code == 404
        assert as_nobody.get(URL).status_code == 302
        assert Fact.objects.get().text == "Rao = rent"

    def test_is_open_to_viewers(self, as_vera, vera):
        as_vera.post(URL, {"text": "Rao = rent"})
        assert Fact.objects.get().user == vera

    def test_needs_as_many_queries_for_many_as_for_few(
        self, as_maria, workspace, maria, django_assert_max_num_queries
    ):
        for number in range(23):
            facts.add_fact(workspace=workspace, user=maria, text=f"fact {number}")
        with django_assert_max_num_queries(9):
            as_maria.get(URL)


class TestApi:
    def test_is_listed_added_changed_and_deleted(self, as_maria):
        made = as_maria.post(API, json.dumps({"text": "Rao = rent"}), "application/json")
        assert (made.status_code, made.json()["said"]) == (201, "Rao")
        assert [row["text"] for row in as_maria.get(API).json()["results"]] == ["Rao = rent"]

        url = f"{API}/{made.json()['id']}"
        changed = as_maria.patch(url, json.dumps({"text": "Rao = food"}), "application/json")
        assert changed.json()["meaning"] == "food"
        assert as_maria.delete(url).status_code == 204
        assert as_maria.get(url).status_code == 404

    def test_is_personal(self, as_ben, as_otto, as_nobody, fact):
        for client in (as_ben, as_otto):
            assert client.get(f"{API}/{fact.pk}").status_code == 404
            assert client.delete(f"{API}/{fact.pk}").status_code == 404
        assert as_nobody.get(API).status_code in (401, 403)

    def test_refuses_what_is_remembered_already(self, as_maria, fact):
        again = as_maria.post(API, json.dumps({"text": "Rao = rent"}), "application/json")
        assert (again.status_code, again.json()["code"]) == (409, "known-fact")


class TestQuestions:
    def ask(self, client, text):
        client.post(reverse("chat:home"), {"text": text})
        return Message.objects.filter(role="assistant").latest("created_at")

    def test_are_read_with_the_name_that_the_ledger_knows(self, as_maria, workspace, maria):
        day = timezone.localdate() - timedelta(days=1)
        make_transaction(workspace, merchant="Blue Door Estates", amount=Decimal(-18000), booked_on=day)
        facts.add_fact(workspace=workspace, user=maria, text="Ramesh means Blue Door Estates")

        answer = self.ask(as_maria, "how much did I pay Ramesh in the last 7 days?")

        assert answer.answer["value"] == 18000
        assert answer.answer["facts"] == ["Ramesh means Blue Door Estates"]
        page = as_maria.get(reverse("chat:message", args=[answer.pk])).content.decode()
        assert "Read with what you asked Lumen to remember" in page

    def test_are_not_touched_when_the_ledger_knows_both(self, as_maria, workspace, maria):
        day = timezone.localdate() - timedelta(days=1)
        make_transaction(workspace, merchant="Ramesh", amount=Decimal(-100), booked_on=day)
        make_transaction(workspace, merchant="Blue Door Estates", amount=Decimal(-18000), booked_on=day)
        facts.add_fact(workspace=workspace, user=maria, text="Ramesh means Blue Door Estates")

        answer = self.ask(as_maria, "how much did I pay Ramesh in the last 7 days?")

        assert answer.answer["value"] == 100
        assert "facts" not in answer.answer

    def test_can_ask_to_remember_and_are_confirmed_first(self, as_maria, maria):
        self.ask(as_maria, "remember that my rent is paid to Mr Rao")
        assert not Fact.objects.exists()

        proposal = Proposal.objects.get()
        as_maria.post(reverse("chat:proposal-confirm", args=[proposal.pk]))
        assert Fact.objects.get(user=maria).said == "rent"

        as_maria.post(reverse("chat:proposal-undo", args=[proposal.pk]))
        assert not Fact.objects.exists()

    def test_can_ask_what_is_remembered(self, as_maria, fact):
        assert "Rao = rent" in self.ask(as_maria, "what do you remember about me?").text

    def test_leave_what_was_forgotten_meanwhile_forgotten(self, as_maria, register, fact):
        def forgetting(context, text):
            facts.delete_fact(fact=Fact.objects.get())
            return tools.ledger(context, text)

        register(tools.tool("ask_ledger", forgetting, 0.9))
        assert self.ask(as_maria, "how much did I spend on Rao?").state == "done"
        assert not Fact.objects.exists()

    def test_from_the_command_line_are_the_owners(self, workspace, maria, ben, tmp_path, capsys):
        day = timezone.localdate() - timedelta(days=1)
        make_transaction(workspace, merchant="Blue Door Estates", amount=Decimal(-18000), booked_on=day)
        facts.add_fact(workspace=workspace, user=maria, text="Ramesh means Blue Door Estates")
        facts.add_fact(workspace=workspace, user=ben, text="Suresh means Blue Door Estates")
        asked = [f"how much did I pay {name} in the last 7 days?" for name in ("Ramesh", "Suresh")]
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(json.dumps({"id": text, "text": text}) for text in asked))

        call_command("ask", str(path), workspace=workspace.slug)

        values = [json.loads(line)["value"] for line in capsys.readouterr().out.splitlines()]
        assert values[0] == 18000
        assert values[1] != 18000


class TestMemory:
    def test_keeps_whole_turns_from_the_newest_back_and_a_line_of_the_older(self):
        turns = [Turn(f"question {n}", f"Answer {n}. " + "x" * 100) for n in range(10)]
        kept = fitting(turns, recent=350, summary=10_000)

        assert kept.recent == tuple(turns[-2:])
        assert kept.summary[-1] == "question 7 → Answer 7"
        assert len(kept.summary) == 8

    def test_never_cuts_the_newest_turn(self):
        long = Turn("why?", "y" * 9_000)
        assert fitting([long]).recent == (long,)

    def test_bounds_the_summary_from_the_newest_back(self):
        turns = [Turn(f"q{n}", "a") for n in range(100)]
        kept = fitting(turns, recent=0, summary=50)
        assert kept.summary[-1] == "q98 → a"
        assert sum(map(len, kept.summary)) <= 50

    def test_of_nothing_is_empty(self):
        assert as_text(fitting([]), []) == ""

    def test_tells_facts_and_what_came_before(self, as_maria, membership, fact):
        as_maria.post(reverse("chat:home"), {"text": "hello"})
        first = Message.objects.get(role="assistant")
        as_maria.post(reverse("chat:send", args=[first.conversation_id]), {"text": "thanks"})
        second = Message.objects.filter(role="user").latest("created_at")

        told = remembering.remembered(membership, second)

        assert "- Rao = rent" in told
        assert "Person: hello" in told
        assert "thanks" not in told
