"""`make evaluate`: how right triage is on topics of our own, and how well it tells what is not ours."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from assistants.triage.base import Reading
from assistants.triage.calibrating import auroc, calibration_error, coverage_at, false_positive_rate
from assistants.triage.encoding import encode
from assistants.triage.fitting import Effort, fit_encoded
from assistants.triage.learner import Triager

SAMPLES = Path(settings.BASE_DIR) / "tests" / "samples" / "assistants"
SEEDS = (1,)
ALL_SHARE = 0.8  # of the examples that teach when "all" do
TOPICS, OUTSIDE, NEIGHBOURS = "bank_topics.jsonl", "out_of_scope.jsonl", "bank_neighbours.jsonl"
UNSEEN = ("questions.jsonl", "out_of_scope.jsonl", "neighbours.jsonl")
FULL = Effort()
HEAD = "part      taught  right   ECE     covered at 95%  far: AUROC  FPR95   caught  kept    near: AUROC"


@dataclass(frozen=True, slots=True)
class Sample:
    """Messages with topics, and those that belong to none: far off, or next to a topic."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    far: tuple[str, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one split gave; shares in 0..1."""

    right: float
    error: float
    covered: float
    far: float
    far_passed: float
    caught: float
    kept: float
    near: float


def run() -> str:
    """Both parts with all examples, ten and five a topic."""
    lines = [HEAD]
    lines += _part("dev", _sample(SAMPLES, (TOPICS, OUTSIDE, NEIGHBOURS)))
    if all((SAMPLES / "unseen" / name).exists() for name in UNSEEN):
        lines += _part("unseen", _sample(SAMPLES / "unseen", UNSEEN))
    return "\n".join(lines)


def _part(name: str, sample: Sample) -> Iterator[str]:
    for taught, seeds in ((None, SEEDS[:1]), (10, SEEDS), (5, SEEDS)):
        found = [judge(sample, taught, seed) for seed in seeds]
        means = [float(np.mean([getattr(one, field) for one in found])) for field in Figures.__slots__]
        right, error, covered, far, passed, caught, kept, near = (f"{value:.3f}" for value in means)
        yield (
            f"{name:<9} {taught or 'all'!s:<7} {right:<7} {error:<7} {covered:<15} "
            f"{far:<11} {passed:<7} {caught:<7} {kept:<7} {near}"
        )


def judge(sample: Sample, taught: int | None, seed: int, effort: Effort = FULL) -> Figures:
    """Teach from some examples of each topic and read the others, and what is out of scope."""
    labels = np.array(sample.labels)
    rows, rest = split(labels, taught, seed)
    texts, encoded = np.array(sample.texts, dtype=object), encode(sample.texts)
    reader = fit_encoded(
        [*texts[rows]], [*labels[rows]], encoded.take(rows), ids=[*map(str, rows)], effort=effort
    )
    readings = reader.read_encoded([*texts[rest]], encoded.take(rest))
    return _figures(reader, readings, labels[rest], sample)


def split(labels: NDArray[Any], taught: int | None, seed: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows that teach, so many a topic, and all the others."""
    random = np.random.default_rng(seed)
    rows: list[int] = []
    for label in np.unique(labels):
        own = random.permutation(np.flatnonzero(labels == label))
        rows += [*own[: taught or round(ALL_SHARE * len(own))]]
    return np.array(rows, dtype=np.intp), np.setdiff1d(np.arange(len(labels)), rows)


def _figures(reader: Triager, readings: Sequence[Reading], truth: NDArray[Any], sample: Sample) -> Figures:
    right = np.array([one.label for one in readings]) == truth
    sure = np.array([one.confidence for one in readings])
    inside = _scopes(readings)
    far, near = (_scopes(reader.read(texts)) for texts in (sample.far, sample.near))
    return Figures(
        right=float(right.mean()),
        error=calibration_error(sure, right),
        covered=coverage_at(sure, right),
        far=auroc(inside, far),
        far_passed=false_positive_rate(inside, far),
        caught=float((far < 0.5).mean()),
        kept=float((inside >= 0.5).mean()),
        near=auroc(inside, near),
    )


def _scopes(readings: Sequence[Reading]) -> NDArray[np.float64]:
    return np.array([one.in_scope_score for one in readings])


def _sample(folder: Path, names: tuple[str, str, str]) -> Sample:
    topics, far, near = (list(_rows(folder / name)) for name in names)
    return Sample(
        texts=tuple(row["text"] for row in topics),
        labels=tuple(row["label"] for row in topics),
        far=tuple(row["text"] for row in far),
        near=tuple(row["text"] for row in near),
    )


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)
