"""Mails of invented people and shops."""

from datetime import UTC, datetime
from email.utils import format_datetime


def an_alert(
    number: int = 1, *, amount: str = "1,250.00", merchant: str = "BLUE TOKAI", at: datetime | None = None
) -> bytes:
    """A bank's alert about a payment; each number is another mail and another payment."""
    moment = at or datetime.now(tz=UTC)
    return (
        "From: HDFC Bank InstaAlerts <alerts@hdfcbank.net>\r\n"
        "To: maria@example.com\r\n"
        f"Subject: You have done a UPI txn {number}\r\n"
        f"Message-ID: <alert-{number}@hdfcbank.net>\r\n"
        f"Date: {format_datetime(moment)}\r\n"
        "Content-Type: text/html; charset=utf-8\r\n\r\n"
        f"<p>Dear Customer, Rs.{amount} has been debited from account **4417 to VPA cafe{number}@ybl "
        f"{merchant} on {moment:%d-%m-%y}. "
        f"Your UPI transaction reference number is {529510010000 + number}.</p>"
    ).encode()


def a_letter(number: int = 1) -> bytes:
    """A private mail, none of Lumen's business."""
    return (
        "From: Nicola <nicola@friends.example>\r\n"
        "Subject: Walking on Sunday\r\n"
        f"Message-ID: <letter-{number}@friends.example>\r\n"
        f"Date: {format_datetime(datetime.now(tz=UTC))}\r\n\r\n"
        "Shall we go up the hill?\r\n"
    ).encode()
