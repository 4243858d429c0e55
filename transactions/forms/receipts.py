"""Receipt files, believed only by their content."""

from uuid import uuid4

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from documents.pipeline.parsed import UnreadableDocumentError
from documents.pipeline.sniff import JPEG, PDF, PNG, sniff

RECEIPT_MAX_BYTES = 10 * 1024 * 1024
RECEIPT_TYPES = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg"}


def checked_receipt(upload: "UploadedFile[bytes]") -> "File[bytes]":
    """The upload under a name of our own, if it really is a PDF, PNG or JPEG of a sensible size.

    Raises:
        django.forms.ValidationError: it is too large, or something else than its name says.
    """
    if (upload.size or 0) > RECEIPT_MAX_BYTES:
        raise forms.ValidationError(
            _("This file is larger than 10 MB. Scan it at a lower resolution."), code="too-large"
        )
    try:
        found = sniff(upload.read(), upload.name or "")
    except UnreadableDocumentError as error:
        raise forms.ValidationError(str(error), code="unreadable") from error
    upload.seek(0)
    if found not in RECEIPT_TYPES:
        raise forms.ValidationError(_("Receipts can be PDF, PNG or JPEG files."), code="type")
    return File(upload.file, name=f"{uuid4().hex}{RECEIPT_TYPES[found]}")
