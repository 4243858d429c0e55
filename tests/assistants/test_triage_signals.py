"""What the wording of a message tells without any training."""

import pytest

from assistants.triage.signals import signals


def found(text: str, kind: str) -> list[str]:
    return [one.text for one in signals(text).entities if one.kind == kind]


class TestLanguage:
    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("Where is my parcel?", "en"),
            ("Wann kommt mein Paket, ich warte noch immer", "de"),
            ("Bonjour, je ne trouve pas ma commande", "fr"),
            ("¿Cuándo llega mi pedido?", "es"),
            ("mera paisa kab aayega bhai", "hi"),
            ("मेरा पैसा कब आएगा", "hi"),
            ("我的订单在哪里", "zh"),
            ("Де моє замовлення?", "uk"),
            ("42", "en"),
        ],
    )
    def test_is_told_by_script_and_small_words(self, text, code):
        assert signals(text).language == code


class TestAnger:
    def test_grows_with_strong_words(self):
        calm = signals("My parcel has not arrived yet.").anger
        cross = signals("I am annoyed, my parcel has not arrived.").anger
        furious = signals("This is a disgrace!! I want my lawyer to hear of it.").anger

        assert calm == 0
        assert 0 < cross < 0.7 <= furious

    def test_hears_shouting(self):
        assert signals("WHERE IS MY MONEY").anger > signals("where is my money").anger

    def test_speaks_other_languages(self):
        assert signals("Das ist eine Frechheit!").anger >= 0.7
        assert signals("C'est une arnaque").anger >= 0.7


class TestUrgency:
    def test_is_told_by_words_of_haste(self):
        assert signals("I need this urgently, as soon as possible").urgency >= 0.7
        assert signals("Bitte dringend melden").urgency >= 0.7
        assert signals("How do I change my address").urgency == 0


class TestWantsPerson:
    @pytest.mark.parametrize(
        "text",
        [
            "Can I talk to a real person please?",
            "transfer me to an agent",
            "Ich möchte mit einem Mitarbeiter sprechen",
            "quiero hablar con una persona real",
        ],
    )
    def test_is_heard(self, text):
        assert signals(text).wants_person

    @pytest.mark.parametrize("text", ["Can I pay a person abroad?", "Who is the agent of my estate?"])
    def test_is_not_heard_in_every_person(self, text):
        assert not signals(text).wants_person


class TestEntities:
    def test_names_orders_amounts_dates_and_people(self):
        text = "Hi, order #A-10233 of 12 March 2024 cost 49,90 €. Best, Tom Ford"

        assert found(text, "order") == ["A-10233"]
        assert found(text, "date") == ["12 March 2024"]
        assert found(text, "amount") == ["49,90 €"]
        assert found(text, "name") == ["Tom Ford"]

    def test_names_addresses_and_numbers_to_call(self):
        text = "Call +49 170 1234567 or write to tom@example.com"

        assert found(text, "phone") == ["+49 170 1234567"]
        assert found(text, "email") == ["tom@example.com"]

    def test_counts_a_stretch_once(self):
        assert len(signals("Paid on 2024-03-12").entities) == 1
