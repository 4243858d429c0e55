"""`ask` and `route` speak JSON lines and nothing else."""

import json

import pytest
from django.core.management import CommandError, call_command

from chat.models import Message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_tools")]
KEYS = ["id", "status", "text", "value", "unit", "rows", "ids", "labels", "query", "citations", "ms"]


@pytest.fixture
def lines(tmp_path, capsys):
    def run(command, *rows, **options):
        path = tmp_path / "in.jsonl"
        path.write_text("\n".join(json.dumps(row) if isinstance(row, dict) else row for row in rows))
        call_command(command, str(path), **options)
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    return run


class TestAsk:
    def test_answers_in_the_shape_of_the_contract(self, lines, workspace):
        [answer] = lines(
            "ask",
            {"id": "q1", "text": "how much did I spend", "dialogue": None, "turn": 1},
            workspace=workspace.slug,
        )
        assert sorted(answer) == sorted(KEYS)
        assert (answer["id"], answer["status"], answer["value"]) == ("q1", "ok", 1234.5)
        assert answer["ids"] is None
        assert not Message.objects.exists()

    def test_shares_memory_inside_a_dialogue_only(self, lines, workspace):
        turn = {"text": "how much did I spend"}
        answers = lines(
            "ask",
            {"id": 1, "dialogue": "a", **turn},
            {"id": 2, "dialogue": "b", **turn},
            {"id": 3, "dialogue": "a", **turn},
            {"id": 4, "dialogue": None, **turn},
            workspace=workspace.slug,
            now="2025-11-14T10:00:00+05:30",
        )
        asked = [answer["text"].split("number ")[1][0] for answer in answers]
        assert asked == ["1", "1", "2", "1"]

    @pytest.mark.parametrize(
        ("rows", "options"),
        [
            (["{broken"], {}),
            (['{"id": 1}'], {}),
            (['{"id": 1, "text": 5}'], {}),
            ([f'{{"id": {"9" * 5000}, "text": "hi"}}'], {}),
            (["[" * 100_000], {}),
            ([{"id": 1, "text": "hi", "ref": 5}], {}),
            ([{"id": 1, "text": "hi", "ref": "0001-01-01T00:00:00+05:30"}], {}),
            ([{"id": 1, "text": "hi", "ref": "9999-12-31T23:59:59-05:30"}], {}),
            (['["text"]'], {}),
            ([{"id": 1, "text": "hi"}], {"workspace": "nowhere"}),
            ([{"id": 1, "text": "hi"}], {"now": "yesterday"}),
            ([{"id": 1, "text": "hi", "ref": "2025-11-14T10:00:00"}], {}),
        ],
    )
    def test_refuses_bad_calls(self, lines, workspace, rows, options):
        with pytest.raises(CommandError):
            lines("ask", *rows, **({"workspace": workspace.slug} | options))


class TestRoute:
    def test_prints_plans_without_a_workspace(self, lines):
        text = "what did I spend and what does my lease say?"
        one, two = lines("route", {"id": "r1", "text": "2+2"}, {"id": "r2", "text": text})

        assert one["plan"] == [{"tool": "calculate", "arguments": {"expression": "2+2"}, "after": []}]
        assert [task["tool"] for task in two["plan"]] == ["ask_ledger", "answer_documents"]
        assert two["ms"] >= two["rules_ms"] >= 0


class TestStrangeCharacters:
    def test_that_no_database_can_hold_are_answered_all_the_same(self, lines, workspace):
        rows = ['{"id": "\\ud800", "text": "how much \\u0000 did I spend \\udfff"}']
        [answer] = lines("ask", *rows, workspace=workspace.slug)
        assert answer["status"]

    def test_a_line_separator_inside_a_question_does_not_end_its_line(self, lines, workspace):
        rows = ['{"id": 1, "text": "how much\u2028did I spend"}']
        [answer] = lines("ask", *rows, workspace=workspace.slug)
        assert answer["id"] == 1

    def test_a_file_that_is_not_utf_8_is_refused_with_a_sentence(self, tmp_path, workspace):
        path = tmp_path / "in.jsonl"
        path.write_bytes(b'{"id": 1, "text": "caf\xe9"}')
        with pytest.raises(CommandError, match="is not UTF-8"):
            call_command("ask", str(path), workspace=workspace.slug)
