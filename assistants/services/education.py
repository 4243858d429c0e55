"""Teaching an assistant from a whole history at once."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from accounts import services as people
from accounts.models import Membership, User, Workspace
from assistants.models import Assistant
from assistants.services import assistants, learning
from assistants.services.learning import Learnt
from lumen.common.errors import LumenError

OWNER_DOMAIN = "lumen.invalid"  # a reserved name: no mail can ever go there
LONGEST_SLUG = 60


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
    """Fit anew what reads topics and voice, and find what could be suggested."""
    from assistants.services import triage

    triage.learn(assistant=assistant)


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
