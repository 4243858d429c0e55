"""What choices are called in the description of the API, where two fields of a name differ."""

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
