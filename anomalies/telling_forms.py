"""How a member wants to be told, as a form."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anomalies.models import TellingPreference
from lumen.notifications.phones import clean_phone


class TellingForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = TellingPreference
        fields = [
            *("tell_from", "quiet_from", "quiet_until", "urgent_by_email", "urgent_by_sms", "phone"),
            *("weekly_digest", "digest_on"),
        ]
        labels = {
            "tell_from": gettext_lazy("Tell me of what is"),
            "quiet_from": gettext_lazy("Quiet from"),
            "quiet_until": gettext_lazy("Quiet until"),
            "urgent_by_email": gettext_lazy("By e-mail"),
            "urgent_by_sms": gettext_lazy("By text message"),
            "phone": gettext_lazy("Phone number"),
            "weekly_digest": gettext_lazy("Send me a digest of the week"),
            "digest_on": gettext_lazy("On"),
        }
        widgets = {
            "quiet_from": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "quiet_until": forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        }

    def __init__(self, *args: Any, can_text: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.can_text = can_text
        self.fields["tell_from"].choices = [  # type: ignore[attr-defined]
            ("info", _("for my information, worth a look, or urgent")),
            ("look", _("worth a look, or urgent")),
            ("urgent", _("urgent only")),
        ]
        if not can_text:
            for name in ("urgent_by_sms", "phone"):
                self.fields[name].disabled = True

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return clean_phone(phone) if phone else ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if ("quiet_from" in cleaned and "quiet_until" in cleaned) and (
            (cleaned["quiet_from"] is None) != (cleaned["quiet_until"] is None)
        ):
            self.add_error("quiet_until", _("Give both times, or neither: then no hours are quiet."))
        is_asked = cleaned.get("urgent_by_sms") and "phone" not in self.errors
        if is_asked and not cleaned.get("phone"):
            self.add_error("phone", _("Enter the number that text messages go to."))
        return cleaned
