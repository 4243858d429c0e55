"""`audit-events`: the workspace's log for its owners, read only."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers

from lumen.audit import selectors
from lumen.audit.forms import AuditFilterForm
from lumen.audit.models import AuditEvent
from lumen.audit.permissions import require_owner
from lumen.audit.sentences import sentence_of


class AuditEventSerializer(serializers.ModelSerializer[AuditEvent]):
    sentence = serializers.SerializerMethodField(help_text="What happened, in words.")

    class Meta:
        model = AuditEvent
        fields = [
            "id",
            "position",
            "created_at",
            "actor_id",
            "action",
            "sentence",
            "facts",
            "previous_digest",
            "digest",
        ]

    def get_sentence(self, event: AuditEvent) -> str:
        return sentence_of(event.action, event.facts)


class AuditEventList(generics.ListAPIView[AuditEvent]):
    """The audit log of the workspace, newest first. Owners only."""

    serializer_class = AuditEventSerializer
    queryset = AuditEvent.objects.none()
    cursor_ordering = ("-sequence",)

    def get_queryset(self) -> QuerySet[AuditEvent]:
        require_owner(self.request.membership)  # type: ignore[attr-defined]
        form = AuditFilterForm(self.request.query_params)
        if not form.is_valid():
            wrong = {name: [str(line) for line in lines] for name, lines in form.errors.items()}
            raise serializers.ValidationError(wrong)
        workspace = self.request.workspace  # type: ignore[attr-defined]
        return selectors.events_in(workspace=workspace, **form.to_filters())

    @extend_schema(
        operation_id="audit_events_list",
        parameters=[
            OpenApiParameter("action", str, description="only this action, e.g. `member.joined`"),
            OpenApiParameter("actor", {"type": "string", "format": "uuid"}),
            OpenApiParameter("from", {"type": "string", "format": "date"}, description="first day"),
            OpenApiParameter("to", {"type": "string", "format": "date"}, description="last day"),
        ],
    )
    def get(self, *args: Any, **kwargs: Any) -> Any:
        return super().get(*args, **kwargs)
