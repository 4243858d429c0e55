"""What the pages of the ways in show, as plain values."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from transactions.forms_inbox import MessageForm
from transactions.models import RawItem, Source
from transactions.services import sources

if TYPE_CHECKING:
    from accounts.models import Workspace

EXAMPLE = (
    "Rs.450.00 debited from A/c XX4417 on {day} to VPA cafe@ybl BLUE CAFE. "
    "UPI Ref 529510019999. Avl Bal Rs.12,040.50"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A source with what it has brought."""

    source: Source
    counts: list[tuple[str, int]]
    total: int
    last: Any


def sources_with_health(workspace: "Workspace") -> list[Health]:
    found = list(Source.objects.in_workspace(workspace))
    rows = (
        RawItem.objects.in_workspace(workspace)
        .order_by()
        .values("source_id", "outcome")
        .annotate(n=Count("pk"), last=Max("received_at"))
    )
    return [_health(source, (row for row in rows if row["source_id"] == source.pk)) for source in found]


def _health(source: Source, rows: Iterable[Mapping[str, Any]]) -> Health:
    by_outcome = {row["outcome"]: row["n"] for row in rows}
    counts = [(str(label), by_outcome[o]) for o, label in RawItem.Outcome.choices if by_outcome.get(o)]
    return Health(source=source, counts=counts, total=sum(by_outcome.values()), last=source.last_item_at)


def source_page(request: HttpRequest, source: Source, secret: str) -> dict[str, Any]:
    """What the page of one source shows; `secret` only right after it was made."""
    rows = RawItem.objects.filter(source=source).order_by().values("outcome").annotate(n=Count("pk"))
    example = EXAMPLE.format(day=timezone.localdate().strftime("%d-%m-%y"))
    name = "webhook-sms" if source.kind == Source.Kind.SMS else "webhook-mail"
    url = request.build_absolute_uri(reverse(name))
    now = timezone.now().isoformat(timespec="seconds")
    body = json.dumps({"from": "VM-HDFCBK-S", "body": example, "timestamp": now})
    return {
        "source": source,
        "secret": secret,
        "health": _health(source, rows),
        "url": url,
        "body": body,
        "curl": _curl(url, source, secret or "PASTE-THE-KEY-HERE", body),
        "is_manual": source.name == sources.MANUAL_NAME,
        "form": MessageForm(initial={"sender": "VM-HDFCBK-S", "text": example}),
    }


def _curl(url: str, source: Source, key: str, body: str) -> str:
    """Shell lines that sign and send one message."""
    kind = "application/json" if source.kind == Source.Kind.SMS else "message/rfc822"
    read = f"BODY='{body}'" if source.kind == Source.Kind.SMS else 'BODY="$(cat mail.eml)"'
    return "\n".join(
        (
            f"KEY='{key}'",
            read,
            "STAMP=$(date +%s)",
            'SIGNATURE=$(printf \'%s.%s\' "$STAMP" "$BODY" \\',
            "  | openssl dgst -sha256 -hmac \"$KEY\" | sed 's/^.* //')",
            f"curl -sS -X POST '{url}' \\",
            f"  -H 'Content-Type: {kind}' \\",
            f"  -H 'X-Lumen-Source: {source.pk}' \\",
            '  -H "X-Lumen-Timestamp: $STAMP" \\',
            '  -H "X-Lumen-Signature: sha256=$SIGNATURE" \\',
            '  --data-binary "$BODY"',
        )
    )
