"""What Lumen tells members about. Other kinds work too; these have names and can go out by mail."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    label: str | Promise
    explanation: str | Promise


KINDS = (
    Kind("finding", _("Something unusual"), _("A payment that does not look like the others.")),
    Kind("import", _("Imports"), _("A statement was read, or could not be.")),
    Kind("document", _("Documents"), _("A document is ready, or could not be read.")),
    Kind("source", _("Sources"), _("A message source stopped working or needs you.")),
    Kind("enquiry", _("Enquiries"), _("One is yours, handed over or overdue, or a note names you.")),
    Kind("channel", _("Customers"), _("A reply was not delivered, or a channel needs you.")),
    Kind("assistant", _("Assistants"), _("An assistant began or stopped to answer by itself.")),
    Kind("watch", _("Watch-list"), _("A rate, a price, the weather or words you watch.")),
    Kind("export", _("Exports"), _("Your export is ready to download.")),
    Kind("member", _("Members"), _("Somebody joined or left the workspace.")),
)
CODES = frozenset(kind.code for kind in KINDS)
