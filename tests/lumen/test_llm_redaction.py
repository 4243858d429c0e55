"""What a language model never reads."""

import pytest

from lumen.ai.llm.redaction import masked


class TestMasked:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("card 4111 1111 1111 1234 was charged", "card XXXX1234 was charged"),
            ("a/c 50100234567890", "a/c XXXX7890"),
            ("aadhaar 1234-5678-9012.", "aadhaar XXXX9012."),
            ("PAN ABCDE1234F please", "PAN XXXXX0000X please"),
            ("pan abcde1234f", "pan XXXXX0000X"),
            ("GSTIN 29ABCDE1234F1Z5", "GSTIN XXXXXXXXXXX0XXX"),
            ("to DE89 3704 0044 0532 0130 00 today", "to XXXX3000 today"),
            ("GB29NWBK60161331926819", "XXXX6819"),
            ("SSN 123-45-6789", "SSN XXX-XX-XXXX"),
            ("token lmn_abcdefgh12345678", "token XXXX"),
        ],
    )
    def test_crosses_numbers_out(self, text, shown):
        assert masked(text) == shown

    @pytest.mark.parametrize(
        "text",
        [
            "₹12,34,567.89 on 2025-10-01",
            "from 2025-10-01 2025-11-01 on",
            '{"start": "2025-10-01", "end": "2025-11-01"}',
            "INR 1234567.50 and 99999999",
            "in 2024 and 2025, 18 payments",
            "123456789012.50 yen",
            "Kurla to Andheri, 18:30",
        ],
    )
    def test_leaves_amounts_and_dates_alone(self, text):
        assert masked(text) == text
