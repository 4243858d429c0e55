"""What a person may say to a finding."""

from typing import TypedDict

from django import forms

from anomalies.models import Feedback


class Answer(TypedDict):
    """The keyword arguments of `services.give_feedback` that a form knows."""

    verdict: str
    is_for_ever: bool


class FeedbackForm(forms.Form):
    verdict = forms.ChoiceField(choices=Feedback.Verdict.choices)
    for_ever = forms.BooleanField(required=False)

    def to_answer(self) -> Answer:
        return Answer(verdict=self.cleaned_data["verdict"], is_for_ever=self.cleaned_data["for_ever"])
