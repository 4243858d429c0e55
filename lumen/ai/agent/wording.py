"""Letting a language model say an answer more fluently, without letting it change anything."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass

import structlog

from lumen.ai.agent import trust
from lumen.ai.answers import Answer
from lumen.ai.llm import prompts
from lumen.ai.llm.base import LanguageModel, Message, ModelError, TextDelta
from lumen.ai.llm.redaction import masked

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Wording:
    """How an answer is said, and by whom; no model means by the template."""

    text: str
    model: str = ""
    problem: str = ""  # why the template was used although a model was asked


def reword(model: LanguageModel, question: str, answer: Answer, should_stop: Callable[[], bool]) -> Wording:
    """The model's wording of an `ok` answer, or the template's when the model fails or invents.

    Only the question, the draft, its table and its quotes are sent, with long numbers masked.
    """
    if answer.status != "ok" or not model.name or not _gains(answer):
        return Wording(answer.text)
    evidence = evidence_of(answer)
    try:
        text = _collect(model, _messages(question, answer, evidence), should_stop)
    except ModelError as error:
        log.warning("model.failed", model=model.name, code=error.code)
        return Wording(answer.text, problem=error.code)
    if problem := trust.distrust(text, answer, f"{question}\n{answer.text}\n{evidence}"):
        log.warning("model.rejected", model=model.name, reason=problem)
        return Wording(answer.text, problem=problem)
    return Wording(text, model.name)


def _gains(answer: Answer) -> bool:
    """Small talk and arithmetic are said as they are."""
    return bool(answer.citations or answer.query)


def evidence_of(answer: Answer) -> str:
    """What an answer rests on, as text: for the model to read and to check its numbers against."""
    lines = [f"{label}: {number}" for label, number in (answer.rows or [])[: trust.MAX_ROWS]]
    if answer.value is not None:
        lines.append(f"value: {json.dumps(answer.value)} {answer.unit or ''}")
    lines += [str(chip.get("label", "")) for chip in answer.chips]
    for number, citation in enumerate(answer.citations, start=1):
        cited = asdict(citation)
        lines.append(f"[{number}] {cited['external_name']}, page {cited['page']}: {cited['quote']}")
    return "\n".join(lines)


def _messages(question: str, answer: Answer, evidence: str) -> list[Message]:
    return [
        Message("system", prompts.load("reword_1")),
        Message(
            "user",
            f"Question: {masked(question)}\n\n{trust.fenced('evidence', masked(evidence))}\n\n"
            "Give me the draft.",
        ),
        Message("assistant", masked(answer.text)),
        Message("user", "Now say it to the person."),
    ]


def _collect(model: LanguageModel, messages: list[Message], should_stop: Callable[[], bool]) -> str:
    text = ""
    for chunk in model.stream(messages, timeout_seconds=TIMEOUT_SECONDS, should_stop=should_stop):
        if isinstance(chunk, TextDelta):
            text += chunk.text
        if len(text) > trust.MAX_CHARACTERS:
            break
    return text.strip()
