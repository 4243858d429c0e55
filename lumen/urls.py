"""Pages."""

from django.contrib import admin
from django.urls import include, path, re_path

from lumen import errors, health
from lumen.dashboard import views as dashboard

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("favicon.ico", dashboard.favicon),
    path("dashboard/", include("lumen.dashboard.urls")),
    path("auth/", include("allauth.urls")),
    path("settings/", include("accounts.urls")),
    path("transactions/", include("transactions.urls")),
    path("documents/", include("documents.urls")),
    path("chat/", include("chat.urls")),
    path("findings/", include("anomalies.urls")),
    path("assistants/", include("assistants.urls")),
    path("w/", include("assistants.widget_urls")),
    path("world/", include("lumen.feeds.urls")),
    path("notifications/", include("lumen.notifications.urls")),
    path("audit/", include("lumen.audit.urls")),
    path("api/v1/", include("lumen.api_urls")),
    re_path(r"^api/", errors.unknown_api),
    path("admin/", admin.site.urls),
    path("health", health.alive, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]

handler400 = "lumen.errors.bad_request"
handler403 = "lumen.errors.forbidden"
handler404 = "lumen.errors.not_found"
handler500 = "lumen.errors.server_error"
