"""One reply taken apart once, for everything that is measured on it."""

from dataclasses import dataclass
from functools import cached_property

from assistants.voice.habits import Ending, Opening, ending_of, opening_of
from assistants.voice.texts import EMOJI, EMOTICON, lines_of, paragraphs_of, sentences_of, words_of
from assistants.voice.words import Lexicon, language_of, lexicon


@dataclass(frozen=True)
class Anatomy:
    """A reply with its words, sentences, greeting and closing."""

    text: str

    @cached_property
    def words(self) -> list[str]:
        return words_of(self.text)

    @cached_property
    def lexis(self) -> Lexicon:
        return lexicon(language_of(self.words))

    @cached_property
    def sentences(self) -> list[str]:
        return sentences_of(self.text)

    @cached_property
    def paragraphs(self) -> list[str]:
        return paragraphs_of(self.text)

    @cached_property
    def lines(self) -> list[str]:
        return lines_of(self.text)

    @cached_property
    def opening(self) -> Opening:
        return opening_of(self.text, self.lexis)

    @cached_property
    def ending(self) -> Ending:
        return ending_of(self.opening.rest, self.lexis)

    @cached_property
    def body_sentences(self) -> list[str]:
        """What is said between greeting and closing."""
        return sentences_of(self.ending.rest)

    @cached_property
    def emoji(self) -> list[str]:
        return EMOJI.findall(self.text)

    @cached_property
    def emoticons(self) -> list[str]:
        return EMOTICON.findall(self.text)

    def count(self, wanted: frozenset[str]) -> int:
        """How many words are among `wanted`."""
        return sum(1 for word in self.words if word in wanted)

    def rate(self, wanted: frozenset[str]) -> float:
        """Words among `wanted` in a hundred."""
        return 100 * self.count(wanted) / max(1, len(self.words))
