"""REST routes of assistants."""

from django.urls import URLPattern, URLResolver, path

from assistants import api_drafts

urlpatterns: list[URLPattern | URLResolver] = [
    path("drafts", api_drafts.DraftList.as_view(), name="api-drafts"),
    path("drafts/<uuid:pk>", api_drafts.DraftDetail.as_view(), name="api-draft"),
    path("drafts/<uuid:pk>/accept", api_drafts.DraftAccept.as_view(), name="api-draft-accept"),
    path("drafts/<uuid:pk>/edit", api_drafts.DraftEdit.as_view(), name="api-draft-edit"),
    path("drafts/<uuid:pk>/reject", api_drafts.DraftReject.as_view(), name="api-draft-reject"),
    path("drafts/<uuid:pk>/undo", api_drafts.DraftUndo.as_view(), name="api-draft-undo"),
    path("drafts/<uuid:pk>/again", api_drafts.DraftAgain.as_view(), name="api-draft-again"),
]
