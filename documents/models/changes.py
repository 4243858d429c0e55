"""What was done to many papers at once, in a form that can be put back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, WorkspaceQuerySet


class PaperChange(RandomIdModel):
    """`before` holds what each paper, and each label that is gone, was like."""

    class Action(models.TextChoices):
        EDIT = "edit", _("Filed")
        RULE = "rule", _("Filed by a rule")
        MERGE = "merge", _("Merged")
        DELETE = "delete", _("Label deleted")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    action = models.CharField(max_length=10, choices=Action)
    count = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = WorkspaceQuerySet["PaperChange"].as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.action} × {self.count}"
