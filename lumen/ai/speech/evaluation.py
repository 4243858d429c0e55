"""How many words of spoken questions are heard right. `manage.py evaluate speech` prints it.

Questions of invented households are spoken by every voice that espeak-ng and flite have here. `dev` was
looked at while the templates were written; of `unseen`, only the totals. The questions of `strangers` are put
in other ways, each with the names of one ledger. Numbers are compared as words.
"""

import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from lumen.ai.speech import voiced
from lumen.ai.speech.hearing import hear
from lumen.ai.speech.plain import seconds_of
from lumen.ai.speech.recognisers.sphinx import SphinxRecogniser
from lumen.ai.speech.sound import pcm_of
from lumen.ai.speech.vocabulary import Name, Vocabulary
from lumen.ai.speech.written import as_said

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "speech"
SETS = ("dev", "unseen", "strangers_dev", "strangers_unseen")
ESPEAK_VOICES = ("en-us", "en-gb", "en-us+f3")
ONLY_CLOCK = "awb_time"  # a voice of flite that can tell the time and nothing else
WHOLE = 3  # questions a voice that are heard by a process of their own, as a person's are
_SPELLINGS = {"kilometers": "kilometres", "meters": "metres", "liters": "litres", "summarize": "summarise"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is said, and the names that are known when it is."""

    text: str
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of one speaking program."""

    program: str
    name: str

    def speak(self, text: str, path: Path) -> None:
        """Write `text` as a WAV file."""
        if self.program == "flite":
            command = ["flite", "-voice", self.name, "-t", text, "-o", str(path)]
        else:
            command = ["espeak-ng", "-v", self.name, "-w", str(path), text]
        subprocess.run(command, check=True, timeout=30, capture_output=True)


@dataclass(slots=True)
class Score:
    """Words, wrong ones, and seconds of sound and of work."""

    words: int = 0
    wrong: int = 0
    sound: float = 0.0
    work: float = 0.0

    def row(self, label: str) -> str:
        error, factor = self.wrong / max(1, self.words), self.work / max(0.001, self.sound)
        return f"{label:<24}{error:>12.3f}{factor:>18.2f}"


def run() -> str:
    """The table of word error and real-time factor, by set and voice."""
    spoken = list(voices())
    if not spoken:
        return "Neither espeak-ng nor flite is installed here, so nothing can be spoken."
    told = []
    for name in SETS:
        asked = questions(name)
        told += [f"{name:<24}{'word error':>12}{'real-time factor':>18}"]
        told += [judge(asked, voice).row(f"{voice.program} {voice.name}") for voice in spoken]
        told.append(_whole(asked[:WHOLE], spoken).row("a process each"))
    return "\n".join(told)


def questions(name: str) -> list[Question]:
    """A set of questions with the names that they are asked among."""
    lines = (SAMPLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    names = SAMPLES / f"{name}_names.json"
    if names.exists():
        known = tuple(Name(text) for text in json.loads(names.read_text(encoding="utf-8")))
        return [Question(row["text"], known) for row in rows]
    ledgers = json.loads((SAMPLES / "ledgers.json").read_text(encoding="utf-8"))
    by_ledger = {
        ledger: tuple(Name(text, kind) for kind, texts in kinds.items() for text in texts)
        for ledger, kinds in ledgers.items()
    }
    return [Question(row["text"], by_ledger[row["ledger"]]) for row in rows]


def voices() -> Iterator[Voice]:
    """Every voice that speaks English here."""
    if shutil.which("espeak-ng"):
        yield from (Voice("espeak-ng", name) for name in ESPEAK_VOICES)
    if shutil.which("flite"):
        listed = subprocess.run(["flite", "-lv"], check=True, timeout=30, capture_output=True, text=True)
        names = listed.stdout.partition(":")[2].split()
        yield from (Voice("flite", name) for name in sorted(names) if name != ONLY_CLOCK)


def judge(asked: Sequence[Question], voice: Voice) -> Score:
    """How one voice is understood."""
    root = Path(settings.VAR_DIR) / "speech"
    recognisers = {names: SphinxRecogniser(names, root) for names in {question.names for question in asked}}
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "question.wav"
        for question in asked:
            voice.speak(question.text, path)
            pcm = pcm_of(path)
            began = time.perf_counter()
            heard = recognisers[question.names].hear(pcm, voiced.stretches(pcm))
            found = " ".join(part.text for part in heard)
            score.work += time.perf_counter() - began
            _count(score, question.text, found, seconds_of(pcm))
    return score


def _whole(asked: Sequence[Question], spoken: Sequence[Voice]) -> Score:
    score = Score()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "question.wav"
        for voice in spoken:
            for question in asked:
                voice.speak(question.text, path)
                heard = hear(path, words=Vocabulary(names=question.names))
                score.work += heard.took_seconds
                _count(score, question.text, heard.text, heard.seconds)
    return score


def _count(score: Score, text: str, found: str, seconds: float) -> None:
    wanted = compared(text)
    score.words += len(wanted)
    score.wrong += distance(wanted, compared(found))
    score.sound += seconds


def compared(text: str) -> list[str]:
    """The words to compare: small letters, no marks, numbers as they are said."""
    said = re.sub(r"\d+", lambda found: f" {_said(int(found[0]))} ", text)
    return [_SPELLINGS.get(word, word) for word in as_said(said) if word != "and"]


def distance(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words must be changed, put in or left out to make one of the other."""
    row = list(range(len(other) + 1))
    for count, word in enumerate(one, 1):
        before, row = row, [count]
        for at, heard in enumerate(other):
            row.append(min(before[at + 1] + 1, row[at] + 1, before[at] + (word != heard)))
    return row[-1]


_ONES = "zero one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905 - words
_ONES += "thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905 - words
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905 - words


def _said(number: int) -> str:
    if number < 20:
        return _ONES[number]
    if number < 100:
        return _TENS[number // 10 - 2] + (f" {_ONES[number % 10]}" if number % 10 else "")
    if 2010 <= number < 2100 or 1910 <= number < 2000:
        return f"{_said(number // 100)} {_said(number % 100)}"
    for size, name in ((1_000_000, "million"), (1_000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return f"{_said(number // size)} {name}" + (f" {_said(rest)}" if rest else "")
    return ""
