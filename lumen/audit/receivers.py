"""Sign-ins and credential changes, as allauth reports them."""

from typing import Any

from allauth.account import signals
from allauth.mfa import signals as mfa_signals
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


@receiver(signals.email_added)
def email_added(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.email_added")


@receiver(signals.email_removed)
def email_removed(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.email_removed")


@receiver(signals.email_changed)
def email_changed(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.email_changed")


@receiver(signals.email_confirmed)
def email_confirmed(email_address: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=email_address.user, action="user.email_confirmed")


@receiver(mfa_signals.authenticator_added)
def factor_added(user: Any, authenticator: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.factor_added", type=authenticator.type)


@receiver(mfa_signals.authenticator_removed)
def factor_removed(user: Any, authenticator: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.factor_removed", type=authenticator.type)


@receiver(mfa_signals.authenticator_reset)
def recovery_codes_made(user: Any, **kwargs: Any) -> None:
    services.record(workspace=None, actor=user, action="user.recovery_codes_made")
