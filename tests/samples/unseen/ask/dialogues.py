# ruff: noqa: E501
"""Conversations of two to five turns, each turn leaning on those before."""

from tests.samples.unseen.ask.household import days, fy, months, quarter, since, year
from tests.samples.unseen.ask.reference import (
    by,
    count,
    diff,
    due,
    groups,
    growth,
    listed,
    nth,
    per,
    periods,
    saved,
    savings_rate,
    share,
    stat,
    status,
    top,
    total,
    when,
)  # fmt: skip

FOOD, GROCERY = "Food & Dining", "Groceries"
# fmt: off
DIALOGUES = {
    "k01": ("texter", [
        ("zepto dec", total(months("2025-12"), merchant="Zepto")),
        ("n jan?", total(months("2026-01"), merchant="Zepto")),
        ("how many orders", count(months("2026-01"), merchant="Zepto")),
        ("list em", listed(months("2026-01"), merchant="Zepto")),
    ]),
    "k02": ("texter", [
        ("food last month", total(months("2026-01"), category=FOOD)),
        ("only weekends", total(months("2026-01"), category=FOOD, weekend=True)),
        ("drop the weekend bit", total(months("2026-01"), category=FOOD)),
    ]),
    "k03": ("texter", [
        ("uber 2025", total(year(2025), merchant="Uber")),
        ("by month", by("month", year(2025), merchant="Uber")),
        ("avg ride?", stat("avg", year(2025), merchant="Uber")),
        ("biggest one", nth(1, year(2025), merchant="Uber")),
        ("bank bal", status("unanswerable"), "unanswerable"),
    ]),
    "k04": ("hinglish", [
        ("december mein groceries pe kitna gaya", total(months("2025-12"), category=GROCERY)),
        ("aur november mein?", total(months("2025-11"), category=GROCERY)),
        ("dono mein se kisme zyada?", periods(months("2025-12"), months("2025-11"), category=GROCERY)),
    ]),
    "k05": ("hinglish", [
        ("Swiggy pe pichle saal kitna kharcha kiya", total(year(2025), merchant="Swiggy")),
        ("aur Sankalp pe?", total(year(2025), merchant="Sankalp")),
        ("sirf 1000 se upar wale", total(year(2025), merchant="Sankalp", amount_gt=1000)),
        ("dikhao", listed(year(2025), merchant="Sankalp", amount_gt=1000)),
    ]),
    "k06": ("hinglish", [
        ("January mein kitni bachat hui", saved(months("2026-01"))),
        ("aur December mein", saved(months("2025-12"))),
        ("savings rate kitna tha", savings_rate(months("2025-12"))),
    ]),
    "k07": ("formal", [
        ("What did we spend on pets during the year 2025?", total(year(2025), category="Pets")),
        ("And how much was that per month, on average?", per("month", year(2025), category="Pets")),
        ("Kindly list those which exceeded Rs. 1,500.", listed(year(2025), category="Pets", amount_gt=1500)),
    ]),
    "k08": ("formal", [
        ("Please tell me the total spent on fuel in the last quarter.", total(quarter(2025, 4), category="Fuel")),
        ("And the quarter before that?", total(quarter(2025, 3), category="Fuel")),
        ("What, then, is the percentage change between the two?", growth(quarter(2025, 4), quarter(2025, 3), category="Fuel")),
    ]),
    "k09": ("formal", [
        ("When is the GTPL Broadband payment next due?", due("2026-03-11", "GTPL Broadband")),
        ("And that for Canva?", due("2026-03-09", "Canva")),
    ]),
    "k10": ("formal", [
        ("What was spent upon health in January 2026?", total(months("2026-01"), category="Health")),
        ("Thank you. Now, what was our income in that same month?", total(months("2026-01"), of="income")),
    ]),
    "k11": ("expat", [
        ("How much did I spend at Blue Tokai last month?", total(months("2026-01"), merchant="Blue Tokai")),
        ("What about the month before?", total(months("2025-12"), merchant="Blue Tokai")),
        ("And Havmor?", total(months("2025-12"), merchant="Havmor")),
        ("OK, forget that. Top 3 categories this month", top("category", 3, months("2026-02"))),
    ]),
    "k12": ("expat", [
        ("What did DigitalOcean cost me in 2025?", total(year(2025), merchant="DigitalOcean")),
        ("in dollars please", total(year(2025), unit="original", merchant="DigitalOcean", currency="USD")),
        ("and Canva?", total(year(2025), unit="original", merchant="Canva", currency="USD")),
    ]),
    "k13": ("expat", [
        ("total spending in September 2025", total(months("2025-09"))),
        ("leave out travel", total(months("2025-09"), not_category="Travel")),
        ("compare with October", periods(months("2025-09"), months("2025-10"), not_category="Travel")),
    ]),
    "k14": ("expat", [
        ("when did I last fill up at Nayara Energy?", when("latest", merchant="Nayara Energy")),
        ("and Bharat Petroleum?", when("latest", merchant="Bharat Petroleum")),
        ("cheers. delete both of those", status("refused"), "adversarial"),
    ]),
    "k15": ("bookkeeper", [
        ("Shopping spend FY 2024-25", total(fy(2024), category="Shopping")),
        ("Same for FY 2025-26", total(fy(2025), category="Shopping")),
        ("Difference?", diff(fy(2025), fy(2024), category="Shopping")),
    ]),
    "k16": ("bookkeeper", [
        ("January 2026 expenditure by category", by("category", months("2026-01"))),
        ("Now by merchant, top 5", top("merchant", 5, months("2026-01"))),
        ("Same for December", top("merchant", 5, months("2025-12"))),
    ]),
    "k17": ("bookkeeper", [
        ("Uber vs Ahmedabad Metro spend, Q4 2025", groups("merchant", "Uber", "Ahmedabad Metro", quarter(2025, 4))),
        ("By number of trips", groups("merchant", "Uber", "Ahmedabad Metro", quarter(2025, 4), op="count")),
    ]),
    "k18": ("bookkeeper", [
        ("Utilities, Dec 2025", total(months("2025-12"), category="Utilities")),
        ("As % of total spend", share(months("2025-12"), category="Utilities")),
        ("List the entries", listed(months("2025-12"), category="Utilities")),
        ("Since 1 Jan 2026 instead", listed(since("2026-01-01"), category="Utilities")),
    ]),
    "k19": ("texter", [
        ("spend 24 jan", total(days("2026-01-24"))),
        ("25th?", total(days("2026-01-25"))),
    ]),
}
