"""Pages of this app."""

from django.urls import URLPattern

app_name = "anomalies"
urlpatterns: list[URLPattern] = []
