"""One answer out of the answers to several questions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lumen.ai.answers import Answer, Citation, Status

_MARK = re.compile(r"\[(\d{1,2})\]")
_WORDS_AT_ONCE = 3


def combine(answers: Sequence[Answer], *, flows: bool = False) -> Answer:
    """The answers below each other: all texts and citations, the first structured values.

    When one of them is refused, the whole is, and no value stands for it.

    Args:
        flows: the last answer works with the ones before, so its value is the one.
    """
    if len(answers) == 1:
        return answers[0]
    refused = [answer for answer in answers if answer.status == "refused"]
    known = refused or [answer for answer in answers if answer.status == "ok"]
    computed = [answer for answer in known if answer.query] or known
    leading = (known[-1] if flows else computed[0]) if known else answers[0]
    shifted = renumbered(answers)
    return replace(
        leading,
        status=_status(answers),
        text="\n\n".join(answer.text for answer in shifted),
        citations=[citation for answer in answers for citation in answer.citations],
        chips=[chip for answer in answers for chip in answer.chips],
        options=[option for answer in answers for option in answer.options],
        transactions=[key for answer in answers for key in answer.transactions],
        source=" ".join(answer.source for answer in answers),
        proposals=[proposed for answer in answers for proposed in answer.proposals],
    )


def renumbered(answers: Sequence[Answer]) -> list[Answer]:
    """The same answers, with citation marks counted through."""
    shifted, offset = [], 0
    for answer in answers:
        shifted.append(replace(answer, text=_shift_marks(answer.text, offset, len(answer.citations))))
        offset += len(answer.citations)
    return shifted


def numbered_citations(answers: Sequence[Answer]) -> Iterator[tuple[int, Citation]]:
    yield from enumerate((c for answer in answers for c in answer.citations), start=1)


def _shift_marks(text: str, offset: int, citations: int) -> str:
    def shifted(mark: re.Match[str]) -> str:
        number = int(mark[1])
        return f"[{number + offset}]" if 1 <= number <= citations else mark[0]

    return _MARK.sub(shifted, text) if offset else text


def _status(answers: Sequence[Answer]) -> Status:
    found: set[Status] = {answer.status for answer in answers}
    order: tuple[Status, ...] = ("refused", "ok", "clarify", "no_data", "unanswerable")
    return next(status for status in order if status in found)


def pieces(text: str) -> list[str]:
    """The text cut after every few words; joined they are the text."""
    words = re.findall(r"\s*\S+|\s+$", text)
    return ["".join(words[i : i + _WORDS_AT_ONCE]) for i in range(0, len(words), _WORDS_AT_ONCE)]
