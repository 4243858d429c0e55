"""A voice: measured, told apart, compared, kept and read back."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistants.voice.attribution import Attributor
from assistants.voice.drift import drift
from assistants.voice.explaining import changes, explain
from assistants.voice.features import FEATURES, measured
from assistants.voice.habits import ending_of, opening_of
from assistants.voice.masking import mask
from assistants.voice.profiles import TooFewRepliesError, measure
from assistants.voice.storage import from_bytes, to_bytes, to_json
from assistants.voice.texts import cut, sentences_of
from assistants.voice.words import LANGUAGES, language_of, lexicon
from tests.assistants.voices import BRISK, CHATTY, STIFF, brands


@pytest.fixture(scope="module")
def chatty():
    return measure(CHATTY)


class TestMeasuring:
    def test_names_and_explains_at_least_twenty_features(self):
        names = [feature.name for feature in FEATURES]
        assert len(names) == len(set(names)) >= 20
        assert all(str(feature.label) and str(feature.text).endswith(".") for feature in FEATURES)

    def test_needs_five_replies(self):
        with pytest.raises(TooFewRepliesError):
            measure([*CHATTY[:4], "", "  "])

    def test_finds_the_habits_of_a_writer(self, chatty):
        means = {name: spread.mean for name, spread in chatty.features.items()}
        assert means["greeting"] == 1.0
        assert means["contractions"] > 0.9
        assert means["own_person"] > 0.8
        assert chatty.greetings[0].text == "Hey {name}!"
        assert chatty.closings[0].text == "Cheers,"

    @pytest.mark.parametrize(
        ("feature", "more", "less"),
        [
            (
                "formality",
                "We regret to inform you of the inconvenience.",
                "hey yeah no worries, we'll pop it over!",
            ),
            ("exclamations", "Great! Thanks!", "Great. Thanks."),
            ("emoji", "Done 🎉", "Done"),
            ("emoticons", "Done :)", "Done: yes"),
            ("questions", "Could you send it?", "Send it."),
            ("imperatives", "Send it back. Choose a size.", "It came back. A size is chosen."),
            ("hedges", "Perhaps it might fit.", "It fits."),
            ("dots", "Well... maybe…", "Well. Maybe."),
            ("small_starts", "yes. it does.", "Yes. It does."),
            ("shouting", "This is FINAL.", "This is final."),
            ("formal_address", "Können Sie uns Ihre Nummer nennen?", "Kannst du uns deine Nummer nennen?"),
        ],
    )
    def test_measures_what_it_says(self, feature, more, less):
        assert measured(more)[feature] > measured(less)[feature]

    @given(st.text(max_size=400))
    @settings(max_examples=120, deadline=None)
    def test_measures_any_text(self, text):
        measured(text)
        mask(text)


class TestDistance:
    def test_is_small_for_own_and_large_for_foreign_replies(self):
        profile = measure(CHATTY[:-6])
        own = [profile.distance(text) for text in CHATTY[-6:]]
        foreign = [profile.distance(text) for text in [*STIFF, *BRISK]]
        assert max(own) < min(foreign)
        assert all(0 <= distance <= 1 for distance in [*own, *foreign])

    def test_explains_which_habits_differ(self, chatty):
        named = {difference.name for difference in explain(chatty, STIFF[0])}
        assert {"greeting", "contractions"} & named
        assert explain(chatty, STIFF[0])[0].sentence.endswith(".")

    def test_says_nothing_of_a_text_that_keeps_them(self, chatty):
        assert len(explain(chatty, CHATTY[3])) <= 3

    def test_tells_what_a_new_version_changed(self, chatty):
        assert not changes(chatty, chatty)
        assert changes(chatty, measure(STIFF))


class TestStorage:
    def test_gives_the_same_voice_back(self, chatty):
        again = from_bytes(to_bytes(chatty))
        assert again.distance(STIFF[0]) == pytest.approx(chatty.distance(STIFF[0]))
        assert again.greetings == chatty.greetings
        json.dumps(to_json(again))

    def test_keeps_no_reply_and_no_pickle(self, chatty):
        stored = to_bytes(chatty)
        assert b"pickle" not in stored
        assert len(stored) < 300_000
        assert not any(text in json.dumps(to_json(chatty)) for text in CHATTY)


class TestAttribution:
    def test_names_the_writer_of_masked_replies(self):
        learnt, asked = {}, {}
        for name, texts in brands().items():
            masked = [mask(text) for text in texts]
            learnt[name], asked[name] = measure(masked[::2]), masked[1::2]
        attributor = Attributor(learnt)
        ones = [attributor.one(text).name == name for name, texts in asked.items() for text in texts]
        assert sum(ones) / len(ones) >= 0.9
        assert all(attributor.several(texts[:5]).name == name for name, texts in asked.items())

    def test_gives_probabilities(self):
        attributor = Attributor({name: measure(texts) for name, texts in brands().items()})
        found = attributor.one(CHATTY[0])
        assert sum(found.probabilities.values()) == pytest.approx(1)
        assert found.probabilities[found.name] == max(found.probabilities.values())

    def test_needs_two_voices(self, chatty):
        with pytest.raises(ValueError, match="Two voices"):
            Attributor({"one": chatty})


class TestDrift:
    def test_is_quiet_about_the_same_voice(self):
        assert not drift(CHATTY[:24] * 2, CHATTY[:12]).alarm

    def test_alarms_about_another_one_and_says_what_moved(self):
        found = drift(CHATTY, STIFF)
        assert found.alarm
        assert found.chance < 0.01
        assert found.habits

    def test_says_nothing_of_few_replies(self):
        assert not drift(CHATTY, STIFF[:5]).alarm


class TestMasking:
    def test_hides_content_and_keeps_small_words_endings_and_marks(self):
        assert mask("Hi Nora, we're shipping 12 blue lamps!") == "Hi ◆ , we're •ing 0 • •s !"

    @given(st.text(max_size=200))
    @settings(max_examples=100, deadline=None)
    def test_changes_nothing_the_second_time(self, text):
        assert mask(mask(text)) == mask(text)

    @pytest.mark.parametrize("secret", ["Nordstern", "AB-1204", "nora@example.com", "https://example.com/x"])
    def test_leaves_no_name_code_or_address(self, secret):
        assert secret not in mask(f"Hi there, {secret} is what you asked for.")


class TestTexts:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("Mr. Klein came at 5 p.m. We called Dr. Roe.", 2),
            ("Am 3. Mai. Bis dann!", 2),
            ("It costs 4.90 EUR. See www.a.example. Fine?", 3),
            ("One\nTwo", 2),
            ("", 0),
        ],
    )
    def test_cuts_sentences_where_they_end(self, text, number):
        assert len(sentences_of(text)) == number

    @given(st.text(max_size=300))
    @settings(max_examples=150, deadline=None)
    def test_loses_nothing_when_cutting(self, text):
        assert "".join(cut(text)) == text

    @pytest.mark.parametrize(
        ("text", "language"),
        [
            ("we will send it to you", "en"),
            ("wir haben das nicht für sie", "de"),
            ("nous avons votre colis avec vous", "fr"),
            ("hemos enviado su pedido con la", "es"),
            ("abbiamo spedito il suo ordine per lei", "it"),
            ("você não tem seu pedido para ele", "pt"),
            ("wij hebben het niet voor u", "nl"),
            ("aapka order hum bhej rahe hain", "hi"),
        ],
    )
    def test_knows_the_language_by_its_small_words(self, text, language):
        assert language_of(text.split()) == language

    def test_has_word_lists_for_every_language(self):
        assert all(len(lexicon(code).function) > 100 for code in LANGUAGES)


class TestGreetingsAndClosings:
    @pytest.mark.parametrize(
        ("text", "template"),
        [
            ("Hi Nora, it left today.", "Hi {name},"),
            ("Hello there! It left.", "Hello there!"),
            ("Dear Ms Alba Roe,\n\nIt left.", "Dear {name},"),
            ("Dear customer,\nIt left.", "Dear customer,"),
            ("@nora Hey! It left.", "Hey!"),
            ("Sehr geehrte Frau Roe,\nes ist unterwegs.", "Sehr geehrte {name},"),
            ("History shows that it left.", ""),
        ],
    )
    def test_finds_the_greeting_without_the_name(self, text, template):
        assert opening_of(text, lexicon(language_of(text.lower().split()))).template == template

    @pytest.mark.parametrize(
        ("text", "phrase", "signed"),
        [
            ("It left.\nBest wishes,\nNora", "Best wishes,", True),
            ("It left.\n\nKind regards,\nPatient Services, Vale Clinic", "Kind regards,", True),
            ("It left. ^NR", "", True),
            ("It left.\nCheers!", "Cheers!", False),
            ("It left.", "", False),
            ("It left today. Thanks, Nora", "Thanks,", True),
            ("It left today! Warm regards, Team Lane", "Warm regards,", True),
            ("It left today. Thanks for waiting.", "", False),
            ("It left.\nThanks for waiting. Cheers!", "Cheers!", False),
        ],
    )
    def test_finds_the_closing_and_the_signature(self, text, phrase, signed):
        found = ending_of(text, lexicon("en"))
        assert (found.phrase, found.signed) == (phrase, signed)
