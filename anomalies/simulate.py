"""Invented households with events planted in them, for evaluation: same seed, same household.

Ordinary life is drawn first (shops with their own amounts, hours and habits, bills, income, festival
shopping, a hospital bill, late fees at night), then the events are planted in its second half.
"""

import random
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from math import exp

from anomalies.payments import Payment, looks_automatic
from anomalies.replay import order_of
from lumen.common.dates import add_months

CARD, BANK, CASH = "Coral Card", "Tideway Savings", "Cash"
MONTHS = 18


@dataclass(frozen=True, slots=True)
class Shop:
    """A place of ordinary spending: visits a month, median amount, spread, likely hour, account."""

    name: str
    category: str
    visits: float
    median: float
    spread: float
    hour: float
    account: str = BANK
    fares: tuple[int, ...] = ()  # fixed prices: repeats within a day are habit here


@dataclass(frozen=True, slots=True)
class Bill:
    """A charge that comes by itself on a day of the month."""

    name: str
    category: str
    amount: float
    day: int
    spread: float = 0.0
    currency: str = "INR"
    every: int = 1
    hour: int = 9
    account: str = BANK


@dataclass(frozen=True, slots=True)
class Planted:
    """An event that should be noticed: its kind, day, and the payments it consists of."""

    kind: str
    day: date
    keys: frozenset[str]


@dataclass(slots=True)
class Household:
    seed: int
    payments: list[Payment] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)

    @property
    def months(self) -> float:
        return (self.payments[-1].day - self.payments[0].day).days / 30.4


SHOPS = (
    Shop("Harbour Metro", "Transport", 17, 45, 0.0, 9.0, BANK, (20, 30, 45, 60)),
    Shop("Tuk Tuk Go", "Transport", 15, 140, 0.45, 18.5),
    Shop("Blue Cab", "Transport", 8, 310, 0.55, 20.0, CARD),
    Shop("Morning Dairy", "Groceries", 13, 68, 0.3, 6.8, CASH),
    Shop("Corner Vegetables", "Groceries", 9, 150, 0.35, 18.0, CASH),
    Shop("QuickBasket", "Groceries", 14, 420, 0.5, 19.5),
    Shop("Big Aisle", "Groceries", 3, 2300, 0.35, 17.5, CARD),
    Shop("Tiffin Rush", "Food & Dining", 16, 340, 0.45, 20.5, CARD),
    Shop("Udupi Corner", "Food & Dining", 9, 210, 0.35, 13.2),
    Shop("Kettle & Bean", "Food & Dining", 8, 260, 0.35, 16.0),
    Shop("Smokehouse 12", "Food & Dining", 2, 1400, 0.4, 21.0, CARD),
    Shop("Everything Store", "Shopping", 8, 820, 0.9, 15.0, CARD),
    Shop("Thread & Loom", "Shopping", 2.5, 1500, 0.6, 16.5, CARD),
    Shop("City Chemist", "Health", 4, 430, 0.55, 18.0),
    Shop("Dr Iyer", "Health", 0.8, 800, 0.15, 18.5),
    Shop("Highway Fuels", "Fuel", 3.5, 1900, 0.3, 19.0, CARD),
    Shop("Lotus Cinema", "Entertainment", 2, 620, 0.35, 19.5, CARD),
    Shop("Trim Salon", "Personal Care", 1.2, 650, 0.4, 12.0),
    Shop("Rail Tickets", "Travel", 1.1, 900, 0.6, 11.0),
)
BILLS = (
    Bill("Nest Rentals", "Rent", 28_000, 4),
    Bill("Coast Power", "Utilities", 1_700, 12, spread=0.16),
    Bill("FibreLine", "Utilities", 999, 8),
    Bill("Ringtone Mobile", "Utilities", 399, 15),
    Bill("Reelbox", "Subscriptions", 649, 17, account=CARD, hour=5),
    Bill("Tunewave", "Subscriptions", 119, 21, account=CARD, hour=5),
    Bill("Cloudshelf", "Subscriptions", 210, 24, account=CARD, hour=2),
    Bill("Paperpad", "Subscriptions", 8, 26, currency="USD", account=CARD, hour=2),
    Bill("Ironworks Gym", "Fitness", 1_600, 6, account=CARD, hour=6),
    Bill("Shanta (help)", "Household Help", 3_800, 2, account=CASH),
    Bill("Evergreen Life", "Insurance", 5_400, 10, every=3, hour=4),
)
RARE = (  # ordinary all the same: name, category, low, high, hour
    ("Gadget Barn", "Shopping", 20_000, 52_000, 17),
    ("Lakeside Hospital", "Health", 6_000, 30_000, 12),
    ("Golden Jewels", "Shopping", 30_000, 70_000, 18),
    ("Skyward Air", "Travel", 7_000, 24_000, 21),
    ("Hillview Stay", "Travel", 5_000, 16_000, 14),
    ("Banyan School", "Education", 25_000, 45_000, 11),
    ("Anjali (friend)", "Friends & Family", 3_000, 15_000, 20),
    ("Learnery", "Education", 2_500, 5_000, 22),
    ("Card Late Fee", "Fees & Charges", 500, 700, 0),
    ("Motor Cover", "Insurance", 9_000, 16_000, 4),
)
RATES = {"INR": 1.0, "USD": 84.0, "EUR": 91.0, "THB": 2.4, "SGD": 63.0}


