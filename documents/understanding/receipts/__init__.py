"""Receipts: shop, day, total, tax, currency and items from rows of text, whatever read them.

The words of a row propose what its sum is (`roles`), the arithmetic of the receipt decides (`sums`).
"""
