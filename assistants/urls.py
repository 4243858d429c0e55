"""Pages of assistants: the inbox first, then each assistant's own."""

from django.urls import URLPattern, URLResolver

app_name = "assistants"
urlpatterns: list[URLPattern | URLResolver] = []
