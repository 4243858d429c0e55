"""What the commands about papers begin with."""

from django.core.management.base import CommandError

from accounts.models import Workspace


def workspace_of(slug: str) -> Workspace:
    """The workspace of this slug.

    Raises:
        CommandError: there is none.
    """
    try:
        return Workspace.objects.get(slug=slug)
    except Workspace.DoesNotExist as error:
        raise CommandError(f"There is no workspace called {slug}.") from error
