"""Pages of assistants: the inbox first, then each assistant's own."""

from django.urls import URLPattern, URLResolver, path

from assistants.views import owner, settings

app_name = "assistants"
urlpatterns: list[URLPattern | URLResolver] = [
    # fixed words first: `services.assistants.RESERVED_SLUGS`
    path("", owner.assistant_list, name="list"),
    path("new/", owner.assistant_new, name="new"),
    path("<uuid:pk>/restore/", owner.assistant_restore, name="restore"),
    path("<slug:slug>/", owner.assistant_detail, name="detail"),
    path("<slug:slug>/settings/", settings.assistant_settings, name="settings"),
    path("<slug:slug>/switch/", settings.assistant_switch, name="switch"),
    path("<slug:slug>/delete/", owner.assistant_delete, name="delete"),
    path("<slug:slug>/facts/new/", settings.fact_save, name="fact-new"),
    path("<slug:slug>/facts/<uuid:pk>/", settings.fact_save, name="fact"),
    path("<slug:slug>/facts/<uuid:pk>/delete/", settings.fact_delete, name="fact-delete"),
]
