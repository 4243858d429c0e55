"""Feeds with their entries, values that are watched, and share prices from files."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet
from lumen.common.money import CURRENCIES
from lumen.feeds import finding

if TYPE_CHECKING:
    from accounts.models import User

WORST_FAILURES = 5  # in a row; from then on something is said to have failed
AMOUNT: dict[str, Any] = {"max_digits": 24, "decimal_places": 8}


class FeedQuerySet(WorkspaceQuerySet["Feed"]):
    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def due(self, now: datetime) -> Self:
        return self.kept().filter(is_active=True, next_at__lte=now)


class Feed(RandomIdModel, TimestampedModel):
    """One RSS or Atom feed of a workspace, and how the last look at it went."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Not read yet")
        FINE = "fine", _("Up to date")
        FAILING = "failing", _("Could not be read")
        PAUSED = "paused", _("Paused")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    url = models.CharField(max_length=2_000)
    site_url = models.CharField(max_length=2_000, blank=True)
    title = models.CharField(max_length=200, blank=True)  # the feed's own
    name = models.CharField(max_length=120, blank=True)  # what the workspace calls it
    is_active = models.BooleanField(default=True)
    etag = models.CharField(max_length=400, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)  # the last time it answered
    read_at = models.DateTimeField(null=True, blank=True)  # the last time it answered with entries
    next_at = models.DateTimeField(db_index=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=300, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "url"], condition=Q(deleted_at__isnull=True), name="feed_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.title or self.url

    @property
    def state(self) -> str:
        if not self.is_active:
            return self.State.PAUSED
        if self.problem:
            return self.State.FAILING
        return self.State.FINE if self.fetched_at else self.State.WAITING

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)


class EntryQuerySet(WorkspaceQuerySet["Entry"]):
    def shown(self) -> Self:
        """Of feeds that were not taken away."""
        return self.filter(feed__deleted_at__isnull=True)

    def with_read_by(self, user: "User") -> Self:
        read = EntryRead.objects.filter(entry=OuterRef("pk"), user=user)
        return self.annotate(is_read=Exists(read))

    def unread_by(self, user: "User") -> Self:
        return self.filter(~Exists(EntryRead.objects.filter(entry=OuterRef("pk"), user=user)))

    def holding(self, words: str) -> Self:
        """Every word occurs in the title or the text, the beginnings of words counting (`finding`)."""
        told, wanted = finding.holding(words)
        return self.alias(**told).filter(wanted)


class Entry(RandomIdModel):
    """One article a feed told of: words without markup, and a link of the web or none."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="entries")
    key = models.CharField(max_length=64)  # digest of what identifies it in its feed
    link_key = models.CharField(max_length=64, blank=True)  # digest of its link: several feeds tell of one
    title = models.CharField(max_length=400)
    link = models.CharField(max_length=2_000, blank=True)
    summary = models.TextField(blank=True)
    author = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    created_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # the last time it stood in its feed

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-pk"]
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["workspace", "-published_at", "-id"], name="entry_newest"),
            models.Index(fields=["workspace", "link_key"], name="entry_link"),
            GinIndex(finding.WordsOf("title", "summary"), name="entry_words"),
        ]
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="entry_once")]

    def __str__(self) -> str:
        return self.title


class EntryRead(models.Model):
    """A member has read an entry."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="reads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "user"], name="entry_read_once")]

    def __str__(self) -> str:
        return f"{self.entry_id} by {self.user_id}"


class WatchQuerySet(WorkspaceQuerySet["Watch"]):
    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def due(self, now: datetime) -> Self:
        return self.kept().filter(is_active=True, is_over=False, next_at__lte=now)


