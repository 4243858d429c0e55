"""What an owner states about the business: replies may rest on it, promises only where it says so."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from assistants.models import Assistant, BusinessFact
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

MOST_FACTS = 100
LONGEST_NAME, LONGEST_TEXT = 80, 1_000


class BadFactError(LumenError):
    status, code, title = 422, "bad-fact", "This fact cannot be kept as it is"


@transaction.atomic
def save(
    *,
    assistant: Assistant,
    actor: "User | None",
    name: str,
    text: str,
    is_promise: bool = False,
    fact_id: UUID | None = None,
) -> BusinessFact:
    """Keep a fact, or change one.

    Raises:
        BadFactError: no words, too many, or a name that another fact has; nothing is changed.
    """
    Assistant.objects.select_for_update().get(pk=assistant.pk)
    fact = _existing(assistant, fact_id) or BusinessFact(assistant=assistant)
    fact.name, fact.text, fact.is_promise = " ".join(name.split()), text.strip(), is_promise
    _check(fact, is_new=fact_id is None)
    fact.save()
    audit.record(
        workspace=assistant.workspace,
        actor=actor,
        action="business_fact.saved",
        fact_id=fact.pk,
        is_promise=is_promise,
    )
    return fact


@transaction.atomic
def delete(*, fact: BusinessFact, actor: "User") -> None:
    """Replies no longer rest on it; those that were sent stay."""
    audit.record(
        workspace=fact.assistant.workspace, actor=actor, action="business_fact.deleted", fact_id=fact.pk
    )
    fact.delete()


def _existing(assistant: Assistant, fact_id: UUID | None) -> BusinessFact | None:
    if fact_id is None:
        return None
    fact = assistant.facts.filter(pk=fact_id).first()
    if fact is None:
        raise BadFactError(_("This fact is not here any more."))
    return fact


def _check(fact: BusinessFact, *, is_new: bool) -> None:
    if not fact.name or not fact.text:
        raise BadFactError(_("Give the fact a name and say it in a sentence."))
    if len(fact.name) > LONGEST_NAME or len(fact.text) > LONGEST_TEXT:
        raise BadFactError(
            _("A name has at most %(name)s letters and a fact at most %(text)s.")
            % {"name": LONGEST_NAME, "text": LONGEST_TEXT}
        )
    others = fact.assistant.facts.exclude(pk=fact.pk)
    if others.filter(name=fact.name).exists():
        raise BadFactError(_("There is a fact with this name already."))
    if is_new and others.count() >= MOST_FACTS:
        raise BadFactError(_("An assistant knows at most %(most)s facts.") % {"most": MOST_FACTS})
