"""REST routes of this app."""

from django.urls import path

from anomalies import api, api_cases, api_rules

urlpatterns = [
    path("findings", api.FindingList.as_view(), name="api-findings"),
    path("findings/<uuid:pk>", api.FindingDetail.as_view(), name="api-finding"),
    path("findings/<uuid:pk>/feedback", api.FindingFeedback.as_view(), name="api-finding-feedback"),
    path("findings/<uuid:pk>/undo", api.FindingUndo.as_view(), name="api-finding-undo"),
    path("findings/<uuid:pk>/history", api_cases.FindingHistory.as_view(), name="api-finding-history"),
    path("findings/<uuid:pk>/case", api_cases.FindingCase.as_view(), name="api-finding-case"),
    path("findings/<uuid:pk>/case/steps", api_cases.FindingCaseStep.as_view(), name="api-case-step"),
    path("findings/<uuid:pk>/case/close", api_cases.FindingCaseClose.as_view(), name="api-case-close"),
    path("findings/<uuid:pk>/case/reopen", api_cases.FindingCaseReopen.as_view(), name="api-case-reopen"),
    path("finding-lessons", api_cases.Lessons.as_view(), name="api-finding-lessons"),
    path("finding-rules", api_rules.FindingRuleList.as_view(), name="api-finding-rules"),
    path(
        "finding-rules/preview",
        api_rules.FindingRuleDraftPreview.as_view(),
        name="api-finding-rules-preview",
    ),
    path("finding-rules/<uuid:pk>", api_rules.FindingRuleDetail.as_view(), name="api-finding-rule"),
    path(
        "finding-rules/<uuid:pk>/preview",
        api_rules.FindingRulePreview.as_view(),
        name="api-finding-rule-preview",
    ),
]
