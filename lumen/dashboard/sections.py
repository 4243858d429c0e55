"""The dashboard's sections, in their order. Each is a fragment that loads by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Workspace
from lumen.dashboard import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One card: `context(workspace, today)` feeds the template `dashboard/_<name>.html`."""

    name: str
    context: Callable[[Workspace, date], dict[str, Any]]
    refresh: str = ""  # live events that make it load again
    is_wide: bool = False

    @property
    def template(self) -> str:
        return f"dashboard/_{self.name}.html"


MONEY = "live-transactions from:body delay:1s"
PAPERS = "live-document from:body delay:1s"

SECTIONS = [
    Section(
        name="tasks",
        context=lambda workspace, today: {"tasks": figures.tasks(workspace, today)},
        refresh=f"{MONEY}, live-finding from:body, {PAPERS}, live-enquiry from:body delay:1s",
        is_wide=True,
    ),
    Section(
        name="month",
        context=lambda workspace, today: {"month": figures.month_so_far(workspace, today)},
        refresh=MONEY,
        is_wide=True,
    ),
    Section(
        name="cash",
        context=lambda workspace, today: {"line": figures.cash_line(workspace, today)},
        refresh=MONEY,
    ),
    Section(
        name="categories",
        context=lambda workspace, today: {"bars": figures.top_categories(workspace, today)},
        refresh=MONEY,
    ),
    Section(
        name="budgets",
        context=lambda workspace, today: {"budgets": figures.tightest_budgets(workspace, today)},
        refresh=MONEY,
    ),
    Section(
        name="upcoming",
        context=lambda workspace, today: {"charges": figures.upcoming(workspace, today)},
    ),
    Section(
        name="largest",
        context=lambda workspace, today: {"payments": figures.largest_payments(workspace, today)},
        refresh=MONEY,
    ),
    Section(
        name="documents",
        context=lambda workspace, today: {"documents": figures.latest_documents(workspace)},
        refresh=PAPERS,
    ),
]
BY_NAME = {section.name: section for section in SECTIONS}
