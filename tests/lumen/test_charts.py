"""Geometry and scales of the charts."""

from decimal import Decimal

import pytest

from lumen.common import charts


class TestLine:
    def test_runs_from_the_lower_left_to_the_upper_right(self):
        line = charts.line([0, 5, 10], width=100, height=20, low=0, high=10)

        assert line.points == "0.0,20.0 50.0,10.0 100.0,0.0"
        assert line.area == "0,20.0 0.0,20.0 50.0,10.0 100.0,0.0 100.0,20.0"

    def test_fills_towards_zero_from_both_sides(self):
        line = charts.line([-5, 5], width=100, height=20, low=-5, high=5)

        assert line.area == "0,10.0 0.0,20.0 100.0,0.0 100.0,10.0"

    def test_is_empty_without_values(self):
        assert charts.line([], low=0, high=1) == charts.Line(points="", area="")

    def test_of_equal_values_is_flat(self):
        line = charts.line([7, 7], width=10, height=10, low=7, high=7)

        assert line.points == "0.0,10.0 10.0,10.0"


class TestPlot:
    def test_has_round_ticks_from_zero(self):
        plot = charts.plot(values=[Decimal(100), Decimal("31000.50")])

        assert [tick.value for tick in plot.ticks] == [0, 20_000, 40_000]
        assert [tick.y for tick in plot.ticks] == [120.0, 60.0, 0.0]

    def test_reaches_below_zero_when_the_values_do(self):
        plot = charts.plot(values=[-30, 50])

        assert [tick.value for tick in plot.ticks] == [-50, 0, 50]

    def test_gives_a_month_in_progress_its_share_of_the_width(self):
        plot = charts.plot(values=[1, 2], second=[1, 2, 3, 4, 5])

        assert plot.first.points.endswith("150.0,80.0")
        assert plot.second is not None
        assert plot.second.points.endswith("600.0,20.0")

    def test_draws_nothing_from_nothing(self):
        plot = charts.plot(values=[])

        assert plot.first.points == ""
        assert plot.second is None


class TestPercentOfGreatest:
    def test_looks_at_sizes_not_signs(self):
        rows = [{"value": Decimal(-50)}, {"value": Decimal(200)}]

        assert charts.percent_of_greatest(Decimal(-50), rows) == "25.0"

    def test_is_nothing_of_nothing(self):
        assert charts.percent_of_greatest(0, [{"value": 0}]) == "0.0"


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("150000", "INR", "₹1.5L"),
        ("20000000", "INR", "₹2Cr"),
        ("-2500", "INR", "−₹2.5k"),
        ("150000", "USD", "$150k"),
        ("1200000", "EUR", "€1.2M"),
        ("40", "INR", "₹40"),
    ],
)
def test_compact_amounts(amount, currency, text):
    assert charts.format_compact(Decimal(amount), currency) == text
