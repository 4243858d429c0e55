"""Lumen: money, papers and conversations in one place."""
