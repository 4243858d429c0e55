"""What arrives from the upload form and in addresses."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MOST_FILES = 200


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


class PassageForm(forms.Form):
    """Which page, and which stretch of its text is meant."""

    page = forms.IntegerField(min_value=1, required=False)
    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    q = forms.CharField(max_length=500, required=False)
