"""REST routes of this app."""

from django.urls import path

from documents.api import finding, labels, leaving, papers, pictures, recordings

urlpatterns = [
    path("documents", papers.DocumentsView.as_view(), name="api-documents"),
    path("documents/search", finding.DocumentSearchView.as_view(), name="api-documents-search"),
    path(
        "documents/search-pictures",
        pictures.PictureSearchView.as_view(),
        name="api-documents-search-pictures",
    ),
    path("documents/<uuid:pk>/seen", pictures.DocumentSeenView.as_view(), name="api-document-seen"),
    path("documents/<uuid:pk>/bare.jpg", pictures.DocumentBareView.as_view(), name="api-document-bare"),
    path(
        "documents/<uuid:pk>/enhanced.jpg",
        pictures.DocumentEnhancedView.as_view(),
        name="api-document-enhanced",
    ),
    path("documents/link", papers.DocumentLinkView.as_view(), name="api-documents-link"),
    path("documents/storage", leaving.StorageView.as_view(), name="api-documents-storage"),
    path("documents/views", finding.SavedViewsView.as_view(), name="api-document-views"),
    path("documents/views/<uuid:pk>", finding.SavedViewView.as_view(), name="api-document-view"),
    path(
        "documents/missed-searches", finding.MissedSearchesView.as_view(), name="api-document-missed-searches"
    ),
    path("documents/exports", leaving.ExportsView.as_view(), name="api-document-exports"),
    path(
        "documents/exports/<uuid:pk>/file", leaving.ExportFileView.as_view(), name="api-document-export-file"
    ),
    path("documents/<uuid:pk>", papers.DocumentView.as_view(), name="api-document"),
    path("documents/<uuid:pk>/status", papers.DocumentStatusView.as_view(), name="api-document-status"),
    path("documents/<uuid:pk>/similar", papers.DocumentSimilarView.as_view(), name="api-document-similar"),
    path(
        "documents/<uuid:pk>/timeline",
        recordings.DocumentTimelineView.as_view(),
        name="api-document-timeline",
    ),
    path("documents/<uuid:pk>/file", papers.DocumentFileView.as_view(), name="api-document-file"),
    path(
        "documents/<uuid:pk>/pages/<int:number>.png",
        papers.DocumentPageImageView.as_view(),
        name="api-document-page",
    ),
    path("documents/<uuid:pk>/retry", papers.DocumentRetryView.as_view(), name="api-document-retry"),
    path("documents/<uuid:pk>/cancel", papers.DocumentCancelView.as_view(), name="api-document-cancel"),
    path("documents/<uuid:pk>/unlock", papers.DocumentUnlockView.as_view(), name="api-document-unlock"),
    path("documents/<uuid:pk>/restore", papers.DocumentRestoreView.as_view(), name="api-document-restore"),
    path("documents/<uuid:pk>/versions", papers.DocumentVersionsView.as_view(), name="api-document-versions"),
    path(
        "documents/<uuid:pk>/versions/<int:version>/restore",
        papers.DocumentVersionRestoreView.as_view(),
        name="api-document-version-restore",
    ),
    path(
        "documents/<uuid:pk>/share-links", leaving.ShareLinksView.as_view(), name="api-document-share-links"
    ),
    path(
        "documents/<uuid:pk>/share-links/<uuid:link>",
        leaving.ShareLinkView.as_view(),
        name="api-document-share-link",
    ),
    path("tags", labels.TagsView.as_view(), name="api-tags"),
    path("tags/<uuid:pk>", labels.TagView.as_view(), name="api-tag"),
    path("tags/<uuid:pk>/merge", labels.TagMergeView.as_view(), name="api-tag-merge"),
    path("correspondents", labels.CorrespondentsView.as_view(), name="api-correspondents"),
    path("correspondents/<uuid:pk>", labels.CorrespondentView.as_view(), name="api-correspondent"),
    path(
        "correspondents/<uuid:pk>/merge",
        labels.CorrespondentMergeView.as_view(),
        name="api-correspondent-merge",
    ),
    path("label-rules/preview", labels.RulePreviewView.as_view(), name="api-label-rule-preview"),
]
