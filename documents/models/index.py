"""The passages that search looks through, and the counts behind their weights."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Cast
from pgvector.django import BitField, HalfVectorField, SparseVectorField

from documents.models.library import Document
from documents.models.pages import Page
from lumen.ai.embeddings.base import DIMENSION
from lumen.common.models import RandomIdModel, WorkspaceQuerySet

TERM_DIMENSIONS = 2**20
EVERY_CHUNK = TERM_DIMENSIONS  # the row of TermFrequency that counts all chunks of a workspace


class Chunk(RandomIdModel):
    """A passage of one page: `page.text[start:end]`.

    `embedder` and `chunker` say by which model and which way of cutting and weighing words it was made;
    passages made in an older way are made anew from the stored page. The vector has 384 dimensions; `signs`
    is one bit of each, by which the database itself finds the passages worth comparing exactly.
    """

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    document = models.ForeignKey(Document, models.CASCADE, related_name="chunks")
    page = models.ForeignKey(Page, models.CASCADE, related_name="chunks")
    index = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    heading = models.CharField(max_length=300, blank=True)
    embedding = HalfVectorField(dimensions=DIMENSION)
    signs = models.GeneratedField(
        expression=Cast(models.Func("embedding", function="binary_quantize"), BitField(length=DIMENSION)),
        output_field=BitField(length=DIMENSION),
        db_persist=True,
    )
    embedder = models.CharField(max_length=60)
    chunker = models.CharField(max_length=20, default="")
    terms = SparseVectorField(dimensions=TERM_DIMENSIONS)  # saturated term frequencies of BM25
    keys = ArrayField(models.IntegerField(), default=list)  # the dimensions, salted by workspace: see `terms`

    objects = WorkspaceQuerySet["Chunk"].as_manager()

    class Meta:
        ordering = ["document_id", "index"]
        constraints = [models.UniqueConstraint(fields=["document", "index"], name="chunk_once")]
        indexes = [
            # a search by meaning reads this index alone before it compares what is near exactly
            models.Index(
                fields=["workspace", "document"],
                include=["id", "embedder", "signs"],
                name="chunk_signs",
            ),
            GinIndex(fields=["keys"], name="chunk_keys", fastupdate=False),
        ]

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
