"""REST routes under `/api/v1/`; each app lists its own in `api_urls`."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from lumen.api.docs import SwaggerView

urlpatterns = [
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SwaggerView.as_view(url_name="schema"), name="api-docs"),
    path("", include("accounts.api_urls")),
    path("", include("lumen.notifications.api_urls")),
    path("", include("lumen.feeds.api_urls")),
    path("", include("transactions.api_urls")),
    path("", include("documents.api_urls")),
    path("", include("chat.api_urls")),
    path("", include("anomalies.api_urls")),
    path("", include("assistants.api_urls")),
]
