"""Pages."""

from django.contrib import admin
from django.urls import include, path

from lumen import health
from lumen.dashboard import views as dashboard

urlpatterns = [
    path("", dashboard.home, name="home"),
    path("dashboard/", include("lumen.dashboard.urls")),
    path("auth/", include("allauth.urls")),
    path("settings/", include("accounts.urls")),
    path("transactions/", include("transactions.urls")),
    path("documents/", include("documents.urls")),
    path("chat/", include("chat.urls")),
    path("findings/", include("anomalies.urls")),
    path("notifications/", include("lumen.notifications.urls")),
    path("audit/", include("lumen.audit.urls")),
    path("api/v1/", include("lumen.api_urls")),
    path("admin/", admin.site.urls),
    path("health", health.alive, name="health"),
    path("ready", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
]
