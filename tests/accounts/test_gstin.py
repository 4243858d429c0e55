"""The check character of an Indian tax number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.gstin import ALPHABET, GstinError, check_character, clean_gstin, is_gstin

KNOWN = ["27AAPFU0939F1ZV", "29AAGCB7383J1Z4", "27AASCS2460H1Z0"]


class TestGstin:
    @pytest.mark.parametrize("number", KNOWN)
    def test_accepts_numbers_of_real_layout(self, number):
        assert clean_gstin(number) == number

    def test_forgives_spaces_and_small_letters(self):
        assert clean_gstin(" 27aapfu 0939f1zv ") == "27AAPFU0939F1ZV"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ("", "15 characters"),
            ("27AAPFU0939F1Z", "15 characters"),
            ("27AAPFU0939F1ZVX", "15 characters"),
            ("AA27PFU0939F1ZV", "15 characters"),
            ("00AAPFU0939F1ZV", "No Indian state"),
            ("27AAPFU0939F1ZW", "typing mistake"),
        ],
    )
    def test_says_what_is_wrong(self, typed, sentence):
        with pytest.raises(GstinError, match=sentence):
            clean_gstin(typed)
        assert not is_gstin(typed)

    @given(position=st.integers(0, 13), letter=st.sampled_from(ALPHABET), number=st.sampled_from(KNOWN))
    def test_notices_every_single_wrong_character(self, position, letter, number):
        if letter == number[position]:
            return
        changed = number[:position] + letter + number[position + 1 : 14]
        assert check_character(changed) != number[14]
