"""What Prometheus reads about this process."""

from prometheus_client import Counter, Histogram

REQUESTS = Counter("lumen_requests_total", "Answered requests.", ["method", "route", "status"])
LATENCY = Histogram(
    "lumen_request_seconds",
    "Time from request to answer.",
    ["method", "route"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def observe_request(*, method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. `route` is the pattern, never the path, which may hold ids."""
    known = method if method in METHODS else "OTHER"
    REQUESTS.labels(known, route, str(status)).inc()
    LATENCY.labels(known, route).observe(seconds)
