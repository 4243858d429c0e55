"""Pages of this app."""

from django.urls import path

from lumen.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="list"),
    path("read/", views.mark_all_read, name="mark-all-read"),
    path("preferences/", views.preferences, name="preferences"),
    path("<uuid:notification_id>/open/", views.open_notification, name="open"),
]
