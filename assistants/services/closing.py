"""Ending what seems to be over."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from assistants.models import Enquiry
from assistants.services import enquiries

QUIET = timedelta(hours=24)  # after the assistant's answer, without a word of the customer


def close_quiet(now: datetime, *, most: int = 500) -> int:
    """Resolve enquiries the assistant answered long ago; that they are solved is only assumed."""
    quiet = Enquiry.objects.filter(
        state=Enquiry.State.PENDING,
        waiting_since__isnull=True,
        first_reply_at__isnull=False,
        last_message_at__lte=now - QUIET,
        merged_into__isnull=True,
    )
    oldest = quiet.order_by("last_message_at").values_list("pk", flat=True)
    return sum(_close(pk, now) for pk in oldest[:most])


@transaction.atomic
def _close(pk: Any, now: datetime) -> int:
    rows = Enquiry.objects.select_for_update(skip_locked=True, of=("self",)).select_related("workspace")
    enquiry = rows.filter(pk=pk, state=Enquiry.State.PENDING, waiting_since__isnull=True).first()
    if enquiry is None:
        return 0
    enquiries.resolve(enquiry=enquiry, now=now)
    return 1
