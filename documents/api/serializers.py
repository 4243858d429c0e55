"""What papers look like to programs, and what programs may say about them."""

from typing import Any

from rest_framework import serializers

from documents.models import (
    Correspondent,
    Document,
    DocumentVersion,
    MatchAlgorithm,
    PaperExport,
    PaperTag,
    SavedView,
    ShareLink,
)
from documents.search import Hit
from documents.services.sorting import Sorting
from lumen.common.money import CURRENCIES

MOST_RESULTS = 50
SIMPLE = ("title", "kind", "issued_on", "due_on", "amount", "tax", "currency", "number", "gstin", "items")


class PaperLabelSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


class ItemSerializer(serializers.Serializer[Any]):
    """A line of a receipt or an invoice."""

    name = serializers.CharField(max_length=200)
    quantity = serializers.CharField(max_length=30, allow_null=True, required=False, default=None)
    amount = serializers.CharField(max_length=30, allow_null=True, required=False, default=None)


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document, how far its reading is, and what is known of it; `problem` is a sentence, or null."""

    problem = serializers.SerializerMethodField()
    problem_code = serializers.SerializerMethodField()
    step = serializers.SerializerMethodField()
    kind = serializers.SerializerMethodField()
    currency = serializers.SerializerMethodField()
    number = serializers.SerializerMethodField()
    gstin = serializers.SerializerMethodField()
    language = serializers.SerializerMethodField()
    folder = serializers.SerializerMethodField()
    correspondent = PaperLabelSerializer(allow_null=True, read_only=True)
    tags = PaperLabelSerializer(many=True, read_only=True)
    items = ItemSerializer(many=True, read_only=True)
    warnings = serializers.ListField(child=serializers.CharField(), read_only=True)
    amount = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True, read_only=True)
    tax = serializers.DecimalField(max_digits=18, decimal_places=4, allow_null=True, read_only=True)

    class Meta:
        model = Document
        fields = [
            "id", "filename", "title", "status", "step", "problem", "problem_code", "warnings",
            "content_type", "size", "sha256", "version", "page_count", "pages_done", "duration_ms",
            "source", "folder",
            "language", "kind", "correspondent", "tags", "issued_on", "due_on", "amount", "tax", "currency",
            "number", "gstin", "items", "reviewed_at", "created_at", "updated_at",
        ]  # fmt: skip

    def get_problem(self, document: Document) -> str | None:
        return document.problem or None

    def get_problem_code(self, document: Document) -> str | None:
        return document.problem_code or None

    def get_step(self, document: Document) -> str | None:
        return document.step or None

    def get_kind(self, document: Document) -> str | None:
        return document.kind or None

    def get_currency(self, document: Document) -> str | None:
        return document.currency or None

    def get_number(self, document: Document) -> str | None:
        return document.number or None

    def get_gstin(self, document: Document) -> str | None:
        return document.gstin or None

    def get_language(self, document: Document) -> str | None:
        return document.language or None

    def get_folder(self, document: Document) -> str | None:
        return document.folder or None


class StoredDocumentSerializer(DocumentSerializer):
    """After an upload: `note` says when the file was here already, `in_bin` that it is in the bin."""

    note = serializers.CharField(allow_null=True, read_only=True)
    in_bin = serializers.BooleanField(read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [*DocumentSerializer.Meta.fields, "note", "in_bin"]


class DocumentStatusSerializer(DocumentSerializer):
    class Meta(DocumentSerializer.Meta):
        fields = ["id", "status", "step", "problem", "problem_code", "page_count", "pages_done"]


class UploadSerializer(serializers.Serializer[Any]):
    file = serializers.FileField(allow_empty_file=True)
    folder = serializers.CharField(max_length=1_000, required=False)


class LinkSerializer(serializers.Serializer[Any]):
    url = serializers.URLField(max_length=2_000)


class PasswordSerializer(serializers.Serializer[Any]):
    password = serializers.CharField(max_length=1_000, trim_whitespace=False)


class PatchSerializer(serializers.Serializer[Any]):
    """What a person knows better; what is left out stays as it is.

    `correspondent` and `tags` are names, made when there are none of that name; `tags` are all tags.
    """

    title = serializers.CharField(max_length=255, allow_blank=True, required=False)
    kind = serializers.ChoiceField(choices=Document.Kind.choices, allow_null=True, required=False)
    correspondent = serializers.CharField(max_length=120, allow_null=True, required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=120), max_length=50, required=False)
    issued_on = serializers.DateField(allow_null=True, required=False)
    due_on = serializers.DateField(allow_null=True, required=False)
    amount = serializers.DecimalField(max_digits=16, decimal_places=4, allow_null=True, required=False)
    tax = serializers.DecimalField(max_digits=16, decimal_places=4, allow_null=True, required=False)
    currency = serializers.CharField(max_length=3, allow_null=True, required=False)
    number = serializers.CharField(max_length=80, allow_null=True, required=False)
    gstin = serializers.CharField(max_length=15, allow_null=True, required=False)
    items = ItemSerializer(many=True, required=False)
    reviewed = serializers.BooleanField(
        required=False, help_text="True when a person looked it through, false to send it to triage again."
    )

    def validate_currency(self, currency: str | None) -> str:
        code = (currency or "").upper()
        if code and code not in CURRENCIES:
            raise serializers.ValidationError("Write three letters of ISO 4217 like INR.")
        return code

    def to_sorting(self, document: Document) -> Sorting:
        """The decisions, against what the paper has."""
        given = self.validated_data
        texts = {"kind", "currency", "number", "gstin"}
        values: dict[str, Any] = {
            name: given[name] or "" if name in texts else given[name] for name in SIMPLE if name in given
        }
        if "items" in values:
            values["items"] = [dict(item) for item in values["items"]]
        wanted = {name.casefold() for name in given.get("tags", [])}
        has = {tag.name.casefold(): tag.pk for tag in document.tags.all()} if "tags" in given else {}
        return Sorting(
            values=values,
            correspondent=(given["correspondent"] or "") if "correspondent" in given else None,
            remove_tags=[pk for name, pk in has.items() if name not in wanted],
            new_tags=[name for name in given.get("tags", []) if name.casefold() not in has],
        )


class FiltersSerializer(serializers.Serializer[Any]):
    """As the parameters of the list."""

    kind = serializers.ListField(child=serializers.CharField(), required=False)
    correspondent = serializers.ListField(child=serializers.CharField(), required=False)
    tag = serializers.ListField(child=serializers.CharField(), required=False)
    state = serializers.ListField(child=serializers.CharField(), required=False)
    language = serializers.ListField(child=serializers.CharField(), required=False)
    min = serializers.DecimalField(max_digits=18, decimal_places=4, required=False)
    max = serializers.DecimalField(max_digits=18, decimal_places=4, required=False)

    def get_fields(self) -> dict[str, Any]:
        """`from` is no name in Python, and `source` one that a field has for itself."""
        between = {name: serializers.DateField(required=False) for name in ("from", "to")}
        sources = serializers.ListField(child=serializers.CharField(), required=False)
        return {**super().get_fields(), **between, "source": sources}


class SearchSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=1_000)
    k = serializers.IntegerField(min_value=1, max_value=MOST_RESULTS, default=10)
    document_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, allow_null=True, default=None
    )
    filters = FiltersSerializer(required=False)


class HitSerializer(serializers.Serializer[Hit]):
    document = serializers.UUIDField(source="document_id")
    external_name = serializers.CharField(source="filename")
    title = serializers.CharField()
    page = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    text = serializers.CharField()
    heading = serializers.CharField()
    score = serializers.FloatField()
    boxes = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    at_ms = serializers.IntegerField(
        allow_null=True, required=False, help_text="Of a recording: when it is said or shown."
    )


class FoundSerializer(serializers.Serializer[Any]):
    results = HitSerializer(many=True)
    by_meaning = serializers.BooleanField(
        help_text="False when no worker answered and words alone were compared."
    )


class DocumentVersionSerializer(serializers.ModelSerializer[DocumentVersion]):
    class Meta:
        model = DocumentVersion
        fields = ["version", "filename", "content_type", "size", "sha256", "page_count", "replaced_at"]


class ShareSerializer(serializers.Serializer[Any]):
    days = serializers.IntegerField(min_value=1, max_value=365, default=7)
    password = serializers.CharField(max_length=200, default="", allow_blank=True, trim_whitespace=False)


class ShareLinkSerializer(serializers.ModelSerializer[ShareLink]):
    """`url` stands only in the answer that makes the link."""

    has_password = serializers.SerializerMethodField()
    url = serializers.CharField(allow_null=True, read_only=True, default=None)

    class Meta:
        model = ShareLink
        fields = ["id", "url", "has_password", "opened", "expires_at", "created_at"]

    def get_has_password(self, link: ShareLink) -> bool:
        return bool(link.password_hash)


class SavedViewSerializer(serializers.ModelSerializer[SavedView]):
    is_own = serializers.SerializerMethodField()

    class Meta:
        model = SavedView
        fields = ["id", "name", "query", "is_shared", "is_own", "created_at"]
        read_only_fields = ["id", "is_own", "created_at"]

    def get_is_own(self, view: SavedView) -> bool:
        return bool(view.owner_id == self.context["request"].user.pk)


class PaperExportRequestSerializer(serializers.Serializer[Any]):
    document_ids = serializers.ListField(
        child=serializers.UUIDField(), required=False, default=list, help_text="None of them packs all."
    )


class PaperExportSerializer(serializers.ModelSerializer[PaperExport]):
    class Meta:
        model = PaperExport
        fields = ["id", "status", "documents", "size", "created_at", "expires_at"]


class _LabelSerializer(serializers.ModelSerializer[Any]):
    documents = serializers.IntegerField(source="papers", read_only=True, default=0)
    match_algorithm = serializers.ChoiceField(choices=MatchAlgorithm.choices, required=False)
    match_text = serializers.CharField(max_length=500, allow_blank=True, required=False)
    name = serializers.CharField(max_length=120)


class TagSerializer(_LabelSerializer):
    color = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", allow_blank=True, required=False)

    class Meta:
        model = PaperTag
        fields = ["id", "name", "color", "match_algorithm", "match_text", "documents"]


class CorrespondentSerializer(_LabelSerializer):
    class Meta:
        model = Correspondent
        fields = ["id", "name", "match_algorithm", "match_text", "documents"]


class MergeSerializer(serializers.Serializer[Any]):
    into = serializers.UUIDField()


class RuleSerializer(serializers.Serializer[Any]):
    match_algorithm = serializers.ChoiceField(choices=MatchAlgorithm.choices)
    match_text = serializers.CharField(max_length=500, allow_blank=True, default="")


class RulePreviewSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()
    tried = serializers.IntegerField(help_text="How many of the newest papers were looked at.")
    documents = serializers.ListField(child=serializers.UUIDField())


class StorageSerializer(serializers.Serializer[Any]):
    documents = serializers.IntegerField()
    used_bytes = serializers.IntegerField()
    bin_bytes = serializers.IntegerField()
    version_bytes = serializers.IntegerField()
    failed_bytes = serializers.IntegerField(help_text="Not counted.")
    quota_bytes = serializers.IntegerField(help_text="0 where there is no limit.")


class MissedSerializer(serializers.Serializer[Any]):
    """Something that was looked for in vain."""

    text = serializers.CharField()
    times = serializers.IntegerField()
    people = serializers.IntegerField()
    hits = serializers.IntegerField()
    last_at = serializers.DateTimeField()
