"""Telling open pages what happened, after it is saved."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.selectors import member_ids
from lumen.common import events
from lumen.common.redis import client

if TYPE_CHECKING:
    from assistants.models import Contact, Enquiry, EnquiryMessage


def tell_members(enquiry: "Enquiry", *, what: str, **facts: Any) -> None:
    """Every member's page: this enquiry changed. Customers do not hear of it."""
    transaction.on_commit(
        partial(
            _publish_to_members,
            enquiry,
            kind="enquiry",
            id=str(enquiry.pk),
            number=enquiry.number,
            what=what,
            **facts,
        )
    )


def _publish_to_members(enquiry: "Enquiry", **facts: Any) -> None:
    events.publish(
        workspace_id=enquiry.workspace_id,
        user_ids=member_ids(enquiry.workspace),
        type="progress",
        **facts,
    )


def customer_view(message: "EnquiryMessage") -> dict[str, Any]:
    """What a customer may know of a message; nothing of drafts, notes, scores or members' accounts."""
    return {
        "id": str(message.pk),
        "seq": message.seq,
        "author": message.author,
        "name": message.user.first_name if message.user else "",
        "text": message.text,
        "citations": [
            {"title": cited.get("external_name", ""), "page": cited.get("page")}
            for cited in message.citations
        ],
        "files": [{"name": file.name, "size": file.size} for file in message.files.all()],
        "is_survey": message.details.get("what") == "satisfaction",
        "at": message.created_at.isoformat(),
    }


def tell_contact(contact: "Contact", *, type: str, **facts: Any) -> None:
    """The open widgets of one customer, wherever they are signed in as themselves."""
    transaction.on_commit(
        partial(
            events.publish,
            workspace_id=contact.workspace_id,
            user_ids=[visitor_key(contact)],
            type=type,
            **facts,
        )
    )


def tell_standing(enquiry: "Enquiry") -> None:
    """The customer's open widgets: whether this is over, and whether a person has it."""
    tell_contact(
        enquiry.contact,
        type="state",
        enquiry=str(enquiry.pk),
        state=enquiry.state,
        with_person=enquiry.is_with_person,
    )


def visitor_key(contact: "Contact") -> str:
    """The name of a customer's stream beside those of members."""
    return f"contact-{contact.pk}"


def forget_contact(contact: "Contact") -> None:
    """What a customer's open widgets could still be told again is gone."""
    key = events.stream_key(contact.workspace_id, visitor_key(contact))
    transaction.on_commit(lambda: client().delete(key))
