"""A language model's words about the papers, sentence by sentence, each checked before anyone sees it.

Whatever goes wrong, the literal quotes stand.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import structlog
from django.utils.translation import gettext as _

from documents import terms
from documents.answers.quoting import cited, pages_of
from documents.models import Page
from documents.pipeline.sentences import sentence_spans
from lumen.ai.agent import passages as prompts
from lumen.ai.agent.trust import ADDRESS
from lumen.ai.answers import Answer, Citation
from lumen.ai.llm.base import LanguageModel, ModelError, TextDelta
from lumen.ai.llm.numbers import numbers_in, unsupported

log = structlog.get_logger(__name__)
TIMEOUT_SECONDS = 20.0
LONGEST_ANSWER = 4_000
SUPPORTED_FROM = 0.5  # share of a sentence's words that its passages must have
MASKED = "XXXX"
_MARK = re.compile(r"\s*\[(\d{1,3})\]")
_MARKS_BEHIND = re.compile(r"(?:\s*\[\d{1,3}\])+")
_SUM = re.compile(
    r"([^\d\n]{0,3}\d[\d,.]*(?:\s*\+\s*(?:[^\d\s+][^\d\n+]{0,2})?\d[\d,.]*)+)\s*=\s*[^\d\n]{0,3}(\d[\d,.]*\d|\d)"
)
_NO = frozenset(("", "no", "nein", "non", "nahi", "нет", "不"))


class Grounded:
    """One answer in the making: iterate over `texts()`, then `answer` and `model` say what came of it.

    Args:
        passages: what the model reads; each a stretch of a stored page.
        offline: the answer in literal quotes, for whatever goes wrong.
    """

    def __init__(
        self,
        model: LanguageModel,
        question: str,
        passages: Sequence[Citation],
        offline: Answer,
        *,
        remembered: str = "",
        should_stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self.answer, self.model, self.problem = offline, "", ""
        self._llm, self._question, self._passages = model, question, list(passages)
        self._offline, self._remembered, self._should_stop = offline, remembered, should_stop
        self._said: list[str] = []
        self._citations: list[Citation] = []
        self._pages = pages_of({(one.document, one.page) for one in passages})

    def texts(self) -> Iterator[str]:
        """Pieces of the answer that may be shown; joined they are `answer.text`."""
        try:
            for sentence in self._sentences():
                if sentence.strip(" .!").lower() in _NO and not self._said:
                    self.problem = "declined"
                    break
                if piece := self._checked(sentence):
                    yield piece
        except ModelError as error:
            log.warning("model.failed", model=self._llm.name, code=error.code)
            self.problem = error.code
        if not self._said or self.problem:
            yield self._in_quotes()

    def _in_quotes(self) -> str:
        """The literal answer, alone or behind what was said before the model failed."""
        if not self._said:
            self.answer = self._offline
            return self._offline.text
        rest = "\n\n" + self._offline.text
        self._citations += [one for one in self._offline.citations if one not in self._citations]
        self._said.append(rest)
        self._settle()
        return rest

    def _sentences(self) -> Iterator[str]:
        """Whole sentences, as soon as each is there."""
        messages = prompts.messages(self._question, self._passages, self._remembered)
        waiting, length = "", 0
        stream = self._llm.stream(messages, timeout_seconds=TIMEOUT_SECONDS, should_stop=self._should_stop)
        for chunk in stream:
            if not isinstance(chunk, TextDelta):
                continue
            waiting += chunk.text
            length += len(chunk.text)
            while end := _first_end(waiting):
                yield waiting[:end]
                waiting = waiting[end:]
            if length > LONGEST_ANSWER:
                return
        if not self._should_stop():
            yield waiting

    def _checked(self, sentence: str) -> str:
        """The sentence as it is shown, its marks renumbered; empty when it must not be."""
        known = [int(mark) for mark in _MARK.findall(sentence)]
        marks = [number for number in dict.fromkeys(known) if 1 <= number <= len(self._passages)]
        bare = _MARK.sub("", sentence).strip()
        if not bare:
            return ""
        quotes = [self._passages[number - 1].quote for number in marks]
        if problem := _distrust(bare, quotes, [one.quote for one in self._passages]):
            log.warning("model.rejected", model=self._llm.name, reason=problem)
            return ""
        numbers = "".join(f" [{self._number_of(number, bare)}]" for number in marks)
        doubt = "" if _is_supported(bare, quotes) else " " + _("(not found in your papers)")
        lead = "" if not self._said else "\n" if sentence.startswith("\n") else " "
        piece = f"{lead}{bare}{numbers}{doubt}"
        self._said.append(piece)
        self.model = self._llm.name
        self._settle()
        return piece

    def _settle(self) -> None:
        text = "".join(self._said)
        self.answer = replace(self._offline, text=text, citations=list(self._citations))

    def _number_of(self, passage: int, sentence: str) -> int:
        """The number of the citation: the sentence of the passage that bears out what was said."""
        citation = self._narrowed(self._passages[passage - 1], sentence)
        if citation not in self._citations:
            self._citations.append(citation)
        return self._citations.index(citation) + 1

    def _narrowed(self, passage: Citation, said: str) -> Citation:
        page: Page | None = self._pages.get((passage.document, passage.page))
        if page is None or passage.start is None or passage.end is None:
            return passage
        wanted = set(terms.question_words(said))
        spans = sentence_spans(page.text, passage.start, passage.end)
        if not spans or not wanted:
            return passage
        start, end = max(
            spans, key=lambda span: len(wanted.intersection(terms.words(page.text[span[0] : span[1]])))
        )
        return cited(page, passage.external_name, start, end)


def _first_end(text: str) -> int:
    """Where the first whole sentence of a text ends, its marks with it; 0 while more of it may come."""
    spans = sentence_spans(text)
    if len(spans) < 2:
        return 0
    end = spans[0][1]
    if marks := _MARKS_BEHIND.match(text, end):
        end = marks.end()
    following = text[end:].lstrip()
    return 0 if not following or following.startswith("[") else end


def _distrust(sentence: str, quotes: Sequence[str], every: Sequence[str]) -> str:
    """Why a sentence is not shown: a number, an address or a masked stretch that no cited quote bears out."""
    evidence = "\n".join([*quotes, *_shown_sums(sentence, every)])
    if unsupported(sentence, evidence):
        return "number-not-in-a-cited-quote"
    together = "\n".join(every).lower()
    if any(address.lower() not in together for address in ADDRESS.findall(sentence)):
        return "address-not-in-the-passages"
    return "masked" if MASKED in sentence else ""


def _shown_sums(sentence: str, quotes: Sequence[str]) -> Iterator[str]:
    """Sums whose parts stand in the passages and that are right: they bear out their own total."""
    evidence = "\n".join(quotes)
    for left, total in _SUM.findall(sentence):
        parts = numbers_in(left)
        if not unsupported(left, evidence) and sum((one.value for one in parts), Decimal(0)) == _value(total):
            yield f"{left} = {total}"


def _value(text: str) -> Decimal:
    found = numbers_in(text)
    return found[0].value if found else Decimal(-1)


def _is_supported(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether most of what a sentence says stands in the passages it names."""
    said = set(terms.question_words(sentence))
    held = {word for quote in quotes for word in terms.words(quote)}
    return bool(quotes) and (not said or len(said & held) >= SUPPORTED_FROM * len(said))
