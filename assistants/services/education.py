"""Teaching an assistant from a whole history at once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts import services as people
from accounts.models import Membership, User, Workspace
from assistants.models import Assistant, LearnedPattern
from assistants.services import assistants, discovering, learning, phases, suggestions
from assistants.services.learning import Learnt
from lumen.common.errors import LumenError

OWNER_DOMAIN = "lumen.invalid"  # a reserved name: no mail can ever go there
LONGEST_SLUG = 60
MOST_EMBEDDED = 2_000


class BadSlugError(LumenError):
    status, code, title = 422, "bad-slug", "No assistant can have this name"


def teach(*, slug: str, rows: Iterable[Mapping[str, Any]]) -> Learnt:
    """Teach the assistant of that slug, made if need be, and fit what rests on what it learnt.

    Raises:
        BadSlugError: the slug has other characters than letters, digits, - and _.
    """
    read = list(rows)  # before anything is made: a line that cannot be read teaches nothing at all
    assistant = assistant_called(slug)
    learnt = learning.learn_rows(assistant=assistant, rows=read)
    refit(assistant=assistant)
    return learnt


def refit(*, assistant: Assistant) -> None:
    """Fit anew what reads topics and voice, look for suggestions, and see what was earned."""
    from assistants.services import triage, voice

    discovering.discover(assistant=assistant)
    triage.learn(assistant=assistant)
    voice.refresh_profile(assistant)
    _look_again(assistant)


def refit_without(*, assistant: Assistant) -> None:
    """After unlearning: nothing that was fitted on what is gone stays."""
    from assistants.services import triage, voice

    kept = triage.learn(assistant=assistant)
    assistant.triage_models.exclude(pk__in=[kept.pk] if kept else []).delete()
    voice.forget(assistant)
    _look_again(assistant)


def embed_patterns(*, assistant: Assistant) -> int:
    """Give vectors to patterns that were written where no model is at hand."""
    without = Q(question_vector=None) & ~Q(question="") | Q(reply_vector=None) & ~Q(reply="")
    missing = list(assistant.patterns.filter(without)[:MOST_EMBEDDED])
    vectors = learning.vectors_of([one.question for one in missing] + [one.reply for one in missing])
    for place, pattern in enumerate(missing):
        pattern.question_vector, pattern.reply_vector = vectors[place], vectors[len(missing) + place]
    LearnedPattern.objects.bulk_update(missing, ["question_vector", "reply_vector"], batch_size=200)
    return len(missing)


def _look_again(assistant: Assistant) -> None:
    suggestions.refresh(assistant=assistant)
    phases.review(assistant=assistant, now=timezone.now())


@transaction.atomic
def assistant_called(slug: str) -> Assistant:
    """The assistant of that slug; else a new one, in a workspace of the same slug."""
    if not re.fullmatch(r"[A-Za-z0-9_-]+", slug) or len(slug) > LONGEST_SLUG:
        raise BadSlugError(f"Use at most {LONGEST_SLUG} letters, digits, - and _ for {slug[:80]!r}.")
    found = Assistant.objects.filter(slug=slug).select_related("workspace").first()
    if found is not None:
        return found
    workspace = Workspace.objects.filter(slug=slug).first() or _workspace(slug)
    member = Membership.objects.filter(workspace=workspace).select_related("user").first()
    owner = member.user if member else None
    return assistants.create(workspace=workspace, actor=owner, name=slug, slug=slug)


def _workspace(slug: str) -> Workspace:
    owner, is_new = User.objects.get_or_create(email=f"{slug.lower()}@{OWNER_DOMAIN}")
    if is_new:
        owner.set_unusable_password()
        owner.save(update_fields=["password"])
    return people.create_workspace(owner=owner, name=slug, slug=slug, kind=Workspace.Kind.BUSINESS)
