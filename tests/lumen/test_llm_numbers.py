"""No number reaches the user that is not in the result."""

import pytest

from lumen.ai.llm.numbers import unsupported

EVIDENCE = "You spent ₹23,890.45 in October 2025, 12 purchases. Food 1,20,000 and −14.5%. [1] two months"


class TestNumbers:
    @pytest.mark.parametrize(
        "text",
        [
            "₹23,890.45",
            "about ₹23,890",
            "23.9k",
            "1.2 lakh on food",
            "₹120,000",
            "down 14.5 percent",
            "twelve purchases in October 2025",
            "two months [3]",
            "Rs.23,890.45, or INR23890",
            "no numbers at all",
        ],
    )
    def test_passes_what_is_there_or_rounds_it(self, text):
        assert unsupported(text, EVIDENCE) == []

    @pytest.mark.parametrize(
        ("text", "bad"),
        [
            ("₹23,980.45", "23,980.45"),
            ("₹24,000", "24,000"),
            ("1.3 lakh", "1.3 lakh"),
            ("13 purchases", "13"),
            ("thirteen purchases", "thirteen"),
            ("In November 2024", "2024"),
            ("₹23,890.45 and ₹5 more", "5"),
            ("You spent Rs.500 there", "500"),
            ("You spent Rs99999", "99999"),
            ("INR7000 on food", "7000"),
            ("about USD7000", "7000"),
            ("₹५००० on food", "५०००"),
            ("a thousand rupees", "thousand"),
            ("more than a lakh", "lakh"),
            ("ninety purchases", "ninety"),
            ("thrice as much", "thrice"),
            ("12 crore", "12 crore"),
        ],
    )
    def test_catches_what_is_not(self, text, bad):
        assert unsupported(text, EVIDENCE) == [bad]
