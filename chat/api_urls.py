"""REST routes of this app."""

from django.urls import path

from chat import api, fact_api, proposal_api, speech_api, spoken_api

urlpatterns = [
    path("chat/conversations", api.ConversationList.as_view(), name="api-conversations"),
    path("chat/conversations/<uuid:pk>", api.ConversationDetail.as_view(), name="api-conversation"),
    path("chat/message", api.MessageView.as_view(), name="api-chat-message"),
    path("chat/stream", api.StreamView.as_view(), name="api-chat-stream"),
    path("chat/context", api.ContextView.as_view(), name="api-chat-context"),
    path("chat/transcribe", speech_api.TranscribeView.as_view(), name="api-chat-transcribe"),
    path("chat/speak", spoken_api.SpeakView.as_view(), name="api-chat-speak"),
    path("chat/facts", fact_api.FactList.as_view(), name="api-facts"),
    path("chat/facts/<uuid:pk>", fact_api.FactDetail.as_view(), name="api-fact"),
    path("chat/runs/<uuid:pk>/stream", api.ResumeView.as_view(), name="api-chat-resume"),
    path("chat/runs/<uuid:pk>/stop", api.StopView.as_view(), name="api-chat-stop"),
    path(
        "chat/proposals/<uuid:pk>/confirm",
        proposal_api.ConfirmProposal.as_view(),
        name="api-proposal-confirm",
    ),
    path(
        "chat/proposals/<uuid:pk>/cancel", proposal_api.CancelProposal.as_view(), name="api-proposal-cancel"
    ),
    path("chat/proposals/<uuid:pk>/undo", proposal_api.UndoProposal.as_view(), name="api-proposal-undo"),
]
