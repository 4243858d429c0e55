"""What was read of a paper: its pages, and each attempt to read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from documents.models.library import Document


class Page(models.Model):
    """One page's text and where each piece of it stands.

    `blocks` is a list of `{"start", "end", "box": [x0, y0, x1, y1]}`: offsets into `text`, and a box
    in 0..1 of the page from its top left; one block is one line. Lines without a place on paper (text
    files) have no box; headings carry `"kind": "heading"`.
    """

    class Origin(models.TextChoices):
        EMBEDDED = "embedded", _("Text in the file")
        OCR = "ocr", _("Read from the picture")

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 1
    text = models.TextField()
    blocks = models.JSONField(default=list)
    width = models.FloatField(default=0)  # points
    height = models.FloatField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EMBEDDED)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="page_once")]

    def __str__(self) -> str:
        return f"page {self.number} of {self.document_id}"


class ProcessingRun(models.Model):
    """One attempt to read a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at"]
        indexes = [models.Index(fields=["started_at"], name="run_started")]

    def __str__(self) -> str:
        return f"run of {self.document_id}"
