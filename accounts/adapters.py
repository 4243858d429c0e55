"""How allauth makes and greets people, and keeps their second factors."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from lumen.common import crypto


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Gives a new person a workspace of their own and shows them the welcome page once."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        from accounts import services

        user = super().save_user(request, user, form, commit=commit)
        if commit:
            services.create_first_workspace(user=user)
        return user

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("accounts:welcome")


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the secrets of authenticator apps and recovery codes with `FERNET_KEYS`."""

    def encrypt(self, text: str) -> str:
        return crypto.encrypt(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return crypto.decrypt(encrypted_text.encode())
