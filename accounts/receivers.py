"""What happens when somebody signs in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import Preferences, User


@receiver(user_logged_in)
def return_to_last_workspace(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new session starts where the last one ended."""
    last = Preferences.objects.filter(user=user).values_list("last_workspace_id", flat=True).first()
    if last and request is not None:
        request.session["workspace"] = str(last)
