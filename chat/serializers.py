"""The shapes of the chat's API."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from chat import branches, turns
from chat.models import Conversation, Fact, Message, Proposal
from chat.services import DEFAULT_QUESTION, MAX_QUESTION
from lumen.ai.answers import Answer


class ConversationSerializer(serializers.ModelSerializer[Conversation]):
    questions = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Conversation
        fields = ["id", "title", "questions", "created_at", "updated_at"]
        read_only_fields = ["id", "questions", "created_at", "updated_at"]


class CitationSerializer(serializers.Serializer[Any]):
    document = serializers.CharField()
    external_name = serializers.CharField()
    page = serializers.IntegerField()
    quote = serializers.CharField()
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    boxes = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    at_ms = serializers.IntegerField(
        allow_null=True, required=False, help_text="Of a recording: when it is said or shown."
    )


class ProposalSerializer(serializers.ModelSerializer[Proposal]):
    """A change that waits for a yes, and what came of it."""

    class Meta:
        model = Proposal
        fields = ["id", "tool", "arguments", "sentence", "state", "expires_at", "result", "paper"]
        read_only_fields = fields


class MessageSerializer(serializers.ModelSerializer[Message]):
    answer = serializers.SerializerMethodField()
    proposals = ProposalSerializer(many=True, read_only=True)

    class Meta:
        model = Message
        fields = [
            *("id", "role", "state", "text", "answer", "proposals", "problem", "model", "rating"),
            "created_at",
        ]

    def get_answer(self, message: Message) -> dict[str, Any] | None:
        """The object of `ask`; null for questions and for answers that were not finished."""
        return contract_of(message) if message.answer else None


class ConversationDetailSerializer(ConversationSerializer):
    messages = serializers.SerializerMethodField()

    class Meta(ConversationSerializer.Meta):
        fields = [*ConversationSerializer.Meta.fields, "messages"]

    @extend_schema_field(MessageSerializer(many=True))
    def get_messages(self, conversation: Conversation) -> Any:
        """The current version of each question, with its answer."""
        shown = branches.shown(conversation.messages.all())
        return MessageSerializer(shown, many=True).data


class FactSerializer(serializers.ModelSerializer[Fact]):
    """`said` and `meaning` are the names it equates, where it does."""

    class Meta:
        model = Fact
        fields = ["id", "text", "said", "meaning", "created_at", "updated_at"]
        read_only_fields = ["id", "said", "meaning", "created_at", "updated_at"]


class AskSerializer(serializers.Serializer[Any]):
    message = serializers.CharField(
        max_length=MAX_QUESTION,
        allow_blank=True,
        help_text="May be empty when papers are given: what they are is asked then.",
    )
    conversation_id = serializers.UUIDField(required=False, allow_null=True, default=None)
    document_ids = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        allow_null=True,
        default=None,
        max_length=100,
        help_text="Look only at these papers. Left out: at those of the question before; empty: at all.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["message"]:
            return attrs
        if not attrs["document_ids"]:
            raise serializers.ValidationError({"message": _("Type a question first.")})
        return attrs | {"message": DEFAULT_QUESTION}


class AnswerSerializer(serializers.Serializer[Any]):
    """The object that `ask` prints, with the ids of where it is kept."""

    conversation_id = serializers.UUIDField()
    message_id = serializers.UUIDField()
    run_id = serializers.UUIDField()
    state = serializers.CharField()
    status = serializers.CharField()
    text = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    unit = serializers.CharField(allow_null=True)
    rows = serializers.JSONField(allow_null=True)
    ids = serializers.ListField(child=serializers.CharField(), allow_null=True)
    labels = serializers.ListField(child=serializers.CharField(), allow_null=True)
    query = serializers.JSONField(allow_null=True)
    citations = CitationSerializer(many=True)
    proposals = ProposalSerializer(many=True)
    as_of = serializers.DateTimeField(allow_null=True)
    model = serializers.CharField(allow_null=True)
    ms = serializers.IntegerField(allow_null=True)


class PassageSerializer(serializers.Serializer[Any]):
    document = serializers.CharField()
    external_name = serializers.CharField()
    page = serializers.IntegerField()
    text = serializers.CharField()
    score = serializers.FloatField(allow_null=True)


class PlannedTaskSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    tool = serializers.CharField()
    arguments = serializers.JSONField()
    after = serializers.ListField(child=serializers.CharField())
    priority = serializers.IntegerField()
    timeout_seconds = serializers.FloatField()
    reason = serializers.CharField()


class ContextSerializer(serializers.Serializer[Any]):
    """What an answer would rest on."""

    plan = PlannedTaskSerializer(many=True)
    passages = PassageSerializer(many=True)
    prompt = serializers.CharField()


class StopSerializer(serializers.Serializer[Any]):
    run_id = serializers.UUIDField()
    state = serializers.CharField()


def contract_of(message: Message) -> dict[str, Any]:
    """A stored answer in the shape of `ask`."""
    stored = message.answer
    empty = turns.contract_answer(Answer(status="unanswerable", text=""), message.text)
    return {name: stored.get(name, empty[name]) for name in empty} | {"text": message.text}


def answer_of(message: Message) -> dict[str, Any]:
    """What `POST chat/message` answers."""
    return {
        "conversation_id": message.conversation_id,
        "message_id": message.pk,
        "run_id": message.run,
        "state": message.state,
        **contract_of(message),
        "proposals": message.proposals.all(),
        "as_of": message.answer.get("as_of"),
        "model": message.model or None,
        "ms": message.milliseconds,
    }
