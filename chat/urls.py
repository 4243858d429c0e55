"""Pages of this app."""

from django.urls import path

from chat import answer_views, fact_views, heard_views, proposal_views, spoken_views, views

app_name = "chat"
urlpatterns = [
    path("", views.home, name="home"),
    path("facts/", fact_views.fact_list, name="facts"),
    path("facts/<uuid:pk>/edit/", fact_views.edit, name="fact-edit"),
    path("facts/<uuid:pk>/delete/", fact_views.delete, name="fact-delete"),
    path("transcribe", heard_views.transcribe, name="transcribe"),
    path("model/", views.model_consent, name="model"),
    path("<uuid:pk>/", views.conversation, name="conversation"),
    path("<uuid:pk>/send/", views.send, name="send"),
    path("<uuid:pk>/rename/", views.rename, name="rename"),
    path("<uuid:pk>/delete/", views.delete, name="delete"),
    path("<uuid:pk>/restore/", views.restore, name="restore"),
    path("<uuid:pk>/forget/", views.forget, name="forget"),
    path("<uuid:pk>/export.md", views.export, name="export"),
    path("<uuid:pk>/export.json", views.export_json, name="export-json"),
    path("messages/<uuid:pk>/", views.message, name="message"),
    path("messages/<uuid:pk>/stop/", views.stop, name="stop"),
    path("messages/<uuid:pk>/retry/", views.retry, name="retry"),
    path("messages/<uuid:pk>/papers/", views.papers, name="papers"),
    path("messages/<uuid:pk>/speech/", spoken_views.speak, name="speak"),
    path("messages/<uuid:pk>/rate/", views.rate, name="rate"),
    path("messages/<uuid:pk>/reason/", answer_views.reason, name="reason"),
    path("messages/<uuid:pk>/choices/", answer_views.choices, name="choices"),
    path("messages/<uuid:pk>/change/", answer_views.change, name="change"),
    path("messages/<uuid:pk>/edit/", answer_views.edit, name="edit"),
    path("messages/<uuid:pk>/version/", answer_views.version, name="version"),
    path("messages/<uuid:pk>/rows/", views.rows, name="rows"),
    path("messages/<uuid:pk>/rows.csv", views.rows_csv, name="rows-csv"),
    path("proposals/<uuid:pk>/", proposal_views.shown, name="proposal"),
    path("proposals/<uuid:pk>/confirm/", proposal_views.confirm, name="proposal-confirm"),
    path("proposals/<uuid:pk>/cancel/", proposal_views.cancel, name="proposal-cancel"),
    path("proposals/<uuid:pk>/undo/", proposal_views.undo, name="proposal-undo"),
]
