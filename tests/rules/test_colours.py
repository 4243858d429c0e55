"""Words keep a contrast of 4.5 to 1 on what they are written on, in light and in dark (WCAG AA)."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text()
COLOURS = {
    name: {"light": light, "dark": dark}
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", TOKENS.replace("\n", " ")
    )
}
SURFACES = ("bg", "surface", "surface-sunken", "surface-raised", "surface-hover")
WORDS = ("text", "text-muted", "text-faint", "accent", "positive", "negative", "warning", "info")
PAIRS = [(word, surface) for word in WORDS for surface in SURFACES] + [
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-accent-soft", "accent-soft"),
    ("text", "surface-selected"),
    ("text-muted", "surface-selected"),
    ("positive", "positive-soft"),
    ("negative", "negative-soft"),
    ("warning", "warning-soft"),
    ("info", "info-soft"),
    ("text", "highlight"),
]


def luminance(colour: str) -> float:
    """Relative luminance, 0 to 1, of `#rrggbb`."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
class TestContrast:
    @pytest.mark.parametrize(("word", "surface"), PAIRS)
    def test_of_words(self, scheme, word, surface):
        assert contrast(COLOURS[word][scheme], COLOURS[surface][scheme]) >= 4.5

    @pytest.mark.parametrize("surface", ["bg", "surface"])
    def test_of_the_edges_of_controls(self, scheme, surface):
        edge = COLOURS["border-strong"][scheme]

        assert contrast(edge, COLOURS[surface][scheme]) >= 3
