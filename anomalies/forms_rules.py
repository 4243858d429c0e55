"""The editor of people's own rules: conditions as rows, and what is counted of the payments that fit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from anomalies.models import Finding, FindingRule
from anomalies.rules.presets import Preset
from anomalies.services import rules
from transactions.forms.fields import AmountField
from transactions.forms.rules import ConditionRow
from transactions.rules.conditions import FIELDS, MOST_CONDITIONS

Measure, Window = FindingRule.Measure, FindingRule.Window
MEASURES = (
    (Measure.EACH, _("Each payment")),
    (Measure.TOTAL, _("Their total")),
    (Measure.COUNT, _("Their number")),
)
WINDOWS = ((Window.DAY, _("In a day")), (Window.WEEK, _("In a week")), (Window.MONTH, _("In a month")))


class RuleForm(forms.Form):
    """All of a rule but its conditions."""

    measure = forms.ChoiceField(
        label=_("Look at"), choices=MEASURES, initial=Measure.EACH, widget=forms.RadioSelect
    )
    window = forms.ChoiceField(label=_("Counted"), choices=WINDOWS, initial=Window.MONTH)
    threshold = AmountField(
        label=_("Above"),
        max_digits=15,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "required": _("Say above which limit: an amount, or a number of payments."),
            "invalid": _("Write the limit in digits, such as 10,000."),
            "min_value": _("Write the limit without a sign, such as 10,000."),
            "max_digits": _("This limit is too large."),
            "max_whole_digits": _("This limit is too large."),
            "max_decimal_places": _("Write at most two decimals."),
        },
    )
    level = forms.ChoiceField(
        label=_("How urgent"),
        choices=Finding.Level.choices,
        initial=Finding.Level.LOOK,
        help_text=_("For your information: only on the page of findings. Look soon: also by mail."),
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=rules.NAME_LENGTH,
        required=False,
        help_text=_("Without one Lumen writes what the rule says."),
    )
    is_active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def __init__(self, *args: Any, measure: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["threshold"].required = measure != Measure.EACH

    def problem(self) -> str:
        """The first thing that is wrong, in a sentence."""
        return next((str(each[0]) for each in self.errors.values()), "")


@dataclass(slots=True, kw_only=True)
class Editor:
    """What the editor says, good or not, so that it can be shown again and tried while it is written."""

    rows: list[ConditionRow]
    form: RuleForm
    measure: str

    def draft(self) -> rules.Draft:
        """What was written; the form has been found valid before."""
        told = self.form.cleaned_data
        return rules.Draft(
            name=told["name"],
            conditions=[row.as_condition for row in self.rows],
            measure=told["measure"],
            window=told["window"],
            threshold=told["threshold"],
            level=told["level"],
            is_active=told["is_active"],
        )


def editor_new(preset: Preset | None) -> Editor:
    """The editor of a new rule, from scratch or from a preset."""
    start = preset or Preset()
    told = {
        "name": start.name,
        "measure": start.measure,
        "window": start.window,
        "threshold": _written(start.threshold),
    }
    return Editor(
        rows=_rows(start.conditions),
        form=RuleForm(initial=told, measure=start.measure),
        measure=start.measure,
    )


def editor_of(rule: FindingRule, *, said: str) -> Editor:
    """The editor of a kept rule.

    Args:
        said: what Lumen would call it; a rule of that name was not named by anybody.
    """
    told = {
        "name": "" if rule.name.startswith(said) else rule.name,
        "measure": rule.measure,
        "window": rule.window,
        "threshold": _written(rule.threshold),
        "level": rule.level,
        "is_active": rule.is_active,
    }
    return Editor(
        rows=_rows(rule.conditions), form=RuleForm(initial=told, measure=rule.measure), measure=rule.measure
    )


def editor_posted(post: QueryDict) -> Editor:
    """The editor as it was sent, after the button that was pressed in it added or removed a row."""
    told = zip(
        post.getlist("field"), post.getlist("compare"), post.getlist("value"), post.getlist("second"),
        strict=False,
    )  # fmt: skip
    rows = [
        ConditionRow(field=name, compare=compare, value=value.strip(), second=second.strip()).fitting()
        for name, compare, value, second in told
        if name in FIELDS
    ]
    rows = [row for at, row in enumerate(rows) if str(at) != post.get("remove_condition", "")]
    if "add_condition" in post and len(rows) < MOST_CONDITIONS:
        rows.append(ConditionRow(field="merchant"))
    measure = post.get("measure", "")
    if measure not in Measure.values:
        measure = Measure.EACH
    return Editor(rows=rows, form=RuleForm(post, measure=measure), measure=measure)


def _rows(conditions: Sequence[Mapping[str, Any]]) -> list[ConditionRow]:
    return [ConditionRow.of(condition) for condition in conditions]


def _written(threshold: Decimal | None) -> str:
    """The limit as a person would write it: no decimals that say nothing."""
    if threshold is None:
        return ""
    return f"{threshold:f}".rstrip("0").rstrip(".") if threshold % 1 else f"{threshold:.0f}"
