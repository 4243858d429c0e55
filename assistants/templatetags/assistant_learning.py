"""Words on the pages of what an assistant learns from."""

from django import template
from django.utils.translation import gettext_lazy as _

from assistants.history import base

register = template.Library()
SKIPPED = {
    "known": _("Known already"),
    base.EMPTY: _("Without a customer’s words"),
    base.UNREADABLE: _("Could not be read"),
    base.AUTOMATIC: _("Answers of machines, lists, returned mail"),
    base.NOT_HUMAN: _("Messages of bots"),
    base.TOO_MANY: _("Beyond what one file may hold"),
}


@register.filter
def skip_reason(code: str) -> str:
    """Why something in a file was not learnt."""
    return str(SKIPPED.get(code, code))
