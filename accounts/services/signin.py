"""Signing in, refreshing and signing out by tokens, with the same protections as the browser's page."""

from dataclasses import dataclass
from typing import Any, cast

from allauth.account import signals
from allauth.account.adapter import get_adapter
from allauth.account.forms import SignupForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from rest_framework_simplejwt.exceptions import TokenError
from rest_framework_simplejwt.settings import api_settings
from rest_framework_simplejwt.token_blacklist.models import OutstandingToken
from rest_framework_simplejwt.tokens import RefreshToken

from accounts.models import User
from accounts.services import verification
from accounts.services.people import rename_person
from accounts.services.workspaces import create_first_workspace
from lumen.api.authentication import AccessTokenAuthentication, deny_access_token
from lumen.audit import services as audit
from lumen.common.errors import LumenError
from lumen.common.tasks import enqueue


class WrongCredentialsError(LumenError):
    status, code, title = 401, "wrong-credentials", "Address or password is not right"

    def __init__(self) -> None:
        super().__init__("Check the e-mail address and the password, or ask for a new password.")


class TooManyTriesError(LumenError):
    status, code, title = 429, "throttled", "Too many requests"

    def __init__(self) -> None:
        super().__init__("Too many wrong tries. Wait five minutes, then try again.")


class EmailNotVerifiedError(LumenError):
    status, code, title = 403, "email-not-verified", "The e-mail address is not confirmed"

    def __init__(self) -> None:
        super().__init__("We have sent a code to the address. Post it to auth/verify-email.")


class SecondStepError(LumenError):
    status, code, title = 401, "second-step-needed", "A second step is needed"


class TokenRefusedError(LumenError):
    status, code, title = 401, "token-not-valid", "This token does not work"

    def __init__(self) -> None:
        super().__init__("The token is wrong, used, ended or revoked. Sign in again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int


def register_person(*, request: HttpRequest, email: str, password: str, name: str) -> None:
    """Make an account, or mail the owner of an existing one; the caller learns no difference.

    Raises:
        ValidationError: the password is too weak, or the address is not one.
    """
    form = SignupForm(data={"email": email, "password1": password})
    if not form.is_valid():
        raise ValidationError({_api_name(key): errors for key, errors in form.errors.items()})
    if form.account_already_exists:
        User().set_password(password)  # takes as long as making an account
        get_adapter().send_account_already_exists_mail(form.cleaned_data["email"])
        return
    _make_person(request, form, name)


def _api_name(field: str) -> str:
    return {"password1": "password", "__all__": "non_field_errors"}.get(field, field)


@transaction.atomic
def _make_person(request: HttpRequest, form: Any, name: str) -> None:
    user = form.save(request)
    signals.user_signed_up.send(sender=User, request=request, user=user)
    if name:
        first_name, _, last_name = name.strip().partition(" ")
        rename_person(user=user, first_name=first_name[:150], last_name=last_name[:150])
    if verification.is_verification_required():
        enqueue("accounts.tasks.send_verification_code", user_id=str(user.pk))


def sign_in(*, request: HttpRequest, email: str, password: str, code: str) -> TokenPair:
    """A pair of tokens for a person who proved who they are.

    Raises:
        WrongCredentialsError, TooManyTriesError, EmailNotVerifiedError, SecondStepError
    """
    try:
        user = get_adapter().authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise TooManyTriesError from error
    if user is None or not user.is_active:
        raise WrongCredentialsError
    if verification.is_verification_required() and not verification.is_verified(user):
        enqueue("accounts.tasks.send_verification_code", user_id=str(user.pk))
        raise EmailNotVerifiedError
    _check_second_step(user, code)
    create_first_workspace(user=user)
    audit.record(workspace=None, actor=user, action="user.signed_in", by="api")
    return _pair(user)


def _check_second_step(user: User, code: str) -> None:
    if not is_mfa_enabled(user):
        return
    if not code:
        raise SecondStepError("Send `code` too: from the authenticator app, or a recovery code.")
    form = AuthenticateForm(user=user, data={"code": code})
    if not form.is_valid():
        raise SecondStepError("The code is not right. Use the newest one of the app.")
    form.authenticator.record_usage()


def refresh_tokens(*, text: str) -> TokenPair:
    """A new pair for a refresh token, which is spent.

    Raises:
        TokenRefusedError: not ours, ended, already spent, or the password has changed since.
    """
    token = _refresh_token(text)
    user = AccessTokenAuthentication.user_of(token)
    if user is None:
        raise TokenRefusedError
    _, is_first_use = cast("tuple[Any, bool]", token.blacklist())
    if not is_first_use:
        raise TokenRefusedError
    return _pair(user)


def sign_out(*, refresh_text: str, user: User | None, access_token: Any) -> None:
    """End the given tokens; without a refresh token, all refresh tokens of the caller.

    A token that no longer works is as good as ended, so nothing is refused.
    """
    if access_token is not None:
        deny_access_token(access_token)
    if refresh_text:
        try:
            _refresh_token(refresh_text).blacklist()
        except TokenRefusedError:
            return
    elif user is not None:
        for kept in OutstandingToken.objects.filter(user=user, blacklistedtoken__isnull=True):
            sign_out(refresh_text=kept.token, user=None, access_token=None)
    if user is not None:
        audit.record(workspace=None, actor=user, action="user.signed_out", by="api")


def _refresh_token(text: str) -> RefreshToken:
    try:
        return RefreshToken(text)  # type: ignore[arg-type]
    except TokenError as error:
        raise TokenRefusedError from error


def _pair(user: User) -> TokenPair:
    refresh = RefreshToken.for_user(user)
    return TokenPair(
        access_token=str(refresh.access_token),
        refresh_token=str(refresh),
        token_type="bearer",  # noqa: S106  a scheme, not a secret
        expires_in=int(api_settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
    )
