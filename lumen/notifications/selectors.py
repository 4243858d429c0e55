"""Reading notifications."""

from django.db.models import QuerySet

from accounts.models import Membership, User
from lumen.notifications.models import Notification, Preference


def notifications_of(membership: Membership) -> QuerySet[Notification]:
    """What one member was told in one workspace, newest first."""
    mine = Notification.objects.in_workspace(membership.workspace)
    return mine.filter(user=membership.user).order_by("-created_at", "-pk")


def email_kinds_of(user: User) -> set[str]:
    wanted = Preference.objects.filter(user=user, by_email=True)
    return set(wanted.values_list("kind", flat=True))
