"""Pages of this app."""

from django.urls import path

from lumen.audit import views

app_name = "audit"
urlpatterns = [path("", views.event_list, name="list")]
