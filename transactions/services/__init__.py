"""What may change in this app: every write goes through here."""
