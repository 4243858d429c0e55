"""Reading what an address answered in a process of its own, so that a bomb costs that feed only."""

import json
import sys
import tempfile
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from lumen.common import children
from lumen.feeds.fetching import FeedProblemError, Got
from lumen.feeds.parsing import ReadEntry, ReadFeed

SECONDS = 60.0
MOST_PRINTED = 4 * 1024 * 1024
CHILD = "lumen.feeds.child"


class NoFeedError(FeedProblemError):
    """There is none; `named` is the address of the feed that the page there names, or empty."""

    code, title = "no-feed", "There is no feed here"

    def __init__(self, detail: str, *, named: str) -> None:
        super().__init__(detail)
        self.named = named


def read(got: Got) -> ReadFeed:
    """The feed in what an address answered.

    Raises:
        NoFeedError: it is a page, or nothing that is known.
        FeedProblemError: it is a feed that cannot be read safely.
    """
    told = json.loads(_printed(got))
    if "feed" in told:
        return _feed(told["feed"])
    if told["problem"] == "entities":
        raise FeedProblemError(_("This feed defines entities of its own, which Lumen does not read."))
    raise NoFeedError(
        _("There is no feed here. Look at the site for “RSS” or “Feed” and copy that link."),
        named=told["named"],
    )


def _printed(got: Got) -> bytes:
    told = {"kind": got.kind, "charset": got.charset, "url": got.url}
    with tempfile.TemporaryFile() as file:
        file.write(json.dumps(told).encode() + b"\n" + (got.content or b""))
        file.flush()
        try:
            return children.output_of(
                [sys.executable, "-m", CHILD], stdin=file, seconds=SECONDS, most_bytes=MOST_PRINTED
            )
        except children.ChildDiedError as error:
            raise FeedProblemError(
                _(
                    "This feed is broken, or it takes too much time or memory to read, so Lumen stopped. "
                    "It tries again by itself."
                )
            ) from error


def _feed(told: dict[str, Any]) -> ReadFeed:
    entries = tuple(_entry(one) for one in told["entries"])
    return ReadFeed(title=told["title"], site_url=told["site_url"], entries=entries)


def _entry(told: dict[str, Any]) -> ReadEntry:
    at = told["published_at"]
    return ReadEntry(**told | {"published_at": datetime.fromisoformat(at) if at else None})
