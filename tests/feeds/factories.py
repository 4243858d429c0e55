"""Feeds, entries and watches for tests."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import User, Workspace
from lumen.feeds.models import Entry, Feed, Watch
from lumen.feeds.parsing import digest


def make_feed(workspace: Workspace, **changes: Any) -> Feed:
    said = {
        "url": f"https://{uuid4().hex[:8]}.example/feed.xml",
        "title": "The Harbour Gazette",
        "next_at": timezone.now() + timedelta(minutes=20),
    }
    return Feed.objects.create(workspace=workspace, **{**said, **changes})


def make_entry(feed: Feed, **changes: Any) -> Entry:
    now = timezone.now()
    key = uuid4().hex
    link = f"https://gazette.example/{key}"
    said = {
        "key": digest(key),
        "link": link,
        "link_key": digest(link),
        "title": "Ferries run late",
        "summary": "Fog in the harbour.",
        "published_at": now - timedelta(hours=1),
        "created_at": now - timedelta(hours=1),
        "seen_at": now,
    }
    return Entry.objects.create(workspace=feed.workspace, feed=feed, **{**said, **changes})


def make_watch(workspace: Workspace, user: User | None = None, **changes: Any) -> Watch:
    said = {
        "kind": Watch.Kind.RATE,
        "subject": "USD/INR",
        "condition": Watch.Condition.ABOVE,
        "threshold": Decimal(90),
        "next_at": timezone.now(),
        "looked_until": timezone.now(),
        "created_by": user,
    }
    return Watch.objects.create(workspace=workspace, **{**said, **changes})


def rss(*items: str, title: str = "Harbour Gazette", link: str = "https://gazette.example/") -> str:
    channel = f"<title>{title}</title><link>{link}</link><description>News</description>{''.join(items)}"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{channel}</channel></rss>'


def item(
    title: str = "Ferries run late",
    *,
    guid: str = "",
    link: str = "",
    text: str = "",
    date: str = "Tue, 17 Nov 2026 08:30:00 +0530",
) -> str:
    parts = [f"<title>{title}</title>"]
    parts += [f"<guid>{guid}</guid>"] if guid else []
    parts += [f"<link>{link}</link>"] if link else []
    parts += [f"<description>{text}</description>"] if text else []
    parts += [f"<pubDate>{date}</pubDate>"] if date else []
    return f"<item>{''.join(parts)}</item>"
