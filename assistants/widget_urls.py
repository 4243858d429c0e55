"""Addresses for visitors of websites and customers: nobody signs in here."""

from django.urls import path

from assistants.views import public, widget

app_name = "widget"
urlpatterns = [
    path("csat/<str:token>", public.satisfaction, name="csat"),
    path("demo/<str:public_key>", public.demo, name="demo"),
    path("<str:public_key>.js", widget.script, name="script"),
    path("<str:public_key>/frame", widget.frame, name="frame"),
    path("<str:public_key>/messages", widget.messages, name="messages"),
]
