"""Pages of this app."""

from django.urls import path

from transactions.views import inbound

app_name = "transactions"
urlpatterns = [
    path("import", inbound.import_upload, name="import"),
    path("import/<uuid:pk>", inbound.import_detail, name="import-detail"),
    path("import/<uuid:pk>/layout", inbound.import_layout, name="import-layout"),
    path("import/<uuid:pk>/rows", inbound.import_rows, name="import-rows"),
    path("import/<uuid:pk>/<str:action>", inbound.import_action, name="import-action"),
    path("inbox", inbound.inbox_page, name="inbox"),
    path("sources", inbound.source_list, name="sources"),
    path("sources/<uuid:pk>", inbound.source_detail, name="source"),
    path("sources/<uuid:pk>/test", inbound.source_test, name="source-test"),
    path("sources/<uuid:pk>/<str:action>", inbound.source_action, name="source-action"),
]
