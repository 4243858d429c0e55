"""Measures in other units, with the step between; exact factors come from pint."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lumen.common.errors import LumenError

if TYPE_CHECKING:
    from pint import UnitRegistry

_NOISE = Decimal("1e-20")  # of divisions on the way
DIGITS = 6  # significant ones of a result that is not exact
_SAID = {
    "meter": "m metre metres meter meters mtr",
    "kilometer": "km kms kilometre kilometres kilometer kilometers kilometeres",
    "centimeter": "cm cms centimetre centimetres centimeter centimeters",
    "millimeter": "mm millimetre millimetres millimeter millimeters",
    "mile": "mile miles mi",
    "yard": "yard yards yd yds",
    "foot": "foot feet ft",
    "inch": "inch inches in″ in.",
    "nautical_mile": "nautical-mile nautical-miles nmi",
    "light_year": "light-year light-years lightyear lightyears",
    "kilogram": "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes",
    "gram": "g gm gms gram grams gramme grammes",
    "milligram": "mg milligram milligrams",
    "metric_ton": "tonne tonnes metric-ton metric-tons",
    "ton": "ton tons",
    "pound": "lb lbs pound pounds",
    "ounce": "oz ounce ounces",
    "stone": "stone stones st",
    "carat": "carat carats",
    "tola": "tola tolas",
    "quintal": "quintal quintals",
    "liter": "l litre litres liter liters ltr",
    "milliliter": "ml millilitre millilitres milliliter milliliters",
    "gallon": "gallon gallons gal",
    "quart": "quart quarts",
    "pint": "pint pints",
    "cup": "cup cups",
    "tablespoon": "tablespoon tablespoons tbsp",
    "teaspoon": "teaspoon teaspoons tsp",
    "fluid_ounce": "fluid-ounce fluid-ounces fl-oz",
    "meter ** 2": "sqm square-metre square-metres square-meter square-meters m2 m²",
    "kilometer ** 2": "square-kilometre square-kilometres square-kilometer square-kilometers km2 km² sqkm",
    "foot ** 2": "sqft sq-ft square-foot square-feet ft2",
    "yard ** 2": "square-yard square-yards gaj",
    "mile ** 2": "square-mile square-miles",
    "acre": "acre acres",
    "hectare": "hectare hectares ha",
    "degree_Celsius": "c °c celsius celcius centigrade degrees-celsius degree-celsius degrees-c "
    "degrees-centigrade",
    "degree_Fahrenheit": "f °f fahrenheit farenheit fahrenhiet degrees-fahrenheit degree-fahrenheit "
    "degrees-f",
    "kelvin": "k kelvin kelvins",
    "second": "s sec secs second seconds",
    "minute": "min mins minute minutes",
    "hour": "h hr hrs hour hours",
    "day": "day days",
    "week": "week weeks",
    "month": "month months",
    "year": "year years",
    "fortnight": "fortnight fortnights",
    "decade": "decade decades",
    "century": "century centuries",
    "millisecond": "ms millisecond milliseconds",
    "kilometer / hour": "kmh km/h kmph kph kilometres-per-hour kilometers-per-hour",
    "mile / hour": "mph miles-per-hour",
    "meter / second": "m/s metres-per-second meters-per-second",
    "knot": "knot knots",
    "kilobyte": "kb kilobyte kilobytes",
    "megabyte": "mb megabyte megabytes",
    "gigabyte": "gb gigabyte gigabytes",
    "terabyte": "tb terabyte terabytes",
    "byte": "byte bytes",
    "bit": "bit bits",
    "gibibyte": "gib gibibyte gibibytes",
    "mebibyte": "mib mebibyte mebibytes",
    "megabit": "megabit megabits mbit",
    "joule": "joule joules j",
    "kilojoule": "kj kilojoule kilojoules",
    "calorie": "calorie",
    "kilocalorie": "kcal kilocalorie kilocalories calories",
    "kilowatt_hour": "kwh kilowatt-hour kilowatt-hours units-of-electricity",
    "watt": "watt watts w",
    "kilowatt": "kw kilowatt kilowatts",
    "horsepower": "horsepower hp",
    "pascal": "pascal pascals pa",
    "bar": "bar bars",
    "psi": "psi",
    "atmosphere": "atm atmosphere atmospheres",
    "degree": "degree degrees",
    "radian": "radian radians",
    "mile / gallon": "mpg miles-per-gallon",
    "kilometer / liter": "km/l kmpl kilometres-per-litre kilometers-per-liter",
}
UNITS = {word.replace("-", " "): unit for unit, words in _SAID.items() for word in words.split()}
_SHOWN = {
    "kilometer / hour": "km/h",
    "mile / hour": "mph",
    "meter / second": "m/s",
    "mile / gallon": "mpg",
    "cup": "cups",
    "day": "days",
    "week": "weeks",
    "month": "months",
    "year": "years",
    "tola": "tola",
    "light_year": "light years",
}
_WORDS = sorted(UNITS, key=len, reverse=True)
UNIT = "(?:" + "|".join(re.escape(word) for word in _WORDS) + r")(?![\w²])"


class UnlikeUnitsError(LumenError):
    status, code, title = 422, "unlike-units", "These units measure different things"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """So many of a unit; `unit` is pint's name."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    measure: Measure
    result: Measure
    is_exact: bool
    step: str  # how one comes to it, in signs


