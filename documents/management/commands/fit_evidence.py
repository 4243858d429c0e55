"""Fit the weights of `documents/evidence/weights.py` anew and print them."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from numpy.typing import NDArray

from accounts.models import User
from documents.evaluation import collections
from documents.evaluation.collections import Article, Asked
from documents.evidence import weights
from documents.evidence.weights import Decision

RIDGE = 1.0
DETAILS_COUNT = 0.3  # of questions for what a paper leaves open, which no signal tells from others
STEPS = 40
ANSWERED = (0.94, 0.95, 0.96, 0.97)

Floats = NDArray[np.float64]


class Command(BaseCommand):
    help = "Fit whether papers answer a question, on the project's own collections, by logistic regression."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--beside", metavar="FILE.jsonl", help="{title, text, language}: papers nothing asks about"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        beside = _beside(options["beside"])
        with transaction.atomic():
            owner = User.objects.create_user("fitting@evaluation.localhost")
            every = [asked for one in collections.fitted(beside) for asked in collections.ask(one, owner)]
            unseen = [asked for one in collections.unseen() for asked in collections.ask(one, owner)]
            transaction.set_rollback(True)
        for name in ("ENGLISH", "MEANING", "WORDS"):
            self._fit(name, getattr(weights, name), *(_of(rows, name) for rows in (every, unseen)))

    def _fit(self, name: str, decision: Decision, rows: Sequence[Asked], unseen: Sequence[Asked]) -> None:
        names = list(decision.weights)
        usable = [one for one in rows if one.signals]
        values, labels, shares = _arrays(usable, names)
        fitted = logistic_regression(values, labels, shares)
        self.stdout.write(f"{name}: {len(usable)} questions")
        self.stdout.write(f"  intercept={fitted[0]:.2f}")
        self.stdout.write("  " + ", ".join(f'"{n}": {w:.2f}' for n, w in zip(names, fitted[1:], strict=True)))
        chances = _chances(fitted, values)
        for share in ANSWERED:
            limit = float(np.quantile(chances[labels == 1], 1 - share))
            absent = 100 * float(np.mean(chances[labels == 0] >= limit))
            text = f"  answer_from={limit:.2f}: {100 * share:.0f}% answered, absent {absent:.1f}%"
            known = [one for one in unseen if one.signals]
            if known:
                others, truth, _ = _arrays(known, names)
                sure = _chances(fitted, others) >= limit
                text += (
                    f"; unseen {100 * sure[truth == 1].mean():.1f}% and {100 * sure[truth == 0].mean():.1f}%"
                )
            self.stdout.write(text)


def _beside(path: str | None) -> list[Article]:
    if path is None:
        return []
    rows = (json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines())
    return [Article(row["title"], row.get("language", "en"), row["text"].splitlines()) for row in rows]


def _of(rows: Sequence[Asked], name: str) -> list[Asked]:
    """The questions that a decision is fitted on; only English ones come in other words."""
    if name == "ENGLISH":
        return [one for one in rows if one.by_meaning and one.signals and not one.signals.foreign]
    known = [one for one in rows if not one.collection.endswith((collections.REWORDED, collections.DETAILS))]
    return [one for one in known if one.by_meaning == (name == "MEANING")]


def _arrays(rows: Sequence[Asked], names: Sequence[str]) -> tuple[Floats, Floats, Floats]:
    """Signals, whether the answer was there, and weights by which every collection counts the same."""
    signals = [asdict(one.signals) for one in rows if one.signals]
    values = np.array([[row[name] for name in names] for row in signals])
    labels = np.array([float(one.is_present) for one in rows])
    groups = [(one.collection, one.is_present) for one in rows]
    sizes = {group: groups.count(group) for group in set(groups)}
    return (
        values,
        labels,
        np.array([_share(group[0]) * min(100, sizes[group]) / sizes[group] for group in groups]),
    )


def _share(collection: str) -> float:
    return DETAILS_COUNT if collection.endswith(collections.DETAILS) else 1.0


def logistic_regression(values: Floats, labels: Floats, shares: Floats) -> Floats:
    """Intercept and weights by Newton's method, with a ridge on the weights.

    Args:
        values: shape (n, signals).
        labels: shape (n,), 0 or 1.
        shares: shape (n,), how much each row counts.
    """
    rows = np.hstack([np.ones((len(values), 1)), values])
    ridge = np.diag([0.0, *([RIDGE] * values.shape[1])])
    fitted = np.zeros(rows.shape[1])
    for _step in range(STEPS):
        chances = 1 / (1 + np.exp(-rows @ fitted))
        slope = rows.T @ (shares * (labels - chances)) - ridge @ fitted
        curve = (rows * (shares * chances * (1 - chances))[:, None]).T @ rows + ridge
        fitted = fitted + np.linalg.solve(curve + 1e-9 * np.eye(len(curve)), slope)
    return fitted


def _chances(fitted: Floats, values: Floats) -> Floats:
    chances: Floats = 1 / (1 + np.exp(-(fitted[0] + values @ fitted[1:])))
    return chances
