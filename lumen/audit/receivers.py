"""Sign-ins and credential changes, as allauth reports them."""

from typing import Any

from allauth.account import signals
from django.dispatch import receiver

from lumen.audit import services


@receiver(signals.user_signed_up)
def signed_up(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.signed_up")


@receiver(signals.user_logged_in)
def logged_in(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.signed_in")


@receiver(signals.user_logged_out)
def logged_out(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.signed_out")


@receiver(signals.password_changed)
@receiver(signals.password_reset)
@receiver(signals.password_set)
def password_changed(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.password_changed")
