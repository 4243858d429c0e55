"""What the pages of an assistant have in common: tabs, the word for a phase."""

from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assistants.models import Phase

if TYPE_CHECKING:
    from assistants.models import Assistant

register = template.Library()
TABS = {
    "detail": _("Overview"),
    "topics": _("Topics"),
    "suggestions": _("Suggestions"),
    "learning": _("Learn"),
    "voice": _("Voice"),
    "channels": _("Channels"),
    "analytics": _("Analytics"),
    "settings": _("Settings"),
}
LOOKS = {  # tone, icon
    Phase.OBSERVE: ("", "eye"),
    Phase.RECOGNISE: ("info", "spark"),
    Phase.SUPERVISED: ("accent", "edit"),
    Phase.AUTOMATED: ("positive", "check"),
}


REASONS = {
    "nothing-left": _("nothing it learnt is left"),
    "learnt-enough": _("it has learnt enough"),
    "reads-well": _("it reads well enough"),
    "proved": _("proved by your judgements"),
    "topic-proved": _("one of its topics proved itself"),
    "switched-off": _("switched off"),
    "bound-fell": _("the figure fell below the target"),
    "too-few-decisions": _("too few judgements are left"),
    "lowered-by-hand": _("lowered by hand"),
    "raised-by-hand": _("raised by hand"),
}


@register.filter
def phase_reason(code: str) -> str:
    """Why a phase changed, in words."""
    return str(REASONS.get(code, code))


@register.inclusion_tag("assistants/owner/_phase.html")
def phase_pill(phase: str) -> dict[str, Any]:
    """What an assistant or a topic has earned, as a word with a colour and a sign."""
    tone, icon = LOOKS[Phase(phase)]
    return {"text": Phase(phase).label, "tone": tone, "icon": icon}


@register.simple_tag
def assistant_tabs(assistant: "Assistant", current: str) -> list[dict[str, Any]]:
    """Links to the pages of an assistant, for `components/tabs.html`."""
    tabs = []
    for name, text in TABS.items():
        url = reverse(f"assistants:{name}", args=[assistant.slug])
        tabs.append({"url": url, "text": text, "current": name == current})
    return tabs
