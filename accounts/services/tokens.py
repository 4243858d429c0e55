"""Keys for programs."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import ApiToken, User, Workspace
from lumen.api.authentication import TOKEN_PREFIX
from lumen.audit import services as audit

SHOWN_CHARACTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A new key and its text, which is known only now."""

    token: ApiToken
    text: str


@transaction.atomic
def create_api_token(
    *,
    workspace: Workspace,
    user: User,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None,
) -> IssuedToken:
    """Make a key bound to one member of one workspace; only its digest is kept."""
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        workspace=workspace,
        user=user,
        name=name,
        prefix=text[:SHOWN_CHARACTERS],
        digest=ApiToken.digest_of(text),
        scopes=list(scopes),
        expires_at=expires_at,
    )
    audit.record(
        workspace=workspace,
        actor=user,
        action="api_token.created",
        token_id=token.pk,
        scopes=token.scopes,
    )
    return IssuedToken(token=token, text=text)


@transaction.atomic
def revoke_api_token(*, token: ApiToken, actor: User, now: datetime) -> None:
    """Stop a key; a second call changes nothing."""
    if token.revoked_at is not None:
        return
    token.revoked_at = now
    token.save(update_fields=["revoked_at", "updated_at"])
    audit.record(workspace=token.workspace, actor=actor, action="api_token.revoked", token_id=token.pk)
