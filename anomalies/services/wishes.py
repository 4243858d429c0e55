"""Keeping how a member wants to be told."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from anomalies.models import TellingPreference
from lumen.audit import services as audit

if TYPE_CHECKING:
    from accounts.models import User, Workspace


@transaction.atomic
def save_wishes(
    *, workspace: "Workspace", user: "User", wishes: TellingPreference, changed: list[str]
) -> TellingPreference:
    """Keep what a member chose for themselves in one workspace; one row, however often it is saved."""
    values: dict[str, Any] = {
        field.name: getattr(wishes, field.name)
        for field in TellingPreference._meta.concrete_fields
        if field.name not in {"id", "workspace", "user"}
    }
    saved, _is_new = TellingPreference.objects.update_or_create(
        workspace=workspace, user=user, defaults=values
    )
    audit.record(workspace=workspace, actor=user, action="telling_preference.changed", fields=sorted(changed))
    return saved
