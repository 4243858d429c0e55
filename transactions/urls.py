"""Pages of this app."""

from django.urls import URLPattern

app_name = "transactions"
urlpatterns: list[URLPattern] = []