def unit_of(said: str) -> str:
    """The unit of a word as people write it.

    Raises:
        KeyError: it names none.
    """
    return UNITS[" ".join(said.lower().replace("-", " ").split())]


def convert(measure: Measure, unit: str) -> Conversion:
    """The same measure in another unit.

    Raises:
        UnlikeUnitsError: kilograms are not metres.
    """
    exact = _in(measure, unit)
    value = _rounded(exact)
    return Conversion(
        measure=measure,
        result=Measure(value=value, unit=unit),
        is_exact=abs(value - exact) <= abs(exact) * _NOISE,
        step=_step(measure, unit, value),
    )


def name(unit: str) -> str:
    """A unit as it stands behind a number."""
    if unit in _SHOWN:
        return _SHOWN[unit]
    return f"{_registry().Unit(unit):~P}"


def _in(measure: Measure, unit: str) -> Decimal:
    from pint.errors import DimensionalityError

    try:
        quantity = _registry().Quantity(measure.value, measure.unit)
        return Decimal(quantity.to(unit).magnitude)
    except DimensionalityError:
        raise UnlikeUnitsError(
            _("%(first)s and %(second)s measure different things. Name two units of one kind.")
            % {"first": name(measure.unit), "second": name(unit)}
        ) from None


def _step(measure: Measure, unit: str, value: Decimal) -> str:
    """The factor between two units, or the formula between two scales of temperature."""
    formulas = {
        ("degree_Celsius", "degree_Fahrenheit"): "°F = °C × 9/5 + 32",
        ("degree_Fahrenheit", "degree_Celsius"): "°C = (°F − 32) × 5/9",
        ("degree_Celsius", "kelvin"): "K = °C + 273.15",
        ("kelvin", "degree_Celsius"): "°C = K − 273.15",
    }
    if formula := formulas.get((measure.unit, unit)):
        return formula
    if "degree_" in measure.unit or "degree_" in unit:
        return ""
    factor = _rounded(_in(Measure(value=Decimal(1), unit=measure.unit), unit))
    return f"1 {name(measure.unit)} = {plain(factor)} {name(unit)}"


def _rounded(value: Decimal) -> Decimal:
    """Six significant digits; more where they stand before the point."""
    if value == 0:
        return Decimal(0)
    places = max(0, DIGITS - 1 - value.adjusted())
    shorter = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    return shorter.normalize() if shorter != shorter.to_integral() else shorter.quantize(Decimal(1))


def plain(value: Decimal) -> str:
    """A number without an exponent, with grouped thousands."""
    if value and abs(value) < Decimal("1e-9"):
        return f"{value:.5E}"
    return f"{value:,f}".replace("-", "−")


@lru_cache(maxsize=1)
def _registry() -> "UnitRegistry[Decimal]":
    """Read once, when the first measure is converted: it takes most of a second."""
    from pint import UnitRegistry

    registry: UnitRegistry[Decimal] = UnitRegistry(non_int_type=Decimal)
    registry.define("tola = 11.6638038 gram")
    registry.define("quintal = 100 kilogram = q")
    return registry
