"""Pages of this app."""

from django.urls import path

from anomalies.views import findings, telling

app_name = "anomalies"
urlpatterns = [
    path("", findings.finding_list, name="list"),
    path("learnt/", findings.learnt, name="learnt"),
    path("telling/", telling.telling, name="telling"),
    path("<uuid:pk>/", findings.finding_detail, name="detail"),
    path("<uuid:pk>/feedback/", findings.finding_feedback, name="feedback"),
    path("<uuid:pk>/undo/", findings.finding_undo, name="undo"),
]
