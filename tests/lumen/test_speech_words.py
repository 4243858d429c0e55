"""The language model's parts: templates, n-grams, how words sound, how they are written."""

import io
import math

import pytest

from lumen.ai.speech.language import grammar, ipa, ngrams, phones
from lumen.ai.speech.written import as_said, as_typed

KNOWN = {"big": ("B IH G",), "basket": ("B AE S K AH T",), "car": ("K AA R",), "last": ("L AE S T",)}


class TestTheGrammar:
    def test_says_the_same_for_the_same_seed(self):
        spoken = grammar.everyday()

        assert list(spoken.said(20, seed=3)) == list(spoken.said(20, seed=3))
        assert list(spoken.said(20, seed=3)) != list(spoken.said(20, seed=4))

    def test_takes_alternatives_as_often_as_they_weigh(self):
        choice = grammar.parse("9*this | that [and more]")
        spoken = grammar.Grammar(choice, {})

        said = [" ".join(words) for words in spoken.said(1_000)]

        assert set(said) == {"this", "that", "that and more"}
        assert 850 < said.count("this") < 950

    def test_leaves_classes_to_the_workspace(self):
        spoken = grammar.Grammar(grammar.parse("pay {person}"), {})

        assert list(spoken.said(1)) == [["pay", "[person]"]]

    @pytest.mark.parametrize("text", ["how (much", "how [much", "how much)"])
    def test_that_does_not_close_a_bracket_is_refused(self, text):
        with pytest.raises(grammar.GrammarError):
            grammar.parse(text)

    def test_knows_what_is_written_large(self):
        assert grammar.capitals()["march"] == "March"
        assert "much" not in grammar.capitals()


class TestNgrams:
    @pytest.fixture
    def model(self):
        sentences = [["how", "much", "is", "it"], ["how", "much", "was", "it"], ["how", "is", "it"]] * 3
        return ngrams.learn(sentences, {"weather": 1.0}, 0.1)

    def test_of_every_history_add_up_to_one(self, model):
        singles, pairs, triples = model.chances
        words = [word for (word,) in singles if word != ngrams.START]

        def chance(history, word):
            for longest in range(len(history), -1, -1):
                gram = (*history[len(history) - longest :], word)
                table = (singles, pairs, triples)[longest]
                if gram in table:
                    left = sum(
                        model.backoffs.get(tuple(history[len(history) - more :]), 0.0)
                        for more in range(longest + 1, len(history) + 1)
                    )
                    return 10 ** (table[gram] + left)
            raise AssertionError(word)

        for history in ([], ["how"], ["how", "much"], [ngrams.START, "how"], ["much", "is"]):
            assert math.isclose(sum(chance(history, word) for word in words), 1.0, abs_tol=1e-6)

    def test_know_general_words_too(self, model):
        assert ("weather",) in model.chances[0]

    def test_are_written_as_arpa(self, model):
        file = io.StringIO()
        model.write(file)

        text = file.getvalue()
        assert text.startswith("\\data\\\nngram 1=")
        assert "\\3-grams:" in text
        assert text.rstrip().endswith("\\end\\")


class TestHowWordsSound:
    def test_is_in_the_dictionary_or_made_of_two_of_its_words(self):
        assert phones.said("car", KNOWN)[0] == "K AA R"
        assert phones.said("bigbasket", KNOWN)[0] == "B IH G B AE S K AH T"

    @pytest.mark.parametrize(
        ("name", "way"),
        [
            ("swiggy", "S W IH G IY"),
            ("croma", "K R OW M AH"),
            ("zepto", "Z EH P T OW"),
            ("kaveri", "K AA V EY R IY"),
            ("hdfc", "EY CH D IY EH F S IY"),
            ("zipride", "Z IH P R AY D"),
        ],
    )
    def test_of_names_is_told_by_their_letters(self, name, way):
        assert way in phones.guessed(name)

    def test_in_britain_lacks_the_r_and_broadens_the_a(self):
        assert phones.british("K AA R", "car") == ("K AA",)
        assert phones.british("L AE S T", "last") == ("L AA S T",)
        assert phones.british("K AO T", "caught") == ()

    @pytest.mark.parametrize(
        ("said", "way"),
        [
            ("B AE NG K", "B AA NG K"),
            ("Y IH R", "Y IY AH"),
            ("P EY D", "P EH IY D"),
            ("S AE L ER IY", "S AA L AH R IY"),
            ("B IH L", "B IY OW"),
            ("T AY M", "T AO IY M"),
            ("F AO R AH M", "F AO R AH M"),
        ],
    )
    def test_in_britain_has_other_vowels(self, said, way):
        assert way in (said, *phones.british(said))

    def test_of_several_words_is_theirs_together(self):
        assert phones.said_together(["big", "car"], KNOWN) == (
            "B IH G K AA R",
            "B IH G K AA",
            "B IY G K AA",
        )

    def test_is_read_from_the_phonetic_alphabet(self):
        assert ipa.phones_of("swˈɪɡi") == "S W IH G IY"
        assert ipa.phones_of("tʃˈaɪ pˈɔɪnt") == "CH AY P OY N T"


class TestHowWordsAreWritten:
    @pytest.mark.parametrize(
        ("said", "typed"),
        [
            ("how much in march twenty twenty six", "how much in March 2026"),
            ("in may two thousand and twenty five", "in May 2025"),
            ("above five hundred rupees", "above 500 rupees"),
            ("more than one thousand two hundred and fifty", "more than 1250"),
            ("fifteen percent of nine hundred and twenty", "15 percent of 920"),
            ("twenty point five dollars", "20.5 dollars"),
            ("the last three months", "the last three months"),
            ("my top ten expenses", "my top ten expenses"),
            ("what did i pay", "what did I pay"),
            ("weather in new york", "weather in New York"),
            ("is it", "is it"),
        ],
    )
    def test_is_as_people_type(self, said, typed):
        assert as_typed(said) == typed

    def test_of_names_is_taken_apart(self):
        assert as_said("BigBasket") == ["big", "basket"]
        assert as_said("Marks & Spencer") == ["marks", "and", "spencer"]
        assert as_said("HDFC") == ["hdfc"]
        assert as_said("₹ 500 !") == []
