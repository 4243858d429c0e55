"""What may be asked, and about which papers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from chat.facts import MAX_LENGTH
from chat.models import Message
from chat.services import DEFAULT_QUESTION, MAX_QUESTION


class AskForm(forms.Form):
    """One question; the text area is the only thing a person needs."""

    text = forms.CharField(
        label=_("Ask anything about your money and documents"),
        max_length=MAX_QUESTION,
        required=False,
        error_messages={
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

    @property
    def paper_ids(self) -> list[str]:
        """The papers that are already in the box, whether or not the question was valid."""
        raw = self["document_ids"].value() or ""
        return [part.strip() for part in str(raw).split(",") if part.strip()]

    def clean(self) -> dict[str, Any]:
        """Papers may come without words; their question is the usual one."""
        cleaned = super().clean() or {}
        if self.errors or cleaned["text"]:
            return cleaned
        if not cleaned["document_ids"]:
            self.add_error("text", _("Type a question first."))
        return cleaned | {"text": DEFAULT_QUESTION}


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=120)


class ReasonForm(forms.Form):
    """Why a thumb is down."""

    thanks = _("Thank you. This helps to make answers better.")
    reason = forms.ChoiceField(choices=Message.Reason.choices)
    remark = forms.CharField(required=False, max_length=500)


class FactForm(forms.Form):
    text = forms.CharField(label=_("What should Lumen remember?"), max_length=MAX_LENGTH)


class LineOfMenu(forms.JSONField):
    """JSON of which also a number too long and brackets too deep are only invalid."""

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not one of the choices."), code="invalid") from None


class ChangeForm(forms.Form):
    """One press in a chip's menu: which part of which question, and what it becomes."""

    part = forms.SlugField(max_length=30)
    number = forms.IntegerField(min_value=0, max_value=9, required=False)
    index = forms.IntegerField(min_value=0, max_value=9, required=False)
    typed = forms.CharField(max_length=100, required=False)
    choice = LineOfMenu(required=False)

    def clean_number(self) -> int:
        return self.cleaned_data["number"] or 0

    def clean_index(self) -> int:
        return self.cleaned_data["index"] or 0

    def clean_choice(self) -> dict[str, Any]:
        """What a line of the menu carries: the part it sets and its value; null removes the part."""
        choice = self.cleaned_data["choice"]
        if choice is not None and not (isinstance(choice, dict) and {"part", "value"} == choice.keys()):
            raise forms.ValidationError(_("This is not one of the choices."))
        return choice or {}

    def change(self, choice: dict[str, Any] | None = None) -> dict[str, Any]:
        """As `changing.change_part` takes it."""
        cleaned = self.cleaned_data
        chosen = choice or cleaned["choice"]
        change = {"part": str(chosen["part"]), "value": chosen["value"]}
        if cleaned["part"] == "add":
            return change | {"adds": True}
        return change | {"index": cleaned["index"]}
