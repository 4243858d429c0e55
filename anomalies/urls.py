"""Pages of this app."""

from django.urls import path

from anomalies import views

app_name = "anomalies"
urlpatterns = [
    path("", views.finding_list, name="list"),
    path("learnt/", views.learnt, name="learnt"),
    path("<uuid:pk>/", views.finding_detail, name="detail"),
    path("<uuid:pk>/feedback/", views.finding_feedback, name="feedback"),
    path("<uuid:pk>/undo/", views.finding_undo, name="undo"),
]
