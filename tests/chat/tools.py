"""Tools of the tests' own: a ledger and papers that are quick, slow, stubborn or broken on demand."""

import time
from typing import Any

from django.db import connection

from lumen.ai.answers import Answer, Citation, ProposedWrite
from lumen.ai.tools.registry import Claim, Done, Effect, Permission, Tool, ToolContext, Write
from lumen.common import children

MONEY_WORDS = ("spend", "spent", "earn", "income")
PAPER_WORDS = ("agreement", "policy", "lease", "warranty")


def tool(name: str, run: Any, score: Any = None, timeout_seconds: float = 5.0, **extra: Any) -> Tool:
    claim = None
    if score is not None:
        claim = lambda context, text: Claim(score=score(text) if callable(score) else score)  # noqa: E731
    parameters = {"type": "object", "properties": {"text": {"type": "string"}}}
    options = {"parameters": parameters, "effect": Effect.READ} | extra
    return Tool(
        name=name,
        description=name,
        run=run,
        claim=claim,
        timeout_seconds=timeout_seconds,
        **options,
    )


PAINTED: list[str] = []


def writer(name: str, **extra: Any) -> Tool:
    """A tool that paints: it proposes a colour, and remembers what was really painted."""
    colour = {"type": "object", "required": ["colour"], "properties": {"colour": {"type": "string"}}}

    def propose(context: ToolContext, text: str) -> Answer:
        proposed = ProposedWrite(
            tool=name,
            arguments={"colour": "blue"},
            sentence="Paint 3 walls blue.",
            facts=[("Colour", "blue")],
        )
        return Answer(status="ok", text="I can paint 3 walls blue.", proposals=[proposed], source=name)

    def paint(context: ToolContext, *, colour: str) -> Done:
        PAINTED.append(colour)
        return Done(text=f"3 walls are {colour}.", undo={"colour": colour})

    def wash(context: ToolContext, *, colour: str) -> str:
        PAINTED.remove(colour)
        return "The walls are as they were."

    options = {"permission": Permission.EDIT} | extra
    return tool(
        name,
        propose,
        mentions("paint"),
        effect=Effect.WRITE,
        write=Write(parameters=colour, carry_out=paint, undo=wash),
        **options,
    )


def mentions(*words: str, score: float = 0.9) -> Any:
    return lambda text: score if any(word in text.lower() for word in words) else 0.0


def ledger(context: ToolContext, text: str) -> Answer:
    """Says how often it was asked in this conversation: what tools remember."""
    asked = context.memory.get("asked", 0) + 1
    context.memory["asked"] = asked
    return Answer(
        status="ok",
        text=f"You spent ₹1,234.50 on food, and this is question number {asked} about it.",
        value=1234.5,
        unit="INR",
        rows=[("Food", 1000.0), ("Fuel", 234.5)],
        query={"intent": "aggregate"},
        chips=[{"label": "October 2025"}],
        source="ask_ledger",
    )


def papers(context: ToolContext, text: str, document_ids: list[str] | None = None) -> Answer:
    cited = Citation(
        document="00000000-0000-0000-0000-000000000001",
        external_name="rent.pdf",
        page=2,
        quote="Either party may end this agreement with two months' notice.",
        start=10,
        end=70,
    )
    return Answer(
        status="ok",
        text="Either party may end it with two months' notice [1].",
        citations=[cited],
        source="answer_documents",
    )


def sleeper(seconds: float) -> Any:
    """A tool that looks at nothing while it works."""

    def run(context: ToolContext, text: str) -> Answer:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.01)
        return Answer(status="ok", text=f"slept over “{text}”")

    return run


def timed(worked: dict[str, tuple[float, float]], name: str, seconds: float) -> Any:
    """Works for a while and notes from when to when."""

    def run(context: ToolContext, text: str) -> Answer:
        started = time.monotonic()
        time.sleep(seconds)
        worked[name] = (started, time.monotonic())
        return Answer(status="ok", text=f"{name} is done")

    return run


def program(*command: str) -> Any:
    """Waits for a program that would go on for a minute, and looks at nothing meanwhile."""

    def run(context: ToolContext, text: str) -> Answer:
        children.output_of(command, seconds=60)
        return Answer(status="ok", text="the program ended")

    return run


def slow_query(context: ToolContext, text: str) -> Answer:
    """Waits inside the database, where no Python code runs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")
    return Answer(status="ok", text="the database woke up")


def lecture(context: ToolContext, text: str) -> Answer:
    """A long answer, so that there is time to stop it."""
    return Answer(status="ok", text=" ".join(f"word{n}" for n in range(400)))


def broken(context: ToolContext, text: str) -> Answer:
    raise ZeroDivisionError


def saying(status: Any, text: str) -> Any:
    return lambda context, **arguments: Answer(status=status, text=text)


LEDGER = tool("ask_ledger", ledger, mentions(*MONEY_WORDS))
PAPERS = tool(
    "answer_documents",
    papers,
    mentions(*PAPER_WORDS),
    parameters={
        "type": "object",
        "properties": {"text": {"type": "string"}, "document_ids": {"type": "array"}},
    },
)
