"""What an owner chooses for the widget of a website."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assistants.models import Channel
from assistants.widget import origins
from assistants.widget.looks import COLOUR
from lumen.common.errors import LumenError


class WidgetForm(forms.Form):
    """The widget of one site. Empty words are those of the assistant."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("For the team, such as “Our shop”."))
    origins = forms.CharField(
        label=_("Sites that may show it"),
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": "https://shop.example", "spellcheck": "false"}
        ),
        help_text=_("One a line. https://*.shop.example stands for all below. Empty: only the demo page."),
    )
    title = forms.CharField(
        label=_("Heading"), max_length=60, required=False, help_text=_("Empty: the assistant’s name.")
    )
    greeting = forms.CharField(
        label=_("First words"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What visitors read before they write. Empty: the assistant’s greeting."),
    )
    colour = forms.RegexField(
        label=_("Colour"), regex=f"^{COLOUR.pattern}$", widget=forms.TextInput(attrs={"type": "color"})
    )
    position = forms.ChoiceField(
        label=_("Corner"),
        choices=[("end", _("Right")), ("start", _("Left"))],
        widget=forms.RadioSelect,
        help_text=_("The other way round on sites that are read from right to left."),
    )

    def __init__(self, *args: Any, channel: Channel | None = None, colour: str = "", **kwargs: Any) -> None:
        kwargs["initial"] = {"position": "end", "colour": colour}
        if channel is not None:
            kwargs["initial"] |= {
                **channel.settings,
                "name": channel.name,
                "origins": "\n".join(channel.origins),
            }
        super().__init__(*args, **kwargs)

    def clean_origins(self) -> list[str]:
        try:
            return origins.normalised_all(str(self.cleaned_data["origins"]).splitlines())
        except LumenError as error:
            raise forms.ValidationError(error.detail, code="origin") from error

    def settings(self) -> dict[str, str]:
        """What the channel's row keeps of the looks."""
        return {name: str(self.cleaned_data[name]) for name in ("title", "greeting", "colour", "position")}
