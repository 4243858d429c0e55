"""The library: papers, what was understood of them, and how a person sorts them."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lumen.common.models import RandomIdModel, TimestampedModel, WorkspaceQuerySet


class MatchAlgorithm(models.TextChoices):
    """How a tag or correspondent recognises its papers."""

    NONE = "none", _("Never by itself")
    ANY = "any", _("Any of these words")
    ALL = "all", _("All of these words")
    EXACT = "exact", _("Exactly this text")
    REGEX = "regex", _("Regular expression")
    FUZZY = "fuzzy", _("Nearly this text")
    LEARNED = "learned", _("Suggested from papers like it")


class Label(RandomIdModel, TimestampedModel):
    """What tags and correspondents have in common: a name and a matching rule."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    match_algorithm = models.CharField(max_length=10, choices=MatchAlgorithm, default=MatchAlgorithm.LEARNED)
    match_text = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Correspondent(Label):
    """Who a paper comes from."""

    objects = WorkspaceQuerySet["Correspondent"].as_manager()

    class Meta(Label.Meta):
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="correspondent_once")]


class PaperTag(Label):
    color = models.CharField(max_length=7, blank=True)  # "#rrggbb"; blank takes the usual one

    objects = WorkspaceQuerySet["PaperTag"].as_manager()

    class Meta(Label.Meta):
        constraints = [models.UniqueConstraint("workspace", Lower("name"), name="paper_tag_once")]


class DocumentQuerySet(WorkspaceQuerySet["Document"]):
    def live(self) -> Self:
        """Not in the bin."""
        return self.filter(deleted_at__isnull=True)

    def readable(self) -> Self:
        """In the library and read to the end."""
        return self.live().filter(status__in=Document.READABLE)

    def unfinished(self) -> Self:
        return self.live().filter(status__in=Document.AT_WORK)

    def to_triage(self) -> Self:
        """Read, and not yet looked through by anyone."""
        return self.readable().filter(reviewed_at__isnull=True)


