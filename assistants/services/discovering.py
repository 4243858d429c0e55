"""Topics out of a history that names none."""

from collections import Counter

import numpy as np
from django.db import transaction
from django.utils.text import slugify

from assistants.learning import clustering
from assistants.models import Assistant, LearnedPattern, Topic
from assistants.services.suggesting import words_of_names

LEAST_QUESTIONS = 40


@transaction.atomic
def discover(*, assistant: Assistant) -> int:
    """Make topics of questions about one thing, while there is no topic at all.

    Later, what fits no topic is suggested to people instead.

    Returns:
        How many topics were made.
    """
    Assistant.objects.select_for_update(of=("self",)).get(pk=assistant.pk)
    if assistant.topics.exists():
        return 0
    rows = list(
        assistant.patterns.teaching()
        .exclude(question_vector=None)
        .only("assistant", "question", "question_vector")
    )
    if len(rows) < LEAST_QUESTIONS:
        return 0
    rows = rows[-clustering.MOST_TEXTS :]
    vectors = np.asarray([row.question_vector for row in rows], dtype=np.float32)
    groups = clustering.topics_of(vectors)
    names = clustering.names_of(
        [[rows[at].question for at in group] for group in groups], words_of_names(assistant)
    )
    taken: Counter[str] = Counter()
    for group, name in zip(groups, names, strict=True):
        label = slugify(name).replace("-", "_")[:100] or "topic"
        taken[label] += 1
        label = label if taken[label] == 1 else f"{label}_{taken[label]}"
        topic = Topic.objects.create(
            assistant=assistant, label=label, name=name[:120], origin=Topic.Origin.FOUND
        )
        LearnedPattern.objects.filter(pk__in=[rows[at].pk for at in group]).update(topic=topic)
    return len(groups)
