"""Phone numbers as people write them."""

import re

from django import forms
from django.utils.translation import gettext as _

_PLAIN = re.compile(r"\+?[0-9]{6,15}")
_DRESSING = re.compile(r"[\s().\-/]")


def clean_phone(text: str) -> str:
    """Digits with an optional plus in front.

    Raises:
        ValidationError: it is no phone number.
    """
    plain = _DRESSING.sub("", text)
    if not _PLAIN.fullmatch(plain):
        raise forms.ValidationError(_("Enter a phone number, best with its country: +91 98450 12345."))
    return plain
