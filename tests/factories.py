"""Things tests need, with sensible defaults. Apps add theirs in `tests/<app>/factories.py`."""

from typing import Any

from accounts import services
from accounts.models import Membership, Preferences, User, Workspace

PASSWORD = "correct horse battery"


def make_user(email: str = "someone@example.com", **extra: Any) -> User:
    from allauth.account.models import EmailAddress

    user = User.objects.create_user(email, PASSWORD, **extra)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    Preferences.objects.create(user=user)
    return user


def make_workspace(*, owner: User, name: str = "A household", **extra: Any) -> Workspace:
    return services.create_workspace(owner=owner, name=name, **extra)


def make_membership(workspace: Workspace, user: User, role: str) -> Membership:
    return Membership.objects.create(workspace=workspace, user=user, role=role)
