"""An invented household and an invented print shop, as the payments their statements are made of.

`lumen.demo.writer` turns them into files; the same seed gives the same files.
"""

import calendar
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

SETTLED = "PAYMENT RECEIVED THANK YOU"  # how the card's statement names a settled bill
ZONE = ZoneInfo("Asia/Kolkata")
SEED = 20_260_401
MONTHS = 18
LAST_MONTH = (2026, 10)  # the files' own calendar; seeding moves it by whole months to end today


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """One movement, before it takes the shape of a statement line or a message."""

    at: datetime
    payee: str  # as the bank prints it
    amount: Decimal  # signed, negative is money out
    account: str  # savings, card, shop
    channel: str  # upi, pos, ach, neft, imps, atm, card
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Habit:
    """Something bought now and then: how often a month, for how much, at what hour."""

    payee: str
    account: str
    per_month: float
    low: int
    high: int
    hours: tuple[int, int] = (9, 21)
    handle: str = ""


HABITS = [
    Habit("AMUL PARLOUR KOTHRUD", "savings", 13, 48, 140, (6, 8), "amulkothrud@okaxis"),
    Habit("SWIGGY", "card", 8, 180, 720, (12, 22)),
    Habit("ZOMATO", "savings", 6, 190, 640, (12, 22), "zomato@hdfcbank"),
    Habit("BLINKIT", "savings", 9, 140, 900, (8, 22), "blinkit@icici"),
    Habit("DMART KOTHRUD", "savings", 2.4, 1400, 4200, (10, 20), "dmart@sbi"),
    Habit("BIGBASKET", "card", 3, 600, 2600, (8, 21)),
    Habit("PMPML PUNE", "savings", 9, 20, 60, (8, 19), "pmpml@sbi"),
    Habit("UBER INDIA", "card", 7, 110, 480, (8, 23)),
    Habit("RAPIDO", "savings", 5, 40, 160, (8, 21), "rapido@axl"),
    Habit("HPCL KARVE ROAD", "card", 3.2, 900, 2400, (8, 20)),
    Habit("VAISHALI RESTAURANT", "savings", 2.5, 280, 980, (9, 21), "vaishali@okhdfcbank"),
    Habit("CHITALE BANDHU", "savings", 2.2, 160, 760, (9, 20), "chitale@ybl"),
    Habit("THIRD WAVE COFFEE", "card", 3.4, 220, 520, (9, 20)),
    Habit("AMAZON PAY INDIA", "card", 4.5, 240, 3800, (8, 23)),
    Habit("FLIPKART", "card", 1.6, 399, 4200, (8, 23)),
    Habit("MYNTRA", "card", 1.1, 699, 3400, (9, 23)),
    Habit("APOLLO PHARMACY", "savings", 2.1, 120, 1400, (9, 21), "apollo@hdfcbank"),
    Habit("BOOKMYSHOW", "card", 1, 420, 1300, (11, 22)),
    Habit("CROSSWORD BOOKS", "card", 0.6, 299, 1600, (11, 20)),
    Habit("DECATHLON PUNE", "card", 0.5, 799, 4200, (11, 20)),
    Habit("LOOKS SALON", "savings", 1, 350, 1400, (10, 19), "looks@okicici"),
    Habit("VEGETABLE MARKET", "savings", 8, 60, 320, (7, 10), "q418822@ybl"),
    Habit("IRCTC", "card", 0.5, 640, 3200, (8, 22)),
]


@dataclass(frozen=True, slots=True)
class Standing:
    """Something that comes every month on its day."""

    payee: str
    account: str
    day: int
    amount: Callable[[int], int]  # by month number, 0 = oldest
    channel: str
    every: int = 1
    handle: str = ""
    until: int = MONTHS


def _flat(amount: int) -> Callable[[int], int]:
    return lambda month: amount


