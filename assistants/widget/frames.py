"""What leaves for a visitor's browser: named fields of named events, and nothing else.

Drafts, notes, scores and members' accounts have no name here, so they cannot leave by mistake.
"""

from typing import TYPE_CHECKING, Any

from assistants.services import live

if TYPE_CHECKING:
    from assistants.models import EnquiryMessage
    from lumen.common.events import Event

MESSAGE_FIELDS = ("id", "seq", "author", "name", "text", "citations", "files", "is_survey", "at")
EVENT_FIELDS = {
    "message": ("enquiry", "message"),
    "state": ("enquiry", "state", "with_person"),
    "typing": ("enquiry", "author", "name"),
}


def of_message(message: "EnquiryMessage") -> dict[str, Any]:
    return _message({"enquiry": str(message.enquiry_id), "message": live.customer_view(message)})


def of_event(event: "Event") -> dict[str, Any] | None:
    """The frame of a numbered event; `None` for types that are not for visitors."""
    fields = EVENT_FIELDS.get(event.type)
    if fields is None:
        return None
    kept = {name: event.payload[name] for name in fields if name in event.payload}
    frame = _message(kept) if event.type == "message" else {"type": event.type, **kept}
    return {"seq": event.seq, **frame}


def _message(payload: dict[str, Any]) -> dict[str, Any]:
    view = payload["message"]
    shown = {name: view[name] for name in MESSAGE_FIELDS if name in view}
    return {"type": "message", "enquiry": payload["enquiry"], "message": shown}
