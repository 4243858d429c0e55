"""What a member's correction of a topic teaches."""

from assistants.models import Enquiry, EnquiryMessage


def teach_topic(enquiry: Enquiry) -> None:
    """The customer's first words belong to the topic the member chose."""
    from assistants.services import learning

    if enquiry.topic is None:
        return
    said = enquiry.messages.filter(author=EnquiryMessage.Author.CUSTOMER, kind=EnquiryMessage.Kind.REPLY)
    first = said.order_by("seq").first()
    if first and first.text.strip():
        learning.learn_topic(message=first, topic=enquiry.topic)
