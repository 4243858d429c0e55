"""Statement files, read into rows without touching the database."""
