"""Filters of the audit log, for page and API."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class AuditFilterForm(forms.Form):
    """`from` and `to` are both included, as people mean them."""

    action = forms.CharField(label=_("What"), required=False, max_length=100)
    actor = forms.UUIDField(label=_("Who"), required=False)
    to = forms.DateField(label=_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["from"] = forms.DateField(label=_("From"), required=False)

    def to_filters(self) -> dict[str, Any]:
        """Arguments of `selectors.events_in`; what could not be read filters nothing."""
        cleaned = getattr(self, "cleaned_data", {})
        last: date | None = cleaned.get("to")
        actor: UUID | None = cleaned.get("actor")
        return {
            "action": cleaned.get("action") or "",
            "actor_id": actor,
            "start": cleaned.get("from"),
            "end": last + timedelta(days=1) if last else None,
        }
