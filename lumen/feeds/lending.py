"""What this app knows, for those below it that may not import it: headlines of feeds, prices of files."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from lumen.ai.world import headlines, quotes
from lumen.ai.world.headlines import Headline
from lumen.ai.world.quotes import Quote
from lumen.common.dates import today_in
from lumen.feeds.models import Entry, SharePrice

if TYPE_CHECKING:
    from accounts.models import Workspace


def register_all() -> None:
    """Lend the workspace's headlines and prices to the tools of the world."""
    headlines.register_own(own_headlines)
    quotes.register_own(own_quote)


def own_headlines(workspace: "Workspace", words: str, days: int, now: datetime) -> tuple[Headline, ...]:
    """What the workspace's feeds told in the last days, with all these words. One query."""
    rows = Entry.objects.in_workspace(workspace).shown().holding(words)
    recent = rows.filter(published_at__gt=now - timedelta(days=days), published_at__lte=now)
    newest = recent.select_related("feed").order_by("-published_at", "-pk")[: headlines.MOST * 2]
    return tuple(
        Headline(title=entry.title, paper=str(entry.feed), url=entry.link, at=entry.published_at)
        for entry in newest
    )[: headlines.MOST]


def own_quote(workspace: "Workspace", said: str, now: datetime) -> Quote | None:
    """The latest of the workspace's own prices of a share, by its symbol or name. Two queries."""
    kept = SharePrice.objects.in_workspace(workspace).kept()
    known = kept.until(today_in(workspace.time_zone, now)).order_by("-on")
    last = known.filter(symbol=said.upper()).first() or known.filter(name__iexact=said).first()
    if last is None:
        return None
    before = known.filter(symbol=last.symbol, currency=last.currency, on__lt=last.on).first()
    return Quote(
        symbol=last.symbol,
        name=last.name or last.symbol,
        price=last.close,
        currency=last.currency,
        at=last.on,
        before=before.close if before else None,
        source=_("prices you uploaded"),
    )
