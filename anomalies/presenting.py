"""A finding as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from anomalies import selectors, wording
from anomalies.charts import HistoryChart, history_chart
from anomalies.models import Finding
from transactions.models import Transaction

ICONS = {
    "duplicate_charge": "copy",
    "card_testing": "card",
    "price_increase": "arrow-up",
    "trial_converted": "repeat",
    "subscription_stopped": "calendar",
    "income_late": "clock",
    "income_missing": "clock",
    "foreign_trip": "pin",
    "new_merchant_large_night": "moon",
    "custom_rule": "bell",
    "charged_after_cancellation": "repeat",
}
TWINS_EXPLAIN = frozenset({"amount", "company", "spend_24h", "count_1h"})
TONES = {"info": "info", "look": "warning", "urgent": "negative"}
STATE_TONES = {"expected": "positive", "not_me": "negative", "duplicate": "negative"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    text: str
    how_sure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """What the list's card and the detail page show of one finding."""

    finding: Finding
    chart: HistoryChart | None
    company: Sequence[Transaction]  # other payments that belong to it
    comparison: Sequence[Transaction]  # earlier payments to the same merchant

    @property
    def icon(self) -> str:
        return ICONS.get(self.finding.kind, "alert")

    @property
    def tone(self) -> str:
        return TONES[self.finding.level]

    @property
    def state_tone(self) -> str:
        return STATE_TONES.get(self.finding.state, "")

    @property
    def is_duplicate(self) -> bool:
        return self.finding.kind == Finding.Kind.DUPLICATE_CHARGE

    @property
    def reasons(self) -> list[ReasonLine]:
        """All reasons, with how sure in words; the sentence itself is not repeated.

        Of a second equal charge the first one explains both the amount and the company.
        """
        told = TWINS_EXPLAIN if self.is_duplicate else frozenset[str]()
        others = [
            reason
            for reason in self.finding.reasons
            if reason["text"] != self.finding.text and reason["code"] not in told
        ]
        return [
            ReasonLine(text=reason["text"], how_sure=wording.how_sure(reason["bits"])) for reason in others
        ]


def present(finding: Finding) -> FindingView:
    """Three queries: company, history, and nothing else when the finding came from `for_lists`."""
    past = selectors.same_merchant(finding, limit=selectors.CHART_ROWS)
    features: dict[str, Any] | None = finding.features.get("features")
    usual = features["usual"] if features and features["merchant_count"] else None
    company = {row.pk for row in finding.related.all()}
    return FindingView(
        finding=finding,
        chart=history_chart(past, marked=finding.transaction, usual=usual),
        company=list(finding.related.all()),
        comparison=[row for row in past if row.pk not in company][: selectors.COMPARISON_ROWS],
    )


def dispute_text(finding: Finding) -> str:
    """A letter to the bank with this payment's own facts, to copy and change."""
    row = finding.transaction
    return _(
        "Dear team,\n\nI do not recognise this payment and ask you to look into it:\n"
        "- Date: %(day)s\n- Payee as shown: %(payee)s\n- Amount: %(amount)s\n- Account: %(account)s\n"
        "- Reference: %(reference)s\n\nPlease tell me what you know of it, and stop further charges "
        "from this payee until it is settled.\n"
    ) % {
        "day": f"{row.booked_on:%d %b %Y}",
        "payee": row.description or row.title,
        "amount": wording.money(abs(float(row.amount)), row.currency),
        "account": f"{row.account.name} {row.account.last4}".strip(),
        "reference": row.reference or _("none shown"),
    }
