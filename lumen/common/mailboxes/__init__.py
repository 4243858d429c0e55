"""Mailboxes of other servers: read over IMAP, with what is wrong said in words."""
