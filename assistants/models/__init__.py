"""A business's assistants, their channels and customers, the inbox, and what they learn."""

from assistants.models.assistants import Assistant, BusinessFact, Phase, PhaseChange, Topic
from assistants.models.channels import Channel, Contact, HookDelivery, Identity
from assistants.models.enquiries import (
    CannedReply,
    Enquiry,
    EnquiryFile,
    EnquiryMessage,
    EnquiryQuerySet,
    HandoverReason,
    Macro,
    RoutingRule,
    Satisfaction,
)
from assistants.models.learning import (
    Draft,
    LearnedPattern,
    LearningSource,
    Suggestion,
    TriageModel,
    VoiceProfile,
)

__all__ = [
    "Assistant",
    "BusinessFact",
    "CannedReply",
    "Channel",
    "Contact",
    "Draft",
    "Enquiry",
    "EnquiryFile",
    "EnquiryMessage",
    "EnquiryQuerySet",
    "HandoverReason",
    "HookDelivery",
    "Identity",
    "LearnedPattern",
    "LearningSource",
    "Macro",
    "Phase",
    "PhaseChange",
    "RoutingRule",
    "Satisfaction",
    "Suggestion",
    "Topic",
    "TriageModel",
    "VoiceProfile",
]
