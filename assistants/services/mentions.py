"""Naming a colleague in a note: `@Ben` tells Ben."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.selectors import members_of
from assistants.models import Enquiry, EnquiryMessage
from assistants.services import messages
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.notifications import services as notifications

if TYPE_CHECKING:
    from accounts.models import User, Workspace


class EmptyNoteError(LumenError):
    status, code, title = 422, "empty-note", "There is nothing to note"


def named_in(text: str, *, workspace: "Workspace") -> "list[User]":
    """Members whose name, first name or address stands after an @ in the text."""
    written = text.casefold()
    if "@" not in written:
        return []
    return [member.user for member in members_of(workspace) if _is_named(member.user, written)]


def _is_named(user: "User", written: str) -> bool:
    names = {user.display_name, user.first_name, user.email, user.email.partition("@")[0]}
    return any(_stands_in(f"@{name.casefold()}", written) for name in names if name)


def _stands_in(mention: str, written: str) -> bool:
    """As a whole word: `@Ben` does not name Benedikt."""
    place = written.find(mention)
    while place >= 0:
        after = written[place + len(mention) : place + len(mention) + 1]
        before = written[place - 1 : place]
        if not after.isalnum() and not before.isalnum():
            return True
        place = written.find(mention, place + 1)
    return False


def write_note(*, enquiry: Enquiry, actor: "User", text: str, now: datetime) -> EnquiryMessage:
    """Keep a note for the team and tell those it names.

    Raises:
        EmptyNoteError: no words.
    """
    words = text.strip()
    if not words:
        raise EmptyNoteError("Write a note first.")
    people = named_in(words, workspace=enquiry.workspace)
    note = messages.write_note(enquiry=enquiry, user=actor, text=words, now=now, mentions=people)
    facts = {"enquiry": enquiry.pk, "mentions": len(people)}
    audit.record(workspace=enquiry.workspace, actor=actor, action="enquiry.noted", **facts)
    names = {"name": actor.display_name, "number": enquiry.number}
    notifications.notify(
        workspace=enquiry.workspace,
        users=[person for person in people if person != actor],
        kind="enquiry",
        title=_("%(name)s mentioned you in #%(number)d") % names,
        body=Truncator(words).chars(140),
        url=reverse("assistants:enquiry", args=[enquiry.pk]),
        key=f"mention:{note.pk}",
    )
    return note
