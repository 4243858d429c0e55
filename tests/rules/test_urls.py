"""Every address asks who you are; what is meant for everybody is listed here."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter

PUBLIC = {
    "home",
    "health",
    "ready",
    "metrics",
    "schema",
    "api-docs",
    "auth-register",
    "auth-verify-email",
    "auth-login",
    "auth-refresh",
    "auth-logout",
    "auth-forgot-password",
    "accept-invitation",  # shows only who invites whom, to those who have the link
}
PUBLIC_PREFIXES = ("auth/", "admin/", "static/")  # allauth and the admin guard themselves
WEBHOOKS = "api/v1/webhooks/"  # signed
WIDGET = "w/"  # for visitors of websites: each has a token of their own
OFFERED_TO_ANYBODY = ("manifest.webmanifest", "offline", "robots.txt", "favicon.ico", "sw.js")


def addresses(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and not is_open(pattern, route):
            yield filled_in(pattern, prefix)


def is_open(pattern, route):
    return (
        pattern.name in PUBLIC
        or route.startswith((*PUBLIC_PREFIXES, WEBHOOKS, WIDGET, *OFFERED_TO_ANYBODY))
        or "^api/" in route
    )


def filled_in(pattern, prefix):
    route = prefix + str(pattern.pattern)
    for name, converter in pattern.pattern.converters.items():
        value = "made-up"
        if isinstance(converter, UUIDConverter):
            value = str(uuid.uuid4())
        elif isinstance(converter, IntConverter):
            value = "987654321"
        kind = next(part for part in route.split("<")[1:] if part.split(">")[0].endswith(name))
        route = route.replace(f"<{kind.split('>')[0]}>", value)
    return "/" + route


ALL = sorted(set(addresses()))


@pytest.mark.django_db
class TestEveryAddress:
    def test_is_walked(self):
        assert len(ALL) > 40
        assert "/settings/workspace/" in ALL
        assert "/api/v1/audit-events" in ALL

    def test_asks_nobody_in(self, as_nobody):
        entered = []
        for address in ALL:
            for method in ("get", "post"):
                answer = getattr(as_nobody, method)(address)
                is_led_away = answer.status_code == 302 and answer["Location"].startswith("/auth/login/")
                if not is_led_away and answer.status_code not in (401, 403, 404, 405):
                    entered.append((method, address, answer.status_code))
        assert entered == []

    def test_shows_a_stranger_nothing_behind_made_up_ids(self, as_otto):
        shown = []
        for address in ALL:
            if "987654321" not in address and "-4" not in address:
                continue
            for method in ("get", "post", "delete"):
                answer = getattr(as_otto, method)(address)
                if answer.status_code not in (400, 403, 404, 405):
                    shown.append((method, address, answer.status_code))
        assert shown == []
