"""Settings of a test run: real services, no network, nothing from the developer's own environment."""

import os
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

os.environ.setdefault("LUMEN_VAR", str(Path(__file__).parent.parent / "var" / "test"))
os.environ["SECRET_KEY"] = "a-key-for-tests-only-a-key-for-tests-only-a-key"
os.environ["FERNET_KEYS"] = Fernet.generate_key().decode()
os.environ["EMAIL_URL"] = "memorymail://"
os.environ["CELERY_TASK_ALWAYS_EAGER"] = "true"
os.environ["AI_EMBEDDER"] = "hashing"
os.environ["HTTPS"] = "false"
os.environ["API_THROTTLE"] = "100000/minute"
os.environ["STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
os.environ["STATIC_ROOT"] = tempfile.mkdtemp(prefix="lumen-static-")
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="lumen-media-")
for key in ("GEMINI_API_KEY", "AI_MODEL", "AI_BASE_URL", "AI_API_KEY", "GOOGLE_CLIENT_ID"):
    os.environ[key] = ""

from lumen.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow on purpose
EXCHANGE_RATES_URL = ""  # tests that want rates run a service of their own

# Each process of a parallel run has a Redis database of its own, so that clearing one disturbs none.
from lumen import embedded  # noqa: E402

_number = "".join(c for c in os.environ.get("PYTEST_XDIST_WORKER", "") if c.isdigit())
REDIS_URL = f"{embedded.redis_url()}?db={int(_number) + 1 if _number else 0}"
CACHES = {"default": {**CACHES["default"], "LOCATION": REDIS_URL}}  # noqa: F405
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS_URL]}}
}
