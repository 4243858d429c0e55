"""Fragments of the dashboard."""

from django.urls import path

from lumen.dashboard import views

app_name = "dashboard"
urlpatterns = [path("sections/<slug:name>/", views.section, name="section")]
