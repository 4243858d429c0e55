"""What a person may say to a finding."""

from typing import TypedDict

from django import forms
from django.utils.translation import gettext_lazy as _

from anomalies.models import Case, CaseStep, Feedback


class Answer(TypedDict):
    """The keyword arguments of `services.give_feedback` that a form knows."""

    verdict: str
    is_for_ever: bool


class FeedbackForm(forms.Form):
    verdict = forms.ChoiceField(choices=Feedback.Verdict.choices)
    for_ever = forms.BooleanField(required=False)

    def to_answer(self) -> Answer:
        return Answer(verdict=self.cleaned_data["verdict"], is_for_ever=self.cleaned_data["for_ever"])


class Step(TypedDict):
    """The keyword arguments of `services.set_step` that a form knows."""

    code: str
    is_done: bool


class StepForm(forms.Form):
    code = forms.ChoiceField(
        choices=CaseStep.Code.choices,
        error_messages={"required": _("Choose a step."), "invalid_choice": _("Choose one of the steps.")},
    )
    done = forms.BooleanField(required=False)

    def to_step(self) -> Step:
        return Step(code=self.cleaned_data["code"], is_done=self.cleaned_data["done"])


class NoteForm(forms.Form):
    note = forms.CharField(
        required=False,
        max_length=4_000,
        error_messages={"max_length": _("Keep the note under %(limit_value)d characters.")},
    )


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(
        choices=Case.Outcome.choices,
        error_messages={
            "required": _("Choose how it ended."),
            "invalid_choice": _("Choose how it ended."),
        },
    )
