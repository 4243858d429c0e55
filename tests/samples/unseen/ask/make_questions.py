"""Write questions.jsonl: what five invented people ask, and what is right. The same file every time."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.samples.unseen.ask.household import REF, Gold

HERE = Path(__file__).parent
PERSONAS = ("texter", "hinglish", "formal", "expat", "bookkeeper")


def questions() -> Iterator[dict[str, Any]]:
    for persona in PERSONAS:
        for number, (text, gold, *kind) in enumerate(_module(persona).QUESTIONS, 1):
            yield {"id": f"{persona[0]}{number:03d}", "dialogue": None, "turn": 1} | _asked(
                text, gold, persona, kind
            )
    for name, (persona, turns) in _module("dialogues").DIALOGUES.items():
        for turn, (text, gold, *kind) in enumerate(turns, 1):
            yield {"id": f"{name}-{turn}", "dialogue": name, "turn": turn} | _asked(text, gold, persona, kind)


def _module(name: str) -> ModuleType:
    return import_module(f"{__package__}.{name}")


def _asked(text: str, gold: Gold, persona: str, kind: list[str]) -> dict[str, Any]:
    query, answer = gold
    return {
        "ref": REF,
        "text": text,
        "kind": kind[0] if kind else query["intent"],
        "tags": [persona],
        "answer": answer,
        "query": query,
    }


def main() -> None:
    lines = [json.dumps(question, ensure_ascii=False) for question in questions()]
    (HERE / "questions.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
