"""`manage.py evaluate voice`: attribution, restyling and the gate on invented brands."""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistants.gate import check
from assistants.gate import mutations as gate_mutations
from assistants.voice.attribution import Attributor
from assistants.voice.drift import drift
from assistants.voice.habits import ending_of, opening_of
from assistants.voice.masking import mask
from assistants.voice.profiles import Profile, measure
from assistants.voice.restyle import formulas, restyle
from assistants.voice.texts import NUMBERISH
from assistants.voice.words import lexicon

SAMPLES = Path(__file__).parents[2] / "tests" / "samples" / "assistants"
_FOLDS, _TOGETHER, _FEW = 5, 5, 10
_DRIFT_ROUNDS = 200

Brands = Mapping[str, list[str]]


def run() -> str:
    """Figures of the seen and the unseen samples, side by side."""
    lines = []
    for title, folder in (("seen", SAMPLES), ("unseen", SAMPLES / "unseen")):
        brands = {path.stem: _texts(path) for path in sorted((folder / "brands").glob("*.jsonl"))}
        lines += [f"-- {title}: {len(brands)} brands, {sum(map(len, brands.values()))} replies"]
        lines += _attribution(brands) + _distances(brands) + _drifts(brands)
        lines += _restyling(brands, _texts(SAMPLES / "unseen" / "neutral.jsonl"))
        lines += _mutated(brands)
    return "\n".join([*lines, *_written_cases()])


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _texts(path: Path) -> list[str]:
    return [row.get("reply") or row["text"] for row in _rows(path)]


def _attribution(brands: Brands) -> list[str]:
    """From one reply and from five, held out, content words masked."""
    masked = {name: [mask(text) for text in texts] for name, texts in brands.items()}
    bodies = {name: [mask(_body(text)) or "•" for text in texts] for name, texts in brands.items()}
    few = {name: _shuffled(texts)[: _FEW * _FOLDS] for name, texts in masked.items()}
    return [
        _attributed("masked", masked, folds=_FOLDS),
        _attributed("masked, without greeting and closing", bodies, folds=_FOLDS),
        _attributed(f"masked, {_FEW} replies to learn from", few, folds=_FOLDS, reverse=True),
    ]


def _body(text: str) -> str:
    return ending_of(opening_of(text, lexicon("en")).rest, lexicon("en")).rest


def _shuffled(texts: Sequence[str], seed: int = 5) -> list[str]:
    return random.Random(seed).sample(list(texts), len(texts))  # noqa: S311 -- the same order every time


def _attributed(title: str, brands: Brands, *, folds: int, reverse: bool = False) -> str:
    """Cross-validated; `reverse` learns from one fold and is asked about all others."""
    ones: list[bool] = []
    fives: list[bool] = []
    mixed = {name: _shuffled(texts) for name, texts in brands.items()}
    for fold in range(folds):
        inside = {name: texts[fold::folds] for name, texts in mixed.items()}
        outside = {n: [t for i, t in enumerate(texts) if i % folds != fold] for n, texts in mixed.items()}
        learnt, asked = (inside, outside) if reverse else (outside, inside)
        attributor = Attributor({name: measure(texts) for name, texts in learnt.items()})
        for name, texts in asked.items():
            ones += [attributor.one(text).name == name for text in texts]
            groups = [texts[i : i + _TOGETHER] for i in range(0, len(texts) - _TOGETHER + 1, _TOGETHER)]
            fives += [attributor.several(group).name == name for group in groups]
    return f"attribution, {title}: one reply {_share(ones)}, five replies {_share(fives)}"


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({sum(right) / max(1, len(right)):.3f})"


