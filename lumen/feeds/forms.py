"""What people write about feeds, watches and prices."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from lumen.feeds import opml
from lumen.feeds.fetching import FeedAddressError, check_address
from lumen.feeds.models import Watch
from lumen.feeds.services.prices import MOST_BYTES
from lumen.feeds.services.watches import Draft


class FeedForm(forms.Form):
    """The address of a feed, or of a site that has one."""

    url = forms.CharField(
        label=_("Address of a site or feed"),
        max_length=2_000,
        widget=forms.TextInput({"placeholder": "example.org", "inputmode": "url", "autocomplete": "off"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)

    def clean_url(self) -> str:
        try:
            return check_address(str(self.cleaned_data["url"]))
        except FeedAddressError as error:
            raise forms.ValidationError(error.detail, code=error.code) from error


class NameForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, required=False)


class ListForm(forms.Form):
    """A list of feeds from another reader."""

    file = forms.FileField(
        label=_("List of feeds (OPML)"), widget=forms.FileInput({"accept": ".opml,.xml,text/xml,text/x-opml"})
    )

    def clean_file(self) -> Any:
        return _within(self.cleaned_data["file"], opml.MOST_BYTES)


class PricesForm(forms.Form):
    file = forms.FileField(
        label=_("File of prices (CSV)"), widget=forms.FileInput({"accept": ".csv,text/csv"})
    )

    def clean_file(self) -> Any:
        return _within(self.cleaned_data["file"], MOST_BYTES)


def _within(file: Any, most: int) -> Any:
    if file.size > most:
        said = _t("A file may be up to %(most)d MB.") % {"most": most // 1_000_000}
        raise forms.ValidationError(said, code="too-large")
    return file


class WatchForm(forms.Form):
    """A watch; which of its fields count depends on the kind."""

    kind = forms.ChoiceField(label=_("Watch"), choices=Watch.Kind.choices)
    subject = forms.CharField(label=_("What"), max_length=120)
    condition = forms.ChoiceField(
        label=_("Tell me when it"),
        choices=[choice for choice in Watch.Condition.choices if choice[0] != Watch.Condition.NEW],
        required=False,
    )
    threshold = forms.DecimalField(
        label=_("Value"),
        max_digits=20,
        decimal_places=8,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal"}),
    )
    day = forms.ChoiceField(label=_("Which day's weather"), choices=Watch.Day.choices, required=False)
    on = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))
    tells_all = forms.BooleanField(label=_("Tell everybody in this workspace"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # shown as needed; which of them are is known when the kind is
            for name in ("condition", "threshold", "day", "on"):
                self.fields[name].required = True

    def to_draft(self) -> Draft:
        said = self.cleaned_data
        is_dated = said["day"] == Watch.Day.DATE
        return Draft(
            kind=said["kind"],
            subject=said["subject"],
            condition=said["condition"],
            threshold=said["threshold"],
            day=said["day"],
            on=said["on"] if is_dated else None,
            tells_all=said["tells_all"],
        )


def initial_of(watch: Watch) -> dict[str, Any]:
    """A watch as its form shows it."""
    names = ("kind", "subject", "condition", "day", "on", "tells_all")
    threshold = watch.threshold
    shown = f"{threshold.normalize():f}" if isinstance(threshold, Decimal) else ""
    return {name: getattr(watch, name) for name in names} | {"threshold": shown}
