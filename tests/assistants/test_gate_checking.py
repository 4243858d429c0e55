"""Nothing passes that no source says; what sources say passes in other words."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistants.gate import Problem, check
from assistants.gate.checking import carries_content
from assistants.gate.mutations import MUTATIONS

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "samples" / "assistants" / "gate.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
SHIPPING = "Standard shipping costs €4.90 and takes 2 to 4 working days; express costs €12."


def kinds(text, *sources, known=()):
    return {problem.kind for problem in check(text, sources, known=known)}


class TestWrittenCases:
    @pytest.mark.parametrize(
        ("text", "sources"), [(text, case["sources"]) for case in CASES for text in case["good"]]
    )
    def test_lets_other_words_for_the_same_pass(self, text, sources):
        assert check(text, sources) == ()

    @pytest.mark.parametrize(
        ("bad", "sources"), [(bad, case["sources"]) for case in CASES for bad in case["bad"]]
    )
    def test_holds_back_what_no_source_says(self, bad, sources):
        assert check(bad["text"], sources)

    def test_passes_every_source_itself(self):
        assert [case for case in CASES for source in case["sources"] if check(source, case["sources"])] == []


class TestNumbers:
    @pytest.mark.parametrize(
        ("written", "source"),
        [
            ("1250", "1,250.00"),
            ("1.250,00", "1250"),
            ("five", "5"),
            ("twenty-five", "25"),
            ("two hundred and ten", "210"),
            ("5k", "5,000"),
            ("two-year", "2 years"),
            ("50 euros", "€50"),
            ("EUR 50", "50 €"),
            ("2 percent", "2%"),
        ],
    )
    def test_knows_one_number_in_several_spellings(self, written, source):
        assert not kinds(f"It is {written} here.", f"We say {source} here.")

    @pytest.mark.parametrize(
        ("written", "source"),
        [
            ("12.50", "125.0"),
            ("€50", "$50"),
            ("€50", "50"),
            ("5 days", "5 hours"),
            ("5 days", "5 working days"),
            ("5 a day", "5 an hour"),
            ("3 to 2 days", "2 to 3 days"),
            ("1.25", "1,250"),
        ],
    )
    def test_tells_other_numbers_currencies_and_units_apart(self, written, source):
        assert "number" in kinds(f"It is {written} here.", f"We say {source} here.")

    def test_names_the_sentence(self):
        (problem,) = check("Happy to help. Shipping costs €5.90.", [SHIPPING])
        assert problem == Problem("number", "5.90", "Shipping costs €5.90.")

    def test_notices_a_right_number_in_the_wrong_place(self):
        assert kinds("Express costs €4.90.", SHIPPING) == {"number"}


class TestDates:
    @pytest.mark.parametrize(
        ("written", "source"),
        [
            ("3rd May", "May 3"),
            ("13 May", "13/05"),
            ("3 May", "3.5.2026"),
            ("3 May 2026", "2026-05-03"),
            ("03/05/2026", "3/5/2026"),
            ("5 pm", "17:00"),
            ("noon", "12:00"),
            ("Mondays", "Montag"),
            ("tomorrow", "morgen"),
        ],
    )
    def test_knows_one_day_in_several_spellings(self, written, source):
        prefix = "Wir sind am Ort " if source in {"Montag", "morgen"} else "It was "
        assert not kinds(f"See you on {written}.", f"{prefix}{source}.")

    @pytest.mark.parametrize(
        ("written", "source"),
        [
            ("3 May", "03/05/2026"),  # in other countries 5 March
            ("3 May 2027", "3 May 2026"),
            ("3 May 2026", "3 May"),
            ("Tuesday", "Monday"),
            ("tomorrow", "today"),
            ("5 am", "17:00"),
        ],
    )
    def test_never_guesses_a_day(self, written, source):
        assert "date" in kinds(f"See you on {written}.", f"It was {source}.")

    def test_does_not_take_courtesies_and_verbs_for_dates(self):
        assert not kinds("How can we help you today? You may send it back. Guten Morgen!", "")


class TestNamesAndCodes:
    def test_wants_names_from_a_source_or_known(self):
        assert kinds("Hi Sarah, please ask for Tom.", "") == {"name"}
        assert not kinds("Hi Sarah, please ask for Tom.", "Tom runs the desk.", known=["Sarah Blum"])

    def test_puts_no_two_people_together(self):
        assert kinds("Please ask for Anna Klein.", "Anna Berg and Tom Klein are here.") == {"name"}

    def test_reads_no_names_into_headings_and_openings(self):
        text = "Delivery is included. Returns are free. Contact the shop. Wonderful news!"
        assert not kinds(text, "Delivery, returns: included and free of charge. Returns are free.")

    def test_ignores_german_nouns(self):
        assert not kinds("Der Versand der Ware erfolgt nach Eingang der Zahlung.", "Das ist der Text.")

    def test_lets_known_texts_vouch_for_codes_but_not_for_promises_or_amounts(self):
        asked = "Where is AB-1204? You said you will refund 500 dollars by Friday."
        assert not kinds("Thank you for asking about AB-1204.", "", known=[asked])
        assert kinds("We will refund 500 dollars by Friday.", "", known=[asked]) == {
            "promise",
            "number",
            "date",
        }

    def test_takes_a_site_from_its_page_but_no_other_page(self):
        assert not kinds("See acme.example.", "See https://www.acme.example/help.")
        assert kinds("See acme.example/refund.", "See https://www.acme.example/help.") == {"address"}


class TestPromises:
    @pytest.mark.parametrize(
        "text",
        [
            "We will refund you.",
            "I've cancelled it.",
            "Your order has been cancelled.",
            "We guarantee it.",
            "You'll get it soon.",
            "Our team has approved your claim.",
            "Ich habe Ihre Bestellung storniert.",
            "Nous vous rembourserons.",
            "Le devolveremos el dinero.",
            "Abbiamo annullato l'ordine.",
            "Vamos reembolsar o valor do pedido.",
            "We hebben uw bestelling geannuleerd.",
            "Aapka refund kar diya hai.",
        ],
    )
    def test_passes_only_when_a_source_makes_it(self, text):
        assert "promise" in kinds(text, "Refunds and cancellations are possible.")
        assert "promise" not in kinds(text, text)

    def test_keeps_the_condition(self):
        rule = "If the lamp is broken, we will replace it."
        assert kinds("We will replace the lamp.", rule) == {"promise"}
        assert not kinds("If the lamp is broken, we'll replace it.", rule)

    def test_keeps_the_no(self):
        assert kinds("We will refund opened items.", "We will not refund opened items.") == {"promise"}

    def test_takes_a_rule_of_the_house_as_a_promise_but_not_as_a_deed(self):
        rule = "Refunds are paid to the card within a week."
        assert not kinds("We will pay the refund to the card within a week.", rule)
        assert kinds("We have paid the refund to the card.", rule) == {"promise"}

    def test_takes_no_possibility_as_a_promise(self):
        assert kinds("We will waive the late fee.", "We may waive the late fee.") == {"promise"}

    def test_allows_courtesies_and_questions(self):
        assert not kinds("We'll be happy to help. Shall we look into it? We hope this helps!", "")

    def test_takes_no_promise_from_a_text_that_may_not_promise(self):
        fact = "We will replace broken lamps within 14 days."
        assert not kinds("We will replace broken lamps within 14 days.", fact)
        found = check("We will replace broken lamps within 14 days.", [], silent=[fact])
        assert [problem.kind for problem in found] == ["promise"]


class TestFalsehoods:
    @given(st.integers(min_value=0, max_value=10_000))
    @settings(max_examples=60, deadline=None)
    def test_holds_back_additions_to_any_source(self, seed):
        source = CASES[seed % len(CASES)]["sources"][0]
        added = ("invented name", "invented promise", "invented address or code")
        for kind in added:
            assert check(MUTATIONS[kind](source, seed), [source]), kind

    @given(st.text(max_size=300))
    @settings(max_examples=150, deadline=None)
    def test_reads_any_text_without_failing(self, text):
        check(text, [text])
        carries_content(text)
