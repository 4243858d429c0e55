"""Customers: who somebody is in a channel."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from assistants.models import Channel, Contact, Identity


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
