"""Words of strangers as plain lines."""

import pytest

from lumen.feeds import plain


class TestText:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("می\u200cخواهم", "می\u200cخواهم"),  # Persian: the letters do not join here
            ("क्\u200dष और क्\u200cष", "क्\u200dष और क्\u200cष"),  # Hindi: two shapes of one pair
            ("👨\u200d👩\u200d👧 at home", "👨\u200d👩\u200d👧 at home"),
        ],
    )
    def test_keeps_the_joiners_that_shape_letters(self, said, kept):
        assert plain.text_of(said, most=100) == kept
        assert plain.text_of(f"<p>{said}</p>", most=100) == kept

    @pytest.mark.parametrize(
        "hidden", ["\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u00ad", "\ufeff", "\u200b"]
    )
    def test_drops_what_turns_a_line_or_hides_in_a_word(self, hidden):
        assert plain.text_of(f"in{hidden}voice", most=100) == "invoice"

    def test_parts_words_at_control_characters(self):
        assert plain.text_of("one\x00two\x1bthree\nfour", most=100) == "one two three four"

    def test_is_cut_at_a_word(self):
        assert plain.text_of("ferries run late in the fog", most=16) == "ferries run…"
