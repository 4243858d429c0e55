"""Reading mails: bank alerts, receipts and orders. Pure functions, no database and no network."""

from transactions.parsing.mail.reader import Mail, html_to_text, open_mail, read_mail, read_opened
from transactions.parsing.mail.reading import Expected, Item, MailReading

__all__ = ["Expected", "Item", "Mail", "MailReading", "html_to_text", "open_mail", "read_mail", "read_opened"]