class Document(RandomIdModel, TimestampedModel):
    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        EXTRACTING = "extracting", _("Reading")
        OCR = "ocr", _("Reading the scan")
        CHUNKING = "chunking", _("Cutting into passages")
        EMBEDDING = "embedding", _("Preparing for search")
        READY = "ready", _("Ready")
        READY_WITH_WARNINGS = "ready_with_warnings", _("Ready, with warnings")
        FAILED = "failed", _("Could not be read")
        CANCELLED = "cancelled", _("Cancelled")

    class Kind(models.TextChoices):
        RECEIPT = "receipt", _("Receipt")
        INVOICE = "invoice", _("Invoice")
        BILL = "bill", _("Bill")
        STATEMENT = "statement", _("Statement")
        CONTRACT = "contract", _("Contract")
        LETTER = "letter", _("Letter")
        IDENTITY = "identity", _("Identity paper")
        OTHER = "other", _("Other")

    class Source(models.TextChoices):
        UPLOAD = "upload", _("Uploaded")
        CAMERA = "camera", _("Photographed")
        API = "api", _("Sent by a program")
        FOLDER = "folder", _("Watched folder")
        MAIL = "mail", _("Mail attachment")
        ARCHIVE = "archive", _("Unpacked from an archive")
        LINK = "link", _("Fetched from a link")
        COMMAND = "command", _("Read by a command")
        CHAT = "chat", _("Given with a question")
        MADE = "made", _("Made by a model")

    READABLE = (Status.READY, Status.READY_WITH_WARNINGS)
    AT_WORK = (Status.QUEUED, Status.EXTRACTING, Status.OCR, Status.CHUNKING, Status.EMBEDDING)

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    source = models.CharField(max_length=10, choices=Source, default=Source.UPLOAD)
    folder = models.CharField(max_length=500, blank=True)  # path inside what was dropped, "bills/2026"
    link = models.CharField(max_length=2_000, blank=True)  # the address it was fetched from
    made_by = models.CharField(max_length=200, blank=True)  # the model that made this picture
    file = models.FileField(upload_to="documents/%Y/%m/")
    filename = models.CharField(max_length=255)
    title = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    password = models.BinaryField(blank=True, default=bytes)  # of a locked file, under the key ring
    version = models.PositiveIntegerField(default=1)

    status = models.CharField(max_length=20, choices=Status, default=Status.QUEUED)
    queued_at = models.DateTimeField(
        null=True, blank=True
    )  # since when it waits for a worker; null: for none
    step = models.CharField(max_length=200, blank=True)  # in words: "page 3 of 12"
    problem = models.TextField(blank=True)
    problem_code = models.CharField(max_length=30, blank=True)  # "password", "damaged", "no_text", ...
    warnings = models.JSONField(default=list, blank=True)  # sentences
    page_count = models.PositiveIntegerField(default=0)
    pages_done = models.PositiveIntegerField(default=0)
    duration_ms = models.PositiveIntegerField(null=True, blank=True)  # of sound and video
    deleted_at = models.DateTimeField(null=True, blank=True)  # in the bin for 30 days

    language = models.CharField(max_length=8, blank=True)  # ISO 639-1 of most of the text
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    correspondent = models.ForeignKey(
        Correspondent, models.SET_NULL, null=True, blank=True, related_name="documents"
    )
    tags = models.ManyToManyField(PaperTag, blank=True, related_name="documents")
    issued_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)  # the total
    tax = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    number = models.CharField(max_length=80, blank=True)  # invoice, bill or policy number
    gstin = models.CharField(max_length=15, blank=True)
    items = models.JSONField(default=list, blank=True)  # [{"name", "quantity", "amount"}]
    fields = models.JSONField(
        default=dict, blank=True
    )  # name -> {"value", "page", "start", "end", "confidence"}
    suggestions = models.JSONField(default=dict, blank=True)  # what the learned tagger offers
    edited_fields = models.JSONField(default=list, blank=True)  # names a person set: never overwritten
    understood_by = models.CharField(max_length=40, blank=True)  # version of the reader of fields
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["workspace", "sha256"], name="document_content_once")]
        indexes = [
            models.Index(fields=["workspace", "-created_at"], name="document_newest"),
            models.Index(fields=["workspace", "kind", "issued_on"], name="document_kind_issued"),
            models.Index(fields=["workspace", "correspondent", "issued_on"], name="document_correspondent"),
            models.Index(
                fields=["queued_at"], name="document_waiting", condition=models.Q(queued_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.filename

    @property
    def is_finished(self) -> bool:
        return self.status not in self.AT_WORK

    @property
    def is_readable(self) -> bool:
        return self.status in self.READABLE

    @property
    def has_pictures(self) -> bool:
        """Whether a page can be shown as it looks on paper."""
        return self.content_type == "application/pdf" or self.content_type.startswith("image/")

    @property
    def has_thumbnail(self) -> bool:
        """Whether its first page has a small picture."""
        return self.has_pictures or self.content_type.startswith("video/")

    @property
    def is_picture(self) -> bool:
        """Whether it is a photo or a scan, so that there is something to see in it."""
        return self.content_type.startswith("image/")

    @property
    def is_recording(self) -> bool:
        """Whether its pages are stretches of time."""
        return self.content_type.startswith(("audio/", "video/"))


class DocumentVersion(models.Model):
    """An earlier file of a document; the newest one is the document's own."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    file = models.FileField(upload_to="documents/%Y/%m/")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    password = models.BinaryField(blank=True, default=bytes)  # as of the document
    page_count = models.PositiveIntegerField(default=0)
    replaced_at = models.DateTimeField(auto_now_add=True)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["document", "version"], name="version_once")]

    def __str__(self) -> str:
        return f"version {self.version} of {self.document_id}"


class SavedView(RandomIdModel, TimestampedModel):
    """A search with its filters under a name."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1_000)  # the query string of the list, without "?"
    is_shared = models.BooleanField(default=False)  # with every member

    objects = WorkspaceQuerySet["SavedView"].as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["workspace", "owner", "name"], name="view_once")]

    def __str__(self) -> str:
        return self.name


class ShareLink(RandomIdModel, TimestampedModel):
    """A document shown to whoever holds the link, until it expires; only the token's hash is kept."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="share_links")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    password_hash = models.CharField(max_length=200, blank=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    opened = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"link to {self.document_id}"


class SearchLog(models.Model):
    """What was looked for, what came of it, and what was opened."""

    workspace = models.ForeignKey("accounts.Workspace", models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(auto_now_add=True)
    text = models.CharField(max_length=1_000)
    asked_as = models.CharField(max_length=10)  # "search" | "question"
    hits = models.PositiveIntegerField()
    milliseconds = models.PositiveIntegerField()
    opened = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = WorkspaceQuerySet["SearchLog"].as_manager()

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["workspace", "-asked_at"], name="search_log_newest")]

    def __str__(self) -> str:
        return self.text