STANDING = [
    Standing(
        "SALARY NIMBUS SOFTWARE PVT LTD", "savings", 1, lambda m: 118_500 if m < 12 else 127_400, "neft"
    ),
    Standing("SUNITA DESHPANDE RENT", "savings", 3, lambda m: -28_000 if m < 11 else -29_400, "imps"),
    Standing("NETFLIX", "card", 7, lambda m: -499 if m < 14 else -649, "card"),
    Standing("SPOTIFY", "card", 11, _flat(-119), "card"),
    Standing("JIOFIBER", "savings", 9, _flat(-825), "upi", handle="jio@citibank"),
    Standing("AIRTEL PREPAID", "savings", 18, _flat(-479), "upi", handle="airtel@axisbank"),
    Standing(
        "MSEDCL MAHAVITARAN",
        "savings",
        14,
        lambda m: -(1_180 + (m * 137) % 460),
        "upi",
        handle="msedcl@hdfcbank",
    ),
    Standing("MNGL PIPED GAS", "savings", 20, lambda m: -(540 + (m * 71) % 160), "upi", 2, "mngl@icici"),
    Standing("KAMALA PAWAR HOUSE HELP", "savings", 2, _flat(-4_200), "upi", handle="9822xxxx41@ybl"),
    Standing("CULT FIT", "card", 5, _flat(-1_499), "card"),
    Standing("ZERODHA COIN SIP", "savings", 10, _flat(-12_000), "ach"),
    Standing("CASH WITHDRAWAL KOTHRUD", "savings", 6, _flat(-5_000), "atm"),
    Standing("LIC OF INDIA", "savings", 15, _flat(-11_840), "ach", 3),
    Standing("GOOGLE ONE", "card", 26, _flat(-130), "card"),
    Standing("INTEREST PAID", "savings", 28, lambda m: 640 + (m * 53) % 210, "interest", 3),
]

SHOP_STANDING = [
    Standing("SHREE PROPERTIES SHOP RENT", "shop", 4, _flat(-22_000), "neft"),
    Standing("RAMESH JADHAV SALARY", "shop", 1, _flat(-18_500), "imps"),
    Standing("POOJA MORE SALARY", "shop", 1, lambda m: -16_000 if m < 9 else -17_200, "imps"),
    Standing("MSEDCL COMMERCIAL", "shop", 16, lambda m: -(4_900 + (m * 421) % 1_900), "neft"),
    Standing("GST PAYMENT CBIC", "shop", 20, lambda m: -(9_400 + (m * 1_237) % 6_200), "neft"),
    Standing("TALLY SOLUTIONS SUBSCRIPTION", "shop", 12, _flat(-885), "ach"),
    Standing("VODAFONE IDEA BUSINESS", "shop", 17, _flat(-1_178), "ach"),
    Standing("MAHALAXMI SCHOOL PRINTING", "shop", 8, lambda m: 24_000 + (m * 3_310) % 12_000, "neft"),
    Standing("DECCAN EVENTS LLP", "shop", 19, lambda m: 31_500 + (m * 5_170) % 18_000, "neft"),
]
SHOP_HABITS = [
    Habit("PHOENIX PAPER MART", "shop", 3.5, 6_000, 19_000, (10, 18), "phoenixpaper@okaxis"),
    Habit("CANON INK CARTRIDGES", "shop", 1.4, 2_400, 9_800, (10, 18), "inkworld@ybl"),
    Habit("PORTER DELIVERY", "shop", 7, 140, 680, (10, 19), "porter@icici"),
    Habit("CHAITANYA TEA STALL", "shop", 9, 60, 220, (10, 18), "chaitanyatea@ybl"),
    Habit("MACHINE SERVICE KONICA", "shop", 0.5, 3_500, 11_000, (11, 17), "konica@hdfcbank"),
]
SHOP_CLIENTS = [
    "ARIHANT CLINIC", "WALK IN UPI COLLECTION", "SINHGAD CATERERS", "NEHA BOUTIQUE", "GAURI TRAVELS",
    "SHIVNERI GYM", "ORCHID DENTAL CARE", "KRISHNA SWEETS",
]  # fmt: skip


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=ZONE)


def months() -> list[date]:
    """First days of the files' months, oldest first."""
    year, month = LAST_MONTH
    newest = year * 12 + month - 1
    return [date(*divmod_month(newest - back), 1) for back in range(MONTHS - 1, -1, -1)]


def divmod_month(index: int) -> tuple[int, int]:
    return index // 12, index % 12 + 1


def household() -> list[Payment]:
    """Eighteen months of the household, oldest first."""
    payments = [*_standing(STANDING), *_habitual(HABITS, SEED), *_events()]
    return _ordered([*payments, *_card_bills(payments)])


def shop() -> list[Payment]:
    """Eighteen months of the print shop, oldest first."""
    return _ordered([*_standing(SHOP_STANDING), *_habitual(SHOP_HABITS, SEED + 1), *_sales()])


def _ordered(payments: list[Payment]) -> list[Payment]:
    return sorted(payments, key=lambda p: (p.at, p.payee))


def _standing(rows: list[Standing]) -> Iterator[Payment]:
    for number, first in enumerate(months()):
        for row in rows:
            if number % row.every == 0 and number < row.until:
                at = _moment(first.year, first.month, row.day, 10, 5 + number % 40)
                yield Payment(
                    at=at,
                    payee=row.payee,
                    amount=Decimal(row.amount(number)),
                    account=row.account,
                    channel=row.channel,
                    handle=row.handle,
                )


