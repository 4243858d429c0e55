"""REST routes of this app."""

from django.urls import path

from lumen.notifications import api

urlpatterns = [
    path("notifications", api.NotificationList.as_view(), name="notifications"),
    path("notifications/read", api.ReadAllNotifications.as_view(), name="notifications-read"),
    path(
        "notifications/<uuid:notification_id>/read",
        api.ReadNotification.as_view(),
        name="notification-read",
    ),
]
