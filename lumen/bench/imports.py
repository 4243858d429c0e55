"""How many lines a second a statement file becomes transactions."""

import csv
import io
from datetime import date, timedelta


def statement(rows: int, today: date) -> bytes:
    """A seed-layout CSV of `rows` different payments."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Date", "Merchant", "Amount", "Category", "Payment Method", "Notes"])
    for number in range(rows):
        day = today - timedelta(days=number % 700)
        writer.writerow(
            [
                day.isoformat(),
                f"Shop {number % 300}",
                f"{100 + number % 997}.50",
                "Shopping",
                "UPI",
                f"n{number}",
            ]
        )
    return out.getvalue().encode()
