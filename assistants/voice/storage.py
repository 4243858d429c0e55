"""A voice as JSON and arrays: nothing in it is executed, and no reply can be read out of it."""

import io
import json
from typing import Any

import numpy as np

from assistants.voice.distances import Scale, Spread
from assistants.voice.grams import Grams
from assistants.voice.profiles import Phrase, Profile

_LISTS = ("greetings", "closings", "last_sentences", "emoji")


def to_bytes(profile: Profile) -> bytes:
    """The whole profile in one compressed file of arrays."""
    facts = json.dumps(to_json(profile)).encode()
    file = io.BytesIO()
    np.savez_compressed(
        file,
        facts=np.frombuffer(facts, dtype=np.uint8),
        functions=profile.functions,
        total=profile.total,
        starts=profile.kept.starts,
        slots=profile.kept.slots,
        counts=profile.kept.counts,
        habits=profile.habits.astype(np.float32),
        centre=profile.scale.centre,
        deviation=profile.scale.deviation,
    )
    return file.getvalue()


def from_bytes(stored: bytes) -> Profile:
    """The profile `to_bytes` wrote."""
    with np.load(io.BytesIO(stored), allow_pickle=False) as arrays:
        facts = json.loads(arrays["facts"].tobytes())
        return Profile(
            language=facts["language"],
            replies=facts["replies"],
            features={name: Spread(*values) for name, values in facts["features"].items()},
            **{name: tuple(Phrase(*pair) for pair in facts[name]) for name in _LISTS},
            functions=arrays["functions"],
            total=arrays["total"],
            kept=Grams(arrays["starts"], arrays["slots"], arrays["counts"]),
            habits=arrays["habits"].astype(np.float64),
            scale=Scale(
                centre=arrays["centre"],
                deviation=arrays["deviation"],
                typical=facts["typical"],
                edge=facts["edge"],
            ),
        )


def to_json(profile: Profile) -> dict[str, Any]:
    """What people and the database read: features, phrases and the scale."""
    return {
        "language": profile.language,
        "replies": profile.replies,
        "features": {name: [s.mean, s.deviation, s.seen] for name, s in profile.features.items()},
        **{name: [[phrase.text, phrase.share] for phrase in getattr(profile, name)] for name in _LISTS},
        "typical": profile.scale.typical,
        "edge": profile.scale.edge,
    }
