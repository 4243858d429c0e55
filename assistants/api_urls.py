"""REST routes of assistants."""

from django.urls import URLPattern, URLResolver, path

from assistants import (
    api_assistants,
    api_drafts,
    api_enquiries,
    api_integrations,
    api_suggestions,
    api_webhooks,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("assistants", api_assistants.AssistantList.as_view(), name="api-assistants"),
    path("assistants/<uuid:pk>", api_assistants.AssistantDetail.as_view(), name="api-assistant"),
    path(
        "assistants/<uuid:pk>/status", api_assistants.AssistantStatus.as_view(), name="api-assistant-status"
    ),
    path(
        "assistants/<uuid:pk>/analytics",
        api_assistants.AssistantAnalytics.as_view(),
        name="api-assistant-analytics",
    ),
    path("drafts", api_drafts.DraftList.as_view(), name="api-drafts"),
    path("drafts/<uuid:pk>", api_drafts.DraftDetail.as_view(), name="api-draft"),
    path("drafts/<uuid:pk>/accept", api_drafts.DraftAccept.as_view(), name="api-draft-accept"),
    path("drafts/<uuid:pk>/edit", api_drafts.DraftEdit.as_view(), name="api-draft-edit"),
    path("drafts/<uuid:pk>/reject", api_drafts.DraftReject.as_view(), name="api-draft-reject"),
    path("drafts/<uuid:pk>/undo", api_drafts.DraftUndo.as_view(), name="api-draft-undo"),
    path("drafts/<uuid:pk>/again", api_drafts.DraftAgain.as_view(), name="api-draft-again"),
    path("enquiries", api_enquiries.EnquiryList.as_view(), name="api-enquiries"),
    path("enquiries/<uuid:pk>", api_enquiries.EnquiryDetail.as_view(), name="api-enquiry"),
    path(
        "enquiries/<uuid:pk>/messages",
        api_enquiries.EnquiryMessages.as_view(),
        name="api-enquiry-messages",
    ),
    path(
        "enquiries/<uuid:pk>/escalate",
        api_enquiries.EnquiryEscalate.as_view(),
        name="api-enquiry-escalate",
    ),
    path("enquiries/<uuid:pk>/resolve", api_enquiries.EnquiryResolve.as_view(), name="api-enquiry-resolve"),
    path("integrations", api_integrations.IntegrationList.as_view(), name="api-integrations"),
    path("integrations/email", api_integrations.EmailIntegration.as_view(), name="api-integrations-email"),
    path("integrations/slack", api_integrations.SlackIntegration.as_view(), name="api-integrations-slack"),
    path(
        "integrations/webhook", api_integrations.WebhookIntegration.as_view(), name="api-integrations-webhook"
    ),
    path("integrations/<uuid:pk>", api_integrations.IntegrationDetail.as_view(), name="api-integration"),
    path("suggestions", api_suggestions.SuggestionList.as_view(), name="api-suggestions"),
    path(
        "suggestions/<uuid:pk>/approve",
        api_suggestions.SuggestionApprove.as_view(),
        name="api-suggestion-approve",
    ),
    path("suggestions/<uuid:pk>/edit", api_suggestions.SuggestionEdit.as_view(), name="api-suggestion-edit"),
    path(
        "suggestions/<uuid:pk>/dismiss",
        api_suggestions.SuggestionDismiss.as_view(),
        name="api-suggestion-dismiss",
    ),
    path(
        "webhooks/channels/<str:public_key>",
        api_webhooks.ChannelMessage.as_view(),
        name="api-channel-message",
    ),
    path("webhooks/slack/<str:public_key>", api_webhooks.SlackEvents.as_view(), name="api-slack-events"),
]
