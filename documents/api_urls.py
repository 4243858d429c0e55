"""REST routes of this app."""

from django.urls import path

from documents import api

urlpatterns = [
    path("documents", api.DocumentsView.as_view(), name="api-documents"),
    path("documents/search", api.DocumentSearchView.as_view(), name="api-documents-search"),
    path("documents/<uuid:pk>", api.DocumentView.as_view(), name="api-document"),
    path("documents/<uuid:pk>/status", api.DocumentStatusView.as_view(), name="api-document-status"),
    path("documents/<uuid:pk>/file", api.DocumentFileView.as_view(), name="api-document-file"),
    path(
        "documents/<uuid:pk>/pages/<int:number>.png",
        api.DocumentPageImageView.as_view(),
        name="api-document-page",
    ),
    path("documents/<uuid:pk>/retry", api.DocumentRetryView.as_view(), name="api-document-retry"),
]
