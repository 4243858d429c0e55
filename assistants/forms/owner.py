"""Forms of an assistant's owner."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assistants.models import Assistant, Enquiry
from assistants.services.assistants import HIGHEST_TARGET, LEAST_DECISIONS, LOWEST_TARGET

LANGUAGES = [
    ("", gettext_lazy("The customer's own")),
    ("en", "English"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("fr", "Français"),
    ("hi", "हिन्दी"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pt", "Português"),
]
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?", re.IGNORECASE)
MOST_HOLIDAYS, MOST_MINUTES = 100, 43_200
Week = dict[str, list[list[str]]]


class NewAssistantForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("As your team calls it.")
    )
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Whom it answers about what, in a sentence."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its replies"), choices=LANGUAGES, required=False
    )


class SettingsForm(forms.Form):
    """Everything of an assistant but its switch, its facts and its end."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of its replies"), choices=LANGUAGES, required=False
    )
    colour = forms.RegexField(
        label=gettext_lazy("Colour on your site"),
        regex=r"^#[0-9a-fA-F]{6}$",
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    greeting = forms.CharField(label=gettext_lazy("First words on your site"), max_length=300, required=False)
    handover_text = forms.CharField(
        label=gettext_lazy("When a person takes over"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("What the customer reads then. Empty: Lumen says it in their language."),
    )
    away_text = forms.CharField(
        label=gettext_lazy("The same outside business hours"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    holidays = forms.CharField(
        label=gettext_lazy("Closed on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "2026-12-25"}),
        help_text=gettext_lazy("One date a line, as 2026-12-25."),
    )
    target = forms.DecimalField(
        label=gettext_lazy("Right answers to prove, %"),
        min_value=LOWEST_TARGET * 100,
        max_value=HIGHEST_TARGET * 100,
        max_digits=4,
        decimal_places=1,
        help_text=gettext_lazy("The lower bound of what your judgements prove has to reach this."),
    )
    minimum_decisions = forms.IntegerField(
        label=gettext_lazy("At least so many judgements"), min_value=LEAST_DECISIONS, max_value=100_000
    )
    window = forms.IntegerField(
        label=gettext_lazy("Of the latest"),
        min_value=LEAST_DECISIONS,
        max_value=100_000,
        help_text=gettext_lazy("Older ones do not count."),
    )
    asks_satisfaction = forms.BooleanField(
        label=gettext_lazy("Ask customers how it was, once an enquiry is closed"), required=False
    )
    retention_days = forms.IntegerField(
        label=gettext_lazy("Delete closed enquiries after days"),
        min_value=1,
        max_value=36_500,
        required=False,
        help_text=gettext_lazy("With their messages, files and what was learnt from them. Empty: never."),
    )
    has_styles = forms.BooleanField(
        label=gettext_lazy("Try two ways of replying against each other"), required=False
    )

    def __init__(self, *args: Any, assistant: Assistant, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(assistant))
        super().__init__(*args, **kwargs)
        for day, name in WEEKDAYS.items():
            self.fields[f"day_{day}"] = _day_field(str(name))
        for priority in Enquiry.Priority:
            self.fields[f"first_{priority.value}"] = _minutes_field(_("First reply within"))
            self.fields[f"end_{priority.value}"] = _minutes_field(_("Solved within"))
        for letter in ("a", "b"):
            self.fields |= _style_fields(letter)

    @property
    def days(self) -> list[forms.BoundField]:
        return [self[f"day_{day}"] for day in range(7)]

    @property
    def promises(self) -> list[dict[str, Any]]:
        """Response times, a row for each priority."""
        return [
            {"label": p.label, "first": self[f"first_{p.value}"], "end": self[f"end_{p.value}"]}
            for p in Enquiry.Priority
        ]

    @property
    def style_rows(self) -> list[list[forms.BoundField]]:
        names = ("name", "greets", "closes", "sentences")
        return [[self[f"style_{letter}_{name}"] for name in names] for letter in ("a", "b")]

    def clean_holidays(self) -> list[date]:
        days = []
        for line in self.cleaned_data["holidays"].split():
            try:
                days.append(date.fromisoformat(line.strip(",;")))
            except ValueError:
                raise forms.ValidationError(
                    _("“%(line)s” is not a date as 2026-12-25.") % {"line": line[:20]}, code="date"
                ) from None
        return sorted(set(days))[:MOST_HOLIDAYS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for day in range(7):
            try:
                cleaned[f"day_{day}"] = read_spans(cleaned.get(f"day_{day}", ""))
            except ValueError:
                self.add_error(f"day_{day}", _("Write hours as 09:00–18:00, or leave the day empty."))
        names = [cleaned.get(f"style_{letter}_name", "").strip() for letter in ("a", "b")]
        if cleaned.get("has_styles") and (not all(names) or names[0].casefold() == names[1].casefold()):
            self.add_error("has_styles", _("Give the two ways different names."))
        return cleaned

    def to_fields(self) -> dict[str, Any]:
        """What `services.assistants.update` takes."""
        cleaned = self.cleaned_data
        plain = {
            "name", "purpose", "language", "colour", "greeting", "handover_text", "away_text", "holidays",
            "minimum_decisions", "window", "asks_satisfaction", "retention_days",
        }  # fmt: skip
        return {
            **{name: cleaned[name] for name in plain},
            "target": float(cleaned["target"]) / 100,
            "business_hours": {str(day): spans for day in range(7) if (spans := cleaned[f"day_{day}"])},
            "response_minutes": {
                p.value: [cleaned[f"first_{p.value}"] or 0, cleaned[f"end_{p.value}"] or 0]
                for p in Enquiry.Priority
            },
            "styles": [_style(cleaned, letter) for letter in ("a", "b")] if cleaned["has_styles"] else [],
        }


class FactForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("What about"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Returns")}),
    )
    text = forms.CharField(
        label=gettext_lazy("Say it in a sentence"),
        max_length=1_000,
        widget=forms.Textarea(
            attrs={"rows": 2, "placeholder": gettext_lazy("You can return goods within 30 days.")}
        ),
    )
    is_promise = forms.BooleanField(
        label=gettext_lazy("May be promised to customers"),
        required=False,
        help_text=gettext_lazy("Without this, replies mention it but never commit you to anything."),
    )


class ContactForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=120, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail"), required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=32, required=False)
    company = forms.CharField(label=gettext_lazy("Company"), max_length=120, required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=[("", gettext_lazy("Not known")), *LANGUAGES[1:]],
        required=False,
    )
    notes = forms.CharField(
        label=gettext_lazy("Notes"),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("For your team; the customer never sees them."),
    )


def initial_of(assistant: Assistant) -> dict[str, Any]:
    """An assistant as the settings form shows it."""
    plain = (
        "name", "purpose", "language", "colour", "greeting", "handover_text", "away_text",
        "minimum_decisions", "window", "asks_satisfaction", "retention_days",
    )  # fmt: skip
    hours = assistant.business_hours or {}
    first: dict[str, Any] = {name: getattr(assistant, name) for name in plain}
    first |= {f"day_{day}": write_spans(hours.get(str(day), ())) for day in range(7)}
    first |= {
        "target": f"{assistant.target * 100:.1f}".removesuffix(".0"),
        "holidays": "\n".join(day.isoformat() for day in assistant.holidays),
        "has_styles": bool(assistant.styles),
    }
    for priority in Enquiry.Priority:
        minutes = (*(assistant.response_minutes or {}).get(priority.value, ()), 0, 0)
        first |= {f"first_{priority.value}": minutes[0], f"end_{priority.value}": minutes[1]}
    for letter, style in zip("ab", assistant.styles or [], strict=False):
        chosen = style.get("settings") or {}
        first |= {f"style_{letter}_name": style.get("name", "")}
        first |= {f"style_{letter}_{name}": chosen.get(name) for name in ("greets", "closes", "sentences")}
    return first


def read_spans(text: str) -> list[list[str]]:
    """Hours of a day as people write them: `9-13, 14:00–18:30`; nothing is closed.

    Raises:
        ValueError: something else stands there.
    """
    rest = SPAN.sub("", text)
    if rest.strip(" ,;&/"):
        raise ValueError(text)
    spans = [[_clock(*found[:2]), _clock(*found[2:])] for found in SPAN.findall(text)]
    if any(start == end for start, end in spans):
        raise ValueError(text)
    return spans


def write_spans(spans: Iterable[Sequence[str]]) -> str:
    return ", ".join(f"{start}–{end}" for start, end in spans)


def _clock(hour: str, minute: str) -> str:
    if int(hour) == 24 and not int(minute or 0):
        return "24:00"
    return time(int(hour), int(minute or 0)).strftime("%H:%M")


def _day_field(name: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"placeholder": _("closed")})
    return forms.CharField(label=name, required=False, max_length=80, widget=widget)


def _minutes_field(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_MINUTES)


def _style_fields(letter: str) -> dict[str, forms.Field]:
    return {
        f"style_{letter}_name": forms.CharField(
            label=_("Name"),
            max_length=40,
            required=False,
            widget=_named(_("Short") if letter == "a" else _("Warm")),
        ),
        f"style_{letter}_greets": forms.BooleanField(label=_("Greets"), required=False, initial=True),
        f"style_{letter}_closes": forms.BooleanField(label=_("Says goodbye"), required=False, initial=True),
        f"style_{letter}_sentences": forms.IntegerField(
            label=_("Most sentences"), min_value=1, max_value=20, required=False
        ),
    }


def _named(example: str) -> forms.TextInput:
    return forms.TextInput(attrs={"placeholder": example})


def _style(cleaned: dict[str, Any], letter: str) -> dict[str, Any]:
    chosen = {name: cleaned[f"style_{letter}_{name}"] for name in ("greets", "closes", "sentences")}
    return {
        "name": cleaned[f"style_{letter}_name"].strip(),
        "settings": {**chosen, "sentences": chosen["sentences"] or 0},
    }
