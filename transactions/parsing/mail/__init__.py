"""Reading mails: bank alerts, receipts and orders. Pure functions, no database and no network."""

from transactions.parsing.mail.envelope import Attachment, Mail, compose, open_mail
from transactions.parsing.mail.reader import read_mail, read_opened
from transactions.parsing.mail.reading import Expected, Item, MailReading
from transactions.parsing.mail.words import html_to_text

__all__ = [
    "Attachment",
    "Expected",
    "Item",
    "Mail",
    "MailReading",
    "compose",
    "html_to_text",
    "open_mail",
    "read_mail",
    "read_opened",
]
