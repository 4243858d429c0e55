"""Pages of this app."""

from django.urls import path

from lumen.notifications import views, views_hooks

app_name = "notifications"
urlpatterns = [
    path("", views.notification_list, name="list"),
    path("read/", views.mark_all_read, name="mark-all-read"),
    path("preferences/", views.preferences, name="preferences"),
    path("text-messages/", views_hooks.sms, name="sms"),
    path("hooks/<uuid:hook_id>/test/", views_hooks.test, name="hook-test"),
    path("hooks/<uuid:hook_id>/turn/", views_hooks.turn, name="hook-turn"),
    path("hooks/<uuid:hook_id>/key/", views_hooks.new_key, name="hook-key"),
    path("hooks/<uuid:hook_id>/delete/", views_hooks.delete, name="hook-delete"),
    path("<uuid:notification_id>/open/", views.open_notification, name="open"),
]