class Writer:
    """Draws one household."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  invention, not secrecy
        self.household = Household(seed=seed)
        self.start = date(2023, 1, 1) + timedelta(days=self.random.randrange(360))
        self.end = add_months(self.start, MONTHS)
        self._number = 0

    def pay(
        self,
        name: str,
        category: str,
        amount: float,
        day: date,
        minute: int,
        *,
        account: str = CARD,
        currency: str = "INR",
        is_income: bool = False,
    ) -> str:
        self._number += 1
        payment = Payment(
            key=f"{self.household.seed:03d}-{self._number:06d}",
            day=day,
            minute=min(1439, max(0, minute)),
            merchant=name.casefold(),
            name=name,
            category=category,
            amount=round(amount * RATES[currency], 2),
            original=round(amount, 2),
            currency=currency,
            account=account,
            is_income=is_income,
            is_automatic=looks_automatic(method="", category=category),
        )
        self.household.payments.append(payment)
        return payment.key

    def write(self) -> Household:
        for day in range((self.end - self.start).days):
            self._ordinary_day(self.start + timedelta(days=day))
        self._bills()
        self._income()
        self._rare()
        Planter(self).plant()
        self.household.payments.sort(key=order_of)
        return self.household

    def _ordinary_day(self, day: date) -> None:
        pace = 1.35 if day.weekday() >= 5 else 0.9
        if day.month in {10, 11}:
            pace *= 1.15  # festivals
        for shop in SHOPS:
            expected = shop.visits / 30.4 * pace
            visits = int(expected) + (self.random.random() < expected % 1)
            for _ in range(visits):
                self._visit(shop, day)

    def _visit(self, shop: Shop, day: date) -> None:
        minute = int(self.random.gauss(shop.hour, 1.4) * 60)
        if shop.fares:
            fare = self.random.choice(shop.fares)
            self.pay(shop.name, shop.category, fare, day, minute, account=shop.account)
            if self.random.random() < 0.4:
                self.pay(shop.name, shop.category, fare, day, minute + 540, account=shop.account)
            return
        amount = shop.median * exp(self.random.gauss(0, shop.spread))
        rounded = round(amount) if self.random.random() < 0.8 else round(amount, 2)
        self.pay(shop.name, shop.category, rounded, day, minute, account=shop.account)

    def _bills(self) -> None:
        for bill in BILLS:
            for month in range(0, MONTHS + 1, bill.every):
                day = add_months(self.start.replace(day=bill.day), month)
                if self.start <= day < self.end:
                    amount = bill.amount * exp(self.random.gauss(0, bill.spread))
                    amount = round(amount) if bill.currency == "INR" else amount
                    self.pay(
                        bill.name, bill.category, amount, day, bill.hour * 60 + 12,
                        account=bill.account, currency=bill.currency,
                    )  # fmt: skip

    def _income(self) -> None:
        for month in range(MONTHS + 1):
            first = add_months(self.start.replace(day=1), month)
            pay_day = first - timedelta(days=1 + max(0, (first - timedelta(days=1)).weekday() - 4))
            if self.start <= pay_day < self.end:
                self.pay("Brightmill", "Salary", 118_000, pay_day, 550, account=BANK, is_income=True)
            side = first.replace(day=20)
            if self.start <= side < self.end:
                fee = self.random.uniform(14_000, 38_000)
                self.pay("Deskwork", "Freelance", fee, side, 1110, account=BANK, is_income=True)

    def _rare(self) -> None:
        for name, category, low, high, hour in RARE:
            day = self.start + timedelta(days=self.random.randrange(60, MONTHS * 30 - 5))
            amount = round(self.random.uniform(low, high))
            self.pay(name, category, amount, day, hour * 60 + self.random.randrange(60))


class Planter:
    """Puts the events into a drawn household, in its last eight months."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.random = writer.random
        self.payments = writer.household.payments
        self._free = list(range(MONTHS * 30 - 240, MONTHS * 30 - 40, 8))
        self.random.shuffle(self._free)

    def plant(self) -> None:
        for shop in self.random.sample(["Big Aisle", "Blue Cab", "Smokehouse 12", "City Chemist"], 3):
            self._duplicate(shop, minutes=self.random.randrange(1, 9))
        self._duplicate(self.random.choice(["Thread & Loom", "Highway Fuels"]), minutes=380)
        self._far_above("Coast Power", "Utilities", 1_700 * self.random.uniform(4, 8), 732)
        self._far_above("Tiffin Rush", "Food & Dining", 340 * self.random.uniform(12, 20), 1240)
        for bill, share in (("Reelbox", 1.12), ("FibreLine", 1.2)):
            self._price_rise(bill, share)
        self._trial()
        self._stop("Ironworks Gym")
        self._stop("Cloudshelf")
        self._late_income()
        self._missing_income()
        self._card_testing()
        self._night()
        self._burst()
        self._trip()

    def _day(self) -> date:
        return self.writer.start + timedelta(days=self._free.pop())

    def _note(self, kind: str, day: date, *keys: str) -> None:
        self.writer.household.planted.append(Planted(kind, day, frozenset(keys)))

    def _duplicate(self, shop: str, *, minutes: int) -> None:
        day = self._day()
        rows = [p for p in self.payments if p.name == shop and p.day >= day]
        original = min(rows, key=order_of)
        again = replace(
            original,
            key=f"{original.key}-again",
            minute=min(1439, (original.minute or 0) + minutes),
        )
        self.payments.append(again)
        self._note("duplicate_charge", again.day, original.key, again.key)

    def _far_above(self, name: str, category: str, amount: float, minute: int) -> None:
        day = self._day()
        rows = [p for p in self.payments if p.name == name]
        if category == "Utilities":  # the bill itself is wrong, not a second one
            day = min(p.day for p in rows if p.day >= day)
            self.payments.remove(next(p for p in rows if p.day == day))
        key = self.writer.pay(name, category, round(amount), day, minute, account=rows[0].account)
        self._note("amount_far_above_usual", day, key)

    def _price_rise(self, name: str, share: float) -> None:
        day = self._day()
        later = sorted((p for p in self.payments if p.name == name and p.day >= day), key=order_of)
        for old in later:
            price = round(old.original * share)
            self.payments[self.payments.index(old)] = replace(old, amount=float(price), original=float(price))
        self._note("price_increase", later[0].day, later[0].key)

    def _trial(self) -> None:
        day = self._day()
        first = self.writer.pay("Yogaverse", "Subscriptions", 1, day, 1270)
        paid_on = add_months(day, 1)
        second = self.writer.pay("Yogaverse", "Subscriptions", 499, paid_on, 312)
        self._note("trial_converted", paid_on, first, second)

    def _stop(self, name: str) -> None:
        day = self._day()
        gone = [p for p in self.payments if p.name == name and p.day >= day]
        kept = [p for p in self.payments if p.name == name and p.day < day]
        for payment in gone:
            self.payments.remove(payment)
        last = max(kept, key=order_of)
        self._note("subscription_stopped", add_months(last.day, 1), last.key)

    def _incomes(self, name: str) -> list[Payment]:
        day = self._day()
        rows = [p for p in self.payments if p.name == name]
        return sorted((p for p in rows if p.day >= day), key=order_of)

    def _late_income(self) -> None:
        late = self._incomes("Brightmill")[0]
        moved = replace(late, day=late.day + timedelta(days=self.random.randrange(5, 8)))
        self.payments[self.payments.index(late)] = moved
        self._note("income_late", late.day, moved.key)

    def _missing_income(self) -> None:
        missing = self._incomes("Deskwork")[0]
        self.payments.remove(missing)
        self._note("income_missing", missing.day)

    def _card_testing(self) -> None:
        day, name = self._day(), "PIXELCOIN *TOPUP"
        keys = [
            self.writer.pay(name, "Entertainment", amount, day, 250 + 2 * step, currency="USD")
            for step, amount in enumerate((1.0, 1.0, 2.0))
        ]
        keys.append(
            self.writer.pay(name, "Entertainment", self.random.uniform(180, 400), day, 262, currency="USD")
        )
        self._note("card_testing", day, *keys)

    def _night(self) -> None:
        day = self._day()
        amount = round(self.random.uniform(9_000, 24_000))
        minute = self.random.randrange(80, 240)
        key = self.writer.pay("Zenmart Direct", "Shopping", amount, day, minute)
        self._note("new_merchant_large_night", day, key)

    def _burst(self) -> None:
        day, keys = self._day(), []
        minute = self.random.randrange(900, 1080)
        for shop in self.random.sample(SHOPS[4:], 9):
            minute += self.random.randrange(4, 12)
            amount = round(shop.median * exp(self.random.gauss(0, shop.spread)))
            keys.append(self.writer.pay(shop.name, shop.category, amount, day, minute))
        self._note("velocity", day, *keys)

    def _trip(self) -> None:
        day, keys = self._day(), []
        currency = self.random.choice(["EUR", "THB", "SGD"])
        places = ("Hotel Lindgren", "Café Amalie", "Old Town Tram", "Harbour Museum", "Night Market")
        for number, place in enumerate(places):
            amount = round(self.random.uniform(700, 9_000) / RATES[currency], 2)
            on = day + timedelta(days=number // 2)
            keys.append(self.writer.pay(place, "Travel", amount, on, 700 + 90 * number, currency=currency))
        self._note("foreign_trip", day, *keys)


def household(seed: int) -> Household:
    """Eighteen months of one invented household with its planted events."""
    return Writer(seed).write()
