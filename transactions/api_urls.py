"""REST routes of this app."""

from django.urls import path

from transactions.api import inbound

urlpatterns = [
    path("webhooks/sms", inbound.SmsWebhook.as_view(), name="webhook-sms"),
    path("webhooks/mail", inbound.MailWebhook.as_view(), name="webhook-mail"),
    path("sources", inbound.SourceList.as_view(), name="source-list"),
    path("sources/<uuid:pk>", inbound.SourceDetail.as_view(), name="source-detail"),
    path("raw-items", inbound.RawItemList.as_view(), name="raw-item-list"),
    path("imports", inbound.ImportList.as_view(), name="import-list"),
    path("imports/<uuid:pk>", inbound.ImportDetail.as_view(), name="import-detail"),
    path("imports/<uuid:pk>/rows", inbound.ImportRows.as_view(), name="import-rows"),
    path("imports/<uuid:pk>/commit", inbound.ImportCommit.as_view(), name="import-commit"),
    path("imports/<uuid:pk>/undo", inbound.ImportUndo.as_view(), name="import-undo"),
]
