"""Mailboxes that Lumen reads by itself: Gmail, IMAP, and files of mails."""