def _habitual(habits: list[Habit], seed: int) -> Iterator[Payment]:
    chance = random.Random(seed)  # noqa: S311  sample data, not a secret
    for first in months():
        days = calendar.monthrange(first.year, first.month)[1]
        festive = 1.35 if first.month in (10, 11) else 1.0
        for habit in habits:
            whole, part = divmod(habit.per_month * festive, 1)
            for _ in range(int(whole) + (chance.random() < part)):
                day = chance.randint(1, days)
                at = _moment(
                    first.year, first.month, day, chance.randint(*habit.hours), chance.randint(0, 59)
                )
                rupees = chance.triangular(habit.low, habit.high, habit.low + (habit.high - habit.low) * 0.25)
                amount = Decimal(round(rupees)) if chance.random() < 0.7 else Decimal(f"{rupees:.2f}")
                yield Payment(
                    at=at,
                    payee=habit.payee,
                    amount=-amount,
                    account=habit.account,
                    channel="card" if habit.account == "card" else "upi",
                    handle=habit.handle,
                )


def _card_bills(payments: list[Payment]) -> Iterator[Payment]:
    """What a month put on the card leaves the savings on the 22nd of the next and settles the card."""
    for before, first in pairwise(months()):
        spent = [p.amount for p in payments if p.account == "card" and p.at.date().replace(day=1) == before]
        due = -sum(spent, Decimal())
        at = _moment(first.year, first.month, 22, 11, 20)
        yield Payment(at=at, payee="ICICI CREDIT CARD BILL", amount=-due, account="savings", channel="neft")
        yield Payment(at=at + timedelta(days=1), payee=SETTLED, amount=due, account="card", channel="card")


def _sales() -> Iterator[Payment]:
    chance = random.Random(SEED + 2)  # noqa: S311
    for first in months():
        for _ in range(chance.randint(9, 15)):
            at = _moment(
                first.year, first.month, chance.randint(1, 28), chance.randint(10, 19), chance.randint(0, 59)
            )
            yield Payment(
                at=at,
                payee=chance.choice(SHOP_CLIENTS),
                amount=Decimal(chance.randint(18, 190) * 100),
                account="shop",
                channel="upi",
                handle="client@okaxis",
            )


def _events() -> Iterator[Payment]:
    """What makes eighteen months a life: a trip, a festival, a refund, and things worth a look."""
    first = months()

    def on(month: int, day: int, hour: int, minute: int = 12) -> datetime:
        return _moment(first[month].year, first[month].month, day, hour, minute)

    def card(at: datetime, payee: str, amount: str) -> Payment:
        return Payment(at=at, payee=payee, amount=Decimal(amount), account="card", channel="card")

    def savings(at: datetime, payee: str, amount: str, handle: str = "", channel: str = "upi") -> Payment:
        return Payment(
            at=at, payee=payee, amount=Decimal(amount), account="savings", channel=channel, handle=handle
        )

    yield card(on(3, 11, 9), "MAKEMYTRIP GOA HOTEL", "-14260")
    yield card(on(3, 12, 8), "INDIGO AIRLINES", "-11480")
    yield card(on(3, 24, 20), "BRITTOS GOA", "-2340")
    yield card(on(5, 19, 13), "CROMA PUNE", "-38990")
    yield card(on(5, 27, 11), "CROMA PUNE REFUND", "2400")
    yield savings(on(6, 17, 19), "TANISHQ PUNE", "-42350", "tanishq@icici")
    yield savings(on(8, 12, 12), "INCOME TAX REFUND CBDT", "8420", channel="neft")
    yield card(on(9, 15, 21), "MYNTRA REFUND", "1299")
    yield savings(on(10, 21, 11), "SAHYADRI HOSPITAL", "-18640", "sahyadri@hdfcbank")
    yield savings(on(12, 9, 12), "FREELANCE SKETCHLEAF STUDIO", "24500", channel="neft")
    yield savings(on(15, 9, 12), "FREELANCE SKETCHLEAF STUDIO", "31000", channel="neft")
    yield card(on(14, 8, 21, 4), "ZOMATO GOLD DINING", "-1846")
    yield card(on(14, 8, 21, 9), "ZOMATO GOLD DINING", "-1846")
    yield savings(on(16, 14, 10, 44), "MSEDCL MAHAVITARAN", "-6912", "msedcl@hdfcbank")
    yield card(on(17, 9, 2, 41), "LUXE WATCHES ONLINE", "-18400")
    yield card(on(17, 12, 20, 31), "VOHUMAN CAFE", "-742")
    yield card(on(17, 12, 20, 33), "VOHUMAN CAFE", "-742")
    day = timedelta(days=1)
    for start in (on(7, 20, 18), on(13, 4, 18)):
        yield card(start, "RELIANCE DIGITAL", "-7490")
        yield card(start + 2 * day, "RELIANCE DIGITAL", "-649")
