"""What arrives from forms and in addresses."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from documents.models import Correspondent, Document, MatchAlgorithm, PaperTag
from documents.services.sorting import Sorting
from lumen.common.money import CURRENCIES

MOST_FILES = 200
MOST_ITEMS = 200
MOST_DIGITS = 16  # before or behind the point of an item's number
CENTS = Decimal("0.01")
LONGEST_NAME = 120
LINK_DAYS = (
    (1, _("one day")),
    (7, _("one week")),
    (30, _("30 days")),
    (90, _("90 days")),
    (365, _("a year")),
)


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or many files; what is in them is judged by the service."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(_("Choose at least one file."), code="required")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                _("Choose up to %(most)d files at a time."), code="many", params={"most": MOST_FILES}
            )
        return list(files)


class UploadForm(forms.Form):
    papers = ManyFilesField(label=_("Files"))
    folder = forms.CharField(max_length=1_000, required=False)
    source = forms.ChoiceField(
        choices=[(Document.Source.UPLOAD, ""), (Document.Source.CAMERA, "")], required=False
    )

    def clean_source(self) -> str:
        return self.cleaned_data["source"] or Document.Source.UPLOAD


class LinkForm(forms.Form):
    """An address to fetch a paper from."""

    url = forms.URLField(
        label=_("Address of a file or page"),
        max_length=2_000,
        assume_scheme="https",
        error_messages={"required": _("Paste an address first."), "invalid": _("This is not a web address.")},
    )


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        max_length=1_000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class PassageForm(forms.Form):
    """Which page, and which stretch of its text is meant."""

    page = forms.IntegerField(min_value=1, required=False)
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    t = forms.FloatField(min_value=0, required=False)  # of a recording: seconds
    q = forms.CharField(max_length=500, required=False)


class SavedViewForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80)
    is_shared = forms.BooleanField(label=_("For every member"), required=False)


class PaperForm(forms.Form):
    """What is known of a paper. Only what the person changed is taken, whatever else happened since."""

    title = forms.CharField(label=_("Title"), max_length=255, required=False)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("Not said")), *Document.Kind.choices], required=False
    )
    correspondent = forms.CharField(label=_("Correspondent"), max_length=LONGEST_NAME, required=False)
    issued_on = forms.DateField(
        label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    due_on = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    amount = forms.DecimalField(label=_("Amount"), max_digits=16, decimal_places=4, required=False)
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    tax = forms.DecimalField(label=_("Tax"), max_digits=16, decimal_places=4, required=False)
    number = forms.CharField(label=_("Number"), max_length=80, required=False)
    gstin = forms.CharField(label=_("GSTIN"), max_length=15, required=False)
    tags = forms.ModelMultipleChoiceField(queryset=PaperTag.objects.none(), required=False)
    new_tag = forms.CharField(label=_("Another tag"), max_length=400, required=False)

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        self.document = document
        options: dict[str, Any] = {"initial": self._known(document), "auto_id": "paper_%s", **kwargs}
        super().__init__(*args, **options)
        field: Any = self.fields["tags"]
        field.queryset = PaperTag.objects.in_workspace(document.workspace)
        for name in SIMPLE:
            self.fields[name].show_hidden_initial = True

    @staticmethod
    def _known(document: Document) -> dict[str, Any]:
        known = {name: getattr(document, name) for name in SIMPLE if name != "correspondent"}
        known["correspondent"] = document.correspondent.name if document.correspondent else ""
        known |= {name: _short(known[name]) for name in ("amount", "tax")}
        return known

    def clean_currency(self) -> str:
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and currency not in CURRENCIES:
            raise forms.ValidationError(_("Write three letters like INR."), code="currency")
        return currency

    def clean_gstin(self) -> str:
        return str(self.cleaned_data["gstin"]).strip().upper()

    def to_sorting(self) -> Sorting:
        """What the person decided; unknown names of labels are kept as names."""
        changed, cleaned = set(self.changed_data), self.cleaned_data
        values = {name: cleaned[name] for name in SIMPLE if name in changed and name != "correspondent"}
        add, remove = self._tag_changes()
        return Sorting(
            values=values,
            correspondent=cleaned["correspondent"] if "correspondent" in changed else None,
            add_tags=add,
            remove_tags=remove,
            new_tags=[name for part in cleaned["new_tag"].split(",") if (name := part.strip())],
        )

    def _tag_changes(self) -> tuple[list[Any], list[Any]]:
        """Against the tags that were shown; those that came since stay."""
        data: Any = self.data
        shown = {str(key) for key in data.getlist("shown_tag")}
        chosen = {str(tag.pk) for tag in self.cleaned_data["tags"]}
        has = {str(pk) for pk in self.document.tags.values_list("pk", flat=True)}
        return sorted(chosen - has), sorted((shown & has) - chosen)


SIMPLE = (
    *("title", "kind", "correspondent", "issued_on", "due_on", "amount", "currency", "tax", "number"),
    "gstin",
)


def _short(number: Decimal | None) -> Decimal | None:
    """An amount with two decimals, or more where they say something."""
    if number is None:
        return None
    return number.quantize(CENTS) if number == number.quantize(CENTS) else number.normalize()


def _typed(text: str) -> str | None:
    """A number as typed, kept as text; nothing when it is none."""
    try:
        number = Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None
    return f"{number:f}" if number.is_finite() and abs(number.adjusted()) < MOST_DIGITS else None


class ItemsForm(forms.Form):
    """The lines of a receipt or an invoice, as columns of equal length."""

    def to_items(self) -> list[dict[str, Any]]:
        """Lines with a name; the others were emptied."""
        data: Any = self.data
        columns = [data.getlist(name) for name in ("item_name", "item_quantity", "item_amount")]
        rows = zip(*columns, strict=False)
        return [
            {"name": name.strip()[:200], "quantity": _typed(quantity), "amount": _typed(amount)}
            for name, quantity, amount in rows
            if name.strip()
        ][:MOST_ITEMS]


class BulkForm(forms.Form):
    """One thing done to the ticked papers, or to all that match the address."""

    ACTIONS = ("kind", "correspondent", "tag", "untag", "review", "retry", "delete", "export")

    action = forms.ChoiceField(choices=[(name, name) for name in ACTIONS])
    kind = forms.ChoiceField(choices=[("", ""), *Document.Kind.choices], required=False)
    correspondent = forms.CharField(max_length=LONGEST_NAME, required=False)
    tag = forms.CharField(max_length=LONGEST_NAME, required=False)
    matching = forms.BooleanField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("action") in {"tag", "untag"} and not cleaned.get("tag", "").strip():
            self.add_error("tag", _("Write a tag first."))
        return cleaned


class LabelForm(forms.Form):
    """A tag or a correspondent with its matching rule."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    color = forms.RegexField(
        label=_("Colour"),
        regex=r"^#[0-9a-fA-F]{6}$",
        required=False,
        widget=forms.TextInput(attrs={"type": "color"}),
        help_text=_("Black stands for none."),
    )
    match_algorithm = forms.ChoiceField(label=_("Put it on papers"), choices=MatchAlgorithm.choices)
    match_text = forms.CharField(
        label=_("Words to look for"),
        max_length=500,
        required=False,
        help_text=_("Several words are divided by spaces; put “words that belong together” in quotes."),
    )

    @classmethod
    def initial_of(cls, label: Correspondent | PaperTag) -> dict[str, Any]:
        names = ("name", "color", "match_algorithm", "match_text")
        return {name: getattr(label, name) for name in names if hasattr(label, name)}


class ShareForm(forms.Form):
    days = forms.TypedChoiceField(label=_("The link works for"), choices=LINK_DAYS, coerce=int, initial=7)
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        required=False,
        strip=False,
        help_text=_("Tell it to the person another way than the link."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
