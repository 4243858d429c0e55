"""Invented people with ordinary lives and their surprises, and cards that get stolen, for evaluation.

A household (`simulate.py`) shows whether events are noticed with the right kind. These show two other
things: how often somebody who lives differently is bothered, and how well stolen cards stand out.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import exp

from anomalies.payments import Payment, looks_automatic
from anomalies.replay import order_of
from lumen.common.dates import add_months

MONTHS, WARM_UP_MONTHS = 18, 6
CURRENCY = "EUR"
FIRST_DAY = date(2023, 1, 1)


@dataclass(frozen=True, slots=True)
class Habit:
    """Something a person does: how often a month, at how many places, for how much, at what hour."""

    name: str
    category: str
    visits: float
    median: float
    spread: float
    hour: float
    places: int = 1
    wobble: float = 1.5  # of the hour
    is_monthly: bool = False  # on one day of the month instead


@dataclass(frozen=True, slots=True)
class Surprise:
    """Something life brings a few times a year: one or more payments within a few days."""

    name: str
    category: str
    a_year: float
    low: float
    high: float
    count: int = 1
    days: int = 1
    hour: float = 15


@dataclass(frozen=True, slots=True)
class Life:
    name: str
    habits: tuple[Habit, ...]
    surprises: tuple[Surprise, ...]


LIVES = (
    Life(
        "student",
        (
            Habit("Canteen", "Food", 14, 4.2, 0.25, 12.6, 2, 0.7),
            Habit("Coffee", "Food", 12, 2.9, 0.25, 10, 6, 3),
            Habit("Supermarket", "Groceries", 9, 14, 0.6, 19, 3),
            Habit("Bar", "Going out", 6, 17, 0.6, 23.2, 12, 2),
            Habit("Kebab", "Food", 4, 7.5, 0.3, 0.5, 6, 2),
            Habit("Games", "Entertainment", 2, 15, 0.8, 22, 3, 3),
            Habit("Clothes", "Shopping", 1.5, 32, 0.7, 16, 8),
            Habit("Room", "Rent", 1, 420, 0, 9, is_monthly=True),
            Habit("Phone", "Utilities", 1, 14.99, 0, 4, is_monthly=True),
            Habit("Music", "Subscriptions", 1, 5.99, 0, 3, is_monthly=True),
        ),
        (
            Surprise("Laptops", "Shopping", 0.7, 700, 1500),
            Surprise("Textbooks", "Education", 2, 25, 90, 4, 6),
            Surprise("Festival", "Entertainment", 1, 20, 160, 8, 3, 21),
            Surprise("Night bus", "Transport", 4, 15, 45, 1, 1, 3),
            Surprise("Deposit", "Rent", 0.5, 800, 1300),
        ),
    ),
    Life(
        "retired",
        (
            Habit("Bakery", "Groceries", 17, 5.5, 0.3, 8, 2, 0.8),
            Habit("Market", "Groceries", 8, 31, 0.4, 10, 3, 1),
            Habit("Pharmacy", "Health", 3, 18, 0.6, 11, 2),
            Habit("Garden centre", "Home", 1.5, 28, 0.7, 14, 2),
            Habit("Café", "Food", 5, 9, 0.35, 15.5, 4, 1),
            Habit("Petrol", "Transport", 2, 55, 0.2, 11, 2),
            Habit("Grandchildren", "Gifts", 1, 30, 0.5, 17, 3),
            Habit("Heating", "Utilities", 1, 140, 0.05, 6, is_monthly=True),
            Habit("Newspaper", "Subscriptions", 1, 39.9, 0, 5, is_monthly=True),
        ),
        (
            Surprise("Dentist", "Health", 1, 300, 1800),
            Surprise("Roofer", "Home", 0.5, 1500, 4000),
            Surprise("Coach tour", "Travel", 1.5, 15, 180, 7, 6),
            Surprise("Wedding gift", "Gifts", 0.6, 200, 500),
            Surprise("Optician", "Health", 0.6, 250, 700),
        ),
    ),
    Life(
        "family",
        (
            Habit("Supermarket", "Groceries", 13, 74, 0.6, 17.5, 3, 2),
            Habit("Bakery", "Groceries", 9, 8, 0.4, 9, 2),
            Habit("Drugstore", "Household", 5, 27, 0.5, 16, 2),
            Habit("Petrol", "Transport", 5, 66, 0.25, 18, 4, 3),
            Habit("Online shop", "Shopping", 8, 29, 0.9, 20.5, 14, 2.5),
            Habit("Restaurant", "Food", 3, 68, 0.4, 19, 9, 1),
            Habit("Kids' clubs", "Children", 3, 35, 0.5, 15, 5),
            Habit("Home loan", "Rent", 1, 1180, 0, 6, is_monthly=True),
            Habit("Power", "Utilities", 1, 118, 0, 6, is_monthly=True),
            Habit("Films", "Subscriptions", 1, 13.99, 0, 3, is_monthly=True),
        ),
        (
            Surprise("Garage", "Transport", 1.5, 250, 1400),
            Surprise("White goods", "Home", 0.8, 450, 1100),
            Surprise("Birthday", "Children", 3, 15, 90, 5, 3),
            Surprise("Holiday", "Travel", 1.5, 20, 280, 18, 9, 14),
            Surprise("Christmas", "Shopping", 1, 15, 180, 14, 12, 18),
            Surprise("School trip", "Children", 1.5, 150, 480),
        ),
    ),
    Life(
        "freelancer",
        (
            Habit("Lunch", "Food", 13, 12.5, 0.4, 13, 12),
            Habit("Coffee", "Food", 12, 3.8, 0.3, 9.5, 5),
            Habit("Groceries", "Groceries", 8, 33, 0.6, 20, 4, 2),
            Habit("Train", "Transport", 5, 38, 0.8, 8, 2, 4),
            Habit("Taxi", "Transport", 4, 21, 0.5, 22, 3, 4),
            Habit("Tools online", "Software", 3, 24, 0.9, 23, 10, 3),
            Habit("Desk", "Rent", 1, 290, 0, 8, is_monthly=True),
            Habit("Cloud", "Subscriptions", 1, 46, 0.2, 2, is_monthly=True),
        ),
        (
            Surprise("Tax office", "Taxes", 4, 900, 4800),
            Surprise("Camera shop", "Equipment", 1, 400, 2600),
            Surprise("Client visit", "Travel", 4, 18, 260, 7, 3, 18),
            Surprise("Insurer", "Insurance", 1, 300, 900),
            Surprise("Late hotel", "Travel", 2, 90, 240, 1, 1, 0.5),
        ),
    ),
    Life(
        "gig worker",
        (
            Habit("Charging", "Fuel", 75, 3.2, 0.4, 15, 14, 5),
            Habit("Toll", "Transport", 60, 1.8, 0.2, 14, 4, 5),
            Habit("Parking", "Transport", 45, 1.5, 0.5, 15, 20, 4),
            Habit("Snack", "Food", 50, 3.6, 0.45, 14, 25, 5),
            Habit("Groceries", "Groceries", 8, 24, 0.5, 21, 3),
            Habit("Flat", "Rent", 1, 610, 0, 9, is_monthly=True),
            Habit("Scooter lease", "Fees", 1, 129, 0, 6, is_monthly=True),
        ),
        (
            Surprise("Scooter repair", "Transport", 4, 45, 320),
            Surprise("Fine", "Fees", 2, 25, 90),
            Surprise("New phone", "Shopping", 0.6, 180, 500),
            Surprise("Visit home", "Travel", 1, 10, 190, 9, 6),
            Surprise("Double shift", "Food", 6, 3, 9, 6, 1, 2),
        ),
    ),
    Life(
        "small shop",
        (
            Habit("Wholesale", "Stock", 22, 140, 0.9, 7, 9, 2),
            Habit("Fresh goods", "Stock", 20, 62, 0.6, 6, 4, 1),
            Habit("Packaging", "Supplies", 4, 48, 0.6, 12, 3),
            Habit("Van fuel", "Transport", 6, 70, 0.25, 18, 3),
            Habit("Courier", "Transport", 9, 9.5, 0.5, 16, 3),
            Habit("Part-time wages", "Wages", 4, 480, 0.35, 17, 3),
            Habit("Shop lease", "Rent", 1, 1900, 0, 9, is_monthly=True),
            Habit("Card terminal", "Fees", 1, 39, 0.2, 3, is_monthly=True),
        ),
        (
            Surprise("Season stock", "Stock", 3, 600, 3200, 4, 6, 9),
            Surprise("Cold room", "Repairs", 1, 400, 2500),
            Surprise("Trade fair", "Travel", 1, 25, 420, 8, 3, 13),
            Surprise("Stocktaking", "Supplies", 2, 20, 90, 4, 2, 23),
            Surprise("VAT", "Taxes", 4, 1200, 5200),
        ),
    ),
)


class Card:
    """Draws the payments of one life."""

    def __init__(self, life: Life, seed: int, months: int = MONTHS) -> None:
        self.life = life
        self.random = random.Random(f"{life.name}-{seed}")  # noqa: S311  invention, not secrecy
        self.owner = f"{life.name} {seed}"
        self.payments: list[Payment] = []
        self.stolen: set[str] = set()
        self.wealth = exp(self.random.gauss(0, 0.3))
        self.months = months
        self.last_day = add_months(FIRST_DAY, months)

    def live(self) -> None:
        for habit in self.life.habits:
            self._monthly(habit) if habit.is_monthly else self._follow(habit)
        for surprise in self.life.surprises:
            self._meet(surprise)

    def _pay(self, name: str, category: str, amount: float, day: date, hour: float) -> str:
        key = f"{self.owner}:{len(self.payments):05d}"
        minute = int(hour % 24 * 60)
        paid = round(max(0.5, amount), 2)
        payment = Payment(
            key=key, day=day, minute=minute, merchant=name.casefold(), name=name, category=category,
            amount=paid, original=paid, currency=CURRENCY, account=self.owner,
            is_automatic=looks_automatic(method="", category=category),
        )  # fmt: skip
        self.payments.append(payment)
        return key

    def _days(self) -> list[date]:
        return [FIRST_DAY + timedelta(days=n) for n in range((self.last_day - FIRST_DAY).days)]

    def _follow(self, habit: Habit) -> None:
        for day in self._days():
            chance = habit.visits / 30.4
            while chance > 0 and self.random.random() < min(0.9, chance):
                number = int(habit.places * self.random.random() ** 1.7)
                amount = habit.median * self.wealth * exp(self.random.gauss(0, habit.spread))
                hour = self.random.gauss(habit.hour, habit.wobble)
                self._pay(f"{habit.name} {number}", habit.category, amount, day, hour)
                chance -= 0.9

    def _monthly(self, habit: Habit) -> None:
        on = self.random.randrange(1, 28)
        price = habit.median * self.wealth
        for month in range(self.months):
            day = add_months(FIRST_DAY, month).replace(day=on)
            amount = price * exp(self.random.gauss(0, habit.spread))
            self._pay(habit.name, habit.category, amount, day, habit.hour)

    def _meet(self, surprise: Surprise) -> None:
        for day in self._days():
            if self.random.random() >= surprise.a_year / 365:
                continue
            for _ in range(surprise.count):
                on = day + timedelta(days=self.random.randrange(surprise.days))
                share = self.random.random() ** 1.5
                amount = self.wealth * surprise.low * (surprise.high / surprise.low) ** share
                name = f"{surprise.name} {self.random.randrange(40)}"
                hour = self.random.gauss(surprise.hour, 2.5)
                if on < self.last_day:
                    self._pay(name, surprise.category, amount, on, hour)

    def steal(self) -> None:
        """One to three times a year after the warm-up, somebody else pays with this card."""
        span = (self.last_day - FIRST_DAY).days
        for _ in range(self.random.randrange(1, 4) * (self.months - WARM_UP_MONTHS) // 12):
            day = FIRST_DAY + timedelta(days=self.random.randrange(WARM_UP_MONTHS * 31, span - 15))
            self.random.choice((self._spree, self._spree, self._swell, self._single))(day)

    def _large(self) -> float:
        amounts = sorted(p.amount or 0.0 for p in self.payments)
        return amounts[int(len(amounts) * 0.9)]

    def _spree(self, day: date) -> None:
        """Several payments in a night or two, most of them large, some to try the card."""
        hour, large = self.random.choice((1.0, 3.0, 14.0, 22.0)), self._large()
        for _ in range(self.random.randrange(3, 10)):
            hour += self.random.expovariate(1) * 1.5
            share = self.random.choice((0.05, 1.5, 3, 5))
            amount = large * share * exp(self.random.gauss(0, 0.3))
            name, on = f"Webmart {self.random.randrange(60)}", day + timedelta(days=int(hour // 24))
            self.stolen.add(
                self._pay(name, self.random.choice(("Shopping", "Electronics")), amount, on, hour)
            )

    def _swell(self, day: date) -> None:
        """For two weeks a third of what is paid costs several times as much."""
        for number, payment in enumerate(self.payments):
            within = 0 <= (payment.day - day).days < 14
            if within and not payment.is_automatic and self.random.random() < 1 / 3:
                amount = round((payment.amount or 0.0) * self.random.uniform(4, 7), 2)
                self.payments[number] = replace(payment, amount=amount, original=amount)
                self.stolen.add(payment.key)

    def _single(self, day: date) -> None:
        amount = self._large() * self.random.uniform(4, 12)
        name = f"Gadgets {self.random.randrange(60)}"
        self.stolen.add(self._pay(name, "Electronics", amount, day, self.random.uniform(0, 5)))


def lived(life: Life, seed: int, *, months: int = MONTHS, is_stolen: bool = False) -> Card:
    """One person's card, oldest payment first."""
    card = Card(life, seed, months)
    card.live()
    if is_stolen:
        card.steal()
    card.payments.sort(key=order_of)
    return card


def cards(seeds: Sequence[int], *, is_stolen: bool) -> list[Card]:
    """A card for each life and seed."""
    return [lived(life, seed, is_stolen=is_stolen) for life in LIVES for seed in seeds]
