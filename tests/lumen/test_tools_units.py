"""Measures in other units."""

from decimal import Decimal

import pytest

from lumen.ai.tools.builtin import units as tool
from lumen.ai.world import units
from lumen.ai.world.units import Measure, UnlikeUnitsError


def asked(text):
    claim = tool.claim(None, text)
    return tool.run(None, **claim.arguments).text if claim.score else ""


class TestAMeasureInAnotherUnit:
    @pytest.mark.parametrize(
        ("text", "answer"),
        [
            ("how many grams in 2.5 pounds", "2.5 lb ≈ 1,133.98 g\n1 lb = 453.592 g"),
            ("convert 10 km to miles", "10 km ≈ 6.21371 mi\n1 km = 0.621371 mi"),
            ("5 ft 11 in cm", "71 in = 180.34 cm\n1 in = 2.54 cm"),
            ("20 c to f", "20 °C = 68 °F\n°F = °C × 9/5 + 32"),
            ("what is 98.6 fahrenheit in celsius", "98.6 °F = 37 °C\n°C = (°F − 32) × 5/9"),
            ("-40 celsius to fahrenheit", "−40 °C = −40 °F\n°F = °C × 9/5 + 32"),
            ("how many teaspoons make a tablespoon?", "1 tbsp = 3 tsp\n1 tbsp = 3 tsp"),
            ("how many feet in a mile", "1 mi = 5,280 ft\n1 mi = 5,280 ft"),
            ("half a gallon in litres please", "0.5 gal ≈ 1.89271 l\n1 gal = 3.78541 l"),
            ("how many days in 3 weeks", "3 weeks = 21 days\n1 weeks = 7 days"),
            ("1/2 kg in grams", "0.5 kg = 500 g\n1 kg = 1,000 g"),
            ("a dozen inches to cm", "12 in = 30.48 cm\n1 in = 2.54 cm"),
            ("miles to km", "1 mi ≈ 1.60934 km\n1 mi = 1.60934 km"),
        ],
    )
    def test_is_said_with_its_step(self, text, answer):
        assert asked(text) == answer

    @pytest.mark.parametrize(
        "text",
        [
            "2 pounds to rupees",
            "how many days until christmas",
            "I spent 5 pounds in march",
            "how much did I spend in 3 weeks",
            "5 cups of coffee at Blue Tokai",
            "how many kilometers have I run",
        ],
    )
    def test_is_not_seen_where_none_is_asked_for(self, text):
        assert tool.claim(None, text).score == 0

    def test_is_found_in_words_that_no_form_foresees(self):
        assert tool.arguments_of("how heavy is ten stone in kilos") == {
            "amount": "10",
            "unit": "stone",
            "to": "kilogram",
        }
        assert tool.arguments_of("how tall is that in metres") == {}

    def test_of_another_kind_is_refused_with_what_to_do(self):
        with pytest.raises(UnlikeUnitsError, match="Name two units of one kind"):
            units.convert(Measure(value=Decimal(5), unit="kilogram"), "meter")

    @pytest.mark.parametrize("unit", sorted(set(units.UNITS.values())))
    def test_comes_back_to_itself_by_every_unit(self, unit):
        base = units.convert(Measure(value=Decimal(7), unit=unit), unit).result
        assert base.value == 7
        assert units.name(unit)
