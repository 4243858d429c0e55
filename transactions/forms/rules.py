"""The rule editor: conditions as rows, actions below them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lumen.common.errors import LumenError
from transactions.forms.fields import choices_of
from transactions.models import Account, Category, Rule, Transaction
from transactions.rules import wording
from transactions.rules.conditions import FIELDS, MONTHS, SOURCES, WEEKDAYS
from transactions.services import rules

if TYPE_CHECKING:
    from accounts.models import Workspace

_OWN_CHOICES = {"account", "category"}
_WORD_CHOICES = {
    "direction": ("out", "in"),
    "source": SOURCES,
    "weekday": (*WEEKDAYS, "workdays", "weekend"),
}
_KEYPADS = {"amount": "decimal", "day": "numeric"}
NOT = "not-"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionRow:
    """One condition as the editor shows it.

    Attributes:
        compare: the comparison, with `not-` before it when it is turned round.
    """

    field: str = "text"
    compare: str = "contains"
    value: str = ""
    second: str = ""
    error: str = ""

    @classmethod
    def of(cls, condition: Mapping[str, Any]) -> "ConditionRow":
        """A row that shows a kept condition."""
        value = condition.get("value", "")
        values = value if isinstance(value, list) else [value]
        is_range = condition.get("op") == "between"
        return cls(
            field=str(condition.get("field", "text")),
            compare=f"{NOT if condition.get('not') else ''}{condition.get('op', '')}",
            value=str(values[0]) if is_range or len(values) == 1 else ",".join(map(str, values)),
            second=str(values[1]) if is_range and len(values) > 1 else "",
        )

    @property
    def op(self) -> str:
        return self.compare.removeprefix(NOT)

    @property
    def as_condition(self) -> dict[str, Any]:
        told: dict[str, Any] = {"field": self.field, "op": self.op, "value": self._value}
        return told | ({"not": True} if self.compare.startswith(NOT) else {})

    @property
    def _value(self) -> Any:
        if self.op == "between":
            return [self.value, self.second]
        if self.field in {"text", "merchant", "note", "method", "amount", "day", "time"}:
            return self.value
        return [each.strip() for each in self.value.split(",") if each.strip()]

    @property
    def is_range(self) -> bool:
        return self.op == "between"

    @property
    def has_value(self) -> bool:
        return self.op != "empty"

    @property
    def control(self) -> str:
        """Which control its value takes."""
        if self.field in _OWN_CHOICES or self.field in _WORD_CHOICES or self.field == "month":
            return "select"
        return "time" if self.field == "time" else "text"

    @property
    def keypad(self) -> str:
        return _KEYPADS.get(self.field, "text")

    @property
    def compares(self) -> list[tuple[str, str]]:
        """The comparisons this field offers, each straight and turned round."""
        ops = FIELDS.get(self.field, ())
        straight = [(op, wording.op_words(self.field, op)) for op in ops]
        turned = [(f"{NOT}{op}", wording.op_words(self.field, op, is_negated=True)) for op in ops]
        return [*straight, *turned]

    @property
    def field_choices(self) -> list[tuple[str, Any]]:
        return [(name, wording.FIELD_WORDS[name]) for name in FIELDS]

    def fitting(self) -> "ConditionRow":
        """The same row after its field was changed: with a comparison that the field has."""
        if self.op in FIELDS.get(self.field, ()):
            return self
        return ConditionRow(field=self.field, compare=FIELDS.get(self.field, ("is",))[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """One part as the editors of rules and of payments show it."""

    category: str = ""
    share: str = ""
    note: str = ""


class ActionForm(forms.Form):
    """What to do with the payments, and what the rule is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        required=False,
        help_text=_("Without one Lumen writes what the rule says."),
    )
    match = forms.ChoiceField(
        label=_("When"), choices=Rule.Match, initial=Rule.Match.ALL, widget=forms.RadioSelect
    )
    category = forms.ModelChoiceField(
        label=_("File it under"),
        queryset=Category.objects.none(),
        required=False,
        empty_label=_("Leave the category"),
    )
    rename_to = forms.CharField(
        label=_("Call the merchant"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"list": "known-merchants", "autocomplete": "off"}),
    )
    tags = forms.CharField(
        label=_("Add tags"), max_length=400, required=False, help_text=_("Several with commas between them.")
    )
    marks_transfer = forms.BooleanField(label=_("It is a transfer between my own accounts"), required=False)
    ignores = forms.BooleanField(label=_("Leave it out: such a payment is never recorded"), required=False)
    stops = forms.BooleanField(label=_("Ask no further rule after this one"), required=False)
    is_active = forms.BooleanField(label=_("Switched on"), required=False, initial=True)

    def __init__(self, *args: Any, workspace: "Workspace", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of(self, "category", Category.objects.in_workspace(workspace))


@dataclass(slots=True, kw_only=True)
class Editor:
    """What the form says, good or not, so that it can be shown again and tried while it is written."""

    rows: list[ConditionRow]
    parts: list[SplitRow] = field(default_factory=list)
    actions: ActionForm

    def draft(self) -> rules.Draft:
        """What was written; the form has been found valid before."""
        told = self.actions.cleaned_data
        return rules.Draft(
            name=told["name"],
            match=told["match"],
            conditions=[row.as_condition for row in self.rows],
            category=told["category"],
            rename_to=told["rename_to"],
            add_tags=[tag for tag in told["tags"].split(",") if tag.strip()],
            splits=[{"category": p.category, "share": p.share, "note": p.note} for p in self.parts],
            marks_transfer=told["marks_transfer"],
            ignores=told["ignores"],
            stops=told["stops"],
            is_active=told["is_active"],
        )


def editor_new(rows: list[ConditionRow], *, category: Category | None, workspace: "Workspace") -> Editor:
    """The editor of a new rule that starts with these conditions."""
    start = {"category": category.pk if category else None}
    return Editor(rows=rows or [ConditionRow()], actions=ActionForm(initial=start, workspace=workspace))


def editor_of(rule: Rule, *, workspace: "Workspace") -> Editor:
    """The editor of a kept rule."""
    told = {
        "name": rule.name,
        "match": rule.match,
        "category": rule.category_id,
        "rename_to": rule.rename_to,
        "tags": ", ".join(rule.add_tags),
        "marks_transfer": rule.marks_transfer,
        "ignores": rule.ignores,
        "stops": rule.stops,
        "is_active": rule.is_active,
    }
    return Editor(
        rows=[ConditionRow.of(condition) for condition in rule.conditions] or [ConditionRow()],
        parts=[SplitRow(**part) for part in rule.splits],
        actions=ActionForm(initial=told, workspace=workspace),
    )


def editor_posted(post: QueryDict, *, workspace: "Workspace") -> Editor:
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
    parts = parts_posted(post)
    rows = _without(rows, post.get("remove_condition", "")) or [ConditionRow()]
    if "add_condition" in post:
        rows.append(ConditionRow())
    return Editor(rows=rows, parts=parts, actions=ActionForm(post, workspace=workspace))


def parts_posted(post: QueryDict) -> list[SplitRow]:
    """The parts as they were sent; `add_part` and `remove_part` are buttons beside them."""
    told = zip(
        post.getlist("part_category"), post.getlist("part_share"), post.getlist("part_note"), strict=False
    )
    parts = [
        SplitRow(category=category, share=share.strip(), note=note.strip()) for category, share, note in told
    ]
    parts = _without(parts, post.get("remove_part", ""))
    if "add_part" in post:
        parts += [SplitRow()] * (1 if parts else 2)
    return [] if len(parts) == 1 and "remove_part" in post else parts


def _without(rows: list[Any], at: str) -> list[Any]:
    return [row for number, row in enumerate(rows) if str(number) != at]


def start_from(row: Transaction) -> list[ConditionRow]:
    """Conditions that fit a payment: its merchant, or the words of the bank, and the way it went."""
    if row.merchant:
        first = ConditionRow(field="merchant", compare="is", value=row.merchant.name)
    else:
        first = ConditionRow(field="text", compare="contains", value=row.description[:120])
    return [first, ConditionRow(field="direction", compare="is", value="out" if row.amount < 0 else "in")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A condition with what its select offers."""

    row: ConditionRow
    options: list[tuple[str, Any]]


def shown_rows(rows: list[ConditionRow], workspace: "Workspace") -> list[Shown]:
    """The rows with their choices, in two queries. Several values (the API writes them) are one choice."""
    choices = _choices(workspace)
    shown = []
    for row in rows:
        options = choices.get(row.field, [])
        if row.control == "select" and "," in row.value:
            words = dict(options)
            several = ", ".join(str(words.get(each, each)) for each in row.value.split(","))
            options = [*options, (row.value, several)]
        shown.append(Shown(row=row, options=options))
    return shown


def _choices(workspace: "Workspace") -> dict[str, list[tuple[str, Any]]]:
    accounts = Account.objects.in_workspace(workspace).values_list("pk", "name")
    categories = Category.objects.in_workspace(workspace).values_list("pk", "name")
    found: dict[str, list[tuple[str, Any]]] = {
        "account": [(str(pk), name) for pk, name in accounts],
        "category": [(str(pk), name) for pk, name in categories],
        "month": [(month, wording.MONTH_WORDS[month]) for month in MONTHS],
    }
    for name, values in _WORD_CHOICES.items():
        found[name] = [(value, wording.CHOICE_WORDS[value]) for value in values]
    return found


def with_place(error: LumenError) -> str:
    """The sentence of an error, with the condition that it is about."""
    at = error.extra.get("at")
    if at is None:
        return str(error.detail)
    return gettext("Condition %(n)d: %(detail)s") % {"n": at + 1, "detail": error.detail}
