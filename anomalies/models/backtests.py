"""A history that somebody tried the watch on; kept for a day, for the one who asked."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class BacktestQuerySet(WorkspaceQuerySet["Backtest"]):
    def of(self, user: models.Model) -> Self:
        return self.filter(user=user)

    def light(self) -> Self:
        """Without the file and the result lines."""
        return self.defer("source", "lines")

    def under_way(self) -> Self:
        return self.filter(state__in=[Backtest.State.WAITING, Backtest.State.RUNNING])

    def older_than(self, moment: datetime) -> Self:
        return self.filter(created_at__lt=moment)


class Backtest(RandomIdModel, TimestampedModel):
    """What Lumen would have said about an uploaded history. It touches nothing else."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Judging")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not read")
        CANCELLED = "cancelled", _("Stopped")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    filename = models.CharField(max_length=200)
    warmup_months = models.PositiveSmallIntegerField(default=6)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)  # why there is no result, in a sentence
    source = models.BinaryField(null=True)  # the file, compressed; emptied once it is judged
    lines = models.BinaryField(null=True)  # the result as JSON lines, compressed
    report = models.JSONField(default=dict, blank=True)  # figures, months and notices, as the page shows them
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BacktestQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_under_way(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def is_done(self) -> bool:
        return self.state == self.State.DONE
