"""HTTP and websocket entry."""

import os
from pathlib import Path

from lumen import embedded

embedded.load_env_file(Path(__file__).resolve().parent.parent / ".env")
embedded.ensure_secrets()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumen.settings")

import django  # noqa: E402

django.setup(set_prefix=False)

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import get_resolver, path, re_path  # noqa: E402

from assistants.consumers import WidgetConsumer  # noqa: E402
from lumen.ai.embeddings.base import forbid_model  # noqa: E402
from lumen.notifications.consumers import LiveConsumer, NoSocketHere  # noqa: E402
from lumen.notifications.origins import OwnOrigins  # noqa: E402
from lumen.web import WebHandler  # noqa: E402

forbid_model()
_ = get_resolver().url_patterns  # now, so that the first request does not wait for it
ROUTES = [
    path("ws/", AuthMiddlewareStack(LiveConsumer.as_asgi())),
    path("w/ws/", WidgetConsumer.as_asgi()),  # visitors have no session
    re_path(r"", NoSocketHere.as_asgi()),
]
application = ProtocolTypeRouter(
    {
        "http": WebHandler(),
        "websocket": OwnOrigins(URLRouter(ROUTES)),
    }
)
