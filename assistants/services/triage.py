"""The fitted reader of an assistant: learnt from its patterns, kept in the database, read with."""

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from assistants.learning import stripping
from assistants.models import Assistant, Topic, TriageModel
from assistants.services import phases
from assistants.triage import deciding
from assistants.triage.base import Reading, is_outside
from assistants.triage.deciding import Decision, Policy
from assistants.triage.fitting import Effort, fit
from assistants.triage.learner import VERSION, NothingToLearnError, Triager
from assistants.triage.signals import signals
from assistants.triage.storing import UnreadableModelError
from lumen.audit import services as audit

MOST_PATTERNS = 20_000  # newest ones that a fit looks at
MOST_FRESH = 500  # newest ones since the fit that are known at once
KEPT_MODELS = 2
LOADED_AT_ONCE = 4
_PLACEHOLDER = re.compile(r"\{+(\w+)\}+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One pattern as the reader is taught it."""

    id: str
    text: str
    label: str


class _Loaded:
    """Readers in memory, the latest used ones; a key changes with whatever was learnt since."""

    def __init__(self) -> None:
        self._readers: OrderedDict[tuple[str, ...], Triager] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: tuple[str, ...]) -> Triager | None:
        with self._lock:
            if key in self._readers:
                self._readers.move_to_end(key)
            return self._readers.get(key)

    def put(self, key: tuple[str, ...], reader: Triager) -> Triager:
        with self._lock:
            for outdated in [known for known in self._readers if known[:2] == key[:2] and len(known) > 2]:
                del self._readers[outdated]
            self._readers[key] = reader
            while len(self._readers) > LOADED_AT_ONCE:
                self._readers.popitem(last=False)
        return reader


_loaded = _Loaded()


def learn(*, assistant: Assistant, effort: Effort | None = None) -> TriageModel | None:
    """Fit a reader on everything the assistant was taught; the one in use when nothing changed.

    Without any topic there is nothing to recognise, and no reader is kept.

    Args:
        effort: how much work it may be; as much as is good when nothing is said.
    """
    lessons = _lessons(assistant)
    fingerprint = _fingerprint(lessons)
    current = assistant.triage_models.defer("blob").first()
    if current is not None and current.fingerprint == fingerprint:
        return current
    try:
        reader = fit(
            [one.text for one in lessons],
            [one.label for one in lessons],
            ids=[one.id for one in lessons],
            effort=effort or Effort(),
        )
    except NothingToLearnError:
        assistant.triage_models.all().delete()
        return None
    return _keep(assistant, reader, fingerprint)


@transaction.atomic
def _keep(assistant: Assistant, reader: Triager, fingerprint: str) -> TriageModel:
    model = TriageModel.objects.create(
        assistant=assistant,
        blob=reader.to_bytes(),
        rows=len(reader.known),
        topics=len(reader.labels),
        metrics=reader.metrics,
        fingerprint=fingerprint,
    )
    kept = list(assistant.triage_models.values_list("pk", flat=True)[:KEPT_MODELS])
    assistant.triage_models.exclude(pk__in=kept).delete()
    audit.record(
        workspace=assistant.workspace,
        actor=None,
        action="triage.learnt",
        assistant_id=assistant.pk,
        rows=model.rows,
        topics=model.topics,
    )
    return model


def read(*, assistant: Assistant, text: str) -> Reading:
    """What a message is about; without a fitted reader, only what its wording tells."""
    return read_all(assistant=assistant, texts=[text])[0]


def read_all(*, assistant: Assistant, texts: Sequence[str]) -> list[Reading]:
    """The same for many messages at once."""
    reader = reader_of(assistant)
    if reader is None:
        return [_with_signals(Reading(None, 0.0, 0.0), text) for text in texts]
    found = reader.read([as_taught(text) for text in texts])
    return [_with_signals(reading, text) for reading, text in zip(found, texts, strict=True)]


def reader_of(assistant: Assistant) -> Triager | None:
    """The newest reader, which knows what was learnt since it was fitted as well."""
    newest = assistant.triage_models.values_list("pk", "trained_at").first()
    if newest is None:
        return None
    base = (str(assistant.pk), str(newest[0]))
    fresh = _fresh(assistant, newest[1])
    if not fresh:
        return _loaded.get(base) or _load(base)
    key = (*base, _fingerprint(fresh))
    if (known := _loaded.get(key)) is not None:
        return known
    reader = _loaded.get(base) or _load(base)
    if reader is None:
        return None
    taught = reader.with_examples(
        [one.text for one in fresh], [one.label for one in fresh], ids=[one.id for one in fresh]
    )
    return _loaded.put(key, taught)


def _load(key: tuple[str, ...]) -> Triager | None:
    blob = TriageModel.objects.values_list("blob", flat=True).get(pk=key[1])
    try:
        return _loaded.put(key, Triager.from_bytes(blob))
    except UnreadableModelError:  # of an older version: the night fits it anew
        return None


def as_taught(text: str) -> str:
    """A message as patterns keep it, so that both are compared alike."""
    return plain(stripping.strip_question(text)) or text


def plain(text: str) -> str:
    """`{order}` as a word of its own: braces mean nothing to the sentence model."""
    return _PLACEHOLDER.sub(r"\1", text)


def _with_signals(reading: Reading, text: str) -> Reading:
    told = signals(text)
    return replace(
        reading,
        language=told.language,
        anger=told.anger,
        urgency=told.urgency,
        entities=told.entities,
        wants_person=told.wants_person,
    )


def _lessons(assistant: Assistant, since: object = None) -> list[Lesson]:
    """Questions with the topics they belong to, the newest ones, oldest first."""
    taught = assistant.patterns.teaching().filter(topic__isnull=False).exclude(question="")
    if since is not None:
        taught = taught.filter(updated_at__gt=since)
    newest = taught.order_by("-created_at", "-pk").values_list(
        "pk", "question", "topic__label", "topic__is_active"
    )[: MOST_PATTERNS if since is None else MOST_FRESH]
    return [
        Lesson(str(pk), plain(question), label)
        for pk, question, label, is_active in reversed(newest)
        if is_active or is_outside(label)
    ]


def _fresh(assistant: Assistant, since: object) -> list[Lesson]:
    return _lessons(assistant, since)


def _fingerprint(lessons: Sequence[Lesson]) -> str:
    told = hashlib.sha256(f"{VERSION}".encode())
    for one in lessons:
        told.update(f"{one.id}\x1f{one.text}\x1f{one.label}\x1e".encode())
    return told.hexdigest()


def decide_all(*, assistant: Assistant, readings: Sequence[Reading]) -> list[Decision]:
    """What would be done with each message, by what its topic has earned; one query a topic."""
    topics = {topic.label: topic for topic in assistant.topics.filter(is_active=True)}
    reached = {
        label: phases.phase_of(assistant, topics.get(label)) for label in {r.label or "" for r in readings}
    }
    return [
        deciding.decide(
            reading,
            policy=_policy(assistant, topics.get(reading.label or ""), reached[reading.label or ""], reading),
        )
        for reading in readings
    ]


def _policy(assistant: Assistant, topic: Topic | None, phase: str, reading: Reading) -> Policy:
    is_automated = topic is not None and phase == "automated"
    return Policy(
        phase=phase,  # type: ignore[arg-type]
        may_automate=is_automated and phases.may_automate(assistant, topic, reading.confidence),  # type: ignore[arg-type]
        answer_from=0.0,  # `may_automate` knows from which confidence on
        keeps_for_people=topic is not None and topic.handling == Topic.Handling.PERSON,
    )
