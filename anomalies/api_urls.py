"""REST routes of this app."""

from django.urls import path

from anomalies import api

urlpatterns = [
    path("findings", api.FindingList.as_view(), name="api-findings"),
    path("findings/<uuid:pk>", api.FindingDetail.as_view(), name="api-finding"),
    path("findings/<uuid:pk>/feedback", api.FindingFeedback.as_view(), name="api-finding-feedback"),
    path("findings/<uuid:pk>/undo", api.FindingUndo.as_view(), name="api-finding-undo"),
]