def _distances(brands: Brands) -> list[str]:
    """Held-out own replies against those of the other brands."""
    own: list[float] = []
    foreign: list[float] = []
    for name, texts in brands.items():
        mixed = _shuffled(texts)
        profile = measure(mixed[len(mixed) // 3 :])
        own += [profile.distance(text) for text in mixed[: len(mixed) // 3]]
        foreign += [profile.distance(t) for other, ts in brands.items() if other != name for t in ts[::3]]
    nearer = np.mean(np.array(own)[:, None] < np.array(foreign)[None, :])
    return [
        f"distance: own replies median {np.median(own):.2f}, over 0.5 {_share([d > 0.5 for d in own])}; "
        f"others' median {np.median(foreign):.2f}, over 0.5 {_share([d > 0.5 for d in foreign])}; "
        f"AUROC {nearer:.3f}"
    ]


def _drifts(brands: Brands) -> list[str]:
    """Alarms about an unchanged voice, and about one that another brand took over."""
    false: list[bool] = []
    true: list[bool] = []
    names = list(brands)
    rounds = _DRIFT_ROUNDS // len(names)
    for place, name in enumerate(names):
        for seed in range(rounds):
            mixed = _shuffled(brands[name], seed)
            false.append(drift(mixed[:40], mixed[40:60], seed=seed).alarm)
            if seed % 10 == 0:
                other = _shuffled(brands[names[place - 1]], seed)
                true.append(drift(mixed[:40], [*mixed[40:48], *other[:12]], seed=seed).alarm)
    return [f"drift: false alarms {_share(false)}; 12 of 20 by another hand, noticed {_share(true)}"]


def _restyling(brands: Brands, neutral: Sequence[str]) -> list[str]:
    profiles = {name: measure(texts) for name, texts in brands.items()}
    attributor = Attributor(profiles)
    kept, again, passed, changed, told = [], [], [], [], []
    nearer: list[float] = []
    for name, profile in profiles.items():
        for text in neutral:
            styled = restyle(text, profile)
            kept.append(NUMBERISH.findall(text) == NUMBERISH.findall(styled))
            again.append(restyle(styled, profile) == styled)
            passed.append(not check(styled, [text, *formulas(profile)]))
            changed.append(styled != text)
            told.append(attributor.one(styled).name == name)
            nearer.append(profile.distance(text) - profile.distance(styled))
    return [
        f"restyled neutral replies: numbers and codes kept {_share(kept)}, unchanged by a second time "
        f"{_share(again)}, let through by the gate {_share(passed)}",
        f"restyled: changed {_share(changed)}, taken for the brand {_share(told)}, "
        f"nearer by {np.mean(nearer):.2f} on average",
    ]


def _mutated(brands: Brands) -> list[str]:
    """Replies as their own source: quoted, in pieces and restyled they pass; altered they must not."""
    profiles = [measure(texts) for texts in brands.values()]
    texts = [text for replies in brands.values() for text in replies]
    false = [bool(check(text, [text])) for text in texts]
    pieces = [bool(check(piece, [text])) for text in texts for piece in gate_mutations.pieces(text)]
    styled = [_held_back(text, profiles[i % len(profiles)]) for i, text in enumerate(texts)]
    lines = [
        f"gate, false alarms: quoted {_share(false)}, sentences {_share(pieces)}, restyled {_share(styled)}"
    ]
    for kind, make in gate_mutations.MUTATIONS.items():
        made = [(text, altered) for i, text in enumerate(texts) if (altered := make(text, i)) != text]
        caught = [bool(check(altered, [text])) for text, altered in made]
        lines.append(f"gate, caught, {kind}: {_share(caught)}")
    return lines


def _held_back(text: str, profile: Profile) -> bool:
    return bool(check(restyle(text, profile), [text, *formulas(profile)]))


def _written_cases() -> list[str]:
    """Paraphrases that must pass and sentences that must not, written for the gate in eight languages."""
    good: list[bool] = []
    bad: list[bool] = []
    for case in _rows(SAMPLES / "gate.jsonl"):
        good += [bool(check(text, case["sources"], known=case["known"])) for text in case["good"]]
        bad += [bool(check(one["text"], case["sources"], known=case["known"])) for one in case["bad"]]
    return [f"-- gate, written cases: false alarms {_share(good)}, caught {_share(bad)}"]