class Watch(RandomIdModel, TimestampedModel):
    """A value somebody wants to be told of when it passes a line, once each time."""

    class Kind(models.TextChoices):
        RATE = "rate", _("Exchange rate")
        SHARE = "share", _("Share price")
        RAIN = "rain", _("Chance of rain")
        TEMPERATURE = "temperature", _("Temperature")
        WORDS = "words", _("Words in the news")

    class Condition(models.TextChoices):
        ABOVE = "above", _("goes above")
        BELOW = "below", _("falls below")
        CHANGE = "change", _("changes by, in %")
        NEW = "new", _("appear")

    class Day(models.TextChoices):
        TODAY = "today", _("each day, for that day")
        TOMORROW = "tomorrow", _("each day, for the day after")
        DATE = "date", _("on one day")

    class State(models.TextChoices):
        WAITING = "waiting", _("Not checked yet")
        WATCHING = "watching", _("Watching")
        MET = "met", _("Passed")
        FAILING = "failing", _("Could not be checked")
        PAUSED = "paused", _("Paused")
        OVER = "over", _("Over")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    subject = models.CharField(max_length=120)  # USD/INR, INFY.NS, Pune, words
    condition = models.CharField(max_length=8, choices=Condition)
    threshold = models.DecimalField(
        **AMOUNT, null=True, blank=True
    )  # in the value's unit; per cent of change
    day = models.CharField(max_length=8, choices=Day, blank=True)  # of weather
    on = models.DateField(null=True, blank=True)  # the one day
    tells_all = models.BooleanField(default=False)  # every member, not only whoever made it
    is_active = models.BooleanField(default=True)
    is_over = models.BooleanField(default=False)  # its day has passed
    is_met = models.BooleanField(default=False)  # beyond the line, and told
    met_on = models.DateField(null=True, blank=True)  # the day of the weather that was told of
    start = models.DecimalField(**AMOUNT, null=True, blank=True)  # what a change is measured from
    value = models.DecimalField(**AMOUNT, null=True, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=120, blank=True)
    label = models.CharField(max_length=160, blank=True)  # the subject as the source writes it
    value_at = models.DateTimeField(null=True, blank=True)  # the moment the value is of
    is_late = models.BooleanField(default=False)  # the source did not answer; this is from before
    history = models.JSONField(default=list, blank=True)  # [[ISO moment, value as text], ...] oldest first
    looked_until = models.DateTimeField(null=True, blank=True)  # entries stored until then were looked at
    checked_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(db_index=True)
    failures = models.PositiveIntegerField(default=0)  # in a row
    problem = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    told_count = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = WatchQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name_plural = "watches"
        constraints = [
            models.CheckConstraint(
                condition=Q(condition="new", threshold__isnull=True)
                | (~Q(condition="new") & Q(threshold__isnull=False)),
                name="watch_has_its_line",
            ),
            models.CheckConstraint(
                condition=Q(day="date", on__isnull=False) | (~Q(day="date") & Q(on__isnull=True)),
                name="watch_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.condition}"

    @property
    def state(self) -> str:
        if self.is_over:
            return self.State.OVER
        if not self.is_active:
            return self.State.PAUSED
        if self.problem:
            return self.State.FAILING
        if self.checked_at is None:
            return self.State.WAITING
        return self.State.MET if self.is_met else self.State.WATCHING

    @property
    def state_label(self) -> str:
        return str(self.State(self.state).label)

    @property
    def values(self) -> list[Decimal]:
        """What it was, oldest first."""
        return [Decimal(value) for _at, value in self.history]

    @property
    def is_money(self) -> bool:
        return self.unit in CURRENCIES


class SharePriceQuerySet(WorkspaceQuerySet["SharePrice"]):
    def kept(self) -> Self:
        return self.filter(deleted_at__isnull=True)

    def until(self, day: date) -> Self:
        return self.filter(on__lte=day)


class SharePrice(models.Model):
    """The close of a share on a day, from a file somebody uploaded."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    symbol = models.CharField(max_length=20)
    name = models.CharField(max_length=120, blank=True)
    on = models.DateField()
    close = models.DecimalField(**AMOUNT)
    currency = models.CharField(max_length=3)
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects = SharePriceQuerySet.as_manager()

    class Meta:
        ordering = ["symbol", "-on"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "symbol", "on"], name="share_price_once"),
            models.CheckConstraint(condition=Q(close__gt=0), name="share_price_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.on}"
