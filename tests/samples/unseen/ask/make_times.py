"""Write periods.tsv: expressions of time, a day they are said on, and the half-open range they mean.

Several readings stand beside each other with `|`; an open side is empty.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
Span = tuple[date | None, date | None]
REFS = [date(2026, 2, 18), date(2025, 6, 5), date(2024, 12, 31), date(2025, 10, 1)]
DAY = timedelta(days=1)


def month(ref: date, back: int, length: int = 1) -> Span:
    def first(number: int) -> date:
        return date(number // 12, number % 12 + 1, 1)

    start = ref.year * 12 + ref.month - 1 - back
    return first(start), first(start + length)


def week(ref: date, back: int, length: int = 1) -> Span:
    start = ref - timedelta(days=ref.weekday() + 7 * back)
    return start, start + timedelta(days=7 * length)


def quarter(ref: date, back: int, length: int = 1) -> Span:
    return month(date(ref.year, (ref.month - 1) // 3 * 3 + 1, 1), 3 * back, 3 * length)


def year(ref: date, back: int, length: int = 1) -> Span:
    return date(ref.year - back, 1, 1), date(ref.year - back + length, 1, 1)


def fy(ref: date, back: int = 0) -> Span:
    start = ref.year - (ref.month < 4) - back
    return date(start, 4, 1), date(start + 1, 4, 1)


def day(ref: date, back: int, length: int = 1) -> Span:
    start: date = ref - timedelta(days=back)
    return start, start + timedelta(days=length)


def weekend(ref: date, back: int) -> Span:
    saturday = ref + timedelta(days=5 - ref.weekday() - 7 * back)
    return saturday, saturday + timedelta(days=2)


def same_day(ref: date, months_back: int) -> Span:
    first = month(ref, months_back)[0]
    assert first
    start = first.replace(day=min(ref.day, monthrange(first.year, first.month)[1]))
    return start, start + DAY


RELATIVE = {  # said on each of REFS
    "core": {
        "spent today": lambda r: [day(r, 0)],
        "what went out yesterday": lambda r: [day(r, 1)],
        "the day before yesterday": lambda r: [day(r, 2)],
        "so far this week": lambda r: [(week(r, 0)[0], r + DAY), week(r, 0)],
        "in the previous week": lambda r: [week(r, 1)],
        "the current month": lambda r: [month(r, 0)],
        "in the prior month": lambda r: [month(r, 1)],
        "groceries bought this quarter": lambda r: [quarter(r, 0)],
        "food in the last quarter": lambda r: [quarter(r, 1)],
        "all of this year": lambda r: [year(r, 0)],
        "over the whole of last year": lambda r: [year(r, 1)],
        "in the past 10 days": lambda r: [day(r, 9, 10)],
        "during the last 45 days": lambda r: [day(r, 44, 45)],
        "the last three weeks": lambda r: [week(r, 3, 3), day(r, 20, 21)],
        "past 4 months": lambda r: [month(r, 4, 4)],
        "last 2 quarters": lambda r: [quarter(r, 2, 2)],
        "previous two years": lambda r: [year(r, 2, 2)],
        "month to date": lambda r: [(month(r, 0)[0], r + DAY)],
        "YTD": lambda r: [(year(r, 0)[0], r + DAY)],
        "next month": lambda r: [month(r, -1)],
        "tomorrow": lambda r: [day(r, -1)],
    },
    "other": {
        "three days ago": lambda r: [day(r, 3)],
        "2 weeks ago": lambda r: [week(r, 2), day(r, 14)],
        "two months ago": lambda r: [month(r, 2), same_day(r, 2)],
        "the month before last": lambda r: [month(r, 2)],
        "the week before last": lambda r: [week(r, 2)],
        "the year before last": lambda r: [year(r, 2)],
        "week to date": lambda r: [(week(r, 0)[0], r + DAY)],
        "quarter to date": lambda r: [(quarter(r, 0)[0], r + DAY)],
        "lst mnth": lambda r: [month(r, 1)],
        "yestrday": lambda r: [day(r, 1)],
        "a week ago": lambda r: [day(r, 7), week(r, 1)],
        "last weekend": lambda r: [weekend(r, 1)],
        "coming week": lambda r: [week(r, -1), (r + DAY, r + 8 * DAY), (r, r + 7 * DAY)],
        "the past fortnight": lambda r: [day(r, 13, 14), week(r, 2, 2)],
        "the last half year": lambda r: [
            month(r, 6, 6),
            (
                date(r.year - (r.month <= 6), 7 if r.month <= 6 else 1, 1),
                date(r.year, 1 if r.month <= 6 else 7, 1),
            ),
            (same_day(r, 6)[0], r + DAY),
            (same_day(r, 6)[1], r + DAY),
        ],
    },
    "indian-finance": {
        "pichle mahine": lambda r: [month(r, 1)],
        "is mahine ka": lambda r: [month(r, 0)],
        "pichhle hafte": lambda r: [week(r, 1)],
        "iss saal": lambda r: [year(r, 0)],
        "pichle saal mein": lambda r: [year(r, 1)],
        "aaj kitna": lambda r: [day(r, 0)],
        "kal kitna gaya": lambda r: [day(r, 1)],
        "pichle 15 din": lambda r: [day(r, 14, 15)],
        "pichle teen mahine": lambda r: [month(r, 3, 3)],
        "this financial year": lambda r: [fy(r)],
        "in the last FY": lambda r: [fy(r, 1)],
        "previous fiscal year": lambda r: [fy(r, 1)],
        "FYTD": lambda r: [(fy(r)[0], r + DAY)],
        "MTD": lambda r: [(month(r, 0)[0], r + DAY)],
        "QTD": lambda r: [(quarter(r, 0)[0], r + DAY)],
        "financial year to date": lambda r: [(fy(r)[0], r + DAY)],
    },
}

REF = date(2026, 2, 18)  # a Wednesday; the fixed expressions are said on it
FIXED = """
core|in january|2026-01-01|2026-02-01
core|for march|2025-03-01|2025-04-01
core|february so far|2026-02-01|2026-03-01 2026-02-19
core|November's bills|2025-11-01|2025-12-01
core|august 2024|2024-08-01|2024-09-01
core|Sept 2025|2025-09-01|2025-10-01
core|Dec '24|2024-12-01|2025-01-01
core|oct-2025|2025-10-01|2025-11-01
core|2025-07|2025-07-01|2025-08-01
core|in 2024|2024-01-01|2025-01-01
core|calendar year 2025|2025-01-01|2026-01-01
core|Q3 2025|2025-07-01|2025-10-01
core|the fourth quarter of 2024|2024-10-01|2025-01-01
core|2nd quarter 2025|2025-04-01|2025-07-01
core|Q1 of this year|2026-01-01|2026-04-01
core|on 14 February 2026|2026-02-14|2026-02-15
core|on 5th January|2026-01-05|2026-01-06
core|on March 3|2025-03-03|2025-03-04
core|the 9th of November, 2025|2025-11-09|2025-11-10
core|2025-12-24|2025-12-24|2025-12-25
core|24/12/2025|2025-12-24|2025-12-25
core|03/04/2025|2025-04-03|2025-04-04
core|7-1-2026|2026-01-07|2026-01-08
core|11.08.2025|2025-08-11|2025-08-12
core|from 3 January to 10 January 2026|2026-01-03|2026-01-11
core|between 1 Nov 2025 and 15 Nov 2025|2025-11-01|2025-11-16
core|from October to December 2025|2025-10-01|2026-01-01
core|June 2025 through August 2025|2025-06-01|2025-09-01
core|between 5 and 12 February|2026-02-05|2026-02-13
core|since the 1st of January|2026-01-01|
core|since December 2025|2025-12-01|
core|since 2025|2025-01-01|
core|from 20 January 2026 onwards|2026-01-20|
core|after 31 December 2025|2026-01-01|
core|before May 2025||2025-05-01
core|until 30 June 2025||2025-07-01
core|up to 15 January 2026||2026-01-16
core|on monday|2026-02-16|2026-02-17
core|last friday|2026-02-13|2026-02-14
core|last saturday|2026-02-14|2026-02-15
core|on sunday|2026-02-15|2026-02-16
core|Jan and Feb 2026|2026-01-01|2026-03-01
core|2024 to 2025|2024-01-01|2026-01-01
core|from 28 Dec 2025 to 4 Jan 2026|2025-12-28|2026-01-05
core|Dec 20 - Dec 31, 2025|2025-12-20|2026-01-01
core|15 Sep 2025 till 30 Sep 2025|2025-09-15|2025-10-01
core|last 1 month|2026-01-01|2026-02-01
core|last 12 months|2025-02-01|2026-02-01
core|last 90 days|2025-11-21|2026-02-19
core|past 6 weeks|2026-01-05|2026-02-16
core|last 5 years|2021-01-01|2026-01-01
core|past seven days|2026-02-12|2026-02-19
core|this weekend|2026-02-21 2026-02-14|2026-02-23 2026-02-16
core|next week|2026-02-23|2026-03-02
core|next year|2027-01-01|2028-01-01
core|april last year|2025-04-01|2025-05-01
core|january this year|2026-01-01|2026-02-01
core|how much at the cafe in December 2025|2025-12-01|2026-01-01
core|what did we pay the plumber on 2 February 2026|2026-02-02|2026-02-03
core|show me all spends of July 2025|2025-07-01|2025-08-01
core|my 2025 fuel bills|2025-01-01|2026-01-01
core|first quarter of 2025|2025-01-01|2025-04-01
core|May 2025 to date|2025-05-01|2026-02-19
core|from 1st to 10th January 2026|2026-01-01|2026-01-11
core|for the month of October|2025-10-01|2025-11-01
core|in the year 2024|2024-01-01|2025-01-01
core|in the month of May 2025|2025-05-01|2025-06-01
core|Aug 5, 2025|2025-08-05|2025-08-06
core|5 Aug 25|2025-08-05|2025-08-06
core|on the 10th|2026-02-10|2026-02-11
core|during December|2025-12-01|2026-01-01
core|throughout 2025|2025-01-01|2026-01-01
core|within the last 3 days|2026-02-16|2026-02-19
core|from Monday to Wednesday|2026-02-16|2026-02-19
core|1/2/2026 to 7/2/2026|2026-02-01|2026-02-08
core|2025-11-03 to 2025-11-09|2025-11-03|2025-11-10
core|from Nov|2025-11-01|
core|starting 1 Dec 2025|2025-12-01|
core|earlier than 1 March 2025||2025-03-01
core|all the way up to 31 Jan 2026||2026-02-01
other|in febuary|2026-02-01|2026-03-01
other|spend in novemeber|2025-11-01|2025-12-01
other|decmber 2025|2025-12-01|2026-01-01
other|janaury|2026-01-01|2026-02-01
other|in Agust|2025-08-01|2025-09-01
other|on wensday|2026-02-18 2026-02-11|2026-02-19 2026-02-12
other|last tusday|2026-02-10 2026-02-17|2026-02-11 2026-02-18
other|tommorow|2026-02-19|2026-02-20
other|todays spend|2026-02-18|2026-02-19
other|last weeks total|2026-02-09|2026-02-16
other|early January|2026-01-01|2026-01-11
other|mid-January|2026-01-11|2026-01-21
other|the first week of January 2026|2026-01-01 2025-12-29 2026-01-05|2026-01-08 2026-01-05 2026-01-12
other|the last week of December 2025|2025-12-25 2025-12-29 2025-12-22|2026-01-01 2026-01-05 2025-12-29
other|the first half of January|2026-01-01|2026-01-16
other|the second half of December 2025|2025-12-16|2026-01-01
other|first half of 2025|2025-01-01|2025-07-01
other|the second half of last year|2025-07-01|2026-01-01
other|H2 2025|2025-07-01|2026-01-01
other|H1 2025|2025-01-01|2025-07-01
other|the first ten days of February|2026-02-01|2026-02-11
other|the last 5 days of January|2026-01-27|2026-02-01
other|since the beginning of the year|2026-01-01|
other|since last Monday|2026-02-09 2026-02-16|
other|since yesterday|2026-02-17|
other|since last month|2026-01-01|
other|last Christmas|2025-12-25|2025-12-26
other|on New Year's Eve|2025-12-31|2026-01-01
other|Valentine's Day|2026-02-14|2026-02-15
other|the weekend of 24 January|2026-01-24|2026-01-26
other|the weekend before last|2026-02-07|2026-02-09
other|two weekends ago|2026-02-07|2026-02-09
other|week of 12 January 2026|2026-01-12|2026-01-19
other|week commencing 2 Feb|2026-02-02|2026-02-09
other|the week ending 8 February|2026-02-02|2026-02-09
other|week 3 of 2026|2026-01-12 2026-01-15|2026-01-19 2026-01-22
other|ISO week 50 of 2025|2025-12-08|2025-12-15
other|this time last year|2025-02-18 2025-02-01|2025-02-19 2025-03-01
other|a year ago|2025-02-18 2025-01-01 2025-02-01|2025-02-19 2026-01-01 2025-03-01
other|ten days ago|2026-02-08|2026-02-09
other|a couple of days ago|2026-02-16|2026-02-17
other|the last couple of months|2025-12-01|2026-02-01
other|six months ago|2025-08-01 2025-08-18|2025-09-01 2025-08-19
other|four weeks back|2026-01-19 2026-01-21|2026-01-26 2026-01-22
other|two quarters ago|2025-07-01|2025-10-01
other|three years ago|2023-01-01 2023-02-18|2024-01-01 2023-02-19
other|Monday last week|2026-02-09|2026-02-10
other|Thursday of last week|2026-02-12|2026-02-13
other|the last Friday of January|2026-01-30|2026-01-31
other|the first Monday of December 2025|2025-12-01|2025-12-02
other|31st of last month|2026-01-31|2026-02-01
other|on the 1st of this month|2026-02-01|2026-02-02
other|the 15th of last month|2026-01-15|2026-01-16
other|summer of 2025, meaning June to August 2025|2025-06-01|2025-09-01
other|Nov thru Jan|2025-11-01|2026-02-01
other|from December till today|2025-12-01|2026-02-19
other|from last Monday until yesterday|2026-02-09 2026-02-16|2026-02-18
other|between last month and today|2026-01-01|2026-02-19
other|b/w 1 Jan & 15 Jan|2026-01-01|2026-01-16
other|Jan 5-9|2026-01-05|2026-01-10
other|5-9 January 2026|2026-01-05|2026-01-10
other|10th to 20th of last month|2026-01-10|2026-01-21
other|20251225|2025-12-25|2025-12-26
other|25.12.25|2025-12-25|2025-12-26
other|2025/12/25|2025-12-25|2025-12-26
other|twenty-fifth of December 2025|2025-12-25|2025-12-26
other|the third of February|2026-02-03|2026-02-04
other|second quarter last year|2025-04-01|2025-07-01
other|Q4 last year|2025-10-01|2026-01-01
other|last January|2026-01-01 2025-01-01|2026-02-01 2025-02-01
other|next March|2026-03-01|2026-04-01
other|the past year|2025-01-01 2025-02-19 2025-02-18|2026-01-01 2026-02-19
other|in the last 24 hours|2026-02-17 2026-02-18|2026-02-19
other|last 100 days|2025-11-11|2026-02-19
other|past dozen weeks|2025-11-24|2026-02-16
other|how much at Sept End Cafe in Oct 2025|2025-10-01|2025-11-01
other|may I see the bills for June 2025|2025-06-01|2025-07-01
other|march past the shops in Nov 2025|2025-11-01|2025-12-01
other|at 7 Eleven yesterday|2026-02-17|2026-02-18
other|all of it||
other|how much do I spend on shoes||
other|spent 2025 rupees on shoes in May 2025|2025-05-01|2025-06-01
other|not later than 5 Feb 2026||2026-02-06
other|on or after 10 Jan 2026|2026-01-10|
other|on or before 10 Jan 2026||2026-01-11
other|prior to this year||2026-01-01
other|before last month||2026-01-01
other|Xmas 2024|2024-12-25|2024-12-26
other|yesterday night|2026-02-17|2026-02-18
other|last night|2026-02-17|2026-02-18
other|this morning|2026-02-18|2026-02-19
indian-finance|FY 2024-25|2024-04-01|2025-04-01
indian-finance|FY25|2024-04-01|2025-04-01
indian-finance|FY 25-26|2025-04-01|2026-04-01
indian-finance|fy2025-26|2025-04-01|2026-04-01
indian-finance|F.Y. 2023-24|2023-04-01|2024-04-01
indian-finance|financial year 2024-2025|2024-04-01|2025-04-01
indian-finance|the fiscal 2024-25|2024-04-01|2025-04-01
indian-finance|FY 2024/25|2024-04-01|2025-04-01
indian-finance|FY'26|2025-04-01|2026-04-01
indian-finance|AY 2025-26|2024-04-01|2025-04-01
indian-finance|assessment year 2024-25|2023-04-01|2024-04-01
indian-finance|Q1 FY26|2025-04-01|2025-07-01
indian-finance|Q2 FY 2025-26|2025-07-01|2025-10-01
indian-finance|Q4 of FY25|2025-01-01|2025-04-01
indian-finance|Q3 FY2024-25|2024-10-01|2025-01-01
indian-finance|third quarter of FY 2025-26|2025-10-01|2026-01-01
indian-finance|H1 FY26|2025-04-01|2025-10-01
indian-finance|H2 of FY 2024-25|2024-10-01|2025-04-01
indian-finance|first half of FY26|2025-04-01|2025-10-01
indian-finance|current fiscal|2025-04-01|2026-04-01
indian-finance|since the start of the financial year|2025-04-01|
indian-finance|last 2 financial years|2023-04-01|2025-04-01
indian-finance|next financial year|2026-04-01|2027-04-01
indian-finance|Apr-Jun quarter 2025|2025-04-01|2025-07-01
indian-finance|Jan-Mar 2025|2025-01-01|2025-04-01
indian-finance|Oct–Dec 2025|2025-10-01|2026-01-01
indian-finance|OND 2025|2025-10-01|2026-01-01
indian-finance|calendar quarter 3 of 2025|2025-07-01|2025-10-01
indian-finance|year ended 31 March 2025|2024-04-01|2025-04-01
indian-finance|year ending March 2025|2024-04-01|2025-04-01
indian-finance|from 1-4-2025 to 30-9-2025|2025-04-01|2025-10-01
indian-finance|w.e.f. 01.04.2025|2025-04-01|
indian-finance|for the period 01/10/2025 to 31/12/2025|2025-10-01|2026-01-01
indian-finance|dt. 12/01/2026|2026-01-12|2026-01-13
indian-finance|upto 31-03-2025||2025-04-01
indian-finance|FY 2025-26 till date|2025-04-01|2026-02-19
indian-finance|CY 2025|2025-01-01|2026-01-01
indian-finance|CY24|2024-01-01|2025-01-01
indian-finance|Mar-25|2025-03-01|2025-04-01
indian-finance|parso kitna kharcha|2026-02-16|2026-02-17
indian-finance|is hafte|2026-02-16|2026-02-23
indian-finance|agle mahine|2026-03-01|2026-04-01
indian-finance|do mahine pehle|2025-12-01 2025-12-18|2026-01-01 2025-12-19
indian-finance|teen din pehle|2026-02-15|2026-02-16
indian-finance|pichle do hafte|2026-02-02 2026-02-05|2026-02-16 2026-02-19
indian-finance|pichle 6 mahino mein|2025-08-01|2026-02-01
indian-finance|pichle do saal|2024-01-01|2026-01-01
indian-finance|december mahine mein|2025-12-01|2026-01-01
indian-finance|janwari mein|2026-01-01|2026-02-01
indian-finance|1 january se 15 january tak|2026-01-01|2026-01-16
indian-finance|october se december tak|2025-10-01|2026-01-01
indian-finance|november se ab tak|2025-11-01|2026-02-19
indian-finance|december se|2025-12-01|
indian-finance|march 2025 tak||2025-04-01
indian-finance|pichle shukravar ko|2026-02-13|2026-02-14
indian-finance|somvar ko|2026-02-16|2026-02-17
indian-finance|pichle weekend|2026-02-14|2026-02-16
indian-finance|is mahine ab tak|2026-02-01|2026-02-19 2026-03-01
indian-finance|saal 2025 mein|2025-01-01|2026-01-01
indian-finance|pichle financial year mein|2024-04-01|2025-04-01
indian-finance|beete hafte|2026-02-09|2026-02-16
indian-finance|gaye mahine|2026-01-01|2026-02-01
indian-finance|5 tareekh ko|2026-02-05|2026-02-06
indian-finance|aaj se 10 din pehle|2026-02-08|2026-02-09
"""


def rows() -> Iterator[tuple[str, date, str, list[Span]]]:
    for group, expressions in RELATIVE.items():
        for text, meaning in expressions.items():
            for ref in REFS:
                yield text, ref, group, meaning(ref)
    for line in FIXED.strip().splitlines():
        group, text, start, end = line.split("|")
        starts, ends = (side.split() or [""] for side in (start, end))
        longest = max(len(starts), len(ends))
        starts, ends = (
            side * longest if len(side) == 1 else side + side[-1:] * (longest - len(side))
            for side in (starts, ends)
        )
        spans = [
            tuple(date.fromisoformat(one) if one else None for one in span)
            for span in zip(starts, ends, strict=True)
        ]
        yield text, REF, group, spans  # type: ignore[misc]


def main() -> None:
    lines = ["text\tref\tclass\tstart\tend"]
    for text, ref, group, spans in rows():
        sides = ["|".join(span[side].isoformat() if span[side] else "" for span in spans) for side in (0, 1)]  # type: ignore[union-attr]
        lines.append("\t".join([text, ref.isoformat(), group, *sides]))
    (HERE / "periods.tsv").write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
