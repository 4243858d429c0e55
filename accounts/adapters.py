"""How allauth makes and greets people."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Gives a new person a workspace of their own."""

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        from accounts import services

        user = super().save_user(request, user, form, commit=commit)
        if commit:
            services.create_first_workspace(user=user)
        return user
