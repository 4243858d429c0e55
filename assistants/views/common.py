"""What every page of an assistant begins with."""

from django.shortcuts import get_object_or_404

from assistants.models import Assistant
from lumen.common.http import MemberRequest


def assistant_or_404(request: MemberRequest, slug: str) -> Assistant:
    """One of the workspace's assistants; a stranger's, or a deleted one, is not there."""
    return get_object_or_404(Assistant.objects.in_workspace(request.workspace).kept(), slug=slug)
