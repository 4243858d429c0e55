"""What happens when somebody signs in, and when an export goes."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import DataExport, Preferences, User


@receiver(user_logged_in)
def return_to_last_workspace(request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A new session starts where the last one ended."""
    last = Preferences.objects.filter(user=user).values_list("last_workspace_id", flat=True).first()
    if last and request is not None:
        request.session["workspace"] = str(last)


@receiver(post_delete, sender=DataExport)
def remove_file(instance: DataExport, **kwargs: Any) -> None:
    """An export's file goes with it, also when its person or workspace is deleted."""
    if instance.file:
        transaction.on_commit(lambda: instance.file.delete(save=False))
