"""What was read of a paper: its pages, and each attempt to read it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import VectorField

from documents.models.library import Document


class Page(models.Model):
    """One page's text and where each piece of it stands.

    `blocks` is a list of `{"start", "end", "box": [x0, y0, x1, y1]}`: offsets into `text`, and a box
    in 0..1 of the page from its top left; one block is one line. Lines without a place on paper (text
    files) have no box; headings carry `"kind": "heading"`. A page of a recording is a stretch of time, such
    as one shot of a video; its lines carry `"ms"`, when they are said or stand on the screen.
    """

    class Origin(models.TextChoices):
        EMBEDDED = "embedded", _("Text in the file")
        OCR = "ocr", _("Read from the picture")
        SPEECH = "speech", _("Heard")

    document = models.ForeignKey(Document, models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()  # from 1
    text = models.TextField()
    blocks = models.JSONField(default=list)
    width = models.FloatField(default=0)  # points
    height = models.FloatField(default=0)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.EMBEDDED)
    starts_ms = models.PositiveIntegerField(null=True, blank=True)  # of a recording: from its beginning
    ends_ms = models.PositiveIntegerField(null=True, blank=True)
    picture = models.FileField(upload_to="documents/frames/%Y/%m/", blank=True)  # key frame of a shot, JPEG
    seen = models.JSONField(default=dict, blank=True)  # lumen.ai.media.looking.Look of its picture

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


class PictureVector(models.Model):
    """What a picture model sees in one page, to be found by words. Vectors of different models never meet."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="picture_vectors")
    model = models.CharField(max_length=120)  # name and fingerprint of the weights
    vector = VectorField()  # unit length; as many dimensions as the model has

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "model"], name="picture_vector_once")]

    def __str__(self) -> str:
        return f"{self.model} of {self.page_id}"
