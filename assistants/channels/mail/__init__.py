"""E-mail: a mailbox read over IMAP, replies sent by SMTP. Reading and writing know no models."""
