"""Pages of this app."""

from django.urls import path

from chat import proposal_views, views

app_name = "chat"
urlpatterns = [
    path("", views.home, name="home"),
    path("model/", views.model_consent, name="model"),
    path("<uuid:pk>/", views.conversation, name="conversation"),
    path("<uuid:pk>/send/", views.send, name="send"),
    path("<uuid:pk>/rename/", views.rename, name="rename"),
    path("<uuid:pk>/delete/", views.delete, name="delete"),
    path("<uuid:pk>/restore/", views.restore, name="restore"),
    path("<uuid:pk>/forget/", views.forget, name="forget"),
    path("<uuid:pk>/export.md", views.export, name="export"),
    path("messages/<uuid:pk>/", views.message, name="message"),
    path("messages/<uuid:pk>/stop/", views.stop, name="stop"),
    path("messages/<uuid:pk>/retry/", views.retry, name="retry"),
    path("messages/<uuid:pk>/rate/", views.rate, name="rate"),
    path("messages/<uuid:pk>/rows/", views.rows, name="rows"),
    path("messages/<uuid:pk>/rows.csv", views.rows_csv, name="rows-csv"),
    path("proposals/<uuid:pk>/confirm/", proposal_views.confirm, name="proposal-confirm"),
    path("proposals/<uuid:pk>/cancel/", proposal_views.cancel, name="proposal-cancel"),
    path("proposals/<uuid:pk>/undo/", proposal_views.undo, name="proposal-undo"),
]
