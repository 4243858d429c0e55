"""Open minutes: across nights, weekends, holidays and clocks that change."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistants import hours, snoozes

BERLIN = ZoneInfo("Europe/Berlin")
KOLKATA = ZoneInfo("Asia/Kolkata")
WEEK = {str(day): [["09:00", "18:00"]] for day in range(5)}
LUNCH = {str(day): [["09:00", "12:30"], ["13:30", "18:00"]] for day in range(5)}
NIGHT = {str(day): [["22:00", "02:00"]] for day in range(7)}


def opening(week=WEEK, zone=BERLIN, holidays=()):
    return hours.read_hours(zone=zone, week=week, holidays=holidays)


def berlin(*parts):
    return datetime(*parts, tzinfo=BERLIN)


class TestShift:
    def test_stays_within_a_day(self):
        assert hours.shift(opening(), berlin(2026, 11, 18, 10), 90) == berlin(2026, 11, 18, 11, 30)

    def test_goes_on_the_next_morning(self):
        assert hours.shift(opening(), berlin(2026, 11, 18, 17, 30), 60) == berlin(2026, 11, 19, 9, 30)

    def test_leaves_the_weekend_out(self):
        assert hours.shift(opening(), berlin(2026, 11, 20, 17), 120) == berlin(2026, 11, 23, 10)

    def test_begins_at_the_opening_for_what_comes_at_night(self):
        assert hours.shift(opening(), berlin(2026, 11, 18, 3), 30) == berlin(2026, 11, 18, 9, 30)

    def test_leaves_lunch_out(self):
        assert hours.shift(opening(LUNCH), berlin(2026, 11, 18, 12), 60) == berlin(2026, 11, 18, 14)

    def test_leaves_holidays_out(self):
        closed = opening(holidays=[date(2026, 12, 25)])

        assert hours.shift(closed, berlin(2026, 12, 24, 17, 30), 60) == berlin(2026, 12, 28, 9, 30)

    def test_ends_at_the_very_closing_rather_than_at_the_next_opening(self):
        assert hours.shift(opening(), berlin(2026, 11, 18, 17), 60) == berlin(2026, 11, 18, 18)

    def test_gives_the_next_opening_for_no_minutes(self):
        assert hours.shift(opening(), berlin(2026, 11, 21, 12), 0) == berlin(2026, 11, 23, 9)
        assert hours.shift(opening(), berlin(2026, 11, 18, 12), 0) == berlin(2026, 11, 18, 12)

    def test_counts_a_night_shift_on_both_days(self):
        night = opening(NIGHT)

        assert hours.shift(night, berlin(2026, 11, 18, 23), 120) == berlin(2026, 11, 19, 1)
        assert hours.shift(night, berlin(2026, 11, 19, 1), 90) == berlin(2026, 11, 19, 22, 30)

    def test_takes_a_week_without_opening_as_always_open(self):
        assert hours.shift(opening({}), berlin(2026, 11, 21, 23), 120) == berlin(2026, 11, 22, 1)

    def test_takes_a_whole_day_until_midnight(self):
        day = opening({"2": [["00:00", "24:00"]]})

        assert hours.shift(day, berlin(2026, 11, 18, 23, 30), 30) == berlin(2026, 11, 19, 0)

    def test_does_not_look_for_ever_where_all_is_holiday(self):
        days = [date(2026, 1, 1) + timedelta(days=n) for n in range(1_500)]

        assert hours.shift(opening(holidays=days), berlin(2026, 11, 18, 10), 60) == berlin(2026, 11, 18, 11)

    def test_counts_in_the_zone_of_the_business(self):
        at = datetime(2026, 11, 18, 3, 30, tzinfo=UTC)  # nine in the morning there

        assert hours.shift(opening(zone=KOLKATA), at, 60) == datetime(2026, 11, 18, 4, 30, tzinfo=UTC)


class TestClocksThatChange:
    ALL_DAY = {str(day): [["00:00", "24:00"]] for day in range(7)}

    def test_the_day_in_spring_has_23_hours(self):
        start = berlin(2026, 3, 29, 0).astimezone(UTC)
        end = berlin(2026, 3, 30, 0).astimezone(UTC)

        assert hours.minutes_between(opening(self.ALL_DAY), start, end) == 23 * 60

    def test_the_day_in_autumn_has_25_hours(self):
        start = berlin(2026, 10, 25, 0).astimezone(UTC)
        end = berlin(2026, 10, 26, 0).astimezone(UTC)

        assert hours.minutes_between(opening(self.ALL_DAY), start, end) == 25 * 60

    def test_nine_stays_nine_over_the_change(self):
        friday = berlin(2026, 3, 27, 17, 30)

        assert hours.shift(opening(), friday, 60) == berlin(2026, 3, 30, 9, 30)
        assert hours.shift(opening(), friday, 60).astimezone(UTC).hour == 7


class TestMinutesBetween:
    def test_counts_only_open_minutes(self):
        assert hours.minutes_between(opening(), berlin(2026, 11, 20, 17), berlin(2026, 11, 23, 10)) == 120

    def test_is_negative_backwards(self):
        assert hours.minutes_between(opening(), berlin(2026, 11, 18, 11), berlin(2026, 11, 18, 10)) == -60

    def test_is_nothing_over_a_night(self):
        assert hours.minutes_between(opening(), berlin(2026, 11, 18, 19), berlin(2026, 11, 19, 8)) == 0

    @pytest.mark.parametrize("week", [WEEK, LUNCH, NIGHT])
    def test_measures_what_shift_moved(self, week):
        chance = random.Random(7)
        zone_hours = opening(week, holidays=[date(2026, 3, 30)])
        for _ in range(300):
            start = datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=chance.randrange(20 * 1_440))
            minutes = chance.randrange(1, 3_000)
            end = hours.shift(zone_hours, start, minutes)

            assert hours.minutes_between(zone_hours, start, end) == minutes

    @pytest.mark.parametrize("week", [WEEK, LUNCH, NIGHT])
    def test_going_back_leads_to_where_it_began(self, week):
        chance = random.Random(9)
        for _ in range(200):
            start = datetime(2026, 10, 15, tzinfo=UTC) + timedelta(minutes=chance.randrange(20 * 1_440))
            minutes = chance.randrange(1, 2_000)
            there = hours.shift(opening(week), start, minutes)
            back = hours.shift(opening(week), there, -minutes)

            assert hours.minutes_between(opening(week), back, there) == minutes


class TestIsOpen:
    def test_opens_and_closes(self):
        assert not hours.is_open(opening(), berlin(2026, 11, 18, 8, 59))
        assert hours.is_open(opening(), berlin(2026, 11, 18, 9))
        assert not hours.is_open(opening(), berlin(2026, 11, 18, 18))
        assert hours.is_open(opening(NIGHT), berlin(2026, 11, 19, 1))


class TestSnoozes:
    def test_names_moments_in_the_zone_of_the_business(self):
        now = berlin(2026, 11, 18, 16)

        assert snoozes.moment_of("hour", now=now, zone=BERLIN) == berlin(2026, 11, 18, 17)
        assert snoozes.moment_of("tomorrow", now=now, zone=BERLIN) == berlin(2026, 11, 19, 9)
        assert snoozes.moment_of("monday", now=now, zone=BERLIN) == berlin(2026, 11, 23, 9)
        assert snoozes.moment_of("monday", now=berlin(2026, 11, 23, 8), zone=BERLIN) == berlin(
            2026, 11, 30, 9
        )
