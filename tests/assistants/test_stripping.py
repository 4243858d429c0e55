"""Nothing personal is learnt: values, names, and what a business says itself."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistants.learning import slots, stripping

DIGITS = re.compile(r"\d")


class TestAQuestion:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("Where is order 4821-77?", "Where is order {order}?"),
            ("Has ML-20418 gone out yet", "Has {order} gone out yet"),
            ("Refund my $45.90 please", "Refund my {amount} please"),
            ("Ich warte auf 1.250,00 € seit dem 3. März 2024", "Ich warte auf {amount} seit dem {date}"),
            ("Write to nora.lind@example.com or +47 22 33 44 55", "Write to {email} or {phone}"),
            ("see https://shop.example/o/881?x=1.", "see {link}."),
            ("My name is Nora Lind and it is broken", "My name is {name} and it is broken"),
            ("Je m'appelle Zoé Martin, merci", "Je m'appelle {name}, merci"),
            ("Where is it?\nKind regards,\nTom Berg", "Where is it?\nKind regards,\n{name}"),
            ("Send it to 14 Rosewood Lane please", "Send it to {address} please"),
            ("Bitte an die Lindenstraße 12 liefern", "Bitte an die {address} liefern"),
            ("IBAN DE89 3704 0044 0532 0130 00 is mine", "IBAN {number} is mine"),
            ("my card 4111 1111 1111 1111 was declined", "my card {number} was declined"),
            ("You said 3 days!", "You said {number} days!"),
            ("ask @noralind on chat", "ask {name} on chat"),
        ],
    )
    def test_loses_what_is_personal_and_keeps_its_words(self, said, kept):
        assert stripping.strip_question(said) == kept

    def test_keeps_ordinary_capital_words(self):
        said = "Can I pay with Visa or Apple Pay in Germany? This is Urgent"

        assert stripping.strip_question(said) == said

    def test_loses_names_that_are_known_of_who_wrote(self):
        said = "it is for nora lind, tell Lind when"

        assert stripping.strip_question(said, names=["Nora Lind"]) == "it is for {name}, tell {name} when"

    @settings(max_examples=150, deadline=None)
    @given(st.text(max_size=200))
    def test_never_keeps_a_digit_or_an_at_sign(self, said):
        kept = stripping.strip_question(said)

        assert not DIGITS.search(kept)
        assert "@" not in kept

    @settings(max_examples=60, deadline=None)
    @given(
        st.from_regex(r"[a-z]{1,8}\.?[a-z0-9]{1,8}@[a-z]{2,8}\.(com|org)", fullmatch=True),
        st.from_regex(r"\+?[0-9]{2} ?[0-9]{3,4} ?[0-9]{3,5}", fullmatch=True),
        st.from_regex(r"[A-Z]{2}-?[0-9]{4,9}", fullmatch=True),
    )
    def test_never_keeps_an_address_a_phone_or_an_order(self, email, phone, order):
        kept = stripping.strip_question(f"I am {email}, call {phone} about {order}.")

        assert not any(part in kept for part in (email, phone, order))

    @settings(max_examples=80, deadline=None)
    @given(st.text(alphabet="ab1 @.,-/€$#(){}[]\n'", max_size=400))
    def test_strips_twice_as_once(self, said):
        once = stripping.strip_question(said)

        assert stripping.strip_question(once) == once


class TestAReply:
    def test_loses_the_name_it_greets_with_its_title(self):
        assert stripping.strip_reply("Dear Ms Brandt,\nthank you.") == "Dear {name},\nthank you."

    def test_loses_the_customers_name_wherever_it_stands(self):
        reply = stripping.strip_reply(
            "We have booked it, Tom Berg will like it.", question="Hello, I'm Tom Berg. Any news?"
        )

        assert reply == "We have booked it, {name} will like it."

    def test_keeps_who_signs_for_the_business(self):
        assert stripping.strip_reply("It left today.\nWarmly, Bea").endswith("Warmly, Bea")

    def test_keeps_what_the_business_tells_three_customers(self):
        pairs = [
            ("how long?", "It takes 5 working days, Tom."),
            ("when will it come", "Allow 5 working days."),
            ("delivery time?", "5 working days, always."),
        ]
        facts = stripping.facts_of(pairs)

        kept = stripping.strip_reply("5 working days for order 99121", facts=facts)

        assert kept == "5 working days for order {order}"

    def test_takes_what_two_customers_were_told_for_theirs(self):
        pairs = [("how much?", "You get $20 back."), ("and me?", "You get $20 back.")]

        assert stripping.facts_of(pairs) == frozenset()

    def test_takes_what_a_customer_said_first_for_theirs(self):
        pairs = [(f"is order 7712{n} with code K-99 ok", "K-99 is fine") for n in range(5)]

        assert stripping.facts_of(pairs) == frozenset()

    def test_never_takes_a_day_for_a_fact(self):
        pairs = [(f"question {n}", "Come on Thursday 18 April.") for n in "abcd"]

        assert stripping.facts_of(pairs) == frozenset()


class TestPlaceholdersOfOthers:
    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            ("cancel order {{Order Number}}", "cancel order {order}"),
            ("Dear {{Customer Name}},", "Dear {name},"),
            ("see [[website URL]]", "see {link}"),
            ("open {{Opening Wishes}}", "open {opening_wishes}"),
        ],
    )
    def test_become_slots(self, said, kept):
        assert slots.adopt(said) == kept
