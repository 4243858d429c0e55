"""The categories a new workspace starts with."""

from dataclasses import dataclass

_TREE: dict[str, dict[str, tuple[str, ...]]] = {
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
        "Business": (
            "Office Supplies", "Software", "Professional Services", "Marketing", "Stock & Materials", "Wages",
        ),
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


@dataclass(frozen=True, slots=True)
class Starter:
    """One category of the starter tree; `parent` is empty at the top."""

    kind: str
    parent: str
    name: str


def starter_tree(*, is_business: bool) -> list[Starter]:
    """The starter categories, parents before their children."""
    rows = []
    for kind, groups in _TREE.items():
        for parent, names in groups.items():
            if parent == "Business" and not is_business:
                continue
            if parent:
                rows.append(Starter(kind, "", parent))
            rows += [Starter(kind, parent, name) for name in names]
    return rows
