"""The categories a new workspace starts with."""

_TREE = {
    "expense": {
        "": ("Other",),
        "Food & Dining": (),
        "Groceries": (),
        "Home": ("Rent", "Utilities", "Household Help", "Home Supplies"),
        "Transport": ("Fuel", "Vehicle"),
        "Shopping": (),
        "Health": ("Fitness", "Personal Care"),
        "Entertainment": ("Subscriptions",),
        "Travel": (),
        "Education": (),
        "Family": ("Childcare", "Friends & Family", "Gifts & Donations", "Pets"),
        "Finance": ("Insurance", "Loan & EMI", "Fees & Charges", "Taxes"),
        "Business": ("Office Supplies", "Software", "Professional Services", "Marketing", "Stock & Materials", "Wages"),
    },
    "income": {
        "": (
            "Salary", "Freelance", "Sales", "Interest", "Dividends", "Rental Income", "Tax Refund",
            "Cashback & Rewards", "Other Income",
        ),
    },
    "transfer": {
        "": ("Card Payment", "Cash Withdrawal", "Wallet Top-up", "Investments", "Own Transfer"),
    },
}  # fmt: skip


def _flatten() -> tuple[tuple[str, str, str], ...]:
    rows: list[tuple[str, str, str]] = []
    for kind, groups in _TREE.items():
        for parent, names in groups.items():
            if parent:
                rows.append((kind, "", parent))
            rows += [(kind, parent, name) for name in names]
    return tuple(rows)


STARTER_CATEGORIES = _flatten()
"""(kind, parent or "", name), parents before their children."""
