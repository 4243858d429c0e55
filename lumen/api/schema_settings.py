"""What drf-spectacular is told: how the API is described."""

from typing import Any

# what choices are called where two fields of a name differ
ENUM_NAMES = {
    "WorkspaceKindEnum": "accounts.models.Workspace.Kind",
    "DocumentStatusEnum": "documents.models.Document.Status",
    "DocumentSourceEnum": "documents.models.Document.Source",
    "SourceKindEnum": "transactions.models.Source.Kind",
    "ExportStatusEnum": "accounts.models.DataExport.Status",
    "AccountKindEnum": "transactions.models.Account.Kind",
    "CategoryKindEnum": "transactions.models.Category.Kind",
    "TransactionKindEnum": "transactions.models.Transaction.Kind",
    "DirectionEnum": ["debit", "credit"],
    "MessageDirectionEnum": "transactions.api.inbox.DIRECTIONS",
    "SourceStateEnum": "transactions.models.Source.State",
    "ChannelKindEnum": "assistants.models.Channel.Kind",
    "DraftStateEnum": "assistants.models.Draft.State",
    "DraftReasonEnum": "assistants.models.Draft.Reason",
    "EnquiryStateEnum": "assistants.models.Enquiry.State",
    "FeedStateEnum": "lumen.feeds.models.Feed.State",
    "WatchStateEnum": "lumen.feeds.models.Watch.State",
    "WatchKindEnum": "lumen.feeds.models.Watch.Kind",
    "HandoverReasonEnum": "assistants.models.HandoverReason",
}


def schema_settings(version: str) -> dict[str, Any]:
    """What drf-spectacular is told."""
    return {
        "TITLE": "Lumen",
        "DESCRIPTION": "Money, papers, conversations. Amounts are decimal strings with an ISO 4217 currency.",
        "VERSION": version,
        "SERVE_INCLUDE_SCHEMA": False,
        "SWAGGER_UI_DIST": "SIDECAR",
        "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
        "SCHEMA_PATH_PREFIX": "/api/v1",
        "COMPONENT_SPLIT_REQUEST": True,
        "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
        "POSTPROCESSING_HOOKS": [
            "drf_spectacular.hooks.postprocess_schema_enums",
            "lumen.api.schema.add_problem_answers",
        ],
        "ENUM_NAME_OVERRIDES": ENUM_NAMES,
    }
