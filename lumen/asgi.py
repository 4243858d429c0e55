"""HTTP and websocket entry."""

import os
from pathlib import Path

from lumen import embedded

embedded.load_env_file(Path(__file__).resolve().parent.parent / ".env")
embedded.ensure_secrets()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lumen.settings")

from django.core.asgi import get_asgi_application  # noqa: E402

http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

from lumen.notifications.consumers import LiveConsumer  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/", LiveConsumer.as_asgi())]))
        ),
    }
)
