"""Customers: who somebody is in a channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from assistants.models import Channel, Contact, Enquiry, Identity
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from accounts.models import User

CHANGEABLE = ("name", "email", "phone", "company", "language", "notes")


class NotMergeableContactError(LumenError):
    status, code, title = 422, "contact-not-mergeable", "These customers cannot be merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What a channel knows of somebody who writes; nothing here proves anything by itself."""

    value: str  # who they are in the channel: digest of a token, address, member's id
    name: str = ""
    email: str = ""
    phone: str = ""
    external_id: str = ""  # the business's own number of them
    is_verified: bool = False  # the business signed it, or its own server said so


def contact_for(*, channel: Channel, person: Person, now: datetime) -> Contact:
    """The contact behind an identity of a channel, made the first time; safe for two at once."""
    try:
        with transaction.atomic():
            return _found_or_made(channel, person, now)
    except IntegrityError:  # somebody else made this identity a moment ago
        with transaction.atomic():
            return _found_or_made(channel, person, now)


@transaction.atomic
def update(*, contact: Contact, actor: "User", **fields: str) -> Contact:
    """Change what is known of a customer; identities stay as the channels know them."""
    changed = [name for name in CHANGEABLE if name in fields and fields[name] != getattr(contact, name)]
    for name in changed:
        setattr(contact, name, fields[name])
    if changed:
        contact.save(update_fields=[*changed, "updated_at"])
        audit.record(
            workspace=contact.workspace,
            actor=actor,
            action="contact.changed",
            contact=contact.pk,
            fields=changed,
        )
    return contact


@transaction.atomic
def merge(*, into: Contact, other: Contact, actor: "User") -> Contact:
    """Two entries of one person become one: enquiries, identities and what only the other knew.

    Raises:
        NotMergeableContactError: the same entry, one merged before, or one of another workspace.
    """
    rows = Contact.objects.select_for_update().filter(pk__in=[into.pk, other.pk]).order_by("pk")
    locked = {row.pk: row for row in rows}
    kept, gone = locked[into.pk], locked[other.pk]
    if kept.pk == gone.pk or kept.workspace_id != gone.workspace_id:
        raise NotMergeableContactError(_("Choose another customer of this workspace."))
    if kept.merged_into_id or gone.merged_into_id:
        raise NotMergeableContactError(_("One of them was merged before."))
    Enquiry.objects.filter(contact=gone).update(contact=kept)
    Identity.objects.filter(contact=gone).update(contact=kept)
    for name in CHANGEABLE:
        if not getattr(kept, name):
            setattr(kept, name, getattr(gone, name))
    kept.blocked_at = kept.blocked_at or gone.blocked_at
    kept.save()
    Contact.objects.filter(pk=gone.pk).update(merged_into=kept)
    audit.record(
        workspace=kept.workspace, actor=actor, action="contact.merged", contact=gone.pk, into=kept.pk
    )
    return kept


def _found_or_made(channel: Channel, person: Person, now: datetime) -> Contact:
    known = Identity.objects.filter(channel=channel, value=person.value).select_related("contact")
    identity = known.first()
    if identity is None:
        contact = Contact.objects.create(workspace=channel.workspace, **_facts(person))
        Identity.objects.create(contact=contact, channel=channel, value=person.value, **_proof(person, now))
        return contact
    _complete(identity.contact, person)
    if person.is_verified and identity.verified_at is None:
        Identity.objects.filter(pk=identity.pk).update(**_proof(person, now))
    return identity.contact


def _facts(person: Person) -> dict[str, Any]:
    return {"name": person.name[:120], "email": person.email[:254], "phone": person.phone[:32]}


def _proof(person: Person, now: datetime) -> dict[str, Any]:
    return {"verified_at": now if person.is_verified else None, "external_id": person.external_id[:120]}


def _complete(contact: Contact, person: Person) -> None:
    """What was not known before is added; what a member entered is not overwritten."""
    news = {name: value for name, value in _facts(person).items() if value and not getattr(contact, name)}
    if news:
        for name, value in news.items():
            setattr(contact, name, value)
        contact.save(update_fields=[*news, "updated_at"])
