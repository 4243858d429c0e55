"""What may be asked, and about which papers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.services import MAX_QUESTION


class AskForm(forms.Form):
    """One question; the text area is the only thing a person needs."""

    text = forms.CharField(
        label=_("Ask anything about your money and documents"),
        max_length=MAX_QUESTION,
        error_messages={
            "required": _("Type a question first."),
            "max_length": _("Ask in at most %(limit_value)d characters."),
        },
    )
    document_ids = forms.CharField(required=False, widget=forms.HiddenInput)
    refines = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_document_ids(self) -> list[str]:
        """Ids separated by commas."""
        raw: str = self.cleaned_data["document_ids"]
        field = forms.UUIDField()
        return [str(field.clean(part)) for part in raw.split(",") if part.strip()]


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)
