"""What members type and choose in the inbox."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from assistants import snoozes
from assistants.models import Draft, Enquiry
from assistants.selectors.inbox import ANY, SORTS, TO_DO, WHO, Filters

STATES = (
    (TO_DO, _("To do")),
    ("open", _("With people")),
    ("pending", _("With the assistant")),
    ("snoozed", _("Snoozed")),
    ("resolved", _("Resolved")),
    (ANY, _("Every state")),
)
CHANGES = (
    *("resolve", "confirm", "reopen", "snooze", "assign", "take", "priority", "label", "unlabel", "topic"),
    *("block", "unblock"),
)


class FilterForm(forms.Form):
    """The address of the list; what makes no sense in it is left out."""

    who = forms.ChoiceField(choices=[(one, one) for one in WHO], required=False)
    state = forms.ChoiceField(choices=STATES, required=False)
    assistant = forms.SlugField(required=False)
    channel = forms.UUIDField(required=False)
    topic = forms.UUIDField(required=False)
    contact = forms.UUIDField(required=False)
    label = forms.CharField(max_length=40, required=False)
    priority = forms.ChoiceField(choices=Enquiry.Priority.choices, required=False)
    overdue = forms.BooleanField(required=False)
    q = forms.CharField(max_length=200, required=False)
    sort = forms.ChoiceField(choices=[(one, one) for one in SORTS], required=False)

    def to_filters(self) -> Filters:
        self.is_valid()
        known: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        if "sort" not in known and known.get("state") in ("resolved", ANY):
            known["sort"] = "newest"
        return Filters(**known)


class ReplyForm(forms.Form):
    """The box below the thread."""

    kind = forms.ChoiceField(choices=[("reply", "reply"), ("note", "note")])
    text = forms.CharField(widget=forms.Textarea, max_length=20_000, strip=True)
    resolves = forms.BooleanField(required=False)
    draft = forms.UUIDField(required=False)
    version = forms.IntegerField(required=False, min_value=1)
    canned = forms.SlugField(required=False)


class ChangeForm(forms.Form):
    """One thing done to one or many enquiries."""

    ids = forms.MultipleChoiceField(required=True)
    change = forms.ChoiceField(choices=[(one, one) for one in CHANGES])
    value = forms.CharField(max_length=200, required=False)
    until = forms.DateTimeField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.data.getlist("ids")[:200] if hasattr(self.data, "getlist") else []
        self.fields["ids"].choices = [(one, one) for one in chosen if _is_uuid(one)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        change, value = cleaned.get("change"), cleaned.get("value", "")
        if change == "snooze" and value not in snoozes.CODES and not cleaned.get("until"):
            raise forms.ValidationError(_("Choose until when."))
        if change == "priority" and value not in Enquiry.Priority.values:
            raise forms.ValidationError(_("Choose a priority."))
        if change in ("label", "unlabel") and not value.strip():
            raise forms.ValidationError(_("Write a label."))
        if change in ("assign", "topic") and value and not (value == "me" or _is_uuid(value)):
            raise forms.ValidationError(_("Choose from the list."))
        return cleaned


class DecisionForm(forms.Form):
    """What a member says of a draft."""

    decision = forms.ChoiceField(choices=[(one, one) for one in ("accept", "reject", "again", "restore")])
    version = forms.IntegerField(min_value=1)
    reason = forms.ChoiceField(choices=Draft.Reason.choices, required=False)
    remark = forms.CharField(max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == "reject" and not cleaned.get("reason"):
            raise forms.ValidationError(_("Say why, so that the assistant learns."))
        return cleaned


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def first_problem(form: forms.Form) -> str:
    """What is wrong with a form, in a sentence."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
