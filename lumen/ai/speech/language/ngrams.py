"""A trigram model of sentences in the ARPA format that recognisers read.

Interpolated modified Kneser-Ney smoothing (Chen and Goodman, 1998): each count is discounted, and what is
taken away goes to the shorter history, whose weight is in how many different places a word was seen.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

START, END = "<s>", "</s>"
Gram = tuple[str, ...]
_NEVER = -99.0


@dataclass(frozen=True, slots=True)
class Model:
    """Base-10 logarithms of the probability of each n-gram, and of what its longer ones leave."""

    chances: tuple[Mapping[Gram, float], ...]
    backoffs: Mapping[Gram, float]

    def write(self, file: IO[str]) -> None:
        """As ARPA text."""
        file.write("\\data\\\n")
        for order, grams in enumerate(self.chances, 1):
            file.write(f"ngram {order}={len(grams)}\n")
        for order, grams in enumerate(self.chances, 1):
            file.write(f"\n\\{order}-grams:\n")
            for gram in sorted(grams):
                tail = f"\t{self.backoffs.get(gram, 0.0):.4f}" if order < len(self.chances) else ""
                file.write(f"{grams[gram]:.4f}\t{' '.join(gram)}{tail}\n")
        file.write("\n\\end\\\n")


def learn(sentences: Iterable[list[str]], others: Mapping[str, float], share: float) -> Model:
    """The model of `sentences`.

    Args:
        others: how probable each word is in general speech; those the sentences lack are in the model too.
        share: of the single words' probability that goes to general speech, 0 to 1.
    """
    ones, twos, threes = _counted(sentences)
    lower = _singles(ones, others, share)
    chances = [{gram: _log(value) for gram, value in lower.items()} | {(START,): _NEVER}]
    backoffs: dict[Gram, float] = {}
    for counts in (twos, threes):
        lower, left = _interpolated(counts, lower)
        chances.append({gram: _log(value) for gram, value in lower.items()})
        backoffs |= left
    return Model(tuple(chances), backoffs)


def _counted(sentences: Iterable[list[str]]) -> tuple[Counter[Gram], Counter[Gram], Counter[Gram]]:
    """Counts of one, two and three words; the shorter ones count after how many words they were seen.

    What begins a sentence has nothing before it that could vary, so it is counted as often as it was said.
    """
    threes: Counter[Gram] = Counter()
    twos: Counter[Gram] = Counter()
    for words in sentences:
        padded = [START, *words, END]
        twos[START, padded[1]] += 1
        threes.update(zip(padded, padded[1:], padded[2:], strict=False))
    for gram in threes:
        twos[gram[1:]] += 1
    return Counter(gram[1:] for gram in twos), twos, threes


def _singles(counts: Mapping[Gram, int], others: Mapping[str, float], share: float) -> dict[Gram, float]:
    total, general = sum(counts.values()), sum(others.values()) or 1.0
    chances = {gram: (1 - share) * count / total for gram, count in counts.items()}
    for word, chance in others.items():
        chances[word,] = chances.get((word,), 0.0) + share * chance / general
    return chances


def _interpolated(
    counts: Mapping[Gram, int], lower: Mapping[Gram, float]
) -> tuple[dict[Gram, float], dict[Gram, float]]:
    """Each gram's chance, and the logarithm of what its history leaves to the shorter ones."""
    discounts = _discounts(counts)
    totals: Counter[Gram] = Counter()
    taken: defaultdict[Gram, float] = defaultdict(float)
    for gram, count in counts.items():
        totals[gram[:-1]] += count
        taken[gram[:-1]] += discounts[min(count, 3)]
    left = {history: amount / totals[history] for history, amount in taken.items()}
    chances = {
        gram: (count - discounts[min(count, 3)]) / totals[gram[:-1]] + left[gram[:-1]] * lower[gram[1:]]
        for gram, count in counts.items()
    }
    return chances, {history: _log(weight) for history, weight in left.items()}


def _discounts(counts: Mapping[Gram, int]) -> dict[int, float]:
    """How much to take from counts of one, of two, and of three and more."""
    seen = Counter(min(count, 4) for count in counts.values())
    base = seen[1] / max(1, seen[1] + 2 * seen[2])
    found = {}
    for number in (1, 2, 3):
        share = number - (number + 1) * base * seen[number + 1] / max(1, seen[number])
        found[number] = min(max(share, 0.1), number - 0.05)
    return found


def _log(chance: float) -> float:
    return math.log10(chance) if chance > 0 else _NEVER
