"""What belongs together is told together: grouping findings, and the words of a group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from anomalies import selectors, weights
from anomalies.models import Finding
from anomalies.telling_wishes import RANK

SHOWN = 5
Tokens = frozenset[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One notification."""

    title: str
    body: str
    url: str
    details: dict[str, Any]


def url_of(finding: Finding) -> str:
    return reverse("anomalies:detail", args=[finding.pk])


def preferences_url() -> str:
    """Where a member says how they want to hear of all this, and turns mails off."""
    return reverse("anomalies:telling")


def tokens_of(finding: Finding) -> Tokens:
    """What a finding is about: its merchant, its payment, and those of the same burst, trip or pair.

    A rule of one's own looks at a whole month of payments; only the one that broke it counts.
    """
    own = ("payment", str(finding.transaction_id))
    if finding.rule_id:
        return frozenset({own})
    company = {("payment", str(row.pk)) for row in finding.related.all()}
    return frozenset({own, ("merchant", selectors.merchant_key(finding)), *company})


def belong(one: Finding, other: Finding) -> bool:
    """Whether two findings of the same 24 hours are about the same thing."""
    apart = abs(one.noticed_at - other.noticed_at)
    return apart <= timedelta(hours=weights.MERGE_HOURS) and not tokens_of(one).isdisjoint(tokens_of(other))


def groups_of(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings that belong together, directly or through others, the most important first in each."""
    groups: list[list[Finding]] = []
    for finding in findings:
        near = [group for group in groups if any(belong(finding, member) for member in group)]
        far = [group for group in groups if group not in near]
        groups = [*far, [finding, *(member for group in near for member in group)]]
    return [sorted(group, key=importance, reverse=True) for group in groups]


def importance(finding: Finding) -> tuple[int, float]:
    return RANK[finding.level], finding.score


def words_of(group: Sequence[Finding], *, are_related: bool = True) -> Words:
    """The notification of a group; the first finding leads.

    Args:
        are_related: they are about one thing, not only told at one time.
    """
    lead, *others = group
    if not others:
        details = {"finding_id": str(lead.pk), "preferences": preferences_url()}
        return Words(title=lead.title, body=lead.text, url=url_of(lead), details=details)
    return Words(
        title=_related_title(lead, len(others)) if are_related else _title(len(group)),
        body=" · ".join(finding.title for finding in group[:SHOWN]),
        url=url_of(lead) if are_related else f"{reverse('anomalies:list')}?state=open",
        details={
            "finding_id": str(lead.pk),
            "sections": [section(_("What was noticed"), group)],
            "preferences": preferences_url(),
        },
    )


def _related_title(lead: Finding, others: int) -> str:
    return ngettext("%(title)s, and one thing more", "%(title)s, and %(n)d things more", others) % {
        "title": lead.title,
        "n": others,
    }


def _title(count: int) -> str:
    return ngettext("%(n)d thing is worth a look", "%(n)d things are worth a look", count) % {"n": count}


def section(heading: str, findings: Sequence[Finding]) -> dict[str, Any]:
    """A part of a mail: a line for each finding, with its link."""
    lines = [{"text": finding.text, "url": url_of(finding)} for finding in findings]
    return {"heading": heading, "lines": lines}
