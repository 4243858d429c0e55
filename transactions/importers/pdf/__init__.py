"""PDF statements with a text layer: opened apart, read as a table, checked against their balances."""

from transactions.importers.pdf.reading import detects, read

__all__ = ["detects", "read"]
