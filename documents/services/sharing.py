"""Links that show one paper to whoever holds them: until a day, maybe with a password, revocable.

Only a digest of the token is kept, so a link is shown once, when it is made.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from documents.models import Document, ShareLink
from lumen.audit import services as audit
from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

LONGEST_DAYS = 365
SHORTEST_PASSWORD = 6
MOST_LINKS = 20
TRIES = 10  # of passwords for a link, and of made-up links from an address, in a quarter of an hour
TRIES_SECONDS = 900
OPENINGS = 240  # requests of one address in a minute: pages are many pictures
TOKEN_BYTES = 32
TOO_MANY = "Too many wrong tries. Wait a quarter of an hour and try again."


class CannotShareError(LumenError):
    code, title = "cannot-share", "This paper could not be shared"


class TooManyTriesError(LumenError):
    status, code, title = 429, "too-many-tries", "Too many tries"


@dataclass(frozen=True, slots=True)
class MadeLink:
    """A new link with its secret, which nobody can look up later."""

    link: ShareLink
    token: str


@transaction.atomic
def create_link(*, document: Document, actor: "User", days: int, password: str, now: datetime) -> MadeLink:
    """Make a link to a paper.

    Raises:
        CannotShareError: the paper is not read, the time or the password does not fit, too many links.
    """
    if not document.is_readable:
        raise CannotShareError("Only papers that were read to the end can be shared.")
    if not 1 <= days <= LONGEST_DAYS:
        raise CannotShareError(f"A link lasts between one and {LONGEST_DAYS} days.")
    if password and len(password) < SHORTEST_PASSWORD:
        raise CannotShareError(
            f"Give the link a password of {SHORTEST_PASSWORD} characters or more, or none."
        )
    if live_links(document, now).count() >= MOST_LINKS:
        raise CannotShareError(f"This paper has {MOST_LINKS} links. Revoke one, then make another.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ShareLink.objects.create(
        document=document,
        created_by=actor,
        token_hash=digest_of(token),
        password_hash=make_password(password) if password else "",
        expires_at=now + timedelta(days=days),
    )
    audit.record(
        workspace=document.workspace,
        actor=actor,
        action="document.shared",
        document_id=document.pk,
        link_id=link.pk,
        days=days,
        has_password=bool(password),
    )
    return MadeLink(link, token)


@transaction.atomic
def revoke_link(*, link: ShareLink, actor: "User", now: datetime) -> None:
    """Close a link; whoever has it sees nothing any more."""
    if link.revoked_at:
        return
    link.revoked_at = now
    link.save(update_fields=["revoked_at", "updated_at"])
    audit.record(
        workspace=link.document.workspace,
        actor=actor,
        action="document.unshared",
        document_id=link.document_id,
        link_id=link.pk,
    )


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def live_links(document: Document, now: datetime) -> "QuerySet[ShareLink]":
    """Links to a paper that still open it."""
    return document.share_links.filter(revoked_at=None, expires_at__gt=now)


def link_of(*, token: str, address: str, now: datetime) -> ShareLink | None:
    """The live link behind a token, to a paper that is still in the library.

    Raises:
        TooManyTriesError: this address tried many links that there are not, or asks too often.
    """
    _count(f"opens:{address}", OPENINGS, 60)
    _refuse_if_over(f"wrong:{address}", TRIES * 3)
    found = ShareLink.objects.filter(
        token_hash=digest_of(token),
        revoked_at=None,
        expires_at__gt=now,
        document__deleted_at=None,
        document__status__in=Document.READABLE,
    )
    link = found.select_related("document__workspace").first()
    if link is None:
        _add(f"wrong:{address}", TRIES_SECONDS)
    return link


def opens_with(*, link: ShareLink, password: str, address: str) -> bool:
    """Whether the password opens the link.

    Raises:
        TooManyTriesError: ten wrong ones in a quarter of an hour, from anywhere or from this address.
    """
    slots = {f"password:{link.pk}:{address}": TRIES, f"password:{link.pk}": TRIES * 5}
    for slot, most in slots.items():
        _refuse_if_over(slot, most)
    tries = {slot: _add(slot, TRIES_SECONDS) for slot in slots}  # before the slow look, for many at once
    if any(tries[slot] > most for slot, most in slots.items()):
        raise TooManyTriesError(TOO_MANY)
    if not check_password(password, link.password_hash):
        return False
    for slot in slots:
        _take_back(slot)
    return True


def key_of(link: ShareLink) -> str:
    """What a browser keeps after the password was right; another password makes it worthless."""
    return hmac.new(link.password_hash.encode(), str(link.pk).encode(), "sha256").hexdigest()


def count_opening(link: ShareLink) -> None:
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1)


def _slot(name: str) -> str:
    return f"share:{hashlib.sha256(name.encode()).hexdigest()}"


def _add(name: str, seconds: int) -> int:
    slot = _slot(name)
    cache.add(slot, 0, seconds)
    try:
        return cache.incr(slot)
    except ValueError:  # it ran out between the two
        cache.set(slot, 1, seconds)
        return 1


def _take_back(name: str) -> None:
    try:
        cache.decr(_slot(name))
    except ValueError:  # it ran out
        return


def _count(name: str, most: int, seconds: int) -> None:
    if _add(name, seconds) > most:
        raise TooManyTriesError("Too many requests at once. Wait a minute and try again.")


def _refuse_if_over(name: str, most: int) -> None:
    if int(cache.get(_slot(name), 0)) >= most:
        raise TooManyTriesError(TOO_MANY)
