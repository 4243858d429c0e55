"""Papers: a file, its pages as text with boxes, and the chunks that search looks through."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pgvector.django import SparseVectorField, VectorField

from lumen.ai.embeddings.base import DIMENSION
from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet

TERM_DIMENSIONS = 2**20
EVERY_CHUNK = TERM_DIMENSIONS  # the row of TermFrequency that counts all chunks of a workspace


class DocumentQuerySet(WorkspaceQuerySet["Document"]):
    def live(self) -> Self:
        """Not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def readable(self) -> Self:
        """In the library and read to the end."""
        return self.live().filter(status=Document.Status.READY)

    def unfinished(self) -> Self:
        return self.live().filter(status__in=[Document.Status.QUEUED, Document.Status.READING])


class Document(RandomIdModel, TimestampedModel):
    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        READING = "reading", _("Reading")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Could not be read")

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to="documents/%Y/%m/")
    filename = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    step = models.CharField(max_length=200, blank=True)  # in words: "page 3 of 12"
    problem = models.TextField(blank=True)
    page_count = models.PositiveIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    deleted_at = models.DateTimeField(null=True, blank=True)  # in the bin for 30 days

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["workspace", "sha256"], name="document_content_once")]
        indexes = [models.Index(fields=["workspace", "-created_at"], name="document_newest")]

    def __str__(self) -> str:
        return self.title or self.filename

    @property
    def is_finished(self) -> bool:
        return self.status in (self.Status.READY, self.Status.FAILED)

    @property
    def has_pictures(self) -> bool:
        """Whether a page can be shown as it looks on paper."""
        return self.content_type == "application/pdf" or self.content_type.startswith("image/")


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


class Chunk(RandomIdModel):
    """A passage of one page: `page.text[start:end]`."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="chunks")
    page = models.ForeignKey(Page, models.CASCADE, related_name="chunks")
    index = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    heading = models.CharField(max_length=300, blank=True)
    embedding = VectorField(dimensions=DIMENSION)
    embedder = models.CharField(max_length=60)
    terms = SparseVectorField(dimensions=TERM_DIMENSIONS)  # saturated term frequencies of BM25

    objects = WorkspaceQuerySet["Chunk"].as_manager()

    class Meta:
        ordering = ["document_id", "index"]
        constraints = [models.UniqueConstraint(fields=["document", "index"], name="chunk_once")]
        indexes = [models.Index(fields=["workspace", "document"], name="chunk_workspace")]

    def __str__(self) -> str:
        return f"chunk {self.index} of {self.document_id}"


class TermFrequency(models.Model):
    """In how many chunks of a workspace a hashed term occurs: the idf side of BM25."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    term = models.PositiveIntegerField()
    chunks = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "term"], name="term_once")]
        verbose_name_plural = "term frequencies"

    def __str__(self) -> str:
        return f"{self.term}: {self.chunks}"


class ProcessingRun(models.Model):
    """One attempt to read a document."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="runs")
    started_at = models.DateTimeField(auto_now_add=True)
    heartbeat_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"run of {self.document_id}"
